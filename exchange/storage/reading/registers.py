"""The registers of joint inspections that count, as this node holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_

from exchange.storage.reading.base import Reader, visible
from exchange.storage.tables import entries, inspection_registers
from exchange.v1 import record_pb2

Key = tuple[str, str, str]
"""Member, organ, name."""


def register_rows(connection: Connection, reader: Reader, *, after: Key | None, limit: int, most_bytes: int) -> Sequence[Row[Any]]:
    """Rows of table `inspection_registers` with their entries, by member, organ and name, beyond `after`.

    As many as `most_bytes` hold of their bodies; one at least.
    """
    order = (inspection_registers.c.member, inspection_registers.c.organ, inspection_registers.c.name)
    sizes = (
        select(inspection_registers.c.position, func.length(entries.c.body).label("size"))
        .join(entries, entries.c.position == inspection_registers.c.position)
        .where(visible(connection, reader, only=record_pb2.RECORD_TYPE_INSPECTION_REGISTER))
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        sizes = sizes.where(tuple_(*order) > tuple_(*after))
    taken, total = list[int](), 0
    for row in connection.execute(sizes):
        total += row.size
        if taken and total > most_bytes:
            break
        taken.append(row.position)
    columns = (inspection_registers, entries.c.record_id, entries.c.envelope, entries.c.body)
    statement = select(*columns).join(entries, entries.c.position == inspection_registers.c.position)
    return connection.execute(statement.where(inspection_registers.c.position.in_(taken)).order_by(*order)).all()
