"""Companies: found by code or name; one company across the Delta, with how fresh each source is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, may
from exchange.console.pages.base import page
from exchange.console.pages.leads import leads_table
from exchange.console.pages.names import choices, context_of, in_language, member_name, part, said, sources_table
from exchange.console.pages.outcomes import outcomes_table, standing
from exchange.console.rendering import shown
from exchange.console.tables import Cell, Filter, Table, cell, given, page_token
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import (
    lead_service_pb2,
    outcome_service_pb2,
    risk_pb2,
    risk_service_pb2,
    subject_pb2,
    subject_service_pb2,
)
from exchange.v1.outcome_service_pb2 import AssessPriorsResponse, PriorFinding

SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR})
SHOWN = 50
USCC_SIZE, REGISTRATION_SIZE = 18, 15
VERDICTS = {
    subject_service_pb2.MATCH_VERDICT_SAME: "good",
    subject_service_pb2.MATCH_VERDICT_LIKELY: "warn",
    subject_service_pb2.MATCH_VERDICT_POSSIBLE: "warn",
}
LEVELS = {risk_pb2.RISK_LEVEL_A: "good", risk_pb2.RISK_LEVEL_B: "good", risk_pb2.RISK_LEVEL_C: "warn", risk_pb2.RISK_LEVEL_D: "bad"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """One section of a company's page."""

    title: str
    table: Table
    why_not: str


async def search(request: Request) -> Response:
    """Who may be meant: by code and name, scored, with the reasons; nothing is merged."""
    filters = [Filter(name="q", label=_("Name or code"), hint=_("name, former name, 18-digit code, registration number"))]
    text = given(request, filters)["q"]
    table, sources, why_not = Table(columns=[], rows=[]), None, ""
    if text:
        method = "SubjectService/MatchSubjects"
        message = subject_service_pb2.MatchSubjectsRequest(subject=_asked(text))
        answer, why_not = await part(request, method, message)
        if answer:
            table, sources = _matches(answer.matches), sources_table(request, answer.sources)
    code = text if _is_code(text) else ""
    return shown(
        request, "companies.html", table, name="companies", filters=filters, asked=text, code=code, sources=sources, why_not=why_not
    )


def _is_code(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) in {USCC_SIZE, REGISTRATION_SIZE}


def _asked(text: str) -> subject_pb2.Subject:
    """A code where it looks like one, else a name."""
    if _is_code(text):
        return subject_pb2.Subject(**{"uscc" if len(text) == USCC_SIZE else "registration_number": text.upper()})
    return subject_pb2.Subject(masked_code=text) if "*" in text else subject_pb2.Subject(name=text)


def _matches(matches: Any) -> Table:
    return Table(
        columns=[_("Company"), _("Code"), _("Score"), _("Verdict"), _("Reasons"), _("Outcomes"), _("Open leads")],
        rows=[
            [
                _link(one.subject),
                cell(_code(one.subject) or one.subject.masked_code, code=True),
                cell(one.score),
                cell(word(subject_service_pb2.MatchVerdict, one.verdict), tone=VERDICTS.get(one.verdict, "soft")),
                cell("; ".join(in_language(reason) for reason in one.reasons)),
                cell(one.outcomes),
                cell(one.open_leads),
            ]
            for one in matches
        ],
    )


def _code(subject: subject_pb2.Subject) -> str:
    return subject.uscc or subject.registration_number


def _link(subject: subject_pb2.Subject) -> Cell:
    return cell(subject.name, href=f"/companies/{_code(subject)}" if _code(subject) else "")


def _question() -> list[Filter]:
    return [
        Filter(name="act_on", label=_("Day of the act"), kind="date"),
        Filter(name="domain", label=_("Domain"), kind="select", choices=choices(subject_pb2.EnforcementDomain)),
        Filter(name="matter_code", label=_("Matter"), hint=_("14 digits")),
        Filter(name="act", label=_("Act"), hint=_("in words, to tell whether it is the same")),
    ]


async def show_company(request: Request) -> Response:
    """One company: first violation or fined already, outcomes, open leads, grades, warnings."""
    code = str(request.path_params["code"]).upper()
    filters = _question()
    outcomes = await _outcomes(request, code)
    priors, why_no_priors = await _priors(request, code, given(request, filters))
    parts = [*await _open_leads(request, code), *await _risks(request, code)]
    return shown(
        request,
        "company.html",
        outcomes_table(request, outcomes.outcomes, next_token=outcomes.next_page_token),
        name=f"company-{code}",
        filters=filters,
        code=code,
        company=outcomes.outcomes[0].outcome.subject if outcomes.outcomes else None,
        priors=priors,
        why_no_priors=why_no_priors,
        findings=_findings(priors) if priors else None,
        said=said,
        parts=parts,
        side_tables={f"part-{number}": one.table for number, one in enumerate(parts, 1)},
        sources=sources_table(request, outcomes.sources),
        may_send=may(request, "LeadService/SendLead"),
    )


async def _open_leads(request: Request, code: str) -> list[_Part]:
    message = lead_service_pb2.ListOpenLeadsRequest(subject=code, page_size=SHOWN)
    answer, why_not = await part(request, "LeadService/ListOpenLeads", message)
    return [_Part(title=_("Open leads"), table=leads_table(request, answer.threads if answer else ()), why_not=why_not)]


async def _risks(request: Request, code: str) -> list[_Part]:
    """Grades and warnings are kept by USCC."""
    if len(code) != USCC_SIZE:
        return []
    asked = risk_service_pb2.ListRiskGradesRequest(subject=code, page_size=SHOWN)
    grades, no_grades = await part(request, "RiskService/ListRiskGrades", asked)
    wanted = risk_service_pb2.ListWarningsRequest(subject=code, page_size=SHOWN)
    warnings, no_warnings = await part(request, "RiskService/ListWarnings", wanted)
    return [
        _Part(title=_("Risk grades"), table=_grades(request, grades.grades if grades else ()), why_not=no_grades),
        _Part(title=_("Early warnings"), table=_warnings(request, warnings.warnings if warnings else ()), why_not=no_warnings),
    ]


async def _outcomes(request: Request, code: str) -> Any:
    """The company's outcomes; by an old registration number those before today."""
    if len(code) == USCC_SIZE:
        message = outcome_service_pb2.ListOutcomesRequest(subject=code, page_size=SHOWN, page_token=page_token(request))
        return await ask(request, "OutcomeService/ListOutcomes", message)
    by_number = outcome_service_pb2.ListPriorOutcomesRequest(subject=code, page_size=SHOWN, page_token=page_token(request))
    return await ask(request, "OutcomeService/ListPriorOutcomes", by_number)


async def _priors(request: Request, code: str, wanted: dict[str, str]) -> tuple[AssessPriorsResponse | None, str]:
    act_on = wanted["act_on"] or context_of(request).today.isoformat()
    message = outcome_service_pb2.AssessPriorsRequest(subject=code, act_on=act_on, matter_code=wanted["matter_code"], act=wanted["act"])
    if wanted["domain"].isdecimal():
        message.domain = int(wanted["domain"])  # type: ignore[assignment]  # validated by the service
    return await part(request, "OutcomeService/AssessPriors", message)


def _findings(priors: AssessPriorsResponse) -> Table:
    return Table(
        columns=[_("Decided on"), _("Document number"), _("Relevance"), _("Certain"), _("Standing"), _("Reasons")],
        rows=[_finding(one) for one in priors.findings],
    )


def _finding(one: PriorFinding) -> list[Cell]:
    counts = one.relevance != outcome_service_pb2.PRIOR_RELEVANCE_NOT_COUNTED
    return [
        cell(one.outcome.outcome.decided_on),
        cell(one.outcome.outcome.document_number or one.outcome.record_id, href=f"/outcomes/{one.outcome.record_id}"),
        cell(word(outcome_service_pb2.PriorRelevance, one.relevance), tone="bad" if counts else "soft"),
        cell(_("yes"), tone="good") if one.certain else cell(_("a person must confirm"), tone="warn"),
        standing(one.outcome),
        cell(said("；".join(one.reasons), "; ".join(one.reasons_en))),
    ]


def _grades(request: Request, grades: Any) -> Table:
    return Table(
        columns=[_("Graded on"), _("Level"), _("Scheme"), _("Valid until"), _("Reasons"), _("Source")],
        rows=[
            [
                cell(one.grade.graded_on),
                cell(word(risk_pb2.RiskLevel, one.grade.level), tone=LEVELS.get(one.grade.level, "")),
                cell(f"{one.grade.scheme} {one.grade.scheme_version}".strip()),
                cell(one.grade.valid_until),
                cell("; ".join(one.grade.reasons)),
                cell(member_name(request, one.origin)),
            ]
            for one in grades
        ],
    )


def _warnings(request: Request, warnings: Any) -> Table:
    return Table(
        columns=[_("Raised on"), _("Warning"), _("Reasons"), _("Settings of the rule"), _("Source")],
        rows=[
            [
                cell(one.warning.raised_on),
                cell(word(risk_pb2.WarningRule, one.warning.rule), tone="warn"),
                cell("; ".join(reason.text for reason in one.warning.reasons)),
                cell(one.warning.settings),
                cell(member_name(request, one.origin)),
            ]
            for one in warnings
        ],
    )


PAGE = page(
    path="/companies",
    title=N_("Companies"),
    roles=SEEN_BY,
    handlers={"GET /companies": search, "GET /companies/{code}": show_company},
)
