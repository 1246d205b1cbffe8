"""`exchange delivery`: records that a case store refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import config_option, open_context
from exchange.cli.output import print_json, print_table
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import N_, _

MICROSECONDS = 1_000_000  # in a second


@click.group(cls=Group, help=N_("Records that a case store refused: list, replay."))
def delivery() -> None:
    """Group of commands."""


@delivery.command("list", help=N_("List what hasn't gone into a case store yet: tried again by itself, or parked."))
@config_option
@option("--store", help=N_("Name of a case store; by default all."))
@json_option
def list_deliveries(*, config: Path, store: str | None, as_json: bool) -> None:
    """Deliveries that are held."""
    from exchange.sync.deliver import list_held

    with open_context(config) as context:
        rows = [row for row in list_held(context) if not store or row.store == store]
    if as_json:
        print_json({"deliveries": [_row_object(row) for row in rows]})
        return
    if not rows:
        click.echo(_("Everything has been delivered."))
        return
    columns = [_("Case store"), _("Record"), _("State"), _("Attempts"), _("Next attempt"), _("Reason"), _("Detail")]
    print_table(columns, [_row(row) for row in rows])


def _row(row: Any) -> tuple[str, ...]:
    from exchange.storage.tables import PARKED

    parked = row.state == PARKED
    return (
        row.store,
        row.record_id,
        _("parked") if parked else _("to be tried again"),
        str(row.attempts),
        "" if parked else _time(row.next_attempt_at).strftime("%Y-%m-%d %H:%M:%S"),
        row.reason or "",
        row.detail or "",
    )


def _row_object(row: Any) -> dict[str, Any]:
    return {
        "store": row.store,
        "record_id": row.record_id,
        "thread_id": row.thread_id,
        "state": row.state,
        "attempts": row.attempts,
        "next_attempt_at": _time(row.next_attempt_at).isoformat(),
        "failed_at": _time(row.failed_at).isoformat(),
        "reason": row.reason or "",
        "detail": row.detail or "",
    }


def _time(microseconds: int | None) -> datetime:
    return datetime.fromtimestamp((microseconds or 0) / MICROSECONDS, UTC).astimezone(LEGAL_TIME)


@delivery.command("replay", help=N_("Make parked deliveries due at once: all, or those of a store or record."))
@config_option
@option("--store", help=N_("Name of a case store; by default all."))
@option("--record", "record_id", help=N_("Only this record."))
@json_option
def replay(*, config: Path, store: str | None, record_id: str | None, as_json: bool) -> None:
    """Parked deliveries, taken up again."""
    from exchange.sync.deliver import replay as replay_parked

    with open_context(config) as context:
        count = replay_parked(context, store=store or "", record_id=record_id or "")
    if as_json:
        print_json({"replayed": count})
    else:
        click.echo(_("{count} deliveries are due now; the next run of the deliver job takes them.").format(count=count))
