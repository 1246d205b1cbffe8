"""Statements compiled once for each kind of database, whose rows come as the driver's own tuples: for questions asked all the time.

SQLAlchemy takes longer to build and wrap a statement than the database to answer one that goes by an index. What is prepared is still
written with the tables' columns, so a column that goes breaks it at import, not in the field.

    BY_CODE = Prepared(select(outcomes.c.position, outcomes.c.name).where(outcomes.c.uscc == bindparam("uscc")))
    for key, name in BY_CODE.rows(connection, uscc="913101166078754287"): …
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Executable

_Compiled = tuple[str, tuple[str, ...], dict[str, Any]]  # text, parameters by place, the values of those written in the statement


class Prepared:
    """One statement with named parameters. Safe to share: it is written once for each dialect, always to the same."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._texts: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows, in the statement's columns; bytes are bytes, SQLite's booleans 0 and 1."""
        cursor = self._execute(connection, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return found

    def run(self, connection: Connection, **values: Any) -> None:
        """Carries out a statement that gives no rows."""
        self._execute(connection, values).close()

    def _execute(self, connection: Connection, values: dict[str, Any]) -> Any:
        text, names, constants = self._texts.get(connection.dialect.name) or self._compile(connection)
        values |= constants
        driver: Any = connection.connection.dbapi_connection
        if connection.dialect.name == "postgresql":
            cursor = driver.cursor(binary=True)
            cursor.execute(text, values)
            return cursor
        return driver.execute(text, [values[name] for name in names])

    def _compile(self, connection: Connection) -> _Compiled:
        compiled = self._statement.compile(dialect=connection.dialect)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        made = (str(compiled), tuple(compiled.positiontup or ()), constants)
        self._texts[connection.dialect.name] = made
        return made
