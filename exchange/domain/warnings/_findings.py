"""What a rule found, and the record that says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from exchange.domain.identifiers import RegionError, parse_region
from exchange.domain.warnings._sightings import Sighting
from exchange.v1 import risk_pb2, subject_pb2

MAX_RECORDS = 64  # of one WarningReason
MAX_TEXT = 1000  # characters of one
MAX_REASONS = 32  # of one Warning


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A sentence, and the sightings it rests on, newest first."""

    text: str
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was noticed.

    Attributes:
        rule: number of WarningRule.
        key: its stable name; the same finding isn't raised twice.
        reasons: why, in sentences.
        settings: the rule's thresholds as they were.
        subject: a sighting of the company; None for clusters.
        matter_code: of a cluster.
        region_code: where.
        domain: number of EnforcementDomain.
    """

    rule: int
    key: str
    reasons: tuple[Reason, ...]
    settings: str
    subject: Sighting | None = None
    matter_code: str = ""
    region_code: str = ""
    domain: int = 0


def audience_of(finding: Finding, members: Collection[str], own: str) -> tuple[str, ...]:
    """Who may be told: those who may see every record that it rests on, so that none is passed on (上海市数据条例 40). Empty: all."""
    told = set(members)
    for reason in finding.reasons:
        for sighting in reason.sightings:
            if sighting.audience is not None:
                told &= sighting.audience
    return () if told == set(members) else tuple(sorted(told | {own}))


def to_warning(finding: Finding, on: date) -> risk_pb2.Warning:
    """The record's content."""
    warning = risk_pb2.Warning(
        rule=finding.rule,  # type: ignore[arg-type]  # an enum's number
        matter_code=finding.matter_code,
        region_code=finding.region_code,
        domain=finding.domain,  # type: ignore[arg-type]  # an enum's number
        raised_on=on.isoformat(),
        settings=finding.settings,
        key=finding.key,
        reasons=[
            risk_pb2.WarningReason(text=one.text[:MAX_TEXT], record_ids=[each.record_id for each in one.sightings[:MAX_RECORDS]])
            for one in finding.reasons[:MAX_REASONS]
        ],
    )
    if (subject := finding.subject) is not None:
        kind = subject_pb2.SUBJECT_KIND_SOLE_TRADER if subject.sole_trader else subject_pb2.SUBJECT_KIND_ORGANISATION
        warning.subject.CopyFrom(subject_pb2.Subject(name=subject.shown_name, uscc=subject.uscc, kind=kind))
    return warning


def newest_first(sightings: Collection[Sighting]) -> tuple[Sighting, ...]:
    """In one order for all."""
    return tuple(sorted(sightings, key=lambda one: (one.day, one.record_id), reverse=True))


def place_name(code: str) -> str:
    """A division's name; the code where it isn't in the tables."""
    try:
        return parse_region(code).name
    except RegionError:
        return code


def period(on: date, months: int) -> str:
    """The first month of the span of so many months that a day lies in: within one span a finding is raised once."""
    total = on.year * 12 + on.month - 1
    first = total - total % months
    return f"{first // 12:04}-{first % 12 + 1:02}"


def once_each(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Each decision once, by the record that came from its own place where there is one."""
    found: dict[str, Sighting] = {}
    for one in sorted(sightings, key=lambda one: (one.origin != one.place, one.record_id)):
        found.setdefault(one.decision, one)
    return list(found.values())
