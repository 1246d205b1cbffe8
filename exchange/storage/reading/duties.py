"""Corrections with their answers; the register of interventions, for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from exchange.ledger.checkpoints import ledger_origin
from exchange.storage import corrections as threads
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import list_heads
from exchange.storage.reading.base import Reader, visible
from exchange.storage.tables import corrections, entries, index_of, interventions, position
from exchange.storage.threads import header_of
from exchange.v1 import record_pb2, risk_service_pb2, supervision_service_pb2


def correction_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: tuple[int, int] | None, limit: int
) -> Sequence[Row[Any]]:
    """Rows of table `corrections` joined with their entries, newest first, beyond the key `after` (issued_at, position)."""
    statement = (
        select(corrections, entries.c.envelope)
        .join(entries, entries.c.position == corrections.c.position)
        .where(*conditions, visible(connection, reader, only=record_pb2.RECORD_TYPE_CORRECTION_REQUEST))
        .order_by(corrections.c.issued_at.desc(), corrections.c.position.desc())
    )
    if after is not None:
        at, key = after
        beyond = or_(corrections.c.issued_at < at, and_(corrections.c.issued_at == at, corrections.c.position < key))
        statement = statement.where(beyond)
    return connection.execute(statement.limit(limit)).all()


def correction_views(connection: Connection, rows: Sequence[Row[Any]]) -> list[risk_service_pb2.CorrectionView]:
    """The wire views of `correction_rows`, each with the answers that count."""
    views = []
    for row in rows:
        correction = threads.load(connection, row.record_id)
        if correction is None:
            continue
        header = header_of(row)
        views.append(
            risk_service_pb2.CorrectionView(
                record_id=row.record_id,
                from_member=header.origin,
                organ=header.organ,
                issued_at=header.issued_at,
                request=correction.request,
                answers=[one.content for one in correction.answers],
            )
        )
    return views


def intervention_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, before: int, limit: int
) -> Sequence[Row[Any]]:
    """Rows of the own register joined with their entries, newest first, below position `before` (0: from the newest)."""
    own = next(head.number for head in list_heads(connection) if head.origin == ledger_origin(reader.own))
    statement = (
        select(interventions, entries.c.envelope, entries.c.body)
        .join(entries, entries.c.position == interventions.c.position)
        .where(*conditions, visible(connection, reader, only=record_pb2.RECORD_TYPE_INTERVENTION))
        .where(interventions.c.position >= position(own, 0))
        .where(interventions.c.position < (before or position(own + 1, 0)))
        .order_by(interventions.c.position.desc())
    )
    return connection.execute(statement.limit(limit)).all()


def intervention_views(rows: Sequence[Row[Any]]) -> list[supervision_service_pb2.InterventionView]:
    """The wire views of `intervention_rows`."""
    views = []
    for row in rows:
        header = header_of(row)
        views.append(
            supervision_service_pb2.InterventionView(
                record_id=row.record_id,
                index=index_of(row.position),
                organ=header.organ,
                issued_at=header.issued_at,
                intervention=record_pb2.RecordBody.FromString(bytes(row.body)).intervention,
            )
        )
    return views


def names_intervention(connection: Connection, record_ids: Sequence[str]) -> str:
    """The first of the ids that an intervention carries; empty where none does."""
    for block in chunks(record_ids):
        named = entries.c.record_id.in_(block) & (entries.c.type == record_pb2.RECORD_TYPE_INTERVENTION)
        statement = select(entries.c.record_id).where(named).limit(1)
        if found := connection.execute(statement).scalar():
            return str(found)
    return ""
