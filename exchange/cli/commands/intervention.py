"""`exchange intervention`: the register of interventions in cases (干预记录): organs enter, the supervising auditor reads."""

from __future__ import annotations

from pathlib import Path

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import USCC
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of, send
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

DEFAULT_BASIS = "law:行政执法监督条例:6"


@click.group(cls=Group, help=N_("The register of interventions in cases."))
def intervention() -> None:
    """Group of commands."""


@intervention.command(
    "record",
    help=N_(
        "Enter the intervention in FILE: protobuf JSON of Intervention. It can't be changed or withdrawn, stays in this node, and only the "
        "supervising auditor can read it."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
@option("--basis", default=DEFAULT_BASIS, help=N_("Law that it rests on."))
@client_options(purpose="SUPERVISION")
@json_option
def enter(*, connection: Connection, file: Path, organ: str | None, basis: str, as_json: bool) -> None:
    """One intervention. From a file: what is typed into a shell stays in its history."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.v1 import duty_pb2, record_pb2

    draft = record_pb2.RecordDraft(
        organ=organ_of(organ, connection),
        sharing_class=record_pb2.SHARING_CLASS_WITHHELD,
        basis_id=basis,
        purpose=f"PURPOSE_{connection.purpose}",
        intervention=parse_object(read_object(file), duty_pb2.Intervention, place=str(file)),
    )
    with connect(connection) as client:
        send(draft, client, as_json=as_json)


@intervention.command("list", help=N_("The register, newest first; with an auditor's certificate."))
@option("--case", "thread_id", help=N_("Record of the lead or case it concerned."))
@option("--organ", type=USCC, help=N_("Organ that entered it."))
@limit_option
@client_options(purpose="SUPERVISION")
@json_option
def list_interventions(*, connection: Connection, thread_id: str | None, organ: str | None, limit: int, as_json: bool) -> None:
    """Many interventions."""
    from exchange.v1 import duty_pb2, supervision_service_pb2
    from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceStub

    request = supervision_service_pb2.ListInterventionsRequest(thread_id=thread_id or "", organ=organ or "")
    with connect(connection) as client:
        listed = fetch(client, client.stub(SupervisionServiceStub).ListInterventions, request, items="interventions", limit=limit)
    if as_json:
        print_json(listed)
        return
    rows = [
        (
            moment(view.intervention.occurred_at),
            view.organ,
            view.intervention.intervener,
            word(duty_pb2.InterventionForm, view.intervention.form),
            view.intervention.content,
            view.intervention.handling,
            view.intervention.case_number or view.intervention.case_record_id,
            view.record_id,
        )
        for view in listed.interventions
    ]
    columns = [_("When"), _("Organ"), _("Who intervened"), _("Form"), _("Content"), _("Handling"), _("Case"), _("Record")]
    print_table(columns, rows)
    if listed.next_page_token:
        more_pages()
