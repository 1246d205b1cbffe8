"""`exchange export`: outcomes into a CSV or Excel file in a layout that others read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_json
from exchange.cli.paging import fetch
from exchange.cli.parameters import DATE, MEMBER, USCC, check_order
from exchange.cli.plugins import EXPORTERS, LAYOUTS, layout_name, load_plugin
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _


@click.command(
    cls=Command,
    help=N_("Write the outcomes that are in effect to FILE (.csv or .xlsx). What the layout has no column for is left out."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@option("--layout", required=True, metavar="|".join(LAYOUTS), help=N_("What the columns are; or the name or TOML file of another layout."))
@option("--origin", type=MEMBER, help=N_("Member whose ledger it is in."))
@option("--subject", type=USCC, help=N_("USCC of the company."))
@option("--from", "decided_from", type=DATE, help=N_("Decided on this day or later."))
@option("--to", "decided_to", type=DATE, help=N_("Decided on this day or earlier."))
@option("--chinese-titles", is_flag=True, help=N_("Chinese titles instead of technical names of columns."))
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def export(*, connection: Connection, file: Path, layout: str, chinese_titles: bool, as_json: bool, **texts: str | None) -> None:
    """One file."""
    from exchange.domain.casestore import CaseStoreError
    from exchange.v1 import outcome_service_pb2
    from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub

    check_order(texts["decided_from"], texts["decided_to"])
    name = layout_name(layout)
    write: Any = load_plugin(EXPORTERS)
    request = outcome_service_pb2.ListOutcomesRequest(**{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    with connect(connection) as client:
        answer = fetch(client, client.stub(OutcomeServiceStub).ListOutcomes, request, items="outcomes", limit=0)
    outcomes = [view.outcome for view in answer.outcomes if view.effective]
    try:
        count = write(file, outcomes, name, chinese_titles=chinese_titles)
    except (ValueError, OSError, CaseStoreError) as error:
        description = str(getattr(error, "detail", error))
        raise CliError(
            f"{file}: {description}",
            reason=str(getattr(error, "rule", getattr(error, "reason", "FILE_UNWRITABLE"))),
            fields=[FieldFault(field=str(getattr(error, "field", "file")), description=description)],
        ) from error
    if as_json:
        print_json({"file": str(file), "rows": count})
    else:
        click.echo(_("{count} outcomes written to {file}.").format(count=count, file=file))
