"""Outcomes: what was decided, what became of it, and what may be relied on."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.pages.advice import Advice, advice_of
from exchange.console.pages.base import page
from exchange.console.pages.names import (
    choices,
    context_of,
    member_choices,
    member_name,
    organ_name,
    part,
    penalties,
    put,
    sources_table,
)
from exchange.console.rendering import render, shown
from exchange.console.tables import Cell, Filter, Table, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import reason_word, word
from exchange.trust.identity import Role
from exchange.v1 import outcome_pb2, outcome_service_pb2, recognition_service_pb2, subject_pb2
from exchange.v1.outcome_service_pb2 import OutcomeView

PAGE_SIZE = 50
SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR})


def _filters(request: Request) -> list[Filter]:
    return [
        Filter(name="name_contains", label=_("Company"), hint=_("part of the name")),
        Filter(name="subject", label=_("Company's code"), hint=_("18-digit code")),
        Filter(name="document_number", label=_("Document number")),
        Filter(name="origin", label=_("Source"), kind="select", choices=member_choices(request)),
        Filter(name="domain", label=_("Domain"), kind="select", choices=choices(subject_pb2.EnforcementDomain)),
        Filter(name="decided_from", label=_("Decided from"), kind="date"),
        Filter(name="decided_to", label=_("Decided to"), kind="date"),
    ]


async def list_outcomes(request: Request) -> Response:
    """Newest decision first."""
    filters = _filters(request)
    message = outcome_service_pb2.ListOutcomesRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, given(request, filters))
    answer = await ask(request, "OutcomeService/ListOutcomes", message)
    table = outcomes_table(request, answer.outcomes, next_token=answer.next_page_token)
    return shown(request, "outcomes.html", table, name="outcomes", filters=filters, sources=sources_table(request, answer.sources))


def outcomes_table(request: Request, views: Iterable[OutcomeView], *, next_token: str = "") -> Table:
    """Outcomes as a table; the document number, or the record, leads to the page of each."""
    return Table(
        columns=[
            _("Decided on"),
            _("Document number"),
            _("Company"),
            _("Act"),
            _("Penalty"),
            _("Standing"),
            _("Deciding organ"),
            _("Source"),
        ],
        rows=[
            [
                cell(one.outcome.decided_on),
                cell(one.outcome.document_number or one.record_id, href=f"/outcomes/{one.record_id}"),
                _company(one.outcome.subject),
                cell(one.outcome.act),
                cell(penalties(one.outcome)),
                standing(one),
                cell(one.outcome.deciding_organ_name),
                cell(member_name(request, one.origin)),
            ]
            for one in views
        ],
        next_token=next_token,
    )


def _company(subject: subject_pb2.Subject) -> Cell:
    code = subject.uscc or subject.registration_number
    return cell(subject.name, href=f"/companies/{code}" if code else "", title=code or subject.masked_code)


def standing(view: OutcomeView) -> Cell:
    """Where it stands now, and whether it counts."""
    if view.superseded_by:
        return cell(_("replaced by a newer version"), tone="bad", title=view.superseded_by)
    state = word(outcome_service_pb2.OutcomeState, view.standing.state)
    if view.erased or not view.effective:
        return cell(state or _("not effective"), tone="bad", title=word(outcome_pb2.OutcomeRevisionKind, view.standing.revoked_by))
    if view.standing.execution_stayed:
        return cell(_("{state}, execution stayed").format(state=state), tone="warn")
    if view.standing.under_review:
        review = word(outcome_pb2.ReviewKind, view.standing.under_review)
        return cell(_("{state}, under review: {review}").format(state=state, review=review), tone="warn")
    return cell(state or _("effective"), tone="good")


async def show_outcome(request: Request) -> Response:
    """One outcome: facts, standing, revisions, what may be relied on."""
    record_id = str(request.path_params["record_id"])
    message = outcome_service_pb2.GetOutcomeRequest(record_id=record_id)
    view = (await ask(request, "OutcomeService/GetOutcome", message)).outcome
    advice, why_not = await _advice(request, view)
    return render(
        request,
        "outcome.html",
        view=view,
        facts=facts(request, view),
        life=_life(view),
        revisions=_revisions(view),
        refused=_refused(view),
        advice=advice,
        side_tables={f"conditions-{one.scope}": one.conditions for one in advice},
        why_not=why_not,
        is_officer=visitor_of(request).role is Role.ORGAN,
        own=view.origin == context_of(request).member,
        done=request.query_params.get("done", ""),
    )


async def _advice(request: Request, view: OutcomeView) -> tuple[list[Advice], str]:
    """What a neighbour's outcome may be relied on for; why not, where it isn't a question to this visitor."""
    if view.origin == context_of(request).member:
        return [], _("This member's own outcome; neighbours may recognise it.")
    method = "RecognitionService/CheckRecognition"
    message = recognition_service_pb2.CheckRecognitionRequest(outcome_record_id=view.record_id, organ=asking_organ(request))
    answer, why_not = await part(request, method, message)
    return [advice_of(one) for one in answer.advice] if answer else [], why_not


def asking_organ(request: Request) -> str:
    """The organ that would rely on it: the visitor's, or for planners and auditors the member's first."""
    visitor = visitor_of(request)
    if visitor.role is Role.ORGAN:
        return visitor.identity.name
    context = context_of(request)
    return min(organ.uscc for organ in context.trust.membership.member(context.member).organs)


def facts(request: Request, view: OutcomeView) -> list[tuple[str, Cell]]:
    """What the decision says; what it doesn't say isn't shown."""
    one = view.outcome
    known = [
        (_("Standing"), standing(view)),
        (_("Company"), _company(one.subject)),
        (_("Code"), cell(one.subject.uscc or one.subject.registration_number or one.subject.masked_code, code=True)),
        (_("Document number"), cell(one.document_number)),
        (_("Case number"), cell(one.case_number)),
        (_("Deciding organ"), cell(one.deciding_organ_name)),
        (_("Decided on"), cell(one.decided_on)),
        (_("Domain"), cell(word(subject_pb2.EnforcementDomain, one.domain))),
        (_("Step"), cell(word(outcome_pb2.OutcomeStep, one.step))),
        (_("Matter"), cell(f"{one.matter_code} {one.matter_name}".strip())),
        (_("Act"), cell(one.act)),
        (_("Facts"), cell(one.facts)),
        (_("Violated provisions"), cell(one.violated_provisions)),
        (_("Penalty provisions"), cell(one.penalty_provisions)),
        (_("Penalty"), cell(penalties(one))),
        (_("Content"), cell(one.content)),
        (_("Rectification order"), cell(one.rectification_order)),
        (_("Lead"), cell(one.lead_record_id, href=f"/leads/{one.lead_record_id}" if one.lead_record_id else "")),
        (_("Signed by"), cell(organ_name(request, view.signed_by))),
        (_("Source"), cell(member_name(request, view.origin))),
        (_("Issued"), cell(moment(view.issued_at))),
        (_("Record"), cell(view.record_id, code=True)),
        (_("Digest of the content"), cell(view.body_digest.hex(), code=True)),
    ]
    return [(label, value) for label, value in known if value.text]


def _life(view: OutcomeView) -> list[tuple[str, Cell]]:
    """Days that matter for relying on it."""
    one = view.standing
    known = [
        (_("Effective since"), one.effective_on),
        (_("Contestable until"), one.contestable_until),
        (_("Published until"), one.publish_until),
        (_("Visible to the public now"), _("yes") if one.published else _("no")),
        (_("Revoked on"), one.revoked_on),
        (_("Disputed test reports"), ", ".join(one.disputed_reports)),
    ]
    return [(label, cell(text)) for label, text in known if text]


def _revisions(view: OutcomeView) -> Table:
    return Table(
        columns=[_("Effective on"), _("Revision"), _("Reason"), _("Document number"), _("Reviewed by")],
        rows=[
            [
                cell(one.effective_on),
                cell(word(outcome_pb2.OutcomeRevisionKind, one.kind)),
                cell(one.reason),
                cell(one.document_number),
                cell(" ".join(text for text in (word(outcome_pb2.ReviewKind, one.review), one.reviewing_body) if text)),
            ]
            for one in view.revisions
        ],
    )


def _refused(view: OutcomeView) -> Table:
    rows = [
        [cell(one.record_id, code=True), cell(reason_word(one.reason), tone="bad", title=one.reason), cell(one.explanation)]
        for one in view.standing.refused
    ]
    return Table(columns=[_("Record"), _("Reason"), _("Rule")], rows=rows)


PAGE = page(
    path="/outcomes",
    title=N_("Outcomes"),
    roles=SEEN_BY,
    handlers={"GET /outcomes": list_outcomes, "GET /outcomes/{record_id:uuid}": show_outcome},
)
