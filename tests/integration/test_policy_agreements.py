"""Agreements as nodes read them out of ledgers: which wording holds, and what it allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.domain.policy import AgreementTerms
from exchange.ledger.checkpoints import ledger_origin
from exchange.ledger.envelope import body_digest, new_record_id
from exchange.storage import ledgers, projection, reading
from exchange.storage.engine import Database
from exchange.storage.ledgers import NewEntry
from exchange.v1 import agreement_pb2, recognition_pb2, record_pb2, subject_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD

MARKET, ECO_ENV = subject_pb2.ENFORCEMENT_DOMAIN_MARKET, subject_pb2.ENFORCEMENT_DOMAIN_ECO_ENV
START = datetime(2026, 3, 2, tzinfo=UTC)


def agreement(**changes: object) -> agreement_pb2.Agreement:
    """Terms between SOURCE and SINK; `changes` replace fields."""
    fields: dict[str, object] = {
        "agreement_id": "jinshan-pinghu-2026",
        "title": "毗邻地区行政执法协作协议",
        "members": [SOURCE, SINK],
        "domains": [MARKET, ECO_ENV],
        "valid_from": "2026-01-01",
        "valid_to": "2028-12-31",
        "text_digest": bytes(32),
        "impact_assessment": "个保评估2026-3",
        "scopes": [recognition_pb2.RECOGNITION_SCOPE_TEST],
        "organs": [ORGANS[SOURCE], ORGANS[SINK]],
        "clocks": [agreement_pb2.AgreedClock(name="FORM_CHECK", amount=3, unit="working_day")],
        "leads_may_be_disputed": True,
        "joint_inspection_right": True,
        "regions": ["310116", "330482101"],
    }
    return agreement_pb2.Agreement(**{**fields, **changes})  # type: ignore[arg-type]


@contextmanager
def signed_by(database: Database, *signed: tuple[str, agreement_pb2.Agreement, int]) -> Iterator[dict[str, AgreementTerms]]:
    """What holds when each (member, wording, day of signing) lies in that member's ledger here."""
    for member, terms, day in signed:
        with database.durable() as connection:
            ledgers.ensure(connection, origin=ledger_origin(member), own=member == SOURCE)
            head = ledgers.lock(connection, ledger_origin(member))
            ledgers.append(connection, head, [_entry(member, terms, START + timedelta(days=day))], now=0)
    projection.catch_up(database)
    with database.reading() as connection:
        yield reading.agreements_in_force(connection)


def _entry(member: str, terms: agreement_pb2.Agreement, at: datetime) -> NewEntry:
    body = record_pb2.RecordBody(salt=bytes(16), agreement=terms).SerializeToString()
    header = record_pb2.RecordHeader(
        record_id=new_record_id(at_ms=int(at.timestamp() * 1000), random=bytes(10)),
        origin=member,
        organ=ORGANS[member],
        type=record_pb2.RECORD_TYPE_AGREEMENT,
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="agreement:self",
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        body_digest=body_digest(body),
        hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
    )
    header.issued_at.FromDatetime(at)
    envelope = record_pb2.SignedRecord(header=header.SerializeToString()).SerializeToString()
    return NewEntry(bytes(32), header.record_id, header.type, None, None, envelope, body)


def test_the_terms_are_read_whole(database: Database) -> None:
    with signed_by(database, (SOURCE, agreement(), 0), (SINK, agreement(), 1)) as found:
        terms = found["jinshan-pinghu-2026"]
    assert terms == AgreementTerms.of(agreement())
    assert terms.basis_id == "agreement:jinshan-pinghu-2026"
    assert terms.domains == {MARKET, ECO_ENV}
    assert terms.scopes == {recognition_pb2.RECOGNITION_SCOPE_TEST}
    assert (terms.clocks["FORM_CHECK"].amount, terms.clocks["FORM_CHECK"].unit) == (3, "working_day")
    assert terms.leads_may_be_disputed
    assert terms.joint_inspection_right
    assert terms.impact_assessment == "个保评估2026-3"


@pytest.mark.parametrize(
    "signed",
    [
        [(SOURCE, agreement(), 0)],
        [(SOURCE, agreement(), 0), (SINK, agreement(scopes=[]), 0)],
        [(SOURCE, agreement(), 0), (THIRD, agreement(), 0)],
    ],
    ids=["one-party", "other-terms", "no-party"],
)
def test_what_not_every_party_signed_alike_holds_for_nobody(
    database: Database, signed: Sequence[tuple[str, agreement_pb2.Agreement, int]]
) -> None:
    with signed_by(database, *signed) as found:
        assert found == {}


@pytest.mark.parametrize("turn", [1, -1], ids=["in-order", "late-arrival"])
def test_the_wording_that_was_completed_last_holds(database: Database, turn: int) -> None:
    """Whatever came first into this node; and a wording that one party alone has moved on to doesn't count yet."""
    newer = agreement(scopes=[recognition_pb2.RECOGNITION_SCOPE_CREDIT])
    alone = agreement(scopes=[])
    signed = [(SOURCE, agreement(), 0), (SINK, agreement(), 1), (SOURCE, newer, 5), (SINK, newer, 6), (SOURCE, alone, 9)]
    with signed_by(database, *signed[::turn]) as found:
        assert found["jinshan-pinghu-2026"].scopes == {recognition_pb2.RECOGNITION_SCOPE_CREDIT}


def test_a_neighbours_malformed_agreement_harms_nobody(database: Database) -> None:
    """Its node checked nothing: a day that doesn't exist, an id longer than the column."""
    broken = [agreement(agreement_id="broken", valid_to="2026-02-31"), agreement(agreement_id="x" * 65)]
    signed = [(member, one, 0) for one in broken for member in (SOURCE, SINK)]
    with signed_by(database, *signed, (SOURCE, agreement(), 0), (SINK, agreement(), 0)) as found:
        assert set(found) == {"jinshan-pinghu-2026"}


def test_regions_hold_their_townships() -> None:
    terms = AgreementTerms.of(agreement())
    covered = {code: terms.covers_region(code) for code in ("310116", "310116102", "330482", "330482101", "330482102")}
    assert covered == {"310116": True, "310116102": True, "330482": False, "330482101": True, "330482102": False}
    assert AgreementTerms.of(agreement(regions=[])).covers_region("320509")


def test_the_first_and_the_last_day_count() -> None:
    terms = AgreementTerms.of(agreement())
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2028, 12, 31), date(2029, 1, 1)]
    assert [terms.in_force(day) for day in days] == [False, True, True, False]


def test_who_is_bound() -> None:
    terms = AgreementTerms.of(agreement())
    assert terms.binds([SOURCE, SINK])
    assert not terms.binds([SOURCE, THIRD])
    assert terms.covers_organ(ORGANS[SINK])
    assert not terms.covers_organ(ORGANS[THIRD])
