"""A plan of record (`InspectionPlan`, inspection.proto) as the planner's values, for what is given to people: sheets, workbook, calendar.

A record says who goes where, when and why. It doesn't say sites, risk or cost: nothing here makes those up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from exchange.domain.calendar import add_working_days
from exchange.planning.model import Half, Slot, Terms
from exchange.planning.outputs.facts import Facts
from exchange.planning.plan import Part, Visit
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.v1 import inspection_pb2 as pb


def visit_of(planned: pb.PlannedVisit, *, terms: Terms) -> Visit:
    """Return a visit; its company is named by the USCC, its results are public by the terms' working days."""
    day = date.fromisoformat(planned.day)
    return Visit(
        target=planned.uscc,
        slot=Slot(day=day, half=Half.AFTERNOON if planned.half == pb.HALF_DAY_AFTERNOON else Half.MORNING),
        lead=planned.lead_organ,
        parts=tuple(
            Part(
                organ=part.organ,
                matters=tuple(sorted(part.matter_codes)),
                officers=frozenset(part.officers),
                assistants=frozenset(part.assistants),
            )
            for part in planned.parts
        ),
        publish_by=add_working_days(day, terms.publish_working_days).day,
    )


def visits_of(plans: Iterable[pb.InspectionPlan], *, terms: Terms) -> list[list[Visit]]:
    """Return the visits of each version."""
    return [[visit_of(one, terms=terms) for one in plan.visits] for plan in plans]


def facts_of(planned: pb.PlannedVisit) -> Facts:
    """Return what the record says of a visit beside its parts."""
    trigger, selection = word(pb.InspectionTrigger, planned.trigger), word(pb.InspectionSelection, planned.selection)
    return Facts(
        number=planned.visit_id,
        uscc=planned.uscc,
        reasons=(trigger + _(": ") + selection,),
        inspection_code=planned.inspection_code,
    )


def members_of(plan: pb.InspectionPlan) -> dict[str, str]:
    """Return the GB/T 2260 code of each organ that takes part."""
    return {one.organ: one.member for one in (plan.lead, *plan.parties)}
