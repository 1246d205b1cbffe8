"""Is a plan lawful? Written from RULES.md §5 and the articles in rules.toml, without a solver and without the planner's reading of them.

Nothing here is shared with what makes plans but the values. A plan from anywhere can be checked, also one that a person made or changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from exchange.domain.calendar import is_working_day
from exchange.planning.model import Check, CheckKey, Officer, Power, Problem, Selection, Target, Trigger
from exchange.planning.plan import Part, Plan, Visit, cost_of
from exchange.planning.rules import Rule

LEAST_OFFICERS = 2
PLANNED_TRIGGERS = (Trigger.ROUTINE, Trigger.SPECIAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """What is wrong with a plan.

    Attributes:
        rule: the rule's name; of what is no rule of §5: ``complete``, ``known``, ``lead``, ``publication``, ``cost`` or ``bound``.
        target: the company, empty for the whole plan.
        fact: what was seen.
    """

    rule: str
    target: str
    fact: str


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """Return everything that is wrong with a plan, an empty list if it is lawful, whole and says truly what it costs."""
    return list(_Checker(problem, plan).run())


class _Checker:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.checks = {one.key: one for one in problem.checks}
        self.targets = {one.id: one for one in problem.targets}
        self.organs = {one.uscc: one for one in problem.organs}
        self.officers = {one.ref: one for one in problem.officers}
        self.matters = {(one.organ, one.code): one for one in problem.matters}

    def run(self) -> Iterator[Violation]:
        unknown = list(self._known())
        yield from unknown
        if unknown:
            return
        for visit in self.plan.visits:
            yield from self._visit(visit)
            for part in visit.parts:
                yield from self._part(visit, part)
                for code in part.matters:
                    yield from self._matter(visit, part, self.checks[CheckKey(target=visit.target, organ=part.organ, matter=code)])
        yield from self._complete()
        yield from self._once()
        yield from self._caps()
        yield from self._half_days()
        yield from self._locks()
        yield from self._figures()

    def _known(self) -> Iterator[Violation]:
        """Everything that the plan names is in the problem."""
        for visit in self.plan.visits:
            for part in visit.parts:
                if not part.matters:
                    yield Violation(rule="known", target=visit.target, fact=f"{part.organ} comes without a matter")
                for code in part.matters:
                    if CheckKey(target=visit.target, organ=part.organ, matter=code) not in self.checks:
                        yield Violation(rule="known", target=visit.target, fact=f"no check of matter {code} by {part.organ} was asked for")
            for ref in visit.team:
                if ref not in self.officers:
                    yield Violation(rule="known", target=visit.target, fact=f"officer {ref} isn't in the register")

    def _visit(self, visit: Visit) -> Iterator[Violation]:
        """What holds of a visit as a whole."""
        day, organs = visit.slot.day, [part.organ for part in visit.parts]
        if not self.problem.period.first <= day <= self.problem.period.last:
            yield Violation(rule="complete", target=visit.target, fact=f"{day} lies outside the period")
        if not is_working_day(day):
            yield Violation(rule=Rule.WORKING_DAY, target=visit.target, fact=f"{day} is no working day")
        named = self.problem.work_plan.organs
        strangers = [one for one in organs if one not in named]
        if len(set(organs)) > 1 and strangers:
            yield Violation(rule=Rule.WORK_PLAN, target=visit.target, fact=f"{strangers[0]} isn't named in the work plan")
        leading = next((one for one in named if one in organs), min(organs))
        if visit.lead != leading:
            yield Violation(rule="lead", target=visit.target, fact=f"{visit.lead} leads; by the work plan {leading} does")
        if visit.publish_by != self._working_days_after(day, self.problem.terms.publish_working_days):
            yield Violation(rule="publication", target=visit.target, fact=f"results of {day} are to be public by {visit.publish_by} (H12)")

    def _working_days_after(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= 1 if is_working_day(day) else 0
        return day

    def _part(self, visit: Visit, part: Part) -> Iterator[Violation]:
        """What holds of an organ at a visit, and of each of its officers."""
        target, day = self.targets[visit.target], visit.slot.day
        if self.organs[part.organ].power is Power.NONE:
            yield Violation(rule=Rule.ENFORCEMENT_POWER, target=target.id, fact=f"{part.organ} has no enforcement power")
        if self.organs[part.organ].member != target.member:
            yield Violation(rule=Rule.TERRITORY, target=target.id, fact=f"{part.organ} isn't an organ of {target.member}")
        minutes = sum(self.matters[part.organ, code].minutes for code in part.matters)
        if minutes > self.problem.terms.half_day_minutes:
            yield Violation(rule=Rule.HALF_DAY, target=target.id, fact=f"{part.organ} needs {minutes} minutes")
        for ref in sorted(part.officers | part.assistants):
            yield from self._officer(target, self.officers[ref], day)
        invited = {guest for code in part.matters for guest in self._check(visit, part, code).invited}
        for ref in sorted(part.assistants):
            if self.officers[ref].organ not in invited:
                yield Violation(rule=Rule.TERRITORY, target=target.id, fact=f"officer {ref} assists {part.organ} without an invitation")

    def _check(self, visit: Visit, part: Part, code: str) -> Check:
        return self.checks[CheckKey(target=visit.target, organ=part.organ, matter=code)]

    def _officer(self, target: Target, officer: Officer, day: date) -> Iterator[Violation]:
        if target.uscc in officer.avoids:
            yield Violation(rule=Rule.AVOIDANCE, target=target.id, fact=f"officer {officer.ref} must stay away")
        if officer.certificate_until is None or day > officer.certificate_until:
            yield Violation(rule=Rule.CERTIFICATE, target=target.id, fact=f"officer {officer.ref} has no valid certificate on {day}")
        if any(one.first <= day <= one.last for one in officer.leave):
            yield Violation(rule=Rule.LEAVE, target=target.id, fact=f"officer {officer.ref} is on leave on {day}")

    def _matter(self, visit: Visit, part: Part, check: Check) -> Iterator[Violation]:
        """What holds of one check at a visit."""
        target, day, matter = self.targets[visit.target], visit.slot.day, self.matters[check.organ, check.matter]
        for rule, is_broken in (
            (Rule.PUBLISHED_MATTER, not matter.published),
            (Rule.PAPER_FIRST, matter.remote),
            (
                Rule.RECOGNISED,
                any((one.organ, one.matter) == (check.organ, check.matter) and day <= one.until for one in target.recognised),
            ),
            (Rule.APPROVAL, not check.urgent and (check.approved_on is None or day <= check.approved_on)),
            (Rule.DUE_DATE, (check.due is not None and day > check.due) or (check.opens is not None and day < check.opens)),
            (Rule.PUBLISHED_PLAN, check.trigger in PLANNED_TRIGGERS and not self._is_published(day)),
            (Rule.NO_DISTURB, target.no_disturb and self._is_random(check)),
            (Rule.RANDOM_TARGET, self._is_random(check) and not self._was_drawn(check, target)),
        ):
            if is_broken:
                yield Violation(rule=rule, target=target.id, fact=f"matter {check.matter} of {check.organ} on {day}")
        yield from self._team(part, check, day)

    def _is_published(self, day: date) -> bool:
        return self.problem.plan_published_on is not None and self.problem.plan_published_on < day

    def _is_random(self, check: Check) -> bool:
        return check.trigger not in self.problem.terms.for_cause and check.trigger is not Trigger.SPECIAL_FROM_ABOVE

    def _was_drawn(self, check: Check, target: Target) -> bool:
        return check.selection is Selection.DRAWN or (check.selection is Selection.KEY_SECTOR and target.key_sector)

    def _team(self, part: Part, check: Check, day: date) -> Iterator[Violation]:
        """H1 to H3: two who are entitled and qualified. Each shortage is named by the first rule that those who are there fail."""
        there = [self.officers[ref] for ref in sorted(part.officers)]
        if len(there) < LEAST_OFFICERS:
            yield Violation(rule=Rule.TWO_OFFICERS, target=check.target, fact=f"{len(there)} officers for matter {check.matter}")
            return
        skills = self.matters[check.organ, check.matter].skills
        for rule, passing in (
            (Rule.ENFORCEMENT_POWER, [one for one in there if self.organs[one.organ].power is not Power.NONE]),
            (Rule.TERRITORY, [one for one in there if self._is_entitled(one, check, day)]),
            (Rule.SKILLS, [one for one in there if self._is_entitled(one, check, day) and skills <= one.skills]),
            (
                Rule.RANDOM_OFFICERS,
                [
                    one
                    for one in there
                    if self._is_entitled(one, check, day) and skills <= one.skills and (one.drawn or not self._is_random(check))
                ],
            ),
        ):
            if len(passing) < LEAST_OFFICERS:
                yield Violation(rule=rule, target=check.target, fact=f"{len(passing)} officers pass for matter {check.matter} on {day}")
                return

    def _is_entitled(self, officer: Officer, check: Check, day: date) -> bool:
        if officer.organ == check.organ:
            return True
        return any(
            (one.host, one.guest) == (check.organ, officer.organ)
            and one.valid.first <= day <= one.valid.last
            and (not one.matters or check.matter in one.matters)
            for one in self.problem.agreements
        )

    def _complete(self) -> Iterator[Violation]:
        """Each check is visited, on paper or left out, once; a required one is left out by a rule only."""
        seen: Counter[CheckKey] = Counter(self.plan.paper)
        seen.update(one.check for one in self.plan.left_out)
        for visit in self.plan.visits:
            seen.update(CheckKey(target=visit.target, organ=part.organ, matter=code) for part in visit.parts for code in part.matters)
        for key in self.checks.keys() | seen.keys():
            if seen[key] != 1 or key not in self.checks:
                yield Violation(rule="complete", target=key.target, fact=f"matter {key.matter} of {key.organ} is planned {seen[key]} times")
        for one in self.plan.left_out:
            if one.check not in self.checks:
                continue
            if one.rule is None and self.checks[one.check].required:
                yield Violation(rule="complete", target=one.check.target, fact=f"required matter {one.check.matter} is left out")
            if one.rule is not None and not self._forbids(one.rule, self.checks[one.check]):
                yield Violation(rule="complete", target=one.check.target, fact=f"{one.rule} doesn't forbid matter {one.check.matter}")
        for key in self.plan.paper:
            if key in self.checks and not self.matters[key.organ, key.matter].remote:
                yield Violation(rule="complete", target=key.target, fact=f"matter {key.matter} can't be checked on paper")

    def _forbids(self, rule: Rule, check: Check) -> bool:
        """Whether a rule by itself keeps every visit from making a check: no excuse but a true one."""
        target, organ = self.targets[check.target], self.organs[check.organ]
        until = [one.until for one in target.recognised if (one.organ, one.matter) == (check.organ, check.matter)]
        latest = min(self.problem.period.last, check.due or date.max)
        return {
            Rule.ENFORCEMENT_POWER: organ.power is Power.NONE,
            Rule.TERRITORY: organ.member != target.member,
            Rule.PUBLISHED_MATTER: not self.matters[check.organ, check.matter].published,
            Rule.RECOGNISED: any(one >= latest for one in until),
            Rule.NO_DISTURB: target.no_disturb and self._is_random(check),
            Rule.RANDOM_TARGET: self._is_random(check) and not self._was_drawn(check, target),
        }.get(rule, False)

    def _once(self) -> Iterator[Violation]:
        """H7: an organ comes once; those who come on one day come together."""
        visits: Counter[tuple[str, str]] = Counter((one.target, part.organ) for one in self.plan.visits for part in one.parts)
        for (target, organ), count in visits.items():
            if count > 1:
                yield Violation(rule=Rule.ONE_VISIT_PER_ORGAN, target=target, fact=f"{organ} comes {count} times")
        for (target, day), count in Counter((one.target, one.slot.day) for one in self.plan.visits).items():
            if count > 1:
                yield Violation(rule=Rule.JOINT_VISIT, target=target, fact=f"{count} visits on {day}")

    def _caps(self) -> Iterator[Violation]:
        """H6: visits of this year and of the plan, by organ, company and cap class."""
        counted, year = self.problem.terms.counted, self.problem.period.first.year
        days: dict[tuple[str, str, str], set[date]] = defaultdict(set)
        slots: dict[tuple[str, str, str], set[object]] = defaultdict(set)
        for target in self.problem.targets:
            for done in target.done:
                if done.trigger in counted and done.day.year == year:
                    days[target.id, done.organ, done.cap_class].add(done.day)
        for visit in self.plan.visits:
            for part in visit.parts:
                for code in part.matters:
                    if self._check(visit, part, code).trigger in counted:
                        slots[visit.target, part.organ, self.matters[part.organ, code].cap_class].add(visit.slot)
        for (target_id, organ, cap_class), planned in slots.items():
            cap, done_days = self.organs[organ].caps.get(cap_class), days[target_id, organ, cap_class]
            if cap is not None and len(done_days) + len(planned) > cap:
                yield Violation(
                    rule=Rule.YEARLY_CAP, target=target_id, fact=f"{organ}: {len(done_days)} made, {len(planned)} planned, {cap} allowed"
                )

    def _half_days(self) -> Iterator[Violation]:
        going: Counter[tuple[str, object]] = Counter()
        for visit in self.plan.visits:
            going.update((ref, visit.slot) for part in visit.parts for ref in (*part.officers, *part.assistants))
        for (ref, slot), count in going.items():
            if count > 1:
                yield Violation(rule=Rule.ONE_VISIT_PER_HALF_DAY, target="", fact=f"officer {ref} goes {count} times in {slot}")

    def _locks(self) -> Iterator[Violation]:
        for lock in self.problem.locks:
            parts = self._parts_at(lock.target, lock.organ)
            kept = [part for slot, part in parts if slot == lock.slot]
            if not kept or (lock.officers and kept[0].officers | kept[0].assistants != lock.officers):
                yield Violation(rule=Rule.LOCKED, target=lock.target, fact=f"{lock.organ} was to come in {lock.slot}")

    def _parts_at(self, target: str, organ: str) -> Iterable[tuple[object, Part]]:
        return [(one.slot, part) for one in self.plan.visits if one.target == target for part in one.parts if part.organ == organ]

    def _figures(self) -> Iterator[Violation]:
        """The plan says what it costs, and its bound is none above that."""
        cost = cost_of(self.problem, self.plan.visits, self.plan.paper)
        if cost != self.plan.cost:
            yield Violation(rule="cost", target="", fact=f"the visits cost {cost.total}; the plan says {self.plan.cost.total}")
        if self.plan.bound > cost.total or (self.plan.proven and self.plan.bound != cost.total):
            yield Violation(rule="bound", target="", fact=f"a bound of {self.plan.bound} for a cost of {cost.total}")
