"""The audit ledger: appended through one door, sealed by checkpoints, and its projection for questions.

An entry's leaf data are the serialized AuditEvent; the projection tables only help to find entries, what is shown is read from the ledger.
Events are found by record and by Chinese words through `audit_records` and `audit_terms`, which are filled a little later
(`index_records`): an answer may name hundreds of records, each somewhere else in that index, and its caller needn't wait for more than
the event itself to be on disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from google.protobuf.message import DecodeError
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.domain import bigrams
from exchange.domain.audit import NIGHT_HOURS
from exchange.ledger.checkpoints import Checkpoint, audit_origin, ledger_origin, sign_checkpoint
from exchange.ledger.keys import Signer
from exchange.storage import ledgers
from exchange.storage.bulk import insert_new, insert_rows
from exchange.storage.ledgers import Head, NewEntry
from exchange.storage.tables import (
    audit_events,
    audit_records,
    audit_subjects,
    audit_terms,
    checkpoints,
    entries,
    leads,
    outcomes,
    position,
    projection_cursors,
)
from exchange.v1 import audit_pb2

MAX_SUBJECTS = 1000  # subjects and records listed in one event; pages are no larger
HOUR_US = 3_600_000_000
LEGAL_OFFSET_H = 8  # Asia/Shanghai has had no summer time since 1991
TEXTS_AT_ONCE = 512  # candidates of a search by words that are read at once
_CHINESE = re.compile(r"[^\x00-\x7f]+")
INDEXED_AT_ONCE = 256  # events whose records are indexed in one transaction; an answer may have to wait for it


def append(connection: Connection, member: str, events: Sequence[audit_pb2.AuditEvent], *, now: int) -> None:
    """Appends events to the member's audit ledger. Take this lock last: after the own ledger's and a peer ledger's. `now` in µs."""
    if not events:
        return
    head = ledgers.lock(connection, audit_origin(member))
    datas = [event.SerializeToString() for event in events]
    new = [NewEntry(leaf_hash=sha256(b"\x00" + data).digest(), envelope=data) for data in datas]
    ledgers.append(connection, head, new, now=now)
    numbered = list(enumerate(events, head.size))
    insert_rows(connection, audit_events, [event_row(index, event) for index, event in numbered])
    insert_rows(connection, audit_subjects, [(subject, index) for index, event in numbered for subject in sorted(set(event.subjects))])


def index_records(connection: Connection, member: str) -> int:
    """Fills `audit_records` and `audit_terms` for the oldest events that they lack, at most INDEXED_AT_ONCE; returns how many are left.

    Safe from several processes, and to be done again from the beginning: what is there already stays.
    """
    head = ledgers.get(connection, audit_origin(member))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(projection_cursors).values(ledger=head.number, next_index=0).on_conflict_do_nothing())
    cursor = select(projection_cursors.c.next_index).where(projection_cursors.c.ledger == head.number).with_for_update()
    first = int(connection.execute(cursor).scalar_one())
    end = min(head.size, first + INDEXED_AT_ONCE)
    found = read(connection, head, range(first, end))
    rows = [{"record_id": record, "index": one.index} for one in found for record in sorted(set(one.event.record_ids))]
    if rows:
        connection.execute(dialect.insert(audit_records).on_conflict_do_nothing(), rows)
    insert_new(connection, audit_terms, [(term, one.index) for one in found for term in sorted(terms_of(one.event))])
    if end > first:
        connection.execute(update(projection_cursors).where(projection_cursors.c.ledger == head.number).values(next_index=end))
    return head.size - end


def indexed_size(connection: Connection, member: str) -> int:
    """How many of the oldest events `audit_records` covers."""
    number = ledgers.get(connection, audit_origin(member)).number
    return connection.execute(select(projection_cursors.c.next_index).where(projection_cursors.c.ledger == number)).scalar() or 0


def texts_of(event: audit_pb2.AuditEvent) -> list[str]:
    """What an event is searched for words in: what was asked, what was said of it, names of companies."""
    return [event.query, event.detail, *event.subjects]


def terms_of(event: audit_pb2.AuditEvent) -> set[str]:
    """The terms an event is found by: of Chinese runs only; codes and identities have filters of their own."""
    return bigrams.terms(_chinese(texts_of(event)))


def _chinese(texts: Iterable[str]) -> list[str]:
    return [run for text in texts for run in _CHINESE.findall(bigrams.normal(text))]


def event_row(index: int, event: audit_pb2.AuditEvent) -> tuple[object, ...]:
    """The event as a row of table `audit_events`."""
    at = event.at.seconds * 1_000_000 + event.at.nanos // 1000
    who = (event.tag, event.actor, event.member, event.role, event.purpose)
    return (index, at, *who, event.result, event.reason, event.ledger, event.first_index, event.end_index)


def seal(connection: Connection, member: str, signer: Signer, *, now: int) -> Head:
    """Signs a checkpoint over all entries, unless the latest covers them; returns the head with it. `now` in µs."""
    head = ledgers.lock(connection, audit_origin(member))
    if head.checkpoint and head.checkpoint_size == head.size:
        return head
    note = sign_checkpoint(Checkpoint(origin=head.origin, size=head.size, root=head.frontier.root()), signer)
    ledgers.set_values(connection, head.number, checkpoint=note, checkpoint_size=head.size)
    connection.execute(checkpoints.insert().values(ledger=head.number, size=head.size, note=note, at=now))
    return ledgers.get(connection, head.origin)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditFilter:
    """What to look for; times in µs, everything empty or 0 means any. `before` is a page's end: indexes below it."""

    subject: str = ""
    from_time: int = 0
    to_time: int = 0
    actor: str = ""
    member: str = ""
    tag: str = ""
    result: int = 0
    purpose: int = 0
    record_id: str = ""
    organ: str = ""
    person: str = ""
    reason: str = ""
    correlation_id: str = ""
    text: str = ""
    night: bool = False
    before: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedEvent:
    """An event with its place in the audit ledger. `data` is what was stored; of what is missing or can't be read, `event` is empty."""

    index: int
    leaf_hash: bytes
    event: audit_pb2.AuditEvent
    data: bytes


def find(connection: Connection, member: str, wanted: AuditFilter, *, limit: int) -> list[LoggedEvent]:
    """Events newest first. For a subject also those by which a peer was shown entries about it (its copy)."""
    head = ledgers.get(connection, audit_origin(member))
    statement = _filtered(wanted)
    if wanted.subject:
        keys = subject_keys(connection, wanted.subject)
        named = select(audit_subjects.c.index).where(audit_subjects.c.subject.in_(keys))
        copies = [select(audit_events.c.index).where(_shown_to_peer(connection, member, key)) for key in keys]
        statement = statement.where(audit_events.c.index.in_(union(named, *copies)))  # each part by its own index
    statement = statement.order_by(audit_events.c.index.desc())
    if not (wanted.text or wanted.correlation_id):
        return read(connection, head, list(connection.execute(statement.limit(limit)).scalars()))
    return _read_through(connection, head, statement, wanted, limit=limit)


def _read_through(connection: Connection, head: Head, statement: Select[int], wanted: AuditFilter, *, limit: int) -> list[LoggedEvent]:
    """What no index decides: candidates are read, newest first, until there are enough."""
    found: list[LoggedEvent] = []
    before = head.size
    while len(found) < limit:
        block = list(connection.execute(statement.where(audit_events.c.index < before).limit(TEXTS_AT_ONCE)).scalars())
        found += [one for one in read(connection, head, block) if _says(one.event, wanted)]
        if len(block) < TEXTS_AT_ONCE:
            break
        before = block[-1]
    return found[:limit]


def _says(event: audit_pb2.AuditEvent, wanted: AuditFilter) -> bool:
    called = not wanted.correlation_id or event.correlation_id == wanted.correlation_id
    return called and (not wanted.text or bigrams.holds(texts_of(event), wanted.text))


def subject_keys(connection: Connection, subject: str) -> list[str]:
    """The keys under which events about a company are found: a code is one; for a name also every code it is held under here."""
    if subject.isascii():
        return [subject]
    name = subject.removeprefix("name:")
    codes = select(outcomes.c.uscc, outcomes.c.registration_number).where(outcomes.c.name == name).distinct()
    return [f"name:{name}", *sorted({code for row in connection.execute(codes) for code in row if code})]


def read(connection: Connection, head: Head, indexes: Sequence[int]) -> list[LoggedEvent]:
    """The events at `indexes` of the audit ledger, in that order."""
    keys = {position(head.number, index): index for index in indexes}
    rows = connection.execute(select(entries.c.position, entries.c.leaf_hash, entries.c.envelope).where(entries.c.position.in_(keys))).all()
    by_index = {keys[row.position]: row for row in rows}
    return [_logged(index, by_index.get(index)) for index in indexes]


def _logged(index: int, row: Any) -> LoggedEvent:
    """An entry that is gone or can't be read is still shown: as nothing, for the proof to fail on."""
    data = bytes(row.envelope or b"") if row is not None else b""
    leaf = bytes(row.leaf_hash) if row is not None else b""
    try:
        event = audit_pb2.AuditEvent.FromString(data)
    except DecodeError:
        event = audit_pb2.AuditEvent()
    return LoggedEvent(index=index, leaf_hash=leaf, event=event, data=data)


def _filtered(wanted: AuditFilter) -> Select[int]:
    events = audit_events.c
    conditions = [
        events[name] == value for name in ("actor", "member", "tag", "result", "purpose", "reason") if (value := getattr(wanted, name))
    ]
    if wanted.before:
        conditions.append(events.index < wanted.before)
    if wanted.from_time:
        conditions.append(events.at >= wanted.from_time)
    if wanted.to_time:
        conditions.append(events.at < wanted.to_time)
    if wanted.record_id:
        conditions.append(events.index.in_(select(audit_records.c.index).where(audit_records.c.record_id == wanted.record_id)))
    if wanted.organ:
        conditions.append(events.actor.contains(f"/organ/{wanted.organ}", autoescape=True))
    if wanted.person:
        conditions.append(events.actor.endswith(f"#{wanted.person}", autoescape=True))
    if wanted.night:
        conditions.append(legal_hour().in_(NIGHT_HOURS))
    if wanted.text:
        conditions.append(events.index.in_(_with_terms(wanted.text)))
    return select(events.index).where(and_(True, *conditions))


def legal_hour() -> ColumnElement[int]:
    """The hour of the day of an event, in Asia/Shanghai."""
    return (audit_events.c.at // HOUR_US + LEGAL_OFFSET_H) % 24


def _with_terms(text: str) -> Select[Any]:
    wanted = bigrams.query_terms(" ".join(_chinese([text])))
    having = func.count() == len(wanted)
    return select(audit_terms.c.index).where(audit_terms.c.term.in_(wanted)).group_by(audit_terms.c.index).having(having)


def searchable(text: str) -> bool:
    """Whether a text has what events are found by: a Chinese character."""
    return bool(_chinese([text]))


def _shown_to_peer(connection: Connection, member: str, subject: str) -> ColumnElement[bool]:
    """The event showed a peer a range of our ledger in which it could read an outcome or a lead about the subject."""
    own = ledgers.get(connection, ledger_origin(member))
    name = subject.removeprefix("name:")
    about_outcome = or_(outcomes.c.uscc == subject, outcomes.c.registration_number == subject, outcomes.c.name == name)
    shown = or_(_seen(outcomes, about_outcome, own.number), _seen(leads, leads.c.uscc == subject, own.number))
    return and_(audit_events.c.ledger != "", audit_events.c.ledger == own.origin, shown)  # as the partial index is written


def _seen(projected: Table, about: ColumnElement[bool], ledger: int) -> ColumnElement[bool]:
    """An entry of the projection lies in the event's range, and the peer was in its audience."""
    base = position(ledger, 0)
    readable = or_(entries.c.audience.is_(None), entries.c.audience.contains(audit_events.c.member))
    inside = and_(projected.c.position >= base + audit_events.c.first_index, projected.c.position < base + audit_events.c.end_index)
    seen = select(projected.c.position).join(entries, entries.c.position == projected.c.position).where(about, readable, inside)
    return seen.correlate(audit_events).exists()
