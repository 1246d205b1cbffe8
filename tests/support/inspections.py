"""A joint plan of two organs with two visits, and the records that continue it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from exchange.domain.calendar import is_working_day
from exchange.v1 import inspection_pb2 as pb
from tests.support.identifiers import uscc

MATTERS = ("33010000000001", "33010000000002")
COMPANIES = tuple(uscc(head="91", region="310116", body=f"JP{at:06d}") for at in range(2))
DAYS = ("2026-12-01", "2026-12-02")


def made_plan(lead: tuple[str, str], *parties: tuple[str, str], **given: Any) -> pb.InspectionPlan:
    """Version 1, unless `given` says otherwise; every organ has one matter at every visit."""
    organs = [lead, *parties]
    visits = [
        pb.PlannedVisit(
            visit_id=f"V{at + 1}",
            uscc=COMPANIES[at],
            day=DAYS[at],
            half=pb.HALF_DAY_MORNING,
            lead_organ=lead[1],
            parts=[
                pb.VisitPart(organ=organ, matter_codes=[MATTERS[0]], officers=[f"{member}-a", f"{member}-b"]) for member, organ in organs
            ],
            trigger=pb.INSPECTION_TRIGGER_ROUTINE,
            selection=pb.INSPECTION_SELECTION_KEY_SECTOR,
            approved_on="2026-11-20",
        )
        for at in range(2)
    ]
    values: dict[str, Any] = {
        "title": "2026年12月毗邻地区联合检查",
        "first_day": "2026-12-01",
        "last_day": "2026-12-31",
        "version": 1,
        "lead": pb.PlanOrgan(member=lead[0], organ=lead[1]),
        "parties": [pb.PlanOrgan(member=member, organ=organ) for member, organ in parties],
        "visits": visits,
        **given,
    }
    return pb.InspectionPlan(**values)


def replanned(before: pb.InspectionPlan, *, day: str = "2026-12-03") -> pb.InspectionPlan:
    """The next version: V1 on another day, because an officer is ill."""
    after = pb.InspectionPlan()
    after.CopyFrom(before)
    after.version, after.change_reason = before.version + 1, "执法人员请假"
    after.visits[0].day = day
    after.changed_visits[:] = ["V1"]
    return after


def drawn(plan: pb.InspectionPlan) -> pb.InspectionPlan:
    """The plan with companies that chance has chosen: what is found there may be recognised."""
    plan.draw_task_record_ids.append("01a21783-9c3a-7204-8db5-8e6686fb7309")
    for visit in plan.visits:
        visit.selection = pb.INSPECTION_SELECTION_DRAWN
    return plan


def days_before(today: date) -> list[date]:
    """Working days of the month before one, the last first."""
    return [day for back in range(1, 30) if is_working_day(day := today - timedelta(days=back))]


def made_before(plan: pb.InspectionPlan, today: date) -> pb.InspectionPlan:
    """The plan with its visits on the last working days before one, so that what comes after a visit can be signed now."""
    days = days_before(today)
    plan.first_day, plan.last_day = days[-1].isoformat(), today.isoformat()
    for visit, day in zip(plan.visits, days, strict=False):
        visit.day, visit.approved_on = day.isoformat(), days[-1].isoformat()
    return plan


def rectify(by: str, *matters: str) -> list[pb.MatterResult]:
    """A rectification of each matter, ordered until a day."""
    return [pb.MatterResult(matter_code=one, result=pb.INSPECTION_RESULT_RECTIFICATION_ORDERED, rectify_by=by) for one in matters]


def found(plan_record_id: str, visit: pb.PlannedVisit, organ: str, **given: Any) -> pb.InspectionRecord:
    """Nothing, on the morning that was planned."""
    part = next(one for one in visit.parts if one.organ == organ)
    values: dict[str, Any] = {
        "plan_record_id": plan_record_id,
        "visit_id": visit.visit_id,
        "trigger": visit.trigger,
        "results": [pb.MatterResult(matter_code=one, result=pb.INSPECTION_RESULT_NOTHING_FOUND) for one in part.matter_codes],
        "officers": part.officers,
        **given,
    }
    made = pb.InspectionRecord(**values)
    made.started_at.FromDatetime(datetime.fromisoformat(f"{visit.day}T01:30:00").replace(tzinfo=UTC))
    made.ended_at.FromDatetime(datetime.fromisoformat(f"{visit.day}T03:00:00").replace(tzinfo=UTC))
    return made


Change = Callable[[pb.InspectionPlan], object]
UNLAWFUL: Mapping[str, tuple[str, Change]] = {
    "approved on the day": ("visits[0].approved_on", lambda plan: setattr(plan.visits[0], "approved_on", plan.visits[0].day)),
    "on a Saturday": ("visits[0].day", lambda plan: setattr(plan.visits[0], "day", "2026-12-05")),
    "outside the period": ("visits[0].day", lambda plan: setattr(plan.visits[0], "day", "2027-01-04")),
    "no day": ("first_day", lambda plan: setattr(plan, "first_day", "2026-02-30")),
    "an organ that isn't named": ("visits[0].parts", lambda plan: setattr(plan.visits[0].parts[1], "organ", "11330421MB0W12342D")),
    "a lead without a part": ("visits[0].lead_organ", lambda plan: setattr(plan.visits[0], "lead_organ", "11330421MB0W12342D")),
    "one organ twice at a company": ("visits", lambda plan: setattr(plan.visits[1], "uscc", plan.visits[0].uscc)),
    "an officer in two places": ("visits", lambda plan: setattr(plan.visits[1], "day", plan.visits[0].day)),
    "chosen by a person": ("visits[0].selection", lambda plan: setattr(plan.visits[0], "selection", pb.INSPECTION_SELECTION_FOR_CAUSE)),
    "drawn by no draw": ("visits[0].selection", lambda plan: setattr(plan.visits[0], "selection", pb.INSPECTION_SELECTION_DRAWN)),
    "an identity number": ("visits[0].parts", lambda plan: plan.visits[0].parts[0].assistants.append("310116199001010014")),
    "a party named twice": ("parties", lambda plan: plan.parties.append(plan.parties[0])),
    "a company that can't be": ("visits[0].uscc", lambda plan: setattr(plan.visits[0], "uscc", "91310116MA1H23ABC4")),
}
"""Change of a lawful plan, with the field that is then at fault."""
