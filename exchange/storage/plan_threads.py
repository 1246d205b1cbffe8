"""Joint inspection plans as the ledgers here hold them: first versions, and the records that continue each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from exchange.domain.inspections import Folded, Step, fold
from exchange.domain.tasks.values import moment
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import list_heads
from exchange.storage.tables import INDEX_BITS, entries, index_of
from exchange.storage.threads import header_of
from exchange.storage.wellformed import is_well_formed
from exchange.v1 import record_pb2

PLAN = record_pb2.RECORD_TYPE_INSPECTION_PLAN
STEPS = (
    PLAN,
    record_pb2.RECORD_TYPE_PLAN_CONSENT,
    record_pb2.RECORD_TYPE_PLAN_PUBLICATION,
    record_pb2.RECORD_TYPE_PLAN_WITHDRAWAL,
    record_pb2.RECORD_TYPE_INSPECTION_RECORD,
    record_pb2.RECORD_TYPE_RECTIFICATION_CHECK,
    record_pb2.RECORD_TYPE_INSPECTION_RECOGNITION,
)
LARGEST_STEP = 1 << 17  # bytes; what continues a plan and keeps its field rules is smaller, so larger ones needn't be read at all
AT_ONCE = 100  # plans whose records are read by one query and held at once; a plan has up to 2,000 visits
_HELD = entries.c.refused.is_(None) & entries.c.body.is_not(None)


def plan_rows(connection: Connection, *, before: int, limit: int) -> Sequence[Row[Any]]:
    """First versions' entries, by falling position below `before` (0: all): of each ledger newest first."""
    statement = select(entries).where(entries.c.type == PLAN, entries.c.thread_id.is_(None), _HELD)
    if before:
        statement = statement.where(entries.c.position < before)
    return connection.execute(statement.order_by(entries.c.position.desc()).limit(limit)).all()


def folded_plans(connection: Connection) -> Iterator[Folded]:
    """Every lawful plan held here, of each ledger oldest first."""
    first = and_(entries.c.type == PLAN, entries.c.thread_id.is_(None), _HELD)
    yield from plans_named(connection, connection.execute(select(entries.c.record_id).where(first).order_by(entries.c.position)).scalars())


def plans_named(connection: Connection, plan_ids: Iterable[str]) -> Iterator[Folded]:
    """The lawful ones of these plans, each once, in their order."""
    for block in chunks(dict.fromkeys(plan_ids), AT_ONCE):
        for plan_id, steps in steps_of_plans(connection, block).items():
            if (plan := fold(plan_id, steps)) is not None:
                yield plan


def steps_of(connection: Connection, plan_id: str) -> list[Step]:
    """The plan's first version and everything that continues it; empty if it isn't held here."""
    return steps_of_plans(connection, [plan_id])[plan_id]


def steps_of_plans(connection: Connection, plan_ids: Sequence[str]) -> dict[str, list[Step]]:
    """As `steps_of`, of up to AT_ONCE plans."""
    members = {head.number: head.member for head in list_heads(connection)}
    found: dict[str, list[Step]] = {plan_id: [] for plan_id in plan_ids}
    begins = and_(entries.c.record_id.in_(found), entries.c.thread_id.is_(None))
    continues = and_(entries.c.thread_id.in_(found), or_(entries.c.type == PLAN, func.length(entries.c.body) <= LARGEST_STEP))
    statement = select(entries).where(or_(begins, continues), entries.c.type.in_(STEPS), _HELD).order_by(entries.c.position)
    for row in connection.execute(statement):
        step = _step(row, members[row.position >> INDEX_BITS])
        if is_well_formed(step.content):
            found[row.thread_id or row.record_id].append(step)
    return found


def _step(row: Row[Any], member: str) -> Step:
    header, body = header_of(row), record_pb2.RecordBody.FromString(bytes(row.body))
    return Step(
        record_id=row.record_id,
        member=member,
        organ=header.organ,
        index=index_of(row.position),
        issued_at=moment(header.issued_at.seconds, header.issued_at.nanos),
        digest=header.body_digest,
        supersedes=header.supersedes,
        audience=frozenset(header.audience),
        stored_at=row.stored_at,
        content=getattr(body, body.WhichOneof("payload") or ""),
    )
