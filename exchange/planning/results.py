"""From decisions, organ by organ, to the visits of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.domain.calendar import add_working_days
from exchange.planning.lawful import Lawful
from exchange.planning.model import CheckKey, Slot
from exchange.planning.plan import LeftOut, Part, Plan, Visit, cost_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """One organ's part of a visit, as decided."""

    target: str
    organ: str
    slot: Slot
    matters: tuple[str, ...]
    officers: frozenset[str]
    assistants: frozenset[str] = frozenset()


def visits_of(lawful: Lawful, chosen: Iterable[Chosen]) -> tuple[Visit, ...]:
    """Return the visits: the parts of one company and half-day are one, led as the work plan says."""
    entries: dict[tuple[Slot, str], list[Chosen]] = defaultdict(list)
    for one in chosen:
        entries[one.slot, one.target].append(one)
    days = lawful.problem.terms.publish_working_days
    return tuple(
        Visit(
            target=target,
            slot=slot,
            lead=lawful.lead(one.organ for one in parts),
            parts=tuple(
                Part(organ=one.organ, matters=one.matters, officers=one.officers, assistants=one.assistants)
                for one in sorted(parts, key=lambda one: one.organ)
            ),
            publish_by=add_working_days(slot.day, days).day,
        )
        for (slot, target), parts in sorted(entries.items(), key=lambda entry: entry[0])
    )


def plan_of(lawful: Lawful, visits: Iterable[Visit], *, bound: float, proven: bool) -> Plan:
    """Return the plan with its cost, counted anew from the visits; `bound` is rounded up, for costs are whole."""
    visits = tuple(visits)
    made = {CheckKey(target=one.target, organ=part.organ, matter=code) for one in visits for part in one.parts for code in part.matters}
    forbidden = {one.check for one in lawful.left_out} | set(lawful.paper)
    unmade = [one for one in lawful.open_checks if one.key not in made and one.key not in forbidden]
    paper = (*lawful.paper, *(one.key for one in unmade if lawful.matter(one).remote))
    dropped = (LeftOut(check=one.key, rule=None) for one in unmade if not lawful.matter(one).remote)
    cost = cost_of(lawful.problem, visits, paper)
    whole = int(-(-(bound - 1e-3) // 1))
    return Plan(
        visits=visits,
        paper=paper,
        left_out=(*lawful.left_out, *dropped),
        cost=cost,
        bound=min(whole, cost.total),
        proven=proven or whole >= cost.total,
    )
