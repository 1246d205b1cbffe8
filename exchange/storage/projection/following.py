"""Tables that are filled behind the projection, each with a cursor of its own, so that importing and pulling don't wait for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.storage.tables import projection_cursors


def next_stretch(connection: Connection, cursors: Table, *, size: int) -> tuple[int, int, int] | None:
    """(ledger, first, end) of up to `size` entries of one ledger that `cursors` hasn't come to yet, its cursor locked; None at the end."""
    cursor = cursors.c.next_index
    statement = (
        select(projection_cursors.c.ledger, projection_cursors.c.next_index.label("end"))
        .join(cursors, cursors.c.ledger == projection_cursors.c.ledger, isouter=True)
        .where((cursor.is_(None)) | (cursor < projection_cursors.c.next_index), projection_cursors.c.next_index > 0)
        .order_by(projection_cursors.c.ledger)
    )
    found = connection.execute(statement.limit(1)).first()
    if found is None:
        return None
    first = _lock_cursor(connection, cursors, found.ledger)
    end = min(first + size, found.end)
    if end <= first:
        return next_stretch(connection, cursors, size=size)  # another process was quicker
    return int(found.ledger), first, int(end)


def _lock_cursor(connection: Connection, cursors: Table, ledger: int) -> int:
    """The row is there first, so that two processes can't both believe that they begin."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(cursors).values(ledger=ledger, next_index=0).on_conflict_do_nothing())
    statement = select(cursors.c.next_index).where(cursors.c.ledger == ledger).with_for_update()
    return int(connection.execute(statement).scalar_one())


def advance(connection: Connection, cursors: Table, ledger: int, end: int) -> None:
    """The entries below `end` are done."""
    connection.execute(update(cursors).where(cursors.c.ledger == ledger).values(next_index=end))
