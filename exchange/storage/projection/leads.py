"""Leads, with the state of their fold."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, update

from exchange.storage import threads
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector
from exchange.storage.tables import leads
from exchange.v1 import record_pb2


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of leads; folds each thread that got a record."""
    first = [one for one in found if one.type == record_pb2.RECORD_TYPE_LEAD]
    rows = [(one.position, one.record_id, chunk.member, one.body.lead.to_member, one.body.lead.subject.uscc or None, 1) for one in first]
    insert_rows(connection, leads, rows)
    touched = {one.record_id for one in first} | {one.thread_id for one in found if one.type == record_pb2.RECORD_TYPE_LEAD_EVENT}
    for thread_id in sorted(touched - {""}):
        refold(connection, thread_id)


def refold(connection: Connection, thread_id: str) -> None:
    """Writes the state of a lead's thread as its records now add up."""
    thread = threads.load(connection, thread_id)
    if thread is not None:
        connection.execute(update(leads).where(leads.c.record_id == thread_id).values(state=thread.state))


PROJECTOR = Projector(types=frozenset({record_pb2.RECORD_TYPE_LEAD, record_pb2.RECORD_TYPE_LEAD_EVENT}), tables=(leads,), project=project)
