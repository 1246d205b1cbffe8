"""A folded plan in the words of InspectionService."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exchange.domain.inspections import Folded, Rectification, inspected_on
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
        first_day=newest.content.first_day,
        last_day=newest.content.last_day,
        draw_task_record_ids=newest.content.draw_task_record_ids,
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


def rectifications_of(plan: Folded) -> list[pb.RectificationView]:
    """All that were ordered, by visit, organ and matter, each with its last check."""
    return [_rectification(plan.versions[0].record_id, one) for one in plan.rectifications]


def recognitions_of(plan: Folded) -> list[pb.RecognisedView]:
    """Those that stand, by visit, organ and matter."""
    return [
        pb.RecognisedView(
            plan_id=plan.versions[0].record_id,
            inspection_record_id=(result := plan.results[visit_id, inspector]).record_id,
            member=member,
            organ=organ,
            uscc=plan.visit_of(result).uscc,
            matter_code=matter_code,
            own_matter_code=one.content.own_matter_code,
            until=one.content.until,
            record_id=one.record_id,
            visit_id=visit_id,
            reason=one.content.reason,
        )
        for (visit_id, inspector, matter_code, member, organ), one in sorted(plan.recognitions.items(), key=lambda item: item[0])
    ]


def made_of(plan: Folded, since: str) -> Iterator[pb.VisitView]:
    """Each organ's share of a visit that was made on a day or later, as its inspection record tells."""
    bound = signed_by(plan)
    for (visit_id, _organ), one in sorted(plan.results.items()):
        day, visit = str(inspected_on(one.content)), plan.visit_of(one)
        if day >= since:
            yield pb.VisitView(
                plan_id=plan.versions[0].record_id,
                visit_id=visit_id,
                member=one.member,
                organ=one.organ,
                uscc=visit.uscc,
                matter_codes=[found.matter_code for found in one.content.results],
                trigger=one.content.trigger,
                day=day,
                officers=_there(one.content.officers, *(part.assistants for part in visit.parts if part.organ == one.organ)),
                signed_by=bound,
            )


def planned_of(plan: Folded, since: str) -> Iterator[pb.VisitView]:
    """Each organ's share of a visit of the version in force, on a day or later, of which it has entered no result yet."""
    if plan.in_force is None:
        return
    content, bound = plan.in_force.content, signed_by(plan)
    members = {one.organ: one.member for one in (content.lead, *content.parties)}
    for visit in content.visits:
        for part in visit.parts:
            if visit.day >= since and (visit.visit_id, part.organ) not in plan.results:
                yield pb.VisitView(
                    plan_id=plan.versions[0].record_id,
                    visit_id=visit.visit_id,
                    member=members[part.organ],
                    organ=part.organ,
                    uscc=visit.uscc,
                    matter_codes=part.matter_codes,
                    trigger=visit.trigger,
                    day=visit.day,
                    officers=_there(part.officers, part.assistants),
                    signed_by=bound,
                )


def signed_by(plan: Folded) -> list[str]:
    """The organs that it binds: of the version published last, else of the first."""
    content = (plan.published or plan.versions)[-1 if plan.published else 0].content
    return [content.lead.organ, *(one.organ for one in content.parties)]


def _there(*refs: Iterable[str]) -> list[str]:
    """Everybody once, in order."""
    return sorted({one for each in refs for one in each})


def _rectification(plan_id: str, one: Rectification) -> pb.RectificationView:
    last = one.checks[-1] if one.checks else None
    return pb.RectificationView(
        plan_id=plan_id,
        inspection_record_id=one.result.record_id,
        member=one.result.member,
        organ=one.result.organ,
        uscc=one.visit.uscc,
        matter_code=one.matter_code,
        rectify_by=one.rectify_by,
        check_record_id=last.record_id if last else "",
        checked_on=last.content.checked_on if last else "",
        rectified=one.rectified,
        visit_id=one.visit.visit_id,
    )
