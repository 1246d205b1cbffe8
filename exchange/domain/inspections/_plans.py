"""What a plan by itself may say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from exchange.domain.calendar import is_working_day
from exchange.domain.errors import shown
from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.v1 import inspection_pb2

Fault = tuple[str, str]
"""Field and fault."""

_Trigger = inspection_pb2.InspectionTrigger
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
PLANNED = frozenset({_Trigger.INSPECTION_TRIGGER_ROUTINE, _Trigger.INSPECTION_TRIGGER_SPECIAL})
"""Triggers whose companies chance or full coverage must have chosen (优化营商环境条例 54)."""


def plan_faults(plan: inspection_pb2.InspectionPlan) -> list[Fault]:
    """Return what is wrong with a plan, as (field, fault); the fault says which rule it breaks and what would be right."""
    return [*_frame(plan), *_visits(plan), *_together(plan)]


def _frame(plan: inspection_pb2.InspectionPlan) -> Iterator[Fault]:
    first, last = day_in(plan.first_day), day_in(plan.last_day)
    for field, found in (("first_day", first), ("last_day", last)):
        if found is None:
            yield field, "is no day of the calendar; give YYYY-MM-DD"
    if first and last and last < first:
        yield "last_day", f"lies before first_day, {plan.first_day}"
    organs = Counter(one.organ for one in (plan.lead, *plan.parties))
    for organ, count in organs.items():
        if count > 1:
            yield "parties", f"{organ} is named {count} times; name the lead organ and each party once (浙江条例 14)"
    if plan.version > 1 and not plan.change_reason:
        yield "change_reason", "is missing: a re-made plan says what changed and why"
    known = {one.visit_id for one in plan.visits}
    if plan.version == 1 and plan.changed_visits:
        yield "changed_visits", "must be empty in the first version"
    if not any(one.organ != plan.lead.organ or one.assistants for visit in plan.visits for one in visit.parts):
        yield "visits", "no other organ than the lead has a part in any visit, or assists at one: that is no joint inspection"
    if len(known) != len(plan.visits):
        yield "visits", "two visits have one visit_id"


def _visits(plan: inspection_pb2.InspectionPlan) -> Iterator[Fault]:
    """Each by itself."""
    organs = {one.organ for one in (plan.lead, *plan.parties)}
    first, last = day_in(plan.first_day), day_in(plan.last_day)
    for at, visit in enumerate(plan.visits):
        place = f"visits[{at}]"
        try:
            parse_uscc(visit.uscc)
        except IdentifierError as error:
            yield f"{place}.uscc", str(error)
        day, approved = day_in(visit.day), day_in(visit.approved_on)
        if day is None or (first and day < first) or (last and day > last):
            yield f"{place}.day", f"must be a day from {plan.first_day} to {plan.last_day}"
        elif not is_working_day(day):
            yield f"{place}.day", f"{visit.day} is no working day"
        if approved is None or (day and approved >= day):
            yield f"{place}.approved_on", "must be a day before the visit: a check is approved first (国办发〔2024〕54号)"
        if any(shown(ref) != ref for one in visit.parts for ref in (*one.officers, *one.assistants)):
            yield f"{place}.parts", "an officer's reference has the form of an identity number; take an opaque one (个人信息保护法 6)"
        there = [one.organ for one in visit.parts]
        if visit.lead_organ not in there:
            yield f"{place}.lead_organ", "has no part in the visit"
        if len(set(there)) != len(there):
            yield f"{place}.parts", "an organ has two parts in one visit; put its matters together (浙江条例 13)"
        for organ in sorted(set(there) - organs):
            yield f"{place}.parts", f"{organ} is neither the lead nor a party of the plan (浙江条例 14)"
        if visit.trigger in PLANNED and visit.selection == inspection_pb2.INSPECTION_SELECTION_FOR_CAUSE:
            yield f"{place}.selection", "a routine or special check's company is drawn, or of a key sector (优化营商环境条例 54)"
        if visit.selection == inspection_pb2.INSPECTION_SELECTION_DRAWN and not plan.draw_task_record_ids:
            yield f"{place}.selection", "says drawn, but the plan names no draw in draw_task_record_ids"


def _together(plan: inspection_pb2.InspectionPlan) -> Iterator[Fault]:
    """One organ comes to a company once, all come at once, and nobody is in two places."""
    organs = Counter((one.uscc, part.organ) for one in plan.visits for part in one.parts)
    for (code, organ), count in organs.items():
        if count > 1:
            yield "visits", f"{organ} visits {code} {count} times; its matters are checked at once (浙江条例 13)"
    for (code, day), count in Counter((one.uscc, one.day) for one in plan.visits).items():
        if count > 1:
            yield "visits", f"{code} is visited {count} times on {day}; who comes on one day comes together"
    going: Counter[tuple[str, str, int]] = Counter()
    for visit in plan.visits:
        going.update((ref, visit.day, visit.half) for part in visit.parts for ref in (*part.officers, *part.assistants))
    for (ref, day, _half), count in going.items():
        if count > 1:
            yield "visits", f"officer {ref} is named {count} times in one half-day of {day}"


def day_in(text: str) -> date | None:
    """The day that YYYY-MM-DD names; None if the calendar has none such, or doesn't count so far."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and EARLIEST <= day <= LATEST else None
