"""Visits put into half-days one after another, with teams: quick, lawful, and good where outline.py chose the weeks well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exchange.planning.lawful import OFFICERS_PER_MATTER, Lawful
from exchange.planning.model import Check, CheckKey, Officer, Slot
from exchange.planning.plan import approach_cost, week_of
from exchange.planning.results import Chosen


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A visit to be placed: who comes to a company together, and in which week best. `checks` by organ: those to be made."""

    target: str
    week: int
    checks: Mapping[str, tuple[Check, ...]]


class Placing:
    """Who is free when. Each entry that fits is placed at once and stays."""

    def __init__(self, lawful: Lawful) -> None:
        self._lawful = lawful
        self._busy: dict[Slot, set[str]] = defaultdict(set)
        self._loads: Counter[str] = Counter()
        self._crowd: Counter[Slot] = Counter()
        self._areas: dict[date, set[str]] = defaultdict(set)
        self._days: dict[str, set[date]] = defaultdict(set)
        self._inspectors: dict[CheckKey, tuple[Officer, ...]] = {}
        self._weeks: dict[int, list[Slot]] = defaultdict(list)
        for slot in lawful.slots:
            self._weeks[week_of(lawful.problem, slot.day)].append(slot)
        self.chosen: list[Chosen] = []

    def place_all(self, entries: Iterable[Entry]) -> list[Entry]:
        """Place entries, those with the least choice first; return those that found no place, even organ by organ."""
        unplaced = []
        for entry in sorted(entries, key=lambda one: (self._choice(one), one.target)):
            if self.place(entry):
                continue
            parts = [Entry(target=entry.target, week=entry.week, checks={organ: checks}) for organ, checks in entry.checks.items()]
            unplaced += [one for one in parts if len(parts) == 1 or not self.place(one)]
        return unplaced

    def place(self, entry: Entry) -> bool:
        """Place one entry: with all its checks if that can be, else with the required ones; in its week or one near it."""
        return self._put(entry, set(self._slots(entry, optional=True))) or self._put(entry, set(self._slots(entry)))

    def _put(self, entry: Entry, slots: set[Slot]) -> bool:
        for week in sorted(self._weeks, key=lambda one: (abs(one - entry.week), one)):
            best = sorted((slot for slot in self._weeks[week] if slot in slots), key=lambda slot: self._rank(entry, slot))
            if any(self._placed(entry, slot) for slot in best):
                return True
        return False

    def _choice(self, entry: Entry) -> tuple[int, int]:
        """Narrow windows first, then many organs."""
        return len(self._slots(entry)), -len(entry.checks)

    def _slots(self, entry: Entry, *, optional: bool = False) -> Sequence[Slot]:
        """The half-days that all required checks allow, or the optional ones too, on days when nobody else comes to the company (H7)."""
        every = [check for checks in entry.checks.values() for check in checks]
        windows = [self._lawful.window(one) for one in every if one.required or optional]
        if not windows:
            return []
        first, last = max(one[0] for one in windows), min(one[1] for one in windows)
        locked = {lock.slot for organ in entry.checks if (lock := self._lawful.locks.get((entry.target, organ))) is not None}
        taken = self._days[entry.target]
        open_slots = (slot for slot in self._lawful.slots if first <= slot.day <= last and slot.day not in taken)
        return [slot for slot in open_slots if not locked or locked == {slot}]

    def _rank(self, entry: Entry, slot: Slot) -> tuple[object, ...]:
        """Where few are under way; of those, on a day when somebody drives to that area anyway."""
        return self._crowd[slot] // 2, self._lawful.targets[entry.target].area not in self._areas[slot.day], self._crowd[slot], slot

    def _placed(self, entry: Entry, slot: Slot) -> bool:
        taken: set[str] = set()
        parts: list[Chosen] = []
        for organ in sorted(entry.checks):
            made = self._made(entry.checks[organ], slot)
            if any(one.required and one not in made for one in entry.checks[organ]) or not made:
                return False
            team = self._team(made, slot, taken)
            if team is None:
                return False
            taken |= team
            codes = tuple(sorted(one.matter for one in made))
            parts.append(Chosen(target=entry.target, organ=organ, slot=slot, matters=codes, officers=team))
        self._busy[slot] |= taken
        self._loads.update(taken)
        self._crowd[slot] += 1
        self._areas[slot.day].add(self._lawful.targets[entry.target].area)
        self._days[entry.target].add(slot.day)
        self.chosen += parts
        return True

    def _made(self, checks: Sequence[Check], slot: Slot) -> list[Check]:
        """An organ's checks that are open in a half-day and that its cap leaves, as far as its minutes there last: required ones first."""
        lawful, minutes, made = self._lawful, self._lawful.problem.terms.half_day_minutes, []
        for check in sorted(checks, key=lambda one: not one.required):
            needed = lawful.matter(check).minutes
            if needed <= minutes and self._is_open(check, slot) and lawful.is_under_cap(check):
                made.append(check)
                minutes -= needed
        return made

    def _is_open(self, check: Check, slot: Slot) -> bool:
        first, last = self._lawful.window(check)
        return first <= slot.day <= last

    def _team(self, checks: Sequence[Check], slot: Slot, taken: set[str]) -> frozenset[str] | None:
        """Two for each check: those who serve most checks first, then those who go least and are near."""
        lawful, site = self._lawful, self._lawful.targets[checks[0].target].site
        locked = lawful.locks.get((checks[0].target, checks[0].organ))
        wanted = locked.officers if locked is not None else frozenset()
        free = [
            [one for one in self._inspectors_of(check) if self._is_free(one, slot, taken) and lawful.counts_on(check, one, slot.day)]
            for check in checks
        ]
        serves = Counter(one.ref for officers in free for one in officers)
        if wanted:
            return wanted if all(sum(one.ref in wanted for one in officers) >= OFFICERS_PER_MATTER for officers in free) else None
        team: set[str] = set()
        for officers in free:
            missing = OFFICERS_PER_MATTER - sum(one.ref in team for one in officers)
            others = sorted(
                (one for one in officers if one.ref not in team),
                key=lambda one: (
                    -serves[one.ref],
                    lawful.problem.weights.load * self._loads[one.ref] // 8 + approach_cost(lawful.problem, one.station.metres_to(site)),
                    one.ref,
                ),
            )
            if len(others) < missing:
                return None
            team.update(one.ref for one in others[: max(0, missing)])
        return frozenset(team)

    def _inspectors_of(self, check: Check) -> tuple[Officer, ...]:
        if check.key not in self._inspectors:
            self._inspectors[check.key] = self._lawful.inspectors(check)
        return self._inspectors[check.key]

    def _is_free(self, officer: Officer, slot: Slot, taken: set[str]) -> bool:
        return officer.ref not in self._busy[slot] and officer.ref not in taken and self._lawful.can_come(officer, slot.day)
