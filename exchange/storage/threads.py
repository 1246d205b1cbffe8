"""A lead's thread, gathered from whichever ledgers its records lie in, and folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from exchange.domain import leads
from exchange.ledger.envelope import parse_header
from exchange.storage.ledgers import read_position
from exchange.storage.tables import entries, index_of
from exchange.v1 import record_pb2


def header_of(row: Row[Any]) -> record_pb2.RecordHeader:
    """The header of a stored record."""
    return parse_header(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)


def load(connection: Connection, record_id: str) -> leads.Thread | None:
    """The thread that a lead's record starts, as far as its records have arrived; None where the lead itself hasn't, or was erased."""
    first = read_position(connection, record_id)
    if first is None or first.type != record_pb2.RECORD_TYPE_LEAD or first.body is None:
        return None
    header = header_of(first)
    rows = connection.execute(
        select(entries)
        .where(entries.c.thread_id == record_id, entries.c.type == record_pb2.RECORD_TYPE_LEAD_EVENT)
        .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
    ).all()
    lead = record_pb2.RecordBody.FromString(bytes(first.body)).lead
    return leads.fold(
        record_id=record_id,
        lead=lead,
        from_member=header.origin,
        from_organ=header.organ,
        steps=_steps(rows),
        issued_at=leads.moment(header.issued_at),
    )


def _steps(rows: Sequence[Row[Any]]) -> list[leads.Step]:
    steps = []
    for row in rows:
        header = header_of(row)
        steps.append(
            leads.Step(
                record_id=header.record_id,
                member=header.origin,
                organ=header.organ,
                index=index_of(row.position),
                issued_at=leads.moment(header.issued_at),
                event=record_pb2.RecordBody.FromString(bytes(row.body)).lead_event,
            )
        )
    return steps
