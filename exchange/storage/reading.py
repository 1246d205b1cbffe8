"""Questions to the projection and the entries behind it, answered as wire messages. Pages go by key, never by offset.

`reader` is the asking member. Another member than ours sees only our own records, and of those only what is for it (上海市数据条例 40).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from exchange.domain.policy import AgreementTerms
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import Head, list_heads
from exchange.storage.tables import (
    INDEX_BITS,
    agreements,
    entries,
    index_of,
    leads,
    outcome_revisions,
    outcomes,
    position,
    requests,
    standard_matters,
    standards,
)
from exchange.v1 import outcome_service_pb2, record_pb2, record_service_pb2, standard_pb2, standard_service_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who asks, and which node answers."""

    member: str
    own: str

    @property
    def is_own(self) -> bool:
        """Whether the asker belongs to this node."""
        return self.member == self.own


@dataclass(frozen=True, slots=True)
class Ledgers:
    """All heads of one moment, by number."""

    heads: Mapping[int, Head]

    @classmethod
    def read(cls, connection: Connection) -> Ledgers:
        """As they stand."""
        return cls({head.number: head for head in list_heads(connection)})

    def of(self, key: int) -> Head:
        """The ledger that a position lies in."""
        return self.heads[key >> INDEX_BITS]

    def state(self, key: int) -> record_pb2.RecordState:
        """How far the record at a position has come."""
        head, index = self.of(key), index_of(key)
        if index < head.witnessed_size:
            return record_pb2.RECORD_STATE_WITNESSED
        return record_pb2.RECORD_STATE_PUBLISHED if index < head.checkpoint_size else record_pb2.RECORD_STATE_SEQUENCED

    def freshness(self, reader: Reader) -> list[outcome_service_pb2.SourceFreshness]:
        """How far the copy of each ledger goes."""
        return [
            outcome_service_pb2.SourceFreshness(
                member=head.member, size=head.size, verified_at=timestamp(head.verified_at), frozen=head.frozen_at is not None
            )
            for head in self.heads.values()
            if head.origin == ledger_origin(head.member) and (reader.is_own or head.own)
        ]


def timestamp(microseconds: int | None) -> Timestamp | None:
    """A wire time from µs since 1970."""
    if microseconds is None:
        return None
    return Timestamp(seconds=microseconds // 1_000_000, nanos=microseconds % 1_000_000 * 1000)


def visible(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    """The condition on table `entries` that an asker may see the entry."""
    if reader.is_own:
        return entries.c.refused.is_(None) & entries.c.body.is_not(None)
    own = next(head for head in list_heads(connection) if head.origin == ledger_origin(reader.own))
    inside = (entries.c.position >= position(own.number, 0)) & (entries.c.position < position(own.number + 1, 0))
    return and_(inside, entries.c.body.is_not(None), or_(entries.c.audience.is_(None), entries.c.audience.contains(reader.member)))


def stored_record(row: Any, known: Ledgers) -> record_service_pb2.StoredRecord:
    """The wire view of an entry."""
    record = record_pb2.SignedRecord.FromString(bytes(row.envelope))
    header = record_pb2.RecordHeader.FromString(record.header)
    body = None
    if row.body is not None:
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
    if request.HasField("issued_from"):
        statement = statement.where(entries.c.stored_at >= request.issued_from.seconds * 1_000_000)
    return connection.execute(statement.order_by(entries.c.position).limit(limit)).all()


def outcome_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: tuple[str, int] | None, limit: int
) -> Sequence[Any]:
    """Rows of table `outcomes` joined with their entries, newest decision first, beyond the key `after` (decided_on, position)."""
    statement: Select[Any] = (
        select(outcomes, entries.c.envelope, entries.c.body)
        .join(entries, entries.c.position == outcomes.c.position)
        .where(*conditions, visible(connection, reader))
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
            .where(outcome_revisions.c.outcome_record_id.in_(block), visible(connection, reader))
            .order_by(entries.c.position)
        )
        for row in connection.execute(statement):
            revision = record_pb2.RecordBody.FromString(bytes(row.body)).outcome_revision
            found.setdefault((row.outcome_record_id, row.position >> INDEX_BITS), []).append(revision)
    return found


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


def is_known_request(connection: Connection, request_id: str) -> bool:
    """Whether a write under this request id was carried out."""
    return connection.execute(select(requests.c.request_id).where(requests.c.request_id == request_id)).first() is not None


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


def lead_ids(connection: Connection, conditions: Sequence[ColumnElement[bool]], *, before: int, limit: int) -> Sequence[Any]:
    """(position, record_id) of leads, newest first, below position `before` (0: from the newest)."""
    statement = select(leads.c.position, leads.c.record_id).where(*conditions).order_by(leads.c.position.desc())
    if before:
        statement = statement.where(leads.c.position < before)
    return connection.execute(statement.limit(limit)).all()


def agreements_in_force(connection: Connection) -> dict[str, AgreementTerms]:
    """Agreements that each of their members has published with the same terms."""
    signed: dict[tuple[str, bytes], set[str]] = {}
    rows = connection.execute(select(agreements)).all()
    for row in rows:
        signed.setdefault((row.agreement_id, bytes(row.terms)), set()).add(row.origin)
    found: dict[str, AgreementTerms] = {}
    for row in rows:
        members = frozenset(row.members.split(","))
        if members <= signed[row.agreement_id, bytes(row.terms)]:
            found[row.agreement_id] = AgreementTerms(
                agreement_id=row.agreement_id,
                members=members,
                valid_from=date.fromisoformat(row.valid_from),
                valid_to=date.fromisoformat(row.valid_to),
            )
    return found
