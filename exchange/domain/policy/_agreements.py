"""What an agreement that all its members have signed allows: whom it binds, for what, where, and which periods it sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from exchange.v1 import agreement_pb2

AGREEMENT_PREFIX = "agreement:"
COUNTY_DIGITS = 6  # a GB/T 2260 code; the nine digits of a township begin with its county's


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreedPeriod:
    """A period the parties set: `unit` is "working_day" or "natural_day"."""

    amount: int
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementTerms:
    """An agreement that all its members have signed with the same terms. An empty set of organs or regions bounds nothing."""

    agreement_id: str
    members: frozenset[str]
    valid_from: date
    valid_to: date
    domains: frozenset[int] = frozenset()
    scopes: frozenset[int] = frozenset()
    organs: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    clocks: Mapping[str, AgreedPeriod] = field(default_factory=lambda: MappingProxyType({}))
    leads_may_be_disputed: bool = False
    joint_inspection_right: bool = False
    impact_assessment: str = ""

    @classmethod
    def of(cls, agreement: agreement_pb2.Agreement) -> AgreementTerms:
        """The terms as signed.

        Raises:
            ValueError: a date isn't a day of the calendar.
        """
        return cls(
            agreement_id=agreement.agreement_id,
            members=frozenset(agreement.members),
            valid_from=date.fromisoformat(agreement.valid_from),
            valid_to=date.fromisoformat(agreement.valid_to),
            domains=frozenset(agreement.domains),
            scopes=frozenset(agreement.scopes),
            organs=frozenset(agreement.organs),
            regions=frozenset(agreement.regions),
            clocks=MappingProxyType({one.name: AgreedPeriod(amount=one.amount, unit=one.unit) for one in agreement.clocks}),
            leads_may_be_disputed=agreement.leads_may_be_disputed,
            joint_inspection_right=agreement.joint_inspection_right,
            impact_assessment=agreement.impact_assessment,
        )

    @property
    def basis_id(self) -> str:
        """How a record's header names it."""
        return f"{AGREEMENT_PREFIX}{self.agreement_id}"

    def in_force(self, day: date) -> bool:
        """Whether it is in force that day; the first and the last day count."""
        return self.valid_from <= day <= self.valid_to

    def binds(self, members: Iterable[str]) -> bool:
        """Whether all of these are parties."""
        return self.members.issuperset(members)

    def covers_organ(self, organ: str) -> bool:
        """Whether it binds an organ (of one of its members)."""
        return not self.organs or organ in self.organs

    def covers_region(self, code: str) -> bool:
        """Whether a county (six digits) or township (nine) lies in what it covers; a covered county holds its townships."""
        return not self.regions or code in self.regions or code[:COUNTY_DIGITS] in self.regions
