"""For every hard rule a week in which breaking it is the cheaper plan. The planner doesn't, and the checker names who does."""

from dataclasses import replace
from datetime import date

import pytest

from exchange.planning import assign
from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.model import DoneVisit, Half, Period, Power, Problem, Recognition, Selection, Slot, Trigger, WorkPlan
from exchange.planning.rules import ALL_RULES, Rule, rule_text
from tests.support.planning import (
    EXITS,
    FAR,
    FIRE,
    FOOD,
    FRIDAY,
    GAUGE,
    GUEST,
    MARKET,
    MONDAY,
    NEXT_FRIDAY,
    check,
    lock,
    officers,
    problem,
    target,
)

TUESDAY, SUNDAY, NEXT_MONDAY = date(2026, 3, 3), date(2026, 3, 8), date(2026, 3, 9)
WEEK, FORTNIGHT = Period(first=MONDAY, last=FRIDAY), Period(first=MONDAY, last=NEXT_FRIDAY)
NEAR_ONES, FIRE_ONES, FAR_ONES = officers("near"), officers("fire", organ=FIRE), officers("far", station=FAR)
EXTRA = check(matter=GAUGE, required=False)  # worth 8,000 points at a visit that is made anyway


def unfit_near_ones(**changes: object) -> Problem:
    """Two officers next door who may not go, and two far away who may."""
    return problem(crew=(*officers("near", **changes), *FAR_ONES), checks=[check()])


def with_extra(matter: dict[str, object] | None = None, *, extra: dict[str, object] | None = None, **company: object) -> Problem:
    """A visit that must be made, and a second matter that would cost nothing more there."""
    plain = problem(crew=NEAR_ONES, checks=[check(trigger=Trigger.COMPLAINT), replace(EXTRA, **(extra or {}))], targets=[target(**company)])
    return replace(plain, matters=tuple(replace(one, **(matter or {})) if one.code == GAUGE else one for one in plain.matters))


def power() -> Problem:
    plain = problem(crew=(*NEAR_ONES, *FIRE_ONES), checks=[check(), check(organ=FIRE, matter=EXITS, required=False)])
    return replace(plain, organs=tuple(replace(one, power=Power.NONE) if one.uscc == FIRE else one for one in plain.organs))


def territory() -> Problem:
    return problem(crew=(*officers("guest", organ=GUEST), *FAR_ONES), checks=[check()])


def cap() -> Problem:
    plain = with_extra(done=(DoneVisit(organ=MARKET, cap_class="", trigger=Trigger.ROUTINE, day=date(2026, 1, 20)),))
    return replace(plain, organs=tuple(replace(one, caps={"": 1}) if one.uscc == MARKET else one for one in plain.organs))


def twice() -> Problem:
    early, late = check(due=TUESDAY), check(matter=GAUGE, required=False, approved_on=NEXT_MONDAY)
    return problem(crew=NEAR_ONES, checks=[early, late], period=FORTNIGHT)


def apart() -> Problem:
    """The fire officers are elsewhere all morning, where the market's inspection has to be."""
    morning, day = Slot(MONDAY, Half.MORNING), Period(first=MONDAY, last=MONDAY)
    checks = [check(), check(organ=FIRE, matter=EXITS, required=False), check("T2", FIRE, EXITS)]
    locks = (lock(morning), lock(morning, company="T2", organ=FIRE, team=("fire1", "fire2")))
    return problem(crew=(*NEAR_ONES, *FIRE_ONES), checks=checks, targets=[target(), target("T2")], period=day, locks=locks)


def uninvited() -> Problem:
    plan = WorkPlan(id="plan-2026", organs=(MARKET,))
    return problem(crew=(*NEAR_ONES, *FIRE_ONES), checks=[check(), check(organ=FIRE, matter=EXITS)], work_plan=plan)


def due() -> Problem:
    away = (Period(first=MONDAY, last=TUESDAY),)
    return problem(crew=(*officers("near", leave=away), *FAR_ONES), checks=[check(due=TUESDAY)])


def holiday() -> Problem:
    crew = (*officers("near", leave=(WEEK,)), *FAR_ONES)
    return problem(crew=crew, checks=[check()], period=Period(first=MONDAY, last=SUNDAY))


def crowded() -> Problem:
    names = ("T1", "T2", "T3")
    day = Period(first=MONDAY, last=MONDAY)
    return problem(crew=(*NEAR_ONES, *FAR_ONES), checks=map(check, names), targets=map(target, names), period=day)


CASES = {
    Rule.ENFORCEMENT_POWER: power,
    Rule.TERRITORY: territory,
    Rule.TWO_OFFICERS: lambda: problem(crew=NEAR_ONES, checks=[check()]),
    Rule.CERTIFICATE: lambda: unfit_near_ones(certificate_until=date(2026, 2, 28)),
    Rule.SKILLS: lambda: unfit_near_ones(skills=frozenset({"gauge"})),
    Rule.AVOIDANCE: lambda: unfit_near_ones(avoids=frozenset({"T1"})),
    Rule.LEAVE: lambda: unfit_near_ones(leave=(WEEK,)),
    Rule.RANDOM_OFFICERS: lambda: unfit_near_ones(drawn=False),
    Rule.APPROVAL: lambda: problem(crew=NEAR_ONES, checks=[check(approved_on=NEXT_MONDAY)], period=FORTNIGHT),
    Rule.PUBLISHED_PLAN: lambda: problem(crew=NEAR_ONES, checks=[check()], period=FORTNIGHT, plan_published_on=NEXT_MONDAY),
    Rule.YEARLY_CAP: cap,
    Rule.ONE_VISIT_PER_ORGAN: twice,
    Rule.JOINT_VISIT: apart,
    Rule.PAPER_FIRST: lambda: with_extra({"remote": True}),
    Rule.RANDOM_TARGET: lambda: with_extra(extra={"selection": Selection.CHOSEN}),
    Rule.PUBLISHED_MATTER: lambda: with_extra({"published": False}),
    Rule.WORK_PLAN: uninvited,
    Rule.RECOGNISED: lambda: with_extra(recognised=(Recognition(organ=MARKET, matter=GAUGE, until=date(2026, 6, 30)),)),
    Rule.NO_DISTURB: lambda: with_extra(no_disturb=True),
    Rule.DUE_DATE: due,
    Rule.WORKING_DAY: holiday,
    Rule.HALF_DAY: lambda: with_extra({"minutes": 121}),
    Rule.ONE_VISIT_PER_HALF_DAY: crowded,
    Rule.LOCKED: lambda: problem(
        crew=(*NEAR_ONES, *FAR_ONES), checks=[check()], locks=(lock(Slot(MONDAY, Half.MORNING), team=("far1", "far2")),)
    ),
}


@pytest.mark.parametrize("rule", Rule)
def test_breaking_a_rule_is_cheaper_and_the_planner_does_not(rule: Rule) -> None:
    case = CASES[rule]()
    lawful = make_plan(case)
    broken = make_plan(case, rules=ALL_RULES - {rule})
    assert lawful.proven
    assert broken.proven
    assert broken.cost.total < lawful.cost.total
    assert violations(case, lawful) == []
    assert rule in {one.rule for one in violations(case, broken)}


@pytest.mark.parametrize("largest_outline", [assign.LARGEST_OUTLINE, 0], ids=["outlined", "company by company"])
@pytest.mark.parametrize("rule", Rule)
def test_a_decomposed_plan_breaks_no_rule_either(rule: Rule, largest_outline: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[rule]()
    best = make_plan(case)
    monkeypatch.setattr(assign, "LARGEST_EXACT", 0)
    monkeypatch.setattr(assign, "LARGEST_OUTLINE", largest_outline)
    plan = make_plan(case)
    assert violations(case, plan) == []
    assert plan.bound <= best.cost.total <= plan.cost.total


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_its_words_and_its_article(rule: Rule) -> None:
    text = rule_text(rule)
    assert all((text.zh, text.en, text.number, text.article))
    assert text.label in {"A", "B"}
    assert any("一" <= letter <= "鿿" for letter in text.zh)


def test_the_plain_week_is_planned_as_by_hand() -> None:
    plan = make_plan(problem(crew=(*NEAR_ONES, *FIRE_ONES), checks=[check(), EXTRA, check(organ=FIRE, matter=EXITS)]))
    (visit,) = plan.visits
    assert (visit.target, visit.lead, visit.team) == ("T1", MARKET, {"near1", "near2", "fire1", "fire2"})
    assert [(part.organ, part.matters) for part in visit.parts] == [(FIRE, (EXITS,)), (MARKET, (FOOD, GAUGE))]
    # one visit, 20 km there and back, four officers at 20 who are already there, and two organs whose busiest officer goes once
    assert (plan.cost.total, plan.bound, plan.gap) == (1000 + 200 + 4 * 20 + 2 * 40, 1360, 0.0)
