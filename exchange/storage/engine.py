"""Connections: SQLite (WAL) as the embedded default, PostgreSQL (psycopg 3) in production.

Two kinds of writing. `durable` survives a power cut from the moment it returns: one's own ledger, the audit log, what a witness
answers. `relaxed` may lose its last moments to a power cut, never its order or its wholeness: what a neighbour can be asked for again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

PAGE_SIZE = 8192  # bytes; LIBRARIES.md, figures for the hot path
AUTOCHECKPOINT_PAGES = 8192  # 64 MB of WAL before it is folded back
BUSY_TIMEOUT_MS = 30_000  # how long a SQLite writer waits for another
POOL_SIZE = 10
POSTGRESQL_DISK_FULL = "53100"  # SQLSTATE disk_full, PostgreSQL manual, appendix A


class DatabaseUrlError(ValueError):
    """A database URL this build can't use."""


class StorageFullError(OSError):
    """The database has no room left: nothing of the transaction was stored."""


class Database:
    """One node's database. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Opens lazily: nothing is connected before the first use.

        Raises:
            DatabaseUrlError: neither SQLite nor PostgreSQL.
        """
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise DatabaseUrlError(f"database {url!r} isn't a URL; use sqlite:///<file> or postgresql+psycopg://…") from error
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._durable, self._relaxed = self._sqlite("FULL"), self._sqlite("NORMAL")
        elif self.url.get_backend_name() == "postgresql":
            self._durable = self._relaxed = create_engine(
                self.url.set(drivername="postgresql+psycopg"), pool_size=POOL_SIZE, max_overflow=POOL_SIZE, pool_pre_ping=True
            )
        else:
            raise DatabaseUrlError(f"database {self.url.get_backend_name()}; sqlite and postgresql are supported")

    def _sqlite(self, synchronous: str) -> Engine:
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, pool_size=POOL_SIZE, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000})

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # else the driver commits behind our back around DDL
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}")
            cursor.execute(f"PRAGMA synchronous = {synchronous}")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            reads = connection.get_execution_options().get("exchange_reads")
            connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

        return engine

    @contextmanager
    def durable(self) -> Iterator[Connection]:
        """A writing transaction that is on disk when the block ends.

        Raises:
            StorageFullError: there is no room for it.
        """
        with _told_when_full(), self._durable.begin() as connection:
            yield connection

    @contextmanager
    def relaxed(self) -> Iterator[Connection]:
        """A writing transaction for what can be fetched again.

        Raises:
            StorageFullError: there is no room for it.
        """
        with _told_when_full(), self._relaxed.begin() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only view of one moment."""
        with self._relaxed.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(exchange_reads=True)  # noqa: PLW2901  # the same connection, told how to begin
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)  # noqa: PLW2901
            with connection.begin():
                yield connection

    def dispose(self) -> None:
        """Closes all connections."""
        self._durable.dispose()
        self._relaxed.dispose()


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", None) or getattr(error.orig, "sqlstate", None)
        if code not in {sqlite3.SQLITE_FULL, POSTGRESQL_DISK_FULL}:
            raise
        raise StorageFullError("the database's disk is full; nothing was stored") from error
