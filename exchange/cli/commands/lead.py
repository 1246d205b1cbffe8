"""`exchange lead`: send, follow and answer leads (违法线索)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_details, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import MEMBER, MOMENT, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.v1.lead_pb2 import LeadEvent
    from exchange.v1.lead_service_pb2 import AttachmentView, LeadThread, SendLeadRequest

ACTION = EnumType("lead", "LeadAction", prefix="LEAD_ACTION_")
STATE = EnumType("lead", "LeadState", prefix="LEAD_STATE_")
GROUND = EnumType("lead", "RefusalGround", prefix="REFUSAL_GROUND_")


@click.group(cls=Group, help=N_("Send, follow and answer leads."))
def lead() -> None:
    """Group of commands."""


@lead.command("send", help=N_("Send the lead in FILE: protobuf JSON of Lead, or of SendLeadRequest."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the file's, else the profile's."))
@option("--basis", help=N_("Law or agreement it is shared on: law:… or agreement:…."))
@option("--request-id", help=N_("UUID under which it is sent at most once; by default derived from the content."))
@client_options(purpose="LEAD_TRANSFER")
@json_option
def send(*, connection: Connection, file: Path, organ: str | None, basis: str | None, request_id: str | None, as_json: bool) -> None:
    """One lead."""
    from exchange.cli.drafts import read_object
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    request = _send_request(read_object(file), place=str(file))
    request.organ = organ or request.organ or organ_of(None, connection)
    request.basis_id = basis or request.basis_id
    if not request.basis_id:
        raise click.UsageError(_("--basis missing; give it, or `basis_id` in the file"))
    request.request_id = request_id or request.request_id or _derived_id(request)
    with connect(connection) as client:
        answer = client.call(client.stub(LeadServiceStub).SendLead, request)
    if as_json:
        print_json(answer)
        return
    text = (
        _("Lead {record} was already there, at index {index}; nothing was sent twice.")
        if answer.published.repeated_request
        else _("Lead {record} is in the ledger at index {index}.")
    )
    click.echo(text.format(record=answer.published.record_id, index=answer.published.index))
    _show(answer.thread)


def _send_request(document: dict[str, Any], *, place: str) -> SendLeadRequest:
    from exchange.cli.drafts import parse_object
    from exchange.v1 import lead_pb2, lead_service_pb2

    if "lead" in document or "record" in document:
        return parse_object(document, lead_service_pb2.SendLeadRequest, place=place)
    return lead_service_pb2.SendLeadRequest(lead=parse_object(document, lead_pb2.Lead, place=place))


def _derived_id(request: SendLeadRequest) -> str:
    from hashlib import sha256

    from exchange.cli.publishing import request_id

    return request_id(request.organ, "lead", sha256(request.SerializeToString(deterministic=True)).hexdigest())


@lead.command("list", help=N_("List leads, newest first."))
@option("--from", "from_member", type=MEMBER, help=N_("Member that sent it."))
@option("--to", "to_member", type=MEMBER, help=N_("Member it is for."))
@option("--state", type=STATE, help=N_("State, as in lead.proto without prefix."))
@option("--subject", type=USCC, help=N_("USCC of the company."))
@limit_option
@client_options(purpose="LEAD_TRANSFER")
@json_option
def list_leads(
    *,
    connection: Connection,
    from_member: str | None,
    to_member: str | None,
    state: int | None,
    subject: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Many leads."""
    from exchange.v1 import lead_pb2, lead_service_pb2
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    request = lead_service_pb2.ListLeadsRequest(
        from_member=from_member or "",
        to_member=to_member or "",
        state=state or 0,  # type: ignore[arg-type]  # a defined value
        subject=subject or "",
    )
    with connect(connection) as client:
        answer = fetch(client, client.stub(LeadServiceStub).ListLeads, request, items="threads", limit=limit)
    if as_json:
        print_json(answer)
        return
    rows = [
        (
            moment(one.sent_at),
            one.from_member,
            one.lead.to_member,
            word(lead_pb2.LeadKind, one.lead.kind),
            one.lead.title,
            one.lead.subject.name,
            word(lead_pb2.LeadState, one.state),
            one.lead_record_id,
        )
        for one in answer.threads
    ]
    print_table([_("Sent"), _("From"), _("To"), _("Kind"), _("Title"), _("Company"), _("State"), _("Record")], rows)
    if answer.next_page_token:
        more_pages()


@lead.command("show", help=N_("Show a lead, every step of it, and what may be done next."))
@click.argument("record_id")
@client_options(purpose="LEAD_TRANSFER")
@json_option
def show(*, connection: Connection, record_id: str, as_json: bool) -> None:
    """One lead."""
    from exchange.v1 import lead_service_pb2
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    with connect(connection) as client:
        request = lead_service_pb2.GetLeadRequest(lead_record_id=record_id)
        thread = client.call(client.stub(LeadServiceStub).GetLead, request).thread
    if as_json:
        print_json(thread)
        return
    _show(thread)


def _show(thread: LeadThread) -> None:
    from exchange.v1 import lead_pb2, subject_pb2

    one = thread.lead
    allowed = ", ".join(f"{word(lead_pb2.LeadAction, each)} ({_name(each)})" for each in thread.allowed_actions)
    print_details(
        [
            (_("Record"), thread.lead_record_id),
            (_("State"), word(lead_pb2.LeadState, thread.state)),
            (_("Kind"), word(lead_pb2.LeadKind, one.kind)),
            (_("Title"), one.title),
            (_("From"), f"{thread.from_member} {thread.from_organ}"),
            (_("To"), f"{one.to_member} {one.to_organ}"),
            (_("Sent"), moment(thread.sent_at)),
            (_("Company"), f"{one.subject.name} {one.subject.uscc}".strip()),
            (_("Domain"), word(subject_pb2.EnforcementDomain, one.domain)),
            (_("Place"), one.place),
            (_("Facts"), one.facts),
            (_("Reason"), one.reason),
            (_("Document number"), one.document_number),
            (_("Next"), allowed),
        ]
    )
    rows = [
        (
            moment(step.issued_at),
            step.member,
            step.organ,
            word(lead_pb2.LeadAction, step.event.action),
            _said(step.event),
            step.refused_reason or _("took effect"),
        )
        for step in thread.steps
    ]
    if rows:
        print_table([_("When"), _("Member"), _("Organ"), _("Step"), _("Content"), _("Effect")], rows)
    files = [
        (each.attachment.name, each.attachment.media_type, _arrived(each), each.attachment.digest.hex()) for each in thread.attachments
    ]
    if files:
        print_table([_("Attachments"), _("Type"), _("State"), _("Digest")], files)


def _arrived(file: AttachmentView) -> str:
    """How much of a cited file is here, and why not all of it, where that is known."""
    if file.complete:
        return _("here")
    state = (
        _("{received} of {size} bytes here").format(received=file.received, size=file.attachment.size)
        if file.received
        else _("not here yet")
    )
    return f"{state} ({file.failure})" if file.failure else state


def _said(event: LeadEvent) -> str:
    """What a step says beside its name."""
    from exchange.v1 import lead_pb2

    parts = (
        (_("Ground"), word(lead_pb2.RefusalGround, event.ground)),
        (_("Competent organ"), event.suggested_organ),
        (_("Missing items"), ", ".join(event.missing_items)),
        (_("Case number"), event.case_number),
        (_("Outcome"), event.outcome_record_id),
        (_("Note"), event.note),
    )
    return "; ".join(f"{name}: {value}" for name, value in parts if value)


def _name(action: int) -> str:
    from exchange.v1 import lead_pb2

    return lead_pb2.LeadAction.Name(action).removeprefix("LEAD_ACTION_")


@lead.command("answer", help=N_("Take a step on a lead: receive, accept, return it, …"))
@click.argument("record_id")
@option("--action", type=ACTION, required=True, help=N_("The step, as in lead.proto without prefix: RECEIVE, ACCEPT, RETURN, …"))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
@option("--note", help=N_("What is to be said about it."))
@option("--ground", type=GROUND, help=N_("Ground of a refusal, as in lead.proto without prefix."))
@option("--suggested-organ", help=N_("For RETURN: the organ that is competent."))
@option("--case-number", help=N_("For FILE: number of the case."))
@option("--outcome", "outcome_record_id", help=N_("For DECIDE and NOTIFY_OUTCOME: record of the outcome."))
@option("--missing", "missing_items", multiple=True, help=N_("For REQUEST_SUPPLEMENT: what is missing; repeat it."))
@option("--officer", help=N_("Number of the officer's enforcement certificate."))
@option("--basis", "basis_id", help=N_("Law or agreement it is shared on; by default the lead's."))
@option("--at", type=MOMENT, help=N_("When it happened, in Asia/Shanghai; by default now."))
@option("--request-id", help=N_("UUID under which the step is taken at most once; give it when trying again."))
@client_options(purpose="LEAD_TRANSFER")
@json_option
def answer(  # one name an option
    *,
    connection: Connection,
    record_id: str,
    action: int,
    organ: str | None,
    officer: str | None,
    at: datetime | None,
    request_id: str | None,
    basis_id: str | None,
    as_json: bool,
    **event: Any,
) -> None:
    """One step."""
    from exchange.v1 import lead_pb2, lead_service_pb2
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    signer = organ_of(organ, connection)
    step = lead_pb2.LeadEvent(action=action, **{name: value for name, value in event.items() if value})  # type: ignore[arg-type]  # the options' names are the fields'
    step.occurred_at.FromDatetime(at or datetime.now(UTC))
    if officer:
        step.officer.CopyFrom(lead_pb2.OfficerReference(certificate_number=officer, organ=signer))
    request = lead_service_pb2.AnswerLeadRequest(
        request_id=request_id or str(uuid4()), organ=signer, lead_record_id=record_id, event=step, basis_id=basis_id or ""
    )
    with connect(connection) as client:
        reply = client.call(client.stub(LeadServiceStub).AnswerLead, request)
    if as_json:
        print_json(reply)
        return
    click.echo(_("Step {record} is in the ledger at index {index}.").format(record=reply.published.record_id, index=reply.published.index))
    _show(reply.thread)
