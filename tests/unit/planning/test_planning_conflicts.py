"""Infeasible weeks: the smallest set of rules at odds is the one found by hand, and leaving any one out leaves a plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from exchange.planning.assign import make_plan
from exchange.planning.conflicts import Conflict, is_feasible, restricted, smallest_conflict
from exchange.planning.model import Agreement, DoneVisit, Half, InfeasibleError, Period, Problem, Slot, Trigger
from exchange.planning.rules import ALL_RULES, Rule
from tests.support.planning import FOOD, FRIDAY, GAUGE, GUEST, MARKET, MONDAY, check, lock, officers, problem, target

WEEK, WEDNESDAY, THURSDAY = Period(first=MONDAY, last=FRIDAY), date(2026, 3, 4), date(2026, 3, 5)
CREW, VISITORS = officers("own"), officers("guest", organ=GUEST)


def capped() -> Problem:
    done = (DoneVisit(organ=MARKET, cap_class="", trigger=Trigger.ROUTINE, day=date(2026, 1, 20)),)
    plain = problem(crew=CREW, checks=[check()], targets=[target(done=done)])
    return replace(plain, organs=tuple(replace(one, caps={"": 1}) for one in plain.organs))


def crowded() -> Problem:
    names = ("T1", "T2", "T3", "T4")
    checks = [check(name, due=MONDAY) for name in names[:3]]
    return problem(crew=CREW, checks=[*checks, check("T4")], targets=map(target, names))


CASES: dict[str, tuple[Callable[[], Problem], set[Rule]]] = {
    "only visiting officers": (lambda: problem(crew=VISITORS, checks=[check()]), {Rule.TERRITORY, Rule.TWO_OFFICERS}),
    "one of two on leave": (
        lambda: problem(crew=(CREW[0], replace(CREW[1], leave=(WEEK,))), checks=[check()]),
        {Rule.LEAVE, Rule.TWO_OFFICERS},
    ),
    "expired certificates": (
        lambda: problem(crew=[replace(one, certificate_until=date(2026, 2, 1)) for one in CREW], checks=[check()]),
        {Rule.CERTIFICATE, Rule.TWO_OFFICERS},
    ),
    "everybody is related": (
        lambda: problem(crew=[replace(one, avoids=frozenset({"T1"})) for one in CREW], checks=[check()]),
        {Rule.AVOIDANCE, Rule.TWO_OFFICERS},
    ),
    "approved after it is due": (
        lambda: problem(crew=CREW, checks=[check(approved_on=THURSDAY, due=WEDNESDAY)]),
        {Rule.APPROVAL, Rule.DUE_DATE},
    ),
    "never approved": (lambda: problem(crew=CREW, checks=[check(approved_on=None)]), {Rule.APPROVAL}),
    "no yearly plan": (lambda: problem(crew=CREW, checks=[check()], plan_published_on=None), {Rule.PUBLISHED_PLAN}),
    "a week of holidays": (
        lambda: problem(crew=CREW, checks=[check()], period=Period(first=date(2026, 10, 1), last=date(2026, 10, 5))),
        {Rule.WORKING_DAY},
    ),
    "the cap is reached": (capped, {Rule.YEARLY_CAP}),
    "one visit can't be both early and late": (
        lambda: problem(crew=CREW, checks=[check(due=MONDAY), check(matter=GAUGE, approved_on=WEDNESDAY)]),
        {Rule.ONE_VISIT_PER_ORGAN, Rule.DUE_DATE, Rule.APPROVAL},
    ),
    "too long for half a day": (
        lambda: replace(
            capped(),
            organs=problem(crew=(), checks=()).organs,
            matters=tuple(replace(one, minutes=300) for one in problem(crew=(), checks=()).matters),
        ),
        {Rule.HALF_DAY},
    ),
    "a locked officer must stay away": (
        lambda: problem(
            crew=(*CREW, *officers("rel", avoids=frozenset({"T1"}))),
            checks=[check()],
            locks=(lock(Slot(MONDAY, Half.MORNING), team=("rel1", "rel2")),),
        ),
        {Rule.AVOIDANCE, Rule.LOCKED},
    ),
    "three companies in two half-days": (crowded, {Rule.TWO_OFFICERS, Rule.ONE_VISIT_PER_HALF_DAY, Rule.DUE_DATE}),
}


def found(case: Problem) -> Conflict:
    with pytest.raises(InfeasibleError):
        make_plan(case)
    conflict = smallest_conflict(case)
    assert conflict is not None
    return conflict


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_conflict_is_named(name: str) -> None:
    build, rules = CASES[name]
    case = build()
    conflict = found(case)
    assert set(conflict.rules) == rules
    part = restricted(case, conflict.targets)
    assert not is_feasible(part, frozenset(conflict.rules))
    for rule in conflict.rules:
        assert is_feasible(part, ALL_RULES - {rule})


def test_only_visiting_officers_is_said_in_words_with_the_articles() -> None:
    conflict = found(CASES["only visiting officers"][0]())
    assert "属地机关" in conflict.zh
    assert "行政处罚法42" in conflict.zh
    assert conflict.en.startswith("T1: these rules can't all be kept: the territorial organ")
    assert "国办发〔2024〕54号" in conflict.en


def test_an_agreement_ends_the_conflict_for_its_matters_and_days() -> None:
    agreement = Agreement(id="a", host=MARKET, guest=GUEST, valid=WEEK, matters=frozenset({FOOD}))
    plan = make_plan(problem(crew=VISITORS, checks=[check()], agreements=(agreement,)))
    assert plan.visits[0].team == {"guest1", "guest2"}
    for changed in (replace(agreement, matters=frozenset({GAUGE})), replace(agreement, valid=Period(first=FRIDAY, last=FRIDAY))):
        case = problem(crew=VISITORS, checks=[check(due=THURSDAY)], agreements=(changed,))
        assert set(found(case).rules) >= {Rule.TERRITORY, Rule.TWO_OFFICERS}


def test_only_companies_that_matter_are_named() -> None:
    assert found(crowded()).targets == ("T1", "T2", "T3")


def test_a_feasible_problem_has_no_conflict() -> None:
    assert smallest_conflict(problem(crew=CREW, checks=[check()])) is None


def test_of_a_month_only_the_companies_that_crowd_two_days_are_named() -> None:
    """Twenty companies; two officers have four half-days until Tuesday evening for the first six of them."""
    names = [f"T{number:02d}" for number in range(20)]
    tuesday = date(2026, 3, 3)
    checks = [check(name, due=tuesday if number < 6 else None) for number, name in enumerate(names)]
    case = problem(crew=CREW, checks=checks, targets=map(target, names), period=Period(first=MONDAY, last=date(2026, 3, 31)))
    conflict = smallest_conflict(case)
    assert conflict is not None
    assert set(conflict.targets) <= set(names[:6])
    assert len(conflict.targets) == 5
    assert set(conflict.rules) == {Rule.TWO_OFFICERS, Rule.ONE_VISIT_PER_HALF_DAY, Rule.DUE_DATE}
