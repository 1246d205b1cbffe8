"""What `exchange task` asks a node, and how it shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from click.testing import Result

from exchange.v1 import supervision_service_pb2, task_pb2
from tests.support.fake_node import MEMBER, ORGAN, FakeNode

LEAD = "01928a1c-0000-7000-8000-000000000001"
COMPANY = "913101166078754287"
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def task(**given: Any) -> task_pb2.Task:
    """A verification that ends provisionally on 4 January 2027."""
    fields: dict[str, Any] = {
        "task_id": f"{LEAD}:LEAD-VERIFY-SAMR",
        "rule_id": "LEAD-VERIFY-SAMR",
        "process": "市场监管线索核查",
        "basis": "程序规定 18",
        "member": MEMBER,
        "organ": ORGAN,
        "thread_id": LEAD,
        "due_at": datetime(2027, 1, 4, 15, 59, 59, tzinfo=UTC),
        "provisional": True,
        "state": task_pb2.TASK_STATE_DUE_SOON,
        "working_days_left": 3,
        "subject": COMPANY,
        "title": "无照经营",
    }
    return task_pb2.Task(**{**fields, **given})


def test_tasks_are_asked_for_and_shown(call: Callable[..., Result], node: FakeNode) -> None:
    overdue = task(state=task_pb2.TASK_STATE_OVERDUE, working_days_left=-2, extended_by=15, provisional=False, member="", organ="")
    by_the_clock = task(due_at=datetime(2026, 11, 27, 2, 30, tzinfo=UTC), provisional=False)
    node.answers["ListTasks"] = supervision_service_pb2.ListTasksResponse(tasks=[overdue, by_the_clock, task()], as_of=NOW)

    result = call(
        "task", "list", "--due", "--overdue", "--state", "SUSPENDED", "--member", MEMBER, "--organ", ORGAN, "--rule", "LEAD-VERIFY-SAMR",
        "--thread", LEAD, "--subject", COMPANY, "--due-to", "2026-12-31", "--as-of", "2026-11-26T09:00",
    )  # fmt: skip

    assert result.exit_code == 0
    (request,) = node.asked("ListTasks")
    assert (request.member, request.organ, request.rule_id, request.thread_id) == (MEMBER, ORGAN, "LEAD-VERIFY-SAMR", LEAD)
    assert (request.subject, request.due_to, request.as_of.ToDatetime(UTC)) == (COMPANY, "2026-12-31", NOW)
    assert list(request.states) == [task_pb2.TASK_STATE_DUE_SOON, task_pb2.TASK_STATE_OVERDUE, task_pb2.TASK_STATE_SUSPENDED]
    assert node.metadata["exchange-purpose"] == "SUPERVISION"
    for shown in (
        "2027-01-04*",
        "2026-11-27 10:30",
        "-2",
        "(+15)",
        "common superior",
        "due soon",
        "程序规定 18",
        "2026-11-26 09:00:00",
        "provisional",
    ):
        assert shown in result.stdout


def test_without_filter_the_node_decides_what_is_still_to_be_done(call_json: Callable[..., tuple[int, Any]], node: FakeNode) -> None:
    node.answers["ListTasks"] = supervision_service_pb2.ListTasksResponse(tasks=[task()], as_of=NOW)

    code, answer = call_json("task", "list")

    assert code == 0
    assert [one["working_days_left"] for one in answer["tasks"]] == [3]
    (request,) = node.asked("ListTasks")
    assert not request.states
    assert not request.HasField("as_of")


def test_an_unknown_state_names_those_there_are(call: Callable[..., Result]) -> None:
    result = call("task", "list", "--state", "LATE")

    assert result.exit_code == 2
    assert "DONE_LATE" in result.stderr


def test_tasks_are_counted(call: Callable[..., Result], node: FakeNode) -> None:
    count = supervision_service_pb2.TaskCount(
        member=MEMBER, organ=ORGAN, rule_id="CASE-DECIDE", state=task_pb2.TASK_STATE_OVERDUE, count=7, earliest_due_at=task().due_at
    )
    node.answers["SummariseTasks"] = supervision_service_pb2.SummariseTasksResponse(counts=[count], as_of=NOW)

    result = call("task", "summary", "--member", MEMBER, "--as-of", "2026-11-26T09:00")

    assert result.exit_code == 0
    (request,) = node.asked("SummariseTasks")
    assert (request.member, request.as_of.ToDatetime(UTC)) == (MEMBER, NOW)
    for shown in (ORGAN, "CASE-DECIDE", "overdue", "7", "2027-01-04"):
        assert shown in result.stdout
