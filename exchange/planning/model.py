"""A planning problem, as values: which checks are due at which companies, who may do them, and when (RULES.md §5.3, §5.4).

Whoever builds a problem fills in what the registers say, lawful or not: the planner leaves out what no rule allows and names
the rule. Officers are opaque references; no name crosses a border. Organs and companies are named by their USCC, members by their
GB/T 2260 code, matters by their 14-digit code. Sites are metres on a schematic map. All costs are whole points, so that a proven
optimum is one on every machine.

    problem = Problem(period=Period(first=…, last=…), members=(…,), organs=(…,), matters=(…,), targets=(…,), officers=(…,), checks=(…,))
    plan = exchange.planning.assign.make_plan(problem)

Of a routine check, `Officer.drawn` and `Check.selection` say that chance chose the officer and the company (draw.py); what is left
to the planner is when they meet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType


class PlanningError(ValueError):
    """A problem that contradicts itself; the message names the part and what would be right."""


class InfeasibleError(ValueError):
    """No plan keeps all rules; `conflicts.smallest_conflict` says which of them are at odds."""


class Risk(StrEnum):
    """Risk class, A low to D high (食品办法 7; 信用风险分类)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Credit(StrEnum):
    """Credit grade, A good to D bad."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Trigger(StrEnum):
    """Why a check is made; decides whether the yearly cap counts it (H6) and whether chance must have chosen it (H8)."""

    ROUTINE = "routine"  # 日常检查
    CASE = "case"  # 个案检查
    SPECIAL = "special"  # 专项检查
    SPECIAL_FROM_ABOVE = "special-from-above"  # 上级部署的专项检查
    COMPLAINT = "complaint"  # 投诉举报
    TRANSFER = "transfer"  # 转办交办
    MONITORING = "monitoring"  # 监测触发
    RECHECK = "recheck"  # 整改复查


class Selection(StrEnum):
    """How a company came onto the list."""

    DRAWN = "drawn"
    KEY_SECTOR = "key-sector"
    FOR_CAUSE = "for-cause"
    CHOSEN = "chosen"  # by a person: not lawful for a routine check


class Power(StrEnum):
    """By what right an organ inspects (H1)."""

    OWN = "own"
    AUTHORISED = "authorised"
    ENTRUSTED = "entrusted"
    NONE = "none"  # coordinating offices, laboratories, agencies


class Half(IntEnum):
    """Half of a working day."""

    MORNING = 0
    AFTERNOON = 1


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    """A half-day: the unit that officers are planned in."""

    day: date
    half: Half


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A place on the schematic map, in metres."""

    x: int
    y: int

    def metres_to(self, other: Site) -> int:
        """Return the straight distance in whole metres."""
        return math.isqrt((self.x - other.x) ** 2 + (self.y - other.y) ** 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A jurisdiction, and the yard that its teams set out from."""

    code: str
    yard: Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Organ:
    """An organ; `caps` is how often a year it may inspect one company, by cap class (a class without a cap is unlimited)."""

    uscc: str
    member: str
    power: Power = Power.OWN
    caps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """An inspectable matter of one organ (抽查事项清单).

    Attributes:
        organ: whose it is; the same code may be several organs'.
        code: 14 digits.
        skills: each counted officer needs all of them.
        minutes: at the company.
        remote: can be checked on paper, by shared data or remotely.
        cap_class: which of the organ's caps it counts against.
        published: is on the published list (H11).
    """

    organ: str
    code: str
    minutes: int
    skills: frozenset[str] = frozenset()
    remote: bool = False
    cap_class: str = ""
    published: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class DoneVisit:
    """A visit already made this year, for the caps: the organ, the cap class, the trigger, the day."""

    organ: str
    cap_class: str
    trigger: Trigger
    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognition:
    """A neighbour's inspection of a matter that the territorial organ recognised (R3), until a day."""

    organ: str
    matter: str
    until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A company at one site (检查对象). `id` tells sites of a company apart; it is the USCC where there is one site."""

    id: str
    uscc: str
    member: str
    site: Site
    area: str = ""
    risk: Risk = Risk.A
    credit: Credit = Credit.A
    key_sector: bool = False
    no_disturb: bool = False
    done: tuple[DoneVisit, ...] = ()
    recognised: tuple[Recognition, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Officer:
    """An enforcement officer as an opaque reference (执法检查人员名录库).

    Attributes:
        ref: opaque; only the organ knows who it is.
        certificate_until: last day on which the certificate is valid; None: has none (an auxiliary).
        avoids: USCCs of the companies to stay away from (处罚法 43).
        leave: periods of absence.
        station: where the officer works.
        drawn: whether chance chose the officer for this plan's random checks (H8).
    """

    ref: str
    organ: str
    skills: frozenset[str]
    station: Site
    certificate_until: date | None
    avoids: frozenset[str] = frozenset()
    leave: tuple[Period, ...] = ()
    drawn: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """A joint inspection right: the guest's officers count as the host's own, for these matters of the host (empty: for all)."""

    id: str
    host: str
    guest: str
    valid: Period
    matters: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """A matter that is due at a company.

    Attributes:
        target, organ, matter: which; once in a problem.
        trigger, selection: why.
        required: must be done in the period (drawn, due, for cause); else it may be left out at a price.
        approved_on: day on which the organ's head approved it; the visit comes later (H5).
        urgent: may be approved afterwards.
        opens, due: first and last day, e.g. after the rectification was to be finished, and its re-check's or the coverage's latest.
        invited: organs, also of other members, that are asked to assist with an officer.
    """

    target: str
    organ: str
    matter: str
    trigger: Trigger = Trigger.ROUTINE
    selection: Selection = Selection.DRAWN
    required: bool = True
    approved_on: date | None = None
    urgent: bool = False
    opens: date | None = None
    due: date | None = None
    invited: frozenset[str] = frozenset()

    @property
    def key(self) -> CheckKey:
        """What names it in a plan."""
        return CheckKey(target=self.target, organ=self.organ, matter=self.matter)


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class CheckKey:
    """A check's name."""

    target: str
    organ: str
    matter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock:
    """A decision that stays: this organ goes to this company in this half-day, with these officers (empty: whoever)."""

    target: str
    organ: str
    slot: Slot
    officers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkPlan:
    """The written 工作方案 (H13): who takes part; of the organs at a visit, the first named here leads."""

    id: str
    organs: tuple[str, ...]


def _by_risk(a: int, b: int, c: int, d: int) -> Mapping[Risk, int]:
    return MappingProxyType({Risk.A: a, Risk.B: b, Risk.C: c, Risk.D: d})


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What the soft aims are worth, in points. Whole numbers.

    Attributes:
        visit: each visit to a company; far above the rest, for fewest visits come first (H7).
        travel: each kilometre between the member's yard and the site, there and back.
        officer: each officer at a visit.
        approach: each kilometre from an officer's station to the site.
        load: the most visits that any officer of an organ has, summed over the organs.
        delay: each week that an organ's check waits, by risk: the risky first.
        left_out: each check not made, by risk.
        paper: each check made on paper.
        unassisted: each invited organ that sends nobody.
        change: each visit that differs from the plan before (re-planning).
    """

    visit: int = 1000
    travel: int = 10
    officer: int = 20
    approach: int = 1
    load: int = 40
    delay: Mapping[Risk, int] = field(default_factory=lambda: _by_risk(0, 1, 4, 8))
    left_out: Mapping[Risk, int] = field(default_factory=lambda: _by_risk(1500, 2000, 4000, 8000))
    paper: int = 50
    unassisted: int = 100
    change: int = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What differs from place to place (label [C] in RULES.md, so data): the defaults are the general reading.

    Attributes:
        counted: triggers that the yearly cap counts (解答 2025-04); Shanghai leaves complaints out.
        for_cause: triggers whose targets needn't be drawn (营商条例 54).
        half_day_minutes: an organ's time at a company in one half-day.
        publish_working_days: until results are published (食品办法 39).
    """

    counted: frozenset[Trigger] = frozenset({Trigger.ROUTINE, Trigger.CASE, Trigger.SPECIAL})
    for_cause: frozenset[Trigger] = frozenset({Trigger.CASE, Trigger.COMPLAINT, Trigger.TRANSFER, Trigger.MONITORING, Trigger.RECHECK})
    half_day_minutes: int = 210
    publish_working_days: int = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """All that a plan is made from. `plan_published_on`: of the yearly plan that routine and special checks lie in (H10)."""

    period: Period
    members: tuple[Member, ...]
    organs: tuple[Organ, ...]
    matters: tuple[Matter, ...]
    targets: tuple[Target, ...]
    officers: tuple[Officer, ...]
    checks: tuple[Check, ...]
    work_plan: WorkPlan
    plan_published_on: date | None
    agreements: tuple[Agreement, ...] = ()
    locks: tuple[Lock, ...] = ()
    weights: Weights = field(default_factory=Weights)
    terms: Terms = field(default_factory=Terms)
