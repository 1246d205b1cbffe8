"""What a hostile member has signed and everybody has pulled: it stays in its ledger as evidence, and holds up nothing that follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import select

from exchange.ledger.envelope import PAYLOADS, TYPES
from exchange.storage import audit, projection, reading
from exchange.storage.engine import Database
from exchange.storage.projection import sightings, subjects
from exchange.storage.tables import outcomes
from exchange.v1 import (
    agreement_pb2,
    lead_pb2,
    outcome_pb2,
    outcome_service_pb2,
    outcome_service_pb2_grpc,
    recognition_pb2,
    record_pb2,
    record_service_pb2,
    record_service_pb2_grpc,
    subject_pb2,
)
from tests.support.access import refused
from tests.support.exchanging import Exchanging, on_each_database
from tests.support.federation import ORGANS, SINK, SOURCE, SUBJECT, THIRD, draft
from tests.support.hostile import Hostile, plant

SINCE = date(2020, 1, 1)
LATEST = Timestamp(seconds=2**63 - 1)
NOBODY = subject_pb2.Subject(name="虚构公司\x00")


def outcome(**given: Any) -> outcome_pb2.Outcome:
    return outcome_pb2.Outcome(**{"subject": subject_pb2.Subject(name="虚构公司"), "decided_on": "2026-06-01", **given})


BAD = [
    ("withdrawal_report", recognition_pb2.WithdrawalReport(applied_at=LATEST)),
    ("withdrawal_report", recognition_pb2.WithdrawalReport(revision_record_id="a\x00b")),
    ("recognition", recognition_pb2.Recognition(outcome_record_id="a\x00b")),
    ("agreement", agreement_pb2.Agreement(agreement_id="a", valid_from="2026-01-01", valid_to="2027-01-01")),
    ("agreement", agreement_pb2.Agreement(agreement_id="a\x00b", members=[SOURCE, SINK], valid_from="2026-01-01", valid_to="2027-01-01")),
    ("agreement", agreement_pb2.Agreement(agreement_id="a", members=[SOURCE, "\x00"], valid_from="2026-01-01", valid_to="2027-01-01")),
    ("outcome", outcome(decided_on="", published_on="2026-06-01\x00")),
    ("outcome", outcome(decided_on="", published_on="on the first of June")),
    ("outcome", outcome(subject=subject_pb2.Subject(name="虚构公司", uscc="9" * 19))),
    ("outcome", outcome(subject=subject_pb2.Subject(name="虚构公司", registration_number="\x00"))),
    ("outcome", outcome(subject=NOBODY)),
]


@pytest.mark.parametrize(("payload", "content"), BAD)
def test_one_bad_record_holds_up_nothing(database: Database, payload: str, content: Any) -> None:
    made = Hostile(1, [SOURCE, SINK])
    good = made.entry(SINK, TYPES["outcome"], draft(1, member=SINK).outcome)
    plant(database, SOURCE, [], own=True)
    plant(database, SINK, [made.entry(SINK, TYPES[payload], content), good])

    _catch_up_all(database)

    with database.reading() as connection:
        found = connection.execute(select(outcomes.c.record_id)).scalars().all()
        assert reading.agreements_in_force(connection) == {}
    assert good.record_id in found


@pytest.mark.parametrize("seed", range(6))
def test_records_that_say_anything_hold_up_nothing(database: Database, seed: int) -> None:
    """Each type of record, in three ledgers, tied to one another as chance has it; and once more from the beginning."""
    made = Hostile(seed, [SOURCE, SINK, THIRD])
    plant(database, SOURCE, [], own=True)
    for member in (SINK, THIRD, SINK):
        plant(database, member, [made.entry(member, kind) for kind in sorted(PAYLOADS) for _ in range(4)])
    good = made.entry(THIRD, TYPES["outcome"], draft(1, member=THIRD).outcome, supersedes="")
    plant(database, THIRD, [good])

    for again in (False, True):
        if again:
            projection.rebuild(database)
        _catch_up_all(database)
        with database.reading() as connection:
            assert good.record_id in connection.execute(select(outcomes.c.record_id)).scalars().all()


def _catch_up_all(database: Database) -> None:
    projection.catch_up(database)
    subjects.catch_up(database)
    sightings.catch_up(database, since=SINCE)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with on_each_database(request, tmp_path_factory.mktemp("hostile"), codes=(SOURCE, SINK)) as made:
        yield made


def test_a_company_with_the_longest_name_is_logged_and_found(world: Exchanging) -> None:
    """A key of "name:" and 200 characters: longer than the audit log's index took."""
    one = draft(1)
    one.outcome.subject.CopyFrom(subject_pb2.Subject(name="字" * 200, kind=1))
    world.publish(SOURCE, one)

    node = world.nodes[SOURCE]
    with node.database.reading() as connection:
        (event,) = audit.find(connection, SOURCE, audit.AuditFilter(subject="字" * 200), limit=9)
    assert event.event.subjects == ["name:" + "字" * 200]


@pytest.mark.parametrize("place", ["subject.name", "act"])
def test_text_with_nul_is_refused_at_the_door(world: Exchanging, place: str) -> None:
    one = draft(2)
    setattr(one.outcome.subject if place == "subject.name" else one.outcome, place.rpartition(".")[2], "虚构\x00公司")

    refusal = world.refused(SOURCE, one)

    assert refusal.fields == (f"draft.outcome.{place}",)
    assert refusal.reason == "FIELD_INVALID"


def test_a_time_that_does_not_exist_is_refused(world: Exchanging) -> None:
    with world.channel(SOURCE) as channel:
        asked = record_service_pb2.ListRecordsRequest(issued_from=LATEST)
        refusal = refused(record_service_pb2_grpc.RecordServiceStub(channel).ListRecords, asked, purpose="CASE_HANDLING")
    assert refusal.fields == ("issued_from",)


def test_records_of_an_organ_are_of_that_organ(world: Exchanging) -> None:
    """The filter was once passed over in silence: whoever asked for one organ's records was shown everybody's."""
    mine = world.publish(SOURCE, draft(3)).record_id
    theirs = world.publish(SINK, draft(4, member=SINK)).record_id
    world.pull(SOURCE, SINK)
    for organ, own, other in ((ORGANS[SOURCE], mine, theirs), (ORGANS[SINK], theirs, mine)):
        asked = record_service_pb2.ListRecordsRequest(organ=organ, page_size=1000)
        answer = world.ask(SOURCE, record_service_pb2_grpc.RecordServiceStub, "ListRecords", asked)
        listed = [record_pb2.RecordHeader.FromString(one.record.header).record_id for one in answer.records]
        assert own in listed
        assert other not in listed


def test_a_question_about_an_act_of_the_year_one_is_answered(world: Exchanging) -> None:
    asked = outcome_service_pb2.AssessPriorsRequest(subject=SUBJECT, act_on="0001-01-01", lookback_months=24)
    answer = world.ask(SOURCE, outcome_service_pb2_grpc.OutcomeServiceStub, "AssessPriors", asked, purpose="CASE_HANDLING")
    assert "0001-01-01" in answer.counted_how_en


def test_a_company_whose_name_has_a_nul_is_nobody() -> None:
    """Else PostgreSQL would be asked for it, by everybody who looks for a company of about that name."""
    lead = lead_pb2.Lead(subject=subject_pb2.Subject(name="虚构酿造\x00有限公司", uscc=SUBJECT))
    assert subjects.subject_of(record_pb2.RecordBody(lead=lead)) is None
