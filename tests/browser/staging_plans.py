"""Joint inspection plans of a demonstration in every state that has a form: to be countersigned, to be published, carried out in part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from exchange.domain.calendar import legal_day
from exchange.v1 import inspection_pb2, record_pb2
from tests.support.demo import Demo
from tests.support.exchanging import said
from tests.support.federation import ORGANS
from tests.support.inspections import MATTERS, drawn, made_before, made_plan

Publish = Callable[[Demo, str, record_pb2.RecordDraft], str]
Await = Callable[[Callable[[], object]], None]


def stage_plans(demo: Demo, draw: str, *, publish: Publish, wait: Await) -> list[str]:
    """Makes them at the first two members; returns pages at the second one's console. `wait` repeats what fails until it doesn't."""
    sender, receiver, _reader = tuple(demo.settings)

    def say(code: str, *arguments: str) -> Any:
        found: list[Any] = []
        wait(lambda: found.append(demo.say(code, ["inspection", *arguments])))
        return found[0]

    waiting = publish(demo, sender, _plan("七月联合检查计划（示例）", draw, sender, receiver))
    agreed = publish(demo, receiver, _plan("八月联合检查计划（示例）", draw, receiver, sender))
    running = publish(demo, sender, _plan("六月联合检查计划（示例）", draw, sender, receiver))
    say(sender, "consent", agreed)
    say(receiver, "consent", running)
    say(sender, "publish-plan", running)
    first, second = (visit.day for visit in _plan("", draw, sender, receiver).inspection_plan.visits)
    clean = f"{MATTERS[0]}=NOTHING_FOUND"
    say(sender, "result", running, "V1", "--matter", clean, *_times(first))
    other = say(sender, "result", running, "V2", "--matter", clean, *_times(second))["record_id"]
    ordered = say(receiver, "result", running, "V1", "--matter", f"{MATTERS[0]}=RECTIFICATION_ORDERED:{first}", *_times(first))["record_id"]
    left = ["--not-rectified", "--on", first, "--note", "台账仍未补齐（示例）"]
    say(receiver, "recheck", running, ordered, "--matter", MATTERS[0], *left)
    taken = ["--until", f"{date.fromisoformat(second).year + 1}-06-30", "--reason", "同一事项检查结果互认（示例）"]
    say(receiver, "recognise", running, other, "--matter", MATTERS[0], *taken)
    wait(lambda: _countersigned(demo, receiver, agreed))
    say(receiver, "show", waiting)
    return [f"/plans/{running}", f"/plans/{waiting}/answer", f"/plans/{agreed}/publish", f"/plans/{agreed}/withdraw"]


def _plan(title: str, draw: str, lead: str, party: str) -> record_pb2.RecordDraft:
    """Two visits on the last working days before today, to drawn companies."""
    content: inspection_pb2.InspectionPlan = drawn(made_plan((lead, ORGANS[lead]), (party, ORGANS[party]), title=title or "-"))
    content.draw_task_record_ids[:] = [draw]
    made: record_pb2.RecordDraft = said(
        lead, inspection_plan=made_before(content, legal_day(datetime.now(UTC))), purpose=record_pb2.PURPOSE_JOINT_INSPECTION
    )
    return made


def _times(day: str) -> list[str]:
    return ["--started", f"{day}T09:30", "--ended", f"{day}T11:00"]


def _countersigned(demo: Demo, code: str, plan: str) -> None:
    view = demo.say(code, ["inspection", "show", plan])["view"]
    assert view["state"] == "PLAN_STATE_COUNTERSIGNED", view
