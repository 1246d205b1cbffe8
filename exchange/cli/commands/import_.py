"""`exchange import`: penalty decisions from a CSV or Excel file, every bad row named, nothing twice.

exchange never imports adapters: the reader is found through the entry-point group `delta_exchange.importers`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import FAILED, CliError, FieldFault
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_details, print_json, print_table, progress, start_task
from exchange.cli.parameters import today
from exchange.cli.plugins import IMPORTERS, LAYOUTS, layout_name, load_plugin
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, send_options
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.importing import Report
    from exchange.cli.published import Row
    from exchange.domain.casestore import RowFault

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets run (OWASP, CSV injection)
_SHOWN_FAULTS = 50
_BLOCK = 1 << 20  # bytes read at once to count lines


@click.command(
    "import",
    cls=Command,
    help=N_(
        "Import penalty decisions from FILE (.csv or .xlsx). Good rows are published, each bad one is reported by line, field and rule; "
        "importing a file again imports nothing twice, and a changed row becomes a new version. Rows about natural persons are passed "
        "over. Exit code 0 if no row was rejected, 1 if some were."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--layout", required=True, metavar="|".join(LAYOUTS), help=N_("What the columns are; or the name or TOML file of another layout."))
@option("--report", type=click.Path(path_type=Path, dir_okay=False), help=N_("Write all faults and notes to this .csv or .json file."))
@send_options
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def import_(*, connection: Connection, file: Path, layout: str, report: Path | None, sending: SendOptions, as_json: bool) -> int:
    """One file."""
    from exchange.cli.importing import Importer

    if report is not None and report.suffix not in {".csv", ".json"}:
        raise click.BadParameter(_("{value}: must end in .csv or .json").format(value=report), param_hint="--report")
    day = today(datetime.now(UTC))
    rows = read_rows(file, layout, day=day)
    with connect(connection) as client, progress(quiet=as_json) as display:
        lines = _line_count(file)
        task = start_task(display, _("Importing {file}").format(file=file.name), total=lines)
        importer = Importer(
            client,
            draft_from(sending, connection),
            today=day,
            expected=lines or 0,
            progress=lambda line: display.update(task, completed=line),
        )
        try:
            importer.run(rows)
        finally:
            if report is not None:
                _write_report(report, importer.report)
    _show(importer.report, file=file, layout=layout, as_json=as_json)
    return FAILED if importer.report.counts.rejected else 0


def read_rows(file: Path, layout: str, *, day: str) -> Iterator[Row]:
    """The file's rows, read through the plugin; its header is read at once.

    Raises:
        CliError: the file as a whole can't be read, or there is no such layout.
    """
    reader = load_plugin(IMPORTERS)
    name = layout_name(layout)
    with _file_faults(file):
        rows = reader(file, name, today=date.fromisoformat(day))
    return _guarded(file, rows)


def _guarded(file: Path, rows: Iterable[Row]) -> Iterator[Row]:
    with _file_faults(file):
        yield from rows


@contextmanager
def _file_faults(file: Path) -> Iterator[None]:
    """What the reader says of the file as a whole leaves the block as the command line's error."""
    from exchange.domain.casestore import CaseStoreError

    try:
        yield
    except (ValueError, OSError, CaseStoreError) as error:
        description = str(getattr(error, "detail", error))
        reason = str(getattr(error, "rule", "FILE_UNREADABLE"))
        raise CliError(f"{file}: {description}", reason=reason, fields=[FieldFault(field="file", description=description)]) from error


def _line_count(file: Path) -> int | None:
    """Lines of a CSV file, for the progress bar; None for others."""
    if file.suffix.lower() != ".csv":
        return None
    with file.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))


def _show(report: Report, *, file: Path, layout: str, as_json: bool) -> None:
    counts = asdict(report.counts)
    if as_json:
        faults = {"faults": [asdict(one) for one in report.faults], "notes": [asdict(one) for one in report.notes]}
        print_json({"file": str(file), "layout": layout} | counts | faults)
        return
    words = {
        "rows": _("Rows"),
        "imported": _("Imported"),
        "replaced": _("  of these new versions"),
        "already": _("Already there"),
        "withdrawn": _("Withdrawn"),
        "passed_over": _("Natural persons, passed over"),
        "rejected": _("Rejected"),
    }
    print_details((text, str(counts[name])) for name, text in words.items())
    if report.faults:
        print_table(
            [_("Line"), _("Field"), _("Rule"), _("Value"), _("What is wrong, and what would be right")],
            [_cells(one) for one in report.faults[:_SHOWN_FAULTS]],
        )
    if len(report.faults) > _SHOWN_FAULTS:
        click.echo(_("… and {count} more; --report FILE lists all.").format(count=len(report.faults) - _SHOWN_FAULTS))
    if report.notes:
        click.echo(_("{count} notes; --report FILE lists them.").format(count=len(report.notes)))


def _cells(fault: RowFault) -> tuple[str, ...]:
    return (str(fault.line), fault.field, fault.rule, fault.value, fault.message)


def _write_report(path: Path, report: Report) -> None:
    kinds: Iterable[tuple[str, list[RowFault]]] = (("fault", report.faults), ("note", report.notes))
    rows: list[dict[str, Any]] = [{"kind": kind, **asdict(one)} for kind, found in kinds for one in found]
    if path.suffix == ".json":
        path.write_text(json.dumps({"counts": asdict(report.counts), "rows": rows}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark makes Excel read UTF-8
        writer = csv.writer(file)
        writer.writerow(["kind", "line", "field", "rule", "value", "message"])
        writer.writerows([_harmless(str(cell)) for cell in row.values()] for row in rows)


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: values of bad rows come from anywhere."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
