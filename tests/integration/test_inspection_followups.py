"""What follows from inspections, over three real nodes: rectifications with their tasks, recognised results, the history of all plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from exchange.sync.deadlines import DeadlineWatch
from exchange.v1 import audit_pb2, inspection_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.audit_pb2_grpc import AuditServiceStub
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub
from exchange.v1.supervision_service_pb2 import ListTasksRequest
from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceStub
from exchange.v1.task_pb2 import Task, TaskState
from tests.support.access import refused as refused_call
from tests.support.exchanging import Exchanging, on_each_database
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.inspections import COMPANIES, MATTERS, drawn, found, made_before, made_plan, rectify
from tests.support.plan_steps import draft, publish

LEAD, PARTY = ((code, ORGANS[code]) for code in (SOURCE, SINK))
OPEN, DONE = (TaskState.TASK_STATE_DUE_SOON, TaskState.TASK_STATE_OPEN), (TaskState.TASK_STATE_DONE,)
NOTHING = "01a21783-9c3a-7204-8db5-8e6686fb7309"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("followups")) as made:
        yield made


def ask(world: Exchanging, member: str, method: str, request: Any) -> Any:
    return world.ask(member, InspectionServiceStub, method, request, who="planner", purpose="JOINT_INSPECTION")


def get(world: Exchanging, plan: str, member: str = THIRD) -> pb.GetInspectionPlanResponse:
    answer: pb.GetInspectionPlanResponse = ask(world, member, "GetInspectionPlan", pb.GetInspectionPlanRequest(plan_id=plan))
    return answer


def history(world: Exchanging, plan: str, *, since: str = "2026-01-01", member: str = THIRD) -> pb.GetInspectionHistoryResponse:
    """What it says of one plan: the module's others are there too."""
    answer: pb.GetInspectionHistoryResponse = ask(world, member, "GetInspectionHistory", pb.GetInspectionHistoryRequest(since=since))
    return pb.GetInspectionHistoryResponse(
        **{name.name: [one for one in views if one.plan_id == plan] for name, views in answer.ListFields()}
    )


def tasks(world: Exchanging, member: str, plan: str, states: tuple[int, ...] = OPEN) -> list[Task]:
    answer = world.ask(member, SupervisionServiceStub, "ListTasks", ListTasksRequest(states=states, page_size=1000), who="auditor")
    return [one for one in answer.tasks if one.thread_id == plan]


def audited(world: Exchanging, member: str, plan: str, **asked: Any) -> list[audit_pb2.AuditEvent]:
    request = audit_pb2.ListAuditEventsRequest(page_size=1000, **asked)
    answer = world.ask(member, AuditServiceStub, "ListAuditEvents", request, who="auditor")
    return [one.event for one in answer.events if plan in one.event.record_ids]


def today(world: Exchanging) -> date:
    return world.nodes[SOURCE].today


def published(world: Exchanging, title: str, matters: tuple[str, ...] = MATTERS[:1]) -> tuple[str, inspection_pb2.InspectionPlan]:
    """A plan in force, of visits that lie before today."""
    content = made_before(drawn(made_plan(LEAD, PARTY, title=title)), today(world))
    content.visits[0].parts[1].matter_codes[:] = matters
    plan = publish(world, SOURCE, inspection_plan=content)
    view = get(world, plan).view
    digest = view.version_digest
    answer = publish(world, SINK, plan, plan_consent=inspection_pb2.PlanConsent(plan_record_id=plan, plan_digest=digest, agreed=True))
    publication = inspection_pb2.PlanPublication(plan_record_id=plan, plan_digest=digest, consent_record_ids=[answer])
    publish(world, SOURCE, plan, plan_publication=publication)
    return plan, content


def check(of: str, on: date, *, rectified: bool = True, matter: str = MATTERS[0]) -> inspection_pb2.RectificationCheck:
    return inspection_pb2.RectificationCheck(
        inspection_record_id=of, matter_code=matter, checked_on=on.isoformat(), rectified=rectified, note="已复查"
    )


def recognition(of: str, until: date | None, *, matter: str = MATTERS[0]) -> inspection_pb2.InspectionRecognition:
    return inspection_pb2.InspectionRecognition(
        inspection_record_id=of,
        matter_code=matter,
        own_matter_code="33040000000009",
        until=until.isoformat() if until else "",
        reason="同一事项检查结果互认",
    )


def test_a_rectification_is_a_task_until_it_is_found_done(world: Exchanging) -> None:
    now = today(world)
    plan, content = published(world, "整改", MATTERS)
    by = now + timedelta(days=40)
    result = publish(
        world, SINK, plan, inspection_record=found(plan, content.visits[0], PARTY[1], results=rectify(by.isoformat(), *MATTERS))
    )

    here, there = (tasks(world, member, plan) for member in (SINK, SOURCE))
    assert here == there
    assert tasks(world, THIRD, plan) == []
    assert {(one.organ, one.subject, one.title, one.started_by) for one in here} == {(PARTY[1], COMPANIES[0], "整改", result)}
    assert [(one.rule_id, TaskState.Name(one.state)) for one in here] == [("RECTIFICATION", "TASK_STATE_OPEN")] * 2
    assert [one.matter_code for one in history(world, plan).rectifications] == list(MATTERS)

    publish(world, SINK, plan, rectification_check=check(result, now, rectified=False))
    assert len(tasks(world, SINK, plan)) == 2
    last = publish(world, SINK, plan, rectification_check=check(result, now))
    once_more = check(result, now)
    once_more.note = "再次复查"
    again = world.refused(SINK, draft(SINK, plan, rectification_check=once_more))
    assert (again.reason, list(again.fields)) == ("FIELD_INVALID", ["rectification_check.matter_code"])

    seen = [get(world, plan, member).rectifications for member in (SOURCE, SINK, THIRD)]
    assert seen[0] == seen[1] == seen[2]
    done, left = seen[0]
    assert (done.check_record_id, done.checked_on, done.rectified, done.rectify_by) == (last, now.isoformat(), True, by.isoformat())
    assert (left.matter_code, left.check_record_id, left.rectified, left.uscc) == (MATTERS[1], "", False, COMPANIES[0])
    assert [one.matter_code for one in history(world, plan).rectifications] == [MATTERS[1]]
    for member in (SINK, SOURCE):
        (ended,) = tasks(world, member, plan, DONE)
        (running,) = before = tasks(world, member, plan)
        assert (ended.done_by, running.task_id.rpartition(":")[2]) == (last, MATTERS[1])
        world.rebuild(member)
        assert (tasks(world, member, plan), tasks(world, member, plan, DONE)) == (before, [ended])


def test_a_rectification_nobody_checks_raises_an_alarm(world: Exchanging) -> None:
    plan, content = published(world, "逾期")
    by = today(world) + timedelta(days=40)
    result = publish(
        world, SOURCE, plan, inspection_record=found(plan, content.visits[0], LEAD[1], results=rectify(by.isoformat(), MATTERS[0]))
    )
    (task,) = tasks(world, SOURCE, plan)
    node = world.nodes[SOURCE]

    over = task.due_at.ToDatetime(UTC) + timedelta(seconds=1)
    DeadlineWatch(replace(node, now=lambda: over)).run()

    (told,) = audited(world, SOURCE, plan, tag="task:any:alarm")
    assert (list(told.record_ids), list(told.subjects)) == ([plan, result], [COMPANIES[0]])
    assert f"RECTIFICATION 责令改正期限届满复查: {SOURCE} {LEAD[1]}" in told.detail


def test_a_third_members_organ_recognises_a_result_for_all_to_see(world: Exchanging) -> None:
    now = today(world)
    plan, content = published(world, "互认")
    result = publish(world, SOURCE, plan, inspection_record=found(plan, content.visits[0], LEAD[1]))

    first = publish(world, THIRD, plan, inspection_recognition=recognition(result, now + timedelta(days=90)))
    other = publish(world, SINK, plan, inspection_recognition=recognition(result, now + timedelta(days=30)))
    seen = [get(world, plan, member).recognitions for member in (SOURCE, SINK, THIRD)]
    assert seen[0] == seen[1] == seen[2]
    assert [(one.member, one.organ, one.record_id) for one in seen[0]] == [(THIRD, ORGANS[THIRD], first), (SINK, PARTY[1], other)]
    assert (seen[0][0].uscc, seen[0][0].matter_code, seen[0][0].own_matter_code) == (COMPANIES[0], MATTERS[0], "33040000000009")

    longer = publish(world, THIRD, plan, inspection_recognition=recognition(result, now + timedelta(days=180)))
    publish(world, SINK, plan, inspection_recognition=recognition(result, None))
    assert [one.record_id for one in history(world, plan).recognitions] == [longer]
    ended = recognition(result, None)
    ended.reason = "再次终止互认"
    over = world.refused(SINK, draft(SINK, plan, inspection_recognition=ended))
    assert list(over.fields) == ["inspection_recognition.until"]


def test_the_history_tells_what_was_made_and_what_is_planned(world: Exchanging) -> None:
    plan, content = published(world, "历史")
    first, second = content.visits
    publish(world, SOURCE, plan, inspection_record=found(plan, first, LEAD[1]))

    told = [history(world, plan, member=member) for member in (SOURCE, SINK, THIRD)]
    assert told[0] == told[1] == told[2]
    (made,) = told[0].made
    assert list(made.officers) == list(first.parts[0].officers)
    assert {tuple(one.officers) for one in told[0].planned} == {tuple(part.officers) for one in content.visits for part in one.parts}
    assert (made.visit_id, made.member, made.organ, made.uscc, made.day) == ("V1", SOURCE, LEAD[1], COMPANIES[0], first.day)
    assert (made.trigger, list(made.matter_codes)) == (inspection_pb2.INSPECTION_TRIGGER_ROUTINE, [MATTERS[0]])
    shares = {(one.visit_id, one.member, one.day) for one in told[0].planned}
    assert shares == {("V1", SINK, first.day), ("V2", SOURCE, second.day), ("V2", SINK, second.day)}
    later = history(world, plan, since=first.day)
    assert ([one.visit_id for one in later.made], {one.visit_id for one in later.planned}) == (["V1"], {"V1"})
    assert history(world, plan, since="2199-01-01") == pb.GetInspectionHistoryResponse()
    asked = audited(world, THIRD, plan, tag="plan:any:read", subject=COMPANIES[1])
    assert any("GetInspectionHistory" in one.query and "since=2026-01-01" in one.query for one in asked)

    publish(world, SOURCE, plan, plan_withdrawal=inspection_pb2.PlanWithdrawal(reason="台风"))
    assert (len(history(world, plan).made), len(history(world, plan).planned)) == (1, 0)


def test_what_follows_from_no_result_is_refused_by_field(world: Exchanging) -> None:
    now = today(world)
    plan, content = published(world, "不予")
    ordered = rectify((now + timedelta(days=20)).isoformat(), MATTERS[0])
    dirty = publish(world, SINK, plan, inspection_record=found(plan, content.visits[0], PARTY[1], results=ordered))
    clean = publish(world, SOURCE, plan, inspection_record=found(plan, content.visits[0], LEAD[1]))
    later = now + timedelta(days=30)
    never = check(dirty, now)
    never.checked_on = "2026-02-30"
    refused = [
        (SOURCE, {"rectification_check": check(dirty, now)}, "organ"),
        (SOURCE, {"rectification_check": check(clean, now)}, "rectification_check.matter_code"),
        (SINK, {"rectification_check": check(NOTHING, now)}, "rectification_check.inspection_record_id"),
        (SINK, {"rectification_check": check(dirty, now + timedelta(days=2))}, "rectification_check.checked_on"),
        (SINK, {"rectification_check": never}, "rectification_check.checked_on"),
        (SOURCE, {"inspection_recognition": recognition(clean, later)}, "organ"),
        (THIRD, {"inspection_recognition": recognition(dirty, later)}, "inspection_recognition.matter_code"),
        (THIRD, {"inspection_recognition": recognition(clean, later, matter=MATTERS[1])}, "inspection_recognition.matter_code"),
        (THIRD, {"inspection_recognition": recognition(NOTHING, later)}, "inspection_recognition.inspection_record_id"),
        (THIRD, {"inspection_recognition": recognition(clean, now - timedelta(days=60))}, "inspection_recognition.until"),
        (THIRD, {"inspection_recognition": recognition(clean, None)}, "inspection_recognition.until"),
    ]
    for member, payload, field in refused:
        refusal = world.refused(member, draft(member, plan, **payload))
        assert (refusal.reason, list(refusal.fields)) == ("FIELD_INVALID", [field])
    nowhere = world.refused(SINK, draft(SINK, NOTHING, rectification_check=check(dirty, now)))
    assert nowhere.reason == "THREAD_UNKNOWN"
    hidden = draft(THIRD, plan, inspection_recognition=recognition(clean, later))
    hidden.audience[:] = [THIRD]
    assert world.refused(THIRD, hidden).reason == "NOT_IN_AUDIENCE"
    since = pb.GetInspectionHistoryRequest(since="2026-02-30")
    with world.channel(THIRD, "planner") as channel:
        refusal = refused_call(InspectionServiceStub(channel).GetInspectionHistory, since, purpose="JOINT_INSPECTION")
    assert list(refusal.fields) == ["since"]
