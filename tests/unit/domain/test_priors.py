"""What counts as an earlier violation and as the same act: every relevance, every reason, every boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain import priors
from exchange.domain.freshness import source_warnings
from exchange.domain.prior_reasons import Text
from exchange.domain.priors import FirstRule, Question, first_rule, in_territory, months_before
from exchange.v1 import outcome_pb2, outcome_service_pb2, standard_pb2

SUBJECT = "913101166078754287"
MATTER = "31011600000001"
SAME_ACT = outcome_service_pb2.PRIOR_RELEVANCE_SAME_ACT
SAME_MATTER = outcome_service_pb2.PRIOR_RELEVANCE_SAME_MATTER
SAME_DOMAIN = outcome_service_pb2.PRIOR_RELEVANCE_SAME_DOMAIN
NOT_COUNTED = outcome_service_pb2.PRIOR_RELEVANCE_NOT_COUNTED
FINE = outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=100_000)
WARNING = outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_WARNING)


def question(*, months: int = 24, territory: str = "delta", **given: Any) -> Question:
    fields = {"first_day": "2026-03-15", "last_day": "2026-03-15", "domain": 1, "matter_code": MATTER, "act": "无照经营食品"}
    rule = FirstRule(lookback_months=months, territory=territory, source=Text("清单", "the list"))
    return Question(subject=SUBJECT, home="310116", rule=rule, **{**fields, **given})


def view(*, standing: outcome_service_pb2.OutcomeStanding | None = None, of_view: dict[str, Any] | None = None, **given: Any) -> Any:
    fields: dict[str, Any] = {
        "subject": {"name": "虚构公司", "uscc": SUBJECT},
        "domain": 1,
        "step": outcome_pb2.OUTCOME_STEP_PENALISED,
        "matter_code": MATTER,
        "act": "无照经营食品",
        "decided_on": "2025-06-01",
        "region_code": "330482",
        "penalties": [FINE],
    }
    named = {"record_id": "r", "effective": True, "origin": "330482", **(of_view or {})}
    return outcome_service_pb2.OutcomeView(outcome=outcome_pb2.Outcome(**{**fields, **given}), standing=standing, **named)


def weigh(asked: Question, one: Any) -> outcome_service_pb2.PriorFinding:
    finding = outcome_service_pb2.PriorFinding(outcome=one)
    priors.weigh(asked, finding)
    return finding


def assess(asked: Question, views: list[Any]) -> outcome_service_pb2.AssessPriorsResponse:
    answer = outcome_service_pb2.AssessPriorsResponse(findings=[outcome_service_pb2.PriorFinding(outcome=one) for one in views])
    priors.assess(asked, answer)
    return answer


@pytest.mark.parametrize(
    ("one", "relevance", "reason"),
    [
        (view(), SAME_MATTER, "the same matter 31011600000001"),
        (view(penalties=[WARNING]), SAME_MATTER, "the same matter"),
        (view(penalties=[]), SAME_MATTER, "the same matter"),
        (view(matter_code="", act="无照经营食品。"), SAME_MATTER, "worded the same"),
        (view(matter_code="33048200000009"), SAME_MATTER, "worded the same"),
        (view(matter_code="31011600000002", act="超标排放"), SAME_DOMAIN, "may aggravate"),
        (view(matter_code="31011600000002", act="超标排放", domain=2), NOT_COUNTED, "another domain"),
        (view(step=outcome_pb2.OUTCOME_STEP_PERSUADED, penalties=[]), NOT_COUNTED, "no penalty (行政处罚法 9, 28)"),
        (view(of_view={"superseded_by": "s"}), NOT_COUNTED, "replaced by s"),
        (view(of_view={"effective": False}), NOT_COUNTED, "revoked"),
        (view(standing=outcome_service_pb2.OutcomeStanding(state=3, execution_stayed=True)), NOT_COUNTED, "stayed"),
        (view(standing=outcome_service_pb2.OutcomeStanding(state=1)), NOT_COUNTED, "not in effect yet"),
        (view(standing=outcome_service_pb2.OutcomeStanding(state=2)), NOT_COUNTED, "not in effect yet"),
        (view(standing=outcome_service_pb2.OutcomeStanding(state=4, under_review=1)), SAME_MATTER, "under review"),
        (view(decided_on="2024-03-15"), SAME_MATTER, "the same matter"),
        (view(decided_on="2024-03-14"), NOT_COUNTED, "before 2024-03-15"),
        (view(decided_on="2026-03-14"), SAME_MATTER, "the same matter"),
        (view(decided_on="2026-03-15", act_on="2026-03-01"), NOT_COUNTED, "not before the act"),
        (view(decided_on=""), NOT_COUNTED, "no date of decision"),
        (view(decided_on="2026-04-01", act_on="2026-03-15"), SAME_ACT, "the days overlap"),
        (view(decided_on="2026-04-01", act_from="2026-03-10", act_on="2026-03-20"), SAME_ACT, "fined already"),
        (view(decided_on="2026-04-01", act_on="2026-03-14"), NOT_COUNTED, "not before the act"),
        (view(decided_on="2026-04-01", act_on="2026-03-15", penalties=[WARNING]), SAME_ACT, "no fine"),
        (view(decided_on="2026-04-01"), SAME_ACT, "doesn't date its act"),
        (view(decided_on="2026-04-01", act_on="2026-03-15", of_view={"effective": False}), NOT_COUNTED, "revoked"),
    ],
)  # fmt: skip
def test_relevance_and_its_reason(one: Any, relevance: int, reason: str) -> None:
    found = weigh(question(), one)
    assert found.relevance == relevance
    assert any(reason in text for text in found.reasons_en)
    assert len(found.reasons) == len(found.reasons_en) > 0
    assert found.certain


@pytest.mark.parametrize(
    ("place", "there", "relevance"),
    [
        ("金山区朱泾镇万安街1号", "朱泾镇万安街１号", SAME_ACT),
        ("金山区朱泾镇万安街1号", "平湖市新埭镇平兴线9号", NOT_COUNTED),
        ("金山区朱泾镇万安街1号", "", SAME_ACT),
        ("", "朱泾镇", SAME_ACT),
    ],
)
def test_place_of_the_same_act(place: str, there: str, relevance: int) -> None:
    found = weigh(question(place=place), view(decided_on="2026-04-01", act_on="2026-03-15", act_place=there))
    assert found.relevance == relevance


def test_answers_of_a_company_with_a_fine_for_the_same_act_and_one_before() -> None:
    answer = assess(
        question(), [view(decided_on="2026-04-01", act_on="2026-03-15"), view(), view(matter_code="31011600000002", act="超标排放")]
    )
    assert (answer.first_violation, answer.already_fined_same_act, answer.counted, answer.needs_person) == (False, True, 1, True)
    assert "行政处罚法第33条" in answer.counted_how
    assert "24 months, from 2024-03-15 on, within the delta (by the list)" in answer.counted_how_en


def test_the_same_act_is_no_violation_before_it() -> None:
    answer = assess(question(), [view(decided_on="2026-04-01", act_on="2026-03-15", penalties=[WARNING])])
    assert (answer.first_violation, answer.already_fined_same_act, answer.needs_person) == (True, False, False)


def test_nothing_known_is_a_first_violation() -> None:
    answer = assess(question(), [])
    assert (answer.first_violation, answer.already_fined_same_act, answer.counted, answer.needs_person) == (True, False, 0, False)


@pytest.mark.parametrize(("domain", "first"), [(1, False), (2, True), (0, False)])
def test_without_matter_and_act_the_domain_counts(domain: int, first: bool) -> None:
    answer = assess(question(matter_code="", act="", domain=domain), [view()])
    assert answer.first_violation is first


def test_an_old_number_is_never_certain() -> None:
    answer = assess(question(), [view(subject={"name": "虚构公司", "registration_number": "310228000000001"})])
    assert not answer.findings[0].certain
    assert "old registration number" in answer.findings[0].reasons_en[-1]
    assert (answer.first_violation, answer.needs_person) == (False, True)


@pytest.mark.parametrize(
    ("territory", "place", "inside"),
    [
        ("county", "310116", True), ("county", "310118", False), ("county", "310000", True),
        ("prefecture", "310118", True), ("prefecture", "330482", False),
        ("province", "310118", True), ("province", "330482", False),
        ("delta", "330482", True), ("", "330482", True),
    ],
)  # fmt: skip
def test_territory_around_jinshan(territory: str, place: str, inside: bool) -> None:
    assert in_territory(territory, home="310116", place=place) is inside
    found = weigh(question(territory=territory), view(region_code=place))
    assert found.relevance == (SAME_MATTER if inside else NOT_COUNTED)


@pytest.mark.parametrize(("home", "place", "inside"), [("330482", "330400", True), ("330482", "330000", True), ("331002", "331000", True)])
def test_a_county_is_also_its_prefectures_and_provinces(home: str, place: str, inside: bool) -> None:
    assert in_territory("county", home=home, place=place) is inside


def test_region_of_the_ledger_counts_where_the_record_names_none() -> None:
    assert weigh(question(territory="province"), view(region_code="")).relevance == NOT_COUNTED
    assert weigh(question(territory="province"), view(region_code="", of_view={"origin": "310118"})).relevance == SAME_MATTER


@pytest.mark.parametrize(
    ("day", "months", "start"),
    [("2024-03-31", 1, "2024-02-29"), ("2025-03-31", 1, "2025-02-28"), ("2026-01-15", 24, "2024-01-15"), ("2026-01-01", 1, "2025-12-01")],
)
def test_months_before(day: str, months: int, start: str) -> None:
    assert months_before(day, months) == start


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 120))
def test_months_before_goes_back_and_by_whole_months(day: date, months: int) -> None:
    start = date.fromisoformat(months_before(day.isoformat(), months))
    assert (day.year * 12 + day.month) - (start.year * 12 + start.month) == months
    assert start.day == day.day or (start + timedelta(days=1)).day == 1


@given(st.dates(date(2022, 1, 1), date(2027, 12, 31)), st.integers(0, 120))
def test_a_decision_counts_exactly_from_the_first_day_to_the_day_before_the_act(day: date, months: int) -> None:
    asked = question(months=months)
    found = weigh(asked, view(decided_on=day.isoformat(), act_on="2021-01-01"))
    inside = asked.counted_from <= day.isoformat() < asked.first_day
    assert (found.relevance == SAME_MATTER) is inside


def test_the_list_comes_before_the_request_and_that_before_the_settings() -> None:
    listed = standard_pb2.NoPenaltyCondition(lookback_months=12)
    asked = outcome_service_pb2.AssessPriorsRequest(lookback_months=24, territory="county")
    rule = first_rule(listed, asked, (36, "delta"))
    assert (rule.lookback_months, rule.territory, rule.source.en) == (12, "county", "the no-penalty list, the request")
    assert first_rule(None, outcome_service_pb2.AssessPriorsRequest(), (36, "delta")).source.en == "the node's settings"


def test_without_list_request_and_setting_everything_counts_and_it_says_so() -> None:
    rule = first_rule(None, outcome_service_pb2.AssessPriorsRequest(), (0, ""))
    asked = Question(subject=SUBJECT, home="310116", first_day="2026-03-15", last_day="2026-03-15", domain=1, matter_code=MATTER, rule=rule)
    answer = assess(asked, [view(decided_on="1999-01-01")])
    assert not answer.first_violation
    assert "however long ago, wherever (no list, request or setting limits it)" in answer.counted_how_en


def test_sources_that_are_frozen_never_read_or_old_are_named() -> None:
    now = datetime(2026, 3, 15, 12, tzinfo=UTC)
    sources = [outcome_service_pb2.SourceFreshness(member=one) for one in ("310116", "330482", "330421", "310118", "320509")]
    sources[1].verified_at.FromDatetime(now - timedelta(hours=24))
    sources[2].verified_at.FromDatetime(now - timedelta(hours=24, seconds=1))
    sources[3].frozen = True
    warnings = list(source_warnings(sources, own="310116", now=now))
    assert [one.en.partition(":")[0] for one in warnings] == ["330421", "310118", "320509"]
    assert [next(word for word in ("last read", "frozen", "never read") if word in one.en) for one in warnings] == [
        "last read",
        "frozen",
        "never read",
    ]
