"""Routes for visits with time windows: the shortest tours from one base that reach every stop while it is open.

Ruin and recreate: strings of neighbouring stops are taken out of a few routes and put back one by one where they cost least, now and then
not quite ("blinks"); what comes of it is kept by simulated annealing. After J. Christiaens and G. Vanden Berghe, Slack Induction by String
Removals for Vehicle Routing Problems, Transportation Science 54(2), 2020; the numbers below are theirs unless said otherwise.

Times and distances are one unit, e.g. minutes. The same problem, seed and number of rounds give the same routes on every machine.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

BASE = 0  # the stop every route begins and ends at
REMOVED_ON_AVERAGE = 10
LONGEST_STRING = 10
SPLIT_PROBABILITY = 0.5
SPLIT_DEPTH = 0.01
BLINK_PROBABILITY = 0.01
HOTTEST, COLDEST = 10.0, 0.02  # temperatures where the longest way is 100; ours: a second of this search is fewer rounds than theirs
LEAST_GAIN = 1e-9  # below this a cost is the same
TIME_CHECKS = 64  # rounds between looks at the clock


class RoutingError(ValueError):
    """A problem that has no routes; the message names the stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutingProblem:
    """Stop 0 is the base. All sequences have one value a stop.

    Attributes:
        travel: travel[i][j], time (and cost) from stop i to stop j; the triangle inequality isn't needed.
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


@dataclass(slots=True, eq=False)
class _Route:
    """A tour with its ends: path[0] and path[-1] are the base. `earliest` and `latest` are when service may begin at each place."""

    path: list[int]
    load: float = 0.0
    cost: float = 0.0
    earliest: list[float] = field(default_factory=list)
    latest: list[float] = field(default_factory=list)


class Search:
    """One seeded search. `run` may be told to stop by rounds or by time."""

    def __init__(self, problem: RoutingProblem, *, seed: int) -> None:
        check_problem(problem)
        self._problem = problem
        self._random = random.Random(seed)  # noqa: S311  # no secret: the same seed must give the same routes
        self._travel = [list(map(float, row)) for row in problem.travel]
        self._near = [sorted(range(1, problem.size), key=row.__getitem__) for row in self._travel]
        longest = max(max(row) for row in self._travel)
        self._scale = longest / 100.0 if longest else 1.0
        self._penalty = 4.0 * longest
        self._orders = self._insertion_orders()

    def run(
        self,
        *,
        rounds: int = 0,
        seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        progress: Callable[[Routes], None] | None = None,
    ) -> Routes:
        """The best routes found in so many rounds or seconds, whichever is given (both: whichever ends first).

        Raises:
            RoutingError: the stops don't fit into the vehicles there are.
        """
        if not rounds and not seconds:
            raise ValueError("give rounds or seconds")
        routes = self._recreated([], list(range(1, self._problem.size)))
        cost = best_cost = self._cost(routes)
        best, done, share, began = routes, 0, 0.0, clock()
        while share < 1.0:
            temperature = self._scale * HOTTEST * (COLDEST / HOTTEST) ** share
            changed = self._recreated(*self._ruined(routes))
            found = self._cost(changed)
            if found < cost - temperature * math.log(1.0 - self._random.random()):
                routes, cost = changed, found
                if found < best_cost - LEAST_GAIN:
                    best, best_cost = changed, found
                    if progress is not None:
                        progress(_solution(best, best_cost, done))
            done += 1
            if rounds:
                share = done / rounds
            if seconds and done % TIME_CHECKS == 0:
                share = max(share, (clock() - began) / seconds)
        if self._excess(len(best)) > 0:
            raise RoutingError(f"the stops don't fit into {self._problem.vehicles} vehicles: {len(best)} routes were needed")
        return _solution(best, best_cost, done)

    def _cost(self, routes: Sequence[_Route]) -> float:
        """Travel, and for each route too many as much as no detour is worth."""
        return sum(one.cost for one in routes) + self._excess(len(routes)) * self._penalty

    def _excess(self, routes: int) -> int:
        return max(0, routes - self._problem.vehicles) if self._problem.vehicles else 0

    def _ruined(self, routes: list[_Route]) -> tuple[list[_Route], list[int]]:
        """Strings of stops near a seed are taken out of neighbouring routes (§5.1 of the paper); untouched routes are shared."""
        rng = self._random
        average = sum(len(one.path) - 2 for one in routes) / len(routes)
        longest = min(LONGEST_STRING, average)
        most_strings = 4.0 * REMOVED_ON_AVERAGE / (1.0 + longest) - 1.0
        strings = int(rng.uniform(1.0, most_strings + 1.0))
        place = {stop: one for one in routes for stop in one.path[1:-1]}
        touched: dict[int, list[int]] = {}
        removed: list[int] = []
        for stop in self._near[rng.randrange(1, self._problem.size)]:
            if len(touched) >= strings:
                break
            route = place[stop]
            if id(route) in touched:
                continue
            size = int(rng.uniform(1.0, min(len(route.path) - 2, longest) + 1.0))
            path, taken = self._without_string(route.path, stop, size)
            touched[id(route)] = path
            removed += taken
        kept = [one if id(one) not in touched else self._measured(touched[id(one)]) for one in routes]
        return [one for one in kept if len(one.path) > 2], removed  # noqa: PLR2004  # a route without stops is none

    def _without_string(self, path: list[int], stop: int, size: int) -> tuple[list[int], list[int]]:
        """Takes `size` consecutive stops around `stop` out, or, split, all but a piece in their middle."""
        rng, count, at = self._random, len(path) - 2, path.index(stop)
        spared = 0
        if size > 1 and size < count and rng.random() < SPLIT_PROBABILITY:
            spared = 1
            while size + spared < count and rng.random() > SPLIT_DEPTH:
                spared += 1
        whole = size + spared
        first = rng.randint(max(1, at - whole + 1), min(at, count - whole + 1))
        string = path[first : first + whole]
        if spared:
            hole = rng.randint(0, size)
            middle = string[hole : hole + spared]
            taken = string[:hole] + string[hole + spared :]
            return path[:first] + middle + path[first + whole :], taken
        return path[:first] + path[first + whole :], string

    def _insertion_orders(self) -> list[tuple[int, Callable[[int], float]]]:
        """(weight, key) of the orders in which stops are put back (§5.2): at random; heavy, far, near, narrow, early, late ones first."""
        problem, travel = self._problem, self._travel
        return [
            (4, lambda _stop: self._random.random()),
            (4, lambda stop: -problem.demand[stop]),
            (2, lambda stop: -travel[BASE][stop]),
            (1, lambda stop: travel[BASE][stop]),
            (2, lambda stop: problem.closes[stop] - problem.opens[stop]),
            (2, lambda stop: problem.opens[stop]),
            (2, lambda stop: -problem.closes[stop]),
        ]

    def _recreated(self, routes: list[_Route], removed: list[int]) -> list[_Route]:
        """Each stop where it costs least."""
        (key,) = self._random.choices([one for _weight, one in self._orders], [weight for weight, _one in self._orders])
        routes = list(routes)
        for stop in sorted(removed, key=key):
            at, place = self._cheapest(routes, stop)
            if at < 0:
                routes.append(self._measured([BASE, stop, BASE]))
            else:
                path = routes[at].path
                routes[at] = self._measured([*path[:place], stop, *path[place:]])
        return routes

    def _cheapest(self, routes: list[_Route], stop: int) -> tuple[int, int]:
        """Number of the route and place in it; (-1, 0) where a new route is as good or the only way."""
        problem, travel = self._problem, self._travel
        to_stop = [row[stop] for row in travel]
        from_stop, service = travel[stop], problem.service
        opens, closes, lasts = problem.opens, problem.closes[stop], problem.service[stop]
        ready, room = opens[stop], problem.capacity - problem.demand[stop]
        blink = self._random.random
        best, found = math.inf, (-1, 0)
        for number, route in enumerate(routes):
            if route.load > room:
                continue
            path, earliest, latest = route.path, route.earliest, route.latest
            before = path[0]
            for place in range(1, len(path)):
                after = path[place]
                begin = earliest[place - 1] + service[before] + to_stop[before]
                if begin > closes:  # no later place is reached in time either
                    break
                extra = to_stop[before] + from_stop[after] - travel[before][after]
                if extra < best:
                    begin = max(begin, ready)
                    if begin + lasts + from_stop[after] <= latest[place] and blink() >= BLINK_PROBABILITY:
                        best, found = extra, (number, place)
                before = after
        alone = travel[BASE][stop] + travel[stop][BASE] + self._penalty * (self._excess(len(routes) + 1) > 0)
        return (-1, 0) if alone < best else found

    def _measured(self, path: list[int]) -> _Route:
        """A route with its times; the base's service is no time."""
        problem, travel = self._problem, self._travel
        opens, closes, service = problem.opens, problem.closes, problem.service
        earliest = [opens[BASE]]
        cost, now, here = 0.0, opens[BASE], BASE
        for stop in path[1:]:
            way = travel[here][stop]
            cost += way
            now += way if here == BASE else service[here] + way
            now = max(now, opens[stop])
            earliest.append(now)
            here = stop
        latest = [0.0] * len(path)
        due = latest[-1] = closes[BASE]
        for place in range(len(path) - 2, -1, -1):
            stop = path[place]
            due -= travel[stop][path[place + 1]] + (service[stop] if stop != BASE else 0.0)
            due = min(due, closes[stop])
            latest[place] = due
        return _Route(path=path, load=sum(problem.demand[one] for one in path[1:-1]), cost=cost, earliest=earliest, latest=latest)


def _solution(routes: Sequence[_Route], cost: float, rounds: int) -> Routes:
    return Routes(routes=tuple(tuple(one.path[1:-1]) for one in routes), cost=cost, rounds=rounds)
