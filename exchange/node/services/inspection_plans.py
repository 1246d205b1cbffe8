"""A folded plan in the words of InspectionService."""

from __future__ import annotations

from exchange.domain.inspections import Folded
from exchange.v1 import inspection_service_pb2 as pb


def plan_view(plan: Folded) -> pb.PlanView:
    """Where it stands."""
    head, newest = plan.versions[0], plan.current
    in_force = plan.in_force
    return pb.PlanView(
        plan_id=head.record_id,
        version_record_id=newest.record_id,
        version_digest=newest.digest,
        version=newest.content.version,
        title=newest.content.title,
        origin=head.member,
        organ=head.organ,
        state=f"PLAN_STATE_{plan.state.name}",
        in_force_record_id=in_force.record_id if in_force else "",
        visits=len(newest.content.visits),
        executed=len(plan.executed),
    )


def answers_of(plan: Folded) -> list[pb.PlanAnswer]:
    """To the newest version, by organ."""
    answers = plan.answers.get(plan.current.record_id, {})
    return [
        pb.PlanAnswer(member=one.member, organ=organ, record_id=one.record_id, consent=one.content)
        for organ, one in sorted(answers.items())
    ]


def results_of(plan: Folded) -> list[pb.VisitResult]:
    """By visit and organ."""
    return [
        pb.VisitResult(member=one.member, organ=one.organ, record_id=one.record_id, inspection=one.content)
        for _key, one in sorted(plan.results.items())
    ]
