"""A caller that goes away (its process killed, its deadline over) takes neither its audit event nor the writer with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.ledger.keys import Ed25519Signer
from exchange.storage import ledgers
from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from exchange.storage.tables import audit_events
from exchange.storage.writer import LedgerWriter, Receipt, Submission
from exchange.v1 import audit_pb2

MEMBER = "310116"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'node.db'}")
    migrate(opened)
    with opened.durable() as connection:
        for origin in (ledger_origin(MEMBER), audit_origin(MEMBER)):
            ledgers.ensure(connection, origin=origin, own=True)
    yield opened
    opened.dispose()


@pytest.fixture
def writer(database: Database) -> Iterator[LedgerWriter]:
    opened = LedgerWriter(database, member=MEMBER, signer=Ed25519Signer.generate())
    yield opened
    opened.close()


def event(at: int) -> Submission:
    made = audit_pb2.AuditEvent(tag="record:any:read", actor=f"exchange://{MEMBER}/organ/{at}", member=MEMBER, role="organ")
    made.at.FromSeconds(1_790_000_000 + at)
    return Submission(audit=[made])


def test_a_cancelled_call_is_logged_and_the_writer_goes_on(database: Database, writer: LedgerWriter) -> None:
    async def calls() -> Receipt:
        async def call(at: int) -> Receipt:
            return await asyncio.wrap_future(writer.submit(event(at)))

        tasks = [asyncio.create_task(call(at)) for at in range(50)]
        await asyncio.sleep(0)  # all are queued
        for task in tasks[:49]:
            task.cancel()
        for task in tasks[:49]:
            with pytest.raises(asyncio.CancelledError):
                await task
        return await asyncio.wait_for(tasks[49], timeout=10)

    assert asyncio.run(calls()) == Receipt(appended=(), checkpoint=b"")
    assert writer.submit(event(50)).result(timeout=10) == Receipt(appended=(), checkpoint=b"")
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(audit_events)).scalar() == 51
