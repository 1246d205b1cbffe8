"""`exchange record`: records of any type, as the node holds them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import message_object, more_pages, print_details, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import MEMBER, MOMENT, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.v1.record_service_pb2 import StoredRecord

TYPE = EnumType("record", "RecordType", prefix="RECORD_TYPE_")


@click.group(cls=Group, help=N_("Read records of any type."))
def record() -> None:
    """Group of commands."""


@record.command("get", help=N_("Show one record, with its place in its ledger."))
@click.argument("record_id")
@client_options(purpose="CASE_HANDLING")
@json_option
def get(*, connection: Connection, record_id: str, as_json: bool) -> None:
    """One record."""
    from exchange.v1 import record_service_pb2
    from exchange.v1.record_service_pb2_grpc import RecordServiceStub

    with connect(connection) as client:
        request = record_service_pb2.GetRecordRequest(record_id=record_id)
        response = client.call(client.stub(RecordServiceStub).GetRecord, request)
    if as_json:
        print_json(response.record)
        return
    _show(response.record)


def _show(stored: StoredRecord) -> None:
    from exchange.v1 import record_pb2

    header = stored.header
    erased = _("erased, or not for this reader")
    print_details(
        [
            (_("Record"), header.record_id),
            (_("Type"), word(record_pb2.RecordType, header.type)),
            (_("Ledger"), f"{stored.ledger} #{stored.index}"),
            (_("Organ"), header.organ),
            (_("Issued"), moment(header.issued_at)),
            (_("Stored"), moment(stored.stored_at)),
            (_("State"), word(record_pb2.RecordState, stored.state)),
            (_("Thread"), header.thread_id),
            (_("Supersedes"), header.supersedes),
            (_("Audience"), ", ".join(header.audience) or _("every member")),
            (_("Sharing"), word(record_pb2.SharingClass, header.sharing_class)),
            (_("Basis"), header.basis_id),
            (_("Purpose"), word(record_pb2.Purpose, header.purpose)),
            (_("Refused"), stored.refused_reason),
            (_("Content"), "" if stored.HasField("body") else erased),
        ]
    )
    if stored.HasField("body") and (kind := stored.body.WhichOneof("payload")):
        print_json(message_object(getattr(stored.body, kind), every_field=False))


@record.command("list", help=N_("List records, oldest first, by ledger and index."))
@option("--type", "kind", type=TYPE, help=N_("Type of record, as in record.proto without prefix."))
@option("--origin", type=MEMBER, help=N_("Member whose ledger it is in."))
@option("--organ", type=USCC, help=N_("Organ that signed it."))
@option("--thread", help=N_("Record that the thread begins with."))
@option("--from", "issued_from", type=MOMENT, help=N_("Issued at this moment or later."))
@limit_option
@client_options(purpose="CASE_HANDLING")
@json_option
def list_records(
    *,
    connection: Connection,
    kind: int | None,
    origin: str | None,
    organ: str | None,
    thread: str | None,
    issued_from: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Many records."""
    from exchange.v1 import record_pb2, record_service_pb2
    from exchange.v1.record_service_pb2_grpc import RecordServiceStub

    request = record_service_pb2.ListRecordsRequest(type=kind or 0, origin=origin or "", organ=organ or "", thread_id=thread or "")  # type: ignore[arg-type]  # a defined value
    if issued_from is not None:
        request.issued_from.FromDatetime(issued_from)
    with connect(connection) as client:
        answer = fetch(client, client.stub(RecordServiceStub).ListRecords, request, items="records", limit=limit)
    if as_json:
        print_json(answer)
        return
    rows = [
        (
            one.header.record_id,
            word(record_pb2.RecordType, one.header.type),
            f"{one.ledger} #{one.index}",
            one.header.organ,
            moment(one.header.issued_at),
            word(record_pb2.RecordState, one.state),
        )
        for one in answer.records
    ]
    print_table([_("Record"), _("Type"), _("Ledger"), _("Organ"), _("Issued"), _("State")], rows)
    if answer.next_page_token:
        more_pages()
