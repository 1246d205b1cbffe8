"""A plan's thread folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from exchange.domain.inspections._folded import Folded, Step, inspected_on, version_named
from exchange.domain.inspections._followups import check_fault, recognition_fault, take_check, take_recognition
from exchange.domain.inspections._plans import Fault, day_in, plan_faults
from exchange.v1 import inspection_pb2 as pb

LEAST_OFFICERS = 2  # 处罚法 42
GRACE = timedelta(minutes=5)  # clocks may differ so much


def fold(plan_id: str, steps: Iterable[Step]) -> Folded | None:
    """Return where the plan stands whose first version is record `plan_id`; None if that isn't a lawful first version.

    Args:
        plan_id: record id of the first version.
        steps: the first version and everything that continues it, in any order.
    """
    ordered = sorted(steps, key=lambda one: (one.index, one.member))  # the lead's own and each party's own in their order
    heads = [one for one in ordered if one.record_id == plan_id and isinstance(one.content, pb.InspectionPlan) and not _head_fault(one)]
    if not heads:
        return None
    head = min(heads, key=lambda one: one.stored_at)  # a member that takes another plan's id has read it first
    folded = Folded(versions=[head])
    for kinds in _IN_TURN:
        for step in ordered:
            if step is not head and isinstance(step.content, kinds) and _fault(folded, step) is None:
                _TAKE[type(step.content)](folded, step)
    return folded


def step_fault(folded: Folded | None, step: Step) -> Fault | None:
    """Return why a step would have no effect, as (field, fault); None if it would have one. Without `folded` it begins a plan."""
    if folded is None:
        return _head_fault(step) if isinstance(step.content, pb.InspectionPlan) else ("thread_id", "no lawful plan begins this thread")
    if folded.withdrawal and not isinstance(step.content, _AFTER_VISITS):  # what was found before is entered all the same
        return "thread_id", "the plan was withdrawn"
    if isinstance(step.content, pb.PlanPublication) and step.content.plan_record_id != folded.current.record_id:
        return "plan_record_id", f"the newest version is {folded.current.record_id}; publish that"
    return _fault(folded, step)


def _fault(folded: Folded, step: Step) -> Fault | None:
    head = folded.versions[0]
    if not step.reaches(head.audience):  # else two holders of the ledgers would see two plans
        return "audience", f"must reach everybody to whom the plan is addressed: {', '.join(sorted(head.audience)) or 'every member'}"
    return _FAULTS[type(step.content)](folded, step)


def _head_fault(step: Step) -> Fault | None:
    plan = step.content
    if (plan.lead.member, plan.lead.organ) != (step.member, step.organ):
        return "lead", f"must be the organ that signs, {step.organ} of {step.member}"
    if plan.version != 1 or step.supersedes:
        return "version", "the first version is 1 and replaces nothing"
    return next(iter(plan_faults(plan)), None)


def _version_fault(folded: Folded, step: Step) -> Fault | None:
    before, plan = folded.current, step.content
    if folded.withdrawal:
        return "thread_id", "the plan was withdrawn"
    if not _is_lead(folded, step) or plan.lead != before.content.lead:
        return "lead", f"only the lead organ, {before.content.lead.organ}, proposes the next version, and stays the lead"
    if step.index <= before.index or step.supersedes != before.record_id or plan.version != before.content.version + 1:
        return "version", f"the next version is {before.content.version + 1} and replaces {before.record_id}; name that in supersedes"
    companies = {visit.visit_id: visit.uscc for version in folded.versions for visit in version.content.visits}
    if moved := next((one for one in plan.visits if companies.get(one.visit_id, one.uscc) != one.uscc), None):
        return "visits", f"{moved.visit_id} was a visit to {companies[moved.visit_id]}; another company's has an id of its own"
    changed = changed_visits(before.content, plan)
    if changed != set(plan.changed_visits):
        return "changed_visits", f"the visits that changed are {', '.join(sorted(changed)) or 'none'}; name just these"
    return next(iter(plan_faults(plan)), None)


def changed_visits(before: pb.InspectionPlan, after: pb.InspectionPlan) -> set[str]:
    """Return the ids of visits that came, went, or aren't as they were."""
    old, new = ({one.visit_id: one for one in plan.visits} for plan in (before, after))
    return {one for one in old.keys() | new.keys() if old.get(one) != new.get(one)}


def _consent_fault(folded: Folded, step: Step) -> Fault | None:
    consent = step.content
    version = version_named(folded.versions, consent.plan_record_id)
    if version is None:
        return "plan_record_id", f"is no version of this plan; the newest is {folded.current.record_id}"
    if consent.plan_digest != version.digest:
        return "plan_digest", "isn't that version's: what is agreed to must be what was read"
    if (step.member, step.organ) not in _parties(version.content):
        return "organ", f"{step.organ} of {step.member} isn't a party of the plan"
    if step.organ in folded.answers.get(version.record_id, {}):
        return "plan_record_id", f"{step.organ} has answered that version already; its first answer counts"
    if not consent.agreed and not consent.reason:
        return "reason", "is missing: say why it isn't agreed"
    return None


def _publication_fault(folded: Folded, step: Step) -> Fault | None:
    publication = step.content
    version = version_named(folded.versions, publication.plan_record_id)
    if version is None:
        return "plan_record_id", f"is no version of this plan; the newest is {folded.current.record_id}"
    if not _is_lead(folded, step):
        return "organ", f"only the lead organ, {version.content.lead.organ}, publishes the plan"
    later = folded.versions[folded.versions.index(version) + 1 :]
    late = folded.withdrawal is not None and folded.withdrawal.index < step.index
    if late or version in folded.published or step.index <= version.index or (later and later[0].index < step.index):
        return "plan_record_id", "that version was replaced, withdrawn or published before"
    if publication.plan_digest != version.digest:
        return "plan_digest", "isn't that version's"
    answers = folded.answers.get(version.record_id, {})
    missing = [one.organ for one in version.content.parties if one.organ not in answers or not answers[one.organ].content.agreed]
    if missing:
        return "consent_record_ids", f"not countersigned by {', '.join(missing)}"
    if set(publication.consent_record_ids) != {one.record_id for one in answers.values()}:
        return "consent_record_ids", f"must name {', '.join(sorted(one.record_id for one in answers.values()))}"
    return None


def _withdrawal_fault(folded: Folded, step: Step) -> Fault | None:
    if not _is_lead(folded, step) or step.index <= folded.versions[0].index:
        return "organ", f"only the lead organ, {folded.versions[0].content.lead.organ}, withdraws the plan"
    return ("thread_id", "the plan was withdrawn") if folded.withdrawal else None


def _result_fault(folded: Folded, step: Step) -> Fault | None:
    result = step.content
    version = version_named(folded.published, result.plan_record_id)
    if version is None:
        return "plan_record_id", "is no published version of this plan"
    visit = folded.visits_of(version).get(result.visit_id)
    if visit is None:
        return "visit_id", f"version {version.content.version} has no such visit"
    part = next((one for one in visit.parts if one.organ == step.organ), None)
    if part is None or (step.member, step.organ) not in _organs(version.content):
        return "organ", f"{step.organ} of {step.member} has no part in visit {visit.visit_id}"
    if (visit.visit_id, step.organ) in folded.results:
        return "visit_id", f"{step.organ} has entered its results of visit {visit.visit_id} already"
    return next(iter(_content_faults(result, visit, part)), None) or _time_fault(step, version.content)


def _content_faults(result: pb.InspectionRecord, visit: pb.PlannedVisit, part: pb.VisitPart) -> Iterable[Fault]:
    codes = [one.matter_code for one in result.results]
    if sorted(codes) != sorted(part.matter_codes):
        yield "results", f"must name each matter of the plan once, and no other: {', '.join(part.matter_codes)}"
    if result.trigger != visit.trigger:
        yield "trigger", f"must be the plan's, {_name(visit.trigger)}"
    if len(set(result.officers) & set(part.officers)) < LEAST_OFFICERS:
        yield "officers", "two of the officers that the plan names must have been there (处罚法 42); else re-make the plan first"
    day = inspected_on(result)
    if day is None:
        yield "started_at", "is no time that a calendar has"
        return
    started, ended = result.started_at, result.ended_at
    if (ended.seconds, ended.nanos) < (started.seconds, started.nanos):
        yield "ended_at", "lies before started_at"
    if day.isoformat() <= visit.approved_on:
        yield "started_at", f"must lie after the day of approval, {visit.approved_on}"
    for one in result.results:
        ordered, last = one.result == pb.INSPECTION_RESULT_RECTIFICATION_ORDERED, day_in(one.rectify_by)
        if ordered != bool(one.rectify_by) or (ordered and (last is None or last < day)):
            yield "results.rectify_by", "names the last day, from the visit on, of a rectification that was ordered; else it is empty"


def _time_fault(step: Step, plan: pb.InspectionPlan) -> Fault | None:
    """A visit was made, within the plan's period, before its results were signed."""
    result = step.content
    if (result.ended_at.seconds, result.ended_at.nanos) > ((signed := step.issued_at + GRACE).timestamp(), 0):
        return "ended_at", f"lies after {signed:%Y-%m-%d %H:%M} UTC, when it was signed: results are of visits that were made"
    day = inspected_on(result)
    if day is not None and not plan.first_day <= day.isoformat() <= plan.last_day:
        return "started_at", f"must lie within the plan, {plan.first_day} to {plan.last_day}; else re-make the plan first"
    return None


def _name(trigger: int) -> str:
    """Of a newer release's trigger its number: a peer may have planned by it."""
    return pb.InspectionTrigger.Name(trigger) if trigger in pb.InspectionTrigger.values() else str(trigger)


def _parties(plan: pb.InspectionPlan) -> set[tuple[str, str]]:
    return {(one.member, one.organ) for one in plan.parties}


def _organs(plan: pb.InspectionPlan) -> set[tuple[str, str]]:
    return _parties(plan) | {(plan.lead.member, plan.lead.organ)}


def _is_lead(folded: Folded, step: Step) -> bool:
    lead = folded.versions[0].content.lead
    return (step.member, step.organ) == (lead.member, lead.organ)


def _take_answer(folded: Folded, step: Step) -> None:
    folded.answers.setdefault(step.content.plan_record_id, {})[step.organ] = step


def _take_publication(folded: Folded, step: Step) -> None:
    version = version_named(folded.versions, step.content.plan_record_id)
    if version is not None:
        folded.published.append(version)


def _take_withdrawal(folded: Folded, step: Step) -> None:
    folded.withdrawal = step


def _take_result(folded: Folded, step: Step) -> None:
    folded.results[step.content.visit_id, step.organ] = step
    folded.named.setdefault(step.record_id, []).append(step)


_FAULTS: Mapping[type, Callable[[Folded, Step], Fault | None]] = {
    pb.InspectionPlan: _version_fault,
    pb.PlanConsent: _consent_fault,
    pb.PlanPublication: _publication_fault,
    pb.PlanWithdrawal: _withdrawal_fault,
    pb.InspectionRecord: _result_fault,
    pb.RectificationCheck: check_fault,
    pb.InspectionRecognition: recognition_fault,
}
_TAKE: Mapping[type, Callable[[Folded, Step], None]] = {
    pb.InspectionPlan: lambda folded, step: folded.versions.append(step),
    pb.PlanConsent: _take_answer,
    pb.PlanPublication: _take_publication,
    pb.PlanWithdrawal: _take_withdrawal,
    pb.InspectionRecord: _take_result,
    pb.RectificationCheck: take_check,
    pb.InspectionRecognition: take_recognition,
}
_AFTER_VISITS = (pb.InspectionRecord, pb.RectificationCheck, pb.InspectionRecognition)
_IN_TURN = (
    (pb.InspectionPlan, pb.PlanWithdrawal),
    (pb.PlanConsent,),
    (pb.PlanPublication,),
    (pb.InspectionRecord,),
    (pb.RectificationCheck, pb.InspectionRecognition),
)
"""Each kind depends on the kinds before it only."""
