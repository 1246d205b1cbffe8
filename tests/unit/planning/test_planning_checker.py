"""The checker sees what the planner never does: plans changed by hand, each fault named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.model import CheckKey, Half, Recognition, Slot, Trigger
from exchange.planning.plan import LeftOut, Plan, Visit, cost_of
from exchange.planning.rules import Rule
from tests.support.planning import EXITS, FIRE, FOOD, GAUGE, GUEST, MARKET, check, officers, problem, target

CASE = problem(
    crew=(*officers("near", count=3), *officers("fire", organ=FIRE), *officers("guest", organ=GUEST)),
    checks=[check(invited=frozenset({GUEST})), check(organ=FIRE, matter=EXITS), check(matter=GAUGE, required=False), check("T2")],
    targets=[target(), target("T2")],
)
PLAN = make_plan(CASE)
KEY = CheckKey(target="T1", organ=MARKET, matter=FOOD)


def faults(plan: Plan) -> set[str]:
    """Of a plan whose cost is counted anew, as somebody who changes one would."""
    return {one.rule for one in violations(CASE, replace(plan, cost=cost_of(CASE, plan.visits, plan.paper), bound=0, proven=False))}


def with_visit(change: Callable[[Visit], Visit], name: str = "T1") -> Plan:
    return replace(PLAN, visits=tuple(change(one) if one.target == name else one for one in PLAN.visits))


def with_team(*refs: str, organ: str = MARKET, assistants: frozenset[str] = frozenset()) -> Plan:
    def change(visit: Visit) -> Visit:
        team = frozenset(refs)
        parts = (replace(one, officers=team, assistants=assistants) if one.organ == organ else one for one in visit.parts)
        return replace(visit, parts=tuple(parts))

    return with_visit(change)


def test_the_plan_itself_is_lawful() -> None:
    assert violations(CASE, PLAN) == []
    assert faults(PLAN) == set()
    assert {one.organ for visit in PLAN.visits for one in visit.parts} == {MARKET, FIRE}


def test_a_visit_that_is_missing_twice_or_made_up_is_named() -> None:
    fewer = replace(PLAN, visits=tuple(one for one in PLAN.visits if one.target == "T1"))
    assert faults(fewer) == {"complete"}
    twice = with_visit(lambda one: replace(one, slot=Slot(date(2026, 3, 6), Half.MORNING)))
    assert faults(replace(PLAN, visits=(*PLAN.visits, *(one for one in twice.visits if one.target == "T1")))) >= {
        "complete",
        Rule.ONE_VISIT_PER_ORGAN,
    }
    made_up = with_visit(lambda one: replace(one, parts=(replace(one.parts[0], matters=("99999999999999",)),)))
    assert {one.rule for one in violations(CASE, made_up)} == {"known"}


def test_officers_who_are_not_in_the_register_are_named() -> None:
    unknown = with_team("near1", "nobody")
    assert {one.rule for one in violations(CASE, unknown)} == {"known"}


@pytest.mark.parametrize(
    ("team", "fault"),
    [
        (("near1",), Rule.TWO_OFFICERS),
        (("guest1", "guest2"), Rule.TERRITORY),
        (("near1", "guest1"), Rule.TERRITORY),
    ],
)
def test_a_team_that_does_not_count_is_named(team: tuple[str, ...], fault: Rule) -> None:
    assert faults(with_team(*team)) == {fault}


def test_a_guest_may_assist_where_invited_only() -> None:
    assert faults(with_team("near1", "near2", assistants=frozenset({"guest1"}))) == set()
    uninvited = with_team("fire1", "fire2", organ=FIRE, assistants=frozenset({"guest1"}))
    assert Rule.TERRITORY in faults(uninvited)


def test_an_excuse_must_be_true() -> None:
    only = tuple(one for one in PLAN.visits if one.target == "T2")
    left = tuple(LeftOut(check=one.key, rule=Rule.RECOGNISED) for one in CASE.checks if one.target == "T1")
    assert faults(replace(PLAN, visits=only, left_out=left)) == {"complete"}
    assert faults(replace(PLAN, visits=only, left_out=tuple(replace(one, rule=None) for one in left))) == {"complete"}
    until = Recognition(organ=MARKET, matter=FOOD, until=date(2026, 12, 31))
    known = replace(CASE, targets=tuple(replace(one, recognised=(until,)) for one in CASE.targets))
    assert LeftOut(check=KEY, rule=Rule.RECOGNISED) in make_plan(known).left_out
    assert violations(known, make_plan(known)) == []


def test_paper_is_for_what_can_be_checked_on_paper() -> None:
    only = tuple(one for one in PLAN.visits if one.target == "T1")
    assert faults(replace(PLAN, visits=only, paper=(replace(KEY, target="T2"),))) == {"complete"}


def test_the_lead_and_the_publication_are_as_the_law_says() -> None:
    assert faults(with_visit(lambda one: replace(one, lead=FIRE))) == {"lead"}
    assert faults(with_visit(lambda one: replace(one, publish_by=one.publish_by + timedelta(days=1)))) == {"publication"}
    assert {one.publish_by - one.slot.day for one in PLAN.visits} == {timedelta(days=28)}  # twenty working days of March (H12)


def test_a_plan_says_truly_what_it_costs_and_how_good_it_is() -> None:
    assert {one.rule for one in violations(CASE, replace(PLAN, cost=replace(PLAN.cost, travel=0)))} == {"cost"}
    assert {one.rule for one in violations(CASE, replace(PLAN, bound=PLAN.bound + 1))} == {"bound"}
    assert {one.rule for one in violations(CASE, replace(PLAN, bound=PLAN.bound - 1))} == {"bound"}  # then it isn't proven


def test_days_outside_the_period_and_of_rest_are_named() -> None:
    assert faults(with_visit(lambda one: replace(one, slot=Slot(date(2026, 3, 9), Half.MORNING)))) >= {"complete"}
    assert Rule.WORKING_DAY in faults(with_visit(lambda one: replace(one, slot=Slot(date(2026, 3, 7), Half.MORNING))))


def test_a_complaint_needs_no_draw_and_what_is_ordered_from_above_no_cap() -> None:
    for trigger in (Trigger.COMPLAINT, Trigger.SPECIAL_FROM_ABOVE):
        case = replace(CASE, checks=tuple(replace(one, trigger=trigger) for one in CASE.checks), plan_published_on=None)
        assert violations(case, make_plan(case)) == []
