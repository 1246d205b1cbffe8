"""A request to correct a record, with the answers from whichever ledgers they lie in, folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from exchange.domain import corrections
from exchange.storage.ledgers import read_position
from exchange.storage.tables import INDEX_BITS, entries, index_of, position
from exchange.storage.threads import header_of
from exchange.v1 import record_pb2

_REVISIONS = (record_pb2.RECORD_TYPE_OUTCOME_REVISION, record_pb2.RECORD_TYPE_LEAD_EVENT)


def load(connection: Connection, record_id: str) -> corrections.Correction | None:
    """The request with its answers, as far as they have arrived; None where the request itself hasn't, or was erased."""
    first = read_position(connection, record_id)
    if first is None or first.type != record_pb2.RECORD_TYPE_CORRECTION_REQUEST or first.body is None:
        return None
    request = record_pb2.RecordBody.FromString(bytes(first.body)).correction_request
    begun = corrections.Correction(record_id=record_id, from_member=header_of(first).origin, request=request)
    rows = connection.execute(
        select(entries)
        .where(entries.c.thread_id == record_id, entries.c.type == record_pb2.RECORD_TYPE_CORRECTION_ANSWER)
        .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
    ).all()
    return corrections.fold(begun, _answers(connection, rows, about=request.record_id))


def _answers(connection: Connection, rows: Sequence[Row[Any]], *, about: str) -> list[corrections.Answer]:
    found = []
    for row in rows:
        content = record_pb2.RecordBody.FromString(bytes(row.body)).correction_answer
        found.append(
            corrections.Answer(
                record_id=row.record_id,
                member=header_of(row).origin,
                index=index_of(row.position),
                content=content,
                corrects=corrects(connection, content.corrected_record_id, about=about, ledger=row.position >> INDEX_BITS),
            )
        )
    return found


def corrects(connection: Connection, record_id: str, *, about: str, ledger: int) -> bool:
    """Whether a record of that ledger replaces or revises the record `about`."""
    if not record_id:
        return False
    inside = (entries.c.position >= position(ledger, 0)) & (entries.c.position < position(ledger + 1, 0))
    row = connection.execute(select(entries).where(entries.c.record_id == record_id, inside, entries.c.refused.is_(None))).first()
    if row is None:
        return False
    header = header_of(row)
    return bool(header.supersedes == about or (header.thread_id == about and header.type in _REVISIONS))
