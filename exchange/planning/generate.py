"""Made-up planning problems, the same for the same seed: a pair of neighbouring districts for a quarter, with fictitious companies.

For benchmarks, demonstrations and the console's first day. No company, officer or place is real; sizes follow RULES.md §5.1.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from exchange.planning.model import (
    Check,
    Credit,
    Matter,
    Member,
    Officer,
    Organ,
    Period,
    Problem,
    Recognition,
    Risk,
    Selection,
    Site,
    Target,
    Trigger,
    WorkPlan,
)

HOME, NEIGHBOUR = "310116", "330482"
DUTIES = ("market", "emergency", "ecology", "culture", "transport", "agriculture")
RISKS, RISK_ODDS = tuple(Risk), (50, 30, 15, 5)
TOWNSHIPS = 8
KILOMETRE = 1000
WHOLE_YEAR = Period(first=date(2026, 1, 5), last=date(2026, 12, 31))
YEARS_COMPANIES, YEARS_OFFICERS, JOINT_PERCENT = 18_700, 240, 11
"""A district's year: some 44,000 checks, of which 2,000 companies' are joint (RULES.md §5.1, an estimate for Jinshan)."""
SECOND_QUARTER = Period(first=date(2026, 4, 1), last=date(2026, 6, 30))


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much is made.

    Attributes:
        companies, officers, organs: in both members together.
        period: of the plan.
        busy: percent of its member's companies that an organ has a check at.
        members: whose they are, in turn.
    """

    companies: int = 500
    officers: int = 40
    organs: int = 6
    period: Period = SECOND_QUARTER
    busy: int = 60
    members: tuple[str, ...] = (HOME, NEIGHBOUR)


QUARTER = Size()


def district_pair(*, seed: int, size: Size = QUARTER) -> Problem:
    """Return the joint plan of two districts, as much as `size` says."""
    maker = _Maker(seed, size)
    targets = maker.targets()
    return Problem(
        period=size.period,
        members=tuple(Member(code=code, yard=yard) for code, yard in maker.yards.items()),
        organs=maker.organs,
        matters=maker.matters,
        targets=targets,
        officers=maker.officers(targets),
        checks=tuple(check for one in targets for check in maker.checks(one)),
        work_plan=WorkPlan(id="fictitious-work-plan", organs=tuple(one.uscc for one in maker.organs)),
        plan_published_on=size.period.first - timedelta(days=20),
    )


def district_year(*, seed: int, share: int = 100) -> Problem:
    """Return all checks of one district's year, or a percentage of it: what each organ has to do, merged or not."""
    size = Size(
        companies=YEARS_COMPANIES * share // 100, officers=max(60, YEARS_OFFICERS * share // 100), period=WHOLE_YEAR, members=(HOME,)
    )
    maker = _Maker(seed, size)
    targets = maker.targets()
    return Problem(
        period=size.period,
        members=tuple(Member(code=code, yard=yard) for code, yard in maker.yards.items()),
        organs=maker.organs,
        matters=maker.matters,
        targets=targets,
        officers=maker.officers(targets),
        checks=tuple(check for one in targets for check in maker.years_checks(one)),
        work_plan=WorkPlan(id="fictitious-work-plan", organs=tuple(one.uscc for one in maker.organs)),
        plan_published_on=size.period.first - timedelta(days=1),
    )


class _Maker:
    def __init__(self, seed: int, size: Size) -> None:
        self._random = random.Random(seed)  # noqa: S311  # made-up data: the same seed must give the same
        self._size = size
        yards = {HOME: Site(x=0, y=0), NEIGHBOUR: Site(x=22 * KILOMETRE, y=-6 * KILOMETRE)}
        self.yards = {code: yards[code] for code in size.members}
        share = max(1, size.organs // len(size.members))
        self.organs = tuple(Organ(uscc=f"{code}-{duty}", member=code, caps={"": 2}) for code in self.yards for duty in DUTIES[:share])
        self.matters = tuple(matter for organ in self.organs for matter in self._matters(organ))
        self._townships = {code: [self._near(yard, 12) for _ in range(TOWNSHIPS)] for code, yard in self.yards.items()}

    def targets(self) -> tuple[Target, ...]:
        """Companies around the townships of both members, half in each."""
        return tuple(self._target(number, self._size.members[number % len(self._size.members)]) for number in range(self._size.companies))

    def officers(self, targets: Sequence[Target]) -> tuple[Officer, ...]:
        """Officers by organ in turn, with one or two skills, some leave, a few to stay away from."""
        days = (self._size.period.last - self._size.period.first).days
        return tuple(self._officer(number, self.organs[number % len(self.organs)], targets, days) for number in range(self._size.officers))

    def checks(self, target: Target) -> list[Check]:
        """What is due at one company: of each busy organ of its member one or two matters."""
        found = []
        for organ in (one for one in self.organs if one.member == target.member):
            if self._random.randrange(100) < self._size.busy:
                mine = [one for one in self.matters if one.organ == organ.uscc]
                picked = self._random.sample(mine, self._random.choice((1, 1, 2)))
                found += [self._check(target, matter, required=number == 0) for number, matter in enumerate(picked)]
        return found

    def years_checks(self, target: Target) -> list[Check]:
        """What one company has to expect in a year: of one organ, of some two to four; one to three matters each, in windows of months."""
        several = self._random.randrange(2, 5) if self._in(JOINT_PERCENT) else 1
        found = []
        for organ in self._random.sample(self.organs, several):
            mine = [one for one in self.matters if one.organ == organ.uscc and not one.remote]
            opens = self._size.period.first + timedelta(days=self._random.choice((0, 0, 90, 180)))
            due = min(self._size.period.last, opens + timedelta(days=self._random.randrange(60, 366)))
            for matter in self._random.sample(mine, self._random.choice((1, 2, 2, 3))):
                check = Check(target=target.id, organ=organ.uscc, matter=matter.code, approved_on=opens - timedelta(days=1), due=due)
                found.append(check)
        return found

    def _near(self, site: Site, kilometres: int) -> Site:
        spread = kilometres * KILOMETRE
        return Site(x=site.x + self._random.randrange(-spread, spread), y=site.y + self._random.randrange(-spread, spread))

    def _matters(self, organ: Organ) -> list[Matter]:
        duty = organ.uscc.partition("-")[2]
        plain = [(f"{duty}-1", 60, False), (f"{duty}-1", 45, False), (f"{duty}-2", 90, False), (f"{duty}-2", 30, True)]
        return [
            Matter(
                organ=organ.uscc,
                code=f"{organ.member}{DUTIES.index(duty):04d}{number:04d}",
                minutes=minutes,
                remote=remote,
                skills=frozenset({skill}),
            )
            for number, (skill, minutes, remote) in enumerate(plain, start=1)
        ]

    def _in(self, percent: int) -> bool:
        """Whether something happens that happens so often."""
        return self._random.randrange(100) < percent

    def _target(self, number: int, member: str) -> Target:
        township = self._random.randrange(TOWNSHIPS)
        known = self._random.choice([one for one in self.matters if one.organ.startswith(member)])
        recognised = Recognition(organ=known.organ, matter=known.code, until=self._size.period.last)
        return Target(
            id=f"FICTITIOUS{number:08d}",
            uscc=f"FICTITIOUS{number:08d}",
            member=member,
            site=self._near(self._townships[member][township], 2),
            area=f"{member}{township:03d}",
            risk=self._random.choices(RISKS, RISK_ODDS)[0],
            credit=self._random.choices(tuple(Credit), RISK_ODDS)[0],
            key_sector=self._in(5),
            no_disturb=self._in(3),
            recognised=(recognised,) if self._in(10) else (),
        )

    def _officer(self, number: int, organ: Organ, targets: Sequence[Target], days: int) -> Officer:
        duty, rng = organ.uscc.partition("-")[2], self._random
        skills = {f"{duty}-1", f"{duty}-2"} if number // len(self.organs) % 3 else {f"{duty}-{number // len(self.organs) % 2 + 1}"}
        away = self._size.period.first + timedelta(days=rng.randrange(max(1, days - 7)))
        return Officer(
            ref=f"officer-{number:04d}",
            organ=organ.uscc,
            skills=frozenset(skills),
            station=rng.choice(self._townships[organ.member]),
            certificate_until=self._size.period.first + timedelta(days=days // 2 if self._in(5) else 3 * 365),
            avoids=frozenset(one.uscc for one in rng.sample(targets, max(1, len(targets) // 100))),
            leave=(Period(first=away, last=away + timedelta(days=6)),),
        )

    def _check(self, target: Target, matter: Matter, *, required: bool) -> Check:
        """Most are open all the period; some are approved late, due early or triggered by a complaint; to some a guest is invited."""
        rng, period = self._random, self._size.period
        days = (period.last - period.first).days
        late, early, complaint = self._in(10), self._in(10), self._in(5)
        guests = [one.uscc for one in self.organs if one.member != target.member and one.uscc.endswith(matter.organ.partition("-")[2])]
        return Check(
            target=target.id,
            organ=matter.organ,
            matter=matter.code,
            trigger=Trigger.COMPLAINT if complaint else Trigger.ROUTINE,
            selection=Selection.FOR_CAUSE if complaint else Selection.DRAWN,
            required=required,
            approved_on=period.first + timedelta(days=rng.randrange(days // 3) if late else -1),
            due=period.last - timedelta(days=rng.randrange(days // 4)) if early else None,
            invited=frozenset(guests if self._in(10) else ()),
        )
