"""Counting a period: its unit, its first day, its roll over a holiday, and the times in it that don't count.

A pause is a period itself, so it is counted like one (民法典 201, ``data/calendar_rules.csv`` scope ``suspension``): the day on which the
clock was stopped still counts, the days after it up to the day on which it ran again don't.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from exchange.domain.calendar import (
    SHANGHAI,
    Counted,
    add_months,
    end_of_day,
    is_provisional,
    is_working_day,
    legal_day,
    within_limit,
)

CACHED_PERIODS = 4096
_MONTHS_PER_YEAR = 12
_ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """Unit of a period."""

    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    DAY = "day"
    """Law says 日 without saying which; counted as calendar days outside 处罚法 85 (RULES 3.5)."""
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """A time that a period doesn't count, e.g. of a test. One that ends before it begins excludes nothing.

    Attributes:
        begin: when the clock stopped, with its time zone.
        end: when it ran again.
    """

    begin: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """How periods of a unit are counted.

    Attributes:
        from_next_day: whether the day of the event doesn't count.
        rolls: whether a last day that is no working day gives way to the next working day.
    """

    from_next_day: bool
    rolls: bool


def end_of_period(unit: Unit, amount: int, *, start: datetime, counting: Counting, pauses: Iterable[Pause] = ()) -> tuple[datetime, bool]:
    """Return the last second of a period in Asia/Shanghai, and whether it is provisional.

    Args:
        unit: unit of the period.
        amount: its length.
        start: the event, with its time zone.
        counting: how the unit is counted.
        pauses: times that don't count; they may overlap.

    Raises:
        CalendarError: NAIVE_TIME, OUT_OF_RANGE.
    """
    day = legal_day(start)
    still = _Standstill(pauses)
    if unit is Unit.HOUR:
        return still.lengthened(start.astimezone(SHANGHAI), timedelta(hours=within_limit(amount))), False
    last = _last_day(unit, amount, day, counting, still) if still else _plain_last_day(unit, amount, day, counting)
    return end_of_day(last.day), last.provisional


@lru_cache(maxsize=CACHED_PERIODS)
def _plain_last_day(unit: Unit, amount: int, day: date, counting: Counting) -> Counted:
    """Without pauses: many records begin the same period on the same day."""
    return _last_day(unit, amount, day, counting, _Standstill(()))


def _last_day(unit: Unit, amount: int, day: date, counting: Counting, still: _Standstill) -> Counted:
    counted = within_limit(amount if counting.from_next_day else max(amount - 1, 0))
    match unit:
        case Unit.WORKING_DAY:
            return _working_day(day, counted, still)
        case Unit.MONTH:
            return _rolled(still.carried(day, add_months(day, amount)), still, rolls=counting.rolls)
        case Unit.YEAR:
            return _rolled(still.carried(day, add_months(day, amount * _MONTHS_PER_YEAR)), still, rolls=counting.rolls)
        case _:
            return _rolled(still.carried(day, day + timedelta(days=counted)), still, rolls=counting.rolls)


class _Standstill:
    """The days, and for hours the moments, at which the clock stood still."""

    def __init__(self, pauses: Iterable[Pause]) -> None:
        self._moments = list(_merged(pauses))
        self._days = [(legal_day(begin), legal_day(end)) for begin, end in self._moments]  # after the first, up to the last

    def __bool__(self) -> bool:
        return bool(self._moments)

    def last_of(self, day: date) -> date | None:
        """The last day of the pause that a day lies in; None where the day counts."""
        at = bisect_left(self._days, day, key=lambda span: span[1])
        return self._days[at][1] if at < len(self._days) and self._days[at][0] < day else None

    def next_day(self, day: date) -> date:
        """The first day after a day that counts."""
        day += _ONE_DAY
        while (last := self.last_of(day)) is not None:
            day = last + _ONE_DAY
        return day

    def carried(self, first: date, last: date) -> date:
        """The end of a period of calendar days after `first` up to `last`, later by the days in it that don't count."""
        left = sum((min(last, end) - max(first, begin)).days for begin, end in self._days if begin < last and end > first)
        for _ in range(left):
            last = self.next_day(last)
        return last

    def lengthened(self, start: datetime, length: timedelta) -> datetime:
        """The end of a period of hours, later by the time in it that doesn't count."""
        end = start + length
        for begin, stop in self._moments:
            if begin < end and stop > start:
                end += stop - max(begin, start)
        return end


def _merged(pauses: Iterable[Pause]) -> Iterator[tuple[datetime, datetime]]:
    """The pauses in order, those that touch made one, so that no time is left out twice."""
    begin: datetime | None = None
    end = begin
    for one in sorted((one for one in pauses if one.begin < one.end), key=lambda one: one.begin):
        if begin is None or end is None or one.begin > end:
            if begin is not None and end is not None:
                yield begin, end
            begin, end = one.begin, one.end
        else:
            end = max(end, one.end)
    if begin is not None and end is not None:
        yield begin, end


def _working_day(day: date, amount: int, still: _Standstill) -> Counted:
    provisional, left = False, amount
    while left:
        day = still.next_day(day)
        provisional = provisional or is_provisional(day)
        left -= is_working_day(day)
    return Counted(day=day, provisional=provisional)


def _rolled(day: date, still: _Standstill, *, rolls: bool) -> Counted:
    """The day itself, or the first working day from it on that counts: nobody need act while the clock stands still."""
    if not rolls:
        return Counted(day=day, provisional=False)
    provisional = is_provisional(day)
    while not is_working_day(day) or still.last_of(day) is not None:
        day = still.next_day(day)
        provisional = provisional or is_provisional(day)
    return Counted(day=day, provisional=provisional)
