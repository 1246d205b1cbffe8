"""Joint inspection plans as the ledgers here hold them: first versions, and the records that continue each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from exchange.domain.inspections import Step
from exchange.storage.ledgers import list_heads
from exchange.storage.tables import INDEX_BITS, entries, index_of
from exchange.storage.threads import header_of
from exchange.v1 import record_pb2

PLAN = record_pb2.RECORD_TYPE_INSPECTION_PLAN
STEPS = (
    PLAN,
    record_pb2.RECORD_TYPE_PLAN_CONSENT,
    record_pb2.RECORD_TYPE_PLAN_PUBLICATION,
    record_pb2.RECORD_TYPE_PLAN_WITHDRAWAL,
    record_pb2.RECORD_TYPE_INSPECTION_RECORD,
)
_HELD = entries.c.refused.is_(None) & entries.c.body.is_not(None)


def plan_rows(connection: Connection, *, before: int, limit: int) -> Sequence[Row[Any]]:
    """First versions' entries, by falling position below `before` (0: all): of each ledger newest first."""
    statement = select(entries).where(entries.c.type == PLAN, entries.c.thread_id.is_(None), _HELD)
    if before:
        statement = statement.where(entries.c.position < before)
    return connection.execute(statement.order_by(entries.c.position.desc()).limit(limit)).all()


def steps_of(connection: Connection, plan_id: str) -> list[Step]:
    """The plan's first version and everything that continues it; empty if it isn't held here."""
    members = {head.number: head.member for head in list_heads(connection)}
    thread = or_(entries.c.record_id == plan_id, entries.c.thread_id == plan_id)
    rows = connection.execute(select(entries).where(thread, entries.c.type.in_(STEPS), _HELD).order_by(entries.c.position))
    return [_step(row, members[row.position >> INDEX_BITS]) for row in rows]


def _step(row: Row[Any], member: str) -> Step:
    header, body = header_of(row), record_pb2.RecordBody.FromString(bytes(row.body))
    return Step(
        record_id=row.record_id,
        member=member,
        organ=header.organ,
        index=index_of(row.position),
        digest=header.body_digest,
        supersedes=header.supersedes,
        content=getattr(body, body.WhichOneof("payload") or ""),
    )
