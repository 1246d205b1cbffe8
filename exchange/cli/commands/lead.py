"""`exchange lead`: send, follow and answer leads (违法线索)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, MEMBER, MOMENT, SUBJECT, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.v1.lead_pb2 import Lead, LeadEvent
    from exchange.v1.lead_service_pb2 import SendLeadRequest

ACTION = EnumType("lead", "LeadAction", prefix="LEAD_ACTION_")
STATE = EnumType("lead", "LeadState", prefix="LEAD_STATE_")
GROUND = EnumType("lead", "RefusalGround", prefix="REFUSAL_GROUND_")
DECISION = EnumType("lead", "DecisionKind", prefix="DECISION_KIND_")
SUSPENSION = EnumType("lead", "SuspensionReason", prefix="SUSPENSION_REASON_")
DOMAIN = EnumType("subject", "EnforcementDomain", prefix="ENFORCEMENT_DOMAIN_")


@click.group(cls=Group, help=N_("Send, follow and answer leads."))
def lead() -> None:
    """Group of commands."""


@lead.command("send", help=N_("Send the lead in FILE: protobuf JSON of Lead, or of SendLeadRequest."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the file's, else the profile's."))
@option("--basis", help=N_("Law or agreement it is shared on: law:… or agreement:…."))
@option("--handler", "handlers", multiple=True, help=N_("Certificate number of an officer who handled it; give two."))
@option("--reviewer", help=N_("Certificate number of who reviewed it: for CASE, CRIMINAL and REVERSE."))
@option("--approver", help=N_("Certificate number of who approved sending it."))
@option("--legal-reviewer", help=N_("Certificate number of who reviewed a major case's lawfulness."))
@option("--case-number", help=N_("For CASE: number under which it was filed."))
@option("--filed-at", type=MOMENT, help=N_("For CASE: when it was filed, in Asia/Shanghai."))
@option("--continues", help=N_("Record of the lead or case that it goes on from; `hops` counts who handed it on."))
@option("--hops", type=click.IntRange(0, 8), help=N_("How often the matter was handed on before."))
@option("--request-id", help=N_("UUID under which it is sent at most once; by default derived from the content."))
@client_options(purpose="LEAD_TRANSFER")
@json_option
def send(
    *, connection: Connection, file: Path, organ: str | None, basis: str | None, request_id: str | None, as_json: bool, **given: Any
) -> None:
    """One lead."""
    from exchange.cli.drafts import read_object
    from exchange.cli.lead_views import print_thread
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    request = _send_request(read_object(file), place=str(file))
    request.organ = organ or request.organ or organ_of(None, connection)
    _complete(request.lead, request.organ, given)
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
    print_thread(answer.thread)


def _send_request(document: dict[str, Any], *, place: str) -> SendLeadRequest:
    from exchange.cli.drafts import parse_object
    from exchange.v1 import lead_pb2, lead_service_pb2

    if "lead" in document or "record" in document:
        return parse_object(document, lead_service_pb2.SendLeadRequest, place=place)
    return lead_service_pb2.SendLeadRequest(lead=parse_object(document, lead_pb2.Lead, place=place))


def _complete(lead: Lead, organ: str, given: Mapping[str, Any]) -> None:
    """Puts what the options say into the lead, over what the file says."""
    from exchange.v1.lead_pb2 import OfficerReference

    if given["handlers"]:
        del lead.handlers[:]
        lead.handlers.extend(OfficerReference(certificate_number=number, organ=organ) for number in given["handlers"])
    for name in ("reviewer", "approver", "legal_reviewer"):
        if given[name]:
            getattr(lead, name).CopyFrom(OfficerReference(certificate_number=given[name], organ=organ))
    for name in ("case_number", "continues", "hops"):
        if given[name]:
            setattr(lead, name, given[name])
    if given["filed_at"]:
        lead.filed_at.FromDatetime(given["filed_at"])


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
    from exchange.cli.lead_views import print_threads
    from exchange.v1 import lead_service_pb2
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
    print_threads(answer.threads)
    if answer.next_page_token:
        more_pages()


@lead.command("open", help=N_("What is still open about one company (SUBJECT: USCC or registration number), across the Delta."))
@click.argument("subject", type=SUBJECT)
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@option("--matter", "matter_code", help=N_("Code of the matter, 14 digits."))
@limit_option
@client_options(purpose="LEAD_TRANSFER")
@json_option
def list_open(*, connection: Connection, subject: str, domain: int | None, matter_code: str | None, limit: int, as_json: bool) -> None:
    """Open leads about one company."""
    from exchange.cli.lead_views import print_threads
    from exchange.cli.views import print_sources
    from exchange.v1 import lead_service_pb2
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    request = lead_service_pb2.ListOpenLeadsRequest(
        subject=subject,
        domain=domain or 0,  # type: ignore[arg-type]  # a defined value
        matter_code=matter_code or "",
    )
    with connect(connection) as client:
        answer = fetch(client, client.stub(LeadServiceStub).ListOpenLeads, request, items="threads", limit=limit)
    if as_json:
        print_json(answer)
        return
    print_threads(answer.threads)
    print_sources(answer.sources, client)
    if answer.next_page_token:
        more_pages()


@lead.command("show", help=N_("Show a lead, every step of it, and what may be done next."))
@click.argument("record_id")
@option("--blocked", is_flag=True, help=N_("Also show the steps that aren't open, and the rule that shuts each."))
@client_options(purpose="LEAD_TRANSFER")
@json_option
def show(*, connection: Connection, record_id: str, blocked: bool, as_json: bool) -> None:
    """One lead."""
    from exchange.cli.lead_views import print_thread
    from exchange.v1 import lead_service_pb2
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    with connect(connection) as client:
        request = lead_service_pb2.GetLeadRequest(lead_record_id=record_id)
        thread = client.call(client.stub(LeadServiceStub).GetLead, request).thread
    if as_json:
        print_json(thread)
        return
    print_thread(thread, blocked=blocked)


@lead.command("answer", help=N_("Take a step on a lead: receive, accept, return it, …"))
@click.argument("record_id")
@option("--action", type=ACTION, required=True, help=N_("The step, as in lead.proto without prefix: RECEIVE, ACCEPT, RETURN, …"))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
@option("--note", help=N_("What is to be said about it."))
@option("--ground", type=GROUND, help=N_("Ground of a refusal, as in lead.proto without prefix."))
@option("--suggested-organ", help=N_("For RETURN: the organ that is competent."))
@option("--case-number", help=N_("For FILE and RECONSIDER: number of the case."))
@option("--filed-at", type=MOMENT, help=N_("For FILE and RECONSIDER: when it was filed, in Asia/Shanghai."))
@option("--outcome", "outcome_record_id", help=N_("For DECIDE and NOTIFY_OUTCOME: record of the outcome."))
@option("--decision", type=DECISION, help=N_("For DECIDE: what was decided, as in lead.proto without prefix."))
@option("--missing", "missing_items", multiple=True, help=N_("For REQUEST_SUPPLEMENT: what is missing; repeat it."))
@option("--reply-by", type=DATE, help=N_("For REQUEST_SUPPLEMENT: by when."))
@option("--extension", type=click.IntRange(1, 366), help=N_("For EXTEND: by how much, in the unit of the clock's rule."))
@option("--collective", "collective_discussion", is_flag=True, help=N_("For EXTEND: decided by collective discussion."))
@option("--suspension", type=SUSPENSION, help=N_("For SUSPEND: why the clock stands still, as in lead.proto without prefix."))
@option("--superior", "superior_organ", help=N_("For ESCALATE and DESIGNATE: name of the common superior."))
@option("--document-number", help=N_("For DESIGNATE: number of the superior's decision."))
@option("--designated-organ", type=USCC, help=N_("For DESIGNATE: the organ that is to handle it."))
@option("--duplicate-of", help=N_("For MARK_DUPLICATE: record of the lead that it repeats."))
@option("--onward-organ", help=N_("For TRANSFER_OUT and REDIRECT: the organ it went to."))
@option("--onward-record", "onward_record_id", help=N_("For TRANSFER_OUT and REDIRECT: the record that went there."))
@option("--item", "items", multiple=True, help=N_("For HAND_OVER: what is handed over; repeat it."))
@option("--filing-ordered", is_flag=True, help=N_("For RECONSIDER: the filing is ordered after all."))
@option("--earlier-organ", help=N_("On the ground EARLIER_FILING: name of the organ that filed first."))
@option("--earlier-case", help=N_("On the ground EARLIER_FILING: its case number."))
@option("--earlier-at", type=MOMENT, help=N_("On the ground EARLIER_FILING: when it filed, in Asia/Shanghai."))
@option("--officer", help=N_("Number of the officer's enforcement certificate."))
@option("--approver", help=N_("Certificate number of who approved the step."))
@option("--legal-reviewer", help=N_("Certificate number of who reviewed its lawfulness."))
@option("--after", help=N_("Record of the step that it follows; by default the latest one held."))
@option("--basis", "basis_id", help=N_("Law or agreement it is shared on; by default the lead's."))
@option("--at", type=MOMENT, help=N_("When it happened, in Asia/Shanghai; by default now."))
@option("--request-id", help=N_("UUID under which the step is taken at most once; give it when trying again."))
@client_options(purpose="LEAD_TRANSFER")
@json_option
def answer(
    *, connection: Connection, record_id: str, organ: str | None, request_id: str | None, basis_id: str | None, as_json: bool, **said: Any
) -> None:
    """One step."""
    from exchange.cli.lead_views import print_thread
    from exchange.v1 import lead_service_pb2
    from exchange.v1.lead_service_pb2_grpc import LeadServiceStub

    signer = organ_of(organ, connection)
    request = lead_service_pb2.AnswerLeadRequest(
        request_id=request_id or str(uuid4()), organ=signer, lead_record_id=record_id, event=_event(said, signer), basis_id=basis_id or ""
    )
    with connect(connection) as client:
        reply = client.call(client.stub(LeadServiceStub).AnswerLead, request)
    if as_json:
        print_json(reply)
        return
    click.echo(_("Step {record} is in the ledger at index {index}.").format(record=reply.published.record_id, index=reply.published.index))
    print_thread(reply.thread)


def _event(said: dict[str, Any], signer: str) -> LeadEvent:
    """The step that the options describe; the names of most are the fields'."""
    from exchange.v1.lead_pb2 import EarlierFiling, LeadEvent, OfficerReference

    officers = {name: said.pop(name) for name in ("officer", "approver", "legal_reviewer")}
    earlier = {name: said.pop(f"earlier_{name}") for name in ("organ", "case", "at")}
    happened, filed_at = said.pop("at") or datetime.now(UTC), said.pop("filed_at")
    event = LeadEvent(**{name: value for name, value in said.items() if value})
    event.occurred_at.FromDatetime(happened)
    if filed_at:
        event.filed_at.FromDatetime(filed_at)
    for name, number in officers.items():
        if number:
            getattr(event, name).CopyFrom(OfficerReference(certificate_number=number, organ=signer))
    if any(earlier.values()):
        event.earlier_filing.CopyFrom(EarlierFiling(organ_name=earlier["organ"] or "", case_number=earlier["case"] or ""))
        if earlier["at"]:
            event.earlier_filing.filed_at.FromDatetime(earlier["at"])
    return event
