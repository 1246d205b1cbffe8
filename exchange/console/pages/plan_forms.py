"""Signing on a joint inspection plan: one form for each step, in the name of the visitor's own organ."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.forms import Form
from exchange.console.pages.base import Handler, page
from exchange.console.pages.draws import INSPECTION
from exchange.console.pages.names import organ_of
from exchange.console.pages.plan_follow_ups import checking, ending, recognising
from exchange.console.pages.plan_steps import Answer, Step, answering, entering, publishing, withdrawing
from exchange.console.pages.plans import plan_asked, stored_record
from exchange.console.pages.publishing import publish_draft
from exchange.console.refusing import http_code
from exchange.console.rendering import render, see_other
from exchange.texts.i18n import N_, _
from exchange.trust.identity import Role
from exchange.v1 import error_pb2, record_pb2
from exchange.wire import FieldFault, RefusedError, reason_name

CONFLICT = 409
MISSING = "value is required"  # exchange.console.faults has the words
Maker = Callable[[Request, Answer], Awaitable[Step]]


def _shows(make: Maker) -> Handler:
    async def show(request: Request) -> Response:
        answer = await plan_asked(request)
        step = await make(request, answer)
        return _page(request, answer, step, _form(request, step))

    return show


def _signs(make: Maker) -> Handler:
    """Signs the step, or shows the form again with what is wrong. Whether it is open the node says: sent twice, it is signed once."""

    async def sign(request: Request) -> Response:
        answer = await plan_asked(request)
        step = await make(request, answer)
        form = _form(request, step).entered(await request.form())
        try:
            draft = await _continuing(request, answer.view.plan_id)
            draft.MergeFrom(step.draft)
            _fill(form, step, draft, organ=organ_of(request))
            if _shown_version(draft) != step.version:
                text = _("Another version has come meanwhile; nothing was signed. Read what stands here now, then decide anew.")
                return _page(request, answer, step, replace(_form(request, step), faults={"": text}), code=CONFLICT)
            published = await publish_draft(request, form, draft, purpose=INSPECTION)
        except RefusedError as refused:
            code, reason = http_code(refused), reason_name(refused.reason)
            return _page(request, answer, replace(step, why_not=""), form.refused(refused), code=code, reason=reason)
        return see_other(f"/plans/{answer.view.plan_id}?done={published}")

    return sign


def _form(request: Request, step: Step) -> Form:
    return Form(fields=step.fields, action=request.url.path, submit=_("Sign and send"))


def _page(request: Request, answer: Answer, step: Step, form: Form, *, code: int = 200, reason: str = "") -> Response:
    tables = {"visits": step.visits, "findings": step.findings}
    return render(request, "plan_sign.html", status=code, view=answer.view, step=step, form=form, reason=reason, **tables)


async def _continuing(request: Request, plan_id: str) -> record_pb2.RecordDraft:
    """A draft, without its payload, of a record that continues a plan: for those who have the plan, on its basis."""
    header = (await stored_record(request, plan_id)).header
    return record_pb2.RecordDraft(
        organ=organ_of(request),
        thread_id=plan_id,
        audience=header.audience,
        sharing_class=header.sharing_class,
        basis_id=header.basis_id,
        purpose=record_pb2.PURPOSE_JOINT_INSPECTION,
    )


def _fill(form: Form, step: Step, draft: record_pb2.RecordDraft, *, organ: str) -> None:
    """Puts what was entered into the draft.

    Raises:
        RefusedError: FIELD_INVALID, naming each field that is empty, can't be read or doesn't fit.
    """
    form.filled(draft, organ=organ)
    faults = [FieldFault(field=one.name, description=MISSING) for one in form.fields if one.required and not form.value(one).strip()]
    faults = faults or list(step.check(draft))
    if faults:
        summary = "; ".join(f"{one.field}: {one.description}" for one in faults)
        raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, summary, fields=faults)


def _shown_version(draft: record_pb2.RecordDraft) -> tuple[str, bytes] | None:
    """The version that was shown to the visitor: record and digest; none where the step isn't about one."""
    payload = draft.WhichOneof("payload")
    if payload == "inspection_record":
        return draft.inspection_record.plan_record_id, b""
    if payload in {"plan_consent", "plan_publication"}:
        said = getattr(draft, payload)
        return said.plan_record_id, said.plan_digest
    return None


STEPS: dict[str, Maker] = {
    "answer": answering,
    "publish": publishing,
    "withdraw": withdrawing,
    "results/{visit_id}": entering,
    "checks/{inspection:uuid}/{matter}": checking,
    "recognitions/{inspection:uuid}/{matter}": recognising,
    "recognitions/{inspection:uuid}/{matter}/end": ending,
}

PAGE = page(
    path="/plans",
    title=N_("Inspection plans"),
    roles=frozenset({Role.ORGAN}),
    in_menu=False,
    handlers={
        f"{method} /plans/{{plan_id:uuid}}/{path}": handler
        for path, make in STEPS.items()
        for method, handler in (("GET", _shows(make)), ("POST", _signs(make)))
    },
)
