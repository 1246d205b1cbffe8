"""Publication in the party's home province (市场监督管理行政处罚信息公示规定 2, 10, 11), and the register's header (干预记录)."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.domain.identifiers import current_county
from exchange.domain.interventions import check_register
from exchange.domain.policy import PolicyError
from exchange.domain.publication import PushDuty, Received, check_notice, push_due, registered_member
from exchange.v1 import duty_pb2, error_pb2, outcome_pb2, record_pb2, subject_pb2

JINSHAN, PINGHU, JIASHAN, QINGPU = "310116", "330482", "330421", "310118"
MEMBERS = frozenset({JINSHAN, PINGHU, JIASHAN, QINGPU})
OF_PINGHU = "91330482MA29GEU99P"
FINE = outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=1)
WARNING = outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_WARNING)


@pytest.mark.parametrize(
    ("code", "county"),
    [
        ("310116", "310116"),
        ("310228", "310116"),
        ("330422", "330482"),
        ("320584", "320509"),
        ("310229", "310118"),
        ("330400", None),
        ("", None),
    ],
)
def test_the_county_that_carries_on_a_code(code: str, county: str | None) -> None:
    assert current_county(code) == county


@pytest.mark.parametrize(
    ("subject", "member"),
    [
        (subject_pb2.Subject(uscc=OF_PINGHU), PINGHU),
        (subject_pb2.Subject(uscc=OF_PINGHU, registered_region=JIASHAN), JIASHAN),
        (subject_pb2.Subject(registered_region="310228"), JINSHAN),
        (subject_pb2.Subject(registered_region="310120"), None),
        (subject_pb2.Subject(registered_region="330400"), None),
        (subject_pb2.Subject(registration_number="330482000012345"), None),
        (subject_pb2.Subject(uscc="91330481554013049C"), None),
    ],
    ids=["by code", "moved", "historical", "no member", "a city", "no code", "elsewhere"],
)
def test_where_a_party_is_registered(subject: subject_pb2.Subject, member: str | None) -> None:
    assert registered_member(subject, MEMBERS) == member


def _outcome(**changes: object) -> outcome_pb2.Outcome:
    values = {
        "subject": subject_pb2.Subject(name="平湖虚构公司", uscc=OF_PINGHU),
        "domain": subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        "procedure": outcome_pb2.PROCEDURE_ORDINARY,
        "penalties": [FINE],
    }
    return outcome_pb2.Outcome(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


def _header(
    origin: str = JINSHAN, audience: tuple[str, ...] = (), kind: int = record_pb2.SHARING_CLASS_CONDITIONAL
) -> record_pb2.RecordHeader:
    return record_pb2.RecordHeader(origin=origin, audience=audience, sharing_class=kind)  # type: ignore[arg-type]  # a number


@pytest.mark.parametrize(
    ("outcome", "header", "duty"),
    [
        (_outcome(), _header(), PushDuty(member=PINGHU, met=True)),
        (_outcome(), _header(audience=(PINGHU,)), PushDuty(member=PINGHU, met=True)),
        (_outcome(), _header(audience=(JIASHAN,)), PushDuty(member=PINGHU, met=False)),
        (_outcome(), _header(kind=record_pb2.SHARING_CLASS_WITHHELD), PushDuty(member=PINGHU, met=False)),
        (_outcome(penalties=[WARNING, FINE]), _header(), PushDuty(member=PINGHU, met=True)),
        (_outcome(), _header(origin=JIASHAN), None),
        (_outcome(domain=subject_pb2.ENFORCEMENT_DOMAIN_ECO_ENV), _header(), None),
        (_outcome(procedure=outcome_pb2.PROCEDURE_SIMPLE), _header(), None),
        (_outcome(penalties=[WARNING]), _header(), None),
        (_outcome(penalties=[]), _header(), None),
        (_outcome(source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_PUBLICATION)), _header(), None),
        (_outcome(subject=subject_pb2.Subject(name="外省公司", registered_region="340100")), _header(), None),
    ],
    ids=["all", "named", "others", "withheld", "fined too", "same province", "domain", "simple", "warning", "none", "copied", "no member"],
)
def test_what_must_be_pushed(outcome: outcome_pb2.Outcome, header: record_pb2.RecordHeader, duty: PushDuty | None) -> None:
    assert push_due(outcome, header, MEMBERS) == duty


RECEIVED, TODAY = date(2026, 1, 5), date(2026, 1, 9)


def _notice(**changes: str) -> duty_pb2.PublicationNotice:
    values = {"outcome_record_id": "r", "outcome_origin": JINSHAN, "published_on": "2026-01-07", "medium": "公示系统"}
    return duty_pb2.PublicationNotice(**{**values, **changes})


def _check(notice: duty_pb2.PublicationNotice, *, own: str = PINGHU, revoked: bool = False) -> None:
    received = Received(outcome=_outcome(), header=_header(), received_on=RECEIVED, revoked=revoked)
    check_notice(notice, received, own=own, members=MEMBERS, today=TODAY)


@pytest.mark.parametrize("day", ["2026-01-05", "2026-01-09"])
def test_published_between_receipt_and_today(day: str) -> None:
    _check(_notice(published_on=day, publish_until=day))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"published_on": "2026-01-04"}, "published_on"),
        ({"published_on": "2026-01-10"}, "published_on"),
        ({"published_on": "2026-02-30"}, "published_on"),
        ({"publish_until": "2026-01-06"}, "publish_until"),
        ({"publish_until": "2026-02-30"}, "publish_until"),
        ({"outcome_origin": JIASHAN}, "outcome_origin"),
    ],
)
def test_a_notice_that_cannot_be_true(changes: dict[str, str], field: str) -> None:
    with pytest.raises(PolicyError) as caught:
        _check(_notice(**changes))
    assert (caught.value.reason, caught.value.field) == (error_pb2.ERROR_REASON_FIELD_INVALID, f"publication_notice.{field}")


@pytest.mark.parametrize("own", [JINSHAN, JIASHAN])
def test_only_the_place_of_registration_publishes(own: str) -> None:
    with pytest.raises(PolicyError) as caught:
        _check(_notice(), own=own)
    assert caught.value.reason == error_pb2.ERROR_REASON_NOT_RECEIVER


def test_what_was_withdrawn_is_not_published() -> None:
    with pytest.raises(PolicyError) as caught:
        _check(_notice(), revoked=True)
    assert caught.value.reason == error_pb2.ERROR_REASON_WITHDRAWN


def test_the_register_is_withheld_and_appended_only() -> None:
    check_register(sharing_class=record_pb2.SHARING_CLASS_WITHHELD, thread_id="", supersedes="")
    for given, reason in (
        ({"sharing_class": record_pb2.SHARING_CLASS_CONDITIONAL}, error_pb2.ERROR_REASON_CLASS_NOT_ALLOWED),
        ({"thread_id": "r"}, error_pb2.ERROR_REASON_FIELD_INVALID),
        ({"supersedes": "r"}, error_pb2.ERROR_REASON_FIELD_INVALID),
    ):
        with pytest.raises(PolicyError) as caught:
            check_register(**{"sharing_class": record_pb2.SHARING_CLASS_WITHHELD, "thread_id": "", "supersedes": "", **given})
        assert caught.value.reason == reason
