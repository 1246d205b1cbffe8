"""`exchange ledger rebuild | forks | lift`: what a person does to a node's ledgers."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import config_option, load_settings, open_context, open_database
from exchange.cli.output import print_json, print_table, progress, start_task
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import N_, _

_MICROSECONDS = 1_000_000  # in a second


def add_to(group: Group) -> None:
    """Puts the commands into the group `ledger`."""
    for command in (rebuild, forks, lift):
        group.add_command(command)


@click.command(
    "rebuild", cls=Group.command_class, help=N_("Fill the tables that answer questions anew from the ledgers, which are the truth.")
)
@config_option
@json_option
def rebuild(*, config: Path, as_json: bool) -> None:
    """The projection, dropped and made again."""
    from exchange.storage import projection
    from exchange.storage.ledgers import list_heads

    with open_database(load_settings(config)) as database, progress(quiet=as_json) as display:
        with database.reading() as connection:
            total = sum(head.size for head in list_heads(connection) if head.origin.endswith("/ledger"))
        task = start_task(display, _("Entries"), total=total)
        count = projection.rebuild(database, lambda done: display.update(task, completed=done))
    if as_json:
        print_json({"entries": count})
    else:
        click.echo(_("{count} entries were projected anew.").format(count=count))


@click.command("forks", cls=Group.command_class, help=N_("List ledgers that forked: both signed notes are kept as evidence."))
@config_option
@json_option
def forks(*, config: Path, as_json: bool) -> None:
    """Evidence of forks."""
    from exchange.storage.forks import list_evidence

    with open_database(load_settings(config)) as database, database.reading() as connection:
        rows = list_evidence(connection)
    if as_json:
        print_json({"forks": [_evidence(row) for row in rows]})
        return
    if not rows:
        click.echo(_("No ledger has forked."))
        return
    columns = [_("Ledger"), _("Reason"), _("Shown by"), _("Found"), _("Lifted"), _("Lifted by")]
    print_table(
        columns, [(row.origin, row.reason, row.source, _time(row.found_at), _time(row.lifted_at), row.lifted_by or "") for row in rows]
    )
    for row in rows:
        click.echo(f"\n{bytes(row.first_note).decode()}\n{bytes(row.second_note).decode()}")


def _evidence(row: Any) -> dict[str, Any]:
    return {
        "ledger": row.origin,
        "reason": row.reason,
        "source": row.source,
        "found_at": _time(row.found_at),
        "lifted_at": _time(row.lifted_at),
        "lifted_by": row.lifted_by,
        "first_note": bytes(row.first_note).decode(),
        "second_note": bytes(row.second_note).decode(),
    }


def _time(microseconds: int | None) -> str:
    if microseconds is None:
        return ""
    return datetime.fromtimestamp(microseconds / _MICROSECONDS, UTC).astimezone(LEGAL_TIME).strftime("%Y-%m-%d %H:%M:%S")


@click.command(
    "lift", cls=Group.command_class, help=N_("Go on with a ledger that was frozen; the evidence stays, and who lifted it is logged.")
)
@config_option
@option("--ledger", "origin", required=True, help=N_("Origin line of the ledger."))
@option("--by", help=N_("Who decides it; by default the account's name."))
@json_option
def lift(*, config: Path, origin: str, by: str | None, as_json: bool) -> None:
    """A person's decision."""
    from exchange.domain.audit import AuditTag
    from exchange.storage import audit
    from exchange.storage.forks import lift as lift_fork
    from exchange.sync.events import job_event

    person = by or getpass.getuser()
    with open_context(config) as context, context.database.durable() as connection:
        now = context.microseconds()
        count = lift_fork(connection, origin, by=person, now=now)
        if count:
            event = job_event(context, AuditTag.LEDGER_LIFTED, ledger=origin[:64], detail=f"by {person}")
            audit.append(connection, context.member, [event], now=now)
    if not count:
        description = _("{ledger} isn't frozen").format(ledger=origin)
        raise CliError(description, reason="NOT_FROZEN", fields=[FieldFault(field="ledger", description=description)])
    if as_json:
        print_json({"ledger": origin, "lifted": count, "by": person})
    else:
        click.echo(_("{ledger} is taken up again.").format(ledger=origin))
