"""Outcomes, with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from exchange.domain.outcomes import ERASING, standing_on, tombstone
from exchange.storage import lives
from exchange.storage.lives import Decision
from exchange.storage.reading.base import Ledgers, Reader, visible
from exchange.storage.tables import entries, index_of, outcomes
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


def outcome_views(
    connection: Connection, rows: Sequence[Any], *, known: Ledgers, reader: Reader, today: date
) -> list[outcome_service_pb2.OutcomeView]:
    """The wire views of `outcome_rows`, with the revisions of each that the asker may see: a revision has an audience of its own."""
    decisions = lives.load_rows(
        connection, rows, seen=visible(connection, reader, only=record_pb2.RECORD_TYPE_OUTCOME_REVISION), foreign=reader.is_own
    )
    return [outcome_view(one, known=known, reader=reader, today=today) for one in decisions]


def outcome_view(decision: Decision, *, known: Ledgers, reader: Reader, today: date) -> outcome_service_pb2.OutcomeView:
    """One decision as it is shown. What was revoked or is void is shown in full only where it was made, to those who made it."""
    row, life = decision.row, decision.life
    header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
    standing = standing_on(life, decision.content, day=today, origin=row.origin)
    if not reader.is_own:
        del standing.refused[:]  # what its own member refused isn't another's affair
    erased = life.standing.revoked_by in ERASING and not (reader.is_own and row.origin == reader.own)
    return outcome_service_pb2.OutcomeView(
        record_id=row.record_id,
        ledger=known.of(row.position).origin,
        index=index_of(row.position),
        signed_by=header.organ,
        outcome=tombstone(decision.outcome) if erased else decision.outcome,
        revisions=[one.revision for one in decision.revisions],
        effective=not standing.revoked_by and not row.superseded_by,
        superseded_by=row.superseded_by or "",
        issued_at=header.issued_at,
        standing=standing,
        origin=row.origin,
        erased=erased,
        body_digest=header.body_digest,
    )
