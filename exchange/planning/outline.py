"""The outline of a long plan: which organs come together to which company, in which week. And what no plan can cost less than.

Within a week nothing is decided here. An organ's half-days of a week are counted as pairs of its officers (H3), also by the skills that
matters need; every lawful plan keeps these sums, and each part costs at least its two nearest officers. So the cheapest outline, or the
bound that HiGHS proves for it, is a bound for every plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from exchange.planning.construct import Entry
from exchange.planning.lawful import OFFICERS_PER_MATTER, Bundle, Lawful
from exchange.planning.model import Check, Officer, Slot
from exchange.planning.plan import approach_cost, travel_cost, week_of
from exchange.planning.solver import Program, Solution


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """Entries with their weeks, and the bound."""

    entries: tuple[Entry, ...]
    bound: float


class OutlineProgram:
    """x[company, group, week]: a visit; a[bundle, week]: an organ takes part in it; y[check]: an optional check is made."""

    def __init__(self, lawful: Lawful) -> None:
        self._lawful = lawful
        self._weights = lawful.problem.weights
        self.program = Program()
        self._x: dict[tuple[str, str, int], int] = {}
        self._a: dict[tuple[str, str, int], int] = {}
        self._y: dict[Check, int] = {}
        self._guests: set[tuple[str, str]] = set()
        for bundle in lawful.bundles:
            self._add_bundle(bundle)
        self._add_visits()
        self._add_capacity()
        self._add_load()

    def entries(self, solution: Solution) -> tuple[Entry, ...]:
        """Return what a solution decides."""
        groups: dict[tuple[str, str, int], dict[str, tuple[Check, ...]]] = defaultdict(dict)
        checks = {(one.target.id, one.organ): one.checks for one in self._lawful.bundles}
        for (target, organ, week), column in self._a.items():
            if solution.takes(column):
                made = tuple(one for one in checks[target, organ] if one not in self._y or solution.takes(self._y[one]))
                if made:
                    groups[target, self._group(organ), week][organ] = made
        return tuple(Entry(target=target, week=week, checks=made) for (target, _group, week), made in groups.items())

    @cached_property
    def _slots_by_week(self) -> Mapping[int, Sequence[Slot]]:
        weeks: dict[int, list[Slot]] = defaultdict(list)
        for slot in self._lawful.slots:
            weeks[week_of(self._lawful.problem, slot.day)].append(slot)
        return weeks

    def _group(self, organ: str) -> str:
        """Organs of one group may come together: those of the work plan; any other alone (H13)."""
        return "" if organ in self._lawful.problem.work_plan.organs else organ

    def _weeks(self, check: Check) -> set[int]:
        return {week_of(self._lawful.problem, one.day) for one in self._lawful.slots_of(check)}

    def _add_bundle(self, bundle: Bundle) -> None:
        program = self.program
        weeks = {check: self._weeks(check) for check in bundle.checks}
        delay = self._weights.delay[bundle.target.risk]
        team = self._least_team(bundle)
        for week in sorted(set[int]().union(*weeks.values())):
            self._a[bundle.target.id, bundle.organ, week] = program.choice(delay * week + team)
        columns = {week: self._a[bundle.target.id, bundle.organ, week] for week in set[int]().union(*weeks.values())}
        program.row([(column, 1.0) for column in columns.values()], upper=1.0)
        for check, allowed in weeks.items():
            terms = [(columns[week], 1.0) for week in allowed]
            if check.required:
                program.row(terms, lower=1.0)
                continue
            price = self._weights.left_out[bundle.target.risk]
            self._y[check] = program.choice(-price)
            program.offset += price
            program.row([*terms, (self._y[check], -1.0)], lower=0.0)
        self._limit(bundle)

    def _limit(self, bundle: Bundle) -> None:
        """The half-day's minutes and the caps: an optional check goes, a required one makes the outline infeasible."""
        lawful, program = self._lawful, self.program
        required = sum(lawful.matter(one).minutes for one in bundle.checks if one.required)
        times = [(self._y[one], float(lawful.matter(one).minutes)) for one in bundle.checks if one in self._y]
        program.row(times, upper=float(lawful.problem.terms.half_day_minutes - required))
        for check in bundle.checks:
            if not lawful.is_under_cap(check):
                terms = [(self._y[check], 1.0)] if check in self._y else []
                program.row(terms, lower=0.0 if terms else 1.0, upper=0.0 if terms else 1.0)

    def _least_team(self, bundle: Bundle) -> int:
        """No team of a part costs less: for some required check the two nearest officers who may count; and a guest or its absence."""
        lawful, site = self._lawful, bundle.target.site
        required = [one for one in bundle.checks if one.required] or list(bundle.checks)
        pairs = (self._nearest(lawful.inspectors(check), bundle, OFFICERS_PER_MATTER) for check in required)
        least = max(pairs) if any(one.required for one in bundle.checks) else min(pairs)
        for guest in sorted(frozenset[str]().union(*(one.invited for one in bundle.checks if one.required))):
            if (bundle.target.id, guest) not in self._guests and guest != bundle.organ:
                self._guests.add((bundle.target.id, guest))
                costs = [
                    approach_cost(lawful.problem, one.station.metres_to(site)) for one in lawful.problem.officers if one.organ == guest
                ]
                least += 0 if self._takes_part(guest, bundle) else min([self._weights.unassisted, *costs])
        return least

    def _takes_part(self, guest: str, bundle: Bundle) -> bool:
        """Whether a guest's officer may be there anyway, as an inspector."""
        own = any((one.target, one.organ) == (bundle.target.id, guest) for one in self._lawful.open_checks)
        return own or any(one.guest == guest for one in self._lawful.problem.agreements)

    def _nearest(self, officers: Iterable[Officer], bundle: Bundle, count: int) -> int:
        costs = sorted(approach_cost(self._lawful.problem, one.station.metres_to(bundle.target.site)) for one in officers)
        return sum(costs[:count])

    def _add_visits(self) -> None:
        for (target, organ, week), column in self._a.items():
            key = (target, self._group(organ), week)
            if key not in self._x:
                company = self._lawful.targets[target]
                way = self._lawful.yards[company.member].metres_to(company.site)
                self._x[key] = self.program.choice(self._weights.visit + travel_cost(self._lawful.problem, way))
            self.program.row([(self._x[key], 1.0), (column, -1.0)], lower=0.0)

    def _add_capacity(self) -> None:
        """Pairs of officers by organ and week; of those with a skill for the matters that need it."""
        using: dict[tuple[str, frozenset[str], int], list[int]] = defaultdict(list)
        lawful = self._lawful
        for bundle in lawful.bundles:
            needs = {frozenset[str](), *(lawful.matter(one).skills for one in bundle.checks if one.required)}
            for skills, week in ((skills, week) for skills in needs for week in self._slots_by_week):
                column = self._a.get((bundle.target.id, bundle.organ, week))
                if column is not None:
                    using[bundle.organ, skills, week].append(column)
        for (organ, skills, week), columns in using.items():
            limit = self._pairs(organ, skills, week)
            if limit < len(columns):
                self.program.row([(column, 1.0) for column in columns], upper=float(limit))

    def _pairs(self, organ: str, skills: frozenset[str], week: int) -> int:
        return sum(self._lawful.pairs(organ, skills, slot.day) for slot in self._slots_by_week[week])

    def _add_load(self) -> None:
        """The busiest officer of an organ goes as often as its average one or more; guests would share, so their hosts don't count."""
        hosts = {one.host for one in self._lawful.problem.agreements}
        parts: dict[str, list[int]] = defaultdict(list)
        for (_target, organ, _week), column in self._a.items():
            parts[organ].append(column)
        for organ, columns in parts.items():
            count = sum(one.organ == organ for one in self._lawful.problem.officers)
            if organ not in hosts and count:
                heaviest = self.program.amount(self._weights.load)
                share = OFFICERS_PER_MATTER / count
                self.program.row([(heaviest, 1.0), *((column, -share) for column in columns)], lower=0.0)
