"""Connections to a case store's database, and its errors as the port's errors.

SQLite and PostgreSQL (psycopg 3) are what the tests run on; MariaDB and MySQL URLs are taken too, if pymysql is installed, and
are not covered by the tests. On SQLite a transaction is opened by ourselves, at once
for writing: the driver's own habit would commit behind our back and would let two writers meet half way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from exchange.domain.casestore import StoreConfigurationError, StoreUnreachableError

BUSY_TIMEOUT_S = 10.0
"""How long a SQLite writer waits for the local system's own."""
POOL_SIZE = 2
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}


def parse_store_url(text: str, *, place: str) -> URL:
    """Returns the URL with the driver this package uses.

    Raises:
        StoreConfigurationError: it is no URL, or of a database that has no driver here.
    """
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreConfigurationError(f"{place}: url is no database URL; sqlite:///<file> or postgresql://user@host/name") from error
    if backend not in DRIVERS:
        raise StoreConfigurationError(f"{place}: url names {backend}; {', '.join(DRIVERS)} are supported")
    return url.set(drivername=DRIVERS[backend])


class StoreDatabase:
    """One case store's connections; opened when first used."""

    def __init__(self, url: URL, *, create: bool = False) -> None:
        """Prepares connections.

        Args:
            url: from `parse_store_url`.
            create: whether a SQLite file that isn't there may be made; else it is an error to use it.

        Raises:
            StoreConfigurationError: the database's driver isn't installed.
        """
        self._url = url
        self._create = create
        self._is_sqlite = url.get_backend_name() == "sqlite"
        try:
            self._engine = self._sqlite() if self._is_sqlite else create_engine(url, pool_size=POOL_SIZE, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise StoreConfigurationError(
                f"{url.get_backend_name()} needs the Python package {error.name}, which isn't installed: pip install {error.name}"
            ) from error

    @property
    def safe_url(self) -> str:
        """The URL without its password, for messages."""
        return self._url.render_as_string(hide_password=True)

    def _sqlite(self) -> Engine:
        engine = create_engine(self._url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S})

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _record: Any) -> None:
            connection.isolation_level = None

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("store_writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction for reading.

        Raises:
            StoreUnreachableError: the database can't be used now.
        """
        with self._guarded(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction for writing, committed when the block ends.

        Raises:
            StoreUnreachableError: the database can't be used now; nothing was written.
        """
        with self._guarded(), self._engine.connect() as plain:
            connection = plain.execution_options(store_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        path = self._url.database
        if self._is_sqlite and not self._create and path and path != ":memory:" and not Path(path).exists():
            raise StoreUnreachableError(f"{path}: there is no such SQLite file; check the case store's url, or make one with create_store")
        try:
            yield
        except (OperationalError, InterfaceError, ProgrammingError, PoolTimeoutError) as error:
            detail = str(error.orig) if isinstance(error, DBAPIError) else str(error)
            raise StoreUnreachableError(f"{self.safe_url}: {detail.strip()}") from error

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()
