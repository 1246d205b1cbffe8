"""A plan as a record: whatever lawful plan is made, the record keeps the rules; what can't stand in one is named by its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.domain.inspections import changed_visits, plan_faults
from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.generate import Size, district_pair
from exchange.planning.model import Check, Problem, Selection, Site, Target, Trigger
from exchange.planning.plan import Plan
from exchange.planning.plan_record import Before, Heading, RecordError, reason_of, record_of
from exchange.planning.recorded import facts_of, members_of, visits_of
from exchange.texts import i18n
from exchange.v1 import inspection_pb2 as pb
from tests.support.identifiers import uscc
from tests.support.planning import FIRE, FOOD, GAUGE, HOME, MARKET, MONDAY, check, named, officers, problem, target

DRAW = "01a21783-9c3a-7204-8db5-8e6686fb7309"
SIZE = Size(companies=16, officers=40, organs=4)
ORGANS = {
    f"{member}-{duty}": uscc(head="11", region=member, body=f"QR{at:06d}")
    for at, (member, duty) in enumerate((member, duty) for member in SIZE.members for duty in ("market", "emergency"))
}
CAUSES = frozenset({Trigger.CASE, Trigger.COMPLAINT, Trigger.TRANSFER, Trigger.MONITORING, Trigger.RECHECK})
OTHER = uscc(head="91", region=HOME, body="PLTHER00")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


@cache
def district(seed: int) -> tuple[Problem, Plan]:
    made = named(district_pair(seed=seed, size=SIZE), ORGANS)
    return made, make_plan(made)


def heading(made: Problem, **changes: object) -> Heading:
    return replace(Heading(title="虚构联合检查", lead=made.work_plan.organs[0], draws=(DRAW,)), **changes)


@cache
def pair() -> tuple[Problem, Plan]:
    """Two companies that two organs of one member visit together."""
    companies = [uscc(head="91", region=HOME, body=f"PL{at:06d}") for at in range(2)]
    made = problem(
        crew=(*officers("m"), *officers("f", organ=FIRE)),
        checks=[one for company in companies for one in (check(company), check(company, FIRE, "03310116000001"))],
        targets=[target(company) for company in companies],
    )
    return made, make_plan(made)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 7))
def test_every_lawful_plan_is_a_lawful_record(seed: int) -> None:
    made, plan = district(seed)
    assert violations(made, plan) == []
    record = record_of(made, plan, heading=heading(made))
    assert plan_faults(record) == []
    assert [one.visit_id for one in record.visits] == [f"V{at:04}" for at in range(1, len(plan.visits) + 1)]
    usccs = {one.id: one.uscc for one in made.targets}
    checks = {one.key: one for one in made.checks}
    for visit, planned in zip(record.visits, plan.visits, strict=True):
        assert (visit.uscc, visit.day, visit.lead_organ) == (usccs[planned.target], planned.slot.day.isoformat(), planned.lead)
        assert {(part.organ, tuple(part.matter_codes), frozenset(part.officers), frozenset(part.assistants)) for part in visit.parts} == {
            (part.organ, tuple(sorted(part.matters)), part.officers, part.assistants) for part in planned.parts
        }
        approvals = [one.approved_on for key, one in checks.items() if key.target == planned.target and _is_in(key, planned)]
        assert visit.approved_on == max(approvals).isoformat()
    named_organs = {record.lead.organ, *(one.organ for one in record.parties)}
    homes = {one.ref: one.organ for one in made.officers}
    assert named_organs >= {part.organ for one in record.visits for part in one.parts}
    assert named_organs >= {homes[ref] for one in record.visits for part in one.parts for ref in (*part.officers, *part.assistants)}
    assert record_of(made, plan, heading=heading(made)).SerializeToString(deterministic=True) == record.SerializeToString(
        deterministic=True
    )


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 7))
def test_a_record_read_back_is_the_same_plan(seed: int) -> None:
    made, plan = district(seed)
    record = record_of(made, plan, heading=heading(made))
    usccs = {one.id: one.uscc for one in made.targets}
    (read,) = visits_of([record], terms=made.terms)
    assert read == [
        replace(one, target=usccs[one.target], parts=tuple(sorted(one.parts, key=lambda part: part.organ))) for one in plan.visits
    ]
    assert members_of(record).items() <= {one.uscc: one.member for one in made.organs}.items()
    told = facts_of(record.visits[0])
    assert (told.number, told.uscc) == ("V0001", record.visits[0].uscc)
    assert told.reasons[0].endswith(("drawn by chance", "for cause"))


def test_a_trigger_of_a_newer_release_is_shown_as_its_number() -> None:
    made, plan = pair()
    visit = record_of(made, plan, heading=heading(made)).visits[0]
    visit.trigger = 99  # type: ignore[assignment]  # none of ours
    assert facts_of(visit).reasons == ("99: drawn by chance",)


def _is_in(key: object, visit: object) -> bool:
    return any(part.organ == key.organ and key.matter in part.matters for part in visit.parts)  # type: ignore[attr-defined]


REASONS = st.tuples(st.sampled_from(Trigger), st.sampled_from(Selection)).filter(
    lambda one: one[1] is not Selection.CHOSEN or one[0] in CAUSES
)


@given(reasons=st.lists(REASONS, min_size=1, max_size=4))
def test_a_cause_of_one_part_excuses_no_other(reasons: list[tuple[Trigger, Selection]]) -> None:
    checks = [Check(target="T", organ=str(at), matter=FOOD, trigger=one, selection=two) for at, (one, two) in enumerate(reasons)]
    trigger, selection = reason_of(checks, for_cause=CAUSES)
    assert (trigger in CAUSES) == all(one in CAUSES for one, _two in reasons)  # what the yearly cap counts for a part, it counts
    if any(one not in CAUSES and one is trigger and two is Selection.DRAWN for one, two in reasons):
        assert selection is Selection.DRAWN  # chance chose it: a draw must show so
    if trigger in CAUSES:
        assert selection in {Selection.FOR_CAUSE, Selection.KEY_SECTOR}


def test_a_complaint_beside_a_routine_check_leaves_the_company_drawn() -> None:
    made, plan = pair()
    caused = tuple(
        replace(one, trigger=Trigger.COMPLAINT, selection=Selection.FOR_CAUSE) if one.organ == FIRE else one for one in made.checks
    )
    record = record_of(replace(made, checks=caused), plan, heading=heading(made))
    assert {(one.trigger, one.selection) for one in record.visits} == {(pb.INSPECTION_TRIGGER_ROUTINE, pb.INSPECTION_SELECTION_DRAWN)}


def fields(made: Problem, plan: Plan, given: Heading | None = None, before: Before | None = None) -> dict[str, str]:
    with pytest.raises(RecordError) as refused:
        record_of(made, plan, heading=given or heading(made), before=before)
    return dict(refused.value.faults)


def test_made_up_names_are_refused_each_by_its_field() -> None:
    made = district_pair(seed=3, size=SIZE)
    found = fields(made, make_plan(made))
    assert "'310116-market' is no unified social credit code" in found["problem.organs[0].uscc"]
    assert any(name.startswith("problem.targets[") and "FICTITIOUS" in fault for name, fault in found.items())


def test_what_a_record_needs_is_said_where_it_is_missing() -> None:
    made, plan = pair()
    first = made.checks[0]
    without = replace(made, checks=(replace(first, approved_on=None, urgent=True), *made.checks[1:]))
    assert list(fields(without, plan)) == ["problem.checks[0].approved_on"]
    chosen = replace(first, trigger=Trigger.SPECIAL_FROM_ABOVE, selection=Selection.CHOSEN)
    assert list(fields(replace(made, checks=(chosen, *made.checks[1:])), plan)) == ["problem.checks[0].selection"]
    assert list(fields(made, plan, heading(made, draws=()))) == ["visits[0].selection", "visits[1].selection"]
    assert "work plan" in fields(made, plan, heading(made, lead=ORGANS["330482-market"]))["organ"]
    identity = tuple(replace(one, ref="310116199001010014") if at == 0 else one for at, one in enumerate(made.officers))
    person = replace(made, officers=identity)
    found = fields(person, make_plan(person))
    assert list(found) == ["problem.officers[0].ref"]
    assert "310116199001010014" not in found["problem.officers[0].ref"]


def test_a_re_made_plan_keeps_the_ids_of_its_companies() -> None:
    made, plan = pair()
    first = record_of(made, plan, heading=heading(made))
    first.visits[1].inspection_code = "JC-1"
    kept = first.visits[1].uscc
    new = target(OTHER, site=Site(x=9_000, y=0))
    checks = tuple(replace(one, target=OTHER) if one.target == first.visits[0].uscc else one for one in made.checks)
    after = replace(made, targets=(*made.targets, new), checks=checks)
    second = record_of(
        after, make_plan(after), heading=heading(after), before=Before(plan=first, reason="一家已注销", used=frozenset({"V0003"}))
    )
    assert plan_faults(second) == []
    assert (second.version, second.change_reason) == (2, "一家已注销")
    ids = {one.uscc: one.visit_id for one in second.visits}
    assert ids == {kept: first.visits[1].visit_id, OTHER: "V0004"}  # V0003 was another company's once
    assert {one.inspection_code for one in second.visits if one.uscc == kept} == {"JC-1"}
    assert set(second.changed_visits) == changed_visits(first, second)
    assert {first.visits[0].visit_id, "V0004"} <= set(second.changed_visits)


def test_what_was_carried_out_stays_where_only_the_rest_is_planned() -> None:
    made, plan = pair()
    first = record_of(made, plan, heading=heading(made))
    done, rest = first.visits
    after = replace(made, checks=tuple(one for one in made.checks if one.target == rest.uscc))
    before = Before(plan=first, reason="其余另排", done=frozenset({done.visit_id}))
    remade = make_plan(after)
    week = (MONDAY + timedelta(days=number) for number in range(5))
    day = next(one for one in week if one.isoformat() not in {done.day, rest.day})
    moved = replace(remade, visits=tuple(replace(one, slot=replace(one.slot, day=day)) for one in remade.visits))
    second = record_of(after, moved, heading=heading(after), before=before)
    assert plan_faults(second) == []
    assert second.visits[0] == done
    assert [one.visit_id for one in second.visits] == [done.visit_id, rest.visit_id]
    assert list(second.changed_visits) == [rest.visit_id]
    whole = replace(plan, visits=(plan.visits[0], *moved.visits))  # as `replan` makes it: what was done is in it
    assert record_of(made, whole, heading=heading(made), before=before) == second
    again = replace(before, done=frozenset({done.visit_id, rest.visit_id}))  # both were done; one organ doesn't come twice
    assert "visits" in fields(after, moved, before=again)


def test_sites_of_one_company_are_told_apart_by_what_is_checked_there() -> None:
    company = uscc(head="91", region=HOME, body="PL000009")
    sites = [Target(id=name, uscc=company, member=HOME, site=Site(x=10_000, y=0)) for name in ("S1", "S2")]
    made = problem(
        crew=(*officers("m"), *officers("f", organ=FIRE)),
        checks=(check("S1"), check("S2", FIRE, "03310116000001")),
        targets=sites,
    )
    plan = make_plan(made)
    days = sorted({one.slot.day for one in plan.visits})
    if len(days) == 1:  # on one day they would have to come together
        assert "visits" in fields(made, plan)
        other = replace(plan.visits[1], slot=replace(plan.visits[1].slot, day=made.period.last))
        plan = replace(plan, visits=(plan.visits[0], other))
    first = record_of(made, plan, heading=heading(made))
    turned = replace(plan, visits=plan.visits[::-1])
    changed = replace(heading(made), title="另名")
    second = record_of(made, turned, heading=changed, before=Before(plan=first, reason="改题"))
    by_organ = [{one.parts[0].organ: one.visit_id for one in record.visits} for record in (first, second)]
    assert by_organ[0] == by_organ[1]
    assert list(second.changed_visits) == []


def test_the_same_again_or_under_another_lead_is_no_next_version() -> None:
    made, plan = pair()
    first = record_of(made, plan, heading=heading(made))
    assert "nothing differs" in fields(made, plan, before=Before(plan=first, reason="又一次"))["plan"]
    found = fields(made, plan, heading(made, lead=FIRE), Before(plan=first, reason="换牵头"))
    assert MARKET in found["organ"]


def test_one_organ_alone_is_no_joint_inspection() -> None:
    company = uscc(head="91", region=HOME, body="PL000001")
    made = problem(crew=officers("m"), checks=[check(company), check(company, matter=GAUGE)], targets=[target(company)])
    assert "no joint inspection" in fields(made, make_plan(made))["visits"]
