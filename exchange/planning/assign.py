"""The planner: the cheapest lawful plan that can be found in the time given, and how good it provably is.

A small problem is one program and its plan proven (exact.py). A large one is decomposed:

1. which organs come together, in which week: outline.py, or of a whole year merging.py; they also prove the bound
2. in which half-day, with some team: construct.py; what found no place: mend.py
3. with which teams best, every half-day being settled: exact.py again

Plans of both kinds say their `bound` and `gap`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from exchange.planning.construct import Entry, Placing
from exchange.planning.exact import ExactProgram
from exchange.planning.lawful import Lawful
from exchange.planning.mend import keys_of, mend
from exchange.planning.merging import merged
from exchange.planning.model import InfeasibleError, Lock, Problem
from exchange.planning.outline import OutlineProgram
from exchange.planning.plan import Plan, Visit, week_of
from exchange.planning.results import Chosen, plan_of, visits_of
from exchange.planning.rules import ALL_RULES, Rule
from exchange.planning.solver import SolverError

LARGEST_EXACT = 6000  # columns of officers and half-days; above, the program is decomposed
LARGEST_OUTLINE = 30_000  # organs' parts of visits times weeks; above, each company is outlined by itself (merging.py)
LARGEST_TEAMS = 3000  # organs' parts of visits whose teams are improved together
OUTLINE_SHARE = 0.4  # of the time given
OUTLINE_GAP = 0.002
MENDING_SECONDS = 5.0  # at least, for what found no place


def make_plan(
    problem: Problem, *, seconds: float = 30.0, rules: frozenset[Rule] = ALL_RULES, clock: Callable[[], float] = time.monotonic
) -> Plan:
    """Return a plan.

    Args:
        problem: what must be planned.
        seconds: wall-clock time that the solver may take.
        rules: the hard rules that are applied; all but in tests and in the search for a conflict. With fewer, nothing is decomposed.
        clock: seconds that pass.

    Raises:
        PlanningError: the problem contradicts itself.
        InfeasibleError: the rules leave no plan; of a decomposed problem: none was found.
        SolverError: nothing was found in the time.
    """
    lawful = Lawful(problem, rules)
    if rules == ALL_RULES and _columns(lawful) > LARGEST_EXACT:
        return _decomposed(lawful, until=clock() + seconds, seconds=seconds, clock=clock)
    try:
        return _exact(lawful, seconds=seconds)
    except SolverError:  # nothing in the time, e.g. on a machine that does something else
        plan = _placed(lawful) if rules == ALL_RULES else None
        if plan is None:
            raise
        return plan


def _columns(lawful: Lawful) -> int:
    """Roughly the columns of z: the longest window of each bundle's checks times the officers of its organ."""
    return sum(max(len(lawful.slots_of(check)) * len(lawful.inspectors(check)) for check in one.checks) for one in lawful.bundles)


def _exact(lawful: Lawful, *, seconds: float) -> Plan:
    exact = ExactProgram(lawful)
    exact.program.offset += lawful.fixed_cost
    solution = exact.program.solve(seconds=seconds)
    if solution is None:
        raise InfeasibleError("the rules leave no plan")
    return plan_of(lawful, visits_of(lawful, exact.chosen(solution)), bound=solution.bound, proven=solution.proven)


def _placed(lawful: Lawful) -> Plan | None:
    """A plan without a solver: each company by itself, in the first half-days that have a team; None if one finds no place."""
    whole = merged(lawful)
    placing = Placing(lawful)
    if placing.place_all(whole.entries):
        return None
    return plan_of(lawful, visits_of(lawful, placing.chosen), bound=whole.bound, proven=False)


def _decomposed(lawful: Lawful, *, until: float, seconds: float, clock: Callable[[], float]) -> Plan:
    entries, bound = _outlined(lawful, seconds=seconds * OUTLINE_SHARE)
    placing = Placing(lawful)
    unplaced = placing.place_all(entries)
    if unplaced:
        visits = _with_unplaced(lawful, placing.chosen, unplaced, seconds=max(MENDING_SECONDS, until - clock()))
        return plan_of(lawful, visits, bound=bound, proven=False)
    plans = [plan_of(lawful, visits_of(lawful, placing.chosen), bound=bound, proven=False)]
    better = best_teams(lawful.problem, placing.chosen, seconds=until - clock())
    if better is not None:
        plans.append(plan_of(lawful, better, bound=bound, proven=False))
    return min(plans, key=lambda one: one.cost.total)


def _outlined(lawful: Lawful, *, seconds: float) -> tuple[Sequence[Entry], float]:
    """Who comes together in which week, and the bound: by a program, or of a whole year company by company."""
    if len(lawful.bundles) * (week_of(lawful.problem, lawful.problem.period.last) + 1) > LARGEST_OUTLINE:
        whole = merged(lawful)
        return whole.entries, whole.bound
    outline = OutlineProgram(lawful)
    outline.program.offset += lawful.fixed_cost
    try:
        solution = outline.program.solve(seconds=seconds, gap=OUTLINE_GAP)
    except SolverError:  # nothing in the time, e.g. on a machine that does something else
        whole = merged(lawful)
        return whole.entries, whole.bound
    if solution is None:
        raise InfeasibleError("the organs' officers are too few in some week, or a check has no day")
    return outline.entries(solution), solution.bound


def _with_unplaced(lawful: Lawful, chosen: Sequence[Chosen], unplaced: Sequence[Entry], *, seconds: float) -> Sequence[Visit]:
    """The visits, mended so that what found no place has one."""
    visits = visits_of(lawful, chosen)
    windows = [lawful.window(check) for entry in unplaced for checks in entry.checks.values() for check in checks]
    kept = sorted(visits, key=lambda one: not any(first <= one.slot.day <= last for first, last in windows))
    wanted = {key for visit in visits for key in keys_of(visit)}
    wanted |= {check.key for entry in unplaced for checks in entry.checks.values() for check in checks}
    problem = replace(lawful.problem, checks=tuple(one for one in lawful.problem.checks if one.required or one.key in wanted))
    return mend(problem, visits, kept, seconds=seconds)


def best_teams(problem: Problem, chosen: Iterable[Chosen], *, seconds: float) -> tuple[Visit, ...] | None:
    """Return the visits with better teams, every half-day staying as it is; None if there are too many or none were found in the time."""
    chosen = tuple(chosen)
    if seconds <= 0 or len(chosen) > LARGEST_TEAMS:
        return None
    lawful = Lawful(settle(problem, chosen))
    exact = ExactProgram(lawful)
    try:
        solution = exact.program.solve(seconds=seconds, gap=OUTLINE_GAP)
    except SolverError:
        return None  # the time ended: the teams that were there serve
    return None if solution is None else visits_of(lawful, exact.chosen(solution))


def settle(problem: Problem, chosen: Iterable[Chosen]) -> Problem:
    """Return the problem of finding teams for visits whose half-days are settled: only their checks, all of them required."""
    locked = {(one.target, one.organ): one for one in problem.locks}
    parts = {(one.target, one.organ): one for one in chosen}
    return replace(
        problem,
        checks=tuple(
            replace(check, required=True)
            for check in problem.checks
            if (part := parts.get((check.target, check.organ))) is not None and check.matter in part.matters
        ),
        locks=tuple(locked.get(key) or Lock(target=one.target, organ=one.organ, slot=one.slot) for key, one in parts.items()),
    )
