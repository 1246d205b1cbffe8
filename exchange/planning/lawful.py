"""What the hard rules leave open: which checks may be made, when, and which officers count for them.

Each rule that speaks of one check, one officer or one day is applied here, before any search; those that tie decisions together are
rows of the solver's programs. A rule that isn't in `rules` isn't applied: that is how conflicts are searched and rules are tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from exchange.domain.calendar import is_working_day
from exchange.planning.model import (
    Agreement,
    Check,
    CheckKey,
    Half,
    Matter,
    Officer,
    Organ,
    PlanningError,
    Power,
    Problem,
    Selection,
    Slot,
    Target,
    Trigger,
)
from exchange.planning.plan import LeftOut
from exchange.planning.rules import ALL_RULES, Rule

ONE_DAY = timedelta(days=1)
OFFICERS_PER_MATTER = 2  # 行政处罚法 42
PLANNED = frozenset({Trigger.ROUTINE, Trigger.SPECIAL})
"""Triggers whose checks lie in the yearly plan (上海营商 62)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """All checks of one organ at one company: what one visit of the organ should do."""

    target: Target
    organ: str
    checks: tuple[Check, ...]


class Lawful:
    """A problem, read under some of the rules. Everything is computed once, on first use."""

    def __init__(self, problem: Problem, rules: frozenset[Rule] = ALL_RULES) -> None:
        check_problem(problem)
        self.problem = problem
        self.rules = rules
        self.targets: Mapping[str, Target] = {one.id: one for one in problem.targets}
        self.organs: Mapping[str, Organ] = {one.uscc: one for one in problem.organs}
        self.matters: Mapping[tuple[str, str], Matter] = {(one.organ, one.code): one for one in problem.matters}
        self.officers: Mapping[str, Officer] = {one.ref: one for one in problem.officers}
        self.yards = {one.code: one.yard for one in problem.members}
        self.locks = {(one.target, one.organ): one for one in problem.locks} if Rule.LOCKED in rules else {}

    def holds(self, rule: Rule) -> bool:
        """Return whether a rule is applied."""
        return rule in self.rules

    def matter(self, check: Check) -> Matter:
        """Return the matter of a check."""
        return self.matters[check.organ, check.matter]

    def is_random(self, check: Check) -> bool:
        """Return whether chance must have chosen who is checked and by whom (营商条例 54)."""
        return check.trigger not in self.problem.terms.for_cause and check.trigger is not Trigger.SPECIAL_FROM_ABOVE

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The half-days of the period."""
        period = self.problem.period
        days = (period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1))
        return tuple(Slot(day, half) for day in days if not self.holds(Rule.WORKING_DAY) or is_working_day(day) for half in Half)

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The checks that no visit may make, each with the rule."""
        found = ((one, self._forbidden(one)) for one in self.problem.checks)
        return tuple(LeftOut(check=one.key, rule=rule) for one, rule in found if rule is not None and not self._on_paper(one))

    @cached_property
    def paper(self) -> tuple[CheckKey, ...]:
        """The lawful checks that are made without entering (能书面不入企)."""
        return tuple(one.key for one in self.problem.checks if self._on_paper(one))

    @property
    def fixed_cost(self) -> int:
        """Points for the checks that no visit may make."""
        weights = self.problem.weights
        return weights.paper * len(self.paper) + sum(weights.left_out[self.targets[one.check.target].risk] for one in self.left_out)

    @cached_property
    def open_checks(self) -> tuple[Check, ...]:
        """The checks that visits may make."""
        return tuple(one for one in self.problem.checks if self._forbidden(one) is None)

    @cached_property
    def bundles(self) -> tuple[Bundle, ...]:
        """The open checks by company and organ."""
        groups: dict[tuple[str, str], list[Check]] = {}
        for one in self.open_checks:
            groups.setdefault((one.target, one.organ), []).append(one)
        return tuple(
            Bundle(target=self.targets[target], organ=organ, checks=tuple(sorted(checks, key=lambda one: one.matter)))
            for (target, organ), checks in groups.items()
        )

    def window(self, check: Check) -> tuple[date, date]:
        """Return the first and the last day on which a check may be made; the last lies before the first if there is none."""
        first, last = self.problem.period.first, self.problem.period.last
        for day in self._opening_days(check):
            first = max(first, day)
        if check.due is not None and self.holds(Rule.DUE_DATE):
            last = min(last, check.due)
        return first, last

    def slots_of(self, check: Check) -> tuple[Slot, ...]:
        """Return the half-days in which a check may be made."""
        first, last = self.window(check)
        lock = self.locks.get((check.target, check.organ))
        return tuple(one for one in self.slots if first <= one.day <= last and (lock is None or one == lock.slot))

    def remaining(self, organ: str, cap_class: str, target: Target) -> int | None:
        """Return how many counted visits an organ may still make at a company this year; None: any number (H6)."""
        cap = self.organs[organ].caps.get(cap_class)
        if cap is None or not self.holds(Rule.YEARLY_CAP):
            return None
        year = self.problem.period.first.year
        days = {
            one.day
            for one in target.done
            if one.organ == organ and one.cap_class == cap_class and one.day.year == year and one.trigger in self.problem.terms.counted
        }
        return cap - len(days)

    def is_counted(self, check: Check) -> bool:
        """Return whether the yearly cap counts a check."""
        return check.trigger in self.problem.terms.counted

    def is_under_cap(self, check: Check) -> bool:
        """Return whether this year's visits leave its organ another one for such a check (H6)."""
        remaining = self.remaining(check.organ, self.matter(check).cap_class, self.targets[check.target])
        return remaining is None or remaining > 0 or not self.is_counted(check)

    def inspectors(self, check: Check) -> tuple[Officer, ...]:
        """Return the officers who would count as one of the two, were they there that day (see `can_come`)."""
        organs = {check.organ, *(one.guest for one in self._agreements(check))} if self.holds(Rule.TERRITORY) else self._officers_of.keys()
        officers = (one for organ in sorted(organs) for one in self._officers_of.get(organ, ()))
        return tuple(one for one in officers if self._qualified(check, one))

    def can_come(self, officer: Officer, day: date) -> bool:
        """Return whether an officer is there on a day, with a valid certificate."""
        if self.holds(Rule.CERTIFICATE) and (officer.certificate_until is None or officer.certificate_until < day):
            return False
        return not (self.holds(Rule.LEAVE) and any(one.holds(day) for one in officer.leave))

    def counts_on(self, check: Check, officer: Officer, day: date) -> bool:
        """Return whether an officer of `inspectors` counts on a day: agreements have their own validity."""
        if not self.holds(Rule.TERRITORY) or officer.organ == check.organ:
            return True
        return any(one.valid.holds(day) for one in self._agreements(check) if one.guest == officer.organ)

    def pairs(self, organ: str, skills: frozenset[str], day: date) -> int:
        """Return how many parts of visits an organ can staff at once on a day, its agreed guests helping, at most: two officers each."""
        organs = {organ, *(one.guest for one in self.problem.agreements if one.host == organ)}
        able = (one for one in self.problem.officers if one.organ in organs and skills <= one.skills)
        return sum(self.can_come(one, day) for one in able) // OFFICERS_PER_MATTER

    def assistants(self, bundle: Bundle) -> tuple[Officer, ...]:
        """Return the officers of invited organs who may assist."""
        invited = frozenset[str]().union(*(one.invited for one in bundle.checks))
        return tuple(one for one in self.problem.officers if one.organ in invited and not self._must_avoid(one, bundle.target))

    def may_join(self, one: str, other: str) -> bool:
        """Return whether two organs may make one joint visit: the written work plan names both (H13)."""
        named = self.problem.work_plan.organs
        return one == other or not self.holds(Rule.WORK_PLAN) or (one in named and other in named)

    def lead(self, organs: Iterable[str]) -> str:
        """Return who leads a visit: the first of the work plan, else the first by code."""
        order = {organ: number for number, organ in enumerate(self.problem.work_plan.organs)}
        return min(organs, key=lambda one: (order.get(one, len(order)), one))

    def _on_paper(self, check: Check) -> bool:
        return self._forbidden(check) is Rule.PAPER_FIRST

    def _forbidden(self, check: Check) -> Rule | None:
        """The first rule, in the order of the law's questions, that lets no visit make a check; none: one may."""
        target, matter, organ = self.targets[check.target], self.matter(check), self.organs[check.organ]
        random = self.is_random(check)
        chosen = check.selection is Selection.CHOSEN or check.selection is Selection.FOR_CAUSE
        broken = {
            Rule.ENFORCEMENT_POWER: organ.power is Power.NONE,
            Rule.TERRITORY: organ.member != target.member,
            Rule.PUBLISHED_MATTER: not matter.published,
            Rule.RECOGNISED: any(one >= self._last_day(check) for one in self._recognised_until(check)),
            Rule.NO_DISTURB: target.no_disturb and random,
            Rule.RANDOM_TARGET: random and (chosen or (check.selection is Selection.KEY_SECTOR and not target.key_sector)),
            Rule.PAPER_FIRST: matter.remote,
        }
        return next((rule for rule, is_broken in broken.items() if is_broken and self.holds(rule)), None)

    def _last_day(self, check: Check) -> date:
        last = self.problem.period.last
        return min(last, check.due) if check.due is not None and self.holds(Rule.DUE_DATE) else last

    def _recognised_until(self, check: Check) -> list[date]:
        return [one.until for one in self.targets[check.target].recognised if (one.organ, one.matter) == (check.organ, check.matter)]

    def _opening_days(self, check: Check) -> Iterable[date]:
        """The days that a check may not come before."""
        if check.opens is not None and self.holds(Rule.DUE_DATE):
            yield check.opens
        if self.holds(Rule.APPROVAL) and not check.urgent:
            yield date.max if check.approved_on is None else check.approved_on + ONE_DAY
        if self.holds(Rule.PUBLISHED_PLAN) and check.trigger in PLANNED:
            published = self.problem.plan_published_on
            yield date.max if published is None else published + ONE_DAY
        if self.holds(Rule.RECOGNISED):
            yield from (one + ONE_DAY for one in self._recognised_until(check))

    @cached_property
    def _officers_of(self) -> Mapping[str, tuple[Officer, ...]]:
        """By organ; of those without enforcement power nobody inspects (H1)."""
        found: dict[str, list[Officer]] = {}
        for one in self.problem.officers:
            if not self.holds(Rule.ENFORCEMENT_POWER) or self.organs[one.organ].power is not Power.NONE:
                found.setdefault(one.organ, []).append(one)
        return {organ: tuple(officers) for organ, officers in found.items()}

    def _qualified(self, check: Check, officer: Officer) -> bool:
        if self.holds(Rule.SKILLS) and not self.matter(check).skills <= officer.skills:
            return False
        if self.holds(Rule.RANDOM_OFFICERS) and self.is_random(check) and not officer.drawn:
            return False
        return not self._must_avoid(officer, self.targets[check.target])

    def _agreements(self, check: Check) -> Iterable[Agreement]:
        return (one for one in self.problem.agreements if one.host == check.organ and (not one.matters or check.matter in one.matters))

    def _must_avoid(self, officer: Officer, target: Target) -> bool:
        return self.holds(Rule.AVOIDANCE) and target.uscc in officer.avoids


def check_problem(problem: Problem) -> None:
    """Each name is known and there once; the period lies in one year.

    Raises:
        PlanningError: one isn't.
    """
    if problem.period.first > problem.period.last or problem.period.first.year != problem.period.last.year:
        raise PlanningError(f"the period {problem.period.first} to {problem.period.last} must lie in one year: the caps are yearly")
    targets = _once("target", [one.id for one in problem.targets])
    members = _once("member", [one.code for one in problem.members])
    organs = _once("organ", [one.uscc for one in problem.organs])
    officers = _once("officer", [one.ref for one in problem.officers])
    matters = _once("matter", [(one.organ, one.code) for one in problem.matters])
    _once("check", [one.key for one in problem.checks])
    _once("lock", [(one.target, one.organ) for one in problem.locks])
    _known("member", [one.member for one in problem.targets] + [one.member for one in problem.organs], members)
    _known("organ", [one.organ for one in problem.matters] + [one.organ for one in problem.officers], organs)
    _known("organ", [organ for one in problem.checks for organ in one.invited] + list(problem.work_plan.organs), organs)
    _known("organ", [organ for one in problem.agreements for organ in (one.host, one.guest)], organs)
    _known("target", [one.target for one in problem.checks], targets)
    _known("matter", [(one.organ, one.matter) for one in problem.checks], matters)
    _known("check of the locked organ and target", [(one.target, one.organ) for one in problem.locks], _bundles(problem))
    _known("officer", [ref for one in problem.locks for ref in one.officers], officers)


def _bundles(problem: Problem) -> frozenset[object]:
    return frozenset((one.target, one.organ) for one in problem.checks)


def _once(kind: str, names: Iterable[object]) -> frozenset[object]:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise PlanningError(f"{kind} {name} is there twice")
        seen.add(name)
    return frozenset(seen)


def _known(kind: str, names: Iterable[object], known: frozenset[object]) -> None:
    for name in names:
        if name not in known:
            raise PlanningError(f"{kind} {name} isn't in the problem")
