"""The outline of a whole year, company by company: the fewest visits that the checks' windows allow, spread over the weeks.

Each company's organs come together as often as their windows let them: the first window to close is met on its last days with every
other that is open then, and so on. Nothing merges better (the classic of intervals and points), so the number of visits is a bound.
For years of tens of thousands of checks, where outline.py's program would be too large.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from exchange.planning.construct import Entry
from exchange.planning.lawful import OFFICERS_PER_MATTER, Bundle, Lawful
from exchange.planning.model import InfeasibleError
from exchange.planning.plan import travel_cost, week_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What to place, and what no plan can cost less than."""

    entries: tuple[Entry, ...]
    bound: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """A bundle's window: the days on which all its required checks may be made; of a bundle without such, its first check's."""

    bundle: Bundle
    first: date
    last: date
    required: bool


def merged(lawful: Lawful) -> Merged:
    """Return the fewest visits of each company.

    Raises:
        InfeasibleError: some organ's required checks have no day in common.
    """
    groups: dict[tuple[str, str], list[_Span]] = defaultdict(list)
    named = frozenset(lawful.problem.work_plan.organs)
    for bundle in lawful.bundles:
        groups[bundle.target.id, "" if bundle.organ in named else bundle.organ].append(_span(lawful, bundle))
    crowd: Counter[tuple[str, int]] = Counter()
    entries, bound = [], lawful.fixed_cost
    for (target, _group), spans in sorted(groups.items(), key=lambda one: one[0]):
        needed = list(_fewest([one for one in spans if one.required]))
        bound += sum(_least_cost(lawful, one) for one in needed)
        for together in _joined(lawful, needed, [one for one in spans if not one.required]):
            week = _quietest(lawful, together, crowd)
            checks = {one.bundle.organ: one.bundle.checks for one in together}
            crowd.update((organ, week) for organ in checks)
            entries.append(Entry(target=target, week=week, checks=checks))
    return Merged(entries=tuple(entries), bound=float(bound))


def _span(lawful: Lawful, bundle: Bundle) -> _Span:
    required = [lawful.window(one) for one in bundle.checks if one.required]
    windows = required or [lawful.window(bundle.checks[0])]
    first, last = max(one[0] for one in windows), min(one[1] for one in windows)
    if required and first > last:
        raise InfeasibleError(f"{bundle.target.id}: the checks of {bundle.organ} have no day in common")
    return _Span(bundle=bundle, first=first, last=last, required=bool(required))


def _fewest(spans: Iterable[_Span]) -> Iterable[list[_Span]]:
    left = sorted(spans, key=lambda one: (one.last, one.bundle.organ))
    while left:
        closing = left[0].last
        yield [one for one in left if one.first <= closing]
        left = [one for one in left if one.first > closing]


def _joined(lawful: Lawful, needed: Iterable[list[_Span]], optional: Iterable[_Span]) -> list[list[_Span]]:
    """An organ that needn't come joins a visit that is made in its window; it comes alone only if that is worth a visit."""
    visits = [list(one) for one in needed]
    for span in optional:
        fitting = [
            one for one in visits if max(span.first, *(other.first for other in one)) <= min(span.last, *(other.last for other in one))
        ]
        price = lawful.problem.weights.left_out[span.bundle.target.risk] * len(span.bundle.checks)
        if fitting:
            fitting[0].append(span)
        elif span.first <= span.last and price > _least_cost(lawful, [span]):
            visits.append([span])
    return visits


def _least_cost(lawful: Lawful, together: Sequence[_Span]) -> int:
    """The visit, the way and two officers of each organ."""
    weights, company = lawful.problem.weights, together[0].bundle.target
    way = travel_cost(lawful.problem, lawful.yards[company.member].metres_to(company.site))
    return weights.visit + way + weights.officer * OFFICERS_PER_MATTER * len(together)


def _quietest(lawful: Lawful, together: Sequence[_Span], crowd: Counter[tuple[str, int]]) -> int:
    """The week, of those in which all can come, in which their organs have least to do; for the risky an early one."""
    delay = lawful.problem.weights.delay[together[0].bundle.target.risk]
    first = week_of(lawful.problem, max(one.first for one in together))
    last = week_of(lawful.problem, min(one.last for one in together))
    return min(range(first, last + 1), key=lambda week: (sum(crowd[one.bundle.organ, week] + delay * week for one in together), week))
