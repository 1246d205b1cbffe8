"""A plan against its draws: each difference is named, and nothing is said of what nobody here can know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.planning.plan_draws import SeenDraw, findings_of
from exchange.v1 import draw_pb2, inspection_pb2
from exchange.v1 import inspection_service_pb2 as pb
from tests.support.identifiers import uscc
from tests.support.inspections import COMPANIES, MATTERS, made_plan

LEAD, PARTY = ("310116", "11310116MB2F3040XF"), ("330482", "11330482MB0W12340H")
TASKS = tuple(f"01a21783-9c3a-7204-8db5-8e6686fb73{at:02d}" for at in range(2))
OTHER = uscc(head="91", region="310116", body="PD000001")
Change = Callable[[inspection_pb2.InspectionPlan], object]


def drawn_plan(*tasks: str) -> inspection_pb2.InspectionPlan:
    """Its first company drawn, its second of a key sector."""
    plan = made_plan(LEAD, PARTY, draw_task_record_ids=list(tasks))
    plan.visits[0].selection = inspection_pb2.INSPECTION_SELECTION_DRAWN
    return plan


def seen(*, disputed: bool = False) -> SeenDraw:
    officers = [draw_pb2.DrawnOfficers(organ=organ, officers=[f"{member}-a", f"{member}-b"]) for member, organ in (LEAD, PARTY)]
    return SeenDraw(
        matters=frozenset(MATTERS[:1]),
        result=draw_pb2.DrawResult(drawn=COMPANIES[:1], full=COMPANIES[1:], officers=officers),
        disputed=disputed,
    )


def said(plan: inspection_pb2.InspectionPlan, **draws: SeenDraw | None) -> list[tuple[str, str, str]]:
    found = findings_of(plan, {TASKS[int(name[1:])]: one for name, one in draws.items()})
    return [(pb.PlanFault.Name(one.fault).removeprefix("PLAN_FAULT_"), one.visit_id, one.name) for one in found]


def test_a_plan_by_its_draw_differs_in_nothing() -> None:
    assert said(drawn_plan(TASKS[0]), d0=seen()) == []
    assert said(made_plan(LEAD, PARTY)) == []  # it names no draw


CHANGES: dict[str, tuple[Change, list[tuple[str, str, str]]]] = {
    "another company": (
        lambda plan: setattr(plan.visits[0], "uscc", OTHER),
        [("NOT_DRAWN", "V1", OTHER), ("DRAWN_NOT_PLANNED", "", COMPANIES[0])],
    ),
    "a key sector's company said to be drawn": (
        lambda plan: setattr(plan.visits[1], "selection", inspection_pb2.INSPECTION_SELECTION_DRAWN),
        [("NOT_DRAWN", "V2", COMPANIES[1])],
    ),
    "a drawn company said to be of a key sector": (
        lambda plan: setattr(plan.visits[0], "selection", inspection_pb2.INSPECTION_SELECTION_KEY_SECTOR),
        [("NOT_KEY_SECTOR", "V1", COMPANIES[0])],
    ),
    "a company left out": (lambda plan: plan.visits.pop(), [("DRAWN_NOT_PLANNED", "", COMPANIES[1])]),
    "another officer": (
        lambda plan: plan.visits[0].parts[1].officers.append("330482-z"),
        [("OFFICER_NOT_DRAWN", "V1", "330482-z")],
    ),
    "another officer who assists": (lambda plan: plan.visits[0].parts[1].assistants.append("330482-z"), []),
    "another officer where nothing is random": (lambda plan: plan.visits[1].parts[1].officers.append("330482-z"), []),
    "an organ whose officers weren't drawn": (lambda plan: setattr(plan.visits[0].parts[1], "organ", "11330421MB0W12342D"), []),
    "another matter than the draw's": (
        lambda plan: plan.visits[0].parts[1].matter_codes.append(MATTERS[1]),
        [("MATTER_NOT_DRAWN", "V1", MATTERS[1])],
    ),
    "a drawn company visited for a cause": (
        lambda plan: setattr(plan.visits[0], "selection", inspection_pb2.INSPECTION_SELECTION_FOR_CAUSE),
        [("DRAWN_NOT_PLANNED", "", COMPANIES[0])],
    ),
    "a complaint": (
        lambda plan: plan.visits.add(visit_id="V3", uscc=OTHER, selection=inspection_pb2.INSPECTION_SELECTION_FOR_CAUSE),
        [],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_difference_is_named(name: str) -> None:
    change, expected = CHANGES[name]
    plan = drawn_plan(TASKS[0])
    change(plan)
    assert said(plan, d0=seen()) == expected


def test_a_draw_that_is_computed_otherwise_is_named() -> None:
    assert said(drawn_plan(TASKS[0]), d0=seen(disputed=True)) == [("DRAW_DISPUTED", "", "")]


def test_while_a_draw_is_unknown_nobody_is_said_to_be_undrawn() -> None:
    plan = drawn_plan(*TASKS)
    plan.visits.pop()
    plan.visits[0].uscc = OTHER
    expected = [("DRAW_UNKNOWN", "", ""), ("DRAWN_NOT_PLANNED", "", COMPANIES[1]), ("DRAWN_NOT_PLANNED", "", COMPANIES[0])]
    assert said(plan, d0=seen(), d1=None) == expected
