"""Working days against the State Council's notices of 2024 to 2026, and what happens where there is none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.calendar import (
    MAX_DAYS,
    SHANGHAI,
    CalendarError,
    CalendarReason,
    Counted,
    add_months,
    add_working_days,
    end_of_day,
    is_provisional,
    is_working_day,
    known_years,
    legal_day,
    next_working_day,
    working_days_between,
)

KNOWN_DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2026, 6, 30))
ANY_DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-09", True),  # New Year's Eve 2024 was no holiday by the notice
        ("2024-02-12", False),  # Spring Festival, Monday
        ("2024-02-18", True),  # Sunday, made up
        ("2024-04-07", True),  # Sunday, made up for 清明
        ("2024-10-01", False),
        ("2024-10-12", True),  # Saturday, made up for National Day
        ("2025-01-26", True),  # Sunday, made up
        ("2025-01-28", False),  # New Year's Eve, a holiday from 2025 on
        ("2025-05-02", False),  # second day of Labour Day, a holiday from 2025 on
        ("2025-10-08", False),
        ("2025-10-11", True),  # Saturday, made up
        ("2026-01-01", False),
        ("2026-02-14", True),  # Saturday, made up
        ("2026-02-23", False),  # Monday, ninth day of the Spring Festival
        ("2026-09-25", False),  # 中秋, Friday
        ("2026-10-10", True),  # Saturday, made up
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-23", True),  # a plain Monday
    ],
)
def test_the_yearly_notices_decide(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


def test_known_years_are_those_of_the_packaged_notices() -> None:
    assert known_years() == frozenset(range(2019, 2027))


def test_a_year_without_notice_is_monday_to_friday_and_provisional() -> None:
    assert is_working_day(date(2027, 1, 1))  # a Friday: the notice will make it a holiday, nobody has said so yet
    assert not is_working_day(date(2027, 1, 2))
    assert is_provisional(date(2027, 1, 1))
    assert not is_provisional(date(2026, 12, 31))


def test_working_days_jump_over_national_day_2025_and_its_make_up_saturday() -> None:
    # 1 to 8 October free, Saturday 11 October works
    assert add_working_days(date(2025, 9, 30), 3) == Counted(day=date(2025, 10, 11), provisional=False)


def test_a_count_into_2027_is_provisional() -> None:
    assert add_working_days(date(2026, 12, 30), 1) == Counted(day=date(2026, 12, 31), provisional=False)
    assert add_working_days(date(2026, 12, 30), 2) == Counted(day=date(2027, 1, 1), provisional=True)


def test_the_next_working_day_after_spring_festival_2026() -> None:
    assert next_working_day(date(2026, 2, 15)) == Counted(day=date(2026, 2, 24), provisional=False)
    assert next_working_day(date(2026, 2, 24)) == Counted(day=date(2026, 2, 24), provisional=False)


def test_rolling_out_of_the_known_years_is_provisional() -> None:
    assert next_working_day(date(2027, 1, 2)) == Counted(day=date(2027, 1, 4), provisional=True)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-12-15", 0, "2025-12-15"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(start: str, amount: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), amount) == date.fromisoformat(end)


def test_the_legal_day_is_that_of_shanghai() -> None:
    assert legal_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert legal_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_a_day_ends_with_its_last_second_in_shanghai() -> None:
    end = end_of_day(date(2026, 3, 1))
    assert end.isoformat() == "2026-03-01T23:59:59+08:00"
    assert legal_day(end) == date(2026, 3, 1)
    assert legal_day(end + timedelta(seconds=1)) == date(2026, 3, 2)


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2026, 3, 1, 12, 0, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(CalendarError, match=r"started_at: .*no time zone; give UTC or \+08:00") as caught:
        legal_day(naive, field="started_at")
    assert caught.value.reason is CalendarReason.NAIVE_TIME
    assert caught.value.field == "started_at"


@pytest.mark.parametrize("moment", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=SHANGHAI)])
def test_times_at_the_ends_of_the_range_are_refused_and_dont_overflow(moment: datetime) -> None:
    with pytest.raises(CalendarError, match="out of range") as caught:
        legal_day(moment)
    assert caught.value.reason is CalendarReason.OUT_OF_RANGE


@pytest.mark.parametrize("amount", [-1, MAX_DAYS + 1, 10**12])
def test_counts_out_of_range_are_refused_at_once(amount: int) -> None:
    with pytest.raises(CalendarError, match="can't be counted") as caught:
        add_working_days(date(2026, 1, 5), amount)
    assert caught.value.reason is CalendarReason.OUT_OF_RANGE
    with pytest.raises(CalendarError, match="can't be counted"):
        add_months(date(2026, 1, 5), amount)


@given(day=KNOWN_DAYS, amount=st.integers(min_value=1, max_value=90))
def test_counting_forward_and_back_agree(day: date, amount: int) -> None:
    end = add_working_days(day, amount).day
    assert is_working_day(end)
    assert working_days_between(day, end) == amount
    assert working_days_between(day, end - timedelta(days=1)) == amount - 1


@given(day=KNOWN_DAYS, first=st.integers(min_value=0, max_value=40), second=st.integers(min_value=0, max_value=40))
def test_working_days_add_up(day: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(day, first).day, second).day == add_working_days(day, first + second).day


@given(day=ANY_DAYS, amount=st.integers(min_value=0, max_value=600))
def test_months_never_run_over(day: date, amount: int) -> None:
    end = add_months(day, amount)
    assert (end.year - day.year) * 12 + end.month - day.month == amount
    assert end.day <= day.day
