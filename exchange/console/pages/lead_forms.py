"""Sending a lead and answering one: forms with what the law asks of each step, signed by the visitor's own organ."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.forms import Form
from exchange.console.pages.base import page
from exchange.console.pages.lead_fields import lead_fields, step_fields
from exchange.console.pages.names import context_of, organ_choices, organ_of
from exchange.console.refusing import http_code
from exchange.console.rendering import render, see_other
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.errors import UnknownMemberError
from exchange.trust.identity import Role
from exchange.v1 import error_pb2, lead_pb2, lead_service_pb2
from exchange.v1.lead_service_pb2 import LeadThread
from exchange.wire import RefusedError, reason_name

TRANSFER = "LEAD_TRANSFER"  # what sending and answering are for, whatever the session's purpose


async def show_answer(request: Request) -> Response:
    """The form of one step, where the step is open."""
    thread, action = await _thread(request), _action(request)
    return _answer_page(request, thread, action, _answer_form(request, thread, action))


async def answer(request: Request) -> Response:
    """Signs the step, or shows the form again with what is wrong."""
    thread, action = await _thread(request), _action(request)
    form = _answer_form(request, thread, action).entered(await request.form())
    organ = organ_of(request)
    message = lead_service_pb2.AnswerLeadRequest(request_id=form.request_id, organ=organ, lead_record_id=thread.lead_record_id)
    message.event.action = action  # type: ignore[assignment]  # one of the enum's
    try:
        form.filled(message, organ=organ)
        reply = await ask(request, "LeadService/AnswerLead", message, purpose=TRANSFER)
    except RefusedError as refused:
        return _answer_page(request, thread, action, form.refused(refused), code=http_code(refused), reason=reason_name(refused.reason))
    return see_other(f"/leads/{thread.lead_record_id}?done={reply.published.record_id}")


async def _thread(request: Request) -> LeadThread:
    asked = lead_service_pb2.GetLeadRequest(lead_record_id=str(request.path_params["record_id"]))
    thread: LeadThread = (await ask(request, "LeadService/GetLead", asked, purpose=TRANSFER)).thread
    return thread


def _action(request: Request) -> int:
    name = f"LEAD_ACTION_{request.path_params['action']}"
    if name not in lead_pb2.LeadAction.keys() or not lead_pb2.LeadAction.Value(name):  # noqa: SIM118  # a wrapper, no dict
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("There is no such step."))
    return lead_pb2.LeadAction.Value(name)


def _answer_form(request: Request, thread: LeadThread, action: int) -> Form:
    fields = step_fields(thread, action, now=context_of(request).now(), organs=organ_choices(request))
    return Form(fields=fields, action=request.url.path, submit=_("Sign and send"))


def _answer_page(request: Request, thread: LeadThread, action: int, form: Form, *, code: int = 200, reason: str = "") -> Response:
    shut = next((one for one in thread.blocked_actions if one.action == action), None)
    title = word(lead_pb2.LeadAction, action)
    is_open = action in thread.allowed_actions
    return render(
        request, "lead_answer.html", status=code, thread=thread, title=title, form=form, is_open=is_open, shut=shut, reason=reason
    )


async def show_send(request: Request) -> Response:
    """The form of a lead; `kind` in the address chooses which of the five."""
    return _send_page(request, _send_form(request))


async def send(request: Request) -> Response:
    """Signs and sends the lead, or shows the form again with what is wrong."""
    form = _send_form(request).entered(await request.form())
    organ = organ_of(request)
    message = lead_service_pb2.SendLeadRequest(request_id=form.request_id, organ=organ)
    message.lead.kind = _kind(request)  # type: ignore[assignment]  # one of the enum's
    try:
        form.filled(message, organ=organ)
        _address(request, message.lead)
        reply = await ask(request, "LeadService/SendLead", message, purpose=TRANSFER)
    except RefusedError as refused:
        return _send_page(request, form.refused(refused), code=http_code(refused), reason=reason_name(refused.reason))
    return see_other(f"/leads/{reply.published.record_id}?done={reply.published.record_id}")


def _address(request: Request, lead: lead_pb2.Lead) -> None:
    """The member follows from the organ."""
    if lead.to_organ:
        try:
            lead.to_member = context_of(request).trust.membership.organ(lead.to_organ)[0]
        except UnknownMemberError:
            lead.to_member = ""


def _kind(request: Request) -> int:
    text = request.query_params.get("kind", "")
    return int(text) if text.isdecimal() and int(text) in lead_pb2.LeadKind.values() else lead_pb2.LEAD_KIND_LEAD


def _send_form(request: Request) -> Form:
    kind = _kind(request)
    fields = lead_fields(kind, request.query_params, organs=organ_choices(request))
    return Form(fields=fields, action=f"/leads/new?kind={kind}", submit=_("Sign and send"))


def _send_page(request: Request, form: Form, *, code: int = 200, reason: str = "") -> Response:
    kinds = [(number, word(lead_pb2.LeadKind, number)) for number in lead_pb2.LeadKind.values() if number]
    return render(request, "lead_send.html", status=code, form=form, kinds=kinds, kind=_kind(request), reason=reason)


PAGE = page(
    path="/leads/new",
    title=N_("Send a lead"),
    roles=frozenset({Role.ORGAN}),
    in_menu=False,
    handlers={
        "GET /leads/new": show_send,
        "POST /leads/new": send,
        "GET /leads/{record_id:uuid}/answer/{action}": show_answer,
        "POST /leads/{record_id:uuid}/answer/{action}": answer,
    },
)
