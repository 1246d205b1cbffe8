"""Generated decisions: the same on every run, about nobody, and right by every rule that real ones must keep."""

from __future__ import annotations

import re
from datetime import date

import protovalidate
import pytest

from adapters.generate import (
    ENTITY_MARK,
    FIRST_DAY,
    LAST_DAY,
    IssuingOrgan,
    fictitious_code,
    generate_outcomes,
    generated_domains,
    load_shapes,
)
from exchange.domain.identifiers import find_identity_numbers, parse_uscc
from exchange.domain.money import AmountKind, CheckResult, check_amount
from exchange.v1 import outcome_pb2
from tests.support.adapters import ORGAN, outcomes


def test_the_same_arguments_give_the_same_decisions():
    again = [one.SerializeToString(deterministic=True) for one in outcomes(50)]
    assert [one.SerializeToString(deterministic=True) for one in outcomes(50)] == again
    assert [one.SerializeToString(deterministic=True) for one in outcomes(50, seed=8)] != again
    assert [one.SerializeToString(deterministic=True) for one in outcomes(50, member="320509")] != again


@pytest.mark.parametrize("domain", sorted(generated_domains()))
def test_every_decision_keeps_the_rules(domain: str):
    organ = IssuingOrgan(name="某局（虚构）", uscc=fictitious_code("11310116", "000009"), domain=domain, document_prefix="某罚字")
    shapes = load_shapes()
    seen = set()
    for one in generate_outcomes(60, seed=3, member_code="310116", organs=[organ]):
        protovalidate.validate(one)
        code = parse_uscc(one.subject.uscc).code
        assert code[:8] in shapes
        assert code[8:10] == ENTITY_MARK
        assert one.subject.name.endswith("（虚构）")
        assert one.source.kind == outcome_pb2.SOURCE_KIND_GENERATED
        assert FIRST_DAY <= date.fromisoformat(one.decided_on) <= LAST_DAY
        assert date.fromisoformat(one.decided_on).weekday() < 5
        assert one.act_on < one.decided_on < one.published_on < one.publish_until
        assert not find_identity_numbers(str(one))
        for kind, amount in ((outcome_pb2.PENALTY_KIND_FINE, AmountKind.FINE), (4, AmountKind.CONFISCATION)):
            for penalty in one.penalties:
                if penalty.kind == kind:
                    assert check_amount(one.content, penalty.amount_fen, kind=amount).result is CheckResult.MATCH
        seen.add(one.document_number)
    assert len(seen) == 60


def test_acts_whose_provisions_were_replaced_are_not_cited_afterwards():
    organ = IssuingOrgan(name="某局（虚构）", uscc=fictitious_code("11310116", "000009"), domain="ECO_ENV", document_prefix="某罚字")
    days = [one.decided_on for one in generate_outcomes(500, seed=1, member_code="310116", organs=[organ])]
    assert max(days) <= "2026-08-14"


def test_some_companies_come_back():
    codes = [one.subject.uscc for one in outcomes(200)]
    assert len(set(codes)) < 200


def test_shapes_are_prefixes_only():
    assert all(re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}", prefix) for prefix in load_shapes())
    assert sum(load_shapes().values()) == 247


def test_own_shapes_are_used():
    (one,) = generate_outcomes(1, seed=1, member_code="310116", organs=[ORGAN], shapes={"91310116": 1})
    assert one.subject.uscc.startswith("91310116XU")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"organs": []}, "at least one organ"),
        ({"count": -1}, "a count of 0 or more"),
        ({"organs": [IssuingOrgan(name="某局", uscc="11310116MB2F30405X", domain="MARKET", document_prefix="某")]}, "check character"),
        ({"organs": [IssuingOrgan(name="某局", uscc=ORGAN.uscc, domain="SPACE", document_prefix="某")]}, "'SPACE' has no acts"),
    ],
)
def test_wrong_arguments_are_refused_at_once(changes: dict, said: str):
    arguments = {"count": 1, "seed": 1, "member_code": "310116", "organs": [ORGAN]} | changes
    with pytest.raises(ValueError, match=said):
        generate_outcomes(arguments.pop("count"), **arguments)


@pytest.mark.parametrize(("prefix", "serial"), [("9131011", "000001"), ("91310116", "00001"), ("91310116", "00000I")])
def test_a_fictitious_code_needs_right_parts(prefix: str, serial: str):
    with pytest.raises(ValueError, match="eight and six characters"):
        fictitious_code(prefix, serial)
