"""LeadService: send, answer, follow."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from exchange.domain import leads as domain
from exchange.domain.audit import AuditTag
from exchange.node.calls import Call, current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service, published, subject_key
from exchange.storage import reading, threads
from exchange.storage.tables import leads
from exchange.storage.writer import Receipt, RequestKey
from exchange.sync.publisher import DraftRequest
from exchange.v1 import error_pb2, lead_pb2, record_pb2
from exchange.v1 import lead_service_pb2 as pb
from exchange.v1.lead_service_pb2_grpc import LeadServiceServicer
from exchange.wire import RefusedError


class LeadService(Service, LeadServiceServicer):
    """For the organs of this node's member."""

    async def SendLead(self, request: pb.SendLeadRequest, _context: Any) -> pb.SendLeadResponse:
        """Signs a lead into this node's ledger, for its receiver only."""
        call = current()
        call.tag = AuditTag.LEAD_SENT
        call.shows(subjects=[subject_key(request.lead.subject)] if request.lead.HasField("subject") else [])
        if request.HasField("record"):
            raise RefusedError(
                error_pb2.ERROR_REASON_FIELD_INVALID, "record: publish a lead signed elsewhere with RecordService.PublishRecord"
            )
        draft = record_pb2.RecordDraft(
            organ=request.organ,
            audience=[request.lead.to_member],
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=request.basis_id,
            purpose=record_pb2.PURPOSE_LEAD_TRANSFER,
            lead=request.lead,
        )
        answer = published(await self._publish(draft, request.request_id, call))
        return pb.SendLeadResponse(published=answer, thread=await self._thread(answer.record_id))

    async def AnswerLead(self, request: pb.AnswerLeadRequest, _context: Any) -> pb.AnswerLeadResponse:
        """Signs a step, if the thread and the law allow it now."""
        call = current()
        call.tag, call.query = AuditTag.LEAD_ANSWERED, f"{request.lead_record_id} {domain.action_name(request.event.action)}"
        thread = await self._load(request.lead_record_id)
        call.shows(subjects=[subject_key(thread.lead.subject)] if thread.lead.HasField("subject") else [], record_ids=[thread.record_id])
        repeated = await self.read(lambda connection: reading.is_known_request(connection, request.request_id))
        if not repeated:
            domain.check_step(thread, request.event, member=self.context.member)
        other = thread.lead.to_member if thread.from_member == self.context.member else thread.from_member
        draft = record_pb2.RecordDraft(
            organ=request.organ,
            thread_id=thread.record_id,
            audience=[other],
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=request.basis_id or await self._basis_of(thread.record_id),
            purpose=record_pb2.PURPOSE_LEAD_TRANSFER,
            lead_event=request.event,
        )
        answer = published(await self._publish(draft, request.request_id, call))
        return pb.AnswerLeadResponse(published=answer, thread=await self._thread(thread.record_id))

    async def GetLead(self, request: pb.GetLeadRequest, _context: Any) -> pb.GetLeadResponse:
        """A thread as it stands here."""
        call = current()
        call.tag, call.query = AuditTag.LEAD_READ, request.lead_record_id
        thread = await self._thread(request.lead_record_id)
        _note(call, thread)
        return pb.GetLeadResponse(thread=thread)

    async def ListLeads(self, request: pb.ListLeadsRequest, _context: Any) -> pb.ListLeadsResponse:
        """Threads, newest first."""
        call, limit = current(), page_size(request)
        call.tag = AuditTag.LEADS_LISTED
        before = key_in(request, 0)
        columns = {"from_member": leads.c.from_member, "to_member": leads.c.to_member, "state": leads.c.state, "subject": leads.c.uscc}
        conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]

        def ask(connection: Connection) -> tuple[list[pb.LeadThread], str]:
            rows = reading.lead_ids(connection, conditions, before=before, limit=limit + 1)
            found = [thread for row in rows[:limit] if (thread := threads.load(connection, row.record_id))]
            token = token_for(request, rows[limit - 1].position) if len(rows) > limit else ""
            return [thread_view(thread, self.context.member) for thread in found], token

        found, token = await self.read(ask)
        for thread in found:
            _note(call, thread)
        return pb.ListLeadsResponse(threads=found, next_page_token=token)

    async def _publish(self, draft: record_pb2.RecordDraft, request_id: str, call: Call) -> Receipt:
        if call.identity and draft.organ != call.identity.name:
            raise RefusedError(
                error_pb2.ERROR_REASON_SIGNING_NOT_GRANTED, f"the certificate is {call.identity.name}'s; it can't act for {draft.organ}"
            )
        digest = sha256(draft.SerializeToString(deterministic=True)).digest()
        key = RequestKey(request_id=request_id, caller=call.identity.uri if call.identity else "", digest=digest)
        items = await asyncio.to_thread(self.publisher.draft_items, [DraftRequest(draft=draft, request=key)])
        return await self.publish(items, call)

    async def _load(self, record_id: str) -> domain.Thread:
        thread = await self.read(lambda connection: threads.load(connection, record_id))
        if thread is None:
            raise RefusedError(error_pb2.ERROR_REASON_THREAD_UNKNOWN, f"no lead {record_id} is held here; it may not have been pulled yet")
        return thread

    async def _thread(self, record_id: str) -> pb.LeadThread:
        return thread_view(await self._load(record_id), self.context.member)

    async def _basis_of(self, record_id: str) -> str:
        """A step stands on the basis of its lead unless it names another."""
        reader = self.reader()

        def ask(connection: Connection) -> str:
            row = reading.record_by_id(connection, record_id, reader)
            return reading.stored_record(row, reading.Ledgers.read(connection)).header.basis_id if row else ""

        return await self.read(ask)


def _note(call: Call, thread: pb.LeadThread) -> None:
    call.shows(subjects=[subject_key(thread.lead.subject)] if thread.lead.HasField("subject") else [], record_ids=[thread.lead_record_id])


def thread_view(thread: domain.Thread, member: str) -> pb.LeadThread:
    """The wire view of a folded thread; `allowed_actions` are `member`'s."""
    steps = [
        pb.LeadStep(
            record_id=one.step.record_id,
            member=one.step.member,
            organ=one.step.organ,
            issued_at={"seconds": one.step.issued_at[0], "nanos": one.step.issued_at[1]},
            event=one.step.event,
            refused_reason=error_pb2.ErrorReason.Name(one.refused).removeprefix("ERROR_REASON_") if one.refused else "",
        )
        for one in thread.steps
    ]
    return pb.LeadThread(
        lead_record_id=thread.record_id,
        lead=thread.lead,
        from_member=thread.from_member,
        from_organ=thread.from_organ,
        sent_at={"seconds": thread.issued_at[0], "nanos": thread.issued_at[1]},
        state=lead_pb2.LeadState.Name(thread.state),
        steps=steps,
        allowed_actions=[lead_pb2.LeadAction.Name(one) for one in domain.allowed_actions(thread, member)],
    )
