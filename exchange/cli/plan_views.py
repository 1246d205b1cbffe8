"""How joint inspection plans are shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange.cli.output import print_details, print_table
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.v1 import inspection_pb2
from exchange.v1 import inspection_service_pb2 as pb

if TYPE_CHECKING:
    from exchange.v1.inspection_pb2 import InspectionPlan, PlannedVisit, VisitPart


def print_plans(views: Iterable[pb.PlanView]) -> None:
    """A table of plans."""
    rows = [
        (
            one.title,
            str(one.version),
            word(pb.PlanState, one.state),
            f"{one.origin} {one.organ}",
            _("{done} of {all}").format(done=one.executed, all=one.visits),
            one.plan_id,
        )
        for one in views
    ]
    print_table([_("Title"), _("Version"), _("State"), _("Lead organ"), _("Visits carried out"), _("Plan")], rows)


def print_plan(answer: pb.GetInspectionPlanResponse) -> None:
    """One plan: where it stands, who answered, what is planned, what was found, what is open."""
    view, plan = answer.view, answer.plan
    print_details(
        [
            (_("Plan"), view.plan_id),
            (_("State"), word(pb.PlanState, view.state)),
            *_frame(plan),
            (_("Newest version"), view.version_record_id),
            (_("Version in force"), view.in_force_record_id),
            (_("Visits carried out"), _("{done} of {all}").format(done=view.executed, all=view.visits)),
        ]
    )
    answered = {one.organ: one for one in answer.answers}
    rows = [(one.member, one.organ, *_answer(answered.get(one.organ))) for one in plan.parties]
    print_table([_("Member"), _("Organ"), _("Answer"), _("Reason"), _("Record")], rows, title=_("Countersignatures"))
    print_visits(plan.visits)
    _print_results(answer.results)
    _print_findings(answer.findings)
    _print_rectifications(answer.rectifications)
    _print_recognitions(answer.recognitions)


def print_version(plan: InspectionPlan) -> None:
    """What is countersigned: one version, whole."""
    print_details(_frame(plan))
    print_visits(plan.visits, changed=frozenset(plan.changed_visits))


def _frame(plan: InspectionPlan) -> list[tuple[str, str]]:
    return [
        (_("Title"), plan.title),
        (_("Version"), str(plan.version)),
        (_("Period"), _("{first} to {last}").format(first=plan.first_day, last=plan.last_day)),
        (_("Lead organ"), f"{plan.lead.member} {plan.lead.organ}"),
        (_("Parties"), "; ".join(f"{one.member} {one.organ}" for one in plan.parties)),
        (_("Draws"), "; ".join(plan.draw_task_record_ids)),
        (_("Why it was re-made"), plan.change_reason),
        (_("Changed visits"), ", ".join(plan.changed_visits)),
    ]


def _answer(answer: pb.PlanAnswer | None) -> tuple[str, str, str]:
    if answer is None:
        return _("not answered"), "", ""
    return _("agreed") if answer.consent.agreed else _("refused"), answer.consent.reason, answer.record_id


def print_visits(visits: Iterable[PlannedVisit], *, changed: frozenset[str] = frozenset()) -> None:
    """A table of visits; those that changed are marked."""
    rows = [
        (
            f"{one.visit_id} *" if one.visit_id in changed else one.visit_id,
            f"{one.day} {word(inspection_pb2.HalfDay, one.half)}",
            one.uscc,
            "\n".join(_part(part, one) for part in one.parts),
            word(inspection_pb2.InspectionTrigger, one.trigger),
            word(inspection_pb2.InspectionSelection, one.selection),
            one.approved_on,
            one.inspection_code,
        )
        for one in visits
    ]
    columns = [
        _("Visit"),
        _("Day"),
        _("Company"),
        _("Organs, matters, officers"),
        _("Trigger"),
        _("Selection"),
        _("Approved on"),
        _("Inspection code"),
    ]
    print_table(columns, rows, title=_("Visits"))


def _part(part: VisitPart, visit: PlannedVisit) -> str:
    lead = _(" (takes the lead)") if part.organ == visit.lead_organ and len(visit.parts) > 1 else ""
    assistants = _("; assisting {officers}").format(officers=", ".join(part.assistants)) if part.assistants else ""
    return f"{part.organ}{lead}: {', '.join(part.matter_codes)}; {', '.join(part.officers)}{assistants}"


def _print_results(results: Iterable[pb.VisitResult]) -> None:
    rows = [
        (
            one.inspection.visit_id,
            f"{one.member} {one.organ}",
            result.matter_code,
            word(inspection_pb2.InspectionResult, result.result),
            result.rectify_by,
            one.record_id,
        )
        for one in results
        for result in one.inspection.results
    ]
    if rows:
        columns = [_("Visit"), _("Organ"), _("Matter"), _("Result"), _("To rectify by"), _("Record")]
        print_table(columns, rows, title=_("Results"))


def _print_findings(findings: Iterable[pb.PlanFinding]) -> None:
    rows = [(word(pb.PlanFault, one.fault), one.visit_id, one.name, one.draw_task_record_id) for one in findings]
    if rows:
        print_table([_("Fault"), _("Visit"), _("Name"), _("Draw")], rows, title=_("Differs from its draws"))


def _print_rectifications(views: Iterable[pb.RectificationView]) -> None:
    rows = [
        (
            one.visit_id,
            f"{one.member} {one.organ}",
            one.uscc,
            one.matter_code,
            one.rectify_by,
            _rectified(one),
            one.inspection_record_id,
        )
        for one in views
    ]
    if rows:
        columns = [_("Visit"), _("Organ"), _("Company"), _("Matter"), _("To rectify by"), _("State"), _("Inspection record")]
        print_table(columns, rows, title=_("Rectifications"))


def _rectified(view: pb.RectificationView) -> str:
    if not view.check_record_id:
        return _("not checked yet")
    text = _("rectified, checked on {day}") if view.rectified else _("not rectified, checked on {day}")
    return text.format(day=view.checked_on)


def _print_recognitions(views: Iterable[pb.RecognisedView]) -> None:
    rows = [
        (
            one.visit_id,
            f"{one.member} {one.organ}",
            one.uscc,
            one.matter_code if one.own_matter_code in {"", one.matter_code} else f"{one.matter_code} = {one.own_matter_code}",
            one.until,
            one.reason,
            one.record_id,
        )
        for one in views
    ]
    if rows:
        columns = [_("Visit"), _("Recognised by"), _("Company"), _("Matter"), _("Until"), _("Reason"), _("Record")]
        print_table(columns, rows, title=_("Recognised results"))
