"""Many rows at once, the quickest way each database has: raw tuples on SQLite, binary COPY on PostgreSQL. Nothing here goes row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, SmallInteger, Table

ROWS_AT_ONCE = 128  # rows of one statement; SQLite takes 32,766 values, no table here has more than 20 columns
PARAMETERS = 500  # values in one IN list; SQLite takes 32,766, plans stay small below


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts tuples whose values stand in the order of the table's columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
        return
    whole = len(rows) - len(rows) % ROWS_AT_ONCE
    for first in range(0, whole, ROWS_AT_ONCE):
        values = tuple(chain.from_iterable(rows[first : first + ROWS_AT_ONCE]))
        connection.exec_driver_sql(_insertion(table, ROWS_AT_ONCE), values)
    if rest := rows[whole:]:
        connection.exec_driver_sql(_insertion(table, 1), list(rest))


def insert_new(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """As `insert_rows`, but rows whose key is there already are left out, even if another process is just inserting them."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        arrays = ", ".join(f"%s::{_postgresql_type(column.type)}[]" for column in table.columns)
        statement = f'INSERT INTO "{table.name}" ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING'  # noqa: S608  # names are the schema's own
        connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True))))
        return
    connection.exec_driver_sql(_insertion(table, 1).replace("INSERT", "INSERT OR IGNORE", 1), list(rows))


@cache
def _insertion(table: Table, count: int) -> str:
    """An INSERT of `count` rows. SQLite writes them in one step, during which other threads run: row by row they would take turns."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ' + ", ".join([f"({marks})"] * count)  # noqa: S608  # names are the schema's own


def _copy(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN (FORMAT BINARY)') as copy:
        copy.set_types([_postgresql_type(column.type) for column in table.columns])
        for row in rows:
            copy.write_row(row)


def _postgresql_type(kind: object) -> str:
    if isinstance(kind, BigInteger):
        return "int8"
    if isinstance(kind, SmallInteger):
        return "int2"
    if isinstance(kind, Integer):
        return "int4"
    if isinstance(kind, Boolean):
        return "bool"
    return "bytea" if isinstance(kind, LargeBinary) else "text"


def chunks(values: Iterable[Any], size: int = PARAMETERS) -> Iterable[list[Any]]:
    """The values in lists of at most `size`."""
    block: list[Any] = []
    for value in values:
        block.append(value)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block
