"""Routes for visits with time windows: the shortest tours from one base that reach every stop while it is open.

Ruin and recreate: strings of neighbouring stops are taken out of a few routes and put back one by one where they cost least, now and then
not quite ("blinks"); what comes of it is kept by simulated annealing. If there are too few vehicles for the first routes, routes are given
up one by one first: their stops are absent until a place is found for each, and a stop that was absent often is the less left out. After
J. Christiaens and G. Vanden Berghe, Slack Induction by String Removals for Vehicle Routing Problems, Transportation Science 54(2), 2020;
the numbers below are theirs unless said otherwise.

The same problem, seed and number of rounds give the same routes on every machine.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from exchange.planning.routing import BASE, Routes, RoutingError, RoutingProblem, check_problem

REMOVED_ON_AVERAGE = 10
LONGEST_STRING = 10
SPLIT_PROBABILITY = 0.5
SPLIT_DEPTH = 0.01
BLINK_PROBABILITY = 0.01
HOTTEST, COLDEST = 10.0, 0.02  # temperatures where the longest way is 100; ours: a second of this search is fewer rounds than theirs
LEAST_GAIN = 1e-9  # below this a cost is the same
TIME_CHECKS = 64  # rounds between looks at the clock
NOWHERE = (math.inf, 0)  # the cost and place of a stop that a route has no room for

_Leg: TypeAlias = tuple[int, float, int, float, float]  # from, when the earliest leaves it, to, when its service must begin, the way


@dataclass(slots=True, eq=False)
class _Route:
    """A tour with its ends: path[0] and path[-1] are the base. `places` keeps the cheapest place of each stop once looked for."""

    path: list[int]
    load: float
    cost: float
    legs: list[_Leg]
    places: dict[int, tuple[float, int]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _State:
    """Routes, and the stops that are on none."""

    routes: list[_Route]
    absent: list[int]
    cost: float


class _Budget:
    """Rounds or seconds, whichever is given and ends first; `share` is how much of it is gone, 0 to 1."""

    def __init__(self, rounds: int, seconds: float, clock: Callable[[], float]) -> None:
        if not rounds and not seconds:
            raise ValueError("give rounds or seconds")
        self._rounds, self._seconds, self._clock, self._began = rounds, seconds, clock, clock()
        self.done, self.share = 0, 0.0

    def count(self) -> None:
        """Another round is done."""
        self.done += 1
        if self._rounds:
            self.share = max(self.share, self.done / self._rounds)
        if self._seconds and self.done % TIME_CHECKS == 0:
            self.share = max(self.share, (self._clock() - self._began) / self._seconds)


class Search:
    """One seeded search. `run` may be told to stop by rounds or by time."""

    def __init__(self, problem: RoutingProblem, *, seed: int) -> None:
        check_problem(problem)
        self._problem = problem
        self._random = random.Random(seed)  # noqa: S311  # no secret: the same seed must give the same routes
        self._travel = [list(map(float, row)) for row in problem.travel]
        self._reach = [list(column) for column in zip(*self._travel, strict=True)]  # [to][from]
        lasts = [0.0, *map(float, problem.service[1:])]  # the base's service is no time
        self._through = [[last + way for way in row] for last, row in zip(lasts, self._travel, strict=True)]
        self._near = [sorted(range(1, problem.size), key=row.__getitem__) for row in self._travel]
        longest = max(max(row) for row in self._travel)
        self._scale = longest / 100.0 if longest else 1.0
        self._absences = [1] * problem.size
        self._most = problem.vehicles or problem.size  # routes; none is empty, so that never more are needed
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
        budget = _Budget(rounds, seconds, clock)
        state = best = self._fitted(budget)
        if progress is not None:
            progress(_solution(best, budget.done))
        while budget.share < 1.0:
            changed = self._recreated(*self._ruined(state), most=self._most)
            if not changed.absent and changed.cost < state.cost + self._tolerance(budget.share):
                state = changed
                if state.cost < best.cost - LEAST_GAIN:
                    best = state
                    if progress is not None:
                        progress(_solution(best, budget.done))
            budget.count()
        return _solution(best, budget.done)

    def _fitted(self, budget: _Budget) -> _State:
        """Routes that the vehicles suffice for: a route is given up, its stops find places elsewhere, and so on (§5.4 of the paper)."""
        stops = list(range(1, self._problem.size))
        state = self._recreated([], stops, most=len(stops))
        while len(state.routes) > self._most or state.absent:
            if budget.share >= 1.0:
                count = len(state.routes) + bool(state.absent)
                raise RoutingError(f"the stops don't fit into {self._most} vehicles: {count} routes were needed")
            if not state.absent:
                state = self._without_a_route(state)
            changed = self._recreated(*self._ruined(state), most=len(state.routes))
            if self._is_fuller(changed, state, budget.share):
                state = changed
            for stop in changed.absent:
                self._absences[stop] += 1
            budget.count()
        return state

    def _without_a_route(self, state: _State) -> _State:
        """The route whose stops were easiest to place is given up."""
        given_up = min(state.routes, key=lambda one: self._difficulty(one.path[1:-1]))
        routes = [one for one in state.routes if one is not given_up]
        return _State(routes=routes, absent=given_up.path[1:-1], cost=state.cost - given_up.cost)

    def _is_fuller(self, changed: _State, state: _State, share: float) -> bool:
        """Whether fewer stops, or such as were easier to place, are left out; if the same are, the cost decides as usual."""
        now, before = self._difficulty(changed.absent), self._difficulty(state.absent)
        if now != before:
            return now < before or len(changed.absent) < len(state.absent)
        return changed.cost < state.cost + self._tolerance(share)

    def _difficulty(self, stops: Sequence[int]) -> int:
        return sum(self._absences[stop] for stop in stops)

    def _tolerance(self, share: float) -> float:
        """By how much routes may be worse and still be kept, so late in the search."""
        temperature = self._scale * HOTTEST * math.pow(COLDEST / HOTTEST, share)
        return -temperature * math.log(1.0 - self._random.random())

    def _ruined(self, state: _State) -> tuple[list[_Route], list[int]]:
        """Strings of stops near a seed are taken out of neighbouring routes (§5.1 of the paper); untouched routes are shared."""
        rng, routes = self._random, state.routes
        removed = list(state.absent)
        if not routes:
            return [], removed
        average = sum(len(one.path) - 2 for one in routes) / len(routes)
        longest = min(LONGEST_STRING, average)
        most_strings = 4.0 * REMOVED_ON_AVERAGE / (1.0 + longest) - 1.0
        strings = int(rng.uniform(1.0, most_strings + 1.0))
        place = {stop: one for one in routes for stop in one.path[1:-1]}
        touched: dict[int, list[int]] = {}
        for stop in self._near[rng.randrange(1, self._problem.size)]:
            if len(touched) >= strings:
                break
            route = place.get(stop)
            if route is None or id(route) in touched:
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

    def _recreated(self, routes: list[_Route], removed: list[int], *, most: int) -> _State:
        """Each stop where it costs least, on `most` routes at most; one without a place is absent."""
        (key,) = self._random.choices([one for _weight, one in self._orders], [weight for weight, _one in self._orders])
        routes, absent = list(routes), []
        for stop in sorted(removed, key=key):
            alone = self._travel[BASE][stop] + self._travel[stop][BASE] if len(routes) < most else math.inf
            at, place = self._cheapest(routes, stop, alone)
            if place:
                path = routes[at].path
                routes[at] = self._measured([*path[:place], stop, *path[place:]])
            elif alone < math.inf:
                routes.append(self._measured([BASE, stop, BASE]))
            else:
                absent.append(stop)
        return _State(routes=routes, absent=absent, cost=sum(one.cost for one in routes))

    def _cheapest(self, routes: Sequence[_Route], stop: int, alone: float) -> tuple[int, int]:
        """Number of the route and place in it; place 0 where a route of its own, which costs `alone`, is cheaper or nothing fits."""
        room, blink = self._problem.capacity - self._problem.demand[stop], self._random.random
        best, found = alone, (-1, 0)
        for number, route in enumerate(routes):
            if route.load > room:
                continue
            known = route.places.get(stop)
            if known is None:
                known = route.places[stop] = self._place_in(route, stop)
            if known[0] < best:
                extra, place = known if blink() >= BLINK_PROBABILITY else self._place_in(route, stop, spared=known[1])
                if extra < best:
                    best, found = extra, (number, place)
        return found

    def _place_in(self, route: _Route, stop: int, *, spared: int = 0) -> tuple[float, int]:
        """What the stop costs at its cheapest place in a route, and that place; `spared` isn't looked at.

        Places after one that is left too late aren't tried: where the triangle inequality holds none of them is reached in time.
        """
        to_stop, from_stop, through = self._reach[stop], self._travel[stop], self._through[stop]
        opens, closes = self._problem.opens[stop], self._problem.closes[stop]
        best, found = NOWHERE
        for place, (before, leaves, after, due, way) in enumerate(route.legs, 1):
            there = to_stop[before]
            begin = leaves + there
            if begin > closes:
                break
            extra = there + from_stop[after] - way
            if extra < best and max(begin, opens) + through[after] <= due and place != spared:
                best, found = extra, place
        return best, found

    def _measured(self, path: list[int]) -> _Route:
        """A route with its times."""
        problem, travel, through = self._problem, self._travel, self._through
        opens, closes = problem.opens, problem.closes
        dues = [closes[BASE]]
        here = BASE
        for stop in path[-2:0:-1]:
            due = dues[-1] - through[stop][here]
            dues.append(min(due, closes[stop]))
            here = stop
        cost, leaves, here = 0.0, float(opens[BASE]), BASE
        legs: list[_Leg] = []
        for stop, due in zip(path[1:], reversed(dues), strict=True):
            way = travel[here][stop]
            legs.append((here, leaves, stop, due, way))
            cost += way
            leaves = max(leaves + way, opens[stop]) + problem.service[stop]
            here = stop
        return _Route(path=path, load=sum(problem.demand[one] for one in path[1:-1]), cost=cost, legs=legs)


def _solution(state: _State, rounds: int) -> Routes:
    return Routes(routes=tuple(tuple(one.path[1:-1]) for one in state.routes), cost=state.cost, rounds=rounds)
