"""Ledgers in the database: their heads, entries and the hashes that proofs need.

An entry's index is given here, under the lock on the ledger's head that `lock` takes and the transaction's end releases; so a reader
that sees index n has seen, or will see before it, every index below n.

    with database.durable() as connection:
        head = ledgers.lock(connection, "delta-exchange/310116/ledger")
        ledgers.append(connection, head, rows)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from exchange.ledger import checkpoints
from exchange.ledger.merkle import EMPTY_ROOT, Extension, Frontier
from exchange.ledger.proofs import root_at
from exchange.storage.bulk import insert_rows
from exchange.storage.prepared import Prepared
from exchange.storage.tables import checkpoints as checkpoint_table
from exchange.storage.tables import entries, ledgers, position, subtrees

NUMBERING_LOCK = 0x6C656467  # "ledg"; PostgreSQL's advisory locks go by number


_BY_ORIGIN = Prepared(select(ledgers).where(ledgers.c.origin == bindparam("origin")))
_LOCKED = Prepared(select(ledgers).where(ledgers.c.origin == bindparam("origin")).with_for_update())
_GROWN = Prepared(
    update(ledgers).where(ledgers.c.ledger == bindparam("number")).values(size=bindparam("new_size"), frontier=bindparam("edge"))
)
_ALL = Prepared(select(ledgers).order_by(ledgers.c.ledger))
_LEAVES = Prepared(
    select(entries.c.leaf_hash)
    .where(entries.c.position >= bindparam("low"), entries.c.position < bindparam("high"))
    .order_by(entries.c.position)
)
_SUBTREES = Prepared(
    select(subtrees.c.hash)
    .where(subtrees.c.ledger == bindparam("number"), subtrees.c.level == bindparam("height"))
    .where(subtrees.c.index >= bindparam("low"), subtrees.c.index < bindparam("high"))
    .order_by(subtrees.c.index)
)


class LedgerUnknownError(LookupError):
    """No ledger of that origin line is kept here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A ledger as it stands: everything but its entries. Times in µs since 1970."""

    number: int
    origin: str
    member: str
    own: bool
    frontier: Frontier
    checkpoint: bytes
    checkpoint_size: int
    witnessed_size: int
    verified_at: int | None
    frozen_at: int | None
    frozen_reason: str
    software: str

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.frontier.size


def unread(origin: str) -> Head:
    """The head of a neighbour's ledger of which nothing has been read: number 0 is no stored ledger's."""
    return Head(
        number=0,
        origin=origin,
        member=checkpoints.member_of(origin),
        own=False,
        frontier=Frontier.empty(),
        checkpoint=b"",
        checkpoint_size=0,
        witnessed_size=0,
        verified_at=None,
        frozen_at=None,
        frozen_reason="",
        software="",
    )


class NewEntry(NamedTuple):
    """An entry before it has its index: the fields of table `entries`, in its order. A tuple, since one is made for every record pulled."""

    leaf_hash: bytes
    record_id: str | None = None
    type: int | None = None
    thread_id: str | None = None
    audience: str | None = None
    envelope: bytes | None = None
    body: bytes | None = None
    refused: str | None = None


def ensure(connection: Connection, *, origin: str, own: bool) -> None:
    """Makes the ledger's row if there is none yet. Processes that do so at once wait for one another: each row has its own number."""
    if connection.execute(select(ledgers.c.ledger).where(ledgers.c.origin == origin)).first():
        return
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(NUMBERING_LOCK)))
        if connection.execute(select(ledgers.c.ledger).where(ledgers.c.origin == origin)).first():
            return
    number = (connection.execute(select(func.max(ledgers.c.ledger))).scalar() or 0) + 1
    connection.execute(
        ledgers.insert().values(
            ledger=number,
            origin=origin,
            member=checkpoints.member_of(origin),
            own=own,
            size=0,
            frontier=b"",
            checkpoint_size=0,
            witnessed_size=0,
        )
    )


def find(connection: Connection, origin: str) -> Head | None:
    """The ledger's head, or None."""
    rows = _BY_ORIGIN.rows(connection, origin=origin)
    return _head(rows[0]) if rows else None


def get(connection: Connection, origin: str) -> Head:
    """The ledger's head.

    Raises:
        LedgerUnknownError: there is none.
    """
    head = find(connection, origin)
    if head is None:
        raise LedgerUnknownError(f"ledger {origin!r} isn't kept here")
    return head


def lock(connection: Connection, origin: str) -> Head:
    """The head, locked until the transaction ends (SQLite: the transaction itself is the lock).

    Raises:
        LedgerUnknownError: there is none.
    """
    rows = _LOCKED.rows(connection, origin=origin)
    if not rows:
        raise LedgerUnknownError(f"ledger {origin!r} isn't kept here")
    return _head(rows[0])


def list_heads(connection: Connection) -> list[Head]:
    """All ledgers kept here, in the order they were added."""
    return [_head(row) for row in _ALL.rows(connection)]


def _head(row: tuple[Any, ...]) -> Head:
    number, origin, member, own, size, frontier, checkpoint, checkpoint_size, witnessed_size, verified_at, frozen_at, reason, software = row
    return Head(
        number=number,
        origin=origin,
        member=member,
        own=bool(own),
        frontier=Frontier.from_bytes(size, frontier),
        checkpoint=checkpoint or b"",
        checkpoint_size=checkpoint_size,
        witnessed_size=witnessed_size,
        verified_at=verified_at,
        frozen_at=frozen_at,
        frozen_reason=reason or "",
        software=software or "",
    )


def append(
    connection: Connection, head: Head, new: Sequence[NewEntry], *, now: int, extension: Extension | None = None, **values: object
) -> Frontier:
    """Gives `new` the next indexes; sets `values` in the ledger's row by the way. The head must be locked.

    Args:
        connection: in a writing transaction.
        head: as `lock` gave it.
        new: what is appended.
        now: µs since 1970.
        extension: of the head's frontier by the new leaf hashes, where the caller has computed it already.
        values: columns of table `ledgers`.
    """
    key = position(head.number, head.size)
    insert_rows(connection, entries, [(key + at, *one, now) for at, one in enumerate(new)])
    if extension is None:
        extension = head.frontier.extend([one.leaf_hash for one in new])
    insert_rows(connection, subtrees, [(head.number, one.level, one.index, one.hash) for one in extension.subtrees])
    frontier = extension.frontier
    _GROWN.run(connection, number=head.number, new_size=frontier.size, edge=frontier.to_bytes())
    if values:
        set_values(connection, head.number, **values)
    return frontier


def set_values(connection: Connection, number: int, **values: object) -> None:
    """Sets columns of a ledger's row."""
    connection.execute(update(ledgers).where(ledgers.c.ledger == number).values(**values))


def keep_checkpoint(connection: Connection, number: int, *, size: int, note: bytes, now: int) -> None:
    """Keeps a signed note beside the head's latest; the one of that size that was kept before gives way. `now` in µs."""
    connection.execute(delete(checkpoint_table).where(checkpoint_table.c.ledger == number, checkpoint_table.c.size == size))
    connection.execute(insert(checkpoint_table).values(ledger=number, size=size, note=note, at=now))


class StoredNodes:
    """The NodeReader of one ledger, within one transaction."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number

    def hashes(self, *, level: int, first: int, count: int) -> Sequence[bytes]:
        """See `exchange.ledger.proofs.NodeReader`.

        Raises:
            LookupError: the database lacks one of them.
        """
        if level == 0:
            key = position(self._number, first)
            rows = _LEAVES.rows(self._connection, low=key, high=key + count)
        else:
            rows = _SUBTREES.rows(self._connection, number=self._number, height=level, low=first, high=first + count)
        found = [one for (one,) in rows]
        if len(found) != count:
            raise LookupError(f"ledger {self._number}: {len(found)} of {count} hashes of level {level} from {first} on are stored")
        return found

    def root(self, size: int) -> bytes:
        """The root over the first `size` entries."""
        return root_at(self, size=size) if size else EMPTY_ROOT


def read_range(connection: Connection, number: int, *, first: int, end: int) -> Sequence[Row[Any]]:
    """The entries with indexes in [first, end), in order."""
    low, high = position(number, first), position(number, end)
    return connection.execute(
        select(entries).where(entries.c.position >= low, entries.c.position < high).order_by(entries.c.position)
    ).all()


Fragment = tuple[int, bytes, str | None, bytes, bytes | None]  # position, leaf hash, audience, envelope, body


def read_fragments(connection: Connection, number: int, *, first: int, end: int) -> list[Fragment]:
    """What `ReadEntries` sends of the entries with indexes in [first, end): the driver's own tuples, no row objects between."""
    low, high = position(number, first), position(number, end)
    statement = (
        "SELECT position, leaf_hash, audience, envelope, body FROM entries WHERE position >= {0} AND position < {0} ORDER BY position"
    )
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "postgresql":
        cursor = driver.cursor(binary=True)
        cursor.execute(statement.format("%s"), (low, high))
    else:
        cursor = driver.execute(statement.format("?"), (low, high))
    rows: list[Fragment] = cursor.fetchall()
    cursor.close()
    return rows


def read_position(connection: Connection, record_id: str) -> Row[Any] | None:
    """The trusted entry that carries the record; the first that was stored, where hostile members reuse an id."""
    statement = (
        select(entries)
        .where(entries.c.record_id == record_id, entries.c.refused.is_(None))
        .order_by(entries.c.stored_at, entries.c.position)
    )
    return connection.execute(statement.limit(1)).first()
