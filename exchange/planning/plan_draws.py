"""A plan set against the draws that it names: does it visit whom chance chose, with the officers whom chance chose (营商条例 54)?

A difference isn't yet a fault: a company that was drawn may be checked on paper, be recognised, or stand in a second plan of the same draw.
It is shown to everybody, so that somebody explains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exchange.planning.ledger_draw import Thread, check, fold
from exchange.v1 import draw_pb2, inspection_pb2
from exchange.v1 import inspection_service_pb2 as pb


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenDraw:
    """A published draw as this node computes it: the task's matters, its lists, and whether they are other ones than were published."""

    matters: frozenset[str]
    result: draw_pb2.DrawResult
    disputed: bool


def seen_draw(thread: Thread) -> SeenDraw | None:
    """Return the draw of a task's thread; None while nothing is published."""
    folded = fold(thread)
    if folded.result is None:
        return None
    return SeenDraw(
        matters=frozenset(thread.task.matter_codes),
        result=folded.result.content,
        disputed=bool(check(thread, folded)) or not folded.complete,
    )


def findings_of(plan: inspection_pb2.InspectionPlan, draws: Mapping[str, SeenDraw | None]) -> list[pb.PlanFinding]:
    """Return what a plan differs in from its draws.

    Args:
        plan: one version.
        draws: each task that it names, by record id; None: not held here, or not published. While one is unknown, nobody can say of a
            company or an officer that no draw chose them.
    """
    named = {task: draws.get(task) for task in plan.draw_task_record_ids}
    known = {task: one for task, one in named.items() if one is not None}
    found = [pb.PlanFinding(fault=pb.PLAN_FAULT_DRAW_UNKNOWN, draw_task_record_id=task) for task in named if task not in known]
    found += [pb.PlanFinding(fault=pb.PLAN_FAULT_DRAW_DISPUTED, draw_task_record_id=task) for task, one in known.items() if one.disputed]
    if named and len(known) == len(named):
        found += [*_unchosen(plan, known), *_other_matters(plan, known), *_undrawn_officers(plan, known)]
    return [*found, *_left_out(plan, known)]


def _unchosen(plan: inspection_pb2.InspectionPlan, draws: Mapping[str, SeenDraw]) -> Iterator[pb.PlanFinding]:
    """Companies of which the plan says that they were drawn, or are of a key sector, and no draw does."""
    drawn = {code for one in draws.values() for code in one.result.drawn}
    full = {code for one in draws.values() for code in one.result.full}
    lists = {
        inspection_pb2.INSPECTION_SELECTION_DRAWN: (drawn, pb.PLAN_FAULT_NOT_DRAWN),
        inspection_pb2.INSPECTION_SELECTION_KEY_SECTOR: (full, pb.PLAN_FAULT_NOT_KEY_SECTOR),
    }
    for visit in plan.visits:
        chosen, fault = lists.get(visit.selection, ({visit.uscc}, pb.PLAN_FAULT_UNSPECIFIED))
        if visit.uscc not in chosen:
            yield pb.PlanFinding(fault=fault, visit_id=visit.visit_id, name=visit.uscc)


def _other_matters(plan: inspection_pb2.InspectionPlan, draws: Mapping[str, SeenDraw]) -> Iterator[pb.PlanFinding]:
    """Matters at a company that chance chose, or its sector, for others."""
    matters: dict[str, set[str]] = {}
    for one in draws.values():
        for company in (*one.result.drawn, *one.result.full):
            matters.setdefault(company, set()).update(one.matters)
    for visit in plan.visits:
        drawn = matters.get(visit.uscc, set())
        if not drawn or visit.selection == inspection_pb2.INSPECTION_SELECTION_FOR_CAUSE:
            continue
        for code in sorted({code for part in visit.parts for code in part.matter_codes} - drawn):
            yield pb.PlanFinding(fault=pb.PLAN_FAULT_MATTER_NOT_DRAWN, visit_id=visit.visit_id, name=code)


def _undrawn_officers(plan: inspection_pb2.InspectionPlan, draws: Mapping[str, SeenDraw]) -> Iterator[pb.PlanFinding]:
    """Officers at a drawn company whom no draw chose, of organs that had theirs drawn. Who only assists needn't be drawn."""
    pools: dict[str, set[str]] = {}
    for one in draws.values():
        for each in one.result.officers:
            pools.setdefault(each.organ, set()).update(each.officers)
    drawn = frozenset[str]().union(*pools.values())  # a guest's officers count by agreement: those of every organ are asked for
    for visit in plan.visits:
        if visit.selection != inspection_pb2.INSPECTION_SELECTION_DRAWN:
            continue
        for part in visit.parts:
            for officer in part.officers if part.organ in pools else ():
                if officer not in drawn:
                    yield pb.PlanFinding(fault=pb.PLAN_FAULT_OFFICER_NOT_DRAWN, visit_id=visit.visit_id, name=officer)


def _left_out(plan: inspection_pb2.InspectionPlan, draws: Mapping[str, SeenDraw]) -> Iterator[pb.PlanFinding]:
    """Companies that a draw chose and that no visit goes to for that reason."""
    visited = {one.uscc for one in plan.visits if one.selection != inspection_pb2.INSPECTION_SELECTION_FOR_CAUSE}
    for task, one in draws.items():
        for code in (*one.result.full, *one.result.drawn):
            if code not in visited:
                yield pb.PlanFinding(fault=pb.PLAN_FAULT_DRAWN_NOT_PLANNED, name=code, draw_task_record_id=task)
