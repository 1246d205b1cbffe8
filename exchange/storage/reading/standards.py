"""Standards in their versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from exchange.storage.reading.base import Ledgers, Reader, visible
from exchange.storage.tables import entries, index_of, standard_matters, standards
from exchange.v1 import record_pb2, standard_pb2, standard_service_pb2


def standard_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: int, limit: int
) -> Sequence[Any]:
    """Rows of table `standards` joined with their entries, by position."""
    statement = (
        select(standards, entries.c.envelope, entries.c.body)
        .join(entries, entries.c.position == standards.c.position)
        .where(*conditions, standards.c.position > after, visible(connection, reader))
        .order_by(standards.c.position)
    )
    return connection.execute(statement.limit(limit)).all()


def standard_version(connection: Connection, member: str, standard: standard_pb2.Standard) -> str:
    """The record of that version of the member's standard which no other has replaced; empty where there is none."""
    same = (standards.c.origin == member) & (standards.c.standard_id == standard.standard_id) & (standards.c.version == standard.version)
    found = connection.execute(select(standards.c.record_id).where(same, standards.c.superseded_by.is_(None)).limit(1)).scalar()
    return str(found or "")


def touching_matter(matter_code: str) -> ColumnElement[bool]:
    """The standards that name a matter."""
    return standards.c.position.in_(select(standard_matters.c.position).where(standard_matters.c.matter_code == matter_code))


def standard_views(rows: Sequence[Any], known: Ledgers) -> list[standard_service_pb2.StandardView]:
    """The wire views of `standard_rows`."""
    views = []
    for row in rows:
        header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
        views.append(
            standard_service_pb2.StandardView(
                record_id=row.record_id,
                ledger=known.of(row.position).origin,
                index=index_of(row.position),
                signed_by=header.organ,
                standard=record_pb2.RecordBody.FromString(bytes(row.body)).standard,
                superseded_by=row.superseded_by or "",
                issued_at=header.issued_at,
            )
        )
    return views
