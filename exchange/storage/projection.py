"""The tables that answer questions, filled from the ledgers: a cache with a cursor per ledger, dropped and rebuilt by `rebuild`.

Only trusted entries with a body count. A record may replace or revise only records of its own ledger: no member can change another's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.domain.identifiers import normalize_document_number
from exchange.storage import threads
from exchange.storage.bulk import insert_rows
from exchange.storage.engine import Database
from exchange.storage.tables import (
    agreements,
    entries,
    leads,
    ledgers,
    outcome_revisions,
    outcomes,
    position,
    projection_cursors,
    standard_matters,
    standards,
)
from exchange.v1 import agreement_pb2, outcome_pb2, record_pb2

CHUNK = 2000  # entries projected at once
PROJECTED: tuple[Table, ...] = (outcomes, outcome_revisions, standards, standard_matters, leads, agreements, projection_cursors)
ENDING_REVISIONS = frozenset(
    {
        outcome_pb2.OUTCOME_REVISION_KIND_REVOKED,
        outcome_pb2.OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL,
        outcome_pb2.OUTCOME_REVISION_KIND_CONFIRMED_VOID,
        outcome_pb2.OUTCOME_REVISION_KIND_SELF_CORRECTED,
    }
)


@dataclass(slots=True)
class _Rows:
    """What one chunk adds."""

    outcomes: list[tuple[Any, ...]] = field(default_factory=list)
    revisions: list[tuple[Any, ...]] = field(default_factory=list)
    standards: list[tuple[Any, ...]] = field(default_factory=list)
    matters: list[tuple[Any, ...]] = field(default_factory=list)
    leads: list[tuple[Any, ...]] = field(default_factory=list)
    agreements: list[tuple[Any, ...]] = field(default_factory=list)
    superseded: list[dict[str, Any]] = field(default_factory=list)
    revoked: list[dict[str, Any]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)


def catch_up(database: Database) -> int:
    """Projects whatever the ledgers have beyond their cursors, a chunk a transaction; returns how many entries that was."""
    done = 0
    while True:
        with database.relaxed() as connection:
            count = catch_up_chunk(connection)
        done += count
        if count == 0:
            return done


def catch_up_chunk(connection: Connection, *, only: int | None = None) -> int:
    """Projects up to CHUNK entries of one ledger that is behind (`only`: of that one); 0 when none is."""
    cursor = projection_cursors.c.next_index
    statement = (
        select(ledgers.c.ledger, ledgers.c.member, ledgers.c.size, cursor)
        .join(projection_cursors, projection_cursors.c.ledger == ledgers.c.ledger, isouter=True)
        .where(ledgers.c.origin.like("%/ledger"), (cursor.is_(None)) | (cursor < ledgers.c.size), ledgers.c.size > 0)
        .order_by(ledgers.c.ledger)
    )
    if only is not None:
        statement = statement.where(ledgers.c.ledger == only)
    behind = connection.execute(statement.limit(1)).first()
    if behind is None:
        return 0
    first = _lock_cursor(connection, behind.ledger)
    if first >= behind.size:
        return catch_up_chunk(connection, only=only)  # another process was quicker, and may have gone beyond what was seen here
    end = min(first + CHUNK, behind.size)
    _project(connection, behind.ledger, behind.member, first, end)
    connection.execute(update(projection_cursors).where(projection_cursors.c.ledger == behind.ledger).values(next_index=end))
    return int(end - first)


def _lock_cursor(connection: Connection, ledger: int) -> int:
    """The cursor, locked; its row is there first, so that two processes can't both believe that they begin."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(projection_cursors).values(ledger=ledger, next_index=0).on_conflict_do_nothing())
    statement = select(projection_cursors.c.next_index).where(projection_cursors.c.ledger == ledger).with_for_update()
    return int(connection.execute(statement).scalar_one())


def rebuild(database: Database, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Empties the projection and fills it again; `progress` is told the entries done. Returns their number."""
    with database.durable() as connection:
        for table in PROJECTED:
            connection.execute(delete(table))
    done = 0
    while True:
        with database.relaxed() as connection:
            count = catch_up_chunk(connection)
        if count == 0:
            return done
        done += count
        progress(done)


def _project(connection: Connection, ledger: int, member: str, first: int, end: int) -> None:
    columns = (entries.c.position, entries.c.record_id, entries.c.type, entries.c.thread_id, entries.c.envelope, entries.c.body)
    statement = (
        select(*columns)
        .where(entries.c.position >= position(ledger, first), entries.c.position < position(ledger, end))
        .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
        .order_by(entries.c.position)
    )
    rows = _Rows()
    for row in connection.execute(statement):
        _sort_in(rows, row, member)
    insert_rows(connection, outcomes, rows.outcomes)
    insert_rows(connection, outcome_revisions, rows.revisions)
    insert_rows(connection, standards, rows.standards)
    insert_rows(connection, standard_matters, rows.matters)
    insert_rows(connection, leads, rows.leads)
    insert_rows(connection, agreements, rows.agreements)
    _mark(connection, ledger, rows)
    for thread_id in sorted(rows.threads):
        refold(connection, thread_id)


def _mark(connection: Connection, ledger: int, rows: _Rows) -> None:
    """Marks what the chunk replaced or revoked, within the same ledger only."""
    low, high = position(ledger, 0), position(ledger + 1, 0)
    for table in (outcomes, standards):
        if rows.superseded:
            mine = (table.c.record_id == bindparam("old")) & (table.c.position >= low) & (table.c.position < high)
            connection.execute(update(table).where(mine).values(superseded_by=bindparam("new")), rows.superseded)
    if rows.revoked:
        mine = (outcomes.c.record_id == bindparam("old")) & (outcomes.c.position >= low) & (outcomes.c.position < high)
        connection.execute(update(outcomes).where(mine).values(revoked=True), rows.revoked)


def refold(connection: Connection, thread_id: str) -> None:
    """Writes the state of a lead's thread as its records now add up."""
    thread = threads.load(connection, thread_id)
    if thread is not None:
        connection.execute(update(leads).where(leads.c.record_id == thread_id).values(state=thread.state))


def _sort_in(rows: _Rows, row: Any, member: str) -> None:
    body = record_pb2.RecordBody.FromString(bytes(row.body))
    kind = row.type
    if kind == record_pb2.RECORD_TYPE_OUTCOME:
        rows.outcomes.append(_outcome_row(row, member, body.outcome))
    elif kind == record_pb2.RECORD_TYPE_OUTCOME_REVISION:
        rows.revisions.append((row.position, row.thread_id or "", body.outcome_revision.kind))
        if body.outcome_revision.kind in ENDING_REVISIONS:
            rows.revoked.append({"old": row.thread_id or ""})
    elif kind == record_pb2.RECORD_TYPE_STANDARD:
        _add_standard(rows, row, member, body)
    elif kind == record_pb2.RECORD_TYPE_LEAD:
        lead = body.lead
        rows.leads.append((row.position, row.record_id, member, lead.to_member, lead.subject.uscc or None, 1))
        rows.threads.add(row.record_id)
    elif kind == record_pb2.RECORD_TYPE_LEAD_EVENT and row.thread_id:
        rows.threads.add(row.thread_id)
    elif kind == record_pb2.RECORD_TYPE_AGREEMENT:
        rows.agreements.append(_agreement_row(row, member, body.agreement))
    if kind in {record_pb2.RECORD_TYPE_OUTCOME, record_pb2.RECORD_TYPE_STANDARD}:
        header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
        if header.supersedes:
            rows.superseded.append({"old": header.supersedes, "new": row.record_id})


def _outcome_row(row: Any, member: str, outcome: outcome_pb2.Outcome) -> tuple[Any, ...]:
    subject = outcome.subject
    number = outcome.document_number
    return (
        row.position,
        row.record_id,
        member,
        subject.uscc or None,
        subject.registration_number or None,
        subject.name,
        outcome.domain,
        outcome.decided_on,
        normalize_document_number(number)[:160] if number.strip() else "",
        outcome.matter_code,
        None,
        False,
    )


def _add_standard(rows: _Rows, row: Any, member: str, body: record_pb2.RecordBody) -> None:
    one = body.standard
    dates = (one.valid_from, one.valid_to)
    rows.standards.append((row.position, row.record_id, member, one.standard_id, one.version, one.kind, one.domain, *dates, None))
    rows.matters += [(code, row.position) for code in one.matter_codes]


def _agreement_row(row: Any, member: str, agreement: agreement_pb2.Agreement) -> tuple[Any, ...]:
    """The parties' records name the same terms when their fields are the same, whatever their bytes' order."""
    terms = sha256(agreement.SerializeToString(deterministic=True)).digest()
    members: Sequence[str] = sorted(agreement.members)
    return (row.position, agreement.agreement_id, member, terms, ",".join(members), agreement.valid_from, agreement.valid_to)
