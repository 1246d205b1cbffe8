"""From the registers by the draw to a plan: who is left out is named, who was drawn is planned, by officers who were drawn."""

from dataclasses import replace
from datetime import date

from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.demand import candidate_of, checks_from_draw, coverage_due, with_drawn_officers
from exchange.planning.draw import DrawTask, Exclusion, Pool, Round, commitment, draw, register_version
from exchange.planning.model import Credit, DoneVisit, Matter, Organ, Recognition, Risk, Selection, Target, Terms, Trigger
from tests.support.planning import EARLIER, FOOD, HOME, MARKET, NEXT, officers, problem, target

ON = date(2026, 2, 1)
ORGAN = Organ(uscc=MARKET, member=HOME, caps={"": 1})
MATTER = Matter(organ=MARKET, code=FOOD, minutes=60, skills=frozenset({"food"}))


def excluded(company: Target) -> Exclusion | None:
    return candidate_of(company, organ=ORGAN, matter=MATTER, terms=Terms(), on=ON).excluded


def done(**changes: object) -> DoneVisit:
    return replace(DoneVisit(organ=MARKET, cap_class="", trigger=Trigger.ROUTINE, day=date(2026, 1, 9)), **changes)


def test_who_is_not_drawn_from_is_named_with_the_reason() -> None:
    assert excluded(target()) is None
    assert excluded(target(no_disturb=True)) is Exclusion.NO_DISTURB
    assert excluded(target(done=(done(),))) is Exclusion.CAPPED
    assert excluded(target(recognised=(Recognition(organ=MARKET, matter=FOOD, until=ON),))) is Exclusion.RECOGNISED


def test_what_does_not_count_excludes_nobody() -> None:
    for one in (done(day=date(2025, 12, 30)), done(trigger=Trigger.COMPLAINT), done(organ="another"), done(cap_class="special")):
        assert excluded(target(done=(one,))) is None
    assert excluded(target(recognised=(Recognition(organ=MARKET, matter=FOOD, until=date(2026, 1, 31)),))) is None


def test_two_years_end_on_the_same_day_or_the_months_last() -> None:
    assert coverage_due(date(2024, 3, 15)) == date(2026, 3, 15)
    assert coverage_due(date(2024, 2, 29)) == date(2026, 2, 28)


def test_a_draw_becomes_a_lawful_plan() -> None:
    companies = [*(target(f"T{number}", risk=list(Risk)[number % 4]) for number in range(10)), target("KEY", key_sector=True)]
    candidates = [candidate_of(one, organ=ORGAN, matter=MATTER, terms=Terms(), on=ON) for one in companies]
    crew = officers("o", count=6)
    pool = Pool(organ=MARKET, officers=tuple(one.ref for one in crew), count=3)
    odds = {Risk.A: 1, Risk.B: 2, Risk.C: 3, Risk.D: 4}
    task = DrawTask(
        id="task",
        register_version=register_version(candidates, [pool]),
        share=3000,
        risk_weights=odds,
        credit_weights=dict(zip(Credit, odds.values(), strict=True)),
        parties=(HOME, NEXT),
    )
    nonces = {HOME: b"h" * 32, NEXT: b"n" * 32}
    commitments = {one: commitment(task=task.id, number=0, member=one, nonce=nonce) for one, nonce in nonces.items()}
    drawn = draw(task, [Round(commitments=commitments, nonces=nonces)], candidates, [pool])
    checks = checks_from_draw(drawn, targets=companies, matters=[MATTER], approved_on=EARLIER)
    case = problem(crew=with_drawn_officers(crew, drawn), checks=checks, targets=companies)
    plan = make_plan(case)
    assert violations(case, plan) == []
    assert {one.target for one in plan.visits} == {*drawn.drawn, "KEY"}
    assert len(drawn.drawn) == 3
    assert {ref for one in plan.visits for ref in one.team} <= set(drawn.officers[MARKET])
    assert {one.selection for one in checks} == {Selection.DRAWN, Selection.KEY_SECTOR}
