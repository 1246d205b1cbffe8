"""Audit events are found by record a little after they are written: nothing is left out, nothing twice, whoever fills the index."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, func, select

from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.ledger.keys import Ed25519Signer
from exchange.storage import audit, ledgers
from exchange.storage.engine import Database
from exchange.storage.tables import audit_records, projection_cursors
from exchange.storage.writer import LedgerWriter, Submission
from exchange.v1 import audit_pb2

MEMBER = "310116"
EVENTS = 2 * audit.INDEXED_AT_ONCE + 7


@pytest.fixture
def log(database: Database) -> Database:
    with database.durable() as connection:
        ledgers.ensure(connection, origin=ledger_origin(MEMBER), own=True)
        ledgers.ensure(connection, origin=audit_origin(MEMBER), own=True)
    return database


def event(number: int) -> audit_pb2.AuditEvent:
    """Names two records: one of its own, and one that every event names."""
    return audit_pb2.AuditEvent(tag="outcome:subject:assess", record_ids=[f"own-{number}", "common", "common"])


def write(database: Database, first: int, count: int) -> None:
    with database.durable() as connection:
        audit.append(connection, MEMBER, [event(number) for number in range(first, first + count)], now=1)


def index(database: Database) -> int:
    with database.relaxed() as connection:
        return audit.index_records(connection, MEMBER)


def named(database: Database, record_id: str) -> list[int]:
    with database.reading() as connection:
        found = audit.find(connection, MEMBER, audit.AuditFilter(record_id=record_id), limit=10_000)
        assert audit.indexed_size(connection, MEMBER) <= ledgers.get(connection, audit_origin(MEMBER)).size
    return [one.index for one in found]


def test_index_goes_by_chunks_and_says_what_is_left(log: Database) -> None:
    write(log, 0, EVENTS)
    assert named(log, "common") == []
    left = [index(log) for _ in range(4)]
    assert left == [EVENTS - audit.INDEXED_AT_ONCE, 7, 0, 0]
    assert named(log, "common") == list(reversed(range(EVENTS)))
    assert named(log, "own-300") == [300]


def test_index_made_again_from_nothing_changes_nothing(log: Database) -> None:
    write(log, 0, 40)
    index(log)
    with log.durable() as connection:
        connection.execute(delete(projection_cursors))
    write(log, 40, 2)
    assert index(log) == 0
    assert len(named(log, "common")) == 42
    with log.reading() as connection:
        assert connection.execute(select(func.count()).select_from(audit_records)).scalar_one() == 84


def test_several_that_fill_it_at_once_lose_and_repeat_nothing(log: Database) -> None:
    write(log, 0, EVENTS)

    def fill() -> None:
        while index(log):
            pass

    threads = [threading.Thread(target=fill) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(named(log, "common")) == EVENTS


def test_a_writer_that_stops_leaves_nothing_to_do(log: Database) -> None:
    writer = LedgerWriter(log, member=MEMBER, signer=Ed25519Signer.generate())
    for number in range(5):
        writer.submit(Submission(audit=[event(number)])).result()
    writer.close()
    assert len(named(log, "common")) == 5


def test_asking_the_writer_makes_the_latest_event_found(log: Database) -> None:
    writer = LedgerWriter(log, member=MEMBER, signer=Ed25519Signer.generate())
    writer.submit(Submission(audit=[event(1)])).result()
    writer.index_audit()
    assert named(log, "own-1") == [0]
    writer.close()
