"""A lead's thread as the rules of tasks see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from exchange.domain.calendar import legal_day
from exchange.domain.leads import Step, Thread
from exchange.domain.policy import AgreementTerms
from exchange.domain.tasks.matters import Agreed, Family, Happening, Matter, Part
from exchange.domain.tasks.moments import day_in, moment
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
        kind=lead_pb2.LeadKind.Name(lead.kind).removeprefix("LEAD_KIND_"),
        domain=subject_pb2.EnforcementDomain.Name(lead.domain).removeprefix("ENFORCEMENT_DOMAIN_"),
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
    sent_at = moment(*thread.issued_at)
    sender = Part(member=thread.from_member, organ=thread.from_organ)
    if thread.lead.HasField("found_at"):
        found_at = min(_stamp(thread.lead.found_at), sent_at)
        yield Happening(name="FIND", record_id=thread.record_id, actor=sender, at=found_at)
    yield Happening(name="SEND", record_id=thread.record_id, actor=sender, at=sent_at)
    last = sent_at
    for judged in thread.steps:
        if not judged.refused:
            last = _time_of(judged.step, not_before=last)
            yield _happening(judged.step, last)
            if judged.step.event.action == Action.LEAD_ACTION_RECONSIDER and not judged.step.event.filing_ordered:
                yield _happening(judged.step, last, name="RECONSIDER_UPHELD")


def _happening(step: Step, at: datetime, *, name: str = "") -> Happening:
    event = step.event
    return Happening(
        name=name or Action.Name(event.action).removeprefix("LEAD_ACTION_"),
        record_id=step.record_id,
        actor=Part(member=step.member, organ=step.organ),
        at=at,
        reply_by=day_in(event.reply_by),
        extension=event.extension,
        collective=event.collective_discussion,
        suspension=lead_pb2.SuspensionReason.Name(event.suspension).removeprefix("SUSPENSION_REASON_"),
    )


def _time_of(step: Step, *, not_before: datetime) -> datetime:
    """When a step happened: as it says (立案时间 for FILE), but neither after it was signed nor before what it follows."""
    event = step.event
    says = event.filed_at if event.action == Action.LEAD_ACTION_FILE and event.HasField("filed_at") else event.occurred_at
    return max(min(_stamp(says), moment(*step.issued_at)), not_before)


def _stamp(stamp: Timestamp) -> datetime:
    return moment(stamp.seconds, stamp.nanos)


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
