"""A plan's thread: in any order of arrival to the same state, and unlawful steps without effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.inspections import Folded, PlanState, Step, fold, plan_faults, step_fault
from exchange.v1 import inspection_pb2 as pb
from tests.support.inspections import MATTERS, UNLAWFUL, found, made_plan, replanned

LEAD, PARTY, STRANGER = (
    ("310116", "11310116MB2F3040XF"),
    ("330482", "11330482MB1C456662"),
    ("330421", "11330421MB0W12342D"),
)
PLAN = made_plan(LEAD, PARTY)
NEXT = replanned(PLAN)
HIDING = replanned(PLAN)
HIDING.ClearField("changed_visits")


def step(who: tuple[str, str], index: int, content: Any, *, supersedes: str = "", record_id: str = "") -> Step:
    name = record_id or f"{who[0]}-{index}"
    return Step(
        record_id=name,
        member=who[0],
        organ=who[1],
        index=index,
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


def folded(*steps: Step) -> Folded:
    state = fold(HEAD.record_id, steps)
    assert state is not None
    return state


RESULTS = (result(0, LEAD, 10), result(0, PARTY, 10), result(1, LEAD, 11), result(1, PARTY, 11))
LIFE = (HEAD, answered(), published(), *RESULTS)


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
    "result without a rectification's last day": result(
        0, PARTY, 9, results=[pb.MatterResult(matter_code=MATTERS[0], result=pb.INSPECTION_RESULT_RECTIFICATION_ORDERED)]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_step_has_no_effect_and_is_named(name: str) -> None:
    fair = LIFE[:1] if name == "published before the answer" else LIFE
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


@given(st.permutations([*LIFE, SECOND, answered(SECOND, index=30), published(SECOND, answer="330482-30", index=31), *HOSTILE.values()]))
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
