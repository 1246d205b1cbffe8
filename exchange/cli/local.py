"""Commands that work on the node's own settings and database, not through its service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.cli.i18n import N_, _
from exchange.cli.lazy import option

if TYPE_CHECKING:
    from exchange.settings import NodeSettings
    from exchange.storage.engine import Database

CONFIG_VARIABLE = "EXCHANGE_CONFIG"

config_option = option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("node.toml"),
    envvar=CONFIG_VARIABLE,
    show_default=True,
    help=N_("The node's settings."),
)


def load_settings(path: Path) -> NodeSettings:
    """The node's settings.

    Raises:
        CliError: they can't be used; the message names file, field and what would be right.
    """
    from exchange.settings import NodeSettings, SettingsError

    try:
        return NodeSettings.load(path)
    except SettingsError as error:
        description = str(error)
        raise CliError(
            description, reason="SETTINGS_INVALID", fields=[FieldFault(field="config", description=description)], exit_code=USAGE
        ) from error


@contextmanager
def open_database(settings: NodeSettings) -> Iterator[Database]:
    """The node's database, for the block.

    Raises:
        CliError: it can't be opened, or isn't of this build's schema.
    """
    from sqlalchemy.exc import DBAPIError

    from exchange.storage.engine import Database, DatabaseUrlError
    from exchange.storage.migrate import SchemaError

    try:
        database = Database(settings.database)
        try:
            yield database
        finally:
            database.dispose()
    except (DatabaseUrlError, SchemaError) as error:
        raise _fault(str(error), "DATABASE_INVALID") from error
    except DBAPIError as error:
        raise _fault(_("the database can't be used: {reason}").format(reason=error.orig), "DATABASE_UNREACHABLE") from error


def _fault(description: str, reason: str) -> CliError:
    return CliError(description, reason=reason, fields=[FieldFault(field="node.database", description=description)])
