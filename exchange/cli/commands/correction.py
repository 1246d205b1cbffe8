"""`exchange correction`: have a neighbour's data corrected, and answer such requests (校核纠错)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exchange.cli.client import Client, client_options, connect
from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import MEMBER, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of, send
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.v1.record_pb2 import RecordDraft
    from exchange.v1.record_service_pb2 import StoredRecord
    from exchange.v1.risk_service_pb2 import CorrectionView

VERDICT = EnumType("duty", "CorrectionVerdict", prefix="CORRECTION_VERDICT_")
organ_option = option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
basis_option = option("--basis", help=N_("Law or agreement it is shared on; by default that of the record it answers."))
officer_option = option("--officer", help=N_("Number of the officer's enforcement certificate."))


@click.group(cls=Group, help=N_("Have a neighbour's data corrected, and answer such requests."))
def correction() -> None:
    """Group of commands."""


@correction.command("request", help=N_("Say that a field of a neighbour's record is wrong; its origin must answer."))
@click.argument("record_id")
@option("--field", required=True, help=N_("Path of the field, such as outcome.decided_on or outcome.penalties[0].amount_fen."))
@option("--proposed", required=True, help=N_("The value as it should be."))
@option("--reason", required=True, help=N_("Why it is wrong."))
@organ_option
@basis_option
@officer_option
@client_options(purpose="CASE_HANDLING")
@json_option
def request_correction(
    *, connection: Connection, record_id: str, organ: str | None, basis: str | None, officer: str | None, as_json: bool, **texts: str
) -> None:
    """One request; the value as it stands is read from the record itself."""
    from exchange.domain.corrections import FieldPathError, value_at
    from exchange.v1 import duty_pb2, lead_pb2

    signer = organ_of(organ, connection)
    with connect(connection) as client:
        stored = _stored(client, record_id)
        try:
            found = value_at(stored.body, texts["field"])
        except FieldPathError as error:
            raise CliError(str(error), reason="FIELD_INVALID", fields=[FieldFault(field="field", description=str(error))]) from error
        content = duty_pb2.CorrectionRequest(record_id=record_id, origin=stored.header.origin, found=found, **texts)  # type: ignore[arg-type]  # the options' names are the fields'
        if officer:
            content.officer.CopyFrom(lead_pb2.OfficerReference(certificate_number=officer, organ=signer))
        draft = _addressed(stored, organ=signer, basis=basis, connection=connection)
        draft.correction_request.CopyFrom(content)
        send(draft, client, as_json=as_json)


@correction.command("answer", help=N_("Answer a request about a record of this member."))
@click.argument("request_id")
@option("--verdict", type=VERDICT, required=True, help=N_("UNDER_CHECK, CORRECTED or CONFIRMED."))
@option("--reason", required=True, help=N_("What the check showed."))
@option("--corrected", "corrected_record_id", default="", help=N_("For CORRECTED: the record that replaces or revises the wrong one."))
@organ_option
@basis_option
@officer_option
@client_options(purpose="CASE_HANDLING")
@json_option
def answer(
    *,
    connection: Connection,
    request_id: str,
    verdict: int,
    organ: str | None,
    basis: str | None,
    officer: str | None,
    as_json: bool,
    **texts: str,
) -> None:
    """One answer, to the member that asked."""
    from exchange.v1 import duty_pb2, lead_pb2

    signer = organ_of(organ, connection)
    content = duty_pb2.CorrectionAnswer(verdict=verdict, **texts)  # type: ignore[arg-type]  # a defined value
    if officer:
        content.officer.CopyFrom(lead_pb2.OfficerReference(certificate_number=officer, organ=signer))
    with connect(connection) as client:
        stored = _stored(client, request_id)
        draft = _addressed(stored, organ=signer, basis=basis, connection=connection)
        draft.thread_id = request_id
        draft.correction_answer.CopyFrom(content)
        send(draft, client, as_json=as_json)


def _stored(client: Client, record_id: str) -> StoredRecord:
    from exchange.v1 import record_service_pb2
    from exchange.v1.record_service_pb2_grpc import RecordServiceStub

    request = record_service_pb2.GetRecordRequest(record_id=record_id)
    found: StoredRecord = client.call(client.stub(RecordServiceStub).GetRecord, request).record
    return found


def _addressed(stored: StoredRecord, *, organ: str, basis: str | None, connection: Connection) -> RecordDraft:
    """A draft to the member whose record it is about, on that record's basis unless another is given."""
    from exchange.v1 import record_pb2

    return record_pb2.RecordDraft(
        organ=organ,
        audience=[stored.header.origin],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=basis or stored.header.basis_id,
        purpose=f"PURPOSE_{connection.purpose}",
    )


@correction.command("list", help=N_("List requests with the answers that count, newest first."))
@option("--record", "record_id", help=N_("The record that is said to be wrong."))
@option("--origin", type=MEMBER, help=N_("Member whose record it is."))
@option("--open", "open_only", is_flag=True, help=N_("Only those without a final answer."))
@limit_option
@client_options(purpose="CASE_HANDLING")
@json_option
def list_corrections(
    *, connection: Connection, record_id: str | None, origin: str | None, open_only: bool, limit: int, as_json: bool
) -> None:
    """Many requests."""
    from exchange.v1 import risk_service_pb2
    from exchange.v1.risk_service_pb2_grpc import RiskServiceStub

    request = risk_service_pb2.ListCorrectionsRequest(record_id=record_id or "", origin=origin or "", open_only=open_only)
    with connect(connection) as client:
        listed = fetch(client, client.stub(RiskServiceStub).ListCorrections, request, items="corrections", limit=limit)
    if as_json:
        print_json(listed)
        return
    columns = [_("Asked"), _("From"), _("To"), _("Field"), _("As it stands"), _("Should be"), _("State"), _("About"), _("Record")]
    print_table(columns, [_row(one) for one in listed.corrections])
    if listed.next_page_token:
        more_pages()


def _row(view: CorrectionView) -> tuple[str, ...]:
    from exchange.v1 import duty_pb2

    one = view.request
    state = word(duty_pb2.CorrectionVerdict, view.answers[-1].verdict) if view.answers else _("unanswered")
    asked = (moment(view.issued_at), view.from_member, one.origin)
    return (*asked, one.field, one.found, one.proposed, state, one.record_id, view.record_id)
