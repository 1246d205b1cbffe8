"""Must-show 5: the subject matcher on damaged records of real companies, half of them held out (data/subjects/README.md)."""

from __future__ import annotations

import pytest

from exchange.domain.subjects import Verdict, compare, profile
from exchange.v1 import subject_pb2
from tests.support.subject_damage import SEED, Company, Damage, Pair, companies, halves, measured

TAKEN_FOR_THE_SAME = (Verdict.MATCH_VERDICT_SAME, Verdict.MATCH_VERDICT_LIKELY)
PRECISION, RECALL = 0.99, 0.95  # the goals


def judged(pairs: list[Pair]) -> list[tuple[Pair, bool]]:
    return [(pair, compare(profile(pair.left), profile(pair.right)).verdict in TAKEN_FOR_THE_SAME) for pair in pairs]


@pytest.fixture(scope="module")
def split() -> tuple[list[Company], list[Company]]:
    return halves(companies())


@pytest.fixture(scope="module")
def held_out(split) -> list[tuple[Pair, bool]]:
    return judged(Damage(rows=split[1]).pairs())


def test_no_company_is_in_both_halves(split):
    tuning, held = ({company.name for company in half} for half in split)

    assert len(tuning) + len(held) == len(companies()) > 380
    assert not tuning & held


def test_the_set_is_the_same_each_time(split):
    once, again = (Damage(rows=split[1][:20]).pairs() for _time in range(2))

    assert once == again
    assert once != Damage(rows=split[1][:20], seed=SEED + 1).pairs()


def test_held_out_companies_are_found_again_and_not_mixed_up(held_out):
    figures = measured(held_out)
    print(figures)

    assert figures["precision"] >= PRECISION
    assert figures["recall"] >= RECALL
    assert figures["same"] > 2000
    assert figures["pairs"] - figures["same"] > 1000


def test_another_seed_gives_no_other_picture(split):
    figures = measured(judged(Damage(rows=split[1], seed=SEED + 1, draws=6).pairs()))
    print(figures)

    assert figures["precision"] >= PRECISION
    assert figures["recall"] >= RECALL


def test_a_company_with_another_right_code_is_never_taken_for_the_same(held_out):
    wrong = [pair for pair, taken in held_out if taken and not pair.same and pair.left.uscc and pair.code == "whole"]

    assert wrong == []


def test_no_two_companies_of_the_list_are_taken_for_the_same_by_their_names(split):
    named = [profile(subject_pb2.Subject(name=company.name)) for company in split[1]]

    mixed_up = [
        (one.names[0].text, other.names[0].text)
        for place, one in enumerate(named)
        for other in named[:place]
        if compare(one, other).verdict in TAKEN_FOR_THE_SAME
    ]

    assert mixed_up == []
