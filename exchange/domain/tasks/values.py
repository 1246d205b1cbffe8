"""Values of records, made safe to count with: what a hostile or careless member signed must not stop the fold."""

from __future__ import annotations

from datetime import UTC, date, datetime

from exchange.domain.calendar import SHANGHAI

EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
LATEST = datetime(2199, 1, 1, tzinfo=UTC)
"""The calendar counts in the years between; a time outside is taken as the nearer end."""


def moment(seconds: int, nanos: int = 0) -> datetime:
    """Return a time of a record, in UTC to the microsecond, within the years that can be counted in."""
    if seconds <= EARLIEST.timestamp():
        return EARLIEST
    if seconds >= LATEST.timestamp():
        return LATEST
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=min(max(nanos, 0), 999_999_999) // 1000)


def day_in(text: str) -> date | None:
    """Return an ISO 8601 day within those years; None for an empty text or one that is no day of the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST.date() <= day <= LATEST.date() else None


def beginning(day: date) -> datetime:
    """Return the first moment of a legal day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def enum_name(kind: object, number: int, prefix: str) -> str:
    """Return `ENFORCEMENT_DOMAIN_MARKET` as `MARKET`; the number of a value that this release doesn't know."""
    try:
        name: str = kind.Name(number)  # type: ignore[attr-defined]  # generated enum wrappers share no type
    except ValueError:
        return str(number)
    return name.removeprefix(prefix)
