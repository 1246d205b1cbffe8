"""A plan mended: visits that are locked stay, everything else is planned around them, and what was there before is better kept.

If that can't be, more visits are unlocked and moved further, step by step, until all are free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from exchange.planning.exact import ExactProgram
from exchange.planning.lawful import Lawful
from exchange.planning.model import Check, CheckKey, InfeasibleError, Lock, Problem
from exchange.planning.plan import Visit
from exchange.planning.results import visits_of

FIRST_UNLOCKED = 4  # visits beside those that had to go; doubled while that isn't enough
NEARBY = timedelta(days=7)  # how far a visit is moved at first; twice as far with each attempt
MENDING_GAP = 0.001  # below a changed visit's share of any plan's cost of a quarter


def mend(problem: Problem, previous: Sequence[Visit], kept: Sequence[Visit], *, seconds: float) -> Sequence[Visit]:
    """Return the visits of a plan that differs little from the one before.

    Args:
        problem: what must be planned.
        previous: the visits of the plan before.
        kept: those of them that may stay, the first to be unlocked first.
        seconds: the solver may take for each attempt.

    Raises:
        PlanningError: the problem contradicts itself.
        InfeasibleError: the rules leave no plan.
        SolverError: nothing was found in the time.
    """
    unlocked, reach = 0, NEARBY
    while (visits := _mended(_moved_little(problem, previous, reach), previous, kept[unlocked:], seconds=seconds)) is None:
        if unlocked == len(kept) and reach > problem.period.last - problem.period.first:
            raise InfeasibleError("the rules leave no plan, whichever visits are changed")
        unlocked, reach = min(len(kept), max(FIRST_UNLOCKED, 2 * unlocked)), 2 * reach
    return visits


def keys_of(visit: Visit) -> list[CheckKey]:
    """Return the checks of a visit."""
    return [CheckKey(target=visit.target, organ=part.organ, matter=code) for part in visit.parts for code in part.matters]


def _moved_little(problem: Problem, coming: Iterable[Visit], reach: timedelta) -> Problem:
    """The problem with each planned check near its day: few changes are looked for first, and found quickly."""
    days = {key: visit.slot.day for visit in coming for key in keys_of(visit)}
    return replace(problem, checks=tuple(_near(one, days.get(one.key), reach) for one in problem.checks))


def _near(check: Check, day: date | None, reach: timedelta) -> Check:
    if day is None:
        return check
    opens, due = max(check.opens or date.min, day - reach), min(check.due or date.max, day + reach)
    return replace(check, opens=opens, due=due)


def _mended(problem: Problem, previous: Sequence[Visit], kept: Iterable[Visit], *, seconds: float) -> Sequence[Visit] | None:
    """The visits to come, those to be kept being locked with their teams; None if there are none such."""
    locks = {(one.target, one.organ): one for one in problem.locks}
    for visit in kept:
        for part in visit.parts:
            lock = Lock(target=visit.target, organ=part.organ, slot=visit.slot, officers=part.officers | part.assistants)
            locks.setdefault((visit.target, part.organ), lock)
    lawful = Lawful(replace(problem, locks=tuple(locks.values())))
    exact = ExactProgram(lawful, previous=previous)
    solution = exact.program.solve(seconds=seconds, gap=MENDING_GAP)
    return None if solution is None else visits_of(lawful, exact.chosen(solution))
