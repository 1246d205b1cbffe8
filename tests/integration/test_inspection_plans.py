"""A joint plan over three real nodes: proposed at Jinshan, countersigned at Pinghu, published, carried out, seen by a third alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from exchange.domain.calendar import legal_day
from exchange.v1 import inspection_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub
from tests.support.exchanging import Exchanging, on_each_database
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.inspections import UNLAWFUL, days_before, found, made_before, made_plan, replanned
from tests.support.plan_steps import draft, publish

PLACE = "inspection_plan.visits[0].parts"
LEAD, PARTY = ((code, ORGANS[code]) for code in (SOURCE, SINK))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("plans")) as made:
        yield made


def get(world: Exchanging, plan: str, member: str = THIRD) -> pb.GetInspectionPlanResponse:
    answer: pb.GetInspectionPlanResponse = world.ask(
        member,
        InspectionServiceStub,
        "GetInspectionPlan",
        pb.GetInspectionPlanRequest(plan_id=plan),
        who="planner",
        purpose="JOINT_INSPECTION",
    )
    return answer


def consent(view: pb.PlanView, *, agreed: bool = True) -> inspection_pb2.PlanConsent:
    reason = "" if agreed else "日期冲突"
    return inspection_pb2.PlanConsent(plan_record_id=view.version_record_id, plan_digest=view.version_digest, agreed=agreed, reason=reason)


def publication(answer: pb.GetInspectionPlanResponse) -> inspection_pb2.PlanPublication:
    view = answer.view
    return inspection_pb2.PlanPublication(
        plan_record_id=view.version_record_id,
        plan_digest=view.version_digest,
        consent_record_ids=[one.record_id for one in answer.answers] or [view.plan_id],
    )


def test_a_plan_across_the_border_is_agreed_published_remade_and_carried_out(world: Exchanging) -> None:
    today = legal_day(datetime.now(UTC))
    content = made_before(made_plan(LEAD, PARTY), today)
    plan = publish(world, SOURCE, inspection_plan=content, key="whole")
    proposed = get(world, plan)
    assert (proposed.view.state, proposed.plan) == (pb.PLAN_STATE_PROPOSED, content)
    early = world.refused(SOURCE, draft(SOURCE, plan, plan_publication=publication(proposed)))
    assert (early.reason, list(early.fields)) == ("FIELD_INVALID", ["plan_publication.consent_record_ids"])

    publish(world, SINK, plan, plan_consent=consent(proposed.view))
    agreed = get(world, plan, SOURCE)
    assert agreed.view.state == pb.PLAN_STATE_COUNTERSIGNED
    publish(world, SOURCE, plan, plan_publication=publication(agreed))
    assert get(world, plan).view.in_force_record_id == plan
    for member in (SOURCE, SINK):
        result = found(plan, content.visits[1], ORGANS[member])
        publish(world, member, plan, inspection_record=result)
    assert (get(world, plan).view.executed, get(world, plan).view.state) == (1, pb.PLAN_STATE_PUBLISHED)

    second = replanned(content, day=days_before(today)[2].isoformat())
    version = publish(world, SOURCE, plan, inspection_plan=second, supersedes=plan)
    remade = get(world, plan)
    assert (remade.view.state, remade.view.in_force_record_id) == (pb.PLAN_STATE_PROPOSED, plan)
    assert (remade.plan, remade.in_force) == (second, content)
    publish(world, SINK, plan, plan_consent=consent(remade.view))
    publish(world, SOURCE, plan, plan_publication=publication(get(world, plan)))
    for member in (SOURCE, SINK):
        publish(world, member, plan, inspection_record=found(version, second.visits[0], ORGANS[member]))

    seen = [get(world, plan, member) for member in (SOURCE, SINK, THIRD)]
    assert seen[0] == seen[1] == seen[2]
    assert not seen[0].HasField("in_force")  # the newest is
    assert (seen[0].view.state, seen[0].view.executed, len(seen[0].results)) == (pb.PLAN_STATE_EXECUTED, 2, 4)
    listed = world.ask(
        THIRD, InspectionServiceStub, "ListInspectionPlans", pb.ListInspectionPlansRequest(), who="planner", purpose="JOINT_INSPECTION"
    )
    assert seen[2].view in listed.plans


def test_what_would_have_no_effect_is_refused_before_it_is_signed(world: Exchanging) -> None:
    content = made_plan(LEAD, PARTY)
    plan = publish(world, SOURCE, inspection_plan=content, key="refusals")
    view = get(world, plan).view
    stranger = world.refused(THIRD, draft(THIRD, plan, plan_consent=consent(view)))
    assert (stranger.reason, list(stranger.fields)) == ("FIELD_INVALID", ["organ"])
    altered = consent(view)
    altered.plan_digest = bytes(32)
    assert list(world.refused(SINK, draft(SINK, plan, plan_consent=altered)).fields) == ["plan_consent.plan_digest"]
    unpublished = found(plan, content.visits[0], ORGANS[SINK])
    assert list(world.refused(SINK, draft(SINK, plan, inspection_record=unpublished)).fields) == ["inspection_record.plan_record_id"]
    nowhere = world.refused(SINK, draft(SINK, "01a21783-9c3a-7204-8db5-8e6686fb7309", plan_consent=consent(view)))
    assert nowhere.reason == "THREAD_UNKNOWN"
    hidden = draft(SOURCE, inspection_plan=content)
    hidden.audience[:] = [THIRD]
    assert world.refused(SOURCE, hidden).reason == "NOT_IN_AUDIENCE"

    publish(world, SINK, plan, plan_consent=consent(view, agreed=False))
    assert get(world, plan).view.state == pb.PLAN_STATE_REFUSED
    publish(world, SOURCE, plan, plan_withdrawal=inspection_pb2.PlanWithdrawal(reason="另行安排"))
    assert get(world, plan).view.state == pb.PLAN_STATE_WITHDRAWN
    again = world.refused(SOURCE, draft(SOURCE, plan, inspection_plan=replanned(content), supersedes=plan))
    assert list(again.fields) == ["thread_id"]


@pytest.mark.parametrize("name", ["approved on the day", "an officer in two places", "chosen by a person"])
def test_an_unlawful_plan_is_refused_by_field(world: Exchanging, name: str) -> None:
    field, change = UNLAWFUL[name]
    plan = made_plan(LEAD, PARTY)
    change(plan)

    refused = world.refused(SOURCE, draft(SOURCE, inspection_plan=plan))
    assert (refused.reason, list(refused.fields)) == ("FIELD_INVALID", [f"inspection_plan.{field}"])


@pytest.mark.parametrize("officer", ["王建国", "310116199001010014", "a b"])
def test_no_officers_name_crosses_the_border(world: Exchanging, officer: str) -> None:
    plan = made_plan(LEAD, PARTY)
    plan.visits[0].parts[0].officers[0] = officer

    refused = world.refused(SOURCE, draft(SOURCE, inspection_plan=plan))
    assert (refused.reason, len(refused.fields)) == ("FIELD_INVALID", 1)
    assert PLACE in next(iter(refused.fields))
