"""The planner: the cheapest lawful plan that can be found in the time given, and how good it provably is."""

from __future__ import annotations

from exchange.planning.exact import ExactProgram
from exchange.planning.lawful import Lawful
from exchange.planning.model import Problem
from exchange.planning.plan import Plan
from exchange.planning.results import plan_of, visits_of
from exchange.planning.rules import ALL_RULES, Rule


class InfeasibleError(ValueError):
    """No plan keeps all rules; `conflicts.smallest_conflict` says which of them are at odds."""


def make_plan(problem: Problem, *, seconds: float = 30.0, rules: frozenset[Rule] = ALL_RULES) -> Plan:
    """Return a plan.

    Args:
        problem: what must be planned.
        seconds: wall-clock time that the solver may take.
        rules: the hard rules that are applied; all but in tests and in the search for a conflict.

    Raises:
        PlanningError: the problem contradicts itself.
        InfeasibleError: the rules leave no plan.
        SolverError: nothing was found in the time.
    """
    lawful = Lawful(problem, rules)
    exact = ExactProgram(lawful)
    exact.program.offset += fixed_cost(lawful)
    solution = exact.program.solve(seconds=seconds)
    if solution is None:
        raise InfeasibleError("the rules leave no plan")
    return plan_of(lawful, visits_of(lawful, exact.chosen(solution)), bound=solution.bound, proven=solution.proven)


def fixed_cost(lawful: Lawful) -> int:
    """What the checks cost that no visit may make."""
    weights, targets = lawful.problem.weights, lawful.targets
    return weights.paper * len(lawful.paper) + sum(weights.left_out[targets[one.check.target].risk] for one in lawful.left_out)
