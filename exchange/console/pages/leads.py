"""Leads: what came in and what went out, with its clocks; one thread with both sides' signed steps."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.pages.base import page
from exchange.console.pages.names import (
    URGENT,
    choices,
    clock,
    context_of,
    member_choices,
    member_name,
    organ_name,
    put,
)
from exchange.console.pages.overview import ROWS, Card
from exchange.console.pages.steps import attachments_table, blocked_table, steps_table
from exchange.console.rendering import render, shown
from exchange.console.tables import Cell, Filter, Table, address_of, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import reason_word, word
from exchange.trust.identity import Role
from exchange.v1 import lead_pb2, lead_service_pb2, subject_pb2
from exchange.v1.lead_service_pb2 import LeadThread

PAGE_SIZE = 50
SEEN_BY = frozenset({Role.ORGAN, Role.AUDITOR})
INBOX, OUTBOX = "in", "out"


def _filters(request: Request) -> list[Filter]:
    return [
        Filter(name="box", label=_("Box"), kind="select", choices=[(INBOX, _("Inbox")), (OUTBOX, _("Outbox"))]),
        Filter(name="state", label=_("State"), kind="select", choices=choices(lead_pb2.LeadState)),
        Filter(name="kind", label=_("Kind"), kind="select", choices=choices(lead_pb2.LeadKind)),
        Filter(name="member", label=_("Other member"), kind="select", choices=member_choices(request)),
        Filter(name="subject", label=_("Company"), hint=_("18-digit code")),
    ]


async def list_leads(request: Request) -> Response:
    """Newest first. `member` is the other side: with a box the sender or receiver, without one the sender."""
    filters = _filters(request)
    wanted = given(request, filters)
    message = lead_service_pb2.ListLeadsRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, {name: wanted[name] for name in ("state", "kind", "subject")})
    own, other = context_of(request).member, wanted["member"]
    message.to_member = {INBOX: own, OUTBOX: other}.get(wanted["box"], "")
    message.from_member = {INBOX: other, OUTBOX: own}.get(wanted["box"], other)
    answer = await ask(request, "LeadService/ListLeads", message)
    table = leads_table(request, answer.threads, next_token=answer.next_page_token)
    may_send = visitor_of(request).role is Role.ORGAN
    return shown(request, "leads.html", table, name="leads", filters=filters, box=wanted["box"], may_send=may_send)


async def waiting_leads(request: Request) -> Card:
    """For the first page: leads that were sent here and that nobody has received yet, newest first."""
    message = lead_service_pb2.ListLeadsRequest(page_size=ROWS, to_member=context_of(request).member, state=lead_pb2.LEAD_STATE_SENT)
    answer = await ask(request, "LeadService/ListLeads", message)
    table = Table(
        columns=[_("Sent"), _("Kind"), _("Title"), _("From")],
        rows=[
            [
                cell(moment(one.sent_at)),
                cell(word(lead_pb2.LeadKind, one.lead.kind)),
                cell(one.lead.title, href=f"/leads/{one.lead_record_id}"),
                cell(member_name(request, one.from_member)),
            ]
            for one in answer.threads
        ],
    )
    href = address_of("/leads", box=INBOX, state=str(lead_pb2.LEAD_STATE_SENT))
    nothing = _("Every lead that came in has been received.")
    return Card(title=_("Leads to receive"), href=href, table=table, nothing=nothing, more=bool(answer.next_page_token))


def leads_table(request: Request, threads: Iterable[LeadThread], *, next_token: str = "") -> Table:
    """Leads as a table, with the most urgent clock of each."""
    return Table(
        columns=[_("Sent"), _("Clock"), _("Kind"), _("Title"), _("Company"), _("State"), _("From"), _("To")],
        rows=[_row(request, one) for one in threads],
        next_token=next_token,
    )


def _row(request: Request, one: LeadThread) -> list[Cell]:
    subject = one.lead.subject
    return [
        cell(moment(one.sent_at)),
        _most_urgent(one),
        cell(word(lead_pb2.LeadKind, one.lead.kind)),
        cell(one.lead.title, href=f"/leads/{one.lead_record_id}"),
        cell(subject.name, href=f"/companies/{subject.uscc}" if subject.uscc else ""),
        state_cell(one),
        cell(member_name(request, one.from_member)),
        cell(member_name(request, one.lead.to_member)),
    ]


def state_cell(one: LeadThread) -> Cell:
    """The thread's state; red where the lead itself has no effect."""
    if one.refused_reason:
        return cell(_("without effect: {reason}").format(reason=reason_word(one.refused_reason)), tone="bad")
    state = word(lead_pb2.LeadState, one.state)
    return cell(_("{state}, clock stopped").format(state=state), tone="warn") if one.suspended else cell(state)


def _most_urgent(one: LeadThread) -> Cell:
    running = [task for task in one.tasks if task.state in URGENT]
    return clock(min(running, key=lambda task: task.due_at.ToMicroseconds())) if running else cell("")


async def show_lead(request: Request) -> Response:
    """One thread."""
    asked = lead_service_pb2.GetLeadRequest(lead_record_id=str(request.path_params["record_id"]))
    thread = (await ask(request, "LeadService/GetLead", asked)).thread
    return render(
        request,
        "lead.html",
        thread=thread,
        facts=_facts(request, thread),
        clocks=_clocks(request, thread),
        steps=steps_table(request, thread),
        files=attachments_table(thread),
        blocked=blocked_table(thread),
        allowed=_allowed(thread) if visitor_of(request).role is Role.ORGAN else (),
        done=request.query_params.get("done", ""),
    )


def _allowed(thread: LeadThread) -> list[tuple[str, str]]:
    """(name, word) of the steps that are open."""
    return [(lead_pb2.LeadAction.Name(one).removeprefix("LEAD_ACTION_"), word(lead_pb2.LeadAction, one)) for one in thread.allowed_actions]


def _facts(request: Request, thread: LeadThread) -> list[tuple[str, Cell]]:
    """What the lead says, in the order of a transfer letter; what it doesn't say isn't shown."""
    one = thread.lead
    subject = one.subject
    code = subject.uscc or subject.registration_number or subject.masked_code
    filed = " ".join(part for part in (thread.case_number, moment(thread.filed_at), organ_name(request, thread.filed_by_organ)) if part)
    earlier = "; ".join(f"{each.organ_name} {each.case_number} {moment(each.filed_at)}" for each in thread.earlier_filings)
    known = [
        (_("State"), state_cell(thread)),
        (_("Kind"), cell(word(lead_pb2.LeadKind, one.kind))),
        (_("From"), cell(f"{organ_name(request, thread.from_organ)} ({member_name(request, thread.from_member)})")),
        (_("To"), cell(f"{organ_name(request, one.to_organ)} ({member_name(request, one.to_member)})")),
        (_("Handled by"), cell(organ_name(request, thread.handler_organ))),
        (_("Sent"), cell(moment(thread.sent_at))),
        (_("Company"), cell(f"{subject.name} {code}".strip(), href=f"/companies/{subject.uscc}" if subject.uscc else "")),
        (_("Matter"), cell(one.matter_code, code=bool(one.matter_code))),
        (_("Act"), cell(one.act)),
        (_("Place"), cell(one.place)),
        (_("Facts"), cell(one.facts)),
        (_("Reason"), cell(one.reason)),
        (_("Domain"), cell(word(subject_pb2.EnforcementDomain, one.domain))),
        (_("Legal basis"), cell("; ".join(f"{each.law} {each.article} {each.paragraph}".strip() for each in one.legal_basis))),
        (_("Handled by (two officers)"), cell(", ".join(each.certificate_number for each in one.handlers))),
        (_("Reviewed by"), cell(one.reviewer.certificate_number)),
        (_("Approved by"), cell(one.approver.certificate_number)),
        (_("Lawfulness reviewed by"), cell(one.legal_reviewer.certificate_number)),
        (_("Document number"), cell(one.document_number)),
        (_("Case number"), cell(one.case_number)),
        (_("Filed"), cell(filed)),
        (_("Filed earlier by others"), cell(earlier, tone="bad" if earlier else "")),
        (_("Common superior"), cell(thread.common_superior.name or thread.common_superior.explanation)),
        (_("Handing on"), cell(_("not allowed: a transferred, disputed or designated case") if thread.no_retransfer else "")),
        (_("Record"), cell(thread.lead_record_id, code=True)),
    ]
    return [(label, value) for label, value in known if value.text]


def _clocks(request: Request, thread: LeadThread) -> Table:
    return Table(
        columns=[_("Due"), _("Clock"), _("What"), _("Organ"), _("Basis")],
        rows=[
            [cell(moment(one.due_at)), clock(one), cell(one.process), cell(organ_name(request, one.organ)), cell(one.basis)]
            for one in thread.tasks
        ],
    )


PAGE = page(path="/leads", title=N_("Leads"), roles=SEEN_BY, handlers={"GET /leads": list_leads, "GET /leads/{record_id:uuid}": show_lead})
