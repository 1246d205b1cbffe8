"""A plan as the record that its organs sign: `InspectionPlan` (inspection.proto) from a problem and the plan that was made of it.

    record = record_of(problem, plan, heading=Heading(title="…", lead="11310116MB2F3040XF", draws=("0192…",)))

- A visit of the record says one trigger and one selection. The checks made at it may differ: then it says the strictest, in the order of
  `TRIGGERS` and, among the checks of that trigger, of `SELECTIONS`. A complaint about one matter doesn't make a company that chance chose
  one "for cause", and the yearly cap counts a visit that it must count for some part. A check whose trigger is a cause is for cause.
- It was approved on the last of the days on which its checks were.
- The lead is the organ that signs. Parties are all others that have matters or send officers to some visit.
- A re-made plan keeps the id of each visit to the same company. Ids are never used for another. Visits that were carried out stay in it as
  they were, also where the planner planned only the rest.

What is done on paper, what is left out, costs and sites aren't in the record: they stay in the planner's files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from exchange.domain.errors import shown
from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.domain.inspections import Fault, changed_visits, plan_faults
from exchange.planning.model import Check, CheckKey, PlanningError, Problem, Selection, Trigger
from exchange.planning.plan import Plan, Visit
from exchange.texts.i18n import _
from exchange.v1 import inspection_pb2 as pb

TRIGGERS = (
    Trigger.ROUTINE, Trigger.SPECIAL, Trigger.SPECIAL_FROM_ABOVE, Trigger.CASE, Trigger.COMPLAINT, Trigger.TRANSFER, Trigger.MONITORING,
    Trigger.RECHECK,
)  # fmt: skip
SELECTIONS = (Selection.DRAWN, Selection.KEY_SECTOR, Selection.FOR_CAUSE)
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,32}")  # inspection.proto
_MATTER = re.compile(r"[0-9]{14}")
_MEMBER = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """What the planner doesn't know: the title, the organ that signs (USCC), the record ids of the draws' tasks."""

    title: str
    lead: str
    draws: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """The version that is replaced, why; ids of visits: those that any version had, those of which results were entered."""

    plan: pb.InspectionPlan
    reason: str
    used: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


class RecordError(PlanningError):
    """A plan that can't be a record; `faults` are fields, of the problem or of the record, each with what would be right."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in faults))
        self.faults = tuple(faults)


def record_of(problem: Problem, plan: Plan, *, heading: Heading, before: Before | None = None) -> pb.InspectionPlan:
    """Return the plan's next version (without `before`: its first).

    Args:
        problem: what the plan was made of.
        plan: keeps the rules (`checker.violations`).
        heading: what is added.
        before: what it replaces.

    Raises:
        RecordError: something can't stand in a record, or the record would break a rule (`plan_faults`).
    """
    if faults := [*_Values(problem, plan).faults(), *_lead_faults(problem, heading.lead)]:
        raise RecordError(faults)
    made = _record(problem, plan, heading)
    if before is not None:
        _follow(made, before)
    if faults := plan_faults(made):
        raise RecordError(faults)
    return made


def reason_of(checks: Iterable[Check], *, for_cause: frozenset[Trigger]) -> tuple[Trigger, Selection]:
    """Return the trigger and the selection that a visit says, of the checks made at it; `for_cause`: see `Terms`."""
    found = {(one.trigger, Selection.FOR_CAUSE if _is_caused(one, for_cause) else one.selection) for one in checks}
    trigger = min((one for one, _selection in found), key=TRIGGERS.index)
    return trigger, min((selection for one, selection in found if one is trigger), key=SELECTIONS.index)


def _is_caused(check: Check, for_cause: frozenset[Trigger]) -> bool:
    return check.trigger in for_cause and check.selection is not Selection.KEY_SECTOR


def _record(problem: Problem, plan: Plan, heading: Heading) -> pb.InspectionPlan:
    members = {one.uscc: one.member for one in problem.organs}
    return pb.InspectionPlan(
        title=heading.title,
        first_day=problem.period.first.isoformat(),
        last_day=problem.period.last.isoformat(),
        version=1,
        lead=pb.PlanOrgan(member=members[heading.lead], organ=heading.lead),
        parties=[pb.PlanOrgan(member=members[one], organ=one) for one in sorted(_taking_part(problem, plan) - {heading.lead})],
        draw_task_record_ids=sorted(set(heading.draws)),
        visits=_visits(problem, plan),
    )


def _taking_part(problem: Problem, plan: Plan) -> set[str]:
    """Whose matters are checked, and whose officers go."""
    organs = {one.ref: one.organ for one in problem.officers}
    return {part.organ for visit in plan.visits for part in visit.parts} | {organs[ref] for visit in plan.visits for ref in visit.team}


def _visits(problem: Problem, plan: Plan) -> list[pb.PlannedVisit]:
    usccs, checks = {one.id: one.uscc for one in problem.targets}, {one.key: one for one in problem.checks}
    return [
        _visit(visit, [checks[key] for key in _keys(visit)], problem.terms.for_cause, uscc=usccs[visit.target], number=number)
        for number, visit in enumerate(plan.visits, 1)
    ]


def _visit(visit: Visit, checks: Sequence[Check], for_cause: frozenset[Trigger], *, uscc: str, number: int) -> pb.PlannedVisit:
    trigger, selection = reason_of(checks, for_cause=for_cause)
    return pb.PlannedVisit(
        visit_id=_id(number),
        uscc=uscc,
        day=visit.slot.day.isoformat(),
        half=f"HALF_DAY_{visit.slot.half.name}",
        lead_organ=visit.lead,
        parts=[
            pb.VisitPart(
                organ=part.organ,
                matter_codes=sorted(part.matters),
                officers=sorted(part.officers),
                assistants=sorted(part.assistants),
            )
            for part in sorted(visit.parts, key=lambda one: one.organ)
        ],
        trigger=f"INSPECTION_TRIGGER_{trigger.name}",
        selection=f"INSPECTION_SELECTION_{selection.name}",
        approved_on=max(one.approved_on.isoformat() for one in checks if one.approved_on),
    )


def _id(number: int) -> str:
    return f"V{number:04}"


def _keys(visit: Visit) -> list[CheckKey]:
    return [CheckKey(target=visit.target, organ=part.organ, matter=code) for part in visit.parts for code in part.matters]


def _follow(made: pb.InspectionPlan, before: Before) -> None:
    """Makes it the version after another.

    Raises:
        RecordError: the lead is another, or nothing has changed.
    """
    if made.lead != before.plan.lead:
        fault = _("the plan's lead organ is {organ}: only it signs the next version").format(organ=before.plan.lead.organ)
        raise RecordError([("organ", fault)])
    _keep_done(made, before)
    _keep_ids(made.visits, before)
    made.version = before.plan.version
    if all(getattr(made, name) == getattr(before.plan, name) for name in _CONTENT):
        fault = _("nothing differs from version {version}; all would have to countersign the same again").format(version=made.version)
        raise RecordError([("plan", fault)])
    made.version += 1
    made.change_reason = before.reason
    made.changed_visits.extend(sorted(changed_visits(before.plan, made)))


_CONTENT = ("title", "first_day", "last_day", "parties", "draw_task_record_ids", "visits")


def _keep_done(made: pb.InspectionPlan, before: Before) -> None:
    """What was carried out and isn't planned anew comes first, with its organs."""
    done = [one for one in before.plan.visits if one.visit_id in before.done]
    missing = [one for one in done if not any(_is_same(one, other) for other in made.visits)]
    visits = [*missing, *made.visits]
    del made.visits[:]
    made.visits.extend(visits)
    made.first_day = min([made.first_day, *(one.day for one in missing)])
    organs = {part.organ for one in missing for part in one.parts} - {made.lead.organ, *(one.organ for one in made.parties)}
    parties = [*made.parties, *(one for one in before.plan.parties if one.organ in organs)]
    del made.parties[:]
    made.parties.extend(sorted(parties, key=lambda one: one.organ))


def _is_same(first: pb.PlannedVisit, second: pb.PlannedVisit) -> bool:
    """But for what the record adds."""
    bare = []
    for one in (first, second):
        copy = pb.PlannedVisit()
        copy.CopyFrom(one)
        copy.visit_id = copy.inspection_code = ""
        bare.append(copy)
    return bare[0] == bare[1]


def _keep_ids(visits: Sequence[pb.PlannedVisit], before: Before) -> None:
    """The most alike of a company's visits is the same one; it keeps its id and its inspection code. What was done is no other's."""
    old: dict[str, list[pb.PlannedVisit]] = defaultdict(list)
    for one in before.plan.visits:
        old[one.uscc].append(one)
    pairs = (
        (_alike(visit, one), at, one)
        for at, visit in enumerate(visits)
        for one in old[visit.uscc]
        if one.visit_id not in before.done or _is_same(visit, one)
    )
    same: dict[int, pb.PlannedVisit] = {}
    taken = set[str]()
    for _score, at, one in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2].visit_id)):
        if at not in same and one.visit_id not in taken:
            same[at] = one
            taken.add(one.visit_id)
    used = before.used | {one.visit_id for one in before.plan.visits}
    free = (name for name in map(_id, count(1)) if name not in used)
    for at, visit in enumerate(visits):
        visit.visit_id = same[at].visit_id if at in same else next(free)
        visit.inspection_code = same[at].inspection_code if at in same else ""


def _alike(first: pb.PlannedVisit, second: pb.PlannedVisit) -> int:
    """How many matters both check; a whole day's difference counts less than any of them."""
    matters = ({(part.organ, code) for part in one.parts for code in part.matter_codes} for one in (first, second))
    return 2 * len(set.intersection(*matters)) + (first.day == second.day)


def _lead_faults(problem: Problem, lead: str) -> Iterator[Fault]:
    named = problem.work_plan.organs
    if lead not in named:
        text = _("{organ} signs, so it leads; but the work plan names {organs} only (H13)")
        yield "organ", text.format(organ=lead, organs=", ".join(named))
    elif lead not in {one.uscc for one in problem.organs}:
        yield "problem.organs", _("the lead organ {organ} isn't among them").format(organ=lead)


class _Values:
    """What of a problem goes into the record, and whether it can."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem = problem
        self._organs = _taking_part(problem, plan)
        self._targets = {one.target for one in plan.visits}
        self._refs = {ref for one in plan.visits for ref in one.team}
        self._made = {key for one in plan.visits for key in _keys(one)}

    def faults(self) -> Iterator[Fault]:
        """All of them, by the fields of the problem."""
        yield from self._organ_faults()
        for at, target in enumerate(self._problem.targets):
            if target.id in self._targets:
                yield from _code_fault(f"problem.targets[{at}].uscc", target.uscc)
        for at, officer in enumerate(self._problem.officers):
            if officer.ref in self._refs and (not _REFERENCE.fullmatch(officer.ref) or shown(officer.ref) != officer.ref):
                text = _("{ref} is no opaque reference: up to 32 letters, digits and . _ -, and no identity number")
                yield f"problem.officers[{at}].ref", text.format(ref=repr(shown(officer.ref)))
        yield from self._check_faults()

    def _organ_faults(self) -> Iterator[Fault]:
        for at, organ in enumerate(self._problem.organs):
            if organ.uscc in self._organs:
                yield from _code_fault(f"problem.organs[{at}].uscc", organ.uscc)
                if not _MEMBER.fullmatch(organ.member):
                    text = _("{value}: a member's code has six digits (GB/T 2260)")
                    yield f"problem.organs[{at}].member", text.format(value=repr(organ.member))

    def _check_faults(self) -> Iterator[Fault]:
        for at, check in enumerate(self._problem.checks):
            if check.key not in self._made:
                continue
            place, what = f"problem.checks[{at}]", {"matter": check.matter, "target": check.target}
            if not _MATTER.fullmatch(check.matter):
                yield f"{place}.matter", _("{value}: a matter's code has 14 digits").format(value=repr(check.matter))
            if check.approved_on is None:
                text = _("the check of {matter} at {target} has no day of approval; a record needs one before the visit (H5)")
                yield f"{place}.approved_on", text.format(**what)
            if check.selection is Selection.CHOSEN and not _is_caused(check, self._problem.terms.for_cause):
                text = _("the check of {matter} at {target} is chosen by a person; a record says drawn, key-sector or for-cause (H8)")
                yield f"{place}.selection", text.format(**what)


def _code_fault(place: str, code: str) -> Iterator[Fault]:
    try:
        right = str(parse_uscc(code))
    except IdentifierError as error:
        yield place, _("{value} is no unified social credit code: {reason}").format(value=repr(shown(code)), reason=error)
        return
    if right != code:
        yield place, _("{value} is to be written {right}").format(value=repr(code), right=right)
