"""A plan's thread: in any order of arrival to the same state, and unlawful steps without effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.inspections import Folded, PlanState, Step, fold, plan_faults, step_fault
from exchange.v1 import inspection_pb2 as pb
from tests.support.identifiers import uscc
from tests.support.inspections import MATTERS, UNLAWFUL, drawn, found, made_plan, rectify, replanned

LEAD, PARTY, STRANGER = (
    ("310116", "11310116MB2F3040XF"),
    ("330482", "11330482MB1C456662"),
    ("330421", "11330421MB0W12342D"),
)
PLAN = drawn(made_plan(LEAD, PARTY))
NEXT = replanned(PLAN)
HIDING = replanned(PLAN)
HIDING.ClearField("changed_visits")
SIGNED = datetime(2026, 12, 20, tzinfo=UTC)


def step(who: tuple[str, str], index: int, content: Any, *, supersedes: str = "", record_id: str = "") -> Step:
    name = record_id or f"{who[0]}-{index}"
    return Step(
        record_id=name,
        member=who[0],
        organ=who[1],
        index=index,
        issued_at=SIGNED,
        digest=name.encode().ljust(32, b"\0"),
        supersedes=supersedes,
        content=content,
    )


HEAD = step(LEAD, 1, PLAN)
SECOND = step(LEAD, 5, NEXT, supersedes=HEAD.record_id)


def answered(version: Step = HEAD, *, who: tuple[str, str] = PARTY, index: int = 1, agreed: bool = True, digest: bytes = b"") -> Step:
    content = pb.PlanConsent(
        plan_record_id=version.record_id, plan_digest=digest or version.digest, agreed=agreed, reason="" if agreed else "日期冲突"
    )
    return step(who, index, content)


def published(version: Step = HEAD, *, answer: str = "330482-1", who: tuple[str, str] = LEAD, index: int = 3) -> Step:
    content = pb.PlanPublication(plan_record_id=version.record_id, plan_digest=version.digest, consent_record_ids=[answer])
    return step(who, index, content)


def result(visit: int, who: tuple[str, str], index: int, version: Step = HEAD, **given: Any) -> Step:
    return step(who, index, found(version.record_id, version.content.visits[visit], who[1], **given))


def result_at(moment: datetime) -> Step:
    """The party's, of a first visit that ended then."""
    made = result(0, PARTY, 9)
    made.content.started_at.FromDatetime(moment - timedelta(hours=1))
    made.content.ended_at.FromDatetime(moment)
    return made


def folded(*steps: Step) -> Folded:
    state = fold(HEAD.record_id, steps)
    assert state is not None
    return state


def checked(on: str, index: int, *, rectified: bool = True, of: str = "330482-10", who: tuple[str, str] = PARTY, **given: Any) -> Step:
    content = pb.RectificationCheck(inspection_record_id=of, checked_on=on, rectified=rectified, **{"matter_code": MATTERS[0], **given})
    return step(who, index, content)


def recognised(
    until: str, index: int, *, of: str = "310116-10", who: tuple[str, str] = STRANGER, matter: str = MATTERS[0], record_id: str = ""
) -> Step:
    content = pb.InspectionRecognition(inspection_record_id=of, matter_code=matter, until=until, reason="检查结果互认")
    return step(who, index, content, record_id=record_id)


RESULTS = (
    result(0, LEAD, 10),
    result(0, PARTY, 10, results=rectify("2026-12-15", MATTERS[0])),
    result(1, LEAD, 11),
    result(1, PARTY, 11),
)
LIFE = (HEAD, answered(), published(), *RESULTS)
FOLLOWED = (
    checked("2026-12-10", 20, rectified=False),
    checked("2026-12-15", 21),
    recognised("2027-03-01", 1),
    recognised("2027-06-01", 2),
    recognised("2027-06-01", 30, who=PARTY),
    recognised("", 31, who=PARTY),
)


def test_a_plan_goes_its_way() -> None:
    states = [folded(*LIFE[: count + 1]).state for count in range(len(LIFE))]

    assert states == [
        PlanState.PROPOSED,
        PlanState.COUNTERSIGNED,
        PlanState.PUBLISHED,
        PlanState.PUBLISHED,
        PlanState.PUBLISHED,
        PlanState.PUBLISHED,
        PlanState.EXECUTED,
    ]
    assert folded(*LIFE[:5]).executed == {"V1"}


def test_a_refused_version_is_replaced_and_the_next_countersigned_anew() -> None:
    refused = (HEAD, answered(agreed=False))
    assert folded(*refused).state is PlanState.REFUSED

    again = (*refused, SECOND, answered(SECOND, index=6))
    assert folded(*again).state is PlanState.COUNTERSIGNED
    done = folded(*again, published(SECOND, answer="330482-6", index=8))
    assert (done.state, done.in_force) == (PlanState.PUBLISHED, SECOND)


def test_the_version_published_stays_in_force_until_the_next_is() -> None:
    state = folded(*LIFE[:4], SECOND)

    assert (state.state, state.in_force, state.executed) == (PlanState.PROPOSED, HEAD, frozenset())
    assert set(state.results) == {("V1", LEAD[1])}


HOSTILE = {
    "another digest": answered(digest=bytes(32), index=0),
    "consent of a stranger": answered(who=STRANGER),
    "consent in a party's name from another ledger": answered(who=(STRANGER[0], PARTY[1])),
    "second answer": answered(agreed=False, index=2),
    "published before the answer": published(answer="none", index=2),
    "published by a party": published(who=PARTY, index=4),
    "published by a stranger": published(who=STRANGER),
    "version by a party": step(PARTY, 9, NEXT, supersedes=HEAD.record_id),
    "version that replaces nothing": step(LEAD, 9, NEXT),
    "version that hides its changes": step(LEAD, 9, HIDING, supersedes=HEAD.record_id),
    "withdrawn by a party": step(PARTY, 9, pb.PlanWithdrawal(reason="x")),
    "result of a stranger": step(STRANGER, 9, found(HEAD.record_id, PLAN.visits[0], PARTY[1])),
    "result again": result(0, PARTY, 20),
    "result of other matters": result(0, PARTY, 9, results=[pb.MatterResult(matter_code=MATTERS[1], result=1)]),
    "result of an unpublished version": result(0, PARTY, 9, SECOND),
    "result by others than the plan names": result(0, PARTY, 9, officers=["x", "y"]),
    "check by another organ": checked("2026-12-15", 40, who=LEAD),
    "check in the organ's name from another ledger": checked("2026-12-15", 40, who=(STRANGER[0], PARTY[1])),
    "check of no inspection": checked("2026-12-15", 40, of="nothing"),
    "check of what wasn't ordered": checked("2026-12-15", 40, matter_code=MATTERS[1]),
    "check where nothing was ordered": checked("2026-12-15", 40, of="330482-11"),
    "check before the inspection": checked("2026-11-30", 15),
    "check on no day": checked("2026-02-30", 15),
    "check on a day in other digits": checked("20261210", 15),
    "check after it was signed": checked("2026-12-21", 15),
    "check that was there before the inspection": checked("2026-12-15", 5),
    "check of what was found rectified": checked("2026-12-16", 40, rectified=False),
    "recognition by the organ that inspected": recognised("2027-03-01", 40, who=LEAD),
    "recognition of no inspection": recognised("2027-03-01", 40, of="nothing"),
    "recognition of what wasn't inspected": recognised("2027-03-01", 40, matter=MATTERS[1]),
    "recognition of what ordered something": recognised("2027-03-01", 40, of="330482-10"),
    "recognition until before the inspection": recognised("2026-11-30", 40),
    "recognition for ever": recognised("2028-12-03", 40),
    "recognition until no day": recognised("2027-02-30", 40),
    "end of no recognition": recognised("", 40, of="310116-11"),
    "result of a visit to come": result_at(SIGNED + timedelta(minutes=6)),
    "result of a visit after the plan's end": replace(
        result_at(datetime(2027, 1, 4, 2, tzinfo=UTC)), issued_at=datetime(2027, 2, 1, tzinfo=UTC)
    ),
    "result with a rectification until no day": result(0, PARTY, 9, results=rectify("2027-02-30", MATTERS[0])),
    "result with a rectification until before the visit": result(0, PARTY, 9, results=rectify("2026-11-30", MATTERS[0])),
    "result without a rectification's last day": result(
        0, PARTY, 9, results=[pb.MatterResult(matter_code=MATTERS[0], result=pb.INSPECTION_RESULT_RECTIFICATION_ORDERED)]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_step_has_no_effect_and_is_named(name: str) -> None:
    fair = LIFE[:1] if name == "published before the answer" else (*LIFE, *FOLLOWED)
    assert folded(*fair, HOSTILE[name]) == folded(*fair)
    assert step_fault(folded(*fair), HOSTILE[name]) is not None


def test_a_publication_made_too_early_never_comes_to_count() -> None:
    assert folded(HEAD, published(answer="none", index=2), answered()).state is PlanState.COUNTERSIGNED


def test_nothing_but_results_comes_after_a_withdrawal() -> None:
    withdrawn = step(LEAD, 4, pb.PlanWithdrawal(reason="台风"))
    state = folded(*LIFE[:3], withdrawn, SECOND)

    assert (state.state, state.current, state.in_force) == (PlanState.WITHDRAWN, HEAD, None)
    assert step_fault(state, SECOND) == ("thread_id", "the plan was withdrawn")
    assert step_fault(state, RESULTS[0]) is None
    carried_out = folded(*LIFE, step(LEAD, 12, pb.PlanWithdrawal(reason="台风")))
    assert [step_fault(carried_out, one) for one in FOLLOWED[:3]] == [None] * 3


def test_a_rectification_is_open_until_a_check_finds_it_done() -> None:
    ordered, looked, done = (folded(*LIFE, *FOLLOWED[:count]).rectifications for count in range(3))

    (one,) = ordered
    assert (one.visit.visit_id, one.result, one.matter_code, one.rectify_by) == ("V1", RESULTS[1], MATTERS[0], "2026-12-15")
    assert (one.checks, one.rectified) == ((), False)
    assert (looked[0].checks, looked[0].rectified) == (FOLLOWED[:1], False)
    assert (done[0].checks, done[0].rectified) == (FOLLOWED[:2], True)


def test_several_matters_of_one_record_are_several_rectifications() -> None:
    plan = drawn(made_plan(LEAD, PARTY))
    plan.visits[0].parts[1].matter_codes.append(MATTERS[1])
    head = replace(HEAD, content=plan)
    both = step(PARTY, 10, found(head.record_id, plan.visits[0], PARTY[1], results=rectify("2026-12-15", *MATTERS)))

    state = folded(head, *LIFE[1:3], both, checked("2026-12-14", 20, matter_code=MATTERS[1]))

    assert [(one.matter_code, one.rectified) for one in state.rectifications] == [(MATTERS[0], False), (MATTERS[1], True)]


def test_a_recognition_stands_until_the_organ_replaces_or_ends_it() -> None:
    first, second, replaced, ended = (folded(*LIFE, *FOLLOWED[2:count]) for count in (3, 4, 5, 6))
    stranger, party = (("V1", LEAD[1], MATTERS[0], *who) for who in (STRANGER, PARTY))

    assert first.recognitions == {stranger: FOLLOWED[2]}
    assert second.recognitions == {stranger: FOLLOWED[3]}
    assert replaced.recognitions == {stranger: FOLLOWED[3], party: FOLLOWED[4]}
    assert ended.recognitions == {stranger: FOLLOWED[3]}
    assert step_fault(ended, FOLLOWED[5]) is not None


STANDING_FOR_THEMSELVES = [
    *((pb.INSPECTION_SELECTION_DRAWN, getattr(pb, f"INSPECTION_TRIGGER_{name}")) for name in ("CASE", "COMPLAINT", "TRANSFER")),
    (pb.INSPECTION_SELECTION_DRAWN, pb.INSPECTION_TRIGGER_MONITORING),
    (pb.INSPECTION_SELECTION_DRAWN, pb.INSPECTION_TRIGGER_RECHECK),
    (pb.INSPECTION_SELECTION_KEY_SECTOR, pb.INSPECTION_TRIGGER_ROUTINE),
    (pb.INSPECTION_SELECTION_FOR_CAUSE, pb.INSPECTION_TRIGGER_SPECIAL_FROM_ABOVE),
    (pb.INSPECTION_SELECTION_DRAWN, 99),
]


@pytest.mark.parametrize(("selection", "trigger"), STANDING_FOR_THEMSELVES)
def test_a_check_that_stands_for_itself_is_not_recognised(selection: int, trigger: int) -> None:
    """Of a newer release's trigger nobody here knows what it stands for; nothing fails by it."""
    plan = drawn(made_plan(LEAD, PARTY))
    plan.visits[0].selection, plan.visits[0].trigger = selection, trigger  # type: ignore[assignment]
    head = replace(HEAD, content=plan)
    state = folded(head, *LIFE[1:3], step(LEAD, 10, found(head.record_id, plan.visits[0], LEAD[1])), *HOSTILE.values())

    assert ("V1", LEAD[1]) in state.results
    fault = step_fault(state, FOLLOWED[2])
    assert fault is not None
    assert fault[0] == "inspection_record_id"


@pytest.mark.parametrize("name", ["TO_BE_HANDLED", "REFUSED", "NOT_POSSIBLE"])
def test_only_a_clean_result_is_recognised(name: str) -> None:
    kind = getattr(pb, f"INSPECTION_RESULT_{name}")
    other = result(0, LEAD, 10, results=[pb.MatterResult(matter_code=MATTERS[0], result=kind)])
    clean = result(0, LEAD, 10, results=[pb.MatterResult(matter_code=MATTERS[0], result=pb.INSPECTION_RESULT_CORRECTED_AT_ONCE)])

    assert step_fault(folded(*LIFE[:3], other), FOLLOWED[2]) is not None
    assert step_fault(folded(*LIFE[:3], clean), FOLLOWED[2]) is None


def test_a_copied_record_id_takes_nothing_from_the_organ_that_it_is_of() -> None:
    copy = result(0, LEAD, 9)
    copy = replace(copy, record_id="330482-10")
    state = folded(*LIFE[:3], copy, RESULTS[1], FOLLOWED[1])

    assert [one.rectified for one in state.rectifications] == [True]


def test_an_inspection_at_no_time_does_not_count_and_does_not_fail() -> None:
    for seconds in (-(2**63), 2**63 - 1, 253_402_300_799):
        never = result(0, PARTY, 9)
        never.content.started_at.seconds = never.content.ended_at.seconds = seconds
        assert folded(*LIFE, never) == folded(*LIFE)
        assert step_fault(folded(*LIFE[:3]), never) == ("started_at", "is no time that a calendar has")


@given(
    st.permutations(
        [*LIFE, *FOLLOWED, SECOND, answered(SECOND, index=30), published(SECOND, answer="330482-30", index=31), *HOSTILE.values()]
    )
)
def test_any_order_of_arrival_gives_the_same_state(steps: list[Step]) -> None:
    assert folded(*steps) == folded(*sorted(steps, key=lambda one: (one.member, one.index, str(one.content))))


@pytest.mark.parametrize("name", UNLAWFUL)
def test_an_unlawful_plan_is_named_by_field_and_begins_nothing(name: str) -> None:
    field, change = UNLAWFUL[name]
    plan = made_plan(LEAD, PARTY)
    assert plan_faults(plan) == []
    change(plan)

    assert field in {one for one, _fault in plan_faults(plan)}
    assert fold(HEAD.record_id, [replace(HEAD, content=plan)]) is None


def test_a_plan_begins_in_the_name_of_its_lead_only() -> None:
    assert fold(HEAD.record_id, [replace(HEAD, organ=PARTY[1])]) is None
    assert step_fault(None, replace(HEAD, member=STRANGER[0])) is not None


def test_a_neighbour_who_only_assists_makes_it_a_joint_plan() -> None:
    """Across the border that is the rule: the matters are the territorial organ's (RULES.md §5.1, H2)."""
    plan = made_plan(LEAD, PARTY)
    for visit in plan.visits:
        del visit.parts[1]
        visit.lead_organ = LEAD[1]
    assert [field for field, _fault in plan_faults(plan)] == ["visits"]

    plan.visits[0].parts[0].assistants.append("guest-a")
    assert plan_faults(plan) == []


def test_who_takes_a_plans_id_later_changes_nothing() -> None:
    """A member may sign anything into its own ledger, at any index, also under another's record id."""
    theirs = drawn(made_plan(STRANGER, PARTY))
    thief = replace(step(STRANGER, 0, theirs, record_id=HEAD.record_id), stored_at=2_000)
    broken = replace(step(PARTY, 0, theirs, record_id=HEAD.record_id), stored_at=500)  # names another lead than its signer
    own = replace(HEAD, stored_at=1_000)

    for steps in permutations([own, thief, broken]):
        assert folded(*steps).versions == [own]


def test_what_doesnt_reach_all_who_see_the_plan_counts_for_nobody() -> None:
    """Else a party could agree to one reader and refuse to another."""
    everybody = frozenset({"310116", "330482", "330421"})
    head = replace(HEAD, audience=everybody)
    narrow, whole, wide = (replace(answered(), audience=one) for one in (frozenset({"310116", "330482"}), everybody, frozenset[str]()))

    assert folded(head, narrow).state is PlanState.PROPOSED
    assert folded(head, whole).state is folded(head, wide).state is PlanState.COUNTERSIGNED
    assert folded(HEAD, whole).state is PlanState.PROPOSED  # the plan is everybody's
    assert step_fault(folded(head), narrow) == ("audience", "must reach everybody to whom the plan is addressed: 310116, 330421, 330482")


def test_a_visits_id_stays_its_companys() -> None:
    """Else a company would pass as inspected by another's results."""
    other = replanned(PLAN)
    other.visits[0].uscc = uscc(head="91", region="310116", body="XX000001")
    fault = step_fault(folded(HEAD), step(LEAD, 5, other, supersedes=HEAD.record_id))
    assert fault is not None
    assert fault[0] == "visits"


def test_no_recognition_is_turned_to_another_companys_result() -> None:
    """A party enters its own result under the id of another's: then nobody can say which was recognised."""
    mine, theirs = result(0, LEAD, 10), result(1, PARTY, 2)
    taken = replace(theirs, record_id=mine.record_id)
    said = recognised("2027-03-01", 40, of=mine.record_id)

    assert len(folded(HEAD, answered(), published(), mine, said).recognitions) == 1
    assert not folded(HEAD, answered(), published(), mine, taken, said).recognitions
