"""A plan set against the draw that it names, on every node alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.sync.context import utc_now
from exchange.sync.drawing import Drawing
from exchange.v1 import draw_pb2, inspection_pb2, record_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub
from tests.integration.test_draws import made_task
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.inspections import made_plan

LEAD, PARTY = ((code, ORGANS[code]) for code in (SOURCE, SINK))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("plan-draws")) as made:
        yield made


def get(world: Exchanging, plan: str, member: str) -> pb.GetInspectionPlanResponse:
    asked = pb.GetInspectionPlanRequest(plan_id=plan)
    answer: pb.GetInspectionPlanResponse = world.ask(
        member, InspectionServiceStub, "GetInspectionPlan", asked, who="planner", purpose="JOINT_INSPECTION"
    )
    return answer


def publish(world: Exchanging, plan: inspection_pb2.InspectionPlan, key: str) -> str:
    draft = said(SOURCE, inspection_plan=plan, purpose=record_pb2.PURPOSE_JOINT_INSPECTION)
    record = str(world.publish(SOURCE, draft, key=key).record_id)
    world.pull_all()
    return record


def drawn(world: Exchanging) -> tuple[str, draw_pb2.DrawResult]:
    """A task that was drawn by two nodes, and its lists."""
    task = made_task()
    task.reveal_by.FromDatetime(utc_now() + timedelta(hours=1))
    announced = world.publish(SOURCE, said(SOURCE, draw_task=task, purpose=record_pb2.PURPOSE_JOINT_INSPECTION), key="task")
    for _step in range(3):
        world.pull_all()
        for code in (SOURCE, SINK):
            Drawing(replace(world.nodes[code], now=utc_now)).run()
    world.pull_all()
    asked = pb.GetDrawRequest(task_record_id=announced.record_id)
    answer = world.ask(THIRD, InspectionServiceStub, "GetDraw", asked, who="planner", purpose="JOINT_INSPECTION")
    assert answer.draw.state == pb.DRAW_STATE_DRAWN
    return str(announced.record_id), answer.result


def test_a_plan_by_its_draw_and_one_that_isnt_are_told_apart_everywhere(world: Exchanging) -> None:
    task, result = drawn(world)
    officers = {one.organ: list(one.officers) for one in result.officers}
    plan = made_plan(LEAD, PARTY, draw_task_record_ids=[task])
    template = plan.visits[0]
    del plan.visits[1:]
    days = ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"]
    chosen = [
        *((one, "INSPECTION_SELECTION_KEY_SECTOR") for one in result.full),
        *((one, "INSPECTION_SELECTION_DRAWN") for one in result.drawn),
    ]
    for at, (code, selection) in enumerate(chosen):
        visit = template if at == 0 else plan.visits.add()
        visit.CopyFrom(template)
        visit.visit_id, visit.uscc, visit.day = f"V{at + 1}", code, days[at]
        visit.selection = inspection_pb2.InspectionSelection.Value(selection)
        for part in visit.parts:
            part.officers[:] = officers[part.organ]
    by_draw = publish(world, plan, "by the draw")
    plan.visits[-1].uscc = made_plan(LEAD, PARTY).visits[0].uscc
    plan.visits[-1].parts[0].officers[0] = "somebody-else"
    otherwise = publish(world, plan, "otherwise")

    assert [list(get(world, by_draw, member).findings) for member in (SOURCE, SINK, THIRD)] == [[]] * 3
    found = [get(world, otherwise, member).findings for member in (SOURCE, SINK, THIRD)]
    assert found[0] == found[1] == found[2]
    assert [(pb.PlanFault.Name(one.fault), one.name) for one in found[0]] == [
        ("PLAN_FAULT_NOT_DRAWN", plan.visits[-1].uscc),
        ("PLAN_FAULT_OFFICER_NOT_DRAWN", "somebody-else"),
        ("PLAN_FAULT_DRAWN_NOT_PLANNED", result.drawn[-1]),
    ]


def test_a_plan_by_a_draw_that_isnt_here_says_so(world: Exchanging) -> None:
    plan = made_plan(LEAD, PARTY, draw_task_record_ids=["01a21783-9c3a-7204-8db5-8e6686fb7309"])

    (found,) = get(world, publish(world, plan, "unknown"), THIRD).findings

    assert (found.fault, found.draw_task_record_id) == (pb.PLAN_FAULT_DRAW_UNKNOWN, "01a21783-9c3a-7204-8db5-8e6686fb7309")
