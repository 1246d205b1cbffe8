"""Commands that work on the node's own settings and database, not through its service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.cli.lazy import option
from exchange.texts.i18n import N_, _
from exchange.trust.errors import TrustError

if TYPE_CHECKING:
    from exchange.settings import NodeSettings
    from exchange.storage.engine import Database
    from exchange.sync.context import NodeContext
    from exchange.trust.membership import Membership

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


@contextmanager
def open_context(config: Path) -> Iterator[NodeContext]:
    """The node's parts (keys, membership, database, ledger writer), for the block; closed in good order.

    Raises:
        CliError: a part can't be used.
    """
    from exchange.node.bootstrap import close_node, open_node

    settings = load_settings(config)
    with node_faults():
        context = open_node(settings)
    try:
        yield context
    finally:
        close_node(context)


@contextmanager
def node_faults() -> Iterator[None]:
    """What can be wrong with a node's parts when it is opened in the block.

    Raises:
        CliError: a part can't be used.
    """
    from sqlalchemy.exc import DBAPIError

    from exchange.ledger.errors import UnsoundKeyError
    from exchange.storage.engine import DatabaseUrlError
    from exchange.storage.migrate import SchemaError

    try:
        yield
    except (DatabaseUrlError, SchemaError) as error:
        raise _fault(str(error), "DATABASE_INVALID") from error
    except DBAPIError as error:
        raise _fault(_("the database can't be used: {reason}").format(reason=error.orig), "DATABASE_UNREACHABLE") from error
    except (OSError, UnsoundKeyError) as error:
        raise _fault(str(error), "KEY_UNREADABLE", field="keys") from error
    except TrustError as error:
        raise _no_membership(error) from error


def load_membership(settings: NodeSettings) -> Membership:
    """The membership that the node last accepted.

    Raises:
        CliError: none was accepted yet, or what is kept doesn't verify.
    """
    from exchange.trust.client import TrustClient

    try:
        return TrustClient(settings.trust_directory).load()
    except TrustError as error:
        raise _no_membership(error) from error


def _no_membership(error: TrustError) -> CliError:
    return _fault(_("{reason}; `exchange member refresh` gets a membership").format(reason=error), "MEMBERSHIP_MISSING", field="trust")


def _fault(description: str, reason: str, *, field: str = "node.database") -> CliError:
    return CliError(description, reason=reason, fields=[FieldFault(field=field, description=description)])
