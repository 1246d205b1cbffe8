"""A joint inspection plan's tables: who answered, what is planned, what was found, what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from starlette.requests import Request

from exchange.console.asking import visitor_of
from exchange.console.pages.names import context_of, member_name, organ_name
from exchange.console.tables import Cell, Table, cell
from exchange.domain.inspections import RELIABLE_RESULTS, RELIABLE_TRIGGERS
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import inspection_pb2
from exchange.v1 import inspection_service_pb2 as pb

TONES = {
    pb.PLAN_STATE_REFUSED: "bad",
    pb.PLAN_STATE_WITHDRAWN: "bad",
    pb.PLAN_STATE_PUBLISHED: "good",
    pb.PLAN_STATE_EXECUTED: "good",
}
RESULT_TONES = {
    inspection_pb2.INSPECTION_RESULT_NOTHING_FOUND: "good",
    inspection_pb2.INSPECTION_RESULT_CORRECTED_AT_ONCE: "good",
    inspection_pb2.INSPECTION_RESULT_REFUSED: "bad",
}


def state_cell(one: pb.PlanView) -> Cell:
    """In its colour."""
    return cell(word(pb.PlanState, one.state), tone=TONES.get(one.state, "warn"))


def named(request: Request, member: str, organ: str) -> str:
    """`Bureau (Jinshan 310116)`."""
    return f"{organ_name(request, organ)} ({member_name(request, member)})"


def is_own(request: Request, member: str, organ: str) -> bool:
    """Whether the visitor signs in this organ's name."""
    visitor = visitor_of(request)
    return visitor.role is Role.ORGAN and (member, organ) == (context_of(request).member, visitor.identity.name)


def plans_table(request: Request, plans: Iterable[pb.PlanView], *, next_token: str = "") -> Table:
    """Plans, and where each stands."""
    return Table(
        columns=[_("Title"), _("Lead organ"), _("State"), _("Version"), _("Period"), _("Visits"), _("Carried out")],
        rows=[
            [
                cell(one.title, href=f"/plans/{one.plan_id}"),
                cell(named(request, one.origin, one.organ)),
                state_cell(one),
                cell(one.version),
                cell(_("{first} to {last}").format(first=one.first_day, last=one.last_day)),
                cell(one.visits),
                cell(one.executed),
            ]
            for one in plans
        ],
        next_token=next_token,
    )


def answers_table(request: Request, answer: pb.GetInspectionPlanResponse) -> Table:
    """Each party's, to the newest version."""
    given = {one.organ: one for one in answer.answers}
    rows = []
    for one in answer.plan.parties:
        said = given.get(one.organ)
        reason, record = (said.consent.reason, said.record_id) if said else ("", "")
        rows.append([cell(named(request, one.member, one.organ)), _answer(said), cell(reason), cell(record, code=bool(record))])
    return Table(columns=[_("Party"), _("Answer"), _("Reason"), _("Record")], rows=rows)


def _answer(said: pb.PlanAnswer | None) -> Cell:
    if said is None:
        return cell(_("not answered"), tone="warn")
    return cell(_("agreed"), tone="good") if said.consent.agreed else cell(_("not agreed"), tone="bad")


def findings_table(answer: pb.GetInspectionPlanResponse) -> Table:
    """What the newest version differs in from the draws that it names, in red."""
    return Table(
        columns=[_("Fault"), _("Visit"), _("Name"), _("Draw")],
        rows=[
            [
                cell(word(pb.PlanFault, one.fault)),
                cell(one.visit_id),
                cell(one.name, code=bool(one.name)),
                cell(one.draw_task_record_id, href=f"/draws/{one.draw_task_record_id}" if one.draw_task_record_id else ""),
            ]
            for one in answer.findings
        ],
        tones=["broken"] * len(answer.findings),
    )


def visits_table(
    request: Request,
    plan: inspection_pb2.InspectionPlan,
    answer: pb.GetInspectionPlanResponse,
    *,
    open_visits: Collection[str] | None = None,
) -> Table:
    """A version's visits, a row for each organ's part.

    With `open_visits` it says which results have been entered; one of the visitor's own organ can be entered at those visits.
    """
    entered = {(one.inspection.visit_id, one.organ): one.inspection for one in answer.results}
    members = {one.organ: one.member for one in (plan.lead, *plan.parties)}
    rows = []
    for one in plan.visits:
        for part in one.parts:
            is_open = one.visit_id in (open_visits or ()) and is_own(request, members.get(part.organ, ""), part.organ)
            result = _entered(answer.view.plan_id, one.visit_id, entered=entered.get((one.visit_id, part.organ)), is_open=is_open)
            rows.append([*_part(request, plan, one, part), *([] if open_visits is None else [result])])
    columns = [
        _("Visit"),
        _("Day"),
        _("Half-day"),
        _("Company"),
        _("Organ"),
        _("Matters"),
        _("Officers"),
        _("Trigger"),
        _("Selection"),
        _("Inspection code"),
        *([] if open_visits is None else [_("Result")]),
    ]
    return Table(columns=columns, rows=rows)


def _part(
    request: Request, plan: inspection_pb2.InspectionPlan, visit: inspection_pb2.PlannedVisit, part: inspection_pb2.VisitPart
) -> list[Cell]:
    leads = _(" (takes the lead)") if part.organ == visit.lead_organ and len(visit.parts) > 1 else ""
    assistants = _("; assisting {officers}").format(officers=", ".join(part.assistants)) if part.assistants else ""
    return [
        cell(f"{visit.visit_id} *" if visit.visit_id in plan.changed_visits else visit.visit_id),
        cell(visit.day),
        cell(word(inspection_pb2.HalfDay, visit.half)),
        cell(visit.uscc, href=f"/companies/{visit.uscc}"),
        cell(organ_name(request, part.organ) + leads),
        cell("; ".join(part.matter_codes)),
        cell(", ".join(part.officers) + assistants),
        cell(word(inspection_pb2.InspectionTrigger, visit.trigger)),
        cell(word(inspection_pb2.InspectionSelection, visit.selection)),
        cell(visit.inspection_code),
    ]


def _entered(plan_id: str, visit_id: str, *, entered: inspection_pb2.InspectionRecord | None, is_open: bool) -> Cell:
    """Each kind of result once, in the worst one's colour; else that one is awaited."""
    if entered is not None:
        kinds = sorted({one.result for one in entered.results})
        tones = {RESULT_TONES.get(one, "warn") for one in kinds}
        worst = next((one for one in ("bad", "warn") if one in tones), "good")
        return cell("; ".join(word(inspection_pb2.InspectionResult, one) for one in kinds), tone=worst)
    return cell(_("enter the result"), href=f"/plans/{plan_id}/results/{visit_id}") if is_open else cell(_("awaited"), tone="warn")


def results_table(request: Request, answer: pb.GetInspectionPlanResponse) -> Table:
    """What was found, a row for each matter; an organ of another member can recognise what may be relied on."""
    recognised = {(one.inspection_record_id, one.matter_code) for one in answer.recognitions if is_own(request, one.member, one.organ)}
    visits = {one.visit_id: one for one in answer.plan.visits}
    rows = []
    for one in answer.results:
        for found in one.inspection.results:
            visit = visits.get(one.inspection.visit_id)
            is_open = (
                visitor_of(request).role is Role.ORGAN
                and one.member != context_of(request).member
                and (one.record_id, found.matter_code) not in recognised
                and visit is not None
                and may_be_relied_on(visit, found)
            )
            rows.append(
                [
                    cell(one.inspection.visit_id),
                    cell(named(request, one.member, one.organ)),
                    cell(found.matter_code),
                    cell(word(inspection_pb2.InspectionResult, found.result), tone=RESULT_TONES.get(found.result, "warn")),
                    cell(found.rectify_by),
                    cell(one.record_id, code=True),
                    cell(_("recognise"), href=_follows(answer, "recognitions", one.record_id, found.matter_code)) if is_open else cell(""),
                ]
            )
    columns = [_("Visit"), _("Organ"), _("Matter"), _("Result"), _("To rectify by"), _("Record"), ""]
    return _without_empty_last(Table(columns=columns, rows=rows))


def may_be_relied_on(visit: inspection_pb2.PlannedVisit, found: inspection_pb2.MatterResult) -> bool:
    """Whether a neighbour's organ may recognise it (RULES.md §4.2, R3); the node that signs decides."""
    is_chosen = visit.trigger in RELIABLE_TRIGGERS and visit.selection == inspection_pb2.INSPECTION_SELECTION_DRAWN
    return is_chosen and found.result in RELIABLE_RESULTS


def _follows(answer: pb.GetInspectionPlanResponse, what: str, record_id: str, matter: str) -> str:
    return f"/plans/{answer.view.plan_id}/{what}/{record_id}/{matter}"


def _without_empty_last(table: Table) -> Table:
    """Without the column of what the visitor may do, where that is nothing."""
    if any(row[-1].text for row in table.rows):
        return table
    return Table(columns=table.columns[:-1], rows=[row[:-1] for row in table.rows], tones=table.tones)


def rectifications_table(request: Request, answer: pb.GetInspectionPlanResponse) -> Table:
    """What was ordered, and whether it was found done."""
    rows = [
        [
            cell(one.visit_id),
            cell(named(request, one.member, one.organ)),
            cell(one.uscc, href=f"/companies/{one.uscc}"),
            cell(one.matter_code),
            cell(one.rectify_by),
            _rectified(request, one),
            cell(one.checked_on),
            cell(_("enter a check"), href=_follows(answer, "checks", one.inspection_record_id, one.matter_code))
            if is_own(request, one.member, one.organ) and not one.rectified
            else cell(""),
        ]
        for one in answer.rectifications
    ]
    columns = [_("Visit"), _("Organ"), _("Company"), _("Matter"), _("To rectify by"), _("State"), _("Last check"), ""]
    return _without_empty_last(Table(columns=columns, rows=rows))


def _rectified(request: Request, one: pb.RectificationView) -> Cell:
    if one.rectified:
        return cell(_("rectified"), tone="good")
    if one.rectify_by < context_of(request).today.isoformat():
        return cell(_("overdue"), tone="bad")
    return cell(_("to be rectified"), tone="warn")


def recognitions_table(request: Request, answer: pb.GetInspectionPlanResponse) -> Table:
    """Results that neighbours' organs have taken as their own."""
    rows = [
        [
            cell(one.visit_id),
            cell(named(request, one.member, one.organ)),
            cell(one.uscc, href=f"/companies/{one.uscc}"),
            cell(one.matter_code if one.own_matter_code in {"", one.matter_code} else f"{one.matter_code} = {one.own_matter_code}"),
            cell(one.until),
            cell(one.reason),
            cell(_("end it"), href=_follows(answer, "recognitions", one.inspection_record_id, one.matter_code) + "/end")
            if is_own(request, one.member, one.organ)
            else cell(""),
        ]
        for one in answer.recognitions
    ]
    columns = [_("Visit"), _("Recognised by"), _("Company"), _("Matter"), _("Until"), _("Reason"), ""]
    return _without_empty_last(Table(columns=columns, rows=rows))


def organs_awaited(request: Request, organs: Iterable[tuple[str, str]]) -> str:
    """Each once, by name."""
    return "; ".join(dict.fromkeys(named(request, member, organ) for member, organ in organs))
