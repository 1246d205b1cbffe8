"""Draws as the ledgers here hold them: tasks, and the records that continue each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from exchange.planning.ledger_draw import Step, Thread
from exchange.storage.ledgers import Head, list_heads
from exchange.storage.tables import INDEX_BITS, entries, index_of
from exchange.storage.threads import header_of
from exchange.v1 import record_pb2

STEPS = (
    record_pb2.RECORD_TYPE_DRAW_COMMITMENT,
    record_pb2.RECORD_TYPE_DRAW_REVEAL,
    record_pb2.RECORD_TYPE_DRAW_CLOSURE,
    record_pb2.RECORD_TYPE_DRAW_RESULT,
)


def task_rows(connection: Connection, *, before: int, limit: int) -> Sequence[Row[Any]]:
    """Tasks' entries, by falling position below `before` (0: all): of each ledger newest first."""
    statement = select(entries).where(entries.c.type == record_pb2.RECORD_TYPE_DRAW_TASK, entries.c.refused.is_(None))
    statement = statement.where(entries.c.body.is_not(None))
    if before:
        statement = statement.where(entries.c.position < before)
    return connection.execute(statement.order_by(entries.c.position.desc()).limit(limit)).all()


def task_row(connection: Connection, task_id: str) -> Row[Any] | None:
    """The task's entry, the first that was stored under its id."""
    statement = select(entries).where(
        entries.c.record_id == task_id,
        entries.c.type == record_pb2.RECORD_TYPE_DRAW_TASK,
        entries.c.refused.is_(None),
        entries.c.body.is_not(None),
    )
    return connection.execute(statement.order_by(entries.c.stored_at, entries.c.position).limit(1)).first()


def is_drawn(connection: Connection, task: Row[Any]) -> bool:
    """Whether the lead's ledger holds a result: then nobody has a step left."""
    low = task.position >> INDEX_BITS << INDEX_BITS
    statement = select(entries.c.position).where(
        entries.c.thread_id == task.record_id,
        entries.c.type == record_pb2.RECORD_TYPE_DRAW_RESULT,
        entries.c.refused.is_(None),
        entries.c.position >= low,
        entries.c.position < low + (1 << INDEX_BITS),
    )
    return connection.execute(statement.limit(1)).first() is not None


def thread_of(connection: Connection, row: Row[Any]) -> Thread:
    """The task in an entry, with everything that continues it."""
    heads = {head.number: head for head in list_heads(connection)}
    header = header_of(row)
    statement = select(entries).where(
        entries.c.thread_id == row.record_id, entries.c.type.in_(STEPS), entries.c.refused.is_(None), entries.c.body.is_not(None)
    )
    steps = [_step(one, heads) for one in connection.execute(statement.order_by(entries.c.position))]
    return Thread(
        task_id=row.record_id,
        lead=header.origin,
        organ=header.organ,
        audience=frozenset(header.audience),
        task=record_pb2.RecordBody.FromString(bytes(row.body)).draw_task,
        steps=steps,
    )


def _step(row: Row[Any], heads: Mapping[int, Head]) -> Step:
    body, header = record_pb2.RecordBody.FromString(bytes(row.body)), header_of(row)
    return Step(
        record_id=row.record_id,
        member=heads[row.position >> INDEX_BITS].member,
        organ=header.organ,
        audience=frozenset(header.audience),
        stored_at=row.stored_at,
        index=index_of(row.position),
        content=getattr(body, body.WhichOneof("payload") or ""),
    )
