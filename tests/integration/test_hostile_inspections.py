"""A member that signs past its own node's checks: it changes nobody's plan, and stops nobody's planning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from exchange.v1 import inspection_pb2, record_pb2
from exchange.v1 import inspection_register_pb2 as register_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.inspections import drawn, made_before, made_plan
from tests.support.registers import made_register
from tests.support.unchecked import unchecked

LEAD, PARTY, HOSTILE = ((code, ORGANS[code]) for code in (SOURCE, SINK, THIRD))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("hostile")) as made:
        yield made


def ask(world: Exchanging, member: str, method: str, request: Any) -> Any:
    return world.ask(member, InspectionServiceStub, method, request, who="planner", purpose="JOINT_INSPECTION")


def plans(world: Exchanging, member: str) -> dict[str, str]:
    """Titles of the plans that are listed, by id."""
    return {one.plan_id: one.title for one in ask(world, member, "ListInspectionPlans", pb.ListInspectionPlansRequest()).plans}


def honest(world: Exchanging, title: str) -> str:
    plan = made_before(drawn(made_plan(LEAD, PARTY, title=title)), world.nodes[SOURCE].today)
    for _entry in range(3):  # so that the hostile member's ledger is the shorter one
        draft = said(SOURCE, purpose=record_pb2.PURPOSE_JOINT_INSPECTION, inspection_register=made_register(title.encode().hex()[:60]))
        world.publish(SOURCE, draft, key=f"{title} {_entry}")
    record = world.publish(SOURCE, said(SOURCE, purpose=record_pb2.PURPOSE_JOINT_INSPECTION, inspection_plan=plan), key=title).record_id
    world.pull_all()
    return str(record)


@pytest.mark.parametrize("whole", [False, True])
def test_who_takes_a_plans_record_id_neither_hides_nor_replaces_it(world: Exchanging, *, whole: bool) -> None:
    plan = honest(world, f"计划{whole}")
    other = made_before(drawn(made_plan(HOSTILE, PARTY, title="冒用")), world.nodes[THIRD].today)

    unchecked(world.nodes[THIRD], record_id=plan, inspection_plan=other if whole else inspection_pb2.InspectionPlan())
    world.pull_all()

    for member in (SOURCE, SINK, THIRD):
        found = ask(world, member, "GetInspectionPlan", pb.GetInspectionPlanRequest(plan_id=plan))
        assert (found.view.title, found.view.origin) == (f"计划{whole}", SOURCE)
        assert plans(world, member)[plan] == f"计划{whole}"


Change = Callable[[inspection_pb2.InspectionPlan], object]
MALFORMED: dict[str, Change] = {
    "without a party": lambda plan: plan.ClearField("parties"),
    "a visit id that is a path": lambda plan: setattr(plan.visits[0], "visit_id", "../../home"),
    "an unknown trigger": lambda plan: setattr(plan.visits[0], "trigger", 99),
    "a day that no calendar counts": lambda plan: setattr(plan, "last_day", "9999-12-30"),
    "without officers": lambda plan: plan.visits[0].parts[0].ClearField("officers"),
    "a title of a megabyte": lambda plan: setattr(plan, "title", "长" * 300_000),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_plan_that_no_honest_node_would_sign_is_none(world: Exchanging, name: str) -> None:
    plan = made_before(drawn(made_plan(HOSTILE, PARTY)), world.nodes[THIRD].today)
    plan.visits[0].parts[0].assistants.append("guest")
    MALFORMED[name](plan)

    record, digest = unchecked(world.nodes[THIRD], inspection_plan=plan)
    alone = inspection_pb2.PlanPublication(plan_record_id=record, plan_digest=digest)
    unchecked(world.nodes[THIRD], thread_id=record, plan_publication=alone)
    world.pull_all()

    for member in (SOURCE, THIRD):
        assert record not in plans(world, member)
        history = ask(world, member, "GetInspectionHistory", pb.GetInspectionHistoryRequest(since="2020-01-01"))
        assert record not in {one.plan_id for one in (*history.made, *history.planned)}


REGISTERS: dict[str, Callable[[register_pb2.InspectionRegister], object]] = {
    "a class that isn't": lambda one: setattr(one.companies[0], "risk", "Z"),
    "no day": lambda one: setattr(one.officers[0], "certificate_until", "2026-02-30"),
    "a day that no calendar counts": lambda one: setattr(one.companies[0], "covered_on", "9999-12-31"),
    "a name of other letters": lambda one: setattr(one, "name", "字" * 64),
    "an unknown trigger": lambda one: setattr(one.visits[0], "trigger", 99),
    "fewer minutes than none": lambda one: setattr(one.matters[0], "minutes", -5),
    "a person": lambda one: setattr(one.officers[0], "officer", "310116199001010014"),
}


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_that_no_honest_node_would_sign_is_none(world: Exchanging, name: str) -> None:
    good, bad = made_register("kept"), made_register("kept", as_of="2026-11-21")
    REGISTERS[name](bad)
    unchecked(world.nodes[THIRD], inspection_register=good)
    unchecked(world.nodes[THIRD], inspection_register=bad)
    world.pull_all()

    listed = ask(world, SINK, "ListInspectionRegisters", pb.ListInspectionRegistersRequest(page_size=1000)).registers
    theirs = [one.register for one in listed if one.member == THIRD]
    assert theirs == [good]
