"""A plan, as values: visits with their parts and teams, what was left out and by which rule, what it costs and how good that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from exchange.planning.model import CheckKey, Problem, Slot
from exchange.planning.rules import Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One organ's share of a visit.

    Attributes:
        organ: whose matters they are.
        matters: codes, ascending.
        officers: those who inspect: the organ's own, and a guest's where an agreement lets them.
        assistants: invited officers who only assist.
    """

    organ: str
    matters: tuple[str, ...]
    officers: frozenset[str]
    assistants: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One entry into one company: all parts come together in one half-day; the results are public by `publish_by` (H12)."""

    target: str
    slot: Slot
    lead: str
    parts: tuple[Part, ...]
    publish_by: date

    @property
    def team(self) -> frozenset[str]:
        """Everybody who goes."""
        return frozenset(ref for part in self.parts for ref in part.officers | part.assistants)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A check that isn't made, and the rule that forbids it; none: it wasn't required and not worth its visit."""

    check: CheckKey
    rule: Rule | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Points by soft aim (see `Weights`)."""

    visits: int = 0
    travel: int = 0
    officers: int = 0
    load: int = 0
    delay: int = 0
    left_out: int = 0
    paper: int = 0
    unassisted: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return sum(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the planner proposes.

    Attributes:
        visits: by day, half and target.
        paper: checks made without entering.
        left_out: checks not made, with the rule.
        cost: in points.
        bound: no lawful plan costs less (proven).
        proven: whether the plan was proven to be the cheapest.
    """

    visits: tuple[Visit, ...]
    paper: tuple[CheckKey, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    cost: Cost
    bound: int
    proven: bool

    @property
    def gap(self) -> float:
        """How far the plan may be above the cheapest one, as a share of its cost."""
        return max(0.0, (self.cost.total - self.bound) / self.cost.total) if self.cost.total else 0.0


def week_of(problem: Problem, day: date) -> int:
    """Return the number of a day's week (Monday to Sunday) in the period, from 0."""
    monday = problem.period.first.toordinal() - problem.period.first.weekday()
    return (day.toordinal() - monday) // 7


def travel_cost(problem: Problem, yard_to_site_metres: int) -> int:
    """Return the points of driving to a site and back."""
    return problem.weights.travel * 2 * yard_to_site_metres // 1000


def approach_cost(problem: Problem, station_to_site_metres: int) -> int:
    """Return the points of sending an officer to a site."""
    return problem.weights.officer + problem.weights.approach * station_to_site_metres // 1000


def cost_of(problem: Problem, visits: Iterable[Visit], paper: Iterable[CheckKey]) -> Cost:
    """Return what a plan costs, from its visits alone."""
    visits, on_paper = tuple(visits), tuple(paper)
    weights = problem.weights
    targets = {one.id: one for one in problem.targets}
    yards = {one.code: one.yard for one in problem.members}
    officers = {one.ref: one for one in problem.officers}
    made = {CheckKey(target=one.target, organ=part.organ, matter=code) for one in visits for part in one.parts for code in part.matters}
    missing = [one for one in problem.checks if one.key not in made and one.key not in set(on_paper)]
    return Cost(
        visits=weights.visit * len(visits),
        travel=sum(travel_cost(problem, yards[targets[one.target].member].metres_to(targets[one.target].site)) for one in visits),
        officers=sum(
            approach_cost(problem, officers[ref].station.metres_to(targets[one.target].site)) for one in visits for ref in one.team
        ),
        load=weights.load * sum(_heaviest(problem, visits).values()),
        delay=sum(weights.delay[targets[one.target].risk] * week_of(problem, one.slot.day) * len(one.parts) for one in visits),
        left_out=sum(weights.left_out[targets[one.target].risk] for one in missing),
        paper=weights.paper * len(on_paper),
        unassisted=weights.unassisted * sum(_unassisted(problem, visits)),
    )


def _heaviest(problem: Problem, visits: Iterable[Visit]) -> Mapping[str, int]:
    """The most visits that an officer of each organ has."""
    organ = {one.ref: one.organ for one in problem.officers}
    loads: dict[str, int] = {}
    for visit in visits:
        for ref in visit.team:
            loads[ref] = loads.get(ref, 0) + 1
    heaviest: dict[str, int] = {}
    for ref, load in loads.items():
        heaviest[organ[ref]] = max(heaviest.get(organ[ref], 0), load)
    return heaviest


def _unassisted(problem: Problem, visits: Iterable[Visit]) -> Iterable[int]:
    """For each visit, how many organs that were invited to one of its checks sent nobody."""
    organ = {one.ref: one.organ for one in problem.officers}
    invited = {one.key: one.invited for one in problem.checks}
    for visit in visits:
        keys = [CheckKey(target=visit.target, organ=part.organ, matter=code) for part in visit.parts for code in part.matters]
        asked = frozenset[str]().union(*(invited[key] for key in keys))
        yield len(asked - {organ[ref] for ref in visit.team})
