"""A joint inspection: two organs' registers, a draw that nobody decides alone, a plan that both organs sign."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from exchange.cli.demo import stores
from exchange.cli.demo.report import Step
from exchange.cli.demo.world import PLANNER, World
from exchange.domain.calendar import add_working_days, legal_day
from exchange.planning.assign import make_plan
from exchange.planning.checker import violations
from exchange.planning.commission import Drawn, DrawOrder, PlanOrder, draw_task_of, problem_of
from exchange.planning.model import Period, Problem
from exchange.planning.outputs.savings import savings_of
from exchange.planning.plan import Plan
from exchange.planning.plan_record import Heading, record_of
from exchange.planning.registers import Registers, registers_of
from exchange.texts.i18n import _
from exchange.v1 import draw_pb2, inspection_pb2, inspection_register_pb2, record_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

PURPOSE = "JOINT_INSPECTION"
PLAN_SECONDS = 10.0
LEAST_DAYS = 10
SPREAD_M = 700  # between companies on the schematic map


def draw(world: World, step: Step) -> None:
    """Registers from both organs, a task, each node's commitment and nonce, the lists; the third node computes them anew."""
    lead, party, reader = world.codes
    for code in (lead, party):
        _publish(world, code, inspection_register=_register(world, code, companies=code == lead))
    world.wait_for(
        step,
        lambda: len(_views(world, lead)) == len((lead, party)),
        name="registers",
        statement=_("the lead holds the registers of both organs"),
    )
    task = draw_task_of(_registers(world), _order(world))
    world.draw = _publish(world, lead, draw_task=task)
    for code in (lead, party):  # what their nodes sign by themselves
        world.note(code, record_pb2.RecordDraft(draw_commitment=draw_pb2.DrawCommitment()))
        world.note(code, record_pb2.RecordDraft(draw_reveal=draw_pb2.DrawReveal()))
    world.note(lead, record_pb2.RecordDraft(draw_result=draw_pb2.DrawResult()))
    world.wait_for(
        step,
        lambda: all(_state(world, code) == pb.DRAW_STATE_DRAWN for code in world.codes),
        name="drawn",
        statement=_("two nodes committed to nonces and revealed them; the lists are published"),
    )
    seen = {code: _draw(world, code) for code in world.codes}
    step.check(
        "same",
        _("the third node, which took no part, computes the same lists from the ledgers"),
        holds=not seen[reader].findings
        and seen[reader].result == seen[lead].result
        and len(seen[reader].draw.parties) == len((lead, party)),
        found=[one.fact for one in seen[reader].findings],
    )
    result = seen[reader].result
    step.facts |= {"task": world.draw, "companies": len(task.candidates), "drawn": list(result.drawn), "seed": result.seed.hex()}


def plan(world: World, step: Step) -> None:
    """The drawn companies' plan: made, checked by a second program, proposed, countersigned, published."""
    lead, party, reader = world.codes
    problem, made = _planned(world)
    step.check(
        "lawful", _("the plan keeps every rule, by a checker that shares nothing with the planner"), holds=not violations(problem, made)
    )
    content = record_of(
        problem, made, heading=Heading(title=world.plan.inspection["plan_title"], lead=world.organs[lead], draws=(world.draw,))
    )
    world.inspections = _publish(world, lead, inspection_plan=content)
    world.wait_for(step, lambda: _plan(world, party), name="proposed", statement=_("the proposed plan arrived at the other organ"))
    view = _required(_plan(world, party)).view
    consent = inspection_pb2.PlanConsent(plan_record_id=view.version_record_id, plan_digest=view.version_digest, agreed=True)
    answer = _publish(world, party, plan_consent=consent, thread_id=world.inspections)
    countersigned = pb.PLAN_STATE_COUNTERSIGNED
    world.wait_for(step, lambda: _stands(world, lead, countersigned), name="countersigned", statement=_("the other organ countersigned it"))
    publication = inspection_pb2.PlanPublication(
        plan_record_id=view.version_record_id, plan_digest=view.version_digest, consent_record_ids=[answer]
    )
    _publish(world, lead, plan_publication=publication, thread_id=world.inspections)
    published = pb.PLAN_STATE_PUBLISHED
    world.wait_for(step, lambda: _stands(world, reader, published), name="published", statement=_("the third node sees it published"))
    found = _required(_plan(world, reader)).findings
    step.check("by_the_draw", _("the plan visits whom the draw named, with officers whom it named"), holds=not found, found=len(found))
    saved = savings_of(problem, made)
    step.facts |= {"plan": world.inspections, "visits": len(made.visits), "visits_alone": saved.visits_alone}


def period_from(today: date, *, days: int) -> Period:
    """From the second working day on, for so many days of one year: the caps are yearly. Late in December, of the next."""
    first = add_working_days(today, 2).day
    last = min(first + timedelta(days=days), date(first.year, 12, 31))
    if last - first < timedelta(days=LEAST_DAYS):
        first = date(first.year + 1, 1, 4)
        last = first + timedelta(days=days)
    return Period(first=first, last=last)


def _register(world: World, code: str, *, companies: bool) -> inspection_register_pb2.InspectionRegister:
    given = world.plan.inspection
    place = inspection_register_pb2.MapPlace
    register = inspection_register_pb2.InspectionRegister(
        name="demo",
        as_of=_today().isoformat(),
        organ=inspection_register_pb2.RegisteredOrgan(
            power=inspection_register_pb2.INSPECTION_POWER_OWN, yard=place(x=0, y=0), caps={"": 2}
        ),
    )
    for matter in given["matters"]:
        register.matters.add(matter_code=matter, skills=[given["skill"]], minutes=60, published=True)
    for number in range(given["officers"]):
        register.officers.add(
            officer=f"{code}-{number + 1:03d}",
            skills=[given["skill"]],
            station=place(x=SPREAD_M * number, y=0),
            certificate_until=f"{_today().year + 2}-12-31",
        )
    for number in range(given["companies"] if companies else 0):
        register.companies.add(
            uscc=stores.tool("fictitious_code")(given["company_prefix"], f"{number + 1:06d}"),
            place=place(x=SPREAD_M * (number % 8), y=SPREAD_M * (number // 8)),
            risk=given["risks"][number % len(given["risks"])],
            credit=given["credits"][number % len(given["credits"])],
        )
    return register


def _order(world: World) -> DrawOrder:
    given, lead = world.plan.inspection, world.codes[0]
    return DrawOrder(
        title=given["title"],
        organ=world.organs[lead],
        matters=given["matters"],
        share_bp=given["share_bp"],
        least=1,
        risk_weights=given["weights"],
        credit_weights=given["weights"],
        officers={world.organs[code]: given["drawn_officers"] for code in world.codes[:2]},
        parties=[draw_pb2.DrawParty(member=code, organ=world.organs[code]) for code in world.codes[:2]],
        reveal_by=int((datetime.now(UTC) + timedelta(days=1)).timestamp()),
        round_hours=24,
        on=_today(),
    )


def _planned(world: World) -> tuple[Problem, Plan]:
    lead, party, reader = world.codes
    organs = (world.organs[lead], world.organs[party])
    order = PlanOrder(
        id=world.draw,
        period=period_from(_today(), days=world.plan.inspection["days"]),
        organs=organs,
        approved_on=_today(),
        published_on=_today(),
        invited={organs[0]: frozenset({organs[1]})},
    )
    answer = _draw(world, reader)
    problem = problem_of(_registers(world), order, draws=[Drawn(task_id=world.draw, task=answer.task, result=answer.result)])
    return problem, make_plan(problem, seconds=PLAN_SECONDS)


def _registers(world: World) -> Registers:
    with world.client(world.codes[0], PURPOSE, who=PLANNER) as client:
        since = pb.GetInspectionHistoryRequest(since=f"{_today().year}-01-01")
        history = client.call(client.stub(InspectionServiceStub).GetInspectionHistory, since)
    return registers_of(_views(world, world.codes[0]), history, organs=[world.organs[code] for code in world.codes[:2]])


def _views(world: World, code: str) -> list[pb.RegisterView]:
    with world.client(code, PURPOSE, who=PLANNER) as client:
        answer = client.call(client.stub(InspectionServiceStub).ListInspectionRegisters, pb.ListInspectionRegistersRequest(page_size=100))
    return list(answer.registers)


def _draw(world: World, code: str) -> pb.GetDrawResponse:
    with world.client(code, PURPOSE, who=PLANNER) as client:
        answer: pb.GetDrawResponse = client.call(client.stub(InspectionServiceStub).GetDraw, pb.GetDrawRequest(task_record_id=world.draw))
    return answer


def _state(world: World, code: str) -> int:
    """From the list, where a draw that isn't there yet is no error."""
    with world.client(code, PURPOSE, who=PLANNER) as client:
        listed = client.call(client.stub(InspectionServiceStub).ListDraws, pb.ListDrawsRequest())
    return next((one.state for one in listed.draws if one.task_record_id == world.draw), pb.DRAW_STATE_UNSPECIFIED)


def _plan(world: World, code: str) -> pb.GetInspectionPlanResponse | None:
    """None where it isn't there yet."""
    with world.client(code, PURPOSE, who=PLANNER) as client:
        stub = client.stub(InspectionServiceStub)
        listed = client.call(stub.ListInspectionPlans, pb.ListInspectionPlansRequest())
        if world.inspections not in {one.plan_id for one in listed.plans}:
            return None
        answer: pb.GetInspectionPlanResponse = client.call(stub.GetInspectionPlan, pb.GetInspectionPlanRequest(plan_id=world.inspections))
    return answer


def _required(answer: pb.GetInspectionPlanResponse | None) -> pb.GetInspectionPlanResponse:
    assert answer is not None
    return answer


def _stands(world: World, code: str, state: int) -> bool:
    found = _plan(world, code)
    return found is not None and found.view.state == state


def _publish(world: World, code: str, *, thread_id: str = "", **payload: Any) -> str:
    draft = record_pb2.RecordDraft(
        organ=world.organs[code],
        thread_id=thread_id,
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=world.plan.basis,
        purpose=record_pb2.PURPOSE_JOINT_INSPECTION,
        **payload,
    )
    return world.publish(code, draft)


def _today() -> date:
    return legal_day(datetime.now(UTC))
