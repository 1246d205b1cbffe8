"""Brings a database to this build's schema; refuses one that a newer build has changed."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from exchange.storage.engine import Database

LOCK_TIMEOUT_MS = 4000  # a migration gives up rather than queue behind (and block) everything else
_ADVISORY_LOCK = 0x64656C7461  # "delta": one migrator at a time on PostgreSQL


class SchemaError(RuntimeError):
    """The database's schema isn't one this build can use."""


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("exchange.storage") / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> str:
    """Upgrades to the newest revision and returns it; does nothing where it is there already.

    Raises:
        SchemaError: the database is at a revision this build doesn't know.
    """
    with database.durable() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        config = _config(connection)
        check_known(connection, config)
        command.upgrade(config, "head")
        return current_revision(connection)


def current_revision(connection: Connection) -> str:
    """The revision a database is at; empty for a new one."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def check_known(connection: Connection, config: Config | None = None) -> None:
    """Refuses a schema from the future.

    Raises:
        SchemaError: the revision isn't among this build's.
    """
    scripts = ScriptDirectory.from_config(config or _config(connection))
    known = {one.revision for one in scripts.walk_revisions()}
    revision = current_revision(connection)
    if revision and revision not in known:
        raise SchemaError(f"the database is at revision {revision}, which this build doesn't know; run the newer build")
