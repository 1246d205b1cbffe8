"""Small planning problems, to be varied: one member with two organs, a guest organ across the border, a week of March 2026."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from exchange.planning.files import problem_of, written
from exchange.planning.model import (
    Check,
    Lock,
    Matter,
    Member,
    Officer,
    Organ,
    Period,
    Problem,
    Risk,
    Site,
    Slot,
    Target,
    WorkPlan,
)
from tests.support.identifiers import uscc

HOME, NEXT = "310116", "330482"
MARKET, FIRE, GUEST = "11310116MB2F3040XF", "11310116002460406X", "11330482MB1C456662"
FOOD, GAUGE, EXITS = "02310116000001", "02310116000002", "03310116000001"
YARD, NEAR, FAR = Site(x=0, y=0), Site(x=10_000, y=0), Site(x=200_000, y=0)
MONDAY, FRIDAY, NEXT_FRIDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 13)
EARLIER = date(2026, 2, 2)


def officers(prefix: str, *, organ: str = MARKET, station: Site = NEAR, count: int = 2, **changes: object) -> tuple[Officer, ...]:
    """Officers `prefix`1, `prefix`2, ... with every skill."""
    plain = Officer(ref="", organ=organ, skills=frozenset({"food", "gauge", "fire"}), station=station, certificate_until=date(2027, 12, 31))
    return tuple(replace(plain, ref=f"{prefix}{number}", **changes) for number in range(1, count + 1))


def target(name: str = "T1", **changes: object) -> Target:
    """A company 10 km from the yard, where the near officers are."""
    return replace(Target(id=name, uscc=name, member=HOME, site=NEAR, risk=Risk.D), **changes)


def check(company: str = "T1", organ: str = MARKET, matter: str = FOOD, **changes: object) -> Check:
    """A drawn, required check that was approved in February."""
    return replace(Check(target=company, organ=organ, matter=matter, approved_on=EARLIER), **changes)


def problem(*, crew: Iterable[Officer], checks: Iterable[Check], targets: Iterable[Target] = (), **changes: object) -> Problem:
    """Whatever isn't given is the plain week."""
    plain = Problem(
        period=Period(first=MONDAY, last=FRIDAY),
        members=(Member(code=HOME, yard=YARD), Member(code=NEXT, yard=FAR)),
        organs=(Organ(uscc=MARKET, member=HOME), Organ(uscc=FIRE, member=HOME), Organ(uscc=GUEST, member=NEXT)),
        matters=(
            Matter(organ=MARKET, code=FOOD, minutes=90, skills=frozenset({"food"})),
            Matter(organ=MARKET, code=GAUGE, minutes=60, skills=frozenset({"gauge"})),
            Matter(organ=FIRE, code=EXITS, minutes=60, skills=frozenset({"fire"})),
            Matter(organ=GUEST, code=FOOD, minutes=90, skills=frozenset({"food"})),
        ),
        targets=tuple(targets) or (target(),),
        officers=tuple(crew),
        checks=tuple(checks),
        work_plan=WorkPlan(id="plan-2026", organs=(MARKET, FIRE)),
        plan_published_on=date(2026, 1, 31),
    )
    return replace(plain, **changes)


def lock(slot: Slot, *, company: str = "T1", organ: str = MARKET, team: Iterable[str] = ()) -> Lock:
    """A decision that stays."""
    return Lock(target=company, organ=organ, slot=slot, officers=frozenset(team))


def named(made: Problem, organs: Mapping[str, str]) -> Problem:
    """A made-up problem with codes that are right: companies get valid USCCs, organs those of `organs` (by the made-up code)."""
    text = written(made).decode()
    for at, one in enumerate(made.targets):
        text = text.replace(f'"{one.uscc}"', f'"{uscc(head="91", region=one.member, body=f"PL{at:06d}")}"')
    for old, new in organs.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return problem_of(text.encode())
