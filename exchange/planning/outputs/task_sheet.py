"""The task sheet of a visit (现场检查任务单): what the team carries and fills in, a page that prints on A4 and needs nothing else.

It has the fields to fill in by hand: the inspection code before entry (H5), who shows which certificate, a result for each point, and the
company's signature.
"""

from __future__ import annotations

from dataclasses import replace

from exchange.planning.model import Problem
from exchange.planning.outputs.checklist import Checklist
from exchange.planning.outputs.facts import Facts, facts_of
from exchange.planning.outputs.labels import Labels
from exchange.planning.outputs.pages import page
from exchange.planning.plan import Visit


def task_sheet(problem: Problem, visit: Visit, checklist: Checklist, labels: Labels, *, plan_id: str, number: int) -> str:
    """Return the sheet as an HTML document; `number` is the visit's in the plan, from 1."""
    (facts,) = facts_of(problem, [visit])
    return sheet_of(visit, checklist, labels, plan_id=plan_id, facts=replace(facts, number=str(number)))


def sheet_of(visit: Visit, checklist: Checklist, labels: Labels, *, plan_id: str, facts: Facts) -> str:
    """Return the sheet of a visit of which no more is known than `facts`."""
    return page(
        "task_sheet.html",
        plan_id=plan_id,
        visit=visit,
        facts=facts,
        checklist=checklist,
        labels=labels,
        numbers={point.line.name: at for at, point in enumerate(checklist.points, 1)},
    )
