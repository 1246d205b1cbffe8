"""The law of leads at the node's door: what the threads held here allow, whichever way a lead or a step comes in.

A record alone can't tell that a case is being handed on under another name, or that another organ filed first; the threads here can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Connection

from exchange.domain import leads
from exchange.storage import reading, threads
from exchange.v1 import error_pb2, lead_pb2
from exchange.wire import FieldFault, RefusedError

if TYPE_CHECKING:
    from exchange.sync.admission import Candidate
    from exchange.sync.context import NodeContext

PAYLOADS = frozenset({"lead", "lead_event"})


def check(
    connection: Connection, candidates: Sequence[Candidate], context: NodeContext, *, is_repeated: Callable[[Connection, Candidate], bool]
) -> None:
    """Judges the leads and steps of one batch; what was published before under the same id isn't judged again.

    Raises:
        RefusedError: with the reason of the rule; the field that decides is named from `lead.` or `event.` on.
    """
    if not candidates:
        return
    now = Timestamp()
    now.FromDatetime(context.now())
    desk = _Desk(connection, context.member)
    for one in candidates:
        if is_repeated(connection, one):
            continue
        at = leads.moment(one.issued_at or now)
        try:
            if isinstance(one.content, lead_pb2.Lead):
                desk.check_lead(one.content, one.organ, at)
            elif isinstance(one.content, lead_pb2.LeadEvent):
                desk.take_step(one.content, one.organ, one.thread_id, at)
        except leads.LeadStepError as error:
            raise RefusedError(error.reason, str(error), fields=[FieldFault(field=error.field, description=str(error))]) from error


class _Desk:
    """The threads of one batch, as far as it has come: a step may follow another one of the same batch."""

    def __init__(self, connection: Connection, member: str) -> None:
        self._connection = connection
        self._member = member
        self._threads: dict[str, leads.Thread] = {}

    def check_lead(self, lead: lead_pb2.Lead, organ: str, at: leads.Moment) -> None:
        """Raises LeadStepError unless `organ` may sign the lead."""
        leads.check_lead(lead, from_member=self._member, from_organ=organ, issued_at=at)
        if lead.continues:
            before = self._thread(lead.continues, field="lead.continues")
            leads.check_continuation(lead, from_organ=organ, before=before, again=self._handed_on(lead, organ))
        elif lead.kind in leads.HANDED_ON:
            self._check_not_disguised(lead, organ)

    def _handed_on(self, lead: lead_pb2.Lead, organ: str) -> str:
        """The record by which `organ` has handed the same lead on before, or empty."""
        return next(iter(reading.continued_by(self._connection, lead.continues, organ=organ)), "")

    def _check_not_disguised(self, lead: lead_pb2.Lead, organ: str) -> None:
        """A case that came to this organ isn't sent on as a new lead about the same act (生态环境行政处罚办法 16)."""
        ids = reading.received_about_act(self._connection, leads.act_of(lead), organ=organ)
        for record_id, placed in threads.load_many(self._connection, ids).items():
            thread = placed.thread
            if thread.no_retransfer and leads.same_act(leads.act_of(thread.lead), leads.act_of(lead)):
                raise leads.LeadStepError(
                    error_pb2.ERROR_REASON_NO_RETRANSFER,
                    f"{organ} received this very case as {record_id}; it isn't sent on: dispute it, and report to the common superior "
                    "for designation (生态环境行政处罚办法 16)",
                    field="lead.act",
                )

    def take_step(self, event: lead_pb2.LeadEvent, organ: str, thread_id: str, at: leads.Moment) -> None:
        """Raises LeadStepError unless `organ` may sign the step on lead `thread_id`."""
        thread = self._thread(thread_id, field="thread_id")
        taken = leads.take(thread, event, member=self._member, organ=organ, at=at)
        if event.after and event.after not in {thread_id, *(one.step.record_id for one in thread.steps)}:
            raise leads.LeadStepError(
                error_pb2.ERROR_REASON_FIELD_INVALID,
                f"event.after: no step {event.after} of this lead is held here; leave it empty for the latest one",
                field="event.after",
            )
        if event.action == lead_pb2.LEAD_ACTION_MARK_DUPLICATE:
            self._thread(event.duplicate_of, field="event.duplicate_of")
        if event.action == lead_pb2.LEAD_ACTION_FILE and thread.lead.kind != lead_pb2.LEAD_KIND_CRIMINAL:
            others = reading.other_filings(self._connection, [thread])[thread_id]
            leads.check_filing(thread, organ=organ, filed_at=leads.moment(event.filed_at), others=others)
        self._threads[thread_id] = replace(taken, steps=thread.steps)

    def _thread(self, record_id: str, *, field: str) -> leads.Thread:
        thread = self._threads.get(record_id) or threads.load(self._connection, record_id)
        if thread is None:
            raise leads.LeadStepError(
                error_pb2.ERROR_REASON_THREAD_UNKNOWN,
                f"{field}: no lead {record_id or '(none given)'} is held here; it may not have been pulled yet",
                field=field,
            )
        return thread
