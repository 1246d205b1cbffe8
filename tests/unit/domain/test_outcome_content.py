"""What each step of the ladder must say, what a revision must say, how long publication lasts, and when a decision is the same again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from exchange.domain.outcomes import basically_same, faults_of, publication_period, revision_faults
from exchange.v1 import outcome_pb2
from tests.unit.domain.test_outcome_life import decision, revision

CHECK = {"trigger": 2, "checked_on": "2026-01-04", "valid_until": "2026-07-04", "passed": True}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"step": 1, "penalties": (), "check": CHECK}, ""),
        ({"step": 1, "penalties": ()}, "check"),
        ({"step": 1, "check": CHECK}, "penalties"),
        ({"step": 2}, "penalties"),
        ({"step": 2, "penalties": ()}, ""),
        ({"step": 3, "penalties": ()}, "rectification_order"),
        ({"step": 3, "penalties": (), "rectification_order": "限期改正"}, ""),
        ({"step": 4, "penalties": (), "content": "责令关闭"}, ""),
        ({"step": 5}, "published_on"),
        ({"step": 5, "published_on": "2026-01-20"}, ""),
        ({"check": {**CHECK, "valid_until": "2026-01-03"}}, "check.valid_until"),
        ({"check": {**CHECK, "checked_on": "2026-02-30"}}, "check.checked_on"),
        ({"act_from": "2025-12-02", "act_on": "2025-12-01"}, "act_on"),
        ({"evidence": [{"name": "照片", "kind": 3}, {"name": "照片", "kind": 3}]}, "evidence"),
        ({"tests": [{"report_number": "1", "tested_on": "2026-01-02", "valid_until": "2026-01-01"}]}, "tests[0].valid_until"),
        ({"tests": [{"report_number": "1", "tested_on": "2026-01-02"}, {"report_number": "1", "tested_on": "2026-01-02"}]}, "tests"),
    ],
)
def test_what_an_outcome_must_say(given: dict[str, Any], field: str) -> None:
    assert [one.field for one in faults_of(decision(**given))] == ([field] if field else [])


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (revision("SERVED"), ""),
        (revision("REVIEW_OPENED", review=0), "review"),
        (revision("TEST_DISPUTED", report_number=""), "report_number"),
        (revision("SERVED", publish_until="2026-12-01"), "publish_until"),
        (revision("PUBLISHED", publish_until="2025-12-01"), "publish_until"),
        (revision("PUBLISHED", publish_until="2026-02-30"), "publish_until"),
        (revision("CHANGED", replacement=None), "replacement"),
        (revision("REVOKED", replacement=decision()), "replacement"),
        (revision("CHANGED", replacement=decision(decided_on="2026-02-30")), "replacement.decided_on"),
        (revision("SERVED", on="2026-02-30"), "effective_on"),
    ],
)
def test_what_a_revision_must_say(one: outcome_pb2.OutcomeRevision, field: str) -> None:
    assert [each.field for each in revision_faults(one)] == ([field] if field else [])


SINCE = date(2026, 5, 6)
MINOR, ORDINARY, SERIOUS = outcome_pb2.SERIOUSNESS_MINOR, outcome_pb2.SERIOUSNESS_ORDINARY, outcome_pb2.SERIOUSNESS_SERIOUS


@pytest.mark.parametrize(
    ("given", "region", "read_only", "earliest", "latest"),
    [
        ({}, "330482", True, date(2026, 5, 6), date(2029, 5, 6)),  # 公示规定 13: three years
        ({"penalties": [{"kind": 2}]}, "330482", True, date(2026, 5, 6), date(2026, 8, 6)),  # 通报批评: three months
        ({}, "310116", True, date(2026, 8, 6), date(2029, 5, 6)),  # 上海市优化营商环境条例 67: three months at least
        ({"safety_field": True}, "310116", True, date(2027, 5, 6), date(2029, 5, 6)),  # a year in the fields of safety
        ({"domain": 2}, "330482", True, date(2026, 5, 6), None),
        ({"seriousness": ORDINARY}, "330482", False, date(2026, 8, 6), date(2027, 5, 6)),  # 信用修复管理办法: three months to a year
        ({"seriousness": SERIOUS}, "330482", False, date(2027, 5, 6), date(2029, 5, 6)),
        ({"seriousness": MINOR}, "330482", False, date(2026, 5, 6), date(2026, 8, 6)),
        ({"seriousness": MINOR, "safety_field": True}, "310116", False, date(2027, 5, 6), date(2027, 5, 6)),  # what is required holds
    ],
)
def test_how_long_it_is_shown(given: dict[str, Any], region: str, read_only: bool, earliest: date, latest: date | None) -> None:
    period = publication_period(decision(**given), since=SINCE, region=region, read_only=read_only)
    assert (period.earliest_end, period.latest_end, period.publishable) == (earliest, latest, True)


def test_a_warning_alone_is_not_published_and_a_rule_counts_from_its_day() -> None:
    """公示规定 2; 信用修复管理办法 is in force since 2026-04-01."""
    for region in ("330482", "310116"):
        assert not publication_period(decision(penalties=[{"kind": 1}]), since=SINCE, region=region).publishable
    before = publication_period(decision(domain=2, seriousness=SERIOUS), since=date(2026, 3, 31), region="330482")
    assert (before.latest_end, before.rules) == (None, ())


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({}, True),
        ({"document_number": "另一文号", "decided_on": "2026-06-01"}, True),
        ({"act": "虚假 宣传。"}, True),  # spelling isn't substance
        ({"penalties": [{"kind": 3, "amount_fen": 999}]}, True),
        ({"penalties": [{"kind": 8}]}, False),
        ({"facts": "另查明其他事实"}, False),
        ({"violated_provisions": "另一条款"}, False),
        ({"act_on": "2026-01-01"}, False),
    ],
)
def test_the_same_decision_again(given: dict[str, Any], same: bool) -> None:
    """行政诉讼法 71."""
    assert basically_same(decision(**given), decision()) is same
