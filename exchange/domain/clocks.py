"""Statutory clocks: when something that began then must be done (RULES 3.5; rules in ``data/deadlines.csv``).

A period starts on the day after the event and ends with its last day; if that is no working day, with the next working
day. That general rule is configuration (``data/calendar_rules.csv``, per unit or per rule), because only the units of
处罚法 85 are written law. Hours run by the clock. Minimum keeping times (``month(min)``) never roll.

    >>> from datetime import UTC, datetime
    >>> due("LEAD-VERIFY-SAMR", datetime(2026, 9, 25, 2, 0, tzinfo=UTC)).at.isoformat()
    '2026-10-22T23:59:59+08:00'
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.calendar import SHANGHAI
from exchange.domain.errors import VALUE_LIMIT, DomainError, shown
from exchange.domain.periods import Counting, Pause, Unit, end_of_period

AGREEMENT = "AGREEMENT"
"""Rule id of deadlines that an agreement sets (``due_in``), not a statute."""

LAST_SECOND = timedelta(seconds=1)
"""Deadlines name the last second that is within the period, as clocks show it."""

_UNIT = re.compile(r"(working_day|natural_day|day|hour|month|year)(?:\((.*)\))?")
_MINIMUM = "min"
_RETENTION = "retention"


class ClockReason(StrEnum):
    """Why no deadline can be told. Closed: values are never renamed or reused."""

    UNKNOWN_RULE = "UNKNOWN_RULE"
    OUT_OF_RANGE = "OUT_OF_RANGE"


class ClockError(DomainError):
    """A deadline that can't be told."""

    reason: ClockReason


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockRule:
    """One statutory clock.

    Attributes:
        rule_id: its id in deadlines.csv.
        process: what must be done (Chinese).
        starts: event that starts it (Chinese).
        amount: length, in ``unit``.
        unit: unit of the length.
        minimum: whether it is a minimum keeping time rather than a deadline.
        actor: who must act (Chinese).
        effect: extensions and effects (Chinese); empty if none is known.
        basis: law and article.
        confidence: A text read, B known and corroborated, C general knowledge.
        confidence_note: the table's own words on that.
    """

    rule_id: str
    process: str
    starts: str
    amount: int
    unit: Unit
    minimum: bool
    actor: str
    effect: str
    basis: str
    confidence: str
    confidence_note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """When a clock runs out.

    Attributes:
        rule_id: the rule that was applied, or AGREEMENT.
        at: last second within the period, in Asia/Shanghai.
        provisional: whether it depends on holidays of a year whose notice isn't known; recompute then.
        basis: law and article, or the agreement.
        confidence: A, B or C, as the rule's.
    """

    rule_id: str
    at: datetime
    provisional: bool
    basis: str
    confidence: str

    @property
    def day(self) -> date:
        """Last legal day of the period."""
        return self.at.astimezone(SHANGHAI).date()

    def is_over(self, moment: datetime) -> bool:
        """Whether a moment lies behind the period; its last second belongs to it whole."""
        return moment >= self.at + LAST_SECOND


def due(rule_id: str, start: datetime, *, extended_by: int = 0, excluded: Iterable[Pause] = ()) -> Deadline:
    """Return when the clock of a rule runs out.

    Args:
        rule_id: id of deadlines.csv, e.g. ``LEAD-VERIFY-SAMR``.
        start: the event, with its time zone; its day in Asia/Shanghai is day 0.
        extended_by: approved extension, in the rule's unit (what may be approved: `exchange.domain.extensions`).
        excluded: times that don't count, e.g. of a test; their working days or days come on top.

    Raises:
        ClockError: UNKNOWN_RULE (the message names close matches); OUT_OF_RANGE (negative extension).
        CalendarError: NAIVE_TIME, OUT_OF_RANGE.
    """
    found = rule(rule_id)
    if extended_by < 0:
        raise ClockError(
            f"{extended_by} is negative; an extension is 0 or more {found.unit}",
            reason=ClockReason.OUT_OF_RANGE,
            field="extended_by",
            value=str(extended_by),
        )
    amount = found.amount + extended_by
    at, provisional = end_of_period(found.unit, amount, start=start, counting=_counting(found), pauses=excluded)
    return Deadline(rule_id=found.rule_id, at=at, provisional=provisional, basis=found.basis, confidence=found.confidence)


def due_in(unit: Unit, amount: int, *, start: datetime, basis: str, excluded: Iterable[Pause] = ()) -> Deadline:
    """Return when a period that an agreement sets runs out; it is counted like a statutory one of the same unit.

    Args:
        unit: unit of the period.
        amount: its length.
        start: the event, with its time zone.
        basis: reference of the agreement.
        excluded: times that don't count.

    Raises:
        CalendarError: NAIVE_TIME, OUT_OF_RANGE.
    """
    at, provisional = end_of_period(unit, amount, start=start, counting=_scopes()[unit], pauses=excluded)
    return Deadline(rule_id=AGREEMENT, at=at, provisional=provisional, basis=basis, confidence="A")


def rule(rule_id: str) -> ClockRule:
    """Return the rule of an id.

    Raises:
        ClockError: UNKNOWN_RULE.
    """
    found = _rules().get(rule_id)
    if found is None:
        close = difflib.get_close_matches(rule_id[:VALUE_LIMIT].upper(), _rules(), n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(close)}?" if close else f"known are {', '.join(_rules())}"
        raise ClockError(
            f"{shown(rule_id)!r} is no rule of deadlines.csv; {hint}",
            reason=ClockReason.UNKNOWN_RULE,
            field="rule_id",
            value=rule_id,
        )
    return found


def rules() -> tuple[ClockRule, ...]:
    """Return every rule, in the table's order."""
    return tuple(_rules().values())


def _counting(found: ClockRule) -> Counting:
    scopes = _scopes()
    return scopes.get(found.rule_id) or scopes[_RETENTION if found.minimum else found.unit]


@cache
def _scopes() -> Mapping[str, Counting]:
    return {
        row["scope"]: Counting(from_next_day=row["first_day"] == "next", rolls=row["rolls_over_holiday"] == "yes")
        for row in rows("calendar_rules")
    }


@cache
def _rules() -> Mapping[str, ClockRule]:
    return {row["id"]: _from_row(row) for row in rows("deadlines")}


def _from_row(row: Mapping[str, str]) -> ClockRule:
    unit = _UNIT.fullmatch(row["unit"])
    note = next(value for name, value in row.items() if name.startswith("confidence"))
    if unit is None or note[:1] not in {"A", "B", "C"}:
        raise RuntimeError(f"deadlines.csv, rule {row['id']}: unit {row['unit']!r} or confidence {note!r} unreadable")
    return ClockRule(
        rule_id=row["id"],
        process=row["process"],
        starts=row["clock_starts"],
        amount=int(row["n"]),
        unit=Unit(unit[1]),
        minimum=unit[2] == _MINIMUM,
        actor=row["actor"],
        effect=row["extension_or_effect"],
        basis=row["basis"],
        confidence=note[:1],
        confidence_note=note,
    )
