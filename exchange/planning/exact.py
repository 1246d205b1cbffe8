"""The whole plan as one program: which visits, in which half-days, with which teams, proven to be the cheapest.

    x[target, slot]            there is a visit
    a[bundle, slot]            an organ takes part in it (a bundle: the organ's checks at the target)
    y[check, slot]             a check is made at it
    z[officer, bundle, slot]   an officer inspects for that organ; h[...]: only assists

Fit for what one person overlooks: a few dozen companies over a week, a re-planning, the search for a conflict. A quarter of a district
is decomposed (assign.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from exchange.planning.lawful import OFFICERS_PER_MATTER, Bundle, Lawful
from exchange.planning.model import Check, CheckKey, Officer, Slot
from exchange.planning.plan import Visit, approach_cost, travel_cost, week_of
from exchange.planning.results import Chosen
from exchange.planning.rules import Rule
from exchange.planning.solver import Program, Solution


class ExactProgram:
    """The program of a problem under some rules. `previous`: the plan's visits before, which are better kept (`Weights.change`)."""

    def __init__(self, lawful: Lawful, *, previous: Iterable[Visit] = ()) -> None:
        self._lawful = lawful
        self._weights = lawful.problem.weights
        self.program = Program()
        self._x: dict[tuple[str, Slot], int] = {}
        self._a: dict[tuple[str, str, Slot], int] = {}
        self._y: dict[tuple[CheckKey, Slot], int] = {}
        self._z: dict[tuple[str, str, str, Slot], int] = {}
        self._h: dict[tuple[str, str, str, Slot], int] = {}
        for bundle in lawful.bundles:
            self._add_bundle(bundle)
        self._tie_visits()
        self._tie_officers()
        self._invite()
        self._keep_locks()
        self._keep_previous(previous)

    def chosen(self, solution: Solution) -> list[Chosen]:
        """Return what a solution decides, organ by organ."""
        made: dict[tuple[str, str, Slot], list[str]] = defaultdict(list)
        sent: dict[tuple[str, str, Slot], set[str]] = defaultdict(set)
        helping: dict[tuple[str, str, Slot], set[str]] = defaultdict(set)
        for (check, slot), column in self._y.items():
            if solution.takes(column):
                made[check.target, check.organ, slot].append(check.matter)
        for columns, teams in ((self._z, sent), (self._h, helping)):
            for (ref, target, organ, slot), column in columns.items():
                if solution.takes(column):
                    teams[target, organ, slot].add(ref)
        return [
            Chosen(
                target=key[0],
                organ=key[1],
                slot=key[2],
                matters=tuple(sorted(codes)),
                officers=frozenset(sent[key]),
                assistants=frozenset(helping[key] - sent[key]),
            )
            for key, codes in made.items()
        ]

    def _add_bundle(self, bundle: Bundle) -> None:
        """One organ's checks at one company: when, and by whom."""
        lawful, program = self._lawful, self.program
        inspectors = {check.key: lawful.inspectors(check) for check in bundle.checks}
        slots = sorted({slot for check in bundle.checks for slot in lawful.slots_of(check)})
        for slot in slots:
            delay = self._weights.delay[bundle.target.risk] * week_of(lawful.problem, slot.day)
            self._a[bundle.target.id, bundle.organ, slot] = program.choice(delay)
            self._add_team(bundle, slot, inspectors)
        for check in bundle.checks:
            self._add_check(check, inspectors[check.key])
        if lawful.holds(Rule.ONE_VISIT_PER_ORGAN):
            program.row([(self._a[bundle.target.id, bundle.organ, slot], 1.0) for slot in slots], upper=1.0)
        if lawful.holds(Rule.HALF_DAY):
            self._fit_half_days(bundle, slots)
        self._cap(bundle, slots)

    def _add_team(self, bundle: Bundle, slot: Slot, inspectors: Mapping[CheckKey, tuple[Officer, ...]]) -> None:
        target = bundle.target
        coming = {one.ref: one for officers in inspectors.values() for one in officers if self._lawful.can_come(one, slot.day)}
        helping = {one.ref: one for one in self._lawful.assistants(bundle) if self._lawful.can_come(one, slot.day)}
        for officers, columns in ((coming, self._z), (helping, self._h)):
            for ref, officer in officers.items():
                cost = approach_cost(self._lawful.problem, officer.station.metres_to(target.site))
                column = columns[ref, target.id, bundle.organ, slot] = self.program.choice(cost)
                self.program.row([(column, 1.0), (self._a[target.id, bundle.organ, slot], -1.0)], upper=0.0)
        for ref in coming.keys() & helping.keys():
            pair = (self._z[ref, target.id, bundle.organ, slot], self._h[ref, target.id, bundle.organ, slot])
            self.program.row([(column, 1.0) for column in pair], upper=1.0)

    def _add_check(self, check: Check, inspectors: tuple[Officer, ...]) -> None:
        """y: at most once, a required one exactly; with two officers who count (H2, H3)."""
        lawful, program = self._lawful, self.program
        price = self._price(check)
        columns: list[int] = []
        for slot in lawful.slots_of(check):
            made = self._y[check.key, slot] = program.choice(-price)
            columns.append(made)
            program.row([(made, 1.0), (self._a[check.target, check.organ, slot], -1.0)], upper=0.0)
            if lawful.holds(Rule.TWO_OFFICERS):
                counted = [
                    (self._z[one.ref, check.target, check.organ, slot], 1.0)
                    for one in inspectors
                    if lawful.can_come(one, slot.day) and lawful.counts_on(check, one, slot.day)
                ]
                program.row([*counted, (made, -float(OFFICERS_PER_MATTER))], lower=0.0)
        program.offset += price
        needed = check.required and not lawful.matter(check).remote
        program.row([(column, 1.0) for column in columns], lower=float(needed), upper=1.0)

    def _price(self, check: Check) -> int:
        """What it costs not to make a check at a visit."""
        if self._lawful.matter(check).remote:
            return self._weights.paper
        return self._weights.left_out[self._lawful.targets[check.target].risk]

    def _fit_half_days(self, bundle: Bundle, slots: Iterable[Slot]) -> None:
        limit = float(self._lawful.problem.terms.half_day_minutes)
        for slot in slots:
            times = [
                (self._y[one.key, slot], float(self._lawful.matter(one).minutes)) for one in bundle.checks if (one.key, slot) in self._y
            ]
            self.program.row(times, upper=limit)

    def _cap(self, bundle: Bundle, slots: Iterable[Slot]) -> None:
        """H6: visits with a counted check of the class, with those already made, stay below the cap."""
        lawful, program = self._lawful, self.program
        slots = tuple(slots)
        classes: dict[str, list[Check]] = defaultdict(list)
        for check in bundle.checks:
            if lawful.is_counted(check):
                classes[lawful.matter(check).cap_class].append(check)
        for cap_class, checks in classes.items():
            remaining = lawful.remaining(bundle.organ, cap_class, bundle.target)
            if remaining is None:
                continue
            visits = []
            for slot in slots:
                counted = program.choice()
                visits.append((counted, 1.0))
                for check in checks:
                    if (check.key, slot) in self._y:
                        program.row([(self._y[check.key, slot], 1.0), (counted, -1.0)], upper=0.0)
            program.row(visits, upper=float(max(0, remaining)))

    def _tie_visits(self) -> None:
        """H7, H13: who comes on one day comes together, and only those that the work plan names."""
        lawful, program = self._lawful, self.program
        by_slot: dict[tuple[str, Slot], list[str]] = defaultdict(list)
        for target, organ, slot in self._a:
            by_slot[target, slot].append(organ)
        by_day: dict[tuple[str, object], list[int]] = defaultdict(list)
        for (target, slot), organs in by_slot.items():
            company = lawful.targets[target]
            way = lawful.yards[company.member].metres_to(company.site)
            visit = self._x[target, slot] = program.choice(self._weights.visit + travel_cost(lawful.problem, way))
            by_day[target, slot.day].append(visit)
            for organ in organs:
                program.row([(self._a[target, organ, slot], 1.0), (visit, -1.0)], upper=0.0)
            for pair in combinations(organs, 2):
                if not lawful.may_join(*pair):
                    program.row([*((self._a[target, organ, slot], 1.0) for organ in pair), (visit, -1.0)], upper=0.0)
        if lawful.holds(Rule.JOINT_VISIT):
            for visits in by_day.values():
                program.row([(visit, 1.0) for visit in visits], upper=1.0)

    def _tie_officers(self) -> None:
        """One visit in a half-day; the load of each organ's most loaded officer costs."""
        half_days: dict[tuple[str, Slot], list[int]] = defaultdict(list)
        loads: dict[str, list[int]] = defaultdict(list)
        for columns in (self._z, self._h):
            for (ref, _target, _organ, slot), column in columns.items():
                half_days[ref, slot].append(column)
                loads[ref].append(column)
        if self._lawful.holds(Rule.ONE_VISIT_PER_HALF_DAY):
            for going in half_days.values():
                self.program.row([(column, 1.0) for column in going], upper=1.0)
        heaviest = {organ: self.program.amount(self._weights.load) for organ in sorted({self._lawful.officers[ref].organ for ref in loads})}
        for ref, going in loads.items():
            self.program.row([*((column, 1.0) for column in going), (heaviest[self._lawful.officers[ref].organ], -1.0)], upper=0.0)

    def _invite(self) -> None:
        """An organ that was invited to a check and sends nobody to the visit costs."""
        there: dict[tuple[str, Slot, str], list[int]] = defaultdict(list)
        for columns in (self._z, self._h):
            for (ref, target, _organ, slot), column in columns.items():
                there[target, slot, self._lawful.officers[ref].organ].append(column)
        missed: dict[tuple[str, Slot, str], int] = {}
        for check in self._lawful.open_checks:
            for guest in sorted(check.invited):
                for slot in self._lawful.slots_of(check):
                    key = (check.target, slot, guest)
                    if key not in missed:
                        missed[key] = self.program.amount(self._weights.unassisted)
                    coming = [(column, 1.0) for column in there[key]]
                    self.program.row([*coming, (missed[key], 1.0), (self._y[check.key, slot], -1.0)], lower=0.0)

    def _keep_locks(self) -> None:
        for lock in self._lawful.locks.values():
            column = self._a.get((lock.target, lock.organ, lock.slot))
            kept = [(column, 1.0)] if column is not None else []
            self.program.row(kept, lower=1.0)  # no such half-day: no solution, and the conflict is named
            made = [
                (self._y[one.key, lock.slot], 1.0)
                for one in self._lawful.open_checks
                if (one.target, one.organ) == (lock.target, lock.organ) and (one.key, lock.slot) in self._y
            ]
            self.program.row(made, lower=1.0)
            if lock.officers:
                self._keep_team(lock.target, lock.organ, lock.slot, lock.officers)

    def _keep_team(self, target: str, organ: str, slot: Slot, officers: frozenset[str]) -> None:
        """Those go and nobody else; whoever can't makes the program infeasible."""
        here = {ref for columns in (self._z, self._h) for ref, *place in columns if place == [target, organ, slot]}
        for ref in officers | here:
            columns = [(columns[ref, target, organ, slot], 1.0) for columns in (self._z, self._h) if (ref, target, organ, slot) in columns]
            self.program.row(columns, lower=float(ref in officers), upper=float(ref in officers))

    def _keep_previous(self, previous: Iterable[Visit]) -> None:
        """A visit that doesn't stay in its half-day with its organs' teams is a changed one."""
        for visit in previous:
            changed = self.program.choice(self._weights.change)
            stays = [self._a.get((visit.target, part.organ, visit.slot)) for part in visit.parts]
            for column in stays:
                terms = [(changed, 1.0)] if column is None else [(changed, 1.0), (column, 1.0)]
                self.program.row(terms, lower=1.0)
            for columns in (self._z, self._h):
                for (ref, target, organ, slot), column in columns.items():
                    if (target, slot) != (visit.target, visit.slot):
                        continue
                    teams = {part.organ: part.officers if columns is self._z else part.assistants for part in visit.parts}
                    before = ref in teams.get(organ, frozenset())
                    self.program.row([(changed, 1.0), (column, 1.0 if before else -1.0)], lower=float(before))
            self._notice_missing(visit, changed)

    def _notice_missing(self, visit: Visit, changed: int) -> None:
        """Somebody of the team before who can't come makes it a changed visit."""
        for part in visit.parts:
            for refs, columns in ((part.officers, self._z), (part.assistants, self._h)):
                if any((ref, visit.target, part.organ, visit.slot) not in columns for ref in refs):
                    self.program.row([(changed, 1.0)], lower=1.0)
