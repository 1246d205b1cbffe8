"""Joint inspection plans (联合检查计划): where each stands, who has countersigned it, what was found, whose step is awaited."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.pages.base import page
from exchange.console.pages.draws import SEEN_BY, inspection_purpose
from exchange.console.pages.names import choices, context_of
from exchange.console.pages.plan_tables import (
    answers_table,
    findings_table,
    is_own,
    named,
    organs_awaited,
    plans_table,
    recognitions_table,
    rectifications_table,
    results_table,
    state_cell,
    visits_table,
)
from exchange.console.rendering import render, shown
from exchange.console.tables import Cell, Filter, cell, given, page_token
from exchange.texts.i18n import N_, _
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1 import record_service_pb2
from exchange.v1.inspection_pb2 import InspectionPlan

PAGE_SIZE = 50


async def list_plans(request: Request) -> Response:
    """Newest first."""
    filters = [Filter(name="state", label=_("State"), kind="select", choices=choices(pb.PlanState))]
    wanted = given(request, filters)["state"]
    message = pb.ListInspectionPlansRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    answer = await ask(request, "InspectionService/ListInspectionPlans", message, purpose=inspection_purpose(request))
    found = [one for one in answer.plans if wanted in {"", str(one.state)}]
    table = plans_table(request, found, next_token=answer.next_page_token)
    return shown(request, "plans.html", table, name="plans", filters=filters, is_none=not answer.plans and not page_token(request))


async def plan_asked(request: Request) -> pb.GetInspectionPlanResponse:
    """The plan that the address names."""
    asked = pb.GetInspectionPlanRequest(plan_id=str(request.path_params["plan_id"]))
    answer: pb.GetInspectionPlanResponse = await ask(
        request, "InspectionService/GetInspectionPlan", asked, purpose=inspection_purpose(request)
    )
    return answer


def plan_in_force(answer: pb.GetInspectionPlanResponse) -> InspectionPlan | None:
    """The version that inspections are made by; None where there is none."""
    if not answer.view.in_force_record_id:
        return None
    return answer.in_force if answer.HasField("in_force") else answer.plan


async def stored_record(request: Request, record_id: str) -> record_service_pb2.StoredRecord:
    """One record that this node holds."""
    asked = record_service_pb2.GetRecordRequest(record_id=record_id)
    found: record_service_pb2.StoredRecord = (
        await ask(request, "RecordService/GetRecord", asked, purpose=inspection_purpose(request))
    ).record
    return found


async def show_plan(request: Request) -> Response:
    """One plan."""
    answer = await plan_asked(request)
    in_force = plan_in_force(answer)
    is_newest = answer.view.in_force_record_id == answer.view.version_record_id
    open_visits = {one.visit_id for one in in_force.visits} if in_force else set()
    earlier = in_force if in_force is not None and not is_newest else None
    has_begun = is_newest or bool(answer.results)
    return render(
        request,
        "plan.html",
        view=answer.view,
        plan=answer.plan,
        done=request.query_params.get("done", ""),
        facts=plan_facts(request, answer),
        awaited=list(_awaited(request, answer, in_force)),
        steps=list(_steps(request, answer)),
        answers=answers_table(request, answer),
        findings=findings_table(answer),
        visits=visits_table(request, answer.plan, answer, open_visits=(open_visits if is_newest else ()) if has_begun else None),
        visits_in_force=visits_table(request, earlier, answer, open_visits=open_visits) if earlier else None,
        in_force_version=earlier.version if earlier else 0,
        results=results_table(request, answer),
        rectifications=rectifications_table(request, answer),
        recognitions=recognitions_table(request, answer),
    )


def plan_facts(request: Request, answer: pb.GetInspectionPlanResponse) -> list[tuple[str, Cell]]:
    """What the newest version says of itself, and where it stands."""
    view, plan = answer.view, answer.plan
    done = _("{done} of {all}").format(done=view.executed, all=view.visits)
    remade = [(_("Why it was re-made"), cell(plan.change_reason)), (_("Changed visits"), cell(", ".join(plan.changed_visits)))]
    return [
        (_("State"), state_cell(view)),
        (_("Version"), cell(view.version)),
        (_("Version in force"), _in_force(view)),
        (_("Period"), cell(_("{first} to {last}").format(first=plan.first_day, last=plan.last_day))),
        (_("Lead organ"), cell(named(request, plan.lead.member, plan.lead.organ))),
        (_("Parties"), cell("; ".join(named(request, one.member, one.organ) for one in plan.parties))),
        *((_("Draw"), cell(one, href=f"/draws/{one}")) for one in plan.draw_task_record_ids),
        (_("Visits carried out"), cell(done)),
        *(remade if view.version > 1 else ()),
        (_("Newest version"), cell(view.version_record_id, code=True)),
        (_("Its digest"), cell(view.version_digest.hex(), code=True)),
        (_("Plan"), cell(view.plan_id, code=True)),
    ]


def _in_force(view: pb.PlanView) -> Cell:
    if not view.in_force_record_id:
        return cell(_("no version"), tone="warn")
    if view.in_force_record_id == view.version_record_id:
        return cell(_("this version"), tone="good")
    return cell(_("an earlier version"), tone="warn", title=view.in_force_record_id)


def _awaited(request: Request, answer: pb.GetInspectionPlanResponse, in_force: InspectionPlan | None) -> Iterator[str]:
    """What follows next, and whose step it is."""
    plan, state = answer.plan, answer.view.state
    lead = named(request, plan.lead.member, plan.lead.organ)
    answered = {one.organ for one in answer.answers}
    if state == pb.PLAN_STATE_PROPOSED:
        organs = organs_awaited(request, ((one.member, one.organ) for one in plan.parties if one.organ not in answered))
        yield _("Countersignatures are awaited from {organs}.").format(organs=organs)
    if state == pb.PLAN_STATE_REFUSED:
        yield _("A party doesn't agree: {lead} proposes the next version, or withdraws the plan.").format(lead=lead)
    if state == pb.PLAN_STATE_COUNTERSIGNED:
        yield _("All parties have countersigned: {lead} publishes this version.").format(lead=lead)
    if state == pb.PLAN_STATE_WITHDRAWN:
        yield _("The plan was withdrawn by {lead}; no visits follow.").format(lead=lead)
    entered = {(one.inspection.visit_id, one.organ) for one in answer.results}
    if in_force is not None:
        members = {one.organ: one.member for one in (in_force.lead, *in_force.parties)}
        parts = [(visit.visit_id, part.organ) for visit in in_force.visits for part in visit.parts]
        organs = organs_awaited(request, ((members[organ], organ) for visit, organ in parts if (visit, organ) not in entered))
        if organs:
            yield _("Results of visits are awaited from {organs}.").format(organs=organs)
    left = [one for one in answer.rectifications if not one.rectified]
    if left:
        organs = organs_awaited(request, ((one.member, one.organ) for one in left))
        yield _("Rectifications that were ordered wait to be checked ({count}) by {organs}.").format(count=len(left), organs=organs)
    if state == pb.PLAN_STATE_EXECUTED and not left:
        yield _("All visits were made, and no rectification is open: nothing is awaited.")


def _steps(request: Request, answer: pb.GetInspectionPlanResponse) -> Iterator[tuple[str, str]]:
    """What the visitor's organ may do with the plan itself: addresses and words."""
    view, plan = answer.view, answer.plan
    place, member = f"/plans/{view.plan_id}", context_of(request).member
    organ = visitor_of(request).identity.name
    is_party = any(is_own(request, one.member, one.organ) for one in plan.parties)
    is_answered = any((one.member, one.organ) == (member, organ) for one in answer.answers)
    is_running = view.state in {pb.PLAN_STATE_PROPOSED, pb.PLAN_STATE_REFUSED}
    if is_party and is_running and not is_answered:
        yield f"{place}/answer", _("Countersign or refuse")
    if is_own(request, plan.lead.member, plan.lead.organ):
        if view.state == pb.PLAN_STATE_COUNTERSIGNED:
            yield f"{place}/publish", _("Publish this version")
        if view.state != pb.PLAN_STATE_WITHDRAWN:
            yield f"{place}/withdraw", _("Withdraw the plan")


PAGE = page(
    path="/plans",
    title=N_("Inspection plans"),
    roles=SEEN_BY,
    handlers={"GET /plans": list_plans, "GET /plans/{plan_id:uuid}": show_plan},
)
