"""Records of any type."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from exchange.domain.outcomes import ERASING
from exchange.domain.policy import KnownRecord
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage import lives
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import list_heads
from exchange.storage.reading.base import Ledgers, Reader, timestamp, visible
from exchange.storage.tables import entries, index_of, outcomes, position, requests
from exchange.v1 import record_pb2, record_service_pb2


def tombstones(connection: Connection, rows: Sequence[Any], *, known: Ledgers, reader: Reader) -> frozenset[int]:
    """Positions of decisions among the entries whose content isn't shown any more: revoked or void, but to those who made them."""
    foreign = [row for row in rows if row.type == record_pb2.RECORD_TYPE_OUTCOME and not (reader.is_own and known.of(row.position).own)]
    found: set[int] = set()
    for block in chunks(row.position for row in foreign):
        statement = select(outcomes, entries.c.body).join(entries, entries.c.position == outcomes.c.position)
        revoked = connection.execute(statement.where(outcomes.c.position.in_(block), outcomes.c.revoked, entries.c.body.is_not(None))).all()
        decisions = lives.load_rows(connection, revoked)
        found.update(one.row.position for one in decisions if one.life.standing.revoked_by in ERASING)
    return frozenset(found)


def stored_record(row: Any, known: Ledgers, *, erased: Collection[int] = ()) -> record_service_pb2.StoredRecord:
    """The wire view of an entry; without its body where its position is in `erased` (it still verifies)."""
    record = record_pb2.SignedRecord.FromString(bytes(row.envelope))
    header = record_pb2.RecordHeader.FromString(record.header)
    body = None
    if row.body is not None and row.position not in erased:
        record.body = bytes(row.body)
        body = record_pb2.RecordBody.FromString(record.body)
    return record_service_pb2.StoredRecord(
        record=record,
        header=header,
        body=body,
        ledger=known.of(row.position).origin,
        index=index_of(row.position),
        state=known.state(row.position),
        stored_at=timestamp(row.stored_at),
        refused_reason=row.refused or "",
    )


def record_by_id(connection: Connection, record_id: str, reader: Reader) -> Any:
    """The entry of a record, if the asker may see it; None otherwise."""
    statement = (
        select(entries)
        .where(entries.c.record_id == record_id, visible(connection, reader))
        .order_by(entries.c.stored_at, entries.c.position)
    )
    return connection.execute(statement.limit(1)).first()


def list_records(
    connection: Connection, request: record_service_pb2.ListRecordsRequest, reader: Reader, *, after: int, limit: int
) -> Sequence[Any]:
    """Entries with a position above `after`, oldest first."""
    statement = select(entries).where(entries.c.position > after, entries.c.record_id.is_not(None), visible(connection, reader))
    if request.type:
        statement = statement.where(entries.c.type == request.type)
    if request.thread_id:
        statement = statement.where(or_(entries.c.thread_id == request.thread_id, entries.c.record_id == request.thread_id))
    if request.origin:
        numbers = [head.number for head in list_heads(connection) if head.origin == ledger_origin(request.origin)]
        inside = [and_(entries.c.position >= position(one, 0), entries.c.position < position(one + 1, 0)) for one in numbers]
        statement = statement.where(or_(False, *inside))
    if request.organ:
        statement = statement.where(_signed_by(connection, request.organ))
    if request.HasField("issued_from"):
        statement = statement.where(entries.c.stored_at >= request.issued_from.seconds * 1_000_000)
    return connection.execute(statement.order_by(entries.c.position).limit(limit)).all()


def _signed_by(connection: Connection, organ: str) -> ColumnElement[bool]:
    """The condition that a header names an organ. No column has it: the field's bytes are looked for, its tag, its length, its text."""
    field = bytes([record_pb2.RecordHeader.ORGAN_FIELD_NUMBER << 3 | 2, len(organ)]) + organ.encode()
    if connection.dialect.name == "postgresql":
        return entries.c.envelope.op("LIKE")(b"%" + field + b"%")
    return func.instr(entries.c.envelope, field) > 0


def is_known_request(connection: Connection, request_id: str) -> bool:
    """Whether a write under this request id was carried out."""
    return connection.execute(select(requests.c.request_id).where(requests.c.request_id == request_id)).first() is not None


def known_record(header: record_pb2.RecordHeader, body: record_pb2.RecordBody | None) -> KnownRecord:
    """What policy decisions need of a record that another refers to."""
    audience = frozenset(header.audience)
    if header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD:
        audience = frozenset({header.origin})
    about = body.correction_request.origin if body is not None else ""
    return KnownRecord(origin=header.origin, type=header.type, audience=audience, about=about)


def known_records(connection: Connection, record_ids: Collection[str]) -> dict[str, KnownRecord]:
    """Those of the records that are held here and trusted; where two ledgers have one id, the one that brought it first.

    Interventions aren't among them: to whoever names one, it isn't here.
    """
    hidden = entries.c.type == record_pb2.RECORD_TYPE_INTERVENTION
    found: dict[str, KnownRecord] = {}
    for block in chunks(record_ids):
        statement = select(entries.c.record_id, entries.c.envelope, entries.c.body)
        statement = statement.where(entries.c.record_id.in_(block), entries.c.refused.is_(None), ~hidden)
        for row in connection.execute(statement.order_by(entries.c.stored_at.desc(), entries.c.position.desc())):
            header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
            body = record_pb2.RecordBody.FromString(bytes(row.body)) if row.body is not None else None
            found[row.record_id] = known_record(header, body)
    return found
