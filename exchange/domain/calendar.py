"""Legal days (Asia/Shanghai) and working days of the State Council's yearly holiday notices.

The packaged table knows the years it has rows for (2019 to 2026). Any other year is counted Monday to Friday and every
answer that depends on it is *provisional*: recompute it when the notice, usually of November, has been packaged.

    >>> from datetime import date
    >>> add_working_days(date(2026, 9, 30), 3)
    Counted(day=datetime.date(2026, 10, 10), provisional=False)
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cache
from hashlib import sha256

from exchange.domain._tables import rows
from exchange.domain.errors import DomainError

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The legal zone. A fixed offset: there has been no summer time since 1991, and no zone database is read here."""

LAST_SECOND = time(23, 59, 59, tzinfo=SHANGHAI)
"""End of a legal day: a period ends at 24:00 of its last day (民法典 203); the last whole second before stands for it."""

MAX_DAYS = 36_600
"""Longest count accepted, in days: a hundred years, so that a wrong number fails instead of running for minutes."""

YEARS = range(1949, 2201)
"""Years that are counted in; a moment outside is a typing error (0206 for 2026) or an unset field (1970 passes)."""

_SATURDAY = 5
_MONTHS_PER_YEAR = 12
_MAKEUP = "makeup_workday"
_ONE_DAY = timedelta(days=1)


class CalendarReason(StrEnum):
    """Why a count can't be made. Closed: values are never renamed or reused."""

    NAIVE_TIME = "NAIVE_TIME"
    OUT_OF_RANGE = "OUT_OF_RANGE"


class CalendarError(DomainError):
    """A time or a number of days that can't be counted with."""

    reason: CalendarReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A day that was counted to.

    Attributes:
        day: the legal day.
        provisional: whether the count met a year whose holidays aren't known yet.
    """

    day: date
    provisional: bool


def known_years() -> frozenset[int]:
    """Return the years whose holidays the packaged table holds."""
    return _known_years()


def is_working_day(day: date) -> bool:
    """Return whether a day is a working day; Monday to Friday where the year's notice isn't known."""
    adjusted = _adjustments().get(day)
    return day.weekday() < _SATURDAY if adjusted is None else adjusted


def is_provisional(day: date) -> bool:
    """Return whether the holidays of a day's year are unknown."""
    return day.year not in _known_years()


def legal_day(moment: datetime, *, field: str = "start") -> date:
    """Return the day in Asia/Shanghai that a moment falls on.

    Raises:
        CalendarError: NAIVE_TIME (no time zone: the legal day would be a guess); OUT_OF_RANGE (a year outside YEARS).
    """
    if moment.year not in YEARS:
        raise CalendarError(
            f"year {moment.year} is out of range; {YEARS.start} to {YEARS.stop - 1} is needed",
            reason=CalendarReason.OUT_OF_RANGE,
            field=field,
            value=moment.isoformat(),
        )
    if moment.utcoffset() is None:
        raise CalendarError(
            f"{moment.isoformat()} has no time zone; give UTC or +08:00",
            reason=CalendarReason.NAIVE_TIME,
            field=field,
            value=moment.isoformat(),
        )
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """Return the last second of a legal day, in Asia/Shanghai."""
    return datetime.combine(day, LAST_SECOND)


def add_working_days(day: date, amount: int) -> Counted:
    """Return the working day that is ``amount`` working days after a day; the day itself doesn't count.

    Raises:
        CalendarError: OUT_OF_RANGE (amount below 0 or above MAX_DAYS).
    """
    within_limit(amount)
    provisional, left = False, amount
    while left:
        day += _ONE_DAY
        provisional = provisional or is_provisional(day)
        left -= is_working_day(day)
    return Counted(day=day, provisional=provisional)


def working_days_between(first: date, last: date) -> int:
    """Return the number of working days after ``first`` up to and including ``last``; 0 if last isn't later."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def next_working_day(day: date) -> Counted:
    """Return the day itself if it is a working day, else the first working day after it."""
    provisional = is_provisional(day)
    while not is_working_day(day):
        day += _ONE_DAY
        provisional = provisional or is_provisional(day)
    return Counted(day=day, provisional=provisional)


def add_months(day: date, amount: int) -> date:
    """Return the same day ``amount`` months later, or that month's last day if it has no such day (民法典 202).

    Raises:
        CalendarError: OUT_OF_RANGE (amount below 0, or more than a hundred years).
    """
    within_limit(amount, limit=MAX_DAYS // 30)
    return _shifted(day, amount)


def months_before(day: date, amount: int) -> date:
    """Return the same day ``amount`` months earlier, or that month's last day if it has no such day.

    Raises:
        CalendarError: OUT_OF_RANGE, as ``add_months``.
    """
    within_limit(amount, limit=MAX_DAYS // 30)
    return _shifted(day, -amount)


def _shifted(day: date, amount: int) -> date:
    total = day.year * _MONTHS_PER_YEAR + day.month - 1 + amount
    year, month = total // _MONTHS_PER_YEAR, total % _MONTHS_PER_YEAR + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def within_limit(amount: int, *, limit: int = MAX_DAYS) -> int:
    """Return a number of units that can be counted, as it is.

    Raises:
        CalendarError: OUT_OF_RANGE (below 0 or above the limit).
    """
    if not 0 <= amount <= limit:
        raise CalendarError(
            f"{amount} can't be counted; 0 to {limit} is needed",
            reason=CalendarReason.OUT_OF_RANGE,
            field="amount",
            value=str(amount),
        )
    return amount


def edition() -> str:
    """Return a fingerprint of the packaged table (16 hex digits): what was counted under another one is counted anew."""
    return _edition()


@cache
def _edition() -> str:
    days = sorted(_adjustments().items())
    return sha256(repr([(day.isoformat(), works) for day, works in days]).encode()).hexdigest()[:16]


@cache
def _adjustments() -> Mapping[date, bool]:
    return {date.fromisoformat(row["date"]): row["kind"] == _MAKEUP for row in rows("cn_workday_adjustments_2019_2026")}


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in _adjustments())
