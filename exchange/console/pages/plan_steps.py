"""The steps on a joint inspection plan that an organ signs: what each asks for, what it says by itself, and why it isn't open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from exchange.console.forms import NO, YES, Field
from exchange.console.pages.names import choices, organ_of
from exchange.console.pages.plan_tables import findings_table, is_own, named, visits_table
from exchange.console.pages.plans import plan_facts, plan_in_force
from exchange.console.tables import Cell, Table, cell
from exchange.domain.inspections import inspected_on
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.v1 import error_pb2, inspection_pb2, record_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_pb2 import InspectionPlan, InspectionRecord, PlannedVisit
from exchange.wire import FieldFault, RefusedError

Answer = pb.GetInspectionPlanResponse
Check = Callable[[record_pb2.RecordDraft], Iterator[FieldFault]]
ORDERED = inspection_pb2.INSPECTION_RESULT_RECTIFICATION_ORDERED


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step: what is shown above its form, its fields, what its record says by itself, what is wrong with what was entered.

    `why_not` says why it isn't open; empty: it is. `version` is the version that it is about, by its record's id and digest as they are
    now: what was shown must be that.
    """

    title: str
    fields: Sequence[Field]
    draft: record_pb2.RecordDraft
    facts: Sequence[tuple[str, Cell]]
    why_not: str = ""
    visits: Table | None = None
    findings: Table | None = None
    check: Check = lambda _draft: iter(())
    version: tuple[str, bytes] | None = None


async def answering(request: Request, answer: Answer) -> Step:
    """A party's answer to the newest version, which is shown whole."""
    view, plan = answer.view, answer.plan
    parties = [one for one in plan.parties if is_own(request, one.member, one.organ)]
    given = [one for one in answer.answers if is_own(request, one.member, one.organ)]
    why_not = ""
    if not parties:
        why_not = _("Only a party of the plan countersigns it.")
    elif given:
        why_not = _("Your organ has answered this version already; its first answer counts.")
    elif view.state not in {pb.PLAN_STATE_PROPOSED, pb.PLAN_STATE_REFUSED}:
        why_not = _("The plan doesn't wait for an answer: {state}.").format(state=word(pb.PlanState, view.state))
    verdicts = [(YES, _("agreed")), (NO, _("not agreed"))]
    return Step(
        title=_("Countersign or refuse"),
        fields=[
            *_shown("plan_consent", answer),
            Field(name="plan_consent.agreed", label=_("Answer"), kind="select", choices=verdicts, required=True),
            Field(name="plan_consent.reason", label=_("Reason"), kind="long", hint=_("where it isn't agreed to")),
        ],
        draft=record_pb2.RecordDraft(),
        facts=plan_facts(request, answer),
        why_not=why_not,
        visits=visits_table(request, plan, answer),
        findings=findings_table(answer),
        check=_answer_faults,
        version=(view.version_record_id, view.version_digest),
    )


def _answer_faults(draft: record_pb2.RecordDraft) -> Iterator[FieldFault]:
    consent = draft.plan_consent
    if not consent.agreed and not consent.reason:
        yield FieldFault(field="plan_consent.reason", description=_("say why it isn't agreed to"))
    if consent.agreed and consent.reason:
        yield FieldFault(field="plan_consent.reason", description=_("only where it isn't agreed to; who agrees gives no reason"))


def _shown(payload: str, answer: Answer) -> list[Field]:
    """The version that was shown: what is signed names it."""
    return [
        Field(name=f"{payload}.plan_record_id", label=_("Newest version"), kind="hidden", value=answer.view.version_record_id),
        Field(name=f"{payload}.plan_digest", label=_("Its digest"), kind="hidden", value=answer.view.version_digest.hex()),
    ]


async def publishing(request: Request, answer: Answer) -> Step:
    """The lead puts the newest version in force."""
    view = answer.view
    why_not = _not_lead(request, answer)
    if not why_not and view.state != pb.PLAN_STATE_COUNTERSIGNED:
        why_not = _("Only a version that all parties have countersigned is published: {state}.").format(
            state=word(pb.PlanState, view.state)
        )
    records = sorted(one.record_id for one in answer.answers)
    return Step(
        title=_("Publish this version"),
        fields=_shown("plan_publication", answer),
        draft=record_pb2.RecordDraft(plan_publication=inspection_pb2.PlanPublication(consent_record_ids=records)),
        facts=plan_facts(request, answer),
        why_not=why_not,
        visits=visits_table(request, answer.plan, answer),
        findings=findings_table(answer),
        version=(view.version_record_id, view.version_digest),
    )


def _not_lead(request: Request, answer: Answer) -> str:
    lead = answer.plan.lead
    if is_own(request, lead.member, lead.organ):
        return ""
    return _("Only the lead organ does this: {lead}.").format(lead=named(request, lead.member, lead.organ))


async def withdrawing(request: Request, answer: Answer) -> Step:
    """The lead takes the whole plan back."""
    why_not = _not_lead(request, answer)
    if not why_not and answer.view.state == pb.PLAN_STATE_WITHDRAWN:
        why_not = _("The plan was withdrawn already.")
    return Step(
        title=_("Withdraw the plan"),
        fields=[Field(name="plan_withdrawal.reason", label=_("Reason"), kind="long", required=True)],
        draft=record_pb2.RecordDraft(),
        facts=plan_facts(request, answer),
        why_not=why_not,
    )


async def entering(request: Request, answer: Answer) -> Step:
    """What the visitor's organ found at a visit of the version in force."""
    wanted, organ = str(request.path_params["visit_id"]), organ_of(request)
    plan = plan_in_force(answer)
    visit = next((one for one in (plan or answer.plan).visits if one.visit_id == wanted), None)
    if visit is None:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("The plan has no such visit."))
    part = next((one for one in visit.parts if one.organ == organ), inspection_pb2.VisitPart())
    why_not = ""
    if plan is None:
        why_not = _("No version of the plan is in force.")
    elif not part.organ or not _takes_part(request, plan):
        why_not = _("Your organ has no part in this visit.")
    elif any(is_own(request, one.member, one.organ) and one.inspection.visit_id == wanted for one in answer.results):
        why_not = _("Your organ has entered its results of this visit already.")
    made = InspectionRecord(visit_id=wanted, trigger=visit.trigger)
    made.results.extend(inspection_pb2.MatterResult(matter_code=one) for one in part.matter_codes)
    half = f"{visit.day} {word(inspection_pb2.HalfDay, visit.half)}"
    return Step(
        title=_("Enter the result of a visit"),
        fields=[*_result_fields(visit, part, half), _version_field(answer)],
        draft=record_pb2.RecordDraft(inspection_record=made),
        facts=[
            (_("Visit"), cell(wanted)),
            (_("Company"), cell(visit.uscc, href=f"/companies/{visit.uscc}")),
            (_("Day"), cell(half)),
            (_("Trigger"), cell(word(inspection_pb2.InspectionTrigger, visit.trigger))),
        ],
        why_not=why_not,
        check=_result_faults,
        version=(answer.view.in_force_record_id, b""),
    )


def _takes_part(request: Request, plan: InspectionPlan) -> bool:
    return any(is_own(request, one.member, one.organ) for one in (plan.lead, *plan.parties))


def _version_field(answer: Answer) -> Field:
    version = answer.view.in_force_record_id
    return Field(name="inspection_record.plan_record_id", label=_("Version in force"), kind="hidden", value=version)


def _result_fields(visit: PlannedVisit, part: inspection_pb2.VisitPart, half: str) -> Iterator[Field]:
    """When, who, and for each matter what was found."""
    place, planned = "inspection_record", _("Beijing time; planned for {time}").format(time=half)
    yield Field(name=f"{place}.started_at", label=_("Began"), kind="moment", required=True, hint=planned)
    yield Field(name=f"{place}.ended_at", label=_("When it ended"), kind="moment", required=True, hint=_("Beijing time"))
    for at, code in enumerate(part.matter_codes):
        found = choices(inspection_pb2.InspectionResult)
        label, until = _("Matter {code}: result"), _("Matter {code}: to rectify by")
        yield Field(name=f"{place}.results[{at}].result", label=label.format(code=code), kind="select", choices=found, required=True)
        yield Field(
            name=f"{place}.results[{at}].rectify_by",
            label=until.format(code=code),
            kind="date",
            hint=_("only where a rectification was ordered: its last day"),
        )
    yield Field(
        name=f"{place}.officers",
        label=_("Officers who were there"),
        kind="lines",
        required=True,
        value="\n".join(part.officers),
        hint=_("references, one a line; at least two of those that the plan names"),
    )
    yield Field(name=f"{place}.inspection_code", label=_("Inspection code"), value=visit.inspection_code)


def _result_faults(draft: record_pb2.RecordDraft) -> Iterator[FieldFault]:
    made = draft.inspection_record
    if made.ended_at.ToMicroseconds() < made.started_at.ToMicroseconds():
        yield FieldFault(field="inspection_record.ended_at", description=_("lies before its beginning"))
    day = str(inspected_on(made) or "")
    for at, one in enumerate(made.results):
        field = f"inspection_record.results[{at}].rectify_by"
        if one.result == ORDERED and (not one.rectify_by or one.rectify_by < day):
            yield FieldFault(field=field, description=_("give the last day of the rectification, not before the visit"))
        elif one.result != ORDERED and one.rectify_by:
            yield FieldFault(field=field, description=_("only where a rectification was ordered; else leave it empty"))
