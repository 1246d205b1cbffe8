"""What a projector is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, update

from exchange.storage.tables import position
from exchange.v1 import record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """A half-open range of one ledger's entries, and whose ledger it is."""

    ledger: int
    member: str
    first: int
    end: int

    @property
    def low(self) -> int:
        """Position of the ledger's first entry."""
        return position(self.ledger, 0)

    @property
    def high(self) -> int:
        """Position behind the ledger's last possible entry."""
        return position(self.ledger + 1, 0)


@dataclass(slots=True)
class Found:
    """A trusted record with its body. `stored_at` is when this node stored it (µs)."""

    position: int
    record_id: str
    type: int
    thread_id: str
    body: record_pb2.RecordBody
    envelope: bytes
    stored_at: int

    def header(self) -> record_pb2.RecordHeader:
        """The header, parsed anew at each call: most projectors don't need it."""
        return record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(self.envelope).header)


@dataclass(frozen=True, kw_only=True, slots=True)
class Projector:
    """Writes the rows that records of some types stand for; `tables` are emptied before a rebuild."""

    types: frozenset[int]
    tables: tuple[Table, ...]
    project: Callable[[Connection, Chunk, Sequence[Found]], None]


def mark_superseded(connection: Connection, table: Table, chunk: Chunk, found: Sequence[Found]) -> None:
    """Marks the rows of `table` that the chunk's records replace, within the same ledger only."""
    pairs = [{"old": header.supersedes, "new": one.record_id} for one in found if (header := one.header()).supersedes]
    if pairs:
        mine = (table.c.record_id == bindparam("old")) & (table.c.position >= chunk.low) & (table.c.position < chunk.high)
        connection.execute(update(table).where(mine).values(superseded_by=bindparam("new")), pairs)


def issued_at(found: Found) -> int:
    """When its organ signed the record, by its own clock; µs since 1970."""
    at = found.header().issued_at
    return at.seconds * 1_000_000 + at.nanos // 1000
