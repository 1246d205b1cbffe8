"""How the cars drive: each tour of a day goes from the yard to a morning's visit, an afternoon's, or one after the other, and back.

A car goes straight from the morning's company to the afternoon's if somebody of the one team is in the other; else by the yard, where the
people change. An officer has one visit in a half-day (RULES.md §5.4), so no tour has more than two stops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exchange.planning.model import Half, Problem, Site
from exchange.planning.plan import Plan, Visit
from exchange.planning.routing import RoutingProblem
from exchange.planning.search import Search

HALF_DAY = 10_000_000  # metres: longer than any way, so that a tour has one visit in a half-day
ROUNDS = 150  # of the search for a day's tours: a few stops, soon settled


@dataclass(frozen=True, kw_only=True, slots=True)
class Tour:
    """One car's day: the companies in order, and the metres driven."""

    day: date
    member: str
    targets: tuple[str, ...]
    metres: int


def tours_of(problem: Problem, plan: Plan, *, seed: int = 0) -> tuple[Tour, ...]:
    """Return short tours for the visits of a plan; the same seed gives the same."""
    sites = {one.id: one.site for one in problem.targets}
    members = {one.id: one.member for one in problem.targets}
    yards = {one.code: one.yard for one in problem.members}
    days: dict[tuple[date, str], list[Visit]] = defaultdict(list)
    for visit in plan.visits:
        days[visit.slot.day, members[visit.target]].append(visit)
    found = []
    for (day, member), visits in sorted(days.items(), key=lambda one: one[0]):
        ways = _ways([yards[member], *(sites[one.target] for one in visits)], visits)
        for route in _routes(ways, visits, seed):
            metres = sum(ways[i][j] for i, j in zip((0, *route), (*route, 0), strict=True))
            found.append(Tour(day=day, member=member, targets=tuple(visits[stop - 1].target for stop in route), metres=metres))
    return tuple(found)


def _routes(ways: Sequence[Sequence[int]], visits: Sequence[Visit], seed: int) -> Sequence[Sequence[int]]:
    late = [HALF_DAY * (one.slot.half == Half.AFTERNOON) for one in visits]
    routing = RoutingProblem(
        travel=ways,
        opens=[0, *late],
        closes=[4 * HALF_DAY, *(one + HALF_DAY - 1 for one in late)],
        service=[0, *(HALF_DAY for _ in visits)],
        demand=[0 for _ in ways],
        capacity=0,
    )
    return Search(routing, seed=seed).run(rounds=ROUNDS).routes


def _ways(sites: Sequence[Site], visits: Sequence[Visit]) -> list[list[int]]:
    return [[_way(sites, visits, i, j) for j in range(len(sites))] for i in range(len(sites))]


def _way(sites: Sequence[Site], visits: Sequence[Visit], i: int, j: int) -> int:
    if i and j and not visits[i - 1].team & visits[j - 1].team:
        return sites[i].metres_to(sites[0]) + sites[0].metres_to(sites[j])
    return sites[i].metres_to(sites[j])
