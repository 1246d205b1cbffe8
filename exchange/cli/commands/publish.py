"""`exchange publish FILE…`: drafts for the node's signer, or records that an organ signed in its own system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.drafts import AUTO, FORMS, Publishable, read_records
from exchange.cli.errors import FAILED, error_object
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_json, print_table, progress, start_task
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.publishing import Item, Result

_MIXED_PURPOSE = "CASE_HANDLING"  # a call has one purpose, whatever its records have


@click.command(
    cls=Command,
    help=N_(
        "Publish the records in FILES: protobuf JSON of RecordDraft (an object, an array or lines), signed by the node; or serialized "
        "SignedRecords, signed already. Publishing a file again publishes nothing twice. Exit code 1 if a record was refused."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--type", "form", type=click.Choice(FORMS), default=AUTO, help=N_("What the files hold; by default seen from their beginning."))
@client_options(purpose="")
@json_option
def publish(*, connection: Connection, files: tuple[Path, ...], form: str, as_json: bool) -> int:
    """Publishes in the files' order."""
    from exchange.cli.publishing import item_of
    from exchange.cli.publishing import publish as publish_items

    records = [(path, record) for path in files for record in read_records(path, form=form)]
    items = [item_of(record, place=place) for place, (_path, record) in enumerate(records)]
    if not connection.purpose:
        connection = replace(connection, purpose=_common_purpose(record for _path, record in records))
    with connect(connection) as client, progress(quiet=as_json) as display:
        task = start_task(display, _("Publishing"), total=len(items))
        results: list[Result] = []
        for result in publish_items(client, items):
            results.append(result)
            display.advance(task)
    names = [str(path) for path, _record in records]
    _show(results, names, as_json=as_json)
    return FAILED if any(one.refusal for one in results) else 0


def _common_purpose(records: Iterable[Publishable]) -> str:
    """The records' own purpose where all agree, so that the audit log says the truth; else CASE_HANDLING."""
    from exchange.v1 import record_pb2

    purposes = {_purpose(record) for record in records} - {record_pb2.PURPOSE_UNSPECIFIED}
    if len(purposes) != 1:
        return _MIXED_PURPOSE
    return record_pb2.Purpose.Name(purposes.pop()).removeprefix("PURPOSE_")


def _purpose(record: Publishable) -> int:
    from google.protobuf.message import DecodeError

    from exchange.v1 import record_pb2

    if isinstance(record, record_pb2.RecordDraft):
        return record.purpose
    try:
        purpose = record_pb2.RecordHeader.FromString(record.header).purpose
    except DecodeError:  # the node will say what is wrong with it
        return record_pb2.PURPOSE_UNSPECIFIED
    return purpose if purpose in record_pb2.Purpose.values() else record_pb2.PURPOSE_UNSPECIFIED


def _show(results: list[Result], names: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"records": [_result_object(one, names[one.item.place]) for one in results]})
        return
    rows = [
        (
            names[one.item.place],
            one.record_id,
            str(one.index) if one.record_id else "",
            f"{_('refused')}: {one.refusal.message} [{one.refusal.reason}]" if one.refusal else _state(one),
        )
        for one in results
    ]
    print_table([_("File"), _("Record"), _("Index"), _("Result")], rows)


def _state(result: Result) -> str:
    return _("already there") if result.repeated else _("published")


def _result_object(result: Result, name: str) -> dict[str, Any]:
    item: Item = result.item
    value: dict[str, Any] = {"file": name, "request_id": item.request_id}
    if result.refusal is not None:
        return value | error_object(result.refusal)
    return value | {"record_id": result.record_id, "index": result.index, "repeated": result.repeated}
