"""A plan re-made when the registers have changed, e.g. an officer fell ill: as few visits as can be are changed (mend.py).

Visits that have been made stay. Of those to come, the lawful ones are kept. A visit counts as changed if its half-day, its organs or
its team do.

    before = still_asked(problem, before)  # where what has been made isn't in the problem any more
    again = replan(problem, before, today=problem.period.first - timedelta(days=1))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from exchange.planning.checker import violations
from exchange.planning.conflicts import restricted
from exchange.planning.lawful import Lawful
from exchange.planning.mend import keys_of, mend
from exchange.planning.model import Period, Problem
from exchange.planning.outline import OutlineProgram
from exchange.planning.plan import Cost, Plan, Visit
from exchange.planning.results import plan_of
from exchange.planning.rules import Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Replanned:
    """The mended plan; the companies whose visit changed; how many had to, for their old visit became unlawful: no plan changes fewer."""

    plan: Plan
    changed: tuple[str, ...]
    unavoidable: int


def replan(problem: Problem, before: Plan, *, today: date, seconds: float = 30.0) -> Replanned:
    """Return a plan for the problem as it is now that differs from the one before in few visits.

    Args:
        problem: as the registers say now; checks may have come or gone.
        before: the plan that was made.
        today: visits up to this day have been made and stay as they are.
        seconds: the solver may take for each attempt.

    Raises:
        PlanningError: the problem contradicts itself.
        InfeasibleError: no plan keeps the rules and what was done.
        SolverError: nothing was found in the time.
    """
    made = [one for one in before.visits if one.slot.day <= today]
    coming = [one for one in before.visits if one.slot.day > today]
    asked = {one.key for one in problem.checks}
    known = {one.ref for one in problem.officers}
    broken = [one for one in coming if not asked.issuperset(keys_of(one)) or not one.team <= known or not _is_lawful(problem, one)]
    kept = sorted((one for one in coming if one not in broken), key=lambda one: _distance(one, broken))
    rest = _still_to_do(problem, before, today=today)
    visits = mend(rest, coming, kept, seconds=seconds)
    lawful = Lawful(problem)
    plan = plan_of(lawful, sorted([*made, *visits], key=lambda one: (one.slot, one.target)), bound=lower_bound(lawful), proven=False)
    return Replanned(plan=plan, changed=changed_visits(before, plan), unavoidable=len(broken))


def still_asked(problem: Problem, before: Plan) -> Plan:
    """Return the plan before without what isn't to be planned again.

    Visits go of which no check is asked for any more: they were carried out, or the company isn't in the problem. So do those that lie
    outside the period: what of their checks is asked for is planned as if it were new. `paper`, `left_out` and figures stay as they were.
    """
    asked = {one.key for one in problem.checks}
    return replace(before, visits=tuple(one for one in before.visits if problem.period.holds(one.slot.day) and asked & {*keys_of(one)}))


def changed_visits(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return the companies with a visit that is in one plan and not, as it is, in the other."""
    return tuple(sorted({one.target for one in set(before.visits) ^ set(after.visits)}))


def lower_bound(lawful: Lawful) -> float:
    """Return what no lawful plan can cost less than, quickly: of the outline's linear relaxation (0 if there is none)."""
    outline = OutlineProgram(lawful)
    relaxed = outline.program.solve(relaxed=True)
    return 0.0 if relaxed is None else relaxed.bound + lawful.fixed_cost


def _is_lawful(problem: Problem, visit: Visit) -> bool:
    """Whether a visit breaks no rule by itself."""
    alone = Plan(visits=(visit,), cost=Cost(), bound=0, proven=False)
    return not {one.rule for one in violations(restricted(problem, [visit.target]), alone)} & set(Rule)


def _distance(visit: Visit, broken: Iterable[Visit]) -> int:
    return min((abs((visit.slot.day - one.slot.day).days) for one in broken), default=0)


def _still_to_do(problem: Problem, before: Plan, *, today: date) -> Problem:
    """The problem from tomorrow on: what isn't made yet. Optional checks that the plan left out stay so."""
    done = {key for visit in before.visits if visit.slot.day <= today for key in keys_of(visit)}
    planned = {key for visit in before.visits for key in keys_of(visit)} - done
    first = max(problem.period.first, today + timedelta(days=1))
    return replace(
        problem,
        period=Period(first=first, last=max(first, problem.period.last)),
        checks=tuple(one for one in problem.checks if one.key in planned or (one.required and one.key not in done)),
        locks=tuple(one for one in problem.locks if one.slot.day >= first),
    )
