"""Cases of every statutory clock around real holidays and make-up working days, worked out by hand from the State Council's notices.

2024, 国办发明电〔2023〕7号: 元旦 1 Jan. 春节 10–17 Feb, works Sun 4 and Sun 18 Feb (New Year's Eve, Fri 9 Feb, was no holiday).
    清明 4–6 Apr, works Sun 7 Apr. 劳动节 1–5 May, works Sun 28 Apr, Sat 11 May. 端午 8–10 June. 中秋 15–17 Sep, works Sat 14 Sep.
    国庆 1–7 Oct, works Sun 29 Sep, Sat 12 Oct.
2025, 国办发明电〔2024〕12号: 元旦 1 Jan. 春节 28 Jan–4 Feb, works Sun 26 Jan, Sat 8 Feb. 清明 4–6 Apr. 劳动节 1–5 May, works Sun 27 Apr.
    端午 31 May–2 June. 国庆, 中秋 1–8 Oct, works Sun 28 Sep, Sat 11 Oct.
2026, 国办发明电〔2025〕7号: 元旦 1–3 Jan, works Sun 4 Jan. 春节 15–23 Feb, works Sat 14 and Sat 28 Feb. 清明 4–6 Apr.
    劳动节 1–5 May, works Sat 9 May. 端午 19–21 June. 中秋 25–27 Sep. 国庆 1–7 Oct, works Sun 20 Sep, Sat 10 Oct.
2027: not packaged, so counted Monday to Friday and provisional.

In the comments a number in brackets is the day of the period that a date is: "Sun 29 (1)".
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pytest

from exchange.domain.calendar import SHANGHAI
from exchange.domain.clocks import due, rules
from exchange.domain.extensions import allowed_extension, extensions_of, stops, suspensions_of
from exchange.domain.periods import Pause


class Case(NamedTuple):
    """A clock that starts on a day (at 10:00 unless it says) must run out on another (at its last second unless it says)."""

    rule_id: str
    start: str
    end: str


def at(text: str, time: str) -> datetime:
    return datetime.fromisoformat(text if "T" in text else f"{text}T{time}").replace(tzinfo=SHANGHAI)


CASES = [
    # --- leads and cases ---
    # Sun 29 (1), Mon 30 (2), 8 Oct (3) … Fri 11 (6), Sat 12 (7), Mon 14 (8) … Fri 18 (12), 21 (13), 22 (14), 23 (15)
    Case("LEAD-VERIFY-SAMR", "2024-09-27", "2024-10-23"),
    # 15 calendar days end on 1 October, a holiday: the next working day is 8 October
    Case("LEAD-VERIFY-ENV", "2024-09-16", "2024-10-08"),
    # received on New Year's Eve 2024, which works; Sun 18 Feb (1), 19 (2), 20 (3)
    Case("LEAD-FORWARD-CITY", "2024-02-09", "2024-02-20"),
    # Fri 24 (1), Sun 26 (2), Mon 27 (3), 5 Feb (4), 6 (5)
    Case("LEAD-REPLY-CITY", "2025-01-23", "2025-02-06"),
    # Sun 28 (1), 29 (2), 30 (3), 9 Oct (4), 10 (5), Sat 11 (6), Mon 13 (7)
    Case("DISPUTE-NEGOTIATE-SAMR", "2025-09-26", "2025-10-13"),
    # Fri 13 (1), Sat 14 (2), Tue 24 (3), 25 (4), 26 (5), 27 (6), Sat 28 (7)
    Case("DISPUTE-DESIGNATE-SAMR", "2026-02-12", "2026-02-28"),
    # Sun 27 (1), 28 (2), 29 (3), 30 (4), 6 May (5), 7 (6), 8 (7), 9 (8), 12 (9) … 16 (13), 19 (14), 20 (15)
    Case("ASSIST-SAMR", "2025-04-25", "2025-05-20"),
    # 10 calendar days end on 2 October 2025, within the eight days: 9 October
    Case("ASSIST-CITY", "2025-09-22", "2025-10-09"),
    # 5 July + 26 = 31 July, + 31 = 31 August (57), + 30 = 30 September (87), + 3 = 3 October (90), a holiday: 8 October
    Case("CASE-DECIDE", "2024-07-05", "2024-10-08"),
    # Thu 24 (1); 25–27 free; Mon 28 (2), 29 (3), 30 (4); 1–7 free; Thu 8 Oct (5)
    Case("PARTY-STATEMENT-ENV", "2026-09-23", "2026-10-08"),
    # Wed 3 (1); 4–6 free; Sun 7 (2), 8 (3) … 12 (7), 15 (8), 16 (9), 17 (10)
    Case("LEGAL-REVIEW-SAMR", "2024-04-02", "2024-04-17"),
    # 12 (1), 13 (2), Sat 14 (3); 15–17 free; 18 (4), 19 (5), 20 (6), Mon 23 (7)
    Case("SERVE", "2024-09-11", "2024-09-23"),
    # --- publication ---
    # 9 Oct (1), 10 (2), Sat 11 (3)
    Case("WITHDRAW-PUBLICATION", "2025-09-30", "2025-10-11"),
    # 20–24 (1–5), Sun 26 (6), Mon 27 (7); 28 Jan–4 Feb free; 5 (8), 6 (9), 7 (10)
    Case("PUSH-CROSSPROV", "2025-01-17", "2025-02-07"),
    # Sat 8 (1), 10–14 (2–6), 17 (7), 18 (8), 19 (9), 20 (10)
    Case("PUBLISH-CROSSPROV", "2025-02-07", "2025-02-20"),
    # 11 (1), 12 (2), 13 (3), Sat 14 (4); Tue 24 (5) … 27 (8), Sat 28 (9), 2–6 March (10–14), 9–13 (15–19), Mon 16 (20)
    Case("PUBLISH-SAMEPROV", "2026-02-10", "2026-03-16"),
    # Sun 28 (1), 29 (2), 30 (3); 1–5 May free; 6 (4), 7 (5), 8 (6), 9 (7)
    Case("SHUANGGONGSHI", "2024-04-26", "2024-05-09"),
    # --- crimes: 国令310 counts days, not working days ---
    # Sat 28 September + 3 = 1 October, a holiday: 8 October
    Case("CRIME-APPROVE", "2024-09-28", "2024-10-08"),
    Case("CRIME-SEND", "2025-10-01T15:30:00", "2025-10-02T15:30:00"),
    Case("CRIME-POLICE-REDIRECT", "2026-02-16T09:00:00", "2026-02-17T09:00:00"),
    Case("CRIME-POLICE-SUPPLEMENT", "2025-12-31T20:00:00", "2026-01-01T20:00:00"),
    # 1 April + 3 = Sat 4 April, 清明: Tue 7
    Case("CRIME-POLICE-DECIDE", "2026-04-01", "2026-04-07"),
    # 29 May + 3 = 1 June, 端午: Tue 3
    Case("CRIME-RECONSIDER", "2025-05-29", "2025-06-03"),
    # 31 December + 3 = 3 January, a holiday; Sun 4 January works
    Case("CRIME-RECONSIDER-DECIDE", "2025-12-31", "2026-01-04"),
    # 9 October + 3 = Sat 12, which works: it doesn't roll
    Case("CRIME-HANDOVER", "2024-10-09", "2024-10-12"),
    # --- 行刑反向衔接 ---
    # 27–30 (1–4); 1–5 May free; 6 (5), 7 (6), 8 (7), Sat 9 (8), 11 (9), 12 (10)
    Case("REVERSE-PROC-REVIEW", "2026-04-24", "2026-05-12"),
    # 16 June + 3 = 19 June, 端午: Mon 22
    Case("REVERSE-PROC-OPINION", "2026-06-16", "2026-06-22"),
    # 19 December + 12 = 31 December, + 31 = 31 January (43), + 17 = 17 February (60), Spring Festival: Tue 24
    Case("REVERSE-PROC-REPLY", "2025-12-19", "2026-02-24"),
    # --- credit, shared data ---
    # 31 May–2 June free; 3 (1), 4 (2), 5 (3)
    Case("CREDIT-REVOKE-SH", "2025-05-30", "2025-06-05"),
    # 1 January free; Thu 2 (1)
    Case("CREDIT-OBJECTION-MARK", "2024-12-31", "2025-01-02"),
    # received on Sat 3, a holiday; Sun 4 (1), Mon 5 (2)
    Case("CREDIT-OBJECTION-FORWARD", "2026-01-03", "2026-01-05"),
    # Mon 10 free; 11 (1), 12 (2), 13 (3), 14 (4), Mon 17 (5)
    Case("CREDIT-OBJECTION-DECIDE", "2024-06-07", "2024-06-17"),
    # Fri 18 (1), Sun 20 (2), 21–24 (3–6); 25–27 free; 28 (7), 29 (8), 30 (9); 1–7 free; 8 Oct (10)
    Case("SHARE-REPLY", "2026-09-17", "2026-10-08"),
    # 9–12 (1–4), 15–19 (5–9), 22–26 (10–14), Sun 28 (15), 29 (16), 30 (17); 9 Oct (18), 10 (19), Sat 11 (20)
    Case("SHARE-PROVIDE", "2025-09-08", "2025-10-11"),
    # 7 (1), 8 (2), Sat 9 (3), 11–15 (4–8), 18 (9), 19 (10)
    Case("SHARE-CORRECT", "2026-05-06", "2026-05-19"),
    # 6–9 (1–4), New Year's Eve works; Sun 18 (5), 19–23 (6–10), 26–29 (11–14), 1 March (15)
    Case("SHARE-CATALOG-SH", "2024-02-05", "2024-03-01"),
    # 10–13 (1–4), Sat 14 (5); 18 (6), 19 (7), 20 (8), 23–27 (9–13), Sun 29 (14), 30 (15); 8–11 Oct (16–19), Sat 12 (20)
    Case("INSPECT-RESULT-FOOD", "2024-09-09", "2024-10-12"),
    # --- reconsideration and litigation ---
    # 4 August + 27 = 31 August, + 30 = 30 September (57), + 3 = 3 October (60): 9 October
    Case("RECONSIDER-APPLY", "2025-08-04", "2025-10-09"),
    # 2 December + 29 = 31 December, + 31 = 31 January (60), Spring Festival: 5 February
    Case("RECONSIDER-DECIDE", "2024-12-02", "2025-02-05"),
    # six months: 2 October: 9 October
    Case("SUE-DIRECT", "2025-04-02", "2025-10-09"),
    # 31 January + 15 = 15 February, Spring Festival: 24
    Case("SUE-AFTER-RECONSIDER", "2026-01-31", "2026-02-24"),
    # --- these end with their day, whatever day that is ---
    Case("PENALTY-LIMITATION", "2024-10-01", "2026-10-01"),
    Case("LOG-RETAIN", "2025-08-15", "2026-02-15"),
    Case("PI-SHARE-RECORD", "2022-10-05", "2025-10-05"),
    Case("PIA-RECORD", "2021-05-02", "2024-05-02"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{one.rule_id} {one.start}" for one in CASES])
def test_a_clock_runs_out_when_the_law_and_the_notices_say(case: Case) -> None:
    deadline = due(case.rule_id, at(case.start, "10:00:00"))

    assert deadline.at == at(case.end, "23:59:59")
    assert not deadline.provisional


def test_every_clock_has_a_case() -> None:
    assert {one.rule_id for one in rules()} == {one.rule_id for one in CASES}


INTO_2027 = [
    # 15–18 (1–4), 21–25 (5–9), 28–31 (10–13), Fri 1 January (14) and Mon 4 (15), until somebody says that 1 January is free
    (Case("LEAD-VERIFY-SAMR", "2026-12-14", "2027-01-04"), True),
    # 20 November + 10 = 30 November, + 31 (41), + 31 = 31 January (72), + 18 = Thu 18 February (90)
    (Case("CASE-DECIDE", "2026-11-20", "2027-02-18"), True),
    # a Sunday of 2027 that nobody knows to be a holiday or made up: Monday
    (Case("CRIME-POLICE-DECIDE", "2026-12-31", "2027-01-04"), True),
    # ends in 2026
    (Case("CASE-DECIDE", "2026-10-01", "2026-12-30"), False),
    # hours and keeping times look at no calendar
    (Case("CRIME-SEND", "2026-12-31T18:00:00", "2027-01-01T18:00:00"), False),
    (Case("PI-SHARE-RECORD", "2026-11-26", "2029-11-26"), False),
]


@pytest.mark.parametrize(("case", "provisional"), INTO_2027, ids=[f"{case.rule_id} {case.end}" for case, _ in INTO_2027])
def test_a_deadline_that_depends_on_2027_is_provisional(case: Case, provisional: bool) -> None:
    deadline = due(case.rule_id, at(case.start, "10:00:00"))

    assert (deadline.at, deadline.provisional) == (at(case.end, "23:59:59"), provisional)


EXTENDED = [
    # the 15th working day is 23 October 2024; 24 (16), 25 (17), 28 Oct–1 Nov (18–22), 4–8 (23–27), 11 (28), 12 (29), 13 (30)
    (Case("LEAD-VERIFY-SAMR", "2024-09-27", "2024-11-13"), 15),
    # 16 September + 30 = Wed 16 October
    (Case("LEAD-VERIFY-ENV", "2024-09-16", "2024-10-16"), 15),
    # the 90th day is 3 October; + 30 = Sat 2 November: Mon 4
    (Case("CASE-DECIDE", "2024-07-05", "2024-11-04"), 30),
    # then 45 more by collective discussion: 2 November + 45 = Tue 17 December
    (Case("CASE-DECIDE", "2024-07-05", "2024-12-17"), 75),
    # the 60th day is 31 January 2025; + 30 = Sun 2 March: Mon 3
    (Case("RECONSIDER-DECIDE", "2024-12-02", "2025-03-03"), 30),
    # danger to life and health with harm: five years (处罚法 36)
    (Case("PENALTY-LIMITATION", "2024-10-01", "2029-10-01"), 3),
]


@pytest.mark.parametrize(("case", "by"), EXTENDED, ids=[f"{case.rule_id} +{by}" for case, by in EXTENDED])
def test_an_extension_is_counted_from_the_same_start(case: Case, by: int) -> None:
    assert due(case.rule_id, at(case.start, "10:00:00"), extended_by=by).at == at(case.end, "23:59:59")


class Approval(NamedTuple):
    """The `step`-th extension of a clock in a domain, approved by `asked`: the law gives `allowed`."""

    rule_id: str
    step: int
    domain: str
    asked: int
    collective: bool
    allowed: int


APPROVALS = [
    Approval("LEAD-VERIFY-SAMR", 1, "MARKET", 15, False, 15),
    Approval("LEAD-VERIFY-SAMR", 1, "MARKET", 0, False, 15),  # approved without a number: as the article says
    Approval("LEAD-VERIFY-SAMR", 1, "MARKET", 30, False, 15),  # not more than the article allows
    Approval("LEAD-VERIFY-SAMR", 2, "MARKET", 15, True, 0),  # once
    Approval("CASE-DECIDE", 1, "MARKET", 30, False, 30),
    Approval("CASE-DECIDE", 2, "MARKET", 45, False, 0),  # the second needs the collective discussion
    Approval("CASE-DECIDE", 2, "MARKET", 45, True, 45),
    Approval("CASE-DECIDE", 2, "CULTURE", 45, True, 45),
    Approval("CASE-DECIDE", 3, "ECO_ENV", 45, True, 0),
    Approval("ASSIST-SAMR", 1, "", 20, False, 20),
    Approval("WITHDRAW-PUBLICATION", 1, "", 3, True, 0),  # nobody may extend it
    Approval("CRIME-POLICE-DECIDE", 1, "", 3, True, 0),
]


@pytest.mark.parametrize("one", APPROVALS, ids=[f"{one.rule_id} {one.step} {one.domain} {one.asked} {one.collective}" for one in APPROVALS])
def test_what_an_approval_may_add(one: Approval) -> None:
    assert allowed_extension(one.rule_id, one.step, asked=one.asked, collective=one.collective, domain=one.domain) == one.allowed


def test_an_extension_after_the_period_revives_nothing() -> None:
    assert allowed_extension("LEAD-VERIFY-SAMR", 1, asked=15, collective=False, expired=True) == 0
    assert allowed_extension("ASSIST-CITY", 1, asked=10, collective=False, expired=True) == 10  # the article doesn't say when


SUSPENDED = [
    # sent to the laboratory on 8 October (3), result on Fri 18: 9, 10, 11, Sat 12, 14–18 don't count; 21 (4) … 5 November (15)
    (Case("LEAD-VERIFY-SAMR", "2024-09-27", "2024-11-05"), [("2024-10-08", "2024-10-18")]),
    # a test within the holidays costs no working day: Thu 23 October 2025 with it and without
    (Case("LEAD-VERIFY-SAMR", "2025-09-26", "2025-10-23"), [("2025-09-30", "2025-10-08")]),
    # a hearing of 20 days (21 July to 9 August): 3 October + 20 = Wed 23 October
    (Case("CASE-DECIDE", "2024-07-05", "2024-10-23"), [("2024-07-20", "2024-08-09")]),
    # two tests that overlap are one time: the same 20 days
    (Case("CASE-DECIDE", "2024-07-05", "2024-10-23"), [("2024-07-20", "2024-08-01"), ("2024-07-25", "2024-08-09")]),
    # 27 April (1); another procuratorate is asked until 8 May: 28–30, 6–8 don't count; Sat 9 (2), 11–15 (3–7), 18 (8), 19 (9), 20 (10)
    (Case("REVERSE-PROC-REVIEW", "2026-04-24", "2026-05-20"), [("2026-04-27", "2026-05-08")]),
    # a test that began and ended on one day takes none
    (Case("LEAD-VERIFY-SAMR", "2024-09-27", "2024-10-23"), [("2024-10-08", "2024-10-08")]),
    # over before the clock began
    (Case("LEAD-VERIFY-SAMR", "2024-09-27", "2024-10-23"), [("2024-09-01", "2024-09-20")]),
    # six months to sue, 1 to 10 June 2025 lost to a force majeure: 2 October + 10 = Sun 12: Mon 13
    (Case("SUE-DIRECT", "2025-04-02", "2025-10-13"), [("2025-05-31", "2025-06-10")]),
]


@pytest.mark.parametrize(("case", "times"), SUSPENDED, ids=[f"{case.rule_id} {times}" for case, times in SUSPENDED])
def test_times_that_dont_count_come_on_top(case: Case, times: list[tuple[str, str]]) -> None:
    pauses = [Pause(begin=at(begin, "14:00:00"), end=at(end, "09:00:00")) for begin, end in times]

    assert due(case.rule_id, at(case.start, "10:00:00"), excluded=pauses).at == at(case.end, "23:59:59")


def test_a_suspension_may_carry_a_deadline_into_2027() -> None:
    """2 December (1); 3 to 20 don't count; 21–25 (2–6), 28–31 (7–10), Fri 1 January (11), 4–7 (12–15), provisionally."""
    test = Pause(begin=at("2026-12-02", "14:00:00"), end=at("2026-12-20", "09:00:00"))

    assert due("LEAD-VERIFY-SAMR", at("2026-12-01", "10:00:00")).at == at("2026-12-22", "23:59:59")
    deadline = due("LEAD-VERIFY-SAMR", at("2026-12-01", "10:00:00"), excluded=[test])
    assert (deadline.at, deadline.provisional) == (at("2027-01-07", "23:59:59"), True)


def test_hours_stand_still_by_the_clock() -> None:
    pause = Pause(begin=at("2025-10-01", "20:00:00"), end=at("2025-10-02", "08:00:00"))

    assert due("CRIME-SEND", at("2025-10-01", "15:30:00"), excluded=[pause]).at == at("2025-10-03T03:30:00", "")


@pytest.mark.parametrize(
    ("rule_id", "reason", "domain", "stopped"),
    [
        ("LEAD-VERIFY-SAMR", "TESTING", "MARKET", True),
        ("LEAD-VERIFY-SAMR", "HEARING", "MARKET", False),  # nobody is heard before a case is filed
        ("CASE-DECIDE", "HEARING", "MARKET", True),
        ("CASE-DECIDE", "OTHER", "MARKET", True),
        ("CASE-DECIDE", "OTHER", "ECO_ENV", False),
        ("REVERSE-PROC-REVIEW", "PENDING_RESULT", "", True),
        ("WITHDRAW-PUBLICATION", "TESTING", "MARKET", False),
        ("CASE-DECIDE", "UNSPECIFIED", "MARKET", False),
    ],
)
def test_what_stops_a_clock(rule_id: str, reason: str, domain: str, stopped: bool) -> None:
    assert stops(rule_id, reason, domain) is stopped


def test_extensions_and_suspensions_cite_their_articles() -> None:
    for one in rules():
        for found in (*extensions_of(one.rule_id), *suspensions_of(one.rule_id)):
            assert found.basis
            assert found.confidence in {"A", "B", "C"}
        assert [found.step for found in extensions_of(one.rule_id)] == list(range(1, len(extensions_of(one.rule_id)) + 1))
        assert all(found.unit is one.unit for found in extensions_of(one.rule_id))
