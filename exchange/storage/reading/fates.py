"""What became of a record that a neighbour says it sent: where it is, or why it isn't here.

A ledger's place that holds only a hash was withheld by its origin (audience); a place beyond what was read hasn't been pulled. An id that
no ledger here knows is looked for among what was refused; else its own time (UUIDv7, RFC 9562 §5.7) says whether each ledger has been read
beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from exchange.storage.ledgers import Head
from exchange.storage.reading.base import timestamp
from exchange.storage.tables import INDEX_BITS, PARKED, deliveries, delivery_cursors, entries, index_of, position, recognitions
from exchange.v1 import operations_service_pb2 as pb
from exchange.v1 import recognition_service_pb2, record_pb2

GRACE_US = 600_000_000
"""A record may be signed, and so named, that long before it is published."""
TIME_ORDERED = 7  # version of UUIDs that begin with their time in ms, 48 bits


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked, and what the node knows of itself: `heads` of the ledgers concerned, `stores` it delivers into, why pulls fail."""

    heads: Sequence[Head]
    stores: Sequence[str]
    failures: Mapping[str, str]


def fates_of_record(connection: Connection, asked: Asked, record_id: str) -> list[pb.RecordFate]:
    """By its id: in every ledger that holds it, else of each ledger what is known."""
    heads = {head.number: head for head in asked.heads}
    rows = connection.execute(select(entries).where(entries.c.record_id == record_id).order_by(entries.c.position)).all()
    here = [(heads.get(row.position >> INDEX_BITS), row) for row in rows]
    found = [_fate(connection, asked, head, row) for head, row in here if head is not None] or list(_refused(connection, asked, record_id))
    return found or [_unknown(asked, head, record_id) for head in asked.heads if not head.own]


def fate_at(connection: Connection, asked: Asked, head: Head, index: int) -> pb.RecordFate:
    """By its place in a ledger."""
    row = connection.execute(select(entries).where(entries.c.position == position(head.number, index))).first()
    if row is not None:
        return _fate(connection, asked, head, row)
    read = head.checkpoint_size and head.size >= head.checkpoint_size and not asked.failures.get(head.member)
    return _fate_in(asked, head, _not_read(head) if not read or head.frozen_at else pb.FATE_NOT_THERE, index=index)


def _fate(connection: Connection, asked: Asked, head: Head, row: Row[Any]) -> pb.RecordFate:
    """Of a place that is here."""
    index = index_of(row.position)
    values: dict[str, Any] = {
        "index": index,
        "record_id": row.record_id or "",
        "type": row.type or 0,
        "thread_id": row.thread_id or "",
        "stored_at": timestamp(row.stored_at),
    }
    if row.refused:
        return _fate_in(asked, head, pb.FATE_REFUSED, **{**values, "record_id": _named(row.envelope), "reason": row.refused})
    if row.record_id is None:
        return _fate_in(asked, head, pb.FATE_WITHHELD, **values)
    if row.body is None:
        return _fate_in(asked, head, pb.FATE_ERASED, **values)
    if head.own:
        return _fate_in(asked, head, pb.FATE_HERE, **values)
    if held := connection.execute(select(deliveries).where(deliveries.c.position == row.position).order_by(deliveries.c.state)).first():
        fate = pb.FATE_PARKED if held.state == PARKED else pb.FATE_RETRYING
        return _fate_in(asked, head, fate, **values, reason=held.reason, detail=held.detail, store=held.store)
    for store in _behind(connection, asked.stores, head.number, index):
        return _fate_in(asked, head, pb.FATE_NOT_DELIVERED, **values, store=store)
    return _fate_in(asked, head, pb.FATE_AWAITING_REVIEW if _in_review(connection, row.record_id) else pb.FATE_HERE, **values)


def _fate_in(asked: Asked, head: Head, fate: pb.Fate, **values: Any) -> pb.RecordFate:
    if fate == pb.FATE_NOT_PULLED:
        values.setdefault("detail", asked.failures.get(head.member, ""))
    if fate == pb.FATE_FROZEN:
        values.setdefault("reason", head.frozen_reason)
    return pb.RecordFate(
        fate=fate, member=head.member, ledger=head.origin, read_to=head.size, verified_at=timestamp(head.verified_at), **values
    )


def _behind(connection: Connection, stores: Iterable[str], ledger: int, index: int) -> Iterator[str]:
    """Case stores whose delivery hasn't come to the place."""
    for store in stores:
        cursor = select(delivery_cursors.c.next_index).where(delivery_cursors.c.store == store, delivery_cursors.c.ledger == ledger)
        if (connection.execute(cursor).scalar() or 0) <= index:
            yield store


def _in_review(connection: Connection, record_id: str) -> bool:
    waiting = recognition_service_pb2.RELIANCE_STATE_WITHDRAWN_TO_REVIEW
    statement = select(recognitions.c.position).where(recognitions.c.outcome_record_id == record_id, recognitions.c.state == waiting)
    return connection.execute(statement.limit(1)).first() is not None


def _refused(connection: Connection, asked: Asked, record_id: str) -> Iterator[pb.RecordFate]:
    """Among what came and didn't verify: evidence under no id, so their headers are read."""
    for head in asked.heads:
        low, high = position(head.number, 0), position(head.number, head.size)
        statement = select(entries).where(entries.c.position >= low, entries.c.position < high, entries.c.refused.is_not(None))
        for row in connection.execute(statement):
            if _named(row.envelope) == record_id:
                yield _fate(connection, asked, head, row)


def _named(envelope: bytes | None) -> str:
    """The id in the header of a stored record; empty where there is none to read."""
    try:
        signed = record_pb2.SignedRecord.FromString(bytes(envelope or b""))
        return record_pb2.RecordHeader.FromString(signed.header).record_id
    except Exception:  # noqa: BLE001  # what was refused may be no message at all
        return ""


def _unknown(asked: Asked, head: Head, record_id: str) -> pb.RecordFate:
    """Of a ledger that doesn't hold it."""
    made_at = _time_of(record_id)
    passed = made_at is not None and head.verified_at is not None and head.verified_at > made_at + GRACE_US
    fate = pb.FATE_NOT_FOR_US if passed and not head.frozen_at else _not_read(head)
    return _fate_in(asked, head, fate, record_id=record_id)


def _not_read(head: Head) -> pb.Fate:
    return pb.FATE_FROZEN if head.frozen_at else pb.FATE_NOT_PULLED


def _time_of(record_id: str) -> int | None:
    """µs since 1970 in a UUIDv7; None in another."""
    one = UUID(record_id)
    return (one.int >> 80) * 1000 if one.version == TIME_ORDERED else None
