"""Fixtures that every suite may use: real databases of both kinds.

A test that asks for `database_url` or `database` runs twice, on SQLite and on PostgreSQL, each time on a database of its own. PostgreSQL is
brought by the tests (tests/support/postgres.py), one server for each test process; set EXCHANGE_TEST_POSTGRESQL to the URL of a role that
may create databases to use another server.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from tests.support.postgres import PostgresServer, given_server, run_server

HEX = re.compile("(?:[0-9A-Fa-f]{8})+")  # key ids, digests
# A loaded machine is slow, not wrong: no example of a property has a time limit.
hypothesis.settings.register_profile("exchange", deadline=None)
hypothesis.settings.load_profile("exchange")

ID_LIMIT = 32  # characters of a text parameter that fit into a test's name


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names parameters that are bytes, hashes or long texts by number.

    Keys and ids made for one run would give its tests another name in each process, and pytest-xdist then runs none.
    """
    if isinstance(val, str):
        return argname if len(val) > ID_LIMIT or not val.isprintable() or HEX.fullmatch(val) else None
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run of this process."""
    if url := os.environ.get("EXCHANGE_TEST_POSTGRESQL"):
        yield given_server(url)
        return
    with run_server() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: PostgresServer) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database."""
    with postgresql_server.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that doesn't exist yet."""
    return f"sqlite:///{tmp_path / 'node.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new, empty database; the test runs on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database at this build's schema; the test runs on each kind."""
    opened = Database(database_url)
    try:
        migrate(opened)
        yield opened
    finally:
        opened.dispose()
