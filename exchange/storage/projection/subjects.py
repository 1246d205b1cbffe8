"""The subjects of outcomes and leads, each spelling once, with the keys that `exchange.domain.subjects` finds them by.

This is filled behind the projection, with a cursor of its own, by a job and before a question is answered: taking names apart costs more
than storing an outcome, and importing and pulling shall not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import Column, Connection, select

from exchange.domain.subjects import index_keys, profile
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage.bulk import chunks, insert_new
from exchange.storage.engine import Database
from exchange.storage.projection.following import advance, next_stretch
from exchange.storage.tables import entries, ledgers, position, projection_cursors, subject_cursors, subject_keys, subject_records, subjects
from exchange.v1 import outcome_service_pb2, record_pb2, subject_pb2

CHUNK = 2000  # entries read at once
TABLES = (subjects, subject_keys, subject_records, subject_cursors)
ABOUT_SUBJECTS = (record_pb2.RECORD_TYPE_OUTCOME, record_pb2.RECORD_TYPE_LEAD)
CODE_COLUMNS = (subjects.c.uscc, subjects.c.registration_number, subjects.c.organisation_code)
_UNIDENTIFYING = ("industry_code",)


def catch_up(database: Database, *, at_most: int | None = None) -> int:
    """Reads what the projection has beyond these cursors, a chunk a transaction; returns how many entries that was.

    Args:
        database: the node's.
        at_most: stop after about so many entries.
    """
    done = 0
    while at_most is None or done < at_most:
        with database.relaxed() as connection:
            count = catch_up_chunk(connection)
        done += count
        if count == 0:
            break
    return done


def behind(connection: Connection) -> int:
    """Entries that are projected and not read here yet."""
    read = {row.ledger: row.next_index for row in connection.execute(select(subject_cursors))}
    return sum(row.next_index - read.get(row.ledger, 0) for row in connection.execute(select(projection_cursors)))


def as_far_as_read(
    connection: Connection, sources: Sequence[outcome_service_pb2.SourceFreshness]
) -> list[outcome_service_pb2.SourceFreshness]:
    """The freshness of ledgers, with `size` as the entries read here."""
    statement = select(ledgers.c.origin, subject_cursors.c.next_index).join(ledgers, ledgers.c.ledger == subject_cursors.c.ledger)
    read = {row.origin: row.next_index for row in connection.execute(statement)}
    for source in sources:
        source.size = min(source.size, read.get(ledger_origin(source.member), 0))
    return list(sources)


def catch_up_chunk(connection: Connection) -> int:
    """Reads up to CHUNK entries of one ledger; 0 when there are none."""
    stretch = next_stretch(connection, subject_cursors, size=CHUNK)
    if stretch is None:
        return 0
    ledger, first, end = stretch
    _read(connection, position(ledger, first), position(ledger, end))
    advance(connection, subject_cursors, ledger, end)
    return end - first


def _read(connection: Connection, first: int, end: int) -> None:
    statement = (
        select(entries.c.position, entries.c.type, entries.c.body)
        .where(entries.c.position >= first, entries.c.position < end, entries.c.type.in_(ABOUT_SUBJECTS))
        .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
    )
    found: dict[int, subject_pb2.Subject] = {}
    bodies: dict[int, bytes] = {}
    records = []
    for row in connection.execute(statement):
        subject = subject_of(record_pb2.RecordBody.FromString(bytes(row.body)))
        if subject is None:
            continue
        body = subject.SerializeToString(deterministic=True)
        number = _number(body)
        found[number], bodies[number] = subject, body
        if row.type == record_pb2.RECORD_TYPE_LEAD or not (subject.uscc or subject.registration_number):
            records.append((number, row.position))
    _store(connection, found, bodies)
    insert_new(connection, subject_records, sorted(records))


def subject_of(body: record_pb2.RecordBody) -> subject_pb2.Subject | None:
    """The subject of an outcome or a lead, without what doesn't identify it; None where it names nobody."""
    payload = body.outcome if body.HasField("outcome") else body.lead
    if not payload.HasField("subject") or not payload.subject.name:
        return None
    if any("\0" in text for text in (payload.subject.name, payload.subject.uscc, payload.subject.registration_number)):
        return None  # nobody is called that, and PostgreSQL can't be asked for it
    subject = subject_pb2.Subject()
    subject.CopyFrom(payload.subject)
    for name in _UNIDENTIFYING:
        subject.ClearField(name)
    return subject


def _store(connection: Connection, found: Mapping[int, subject_pb2.Subject], bodies: Mapping[int, bytes]) -> None:
    """Subjects that aren't there yet, and their keys; in the order of their numbers, so that two processes can't wait for each other."""
    known: set[int] = set()
    for block in chunks(sorted(found)):
        known |= set(connection.execute(select(subjects.c.subject).where(subjects.c.subject.in_(block))).scalars())
    rows, keys = [], []
    for number in sorted(found.keys() - known):
        subject, read = found[number], profile(found[number])
        codes = (subject.uscc, subject.registration_number, read.codes.organisation)
        rows.append((number, *map(_fitting_code, codes, CODE_COLUMNS), bodies[number]))
        keys += [(key_number(key), number) for key in index_keys(read)]
    insert_new(connection, subjects, rows)
    insert_new(connection, subject_keys, sorted(keys))


def _fitting_code(code: str, column: Column[Any]) -> str | None:
    """None for what is no code: a hostile record may say more than the column holds, and is found by its name all the same."""
    return code if code and code.isascii() and code.isprintable() and len(code) <= column.type.length else None  # type: ignore[attr-defined]  # all are String


def key_number(key: str) -> int:
    """A key as the 63-bit number that it is stored as."""
    return _number(key.encode())


def _number(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest()) >> 1
