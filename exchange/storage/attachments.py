"""Files in the database, by digest and holder (who brought them), in chunks: written and read with little memory, however large they are.

A file is complete when all its bytes are here and their SHA-256 is its digest; before that nobody is given any of it. Bytes that turn
out to be another file's are dropped. Writing goes on where it broke off, at the offset that `received` says; of two who write at once,
one wins.

    with database.relaxed() as connection:
        attachments.begin(connection, key, media_type="application/pdf", size=5, room=room, now=now)
        attachments.append(connection, key, offset=0, data=b"%PDF-", now=now)
    with database.reading() as connection:
        found = attachments.digest_here(connection, key)
    with database.durable() as connection:
        attachments.finish(connection, key, found=found, now=now)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text, update

from exchange.domain.attachments import HEAD_SIZE, AttachmentError, check_content
from exchange.storage.tables import attachment_chunks, attachments
from exchange.v1 import error_pb2

CHUNK_SIZE = 256 << 10  # bytes of a row at most
ROOM_LOCK = 0x61747463  # "attc"; PostgreSQL's advisory locks go by number


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """Which file, and who brought it: an organ's USCC, or the code of the member it is fetched from."""

    digest: bytes
    holder: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """How much of a file is here. Bytes."""

    media_type: str
    size: int
    received: int
    complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """What all files together may take, and how long one that isn't complete may lie untouched before it gives way. Bytes, µs."""

    max_total: int
    keep_incomplete: int


class OffsetError(ValueError):
    """Bytes that don't follow on what is here; `expected` is the offset that does."""

    def __init__(self, *, given: int, expected: int) -> None:
        super().__init__(f"offset {given} doesn't follow on what is here; go on from {expected}")
        self.expected = expected


def status(connection: Connection, key: Key) -> Status | None:
    """What is here of the holder's file; None where nothing is."""
    row = connection.execute(select(attachments).where(_of(key))).first()
    return _status(row) if row else None


def held(connection: Connection, digest: bytes) -> tuple[Key, Status] | None:
    """Of all holders the one that has most of the file."""
    order = (attachments.c.complete.desc(), attachments.c.received.desc(), attachments.c.holder)
    row = connection.execute(select(attachments).where(attachments.c.digest == digest).order_by(*order).limit(1)).first()
    return (Key(digest=digest, holder=row.holder), _status(row)) if row else None


def begin(connection: Connection, key: Key, *, media_type: str, size: int, room: Room, now: int) -> Status:
    """Makes room for a file, or finds what is here of it. One that was described otherwise before begins anew.

    Raises:
        AttachmentError: OVERLOADED, there is no room for it now.
    """
    found = status(connection, key)
    if found is not None and (found.complete or (found.media_type, found.size) == (media_type, size)):
        return found
    drop(connection, key)
    _make_room(connection, size, room, now)
    values = {"media_type": media_type, "size": size, "received": 0, "complete": False, "created_at": now, "touched_at": now}
    connection.execute(insert(attachments).values(digest=key.digest, holder=key.holder, **values))
    return Status(media_type=media_type, size=size, received=0, complete=False)


def _make_room(connection: Connection, size: int, room: Room, now: int) -> None:
    """Counts whole sizes, those to come too, so that many begun at once can't fill the disk; one at a time looks and takes."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ROOM_LOCK})
    if _total(connection) + size > room.max_total:
        stale = attachments.c.complete.is_(False) & (attachments.c.touched_at < now - room.keep_incomplete)
        for row in connection.execute(select(attachments.c.digest, attachments.c.holder).where(stale)).all():
            drop(connection, Key(digest=bytes(row.digest), holder=row.holder))
    if _total(connection) + size > room.max_total:
        message = f"{size} bytes don't fit: all files together may take {room.max_total}; the node's operator can raise max_total_bytes"
        raise AttachmentError(error_pb2.ERROR_REASON_OVERLOADED, "size", message)


def _total(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.sum(attachments.c.size), 0))).scalar_one())


def append(connection: Connection, key: Key, *, offset: int, data: bytes, now: int) -> None:
    """Stores the bytes that follow. The first ones show whether the file is of its type.

    Raises:
        OffsetError: they don't follow; or another writer was quicker.
        AttachmentError: ATTACHMENT_TOO_LARGE beyond the size, MEDIA_TYPE_NOT_ALLOWED for other first bytes.
    """
    found = status(connection, key)
    if found is None or found.received != offset or found.complete:
        raise OffsetError(given=offset, expected=found.received if found else 0)
    end = offset + len(data)
    if end > found.size:
        raise AttachmentError(error_pb2.ERROR_REASON_ATTACHMENT_TOO_LARGE, "chunk", f"more than the {found.size} bytes that were announced")
    if offset < HEAD_SIZE:
        head = (_head(connection, key) + data)[:HEAD_SIZE]
        if len(head) == min(HEAD_SIZE, found.size):
            check_content(found.media_type, head)
    moved = update(attachments).where(_of(key), attachments.c.received == offset).values(received=end, touched_at=now)
    if connection.execute(moved).rowcount != 1:
        raise OffsetError(given=offset, expected=end)
    rows = [
        {"digest": key.digest, "holder": key.holder, "offset": offset + at, "data": data[at : at + CHUNK_SIZE]}
        for at in range(0, len(data), CHUNK_SIZE)
    ]
    connection.execute(insert(attachment_chunks), rows)


def _head(connection: Connection, key: Key) -> bytes:
    return b"".join(read(connection, key, offset=0, size=HEAD_SIZE))


def digest_here(connection: Connection, key: Key) -> bytes:
    """The SHA-256 of the bytes that are here, for `finish`; it takes a while, so it isn't done in a writing transaction.

    Raises:
        OffsetError: bytes are missing.
    """
    found = status(connection, key)
    if found is None or found.received != found.size:
        raise OffsetError(given=found.size if found else 0, expected=found.received if found else 0)
    digest = sha256()
    for data in read(connection, key, offset=0, size=found.size):
        digest.update(data)
    return digest.digest()


def finish(connection: Connection, key: Key, *, found: bytes, now: int) -> bool:
    """Declares a file complete if the digest found is its own; drops the bytes if it isn't. Whether it was."""
    if found == key.digest:
        connection.execute(update(attachments).where(_of(key)).values(complete=True, touched_at=now))
        return True
    drop(connection, key)
    return False


def read(connection: Connection, key: Key, *, offset: int, size: int) -> Iterator[bytes]:
    """The bytes in [offset, offset + size), as far as they are here, a chunk at a time."""
    end = offset + size
    while offset < end and (chunk := read_chunk(connection, key, offset=offset)):
        yield chunk[: end - offset]
        offset += len(chunk)


def read_chunk(connection: Connection, key: Key, *, offset: int) -> bytes:
    """Up to CHUNK_SIZE bytes from an offset on; empty where none are stored."""
    table = attachment_chunks
    mine = (table.c.digest == key.digest) & (table.c.holder == key.holder)
    last = select(table).where(mine, table.c.offset <= offset).order_by(table.c.offset.desc()).limit(1)
    row = connection.execute(last).first()
    return bytes(row.data)[offset - row.offset :] if row else b""


def drop(connection: Connection, key: Key) -> None:
    """Forgets a holder's file, bytes and all."""
    table = attachment_chunks
    connection.execute(delete(table).where(table.c.digest == key.digest, table.c.holder == key.holder))
    connection.execute(delete(attachments).where(_of(key)))


def _of(key: Key) -> ColumnElement[bool]:
    return (attachments.c.digest == key.digest) & (attachments.c.holder == key.holder)


def _status(row: Any) -> Status:
    return Status(media_type=row.media_type, size=row.size, received=row.received, complete=bool(row.complete))
