"""Draws (双随机): what each party committed to and revealed, the seed, and the same lists computed here step by step."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages.base import page
from exchange.console.pages.names import member_name, organ_name
from exchange.console.pages.plan_tables import plans_table
from exchange.console.rendering import render, shown
from exchange.console.tables import Cell, Filter, Table, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import draw_pb2
from exchange.v1 import inspection_service_pb2 as pb

PAGE_SIZE = 50
NEWEST_PLANS = 1000  # among which those by a draw are looked for
SEEN_BY = frozenset({Role.PLANNER, Role.ORGAN, Role.AUDITOR})
INSPECTION = "JOINT_INSPECTION"
TONES = {pb.DRAW_STATE_DRAWN: "good", pb.DRAW_STATE_DISPUTED: "bad", pb.DRAW_STATE_FAILED: "bad"}
FAULTS = {
    "task": N_("the task can't be drawn by"),
    "incomplete": N_("a commitment or nonce is missing"),
    "nonce": N_("the nonce isn't the one committed to"),
    "register-version": N_("the register isn't the one that was signed"),
    "round": N_("another round counts"),
    "seed": N_("the nonces give another seed"),
    "weight": N_("risk and credit give another weight"),
    "exclusion": N_("another exclusion"),
    "full-coverage": N_("key sectors aren't in full"),
    "drawn-list": N_("another list is drawn"),
    "officers": N_("other officers are drawn"),
}


async def list_draws(request: Request) -> Response:
    """Newest first."""
    states = [(str(one), word(pb.DrawState, one)) for one in pb.DrawState.values() if one]
    filters = [Filter(name="state", label=_("State"), kind="select", choices=states)]
    wanted = given(request, filters)["state"]
    message = pb.ListDrawsRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    answer = await ask(request, "InspectionService/ListDraws", message, purpose=inspection_purpose(request))
    table = Table(
        columns=[_("Signed"), _("Title"), _("Lead organ"), _("State"), _("Round"), _("Parties"), _("Nonce withheld by"), _("Companies")],
        rows=[_row(request, one) for one in answer.draws if wanted in {"", str(one.state)}],
        next_token=answer.next_page_token,
    )
    return shown(request, "draws.html", table, name="draws", filters=filters)


def inspection_purpose(request: Request) -> str:
    """What looking at draws and plans is for, whatever the session's purpose; an auditor's is supervision."""
    return "" if request.state.visitor.role is Role.AUDITOR else INSPECTION


def _row(request: Request, one: pb.DrawView) -> list[Cell]:
    return [
        cell(moment(one.issued_at)),
        cell(one.title, href=f"/draws/{one.task_record_id}"),
        cell(f"{organ_name(request, one.organ)} ({member_name(request, one.origin)})"),
        _state(one),
        cell(one.number + 1),
        cell("; ".join(each.member for each in one.parties)),
        cell("; ".join(one.withheld)),
        cell(one.candidates),
    ]


def _state(one: pb.DrawView) -> Cell:
    return cell(word(pb.DrawState, one.state), tone=TONES.get(one.state, "warn"))


async def show_draw(request: Request) -> Response:
    """One draw."""
    asked = pb.GetDrawRequest(task_record_id=str(request.path_params["record_id"]))
    answer = await ask(request, "InspectionService/GetDraw", asked, purpose=inspection_purpose(request))
    listed = pb.ListInspectionPlansRequest(page_size=NEWEST_PLANS)
    plans = (await ask(request, "InspectionService/ListInspectionPlans", listed, purpose=inspection_purpose(request))).plans
    return render(
        request,
        "draw.html",
        view=answer.draw,
        result=answer.result if answer.draw.result_record_id else None,
        facts=_facts(request, answer),
        parties=_parties(request, answer.draw),
        drawn=_drawn(answer),
        officers=_officers(request, answer),
        plans=plans_table(request, [one for one in plans if asked.task_record_id in one.draw_task_record_ids]),
        excluded=_excluded(answer),
        findings=[(_(FAULTS.get(one.fault, one.fault)), one.name, one.fact) for one in answer.findings],
    )


def _facts(request: Request, answer: pb.GetDrawResponse) -> list[tuple[str, Cell]]:
    one, task = answer.draw, answer.task
    tables = ((_("risk"), task.risk_weights), (_("credit"), task.credit_weights))
    weights = "; ".join(f"{name} {'/'.join(map(str, values))}" for name, values in tables)
    return [
        (_("State"), _state(one)),
        (_("Lead organ"), cell(f"{organ_name(request, one.organ)} ({member_name(request, one.origin)})")),
        (_("Signed"), cell(moment(one.issued_at))),
        (_("Nonces awaited until"), cell(moment(one.reveal_by))),
        (_("Matters"), cell("; ".join(task.matter_codes))),
        (_("Share"), cell(f"{task.share_bp / 100:g} %, ≥ {task.least}")),
        (_("Weights of A to D"), cell(weights)),
        (_("Companies"), cell(len(task.candidates))),
        (_("Register version"), cell(task.register_version, code=True)),
        (_("Task"), cell(one.task_record_id, code=True)),
    ]


def _parties(request: Request, one: pb.DrawView) -> Table:
    return Table(
        columns=[_("Party"), _("Commitment"), _("Nonce"), _("Held to it")],
        rows=[
            [
                cell(member_name(request, each.member)),
                cell(each.commitment.hex(), code=True) if each.commitment else cell(_("awaited"), tone="warn"),
                cell(each.nonce.hex(), code=True) if each.nonce else cell(_("awaited"), tone="warn"),
                _held(each),
            ]
            for each in one.parties
        ],
    )


def _held(each: pb.DrawPartyView) -> Cell:
    if each.equivocated:
        return cell(_("signed two different ones; the first counts"), tone="bad")
    if not each.nonce:
        return cell("")
    return cell(_("yes"), tone="good") if each.revealed else cell(_("no"), tone="bad")


def _drawn(answer: pb.GetDrawResponse) -> Table:
    grades = {one.uscc: one for one in answer.task.candidates}
    rows = [(uscc, _("key sector, in full"), "") for uscc in answer.result.full]
    rows += [(uscc, _("drawn"), str(answer.result.weights[uscc])) for uscc in answer.result.drawn]
    return Table(
        columns=[_("No."), _("Company"), _("How"), _("Risk"), _("Credit"), _("Weight")],
        rows=[
            [
                cell(number),
                cell(uscc, href=f"/companies/{uscc}"),
                cell(how),
                cell(grades[uscc].risk if uscc in grades else ""),
                cell(grades[uscc].credit if uscc in grades else ""),
                cell(weight),
            ]
            for number, (uscc, how, weight) in enumerate(rows, 1)
        ],
    )


def _officers(request: Request, answer: pb.GetDrawResponse) -> Table:
    return Table(
        columns=[_("Organ"), _("Officers drawn")],
        rows=[[cell(organ_name(request, one.organ)), cell("; ".join(one.officers), code=True)] for one in answer.result.officers],
    )


def _excluded(answer: pb.GetDrawResponse) -> Table:
    return Table(
        columns=[_("Company"), _("Why it wasn't drawn from")],
        rows=[[cell(one.uscc), cell(word(draw_pb2.DrawExclusion, one.excluded))] for one in answer.task.candidates if one.excluded],
    )


PAGE = page(
    path="/draws",
    title=N_("Draws"),
    roles=SEEN_BY,
    handlers={"GET /draws": list_draws, "GET /draws/{record_id:uuid}": show_draw},
)
