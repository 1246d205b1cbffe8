"""`exchange account`: the web console's own accounts, managed by whoever keeps the node's machine."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import config_option, open_context
from exchange.cli.output import print_json, print_table
from exchange.texts.i18n import N_, _
from exchange.texts.terms import role_word

if TYPE_CHECKING:
    from exchange.console.accounts import Accounts


@click.group(cls=Group, help=N_("Accounts of the web console, for places without certificates for people or single sign-on."))
def account() -> None:
    """Group of commands."""


@contextmanager
def _accounts(config: Path) -> Iterator[Accounts]:
    """The node's accounts; what they refuse becomes this command's error."""
    from exchange.console.accounts import Accounts
    from exchange.wire import RefusedError, reason_name

    with open_context(config) as context:
        try:
            yield Accounts(context)
        except RefusedError as error:
            fields = [FieldFault(field=one.field, description=one.description) for one in error.fields]
            raise CliError(
                "; ".join(one.description for one in fields) or str(error), reason=reason_name(error.reason), fields=fields
            ) from error


def _by() -> str:
    return f"exchange account, {getpass.getuser()}"


@account.command(
    "add", help=N_("Add an account and print its one-time password. At the first log-in another is chosen, and one-time codes are set up.")
)
@click.argument("name")
@option(
    "--role",
    required=True,
    type=click.Choice(["organ", "planner", "auditor", "system-admin", "security-admin"]),
    help=N_("What it may do."),
)
@option("--organ", default="", help=N_("USCC of the organ that an officer acts for."))
@option("--person", required=True, help=N_("Your own reference of who holds it, such as a staff number; no identity number."))
@config_option
@json_option
def add(*, config: Path, name: str, role: str, organ: str, person: str, as_json: bool) -> None:
    """A new one."""
    with _accounts(config) as accounts:
        password = accounts.add(name, role=role, organ=organ, person=person, by=_by())
    _say_password(name, password, as_json=as_json)


def _say_password(name: str, password: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"name": name, "one_time_password": password})
    else:
        click.echo(_("The one-time password of {name}, shown here only; hand it over in person:").format(name=name))
        click.echo(password)


@account.command("list", help=N_("List accounts."))
@config_option
@json_option
def list_accounts(*, config: Path, as_json: bool) -> None:
    """All, by name; no secrets."""
    with _accounts(config) as accounts:
        found = accounts.list()
    if as_json:
        names = ("name", "role", "organ", "person", "enrolled", "locked", "created_by")
        print_json({"accounts": [{name: getattr(one, name) for name in names} for one in found]})
        return
    rows = [
        (
            one.name,
            role_word(one.role),
            one.organ,
            one.person,
            _("locked") if one.locked else _("in use") if one.enrolled else _("not set up yet"),
        )
        for one in found
    ]
    print_table([_("Name"), _("Role"), _("Organ"), _("Held by"), _("State")], rows)


@account.command("lock", help=N_("Lock an account; its sessions end at once."))
@click.argument("name")
@config_option
@json_option
def lock(*, config: Path, name: str, as_json: bool) -> None:
    """Until it is unlocked."""
    _set_locked(config, name, locked=True, as_json=as_json)


@account.command("unlock", help=N_("Unlock an account."))
@click.argument("name")
@config_option
@json_option
def unlock(*, config: Path, name: str, as_json: bool) -> None:
    """It may log in again."""
    _set_locked(config, name, locked=False, as_json=as_json)


def _set_locked(config: Path, name: str, *, locked: bool, as_json: bool) -> None:
    with _accounts(config) as accounts:
        accounts.set_locked(name, locked=locked, by=_by())
    if as_json:
        print_json({"name": name, "locked": locked})
    else:
        click.echo((_("{name} is locked.") if locked else _("{name} is unlocked.")).format(name=name))


@account.command("reset", help=N_("Print a new one-time password of an account; its codes are set up anew."))
@click.argument("name")
@config_option
@json_option
def reset(*, config: Path, name: str, as_json: bool) -> None:
    """For who lost the phone or forgot the password."""
    with _accounts(config) as accounts:
        password = accounts.reset(name, by=_by())
    _say_password(name, password, as_json=as_json)


@account.command("remove", help=N_("Remove an account; what it did stays in the audit log."))
@click.argument("name")
@config_option
@json_option
def remove(*, config: Path, name: str, as_json: bool) -> None:
    """For good."""
    with _accounts(config) as accounts:
        accounts.remove(name, by=_by())
    if as_json:
        print_json({"name": name, "removed": True})
    else:
        click.echo(_("{name} is removed.").format(name=name))
