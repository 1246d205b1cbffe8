"""A rectification that an inspection ordered (责令改正) as the rules of tasks see it.

The organ that ordered it must look whether it was done. A check counts from the moment at which it was signed: nobody ends a clock in time
by backdating.
"""

from __future__ import annotations

from collections.abc import Iterator

from exchange.domain.inspections import Rectification, Step
from exchange.domain.tasks.matters import Family, Happening, Matter, Part
from exchange.domain.tasks.values import LATEST, day_in, moment
from exchange.v1 import inspection_pb2


def matter_of_rectification(one: Rectification, *, plan_id: str, plan: inspection_pb2.InspectionPlan) -> Matter:
    """Return a rectification with the checks of it.

    Args:
        one: of a folded plan.
        plan_id: record id of the plan's first version.
        plan: the version that the inspection was made by.
    """
    organs = (plan.lead, *plan.parties)
    return Matter(
        family=Family.INSPECTION,
        thread_id=plan_id,
        parts={f"organ {at}": Part(member=of.member, organ=of.organ) for at, of in enumerate(organs)},
        happened=tuple(_happened(one)),
        subject=one.visit.uscc,
        title=plan.title,
        item=f"{one.result.organ}:{one.matter_code}",  # another organ may copy the record's id
    )


def _happened(one: Rectification) -> Iterator[Happening]:
    ended, actor = one.result.content.ended_at, _part(one.result)
    ordered_at = min(moment(ended.seconds, ended.nanos), one.result.issued_at)
    last = day_in(one.rectify_by) or LATEST.date()
    yield Happening(name="ORDER_RECTIFICATION", record_id=one.result.record_id, actor=actor, at=ordered_at, reply_by=last)
    for check in one.checks:
        name = "FOUND_RECTIFIED" if check.content.rectified else "FOUND_UNRECTIFIED"
        yield Happening(name=name, record_id=check.record_id, actor=_part(check), at=max(check.issued_at, ordered_at))


def _part(step: Step) -> Part:
    return Part(member=step.member, organ=step.organ)
