"""`exchange ledger verify` (and, from ledger_care, rebuild, forks, lift): everything the node has stored, proved from the bytes up."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.commands.ledger_care import add_to
from exchange.cli.errors import TAMPERED, USAGE, CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import config_option, load_membership, load_settings, open_database
from exchange.cli.output import print_json, print_table, progress, start_task
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from exchange.sync.findings import LedgerReport

_SHOWN_FINDINGS = 50


@click.group(cls=Group, help=N_("The ledgers in the node's database: verify, rebuild what is made of them, forks."))
def ledger() -> None:
    """Group of commands."""


add_to(ledger)


@ledger.command(
    "verify",
    help=N_(
        "Verify every stored entry, signature, proof and checkpoint: of the own ledger, the audit log, and the neighbours' ledgers. "
        "Exit code 3 if something isn't as it was signed; each finding names the entry."
    ),
)
@config_option
@option("--ledger", "origins", multiple=True, help=N_("Origin line of a ledger; repeat it; by default all."))
@option("--database", help=N_("Another database than the settings', for instance a copy."))
@json_option
def verify(*, config: Path, origins: tuple[str, ...], database: str | None, as_json: bool) -> int:
    """All ledgers."""
    from exchange.sync.verify import verify_ledgers

    settings = load_settings(config)
    if database:
        _check_file(database)
        settings = replace(settings, database=database)
    membership = load_membership(settings)
    with open_database(settings) as opened, progress(quiet=as_json) as display:
        reports = verify_ledgers(opened, membership, origins=origins, progress=_Bars(display).advance)
    _check_found(reports, origins)
    if as_json:
        print_json({"ok": all(one.ok for one in reports), "ledgers": [_report_object(one) for one in reports]})
    else:
        _show(reports)
    return 0 if all(one.ok for one in reports) else TAMPERED


def _check_file(url: str) -> None:
    """SQLite would make an empty file of any name, and an empty file proves nothing."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except ArgumentError:  # opening it says what a URL looks like
        return
    if parsed.get_backend_name() != "sqlite" or (parsed.database and Path(parsed.database).is_file()):
        return
    description = _("there is no file {path}").format(path=parsed.database or url)
    raise CliError(description, reason="DATABASE_INVALID", fields=[FieldFault(field="database", description=description)], exit_code=USAGE)


class _Bars:
    """One progress bar a ledger."""

    def __init__(self, display: Progress) -> None:
        self._display = display
        self._tasks: dict[str, TaskID] = {}

    def advance(self, origin: str, done: int, total: int) -> None:
        """As `verify_ledgers` tells it."""
        if origin not in self._tasks:
            self._tasks[origin] = start_task(self._display, origin, total=total)
        self._display.update(self._tasks[origin], completed=done)


def _check_found(reports: list[LedgerReport], origins: tuple[str, ...]) -> None:
    """What wasn't looked at isn't proved."""
    missing = sorted(set(origins) - {one.ledger for one in reports})
    if missing or not reports:
        description = (
            _("no ledger {names} in the database").format(names=", ".join(missing)) if missing else _("the database holds no ledger")
        )
        raise CliError(description, reason="LEDGER_UNKNOWN", fields=[FieldFault(field="ledger", description=description)])


def _report_object(report: LedgerReport) -> dict[str, Any]:
    return {"ok": report.ok} | asdict(report)


def _show(reports: list[LedgerReport]) -> None:
    columns = [_("Ledger"), _("Entries"), _("Records"), _("Withheld"), _("Erased"), _("Checkpoint"), _("Cosignatures"), _("Result")]
    print_table(
        columns,
        [
            (
                one.ledger,
                str(one.entries),
                str(one.records),
                str(one.withheld),
                str(one.erased),
                str(one.checkpoint_size),
                str(one.cosignatures),
                _("verified") if one.ok else _("{count} findings").format(count=len(one.findings)),
            )
            for one in reports
        ],
    )
    findings = [finding for one in reports for finding in one.findings]
    if findings:
        rows = [
            (one.ledger, str(one.index) if one.index >= 0 else _("whole"), one.record_id, one.part, one.detail)
            for one in findings[:_SHOWN_FINDINGS]
        ]
        print_table([_("Ledger"), _("Index"), _("Record"), _("Part"), _("Finding")], rows, title=_("Findings"))
    if len(findings) > _SHOWN_FINDINGS:
        click.echo(_("… and {count} more; --json lists all.").format(count=len(findings) - _SHOWN_FINDINGS))
