"""How long a decision may be shown to the public, and how long it must be (data/publication_periods.csv).

Rules of a domain, a province and a seriousness meet: the longest of what they require and the shortest of what they allow hold; where
the two contradict each other, what is required.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.calendar import add_months
from exchange.v1 import outcome_pb2, subject_pb2

TEXT_READ = "A"
PenaltyKind = outcome_pb2.PenaltyKind
Seriousness = outcome_pb2.Seriousness


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationRule:
    """One rule; months are None where it says nothing of them, `allowed` 0 where publication isn't allowed at all."""

    rule_id: str
    domain: int
    province: str
    condition: str
    required: int | None
    allowed: int | None
    valid_from: date
    basis: str
    confidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationPeriod:
    """What the rules add up to for one decision.

    Attributes:
        earliest_end: day before which it may not be taken down by credit repair; the first day of publication where no rule says.
        latest_end: last day that it may be shown; None where no rule says.
        publishable: whether it may be shown at all.
        rules: what was applied, for people: basis and confidence.
    """

    earliest_end: date
    latest_end: date | None
    publishable: bool
    rules: tuple[str, ...]


def publication_period(outcome: outcome_pb2.Outcome, *, since: date, region: str, read_only: bool = False) -> PublicationPeriod:
    """The period of a decision that is published from `since` on by an organ of `region` (GB/T 2260).

    `read_only` applies only rules whose text was read (confidence A): those by which something may be refused.
    """
    found = [
        one for one in _rules() if _applies(one, outcome, since=since, region=region) and (one.confidence == TEXT_READ or not read_only)
    ]
    required = max((one.required for one in found if one.required is not None), default=0)
    allowed = min((one.allowed for one in found if one.allowed is not None), default=None)
    latest = None if allowed is None else add_months(since, max(allowed, required))
    return PublicationPeriod(
        earliest_end=add_months(since, required),
        latest_end=latest,
        publishable=allowed != 0,
        rules=tuple(f"{one.basis} ({one.confidence})" for one in found),
    )


def _applies(rule: PublicationRule, outcome: outcome_pb2.Outcome, *, since: date, region: str) -> bool:
    return (
        rule.valid_from <= since
        and rule.domain in {0, outcome.domain}
        and region.startswith(rule.province)
        and _CONDITIONS[rule.condition](outcome)
    )


def _kinds(outcome: outcome_pb2.Outcome) -> set[int]:
    return {one.kind for one in outcome.penalties}


def _warning_only(outcome: outcome_pb2.Outcome) -> bool:
    return _kinds(outcome) == {PenaltyKind.PENALTY_KIND_WARNING}


def _low(outcome: outcome_pb2.Outcome) -> bool:
    """通报批评 or a low fine alone. How low is for each province to say; the organ says so by calling the matter minor."""
    kinds = _kinds(outcome) - {PenaltyKind.PENALTY_KIND_WARNING}
    if kinds == {PenaltyKind.PENALTY_KIND_CIRCULAR_CRITICISM}:
        return True
    light = {PenaltyKind.PENALTY_KIND_CIRCULAR_CRITICISM, PenaltyKind.PENALTY_KIND_FINE}
    return bool(kinds) and kinds <= light and outcome.seriousness == Seriousness.SERIOUSNESS_MINOR


_CONDITIONS: Mapping[str, Callable[[outcome_pb2.Outcome], bool]] = {
    "": lambda _outcome: True,
    "warning_only": _warning_only,
    "low": _low,
    "not_low": lambda outcome: bool(outcome.penalties) and not _low(outcome) and not _warning_only(outcome),
    "safety": lambda outcome: outcome.safety_field,
    "minor": lambda outcome: outcome.seriousness == Seriousness.SERIOUSNESS_MINOR,
    "ordinary": lambda outcome: outcome.seriousness == Seriousness.SERIOUSNESS_ORDINARY,
    "serious": lambda outcome: outcome.seriousness == Seriousness.SERIOUSNESS_SERIOUS,
}


@cache
def _rules() -> tuple[PublicationRule, ...]:
    return tuple(_from_row(row) for row in rows("publication_periods"))


def _from_row(row: Mapping[str, str]) -> PublicationRule:
    domain = subject_pb2.EnforcementDomain.Value(f"ENFORCEMENT_DOMAIN_{row['domain']}") if row["domain"] else 0
    if row["condition"] not in _CONDITIONS:
        raise RuntimeError(f"publication_periods.csv, {row['id']}: condition {row['condition']!r} is unknown")
    return PublicationRule(
        rule_id=row["id"],
        domain=domain,
        province=row["province"],
        condition=row["condition"],
        required=int(row["required_months"]) if row["required_months"] else None,
        allowed=int(row["allowed_months"]) if row["allowed_months"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        basis=row["basis"],
        confidence=row["confidence"],
    )
