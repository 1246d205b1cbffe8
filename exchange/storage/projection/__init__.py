"""The tables that answer questions, filled from the ledgers: a cache with a cursor per ledger, dropped and rebuilt by `rebuild`.

Only trusted entries with a body count. A record may replace or revise only records of its own ledger: no member can change another's.
Each subject has a module with its `Projector`; a projector sees the chunk's records of its types, in the ledger's order. Later ones may
rest on what earlier ones have written.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.storage.engine import Database
from exchange.storage.projection import (
    agreements,
    attachments,
    duties,
    inspections,
    leads,
    outcomes,
    recognition,
    risk,
    sightings,
    standards,
    subjects,
    tasks,
)
from exchange.storage.projection.base import Chunk, Found, Projector
from exchange.storage.tables import entries, ledgers, position, projection_cursors
from exchange.v1 import record_pb2

CHUNK = 2000  # entries projected at once
PROJECTORS: tuple[Projector, ...] = (
    outcomes.PROJECTOR,
    standards.PROJECTOR,
    leads.PROJECTOR,
    agreements.PROJECTOR,
    attachments.PROJECTOR,
    recognition.PROJECTOR,
    duties.CORRECTIONS,
    duties.INTERVENTIONS,
    tasks.PROJECTOR,
    risk.GRADES,
    risk.WARNINGS,
    risk.GUIDANCE,
    inspections.REGISTERS,
)


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
    _project(connection, Chunk(ledger=behind.ledger, member=behind.member, first=first, end=end))
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
        for table in (
            *(one for projector in PROJECTORS for one in projector.tables),
            *subjects.TABLES,
            *sightings.TABLES,
            projection_cursors,
        ):
            connection.execute(delete(table))
    done = 0
    while True:
        with database.relaxed() as connection:
            count = catch_up_chunk(connection)
        if count == 0:
            return done
        done += count
        progress(done)


def _project(connection: Connection, chunk: Chunk) -> None:
    columns = (
        entries.c.position, entries.c.record_id, entries.c.type, entries.c.thread_id, entries.c.envelope, entries.c.body,
        entries.c.stored_at,
    )  # fmt: skip
    statement = (
        select(*columns)
        .where(entries.c.position >= position(chunk.ledger, chunk.first), entries.c.position < position(chunk.ledger, chunk.end))
        .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
        .order_by(entries.c.position)
    )
    found: dict[int, list[Found]] = {}
    for row in connection.execute(statement):
        body = record_pb2.RecordBody.FromString(bytes(row.body))
        one = Found(row.position, row.record_id, row.type, row.thread_id or "", body, bytes(row.envelope), row.stored_at)
        found.setdefault(row.type, []).append(one)
    for projector in PROJECTORS:
        mine = [found[kind] for kind in projector.types if kind in found]
        if len(mine) == 1:
            projector.project(connection, chunk, mine[0])
        elif mine:
            projector.project(connection, chunk, sorted(chain.from_iterable(mine), key=lambda one: one.position))
