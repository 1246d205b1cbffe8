"""From signed registers to a draw's task, and from its result to a problem that is planned lawfully."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.commission import Drawn, DrawOrder, PlanOrder, draw_task_of, problem_of
from exchange.planning.draw import commitment
from exchange.planning.ledger_draw import Step, Thread, drawn, fold, task_faults
from exchange.planning.model import Period, Risk, Selection, Site, Trigger
from exchange.planning.registers import RegisterError, Registers, carried_out, overdue, registers_of
from exchange.planning.replan import replan, still_asked
from exchange.v1 import draw_pb2, inspection_pb2
from exchange.v1 import inspection_register_pb2 as register_pb2
from exchange.v1 import inspection_service_pb2 as pb
from tests.support.registers import COMPANIES, MATTERS, made_register

HOME, NEIGHBOUR = "310116", "330482"
ORGAN, OTHER, THEIRS = "11310116MB2F3040XF", "11310116MB2F30418A", "11330482MB0W12340H"
TODAY = date(2026, 11, 26)
STANDING, ANOTHER = "01a21783-9c3a-7204-8db5-8e6686fb7309", "01a21783-9c3a-7204-8db5-8e6686fb7310"
PARTIES = [draw_pb2.DrawParty(member=HOME, organ=ORGAN), draw_pb2.DrawParty(member=NEIGHBOUR, organ=THEIRS)]
ORDER = DrawOrder(
    title="2026年12月食品抽查",
    organ=ORGAN,
    matters=MATTERS,
    share_bp=2500,
    least=2,
    risk_weights=[1, 2, 4, 8],
    credit_weights=[1, 1, 2, 2],
    officers={ORGAN: 3, THEIRS: 2},
    parties=PARTIES,
    reveal_by=1_795_000_000,
    round_hours=24,
    on=TODAY,
)
PLAN = PlanOrder(
    id="work-plan",
    period=Period(first=date(2026, 12, 1), last=date(2026, 12, 31)),
    organs=(ORGAN, THEIRS),
    approved_on=date(2026, 11, 27),
    published_on=date(2026, 3, 20),
    invited={ORGAN: frozenset({THEIRS})},
)


def view(member: str, organ: str, register: register_pb2.InspectionRegister) -> pb.RegisterView:
    return pb.RegisterView(member=member, organ=organ, register=register)


def theirs() -> pb.RegisterView:
    """The neighbour's: officers, no company."""
    return view(NEIGHBOUR, THEIRS, made_register("theirs", companies=[], visits=[]))


def registers(*more: pb.RegisterView, history: pb.GetInspectionHistoryResponse | None = None, replanned: str = "") -> Registers:
    views = [view(HOME, ORGAN, made_register("ours")), theirs(), *more]
    return registers_of(views, history or pb.GetInspectionHistoryResponse(), organs=(ORGAN, THEIRS), replanned=replanned)


def share(plan_id: str, at: int, day: str, *refs: str, organ: str = ORGAN) -> pb.VisitView:
    """An organ's of the plan's visit to a company, on both matters."""
    routine = inspection_pb2.INSPECTION_TRIGGER_ROUTINE
    values = {"plan_id": plan_id, "visit_id": f"V{at}", "organ": organ, "uscc": COMPANIES[at], "trigger": routine, "day": day}
    return pb.VisitView(**values, matter_codes=MATTERS, officers=refs, signed_by=[ORGAN, THEIRS])


def drawn_by(task: draw_pb2.DrawTask) -> Drawn:
    """As nodes with these nonces would draw."""
    nonces = {HOME: bytes(range(32)), NEIGHBOUR: bytes(range(32, 64))}
    steps = []
    for at, party in enumerate(task.parties):
        nonce = nonces[party.member]
        sealed = draw_pb2.DrawCommitment(number=0, commitment=commitment(task="task", number=0, member=party.member, nonce=nonce))
        for index, content in enumerate((sealed, draw_pb2.DrawReveal(number=0, nonce=nonce))):
            steps.append(Step(record_id=f"{at}-{index}", member=party.member, organ=party.organ, index=index, content=content))
    thread = Thread(task_id="task", lead=HOME, organ=ORGAN, task=task, steps=steps)
    return Drawn(task_id="task", task=task, result=drawn(thread, fold(thread)))


def test_a_task_names_every_company_of_the_territory_and_why_one_is_left_out() -> None:
    visit = pb.VisitView(
        organ=ORGAN, uscc=COMPANIES[0], matter_codes=MATTERS[:1], trigger=inspection_pb2.INSPECTION_TRIGGER_ROUTINE, day="2026-06-01"
    )
    recognised = [pb.RecognisedView(organ=ORGAN, uscc=COMPANIES[1], matter_code=one, until="2027-01-31") for one in MATTERS]
    history = pb.GetInspectionHistoryResponse(made=[visit], recognitions=recognised)
    quiet = register_pb2.RegisteredCompany(uscc=COMPANIES[2], place=register_pb2.MapPlace(), risk="A", credit="A", no_disturb=True)
    quietly = view(HOME, OTHER, made_register("quiet", companies=[quiet], officers=[], matters=[], visits=[]))

    task = draw_task_of(registers(quietly, history=history), ORDER)

    excluded = {one.uscc: one.excluded for one in task.candidates if one.excluded}
    assert excluded == {
        COMPANIES[0]: draw_pb2.DRAW_EXCLUSION_CAPPED,  # the register's visit in March and the plan's in June: twice is the cap
        COMPANIES[1]: draw_pb2.DRAW_EXCLUSION_RECOGNISED,
        COMPANIES[2]: draw_pb2.DRAW_EXCLUSION_NO_DISTURB,
    }
    assert sorted(one.uscc for one in task.candidates) == sorted(COMPANIES)
    assert {one.organ: (len(one.officers), one.count) for one in task.pools} == {ORGAN: (4, 3), THEIRS: (4, 2)}
    assert task_faults(task) == []


def test_one_recognised_matter_of_two_leaves_the_company_in() -> None:
    recognised = pb.RecognisedView(organ=ORGAN, uscc=COMPANIES[1], matter_code=MATTERS[0], until="2027-01-31")
    task = draw_task_of(registers(history=pb.GetInspectionHistoryResponse(recognitions=[recognised])), ORDER)

    assert not any(one.excluded for one in task.candidates)


def test_what_was_drawn_is_planned_by_drawn_officers_with_guests_who_assist() -> None:
    place = register_pb2.MapPlace(x=99, y=99)
    key = register_pb2.RegisteredCompany(uscc=COMPANIES[11], place=place, risk="A", credit="A", key_sector=True)
    held = registers(view(HOME, OTHER, made_register("key", companies=[key], officers=[], matters=[], visits=[])))
    draw = drawn_by(draw_task_of(held, ORDER))

    problem = problem_of(held, PLAN, draws=[draw])
    plan = make_plan(problem, seconds=10)

    assert violations(problem, plan) == []
    assert {one.target for one in plan.visits} == {*draw.result.drawn, COMPANIES[11]}
    assert {one.selection for one in problem.checks} == {Selection.DRAWN, Selection.KEY_SECTOR}
    assert len(draw.result.drawn) == 3  # a quarter of the eleven others, rounded up
    chosen = {ref for each in draw.result.officers for ref in each.officers}
    assert all(part.officers <= chosen for one in plan.visits for part in one.parts)
    assert {one.ref for one in problem.officers if one.drawn} == chosen


@pytest.mark.parametrize("seconds", [1e-9, 0.05])
def test_on_a_machine_that_does_something_else_the_plan_is_lawful_if_not_proven(seconds: float) -> None:
    held = registers()
    problem = problem_of(held, PLAN, draws=[drawn_by(draw_task_of(held, ORDER))])

    plan = make_plan(problem, seconds=seconds)

    assert violations(problem, plan) == []
    assert {one.target for one in plan.visits} == {one.target for one in problem.checks}
    assert plan.bound <= make_plan(problem, seconds=10).cost.total <= plan.cost.total


def test_a_rectification_that_is_over_is_checked_again_as_a_re_check() -> None:
    rectification = pb.RectificationView(organ=ORGAN, uscc=COMPANIES[3], matter_code=MATTERS[1], rectify_by="2026-12-10")
    later = pb.RectificationView(organ=ORGAN, uscc=COMPANIES[4], matter_code=MATTERS[1], rectify_by="2026-12-31")

    (check,) = problem_of(registers(), PLAN, draws=[], rectifications=[rectification, later]).checks

    assert (check.target, check.trigger, check.selection) == (COMPANIES[3], Trigger.RECHECK, Selection.FOR_CAUSE)
    assert check.opens == date(2026, 12, 11)


def test_of_two_registers_of_one_territory_the_stricter_class_counts() -> None:
    place = register_pb2.MapPlace(x=99, y=99)
    stricter = register_pb2.RegisteredCompany(uscc=COMPANIES[0], place=place, risk="D", credit="C", key_sector=True)
    other = view(HOME, OTHER, made_register("other", companies=[stricter], officers=[], matters=[], visits=[]))

    target = registers(other).targets[COMPANIES[0]]
    assert (target.risk, target.key_sector, target.member, target.site) == (Risk.D, True, HOME, Site(x=0, y=500))


def test_a_neighbour_says_nothing_of_companies_at_home() -> None:
    """Neither that they are its own, nor that they aren't to be disturbed."""
    claimed = [
        register_pb2.RegisteredCompany(uscc=code, place=register_pb2.MapPlace(), risk="A", credit="A", no_disturb=True)
        for code in COMPANIES
    ]
    far = view(NEIGHBOUR, THEIRS, made_register("theirs", companies=claimed, visits=[]))
    held = registers_of([far, view(HOME, ORGAN, made_register("ours"))], pb.GetInspectionHistoryResponse(), organs=(ORGAN, THEIRS))

    task = draw_task_of(held, ORDER)
    assert sorted(one.uscc for one in task.candidates) == sorted(COMPANIES)
    assert not any(one.excluded for one in task.candidates)
    assert {one.target.split("@")[0] for one in problem_of(held, PLAN, draws=[drawn_by(task)]).checks} <= set(COMPANIES)


def test_a_matter_in_two_registers_is_named_with_both() -> None:
    again = view(HOME, ORGAN, made_register("again", organ=None, companies=[], officers=[], visits=[]))
    with pytest.raises(RegisterError, match="registers ours and again"):
        registers(again)


def test_a_trigger_of_a_newer_release_counts_for_nothing_and_stops_nothing() -> None:
    visit = pb.VisitView(organ=ORGAN, uscc=COMPANIES[0], matter_codes=MATTERS[:1], trigger=99, day="2026-06-01")  # type: ignore[arg-type]
    assert len(registers(history=pb.GetInspectionHistoryResponse(made=[visit])).targets[COMPANIES[0]].done) == 1


def test_a_key_sectors_coverage_sets_the_last_day() -> None:
    company = register_pb2.RegisteredCompany(
        uscc=COMPANIES[0], place=register_pb2.MapPlace(), risk="C", credit="A", key_sector=True, covered_on="2024-12-15"
    )
    held = registers_of(
        [view(HOME, ORGAN, made_register("ours", companies=[company])), theirs()], pb.GetInspectionHistoryResponse(), organs=(ORGAN, THEIRS)
    )
    problem = problem_of(held, PLAN, draws=[drawn_by(draw_task_of(held, ORDER))])

    assert {(one.selection, one.due) for one in problem.checks} == {(Selection.KEY_SECTOR, date(2026, 12, 15))}


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(ORDER, organ=OTHER), OTHER),
        (replace(ORDER, matters=("33010000000009",)), "33010000000009"),
        (replace(ORDER, officers={ORGAN: 5}), "4 officers"),
        (replace(ORDER, officers={OTHER: 1}), OTHER),
    ],
)
def test_what_the_registers_lack_is_named(order: DrawOrder, words: str) -> None:
    with pytest.raises(RegisterError, match=words):
        draw_task_of(registers(), order)


def test_an_organ_that_says_not_what_it_is_and_two_officers_of_one_reference_are_named() -> None:
    silent = view(NEIGHBOUR, THEIRS, made_register("theirs", organ=None, companies=[]))
    with pytest.raises(RegisterError, match=f"{THEIRS} hasn't registered itself"):
        registers_of([view(HOME, ORGAN, made_register("ours")), silent], pb.GetInspectionHistoryResponse(), organs=(ORGAN, THEIRS))
    same = view(NEIGHBOUR, THEIRS, made_register("ours", companies=[]))
    with pytest.raises(RegisterError, match="ours-0"):
        registers_of([view(HOME, ORGAN, made_register("ours")), same], pb.GetInspectionHistoryResponse(), organs=(ORGAN, THEIRS))


def test_a_company_drawn_elsewhere_that_no_register_knows_is_named() -> None:
    held = registers()
    draw = drawn_by(draw_task_of(held, ORDER))
    draw.result.drawn.append("91310116MA1H23ABC5")

    with pytest.raises(RegisterError, match="91310116MA1H23ABC5"):
        problem_of(held, PLAN, draws=[draw])


def test_a_plans_own_visits_to_come_count_for_nothing_when_it_is_re_made() -> None:
    history = pb.GetInspectionHistoryResponse(
        made=[share(STANDING, 1, "2026-11-24")],
        planned=[share(STANDING, 1, "2026-11-24", organ=THEIRS), share(STANDING, 2, "2026-12-02"), share(ANOTHER, 3, "2026-12-03")],
    )

    first, again = registers(history=history), registers(history=history, replanned=STANDING)

    def days(held: Registers, at: int) -> list[str]:
        return sorted(str(one.day) for one in held.targets[COMPANIES[at]].done)

    assert [days(first, at) for at in (1, 2, 3)] == [["2026-11-24"] * 2, ["2026-12-02"], ["2026-12-03"]]
    assert [days(again, at) for at in (1, 2, 3)] == [
        ["2026-11-24"] * 2,
        [],
        ["2026-12-03"],
    ]  # the second organ's share stays with the first's
    assert overdue(history, STANDING, today=date(2026, 12, 3)) == ("V2",)
    assert overdue(history, STANDING, today=date(2026, 12, 2)) == overdue(history, ANOTHER, today=date(2026, 12, 3)) == ()


def test_what_was_carried_out_is_not_asked_for_again() -> None:
    draw = drawn_by(draw_task_of(registers(), replace(ORDER, least=6)))
    (gone, left), rest = draw.result.drawn[:2], set(draw.result.drawn[2:])
    at = COMPANIES.index(gone)
    history = pb.GetInspectionHistoryResponse(
        made=[share(STANDING, at, "2026-12-01"), share(ANOTHER, COMPANIES.index(left), "2026-12-01")],
        planned=[share(STANDING, COMPANIES.index(one), "2026-12-09") for one in rest],
    )
    ordered = pb.RectificationView(organ=ORGAN, uscc=gone, matter_code=MATTERS[1], rectify_by="2026-12-10")
    held = registers(history=history, replanned=STANDING)
    kept = carried_out(history, STANDING)

    problem = problem_of(held, PLAN, draws=[draw], rectifications=[ordered], carried_out=kept)

    assert kept == {(ORGAN, gone)}
    assert {one.target for one in problem.checks} == {one.id for one in problem.targets} == {left, *rest}
    assert carried_out(history, "") == frozenset()
    with pytest.raises(RegisterError, match="all visits of the plan were carried out"):
        problem_of(held, PLAN, draws=[], rectifications=[ordered], carried_out=kept)


def test_whom_another_plan_sends_out_is_absent_that_day() -> None:
    history = pb.GetInspectionHistoryResponse(
        made=[share(ANOTHER, 1, "2026-12-01", "ours-1", "theirs-0")],
        planned=[share(ANOTHER, 2, "2026-12-02", "ours-0", "ours-1"), share(STANDING, 3, "2026-12-03", "ours-0", "ours-2")],
    )

    leave = {one.ref: [str(each.first) for each in one.leave] for one in registers(history=history, replanned=STANDING).officers}

    assert {ref: days for ref, days in leave.items() if days} == {
        "ours-0": ["2026-12-02"],
        "ours-1": ["2026-12-01", "2026-12-02"],
        "theirs-0": ["2026-12-01"],
    }
    assert registers(history=history).officers[2].leave == (Period(first=date(2026, 12, 3), last=date(2026, 12, 3)),)


def test_two_plans_never_need_one_officer_on_one_day() -> None:
    """Only as many officers as one visit needs: the second plan takes the days that the first one leaves."""
    order = replace(ORDER, officers={ORGAN: 2})
    week, start = (replace(PLAN, period=Period(first=date(2026, 12, 1), last=date(2026, 12, day)), invited={}) for day in (4, 2))
    draw = drawn_by(draw_task_of(registers(), order))
    first = make_plan(problem_of(registers(), start, draws=[draw]), seconds=10)
    others = [at for at, one in enumerate(COMPANIES) if one not in draw.result.drawn]
    promised = [share(ANOTHER, at, str(one.slot.day), *one.team) for at, one in zip(others, first.visits, strict=False)]
    second = problem_of(registers(history=pb.GetInspectionHistoryResponse(planned=promised)), week, draws=[draw])

    made = make_plan(second, seconds=10)

    assert violations(second, made) == []
    assert not {one.slot.day for one in first.visits} & {one.slot.day for one in made.visits}
    assert {one.team for one in first.visits} == {one.team for one in made.visits}


def test_of_six_visits_only_those_of_the_officer_who_fell_ill_change() -> None:
    order = replace(ORDER, least=6, officers={ORGAN: 4})
    wanted = replace(PLAN, invited={})
    draw = drawn_by(draw_task_of(registers(), order))
    before = make_plan(problem_of(registers(), wanted, draws=[draw]), seconds=10)
    ill = min(before.visits[3].team)
    concerned = {one.target for one in before.visits if ill in one.team}
    ours = made_register("ours")
    next(one for one in ours.officers if one.officer == ill).leave.add(first_day="2026-12-01", last_day="2026-12-31")
    promised = [share(STANDING, COMPANIES.index(one.target), str(one.slot.day), *one.team) for one in before.visits]
    history = pb.GetInspectionHistoryResponse(planned=promised)
    held = registers_of([view(HOME, ORGAN, ours), theirs()], history, organs=(ORGAN, THEIRS), replanned=STANDING)
    problem = problem_of(held, wanted, draws=[draw])

    again = replan(problem, still_asked(problem, before), today=wanted.period.first - timedelta(days=1), seconds=10)

    assert violations(problem, again.plan) == []
    assert len(before.visits) == len(again.plan.visits) == 6
    assert set(again.changed) == concerned
    assert 0 < again.unavoidable == len(concerned) < 6


def test_a_re_made_plan_keeps_what_is_asked_for_still_and_replaces_who_has_left() -> None:
    order = replace(ORDER, least=4, officers={ORGAN: 4})
    wanted = replace(PLAN, invited={})
    held = registers()
    draw = drawn_by(draw_task_of(held, order))
    before = make_plan(problem_of(held, wanted, draws=[draw]), seconds=10)
    gone, early = before.visits[0], before.visits[1]
    left = min(before.visits[-1].team)
    later = replace(wanted, period=Period(first=early.slot.day + timedelta(days=1), last=wanted.period.last))
    fewer = replace(held, officers=tuple(one for one in held.officers if one.ref != left))
    problem = problem_of(fewer, later, draws=[draw], carried_out={(ORGAN, gone.target)})

    old = still_asked(problem, before)
    again = replan(problem, old, today=later.period.first - timedelta(days=1), seconds=10)

    assert old.visits == tuple(one for one in before.visits if one.slot.day > early.slot.day)
    assert violations(problem, again.plan) == []
    assert {one.target for one in again.plan.visits} == {one.target for one in before.visits} - {gone.target}
    assert not any(left in one.team for one in again.plan.visits)


def test_a_plan_that_an_organ_has_not_signed_binds_none_of_its_officers() -> None:
    visit = share(ANOTHER, 5, "2026-12-02", "ours-0", organ=OTHER)
    visit.signed_by[:] = [OTHER]

    assert not any(one.leave for one in registers(history=pb.GetInspectionHistoryResponse(planned=[visit])).officers)
