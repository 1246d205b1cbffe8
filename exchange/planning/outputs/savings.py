"""What coming together saves, for one plan: entries and ways, against each organ going alone (优化营商环境条例 54).

The way is from the yard to the company and back for each entry, for both sides of the comparison: tours would shorten both. An organ alone
would enter each company at least once for what it checks there in the plan, so visits saved are never overstated. Metres are from
the yard and back for each visit; by tours on both sides less is saved (`tests/benchmarks/bench_planning.py` measures it).
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.planning.model import Problem
from exchange.planning.plan import Plan

WHOLE = 100  # percent


@dataclass(frozen=True, kw_only=True, slots=True)
class Savings:
    """Entries into companies and metres driven, as planned and with each organ alone; `joint`: visits by more than one organ."""

    companies: int
    visits: int
    joint: int
    visits_alone: int
    metres: int
    metres_alone: int

    @property
    def visits_percent(self) -> float:
        """How many percent fewer entries."""
        return _percent(self.visits, self.visits_alone)

    @property
    def metres_percent(self) -> float:
        """How many percent less way."""
        return _percent(self.metres, self.metres_alone)


def savings_of(problem: Problem, plan: Plan) -> Savings:
    """Return what a plan saves; of an empty plan nothing."""
    yards = {one.code: one.yard for one in problem.members}
    ways = {one.id: 2 * yards[one.member].metres_to(one.site) for one in problem.targets}
    entered = {(one.target, part.organ) for one in plan.visits for part in one.parts}
    return Savings(
        companies=len({one.target for one in plan.visits}),
        visits=len(plan.visits),
        joint=sum(len(one.parts) > 1 for one in plan.visits),
        visits_alone=len(entered),
        metres=sum(ways[one.target] for one in plan.visits),
        metres_alone=sum(ways[target] for target, _organ in entered),
    )


def _percent(now: int, alone: int) -> float:
    return WHOLE * (1 - now / alone) if alone else 0.0
