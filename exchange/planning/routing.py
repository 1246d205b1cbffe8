"""A routing problem with time windows, its routes, and the check of each rule of theirs, apart from any search (search.py).

Times and distances are one unit, e.g. minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BASE = 0  # the stop every route begins and ends at


class RoutingError(ValueError):
    """A problem that has no routes; the message names the stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutingProblem:
    """Stop 0 is the base. All sequences have one value a stop.

    Attributes:
        travel: travel[i][j], time (and cost) from stop i to stop j; the triangle inequality needn't hold.
        opens, closes: within which a visit must begin; those of the base bound the whole tour.
        service: how long a visit lasts.
        demand: what a visit takes of a vehicle's `capacity` (e.g. of a team's half-day).
        capacity: of each vehicle.
        vehicles: how many there are at most; 0: any number.
    """

    travel: Sequence[Sequence[float]]
    opens: Sequence[float]
    closes: Sequence[float]
    service: Sequence[float]
    demand: Sequence[float]
    capacity: float
    vehicles: int = 0

    @property
    def size(self) -> int:
        """Number of stops, the base included."""
        return len(self.travel)


@dataclass(frozen=True, kw_only=True, slots=True)
class Routes:
    """A solution: the stops of each route without the base, and what it costs in travel."""

    routes: tuple[tuple[int, ...], ...]
    cost: float
    rounds: int = 0


def check_problem(problem: RoutingProblem) -> None:
    """Every stop can be visited by a route of its own.

    Raises:
        RoutingError: a stop can't; none of the routes could hold it.
    """
    for stop in range(1, problem.size):
        arrival = max(problem.opens[stop], problem.opens[BASE] + problem.travel[BASE][stop])
        back = arrival + problem.service[stop] + problem.travel[stop][BASE]
        if arrival > problem.closes[stop] or back > problem.closes[BASE]:
            raise RoutingError(f"stop {stop} can't be reached from the base within {problem.opens[stop]} to {problem.closes[stop]}")
        if problem.demand[stop] > problem.capacity:
            raise RoutingError(f"stop {stop} takes {problem.demand[stop]}; a vehicle has {problem.capacity}")


def check_routes(problem: RoutingProblem, routes: Sequence[Sequence[int]]) -> float:
    """The cost of routes, each rule checked anew and apart from the search.

    Raises:
        RoutingError: a stop is missing, visited twice or too late, or a route carries too much.
    """
    visited = sorted(stop for route in routes for stop in route)
    if visited != list(range(1, problem.size)):
        raise RoutingError("some stop is missing or visited twice")
    if problem.vehicles and len(routes) > problem.vehicles:
        raise RoutingError(f"{len(routes)} routes; there are {problem.vehicles} vehicles")
    cost = 0.0
    for route in routes:
        if sum(problem.demand[stop] for stop in route) > problem.capacity:
            raise RoutingError(f"route {list(route)} carries more than {problem.capacity}")
        now, here = problem.opens[BASE], BASE
        for stop in (*route, BASE):
            now = max(problem.opens[stop], now + problem.service[here] * (here != BASE) + problem.travel[here][stop])
            if now > problem.closes[stop]:
                raise RoutingError(f"stop {stop} is reached at {now:.2f}, after {problem.closes[stop]}")
            cost, here = cost + problem.travel[here][stop], stop
    return cost
