"""A folded thread as the wire shows it."""

from __future__ import annotations

from exchange.domain import leads
from exchange.domain.hierarchy import NEGOTIATION_ONLY, common_superior
from exchange.v1 import lead_pb2
from exchange.v1 import lead_service_pb2 as pb
from exchange.wire import reason_name


def thread_view(thread: leads.Thread, actor: str) -> pb.LeadThread:
    """The wire view of a folded thread, without what other records say of it; allowed and blocked are `actor`'s (a member, or an organ)."""
    facts = thread.facts
    return pb.LeadThread(
        lead_record_id=thread.record_id,
        lead=thread.lead,
        from_member=thread.from_member,
        from_organ=thread.from_organ,
        sent_at=_timestamp(thread.issued_at),
        state=lead_pb2.LeadState.Name(thread.state),
        steps=[_step(one) for one in thread.steps],
        allowed_actions=[lead_pb2.LeadAction.Name(one) for one in leads.allowed_actions(thread, actor)],
        blocked_actions=[_blocked(one) for one in leads.blocked_actions(thread, actor)],
        handler_organ=thread.handler,
        no_retransfer=thread.no_retransfer,
        suspended=facts.suspended,
        refused_reason=reason_name(thread.refused) if thread.refused else "",
        case_number=facts.case_number,
        filed_at=_timestamp(facts.filed_at) if facts.filed_at else None,
        filed_by_organ=facts.filed_by_organ,
        common_superior=_superior(thread),
    )


def _timestamp(moment: leads.Moment) -> dict[str, int]:
    return {"seconds": moment[0], "nanos": moment[1]}


def _step(one: leads.JudgedStep) -> pb.LeadStep:
    step = one.step
    return pb.LeadStep(
        record_id=step.record_id,
        member=step.member,
        organ=step.organ,
        issued_at=_timestamp(step.issued_at),
        event=step.event,
        refused_reason=reason_name(one.refused) if one.refused else "",
    )


def _blocked(one: leads.Blocked) -> pb.BlockedAction:
    return pb.BlockedAction(action=lead_pb2.LeadAction.Name(one.action), reason=reason_name(one.reason), explanation=one.explanation)


def _superior(thread: leads.Thread) -> pb.CommonSuperior:
    found = common_superior(thread.lead.domain, thread.from_member, thread.lead.to_member)
    return found or pb.CommonSuperior(explanation=NEGOTIATION_ONLY)
