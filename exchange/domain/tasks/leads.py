"""A lead's thread as the rules of tasks see it.

A step counts from the moment that the thread's fold gives it (`JudgedStep.effective_at`): never before what it follows and never before it
was signed, whatever it claims; so nobody ends a clock in time by backdating. Only the period for the decision begins at the time of filing
that the filing states (立案时间): an earlier one shortens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from exchange.domain.calendar import legal_day
from exchange.domain.leads import JudgedStep, Thread, action_name, kind_name
from exchange.domain.policy import AgreementTerms
from exchange.domain.tasks.matters import Agreed, Family, Happening, Matter, Part
from exchange.domain.tasks.values import day_in, enum_name, moment
from exchange.v1 import lead_pb2, subject_pb2

Action = lead_pb2.LeadAction


def matter_of_lead(thread: Thread, agreements: Iterable[AgreementTerms] = (), *, basis_id: str = "") -> Matter:
    """Return the thread with the steps that took effect, and the clocks that agreements between its two sides set.

    Args:
        thread: the folded thread.
        agreements: those that all their members have signed; which of them holds is found here.
        basis_id: the lead's basis: an agreement that it names goes before others.
    """
    lead = thread.lead
    return Matter(
        family=Family.LEAD,
        thread_id=thread.record_id,
        kind=kind_name(lead.kind),
        domain=enum_name(subject_pb2.EnforcementDomain, lead.domain, "ENFORCEMENT_DOMAIN_"),
        parts={
            "sender": Part(member=thread.from_member, organ=thread.from_organ),
            "receiver": Part(member=lead.to_member, organ=lead.to_organ),
            "superior": Part(member="", organ=""),
        },
        happened=tuple(_happened(thread)),
        agreed=_agreed(thread, agreements, basis_id),
        subject=lead.subject.uscc or lead.subject.name,
        title=lead.title,
    )


def _happened(thread: Thread) -> Iterator[Happening]:
    if thread.refused:  # the lead has no effect, so nobody owes anything
        return
    sent_at = moment(*thread.issued_at)
    sender = Part(member=thread.from_member, organ=thread.from_organ)
    if thread.lead.HasField("found_at"):
        found_at = min(moment(thread.lead.found_at.seconds, thread.lead.found_at.nanos), sent_at)
        yield Happening(name="FIND", record_id=thread.record_id, actor=sender, at=found_at)
    yield Happening(name="SEND", record_id=thread.record_id, actor=sender, at=sent_at)
    last = sent_at
    for judged in thread.effective_steps():
        last = max(moment(*judged.effective_at), last)
        for name in _names(judged.step.event):
            yield _happening(judged, name, last, after=sent_at)


def _names(event: lead_pb2.LeadEvent) -> Sequence[str]:
    """What a step is, as task_rules.toml names it; a reconsideration orders the filing or upholds the refusal."""
    name = action_name(event.action)
    if event.action == Action.LEAD_ACTION_RECONSIDER:
        return (name, "FILE" if event.filing_ordered else "RECONSIDER_UPHELD")
    return (name,)


def _happening(judged: JudgedStep, name: str, at: datetime, *, after: datetime) -> Happening:
    event = judged.step.event
    filed = event.HasField("filed_at") and name == "FILE"
    return Happening(
        name=name,
        record_id=judged.step.record_id,
        actor=Part(member=judged.step.member, organ=judged.step.organ),
        at=at,
        clock_from=max(min(moment(event.filed_at.seconds, event.filed_at.nanos), at), after) if filed else None,
        reply_by=day_in(event.reply_by),
        extension=event.extension,
        collective=event.collective_discussion,
        suspension=enum_name(lead_pb2.SuspensionReason, event.suspension, "SUSPENSION_REASON_"),
    )


def _agreed(thread: Thread, agreements: Iterable[AgreementTerms], basis_id: str) -> tuple[Agreed, ...]:
    day: date = legal_day(moment(*thread.issued_at))
    holding = [one for one in agreements if _holds(one, thread, day)]
    holding.sort(key=lambda one: (one.basis_id != basis_id, one.agreement_id))
    return tuple(_clocks(holding))


def _holds(terms: AgreementTerms, thread: Thread, day: date) -> bool:
    lead = thread.lead
    organs = (thread.from_organ, lead.to_organ)
    return (
        terms.in_force(day)
        and terms.binds((thread.from_member, lead.to_member))
        and (not terms.domains or lead.domain in terms.domains)
        and all(terms.covers_organ(organ) for organ in organs)
    )


def _clocks(holding: Sequence[AgreementTerms]) -> Iterator[Agreed]:
    seen: set[str] = set()
    for terms in holding:
        for name, period in terms.clocks.items():
            if name not in seen:
                seen.add(name)
                yield Agreed(name=name, amount=period.amount, unit=period.unit, basis=terms.basis_id)
