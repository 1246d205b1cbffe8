"""Outcomes, with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from exchange.storage.bulk import chunks
from exchange.storage.reading.base import Ledgers, Reader, visible
from exchange.storage.tables import INDEX_BITS, entries, index_of, outcome_revisions, outcomes
from exchange.v1 import outcome_service_pb2, record_pb2


def outcome_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: tuple[str, int] | None, limit: int
) -> Sequence[Any]:
    """Rows of table `outcomes` joined with their entries, newest decision first, beyond the key `after` (decided_on, position)."""
    statement: Select[Any] = (
        select(outcomes, entries.c.envelope, entries.c.body)
        .join(entries, entries.c.position == outcomes.c.position)
        .where(*conditions, visible(connection, reader, only=record_pb2.RECORD_TYPE_OUTCOME))
        .order_by(outcomes.c.decided_on.desc(), outcomes.c.position.desc())
    )
    if after is not None:
        day, key = after
        statement = statement.where(or_(outcomes.c.decided_on < day, and_(outcomes.c.decided_on == day, outcomes.c.position < key)))
    return connection.execute(statement.limit(limit)).all()


def outcome_views(connection: Connection, rows: Sequence[Any], *, known: Ledgers, reader: Reader) -> list[outcome_service_pb2.OutcomeView]:
    """The wire views of `outcome_rows`, with the revisions of each that the asker may see: a revision has an audience of its own."""
    revisions = _revisions(connection, [row.record_id for row in rows], reader=reader)
    views = []
    for row in rows:
        header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
        views.append(
            outcome_service_pb2.OutcomeView(
                record_id=row.record_id,
                ledger=known.of(row.position).origin,
                index=index_of(row.position),
                signed_by=header.organ,
                outcome=record_pb2.RecordBody.FromString(bytes(row.body)).outcome,
                revisions=revisions.get((row.record_id, row.position >> INDEX_BITS), ()),
                effective=not row.revoked and not row.superseded_by,
                superseded_by=row.superseded_by or "",
                issued_at=header.issued_at,
            )
        )
    return views


def _revisions(connection: Connection, record_ids: Sequence[str], *, reader: Reader) -> dict[tuple[str, int], list[Any]]:
    """Revisions by outcome and ledger: only its own ledger revises an outcome."""
    found: dict[tuple[str, int], list[Any]] = {}
    for block in chunks(record_ids):
        statement = (
            select(outcome_revisions.c.outcome_record_id, entries.c.position, entries.c.body)
            .join(entries, entries.c.position == outcome_revisions.c.position)
            .where(outcome_revisions.c.outcome_record_id.in_(block))
            .where(visible(connection, reader, only=record_pb2.RECORD_TYPE_OUTCOME_REVISION))
            .order_by(entries.c.position)
        )
        for row in connection.execute(statement):
            revision = record_pb2.RecordBody.FromString(bytes(row.body)).outcome_revision
            found.setdefault((row.outcome_record_id, row.position >> INDEX_BITS), []).append(revision)
    return found
