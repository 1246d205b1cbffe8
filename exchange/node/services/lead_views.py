"""Folded threads as the wire shows them, with what other records here say of the same act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Connection

from exchange.domain import leads
from exchange.domain.hierarchy import NEGOTIATION_ONLY, common_superior
from exchange.storage import reading
from exchange.v1 import lead_pb2
from exchange.v1 import lead_service_pb2 as pb
from exchange.wire import reason_name

_Message = TypeVar("_Message", bound=Message)


def thread_views(
    connection: Connection, threads: Sequence[leads.Thread], *, actor: str, name_of: Callable[[str], str]
) -> list[pb.LeadThread]:
    """The wire views of threads, in their order.

    Args:
        connection: reads the filings of the same acts, once for all.
        threads: as they fold now.
        actor: whose next steps are shown: an organ (USCC), or all organs of a member.
        name_of: an organ's name by USCC.
    """
    filings = reading.other_filings(connection, threads)
    views = []
    for thread in threads:
        view = _view(thread, actor)
        for filing in _earlier(thread, filings[thread.record_id]):
            view.earlier_filings.add(
                organ=filing.organ, organ_name=name_of(filing.organ), case_number=filing.case_number, filed_at=_timestamp(filing.filed_at)
            )
        views.append(view)
    return views


def _earlier(thread: leads.Thread, others: Sequence[leads.Filing]) -> list[leads.Filing]:
    """Those that came before its own filing, or at the same moment; before it is filed, all."""
    own = thread.facts.filed_at
    return [one for one in others if (own is None or one.filed_at <= own) and one.organ != thread.handler]


def _view(thread: leads.Thread, actor: str) -> pb.LeadThread:
    facts = thread.facts
    return pb.LeadThread(
        lead_record_id=thread.record_id,
        lead=_readable(thread.lead),
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
        event=_readable(step.event),
        refused_reason=reason_name(one.refused) if one.refused else "",
    )


def _readable(message: _Message) -> _Message:
    """The message without times beyond what a wire time holds: one hostile record mustn't keep clients from reading a page of leads."""
    wrong = [field for field, value in message.ListFields() if isinstance(value, Timestamp) and not leads.is_time(leads.moment(value))]
    if not wrong:
        return message
    shown = type(message)()
    shown.CopyFrom(message)
    for field in wrong:
        shown.ClearField(field.name)
    return shown


def _blocked(one: leads.Blocked) -> pb.BlockedAction:
    return pb.BlockedAction(
        action=lead_pb2.LeadAction.Name(one.action),
        reason=reason_name(one.reason),
        explanation=one.explanation,
        open_from=[lead_pb2.LeadState.Name(state) for state in one.open_from],
        source=one.source,
    )


def _superior(thread: leads.Thread) -> pb.CommonSuperior:
    found = common_superior(thread.lead.domain, thread.from_member, thread.lead.to_member)
    return found or pb.CommonSuperior(explanation=NEGOTIATION_ONLY)
