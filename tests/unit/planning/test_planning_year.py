"""A year's visits, company by company: as few as trying every way of coming together, lawful, and above their bound."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.planning import assign
from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.generate import Size, district_pair, district_year
from exchange.planning.lawful import Lawful
from exchange.planning.merging import merged
from exchange.planning.model import InfeasibleError, Matter, Organ, Period, Problem, WorkPlan
from tests.support.planning import HOME, MONDAY, check, officers, problem

ORGANS = tuple(f"organ-{number}" for number in range(5))
WINDOWS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 25)), min_size=1, max_size=5)


def company(windows: list[tuple[int, int]]) -> Problem:
    """One company and as many organs as windows (first day, further days)."""
    names = ORGANS[: len(windows)]
    plain = problem(
        crew=officers("o", organ=ORGANS[0]),
        checks=[
            check(organ=organ, matter="m", opens=MONDAY + timedelta(days=first), due=MONDAY + timedelta(days=first + more))
            for organ, (first, more) in zip(names, windows, strict=True)
        ],
        organs=tuple(Organ(uscc=organ, member=HOME) for organ in ORGANS),
        matters=tuple(Matter(organ=organ, code="m", minutes=30) for organ in ORGANS),
        work_plan=WorkPlan(id="w", organs=ORGANS),
    )
    return replace(plain, period=Period(first=MONDAY, last=MONDAY + timedelta(days=70)))


def partitions(names: list[int]) -> Iterator[list[list[int]]]:
    if not names:
        yield []
        return
    for rest in partitions(names[1:]):
        yield [[names[0]], *rest]
        for at, group in enumerate(rest):
            yield [*rest[:at], [names[0], *group], *rest[at + 1 :]]


@settings(max_examples=60, deadline=None)
@given(WINDOWS)
def test_no_way_of_coming_together_takes_fewer_visits(windows: list[tuple[int, int]]) -> None:
    def together(group: list[int]) -> bool:
        return max(windows[one][0] for one in group) <= min(sum(windows[one]) for one in group)

    fewest = min(len(groups) for groups in partitions(list(range(len(windows)))) if all(map(together, groups)))
    entries = merged(Lawful(company(windows))).entries
    assert len(entries) == fewest
    assert sorted(organ for one in entries for organ in one.checks) == sorted(ORGANS[: len(windows)])


def test_a_small_year_is_lawful_and_near_its_bound() -> None:
    case = district_year(seed=1, share=2)
    plan = make_plan(case)
    assert violations(case, plan) == []
    assert plan.gap < 0.06
    alone = len({(one.target, part.organ) for one in plan.visits for part in one.parts})
    assert len(plan.visits) < 0.95 * alone


@pytest.mark.parametrize("seed", range(4))
def test_optional_checks_join_visits_and_the_bound_stays_true(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = district_pair(seed=seed, size=Size(companies=40, officers=36))
    case = replace(case, checks=tuple(replace(one, required=number % 3 == 0) for number, one in enumerate(case.checks)))
    usual = make_plan(case)
    monkeypatch.setattr(assign, "LARGEST_OUTLINE", 0)
    plan = make_plan(case)
    assert violations(case, plan) == []
    assert plan.bound <= usual.cost.total
    assert plan.cost.total <= 1.1 * usual.cost.total


def test_checks_of_one_organ_without_a_common_day_are_refused() -> None:
    case = problem(crew=officers("o"), checks=[check(due=MONDAY), check(matter="02310116000002", opens=MONDAY + timedelta(days=2))])
    with pytest.raises(InfeasibleError, match=r"T1: the checks of .* have no day in common"):
        merged(Lawful(case))
