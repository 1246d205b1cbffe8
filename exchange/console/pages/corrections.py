"""Corrections (校核纠错): a reader says that a field of a neighbour's record is wrong, its origin answers; both sides' signed steps."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.forms import Field, Form
from exchange.console.pages.base import page
from exchange.console.pages.names import choices, context_of, member_choices, member_name, organ_name, organ_of
from exchange.console.pages.publishing import publish_draft
from exchange.console.refusing import http_code
from exchange.console.rendering import render, see_other, shown
from exchange.console.tables import Cell, Filter, Table, address_of, cell, given, page_token
from exchange.domain.corrections import FieldPathError, value_at
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import duty_pb2, error_pb2, record_pb2, record_service_pb2, risk_service_pb2
from exchange.v1.risk_service_pb2 import CorrectionView
from exchange.wire import RefusedError, invalid, reason_name

PAGE_SIZE = 50
SEEN_BY = frozenset({Role.ORGAN, Role.AUDITOR})
OPEN = "open"
FINAL = {duty_pb2.CORRECTION_VERDICT_CORRECTED, duty_pb2.CORRECTION_VERDICT_CONFIRMED}
HANDLING = "CASE_HANDLING"  # what asking and answering are for, whatever the session's purpose


async def list_corrections(request: Request) -> Response:
    """Newest first."""
    filters = [
        Filter(name="state", label=_("State"), kind="select", choices=[(OPEN, _("without a final answer"))]),
        Filter(name="origin", label=_("Whose record"), kind="select", choices=member_choices(request)),
        Filter(name="record", label=_("Record"), hint=_("its number, 36 characters")),
    ]
    wanted = given(request, filters)
    message = risk_service_pb2.ListCorrectionsRequest(
        page_size=PAGE_SIZE,
        page_token=page_token(request),
        record_id=wanted["record"],
        origin=wanted["origin"],
        open_only=wanted["state"] == OPEN,
    )
    answer = await ask(request, "RiskService/ListCorrections", message)
    table = Table(
        columns=[_("Asked"), _("Asked by"), _("Whose record"), _("Field"), _("As it stands"), _("Should be"), _("State")],
        rows=[_row(request, one) for one in answer.corrections],
        next_token=answer.next_page_token,
    )
    return shown(request, "corrections.html", table, name="corrections", filters=filters)


def _row(request: Request, view: CorrectionView) -> list[Cell]:
    one = view.request
    return [
        cell(moment(view.issued_at)),
        cell(member_name(request, view.from_member)),
        cell(member_name(request, one.origin)),
        cell(one.field, href=f"/corrections/{one.record_id}/{view.record_id}"),
        cell(one.found),
        cell(one.proposed),
        _state(view),
    ]


def _state(view: CorrectionView) -> Cell:
    if not view.answers:
        return cell(_("unanswered"), tone="warn")
    verdict = view.answers[-1].verdict
    return cell(word(duty_pb2.CorrectionVerdict, verdict), tone="good" if verdict in FINAL else "warn")


async def _view(request: Request) -> CorrectionView:
    """The request that the address names.

    Raises:
        RefusedError: NOT_FOUND.
    """
    about, wanted = (str(request.path_params[name]) for name in ("about", "record_id"))
    token = ""
    while True:
        message = risk_service_pb2.ListCorrectionsRequest(record_id=about, page_size=1000, page_token=token)
        answer = await ask(request, "RiskService/ListCorrections", message)
        found: list[CorrectionView] = [one for one in answer.corrections if one.record_id == wanted]
        if found:
            return found[0]
        token = answer.next_page_token
        if not token:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("There is no such request."))


async def show_correction(request: Request) -> Response:
    """One thread, with the answer's form where this member owes it."""
    view = await _view(request)
    return _thread_page(request, view, _answer_form(request) if not _why_not(request, view) else None)


def _thread_page(request: Request, view: CorrectionView, form: Form | None, *, code: int = 200) -> Response:
    one = view.request
    facts = [
        (_("Asked by"), cell(f"{organ_name(request, view.organ)} ({member_name(request, view.from_member)})")),
        (_("Whose record"), cell(member_name(request, one.origin))),
        (_("Record"), cell(one.record_id, code=True)),
        (_("Field"), cell(one.field, code=True)),
        (_("As it stands"), cell(one.found)),
        (_("Should be"), cell(one.proposed)),
        (_("Reason"), cell(one.reason)),
        (_("State"), _state(view)),
    ]
    steps = Table(
        columns=[_("Step"), _("Member"), _("Content"), _("Corrected by")],
        rows=[
            [cell(_("request")), cell(member_name(request, view.from_member)), cell(one.reason), cell("")],
            *(
                [
                    cell(word(duty_pb2.CorrectionVerdict, each.verdict)),
                    cell(member_name(request, one.origin)),
                    cell(each.reason),
                    cell(each.corrected_record_id, code=True),
                ]
                for each in view.answers
            ),
        ],
    )
    why_not = _why_not(request, view)
    return render(
        request,
        "correction.html",
        status=code,
        view=view,
        facts=facts,
        steps=steps,
        form=form,
        why_not=why_not,
        done=request.query_params.get("done", ""),
    )


def _why_not(request: Request, view: CorrectionView) -> str:
    """Why the visitor can't answer; empty where an answer is open."""
    if visitor_of(request).role is not Role.ORGAN:
        return _("Organs answer; you may read.")
    if view.request.origin != context_of(request).member:
        return _("The origin of the record answers: {member}.").format(member=member_name(request, view.request.origin))
    if view.answers and view.answers[-1].verdict in FINAL:
        return _("A final answer has been given; a new finding is a new request.")
    return ""


def _answer_form(request: Request) -> Form:
    verdicts = choices(duty_pb2.CorrectionVerdict)
    fields = [
        Field(name="correction_answer.verdict", label=_("Verdict"), kind="select", choices=verdicts, required=True),
        Field(name="correction_answer.reason", label=_("What the check showed"), kind="long", required=True),
        Field(
            name="correction_answer.corrected_record_id",
            label=_("Record that corrects it"),
            hint=_("for “corrected”: the revision or the new version, published before"),
        ),
        Field(name="correction_answer.officer", label=_("Officer"), kind="officer", hint=_("number of the enforcement certificate")),
    ]
    return Form(fields=fields, action=request.url.path, submit=_("Sign and send"))


async def answer_correction(request: Request) -> Response:
    """Signs the answer, or shows the form again with what is wrong."""
    view = await _view(request)
    form = _answer_form(request).entered(await request.form())
    try:
        draft = await _draft(request, view.record_id)
        draft.thread_id = view.record_id
        form.filled(draft, organ=organ_of(request))
        await publish_draft(request, form, draft, purpose=HANDLING)
    except RefusedError as refused:
        return _thread_page(request, view, form.refused(refused), code=http_code(refused))
    return see_other(f"{request.url.path}?done=1")


async def show_request(request: Request) -> Response:
    """The form about one record."""
    record_id = str(request.path_params["about"])
    return _request_page(request, record_id, _request_form(request))


def _request_page(request: Request, record_id: str, form: Form, *, code: int = 200, reason: str = "") -> Response:
    return render(request, "correction_new.html", status=code, record_id=record_id, form=form, reason=reason)


def _request_form(request: Request) -> Form:
    fields = [
        Field(
            name="correction_request.field",
            label=_("Field"),
            required=True,
            value=request.query_params.get("field", "outcome."),
            hint="outcome.decided_on, outcome.penalties[0].amount_fen",
        ),
        Field(name="correction_request.proposed", label=_("Should be"), required=True),
        Field(name="correction_request.reason", label=_("Reason"), kind="long", required=True),
        Field(name="correction_request.officer", label=_("Officer"), kind="officer", hint=_("number of the enforcement certificate")),
    ]
    return Form(fields=fields, action=request.url.path, submit=_("Sign and send"))


async def request_correction(request: Request) -> Response:
    """Signs the request; the value as it stands is read from the record itself."""
    record_id = str(request.path_params["about"])
    form = _request_form(request).entered(await request.form())
    try:
        stored = await _stored(request, record_id)
        draft = await _draft(request, record_id)
        form.filled(draft, organ=organ_of(request))
        asked = draft.correction_request
        asked.record_id, asked.origin = record_id, stored.header.origin
        try:
            asked.found = value_at(stored.body, asked.field)
        except FieldPathError as error:
            raise invalid("correction_request.field", str(error)) from error
        published = await publish_draft(request, form, draft, purpose=HANDLING)
    except RefusedError as refused:
        return _request_page(request, record_id, form.refused(refused), code=http_code(refused), reason=reason_name(refused.reason))
    return see_other(address_of(f"/corrections/{record_id}/{published}", done="1"))


async def _stored(request: Request, record_id: str) -> record_service_pb2.StoredRecord:
    asked = record_service_pb2.GetRecordRequest(record_id=record_id)
    found: record_service_pb2.StoredRecord = (await ask(request, "RecordService/GetRecord", asked, purpose=HANDLING)).record
    return found


async def _draft(request: Request, record_id: str) -> record_pb2.RecordDraft:
    """A draft to the member whose record it answers, on that record's basis."""
    stored = await _stored(request, record_id)
    return record_pb2.RecordDraft(
        organ=organ_of(request),
        audience=[stored.header.origin],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=stored.header.basis_id,
        purpose=record_pb2.PURPOSE_CASE_HANDLING,
    )


PAGE = page(
    path="/corrections",
    title=N_("Corrections"),
    roles=SEEN_BY,
    handlers={
        "GET /corrections": list_corrections,
        "GET /corrections/{about:uuid}/{record_id:uuid}": show_correction,
    },
)
SIGNING = page(
    path="/corrections",
    title=N_("Ask for a correction"),
    roles=frozenset({Role.ORGAN}),
    handlers={
        "GET /corrections/{about:uuid}/new": show_request,
        "POST /corrections/{about:uuid}/new": request_correction,
        "POST /corrections/{about:uuid}/{record_id:uuid}": answer_correction,
    },
    in_menu=False,
)
