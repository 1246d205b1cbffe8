"""Early warnings and guidance cases: what a transparent rule noticed, and how cases like this one were decided."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages.base import page
from exchange.console.pages.names import choices, member_name, organ_name, put
from exchange.console.rendering import shown
from exchange.console.tables import Cell, Filter, Table, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import risk_pb2, risk_service_pb2, subject_pb2
from exchange.v1.risk_service_pb2 import GuidanceCaseView, WarningView

PAGE_SIZE = 50
SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR})


async def list_warnings(request: Request) -> Response:
    """Newest first, each with its reasons and the rule's settings as they were."""
    filters = [
        Filter(name="rule", label=_("Rule"), kind="select", choices=choices(risk_pb2.WarningRule)),
        Filter(name="subject", label=_("Company"), hint=_("18-digit code")),
        Filter(name="matter_code", label=_("Matter"), hint=_("14 digits")),
        Filter(name="raised_from", label=_("Raised from"), kind="date"),
    ]
    message = risk_service_pb2.ListWarningsRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, given(request, filters))
    answer = await ask(request, "RiskService/ListWarnings", message)
    table = Table(
        columns=[_("Raised on"), _("Rule"), _("Company"), _("Reasons"), _("Settings"), _("Source"), _("Record")],
        rows=[_warning(request, one) for one in answer.warnings],
        next_token=answer.next_page_token,
    )
    return shown(request, "warnings.html", table, name="warnings", filters=filters)


def _warning(request: Request, view: WarningView) -> list[Cell]:
    one = view.warning
    subject = one.subject
    return [
        cell(one.raised_on),
        cell(word(risk_pb2.WarningRule, one.rule)),
        cell(subject.name or one.region_code, href=f"/companies/{subject.uscc}" if subject.uscc else ""),
        cell("; ".join(reason.text for reason in one.reasons)),
        cell(one.settings, code=True),
        cell(member_name(request, view.origin)),
        cell(view.record_id, code=True),
    ]


async def list_cases(request: Request) -> Response:
    """Newest first; each whole, below the table."""
    filters = [
        Filter(name="text", label=_("Words"), hint=_("of title, facts, ruling or keywords")),
        Filter(name="domain", label=_("Domain"), kind="select", choices=choices(subject_pb2.EnforcementDomain)),
        Filter(name="matter_code", label=_("Matter"), hint=_("14 digits")),
    ]
    message = risk_service_pb2.ListGuidanceCasesRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, given(request, filters))
    answer = await ask(request, "RiskService/ListGuidanceCases", message)
    table = Table(
        columns=[_("Title"), _("Domain"), _("Decided on"), _("Published by"), _("Published at"), _("Keywords")],
        rows=[_case(request, one) for one in answer.cases],
        next_token=answer.next_page_token,
    )
    return shown(request, "guidance.html", table, name="guidance", filters=filters, cases=answer.cases, laws=_laws)


def _case(request: Request, view: GuidanceCaseView) -> list[Cell]:
    one = view.guidance_case
    return [
        cell(one.title, href=f"#{view.record_id}"),
        cell(word(subject_pb2.EnforcementDomain, one.domain)),
        cell(one.decided_on),
        cell(organ_name(request, view.organ)),
        cell(moment(view.issued_at)),
        cell("; ".join(one.keywords)),
    ]


def _laws(one: risk_pb2.GuidanceCase) -> str:
    return "; ".join(f"{each.law} {each.article}".strip() for each in one.legal_basis)


WARNINGS = page(path="/warnings", title=N_("Early warnings"), roles=SEEN_BY, handlers={"GET /warnings": list_warnings})
GUIDANCE = page(path="/guidance", title=N_("Guidance cases"), roles=SEEN_BY - {Role.PLANNER}, handlers={"GET /guidance": list_cases})
