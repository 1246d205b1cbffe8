"""Relying on a neighbour's outcome (互认): the form of each scope, what relies on what, reviews after a withdrawal."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.forms import Field, Form
from exchange.console.pages.advice import Advice, advice_of
from exchange.console.pages.base import page
from exchange.console.pages.lead_fields import local
from exchange.console.pages.names import choices, context_of, organ_of
from exchange.console.refusing import http_code
from exchange.console.rendering import render, see_other
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import error_pb2, outcome_service_pb2, recognition_pb2, recognition_service_pb2
from exchange.v1.outcome_service_pb2 import OutcomeView
from exchange.v1.recognition_pb2 import RecognitionScope
from exchange.wire import RefusedError, reason_name

RECOGNITION = "OUTCOME_RECOGNITION"  # what recognising and reviewing are for, whatever the session's purpose


async def show_recognise(request: Request) -> Response:
    """The form of one scope, with its conditions beside it."""
    view, advice = await _advised(request)
    return _recognise_page(request, view, advice, _recognise_form(request, view, advice))


async def recognise(request: Request) -> Response:
    """Signs the recognition, or shows the form again with what is wrong."""
    view, advice = await _advised(request)
    form = _recognise_form(request, view, advice).entered(await request.form())
    organ = organ_of(request)
    message = recognition_service_pb2.RecogniseOutcomeRequest(request_id=form.request_id, organ=organ)
    made = message.recognition
    made.outcome_record_id, made.outcome_origin, made.decision.organ = view.record_id, view.origin, organ
    made.scope = advice.scope  # type: ignore[assignment]  # one of the enum's
    try:
        form.filled(message, organ=organ)
        reply = await ask(request, "RecognitionService/RecogniseOutcome", message, purpose=RECOGNITION)
    except RefusedError as refused:
        reason = reason_name(refused.reason)
        return _recognise_page(request, view, advice, form.refused(refused), code=http_code(refused), reason=reason)
    return see_other(f"/outcomes/{view.record_id}?done={reply.published.record_id}")


async def _advised(request: Request) -> tuple[OutcomeView, Advice]:
    """The outcome, and the advice on the scope in the address."""
    record_id, scope = str(request.path_params["record_id"]), int(request.path_params["scope"])
    if not scope or scope not in RecognitionScope.values():
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("There is no such scope."))
    asked = outcome_service_pb2.GetOutcomeRequest(record_id=record_id)
    view: OutcomeView = (await ask(request, "OutcomeService/GetOutcome", asked, purpose=RECOGNITION)).outcome
    question = recognition_service_pb2.CheckRecognitionRequest(
        outcome_record_id=record_id,
        organ=organ_of(request),
        scope=scope,  # type: ignore[arg-type]  # one of the enum's
    )
    answer = await ask(request, "RecognitionService/CheckRecognition", question, purpose=RECOGNITION)
    if not answer.advice:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("This outcome isn't one to recognise here."))
    return view, advice_of(answer.advice[0])


def _recognise_form(request: Request, view: OutcomeView, advice: Advice) -> Form:
    kinds = [
        ("penalty", _("penalty")),
        ("no-penalty", _("no penalty")),
        ("filing", _("filing")),
        ("inspection-waived", _("inspection waived")),
        ("test-waived", _("test waived")),
        ("credit", _("credit")),
        ("other", _("other")),
    ]
    fields = [
        Field(name="basis_id", label=_("Basis"), required=True, value=advice.basis, hint=_("law:… or agreement:…")),
        Field(name="recognition.decision.kind", label=_("Local decision"), kind="select", choices=kinds, required=True),
        Field(name="recognition.decision.document_number", label=_("Document number")),
        Field(name="recognition.decision.case_number", label=_("Case number")),
        Field(name="recognition.decision.decided_on", label=_("Decided on"), kind="date"),
        Field(name="recognition.decision.summary", label=_("Summary of the decision"), kind="long"),
        *_scope_fields(request, view, advice.scope),
        Field(name="recognition.reason", label=_("Reason"), kind="long", required=True),
        Field(name="recognition.officer", label=_("Officer"), kind="officer", hint=_("number of the enforcement certificate")),
    ]
    return Form(fields=fields, action=request.url.path, submit=_("Sign the recognition"))


def _scope_fields(request: Request, view: OutcomeView, scope: int) -> list[Field]:
    """What a scope asks for beside the local decision (RULES.md §4.2)."""
    certificate = _("number of the enforcement certificate")
    reports = [(one.report_number, f"{one.report_number} {one.sample} {one.parameter}") for one in view.outcome.tests]
    fields: dict[int, list[Field]] = {
        RecognitionScope.RECOGNITION_SCOPE_EVIDENCE: [
            Field(
                name="recognition.review.items",
                label=_("Evidence reviewed"),
                kind="lines",
                required=True,
                value="\n".join(one.name for one in view.outcome.evidence),
                hint=_("one a line"),
            ),
            Field(name="recognition.review.lawful", label=_("lawful"), kind="check"),
            Field(name="recognition.review.authentic", label=_("authentic"), kind="check"),
            Field(name="recognition.review.relevant", label=_("relevant"), kind="check"),
            Field(name="recognition.review.opinion", label=_("Opinion on the evidence"), kind="long", required=True),
            Field(name="recognition.review.reviewer", label=_("Reviewed by"), kind="officer", required=True, hint=certificate),
            Field(
                name="recognition.review.reviewed_at",
                label=_("Reviewed at"),
                kind="moment",
                required=True,
                value=local(context_of(request).now()),
            ),
        ],
        RecognitionScope.RECOGNITION_SCOPE_TEST: [
            Field(name="recognition.report_number", label=_("Test report"), kind="select", choices=reports, required=True)
        ],
        RecognitionScope.RECOGNITION_SCOPE_INSPECTION: [
            Field(name="recognition.matter_code", label=_("Matter here, where its code differs"), hint=_("14 digits"))
        ],
        RecognitionScope.RECOGNITION_SCOPE_DISCRETION: [
            Field(name="recognition.standard_record_id", label=_("Record of the standard that counts priors"), required=True)
        ],
        RecognitionScope.RECOGNITION_SCOPE_NE_BIS: [
            Field(
                name="recognition.same_act_confirmed_by",
                label=_("Confirmed as the same act by"),
                kind="officer",
                required=True,
                hint=certificate,
            )
        ],
    }
    return fields.get(scope, [])


def _recognise_page(request: Request, view: OutcomeView, advice: Advice, form: Form, *, code: int = 200, reason: str = "") -> Response:
    side_tables = {"conditions": advice.conditions}
    return render(request, "recognise.html", status=code, view=view, advice=advice, form=form, reason=reason, side_tables=side_tables)


async def show_review(request: Request) -> Response:
    """The form with which a person reviews a local decision whose ground was withdrawn."""
    view = await _reliance(request)
    return _review_page(request, view, _review_form(request))


async def review(request: Request) -> Response:
    """Signs the review, or shows the form again with what is wrong."""
    view = await _reliance(request)
    form = _review_form(request).entered(await request.form())
    organ = organ_of(request)
    message = recognition_service_pb2.ReviewRelianceRequest(request_id=form.request_id, organ=organ, basis_id=view.basis_id)
    message.review.recognition_record_id, message.review.ended_by = view.recognition_record_id, view.ended_by
    try:
        form.filled(message, organ=organ)
        reply = await ask(request, "RecognitionService/ReviewReliance", message, purpose=RECOGNITION)
    except RefusedError as refused:
        return _review_page(request, view, form.refused(refused), code=http_code(refused), reason=reason_name(refused.reason))
    return see_other(f"/outcomes/{view.recognition.outcome_record_id}?done={reply.published.record_id}")


async def _reliance(request: Request) -> recognition_service_pb2.RelianceView:
    """The reliance in the address, found among those on its outcome."""
    outcome, wanted = str(request.path_params["record_id"]), str(request.path_params["recognition_id"])
    message = recognition_service_pb2.ListRelianceRequest(outcome_record_id=outcome, organ=organ_of(request))
    while True:
        answer = await ask(request, "RecognitionService/ListReliance", message, purpose=RECOGNITION)
        for one in answer.reliances:
            if one.recognition_record_id == wanted:
                view: recognition_service_pb2.RelianceView = one
                return view
        message.page_token = answer.next_page_token
        if not message.page_token:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("Your organ has no such recognition of this outcome."))


def _review_form(request: Request) -> Form:
    verdicts = choices(recognition_pb2.RelianceVerdict)
    certificate = _("number of the enforcement certificate")
    fields = [
        Field(name="review.verdict", label=_("The local decision is"), kind="select", choices=verdicts, required=True),
        Field(name="review.reason", label=_("Reason"), kind="long", required=True),
        Field(name="review.officer", label=_("Officer"), kind="officer", required=True, hint=certificate),
        Field(name="review.revision_record_id", label=_("Record that changes or revokes the decision")),
    ]
    return Form(fields=fields, action=request.url.path, submit=_("Sign the review"))


def _review_page(
    request: Request, view: recognition_service_pb2.RelianceView, form: Form, *, code: int = 200, reason: str = ""
) -> Response:
    state = word(recognition_service_pb2.RelianceState, view.state)
    return render(request, "review.html", status=code, view=view, state=state, form=form, reason=reason)


PAGE = page(
    path="/outcomes/recognise",
    title=N_("Recognise"),
    roles=frozenset({Role.ORGAN}),
    in_menu=False,
    handlers={
        "GET /outcomes/{record_id:uuid}/recognise/{scope:int}": show_recognise,
        "POST /outcomes/{record_id:uuid}/recognise/{scope:int}": recognise,
        "GET /outcomes/{record_id:uuid}/review/{recognition_id:uuid}": show_review,
        "POST /outcomes/{record_id:uuid}/review/{recognition_id:uuid}": review,
    },
)
