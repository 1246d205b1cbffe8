"""Every statutory clock of deadlines.csv, and how its end is found."""

import csv
from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.calendar import SHANGHAI, CalendarError, is_working_day
from exchange.domain.clocks import AGREEMENT, ClockError, ClockReason, ClockRule, Unit, due, due_in, rule, rules
from exchange.domain.periods import Pause

NEVER_ROLL = {one.rule_id for one in rules() if one.minimum} | {"PENALTY-LIMITATION"}
MOMENTS = st.datetimes(min_value=datetime(2019, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds of the strategy are naive by its contract
TABLE = list(csv.DictReader((resources.files("exchange.domain") / "data" / "deadlines.csv").read_text(encoding="utf-8").splitlines()))


def at(text: str) -> datetime:
    """Return a moment of Shanghai time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("row", TABLE, ids=[row["id"] for row in TABLE])
def test_every_row_of_the_table_is_a_rule(row: dict[str, str]) -> None:
    found = rule(row["id"])
    deadline = due(row["id"], at("2024-03-04T10:00:00"))
    assert found.amount == int(row["n"])
    assert row["unit"].startswith(found.unit)
    assert found.minimum == row["unit"].endswith("(min)")
    assert deadline.rule_id == row["id"]
    assert deadline.basis == row["basis"]
    assert deadline.confidence in {"A", "B", "C"}
    assert deadline.at > at("2024-03-04T10:00:00")


def test_the_table_is_complete() -> None:
    assert len(rules()) == len(TABLE) == 45


@pytest.mark.parametrize(
    ("rule_id", "start", "end", "provisional"),
    [
        # 15 working days, over 清明 2024 with its Sunday made up
        ("LEAD-VERIFY-SAMR", "2024-03-25T09:00:00", "2024-04-16T23:59:59", False),
        # 3 working days over National Day 2024: 29 September, a Sunday, works
        ("LEAD-FORWARD-CITY", "2024-09-27T18:00:00", "2024-10-08T23:59:59", False),
        # 3 working days over Labour Day 2025: Sunday 27 April works, 1 to 5 May don't
        ("WITHDRAW-PUBLICATION", "2025-04-29T12:00:00", "2025-05-07T23:59:59", False),
        # 7 working days over Spring Festival 2026 (15 to 23 February; Saturdays 14 and 28 work)
        ("SERVE", "2026-02-12T12:00:00", "2026-02-28T23:59:59", False),
        # 15 calendar days that end on 1 October: the first working day after the holiday, 9 October 2025
        ("LEAD-VERIFY-ENV", "2025-09-16T08:00:00", "2025-10-09T23:59:59", False),
        # 15 calendar days that end on a plain Sunday
        ("LEAD-VERIFY-ENV", "2026-05-30T08:00:00", "2026-06-15T23:59:59", False),
        # 15 calendar days that end on a Sunday that is made up
        ("LEAD-VERIFY-ENV", "2026-09-05T08:00:00", "2026-09-20T23:59:59", False),
        # 国令310: 3 days are calendar days, the end rolls over a weekend
        ("CRIME-APPROVE", "2025-11-05T10:00:00", "2025-11-10T23:59:59", False),
        ("CASE-DECIDE", "2025-01-02T10:00:00", "2025-04-02T23:59:59", False),
        ("SUE-DIRECT", "2025-02-28T10:00:00", "2025-08-28T23:59:59", False),
        # into 2027: nobody knows its holidays yet
        ("LEAD-VERIFY-SAMR", "2026-12-14T10:00:00", "2027-01-04T23:59:59", True),
        ("SUE-AFTER-RECONSIDER", "2026-12-18T10:00:00", "2027-01-04T23:59:59", True),
        ("RECONSIDER-APPLY", "2026-12-01T10:00:00", "2027-02-01T23:59:59", True),
    ],
)
def test_when_a_clock_runs_out(rule_id: str, start: str, end: str, provisional: bool) -> None:
    deadline = due(rule_id, at(start))
    assert deadline.at == at(end)
    assert deadline.at.utcoffset() == timedelta(hours=8)
    assert deadline.day == date.fromisoformat(end[:10])
    assert deadline.provisional is provisional


def test_hours_run_by_the_clock_through_holidays() -> None:
    deadline = due("CRIME-SEND", datetime(2025, 9, 30, 9, 30, tzinfo=UTC))
    assert deadline.at == datetime(2025, 10, 1, 9, 30, tzinfo=UTC)
    assert not deadline.provisional
    assert not due("CRIME-SEND", datetime(2027, 1, 1, tzinfo=UTC)).provisional


def test_the_day_of_the_event_is_that_of_shanghai() -> None:
    late = due("CREDIT-OBJECTION-MARK", datetime(2025, 3, 3, 15, 59, 59, tzinfo=UTC))
    next_day = due("CREDIT-OBJECTION-MARK", datetime(2025, 3, 3, 16, 0, tzinfo=UTC))
    assert (late.day, next_day.day) == (date(2025, 3, 4), date(2025, 3, 5))


@pytest.mark.parametrize(
    ("rule_id", "start", "day"),
    [
        ("LOG-RETAIN", "2025-04-05T10:00:00", date(2025, 10, 5)),  # a Sunday within National Day
        ("PIA-RECORD", "2022-10-04T10:00:00", date(2025, 10, 4)),
        ("PENALTY-LIMITATION", "2023-10-01T10:00:00", date(2025, 10, 1)),
    ],
)
def test_keeping_times_and_limitations_dont_roll(rule_id: str, start: str, day: date) -> None:
    deadline = due(rule_id, at(start))
    assert not is_working_day(day)
    assert deadline.day == day


def test_an_extension_counts_in_the_rules_own_unit() -> None:
    start = at("2024-03-04T10:00:00")
    assert due("LEAD-VERIFY-SAMR", start).day == date(2024, 3, 25)
    assert due("LEAD-VERIFY-SAMR", start, extended_by=15).day == date(2024, 4, 16)
    assert due("CASE-DECIDE", start, extended_by=30).day == date(2024, 7, 2)


def test_a_negative_extension_is_refused() -> None:
    with pytest.raises(ClockError, match="extended_by: -1 is negative") as caught:
        due("LEAD-VERIFY-SAMR", at("2024-03-04T10:00:00"), extended_by=-1)
    assert caught.value.reason is ClockReason.OUT_OF_RANGE


def test_an_agreements_period_is_counted_like_a_statutory_one() -> None:
    start = at("2025-09-30T10:00:00")
    deadline = due_in(Unit.WORKING_DAY, 3, start=start, basis="JSPH-2026-01 §4")
    assert deadline.rule_id == AGREEMENT
    assert deadline.basis == "JSPH-2026-01 §4"
    assert deadline.at == due("LEAD-FORWARD-CITY", start).at


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("LEAD-VERIFY", "LEAD-VERIFY-ENV"),
        ("lead-verify-samr", "LEAD-VERIFY-SAMR"),
        ("WITHDRAW_PUBLICATION", "WITHDRAW-PUBLICATION"),
        ("", "CASE-DECIDE"),
    ],
)
def test_an_unknown_rule_names_what_would_be_right(wrong: str, named: str) -> None:
    with pytest.raises(ClockError, match=r"is no rule of deadlines\.csv") as caught:
        due(wrong, at("2024-03-04T10:00:00"))
    assert caught.value.reason is ClockReason.UNKNOWN_RULE
    assert caught.value.field == "rule_id"
    assert named in str(caught.value)


def test_a_start_without_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match=r"start: .*no time zone"):
        due("CRIME-SEND", at("2024-03-04T10:00:00").replace(tzinfo=None))


def test_the_confidence_is_the_tables_letter() -> None:
    assert rule("SHUANGGONGSHI").confidence == "C"
    assert rule("LEAD-VERIFY-ENV").confidence == "A"
    assert rule("LEAD-VERIFY-ENV").confidence_note.startswith("A text read (copy), day-type")
    assert rule("REVERSE-PROC-REVIEW").confidence == "A"
    assert rule("ASSIST-SAMR").confidence == "B"


@given(found=st.sampled_from(rules()), start=MOMENTS)
def test_deadlines_lie_after_their_start_and_end_on_working_days(found: ClockRule, start: datetime) -> None:
    deadline = due(found.rule_id, start)
    assert deadline.at > start
    if found.unit is Unit.HOUR:
        assert deadline.at - start == timedelta(hours=found.amount)
    elif found.rule_id not in NEVER_ROLL:
        assert is_working_day(deadline.day)


@given(found=st.sampled_from(rules()), start=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_start_never_ends_earlier(found: ClockRule, start: datetime, later: timedelta) -> None:
    assert due(found.rule_id, start).at <= due(found.rule_id, start + later).at


@given(found=st.sampled_from(rules()), start=MOMENTS, less=st.integers(0, 40), more=st.integers(0, 40))
def test_a_longer_extension_never_ends_earlier(found: ClockRule, start: datetime, less: int, more: int) -> None:
    assert due(found.rule_id, start, extended_by=less).at <= due(found.rule_id, start, extended_by=less + more).at


PAUSES = st.lists(
    st.builds(
        lambda begin, length: Pause(begin=begin, end=begin + length),
        st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  # as above
        st.timedeltas(timedelta(days=-3), timedelta(days=60)),
    ),
    max_size=4,
)
YEARS_OF_NOTICES = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2026, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001  # as above


@given(found=st.sampled_from(rules()), start=YEARS_OF_NOTICES, pauses=PAUSES, more=PAUSES)
def test_a_suspension_only_ever_lengthens(found: ClockRule, start: datetime, pauses: list[Pause], more: list[Pause]) -> None:
    without, within = due(found.rule_id, start), due(found.rule_id, start, excluded=pauses)
    assert without.at <= within.at <= due(found.rule_id, start, excluded=[*pauses, *more]).at
    if found.unit is not Unit.HOUR and found.rule_id not in NEVER_ROLL:
        assert is_working_day(within.day)


COUNTED_IN_DAYS = [one for one in rules() if one.unit not in {Unit.MONTH, Unit.YEAR}]


@given(found=st.sampled_from(COUNTED_IN_DAYS), start=YEARS_OF_NOTICES, pauses=PAUSES, later=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_start_never_ends_earlier_whatever_is_excluded(
    found: ClockRule, start: datetime, pauses: list[Pause], later: timedelta
) -> None:
    """Not so of months: six from 28 and from 31 August both end on 28 February, but only the first has the days between to come on top."""
    assert due(found.rule_id, start, excluded=pauses).at <= due(found.rule_id, start + later, excluded=pauses).at


@given(amount=st.integers(1, 40), start=YEARS_OF_NOTICES, pauses=PAUSES)
def test_working_days_that_dont_count_come_on_top_one_for_one(amount: int, start: datetime, pauses: list[Pause]) -> None:
    """Counted the slow way: every day looked at by itself."""
    last = due_in(Unit.WORKING_DAY, amount, start=start, basis="", excluded=pauses).day
    first = start.astimezone(SHANGHAI).date()
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    spans = [(one.begin.astimezone(SHANGHAI).date(), one.end.astimezone(SHANGHAI).date()) for one in pauses if one.begin < one.end]
    assert sum(is_working_day(day) and not any(begin < day <= end for begin, end in spans) for day in days) == amount
