"""What a projector is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, SmallInteger, String, Table, bindparam, update
from sqlalchemy.types import TypeEngine

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
    _header: record_pb2.RecordHeader | None = None

    def header(self) -> record_pb2.RecordHeader:
        """The header, parsed at the first call: most projectors don't need it."""
        if self._header is None:
            self._header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(self.envelope).header)
        return self._header


@dataclass(frozen=True, kw_only=True, slots=True)
class Projector:
    """Writes the rows that records of some types stand for; `tables` are emptied before a rebuild."""

    types: frozenset[int]
    tables: tuple[Table, ...]
    project: Callable[[Connection, Chunk, Sequence[Found]], None]


def superseding(found: Sequence[Found]) -> dict[str, str]:
    """Which of the records replace another, and which that is: record ids, in the ledger's order."""
    return {one.record_id: old for one in found if (old := one.header().supersedes)}


def mark_superseded(connection: Connection, table: Table, chunk: Chunk, found: Sequence[Found]) -> None:
    """Marks the rows of `table` that the chunk's records replace, within the same ledger only."""
    mark_replaced(connection, table, chunk, superseding(found))


def mark_replaced(connection: Connection, table: Table, chunk: Chunk, replaced: Mapping[str, str]) -> None:
    """As `mark_superseded`, where it is known already what replaces what."""
    pairs = [{"old": old, "new": new} for new, old in replaced.items()]
    if pairs:
        mine = (table.c.record_id == bindparam("old")) & (table.c.position >= chunk.low) & (table.c.position < chunk.high)
        connection.execute(update(table).where(mine).values(superseded_by=bindparam("new")), pairs)


def issued_at(found: Found) -> int:
    """When its organ signed the record, by its own clock; µs since 1970."""
    at = found.header().issued_at
    return at.seconds * 1_000_000 + at.nanos // 1000


def fitting(table: Table, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows whose values the table's columns hold.

    A peer's record is verified, not judged by our field rules: one with a number or text that no honest node would have published stays in
    the ledger as evidence, and must not stop the projection of what follows it.
    """
    types = [column.type for column in table.columns]
    return [row for row in rows if all(_fits(kind, value) for kind, value in zip(types, row, strict=True))]


def _fits(kind: TypeEngine[Any], value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not (isinstance(kind, String) and kind.length is not None and len(value) > kind.length)
    if isinstance(value, int) and isinstance(kind, Integer):
        return abs(value) < 1 << (15 if isinstance(kind, SmallInteger) else 63 if isinstance(kind, BigInteger) else 31)
    return True
