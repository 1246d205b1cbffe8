"""A record's whole life as this node knows it: from its ledger, the checkpoints over it, the audit log, and the records that revise it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, or_, select

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import witness_name
from exchange.ledger.errors import NoteError
from exchange.ledger.notes import parse_note
from exchange.storage import audit
from exchange.storage.ledgers import Head
from exchange.storage.reading.base import Ledgers, Reader, visible
from exchange.storage.reading.records import record_by_id, stored_record
from exchange.storage.tables import audit_events, checkpoints, entries, index_of, outcome_revisions, outcomes
from exchange.v1 import audit_pb2 as pb

MAX_STEPS = 500  # of a kind
SECOND_US = 1_000_000
TIMESTAMP_SIZE = 8  # bytes before a cosignature (C2SP tlog-cosignature.md)


def record_life(connection: Connection, record_id: str, reader: Reader) -> pb.GetRecordLifeResponse | None:
    """All steps, oldest first; None where the asker may not see the record, or it isn't here."""
    row = record_by_id(connection, record_id, reader)
    if row is None:
        return None
    known = Ledgers.read(connection)
    head, index = known.of(row.position), index_of(row.position)
    stored = stored_record(row, known)
    issued = pb.LifeStep(what="issued", member=stored.header.origin, detail=stored.header.organ, at=stored.header.issued_at)
    sequenced = _step(row.stored_at, what="sequenced", member=reader.own, detail=f"{head.origin} #{index}")
    steps = [
        issued,
        sequenced,
        *_checkpoints(connection, head, row),
        *_pulls(connection, head, index, row.audience),
        *_audited(connection, record_id, reader.own),
        *_revised(connection, record_id, reader, known),
    ]
    steps.sort(key=lambda one: (one.at.seconds, one.at.nanos, one.audit_index))
    return pb.GetRecordLifeResponse(steps=steps, ledger=head.origin, index=index)


def _step(at: int, **values: Any) -> pb.LifeStep:
    step = pb.LifeStep(**values)
    step.at.FromMicroseconds(at)
    return step


def _checkpoints(connection: Connection, head: Head, entry: Any) -> Iterator[pb.LifeStep]:
    """The first checkpoint kept that covers it, and each witness's cosignature of it.

    Only those that were cosigned are kept, and the latest: an own entry is signed for as it is stored.
    """
    covering = (checkpoints.c.ledger == head.number) & (checkpoints.c.size > index_of(entry.position))
    row = connection.execute(select(checkpoints).where(covering).order_by(checkpoints.c.size).limit(1)).first()
    if row is not None:
        at, size, note = row.at, row.size, bytes(row.note)
    elif head.checkpoint_size > index_of(entry.position):
        at, size, note = entry.stored_at if head.own else head.verified_at or entry.stored_at, head.checkpoint_size, head.checkpoint
    else:
        return
    yield _step(at, what="checkpoint", member=head.member, detail=str(size))
    try:
        _text, lines = parse_note(note)
    except NoteError:
        return  # verifying the ledger says so; here it is no step
    for line in lines:
        member = line.name.removesuffix("/witness").rpartition("/")[2]
        if line.name == witness_name(member):
            cosigned_at = int.from_bytes(line.value[:TIMESTAMP_SIZE], "big")
            yield _step(cosigned_at * SECOND_US, what="witnessed", member=member, detail=line.name)


def _pulls(connection: Connection, head: Head, index: int, audience: str | None) -> Iterator[pb.LifeStep]:
    """Peers that were shown the entry: its content if they are in the audience, else its bare hash."""
    events = audit_events.c
    inside = (events.ledger == head.origin) & (events.tag == AuditTag.ENTRIES_SHOWN)
    inside &= (events.first_index <= index) & (events.end_index > index)
    for row in connection.execute(select(audit_events).where(inside).order_by(events.index).limit(MAX_STEPS)):
        full = audience is None or row.member in audience.split(",")
        detail = "" if full else "hash only"
        yield _step(row.at, what="pulled", member=row.member, detail=detail, audit_index=row.index, tag=row.tag)


def _audited(connection: Connection, record_id: str, member: str) -> Iterator[pb.LifeStep]:
    """Whatever the audit log names it in."""
    for one in audit.find(connection, member, audit.AuditFilter(record_id=record_id), limit=MAX_STEPS):
        event = one.event
        yield pb.LifeStep(at=event.at, what="audit", member=event.member, detail=event.actor, audit_index=one.index, tag=event.tag)


def _revised(connection: Connection, record_id: str, reader: Reader, known: Ledgers) -> Iterator[pb.LifeStep]:
    """Revisions of it, and the version that replaced it, as far as the asker may see them."""
    revising = select(outcome_revisions.c.position).where(outcome_revisions.c.outcome_record_id == record_id)
    replaced = select(outcomes.c.superseded_by).where(outcomes.c.record_id == record_id, outcomes.c.superseded_by.is_not(None))
    named = or_(entries.c.position.in_(revising), entries.c.record_id.in_(replaced))
    statement = select(entries).where(named, visible(connection, reader)).order_by(entries.c.position).limit(MAX_STEPS)
    for row in connection.execute(statement):
        header = stored_record(row, known).header
        yield pb.LifeStep(at=header.issued_at, what="revised", member=header.origin, detail=row.record_id)
