"""What may lengthen a statutory clock: extensions that somebody approves, and times that don't count.

Both are tables (``data/clock_extensions.csv``, ``data/clock_suspensions.csv``), each row with its article and confidence. A row that names
domains goes before one that names none: 行政处罚法 60 leaves the details to each department's rules.

    >>> allowed_extension("LEAD-VERIFY-SAMR", 1, asked=20, collective=False)
    15
    >>> stops("LEAD-VERIFY-SAMR", "TESTING")
    True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.clocks import rule
from exchange.domain.periods import Unit

_BETWEEN_DOMAINS = "|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """One extension of a clock.

    Attributes:
        rule_id: the clock's rule.
        step: which extension it is, from 1: how often a clock may be extended is how many steps there are.
        domains: names of EnforcementDomain without prefix; empty: all that no other row names.
        amount: at most so much, in ``unit``; 0: as much as the approver decides.
        unit: unit of the amount, the rule's own.
        approver: who approves it (Chinese).
        collective: whether it needs the leaders' collective discussion.
        before_expiry: whether it must be approved before the period has run out.
        basis: law and article.
        confidence: A, B or C.
        note: what else the article says.
    """

    rule_id: str
    step: int
    domains: frozenset[str]
    amount: int
    unit: Unit
    approver: str
    collective: bool
    before_expiry: bool
    basis: str
    confidence: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspension:
    """A time that a clock doesn't count.

    Attributes:
        rule_id: the clock's rule.
        domains: as of `Extension`.
        reason: name of SuspensionReason without prefix.
        excluded: what doesn't count (Chinese).
        basis: law and article.
        confidence: A, B or C.
    """

    rule_id: str
    domains: frozenset[str]
    reason: str
    excluded: str
    basis: str
    confidence: str


def extensions_of(rule_id: str, domain: str = "") -> tuple[Extension, ...]:
    """Return the extensions of a clock in a domain, by step; empty if it can't be extended.

    Raises:
        ClockError: UNKNOWN_RULE.
    """
    found = _extensions().get(rule(rule_id).rule_id, ())
    own = tuple(one for one in found if domain in one.domains)
    return own or tuple(one for one in found if not one.domains)


def suspensions_of(rule_id: str, domain: str = "") -> tuple[Suspension, ...]:
    """Return the times that a clock doesn't count in a domain.

    Raises:
        ClockError: UNKNOWN_RULE.
    """
    found = _suspensions().get(rule(rule_id).rule_id, ())
    own = tuple(one for one in found if domain in one.domains)
    return own or tuple(one for one in found if not one.domains)


def allowed_extension(rule_id: str, step: int, *, asked: int, collective: bool, domain: str = "", expired: bool = False) -> int:
    """Return by how much a clock is lengthened, in its rule's unit; 0 where the law doesn't allow it.

    Args:
        rule_id: the clock's rule.
        step: which extension of this clock it is, from 1.
        asked: by how much it was approved; 0: as much as the row says.
        collective: whether it was discussed collectively.
        domain: name of EnforcementDomain without prefix.
        expired: whether the period had run out when it was approved.

    Raises:
        ClockError: UNKNOWN_RULE.
    """
    for one in extensions_of(rule_id, domain):
        if one.step == step:
            if (one.collective and not collective) or (one.before_expiry and expired):
                return 0
            return min(asked or one.amount, one.amount or asked)
    return 0


def stops(rule_id: str, reason: str, domain: str = "") -> bool:
    """Return whether a clock stands still for a reason (SuspensionReason without prefix).

    Raises:
        ClockError: UNKNOWN_RULE.
    """
    return any(one.reason == reason for one in suspensions_of(rule_id, domain))


@cache
def _extensions() -> Mapping[str, tuple[Extension, ...]]:
    found: dict[str, tuple[Extension, ...]] = {}
    for row in rows("clock_extensions"):
        one = Extension(
            rule_id=row["rule_id"],
            step=int(row["step"]),
            domains=_domains(row),
            amount=int(row["amount"]),
            unit=Unit(row["unit"]),
            approver=row["approver"],
            collective=row["collective_discussion"] == "yes",
            before_expiry=row["before_expiry"] == "yes",
            basis=row["basis"],
            confidence=row["confidence"],
            note=row["note"],
        )
        found[one.rule_id] = (*found.get(one.rule_id, ()), one)
    return found


@cache
def _suspensions() -> Mapping[str, tuple[Suspension, ...]]:
    found: dict[str, tuple[Suspension, ...]] = {}
    for row in rows("clock_suspensions"):
        one = Suspension(
            rule_id=row["rule_id"],
            domains=_domains(row),
            reason=row["reason"],
            excluded=row["excluded"],
            basis=row["basis"],
            confidence=row["confidence"],
        )
        found[one.rule_id] = (*found.get(one.rule_id, ()), one)
    return found


def _domains(row: Mapping[str, str]) -> frozenset[str]:
    return frozenset(row["domains"].split(_BETWEEN_DOMAINS)) - {""}
