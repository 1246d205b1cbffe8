"""A plan on one page: what it saves, its map and tours, its visits, what isn't done on site and why."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.planning.model import Problem
from exchange.planning.outputs.labels import Labels, Reasons, why_left_out
from exchange.planning.outputs.pages import page
from exchange.planning.outputs.plan_map import rows_of, svg_of
from exchange.planning.outputs.savings import savings_of
from exchange.planning.plan import Plan
from exchange.planning.tours import Tour


def overview(problem: Problem, plan: Plan, tours: Sequence[Tour], labels: Labels, *, plan_id: str) -> str:
    """Return the page as an HTML document."""
    reasons = Reasons(problem)
    return page(
        "overview.html",
        plan_id=plan_id,
        period=problem.period,
        plan=plan,
        savings=savings_of(problem, plan),
        map=svg_of(problem, plan, tours, labels),
        tours=rows_of(tours, labels),
        visits=[(visit, reasons.of(visit)) for visit in plan.visits],
        left_out=[(one.check, why_left_out(one)) for one in plan.left_out],
        labels=labels,
    )
