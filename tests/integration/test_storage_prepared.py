"""Prepared statements give on each database what SQLAlchemy gives: values, constants, bytes, no rows."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import Integer, bindparam, insert, select, update

from exchange.storage.engine import Database
from exchange.storage.prepared import Prepared
from exchange.storage.tables import checkpoints

BY_LEDGER = Prepared(
    select(checkpoints.c.size, checkpoints.c.note)
    .where(checkpoints.c.ledger == bindparam("ledger"), checkpoints.c.size > 1)
    .order_by(checkpoints.c.size.desc())
    .limit(bindparam("count", type_=Integer))
)
MOVE = Prepared(update(checkpoints).where(checkpoints.c.size == bindparam("at")).values(note=bindparam("bytes")))


def test_rows_and_run(database: Database) -> None:
    rows = [{"ledger": 7, "size": size, "note": bytes([size, 0, 255]), "at": 1} for size in (1, 2, 3, 4)]
    with database.durable() as connection:
        connection.execute(insert(checkpoints), rows)
        assert BY_LEDGER.rows(connection, ledger=7, count=2) == [(4, b"\x04\x00\xff"), (3, b"\x03\x00\xff")]
        assert BY_LEDGER.rows(connection, ledger=8, count=2) == []
        MOVE.run(connection, at=4, bytes=b"'; DROP TABLE checkpoints")
    with database.reading() as connection:
        assert BY_LEDGER.rows(connection, ledger=7, count=9)[0] == (4, b"'; DROP TABLE checkpoints")


def test_what_ran_in_a_transaction_that_failed_is_gone(database: Database) -> None:
    def fail() -> None:
        with database.durable() as connection:
            connection.execute(insert(checkpoints), [{"ledger": 1, "size": 2, "note": b"", "at": 1}])
            MOVE.run(connection, at=2, bytes=b"x")
            MOVE.run(connection, at="no such column", missing=1)

    with pytest.raises((KeyError, psycopg.ProgrammingError)):
        fail()
    with database.reading() as connection:
        assert BY_LEDGER.rows(connection, ledger=1, count=1) == []
