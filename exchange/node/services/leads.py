"""LeadService: send, answer, follow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection

from exchange.domain import leads as domain
from exchange.domain.audit import AuditTag
from exchange.node import requests
from exchange.node.calls import Call, current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service, published, subject_key
from exchange.node.services.lead_views import thread_views
from exchange.node.services.tasks import add_tasks, as_of
from exchange.storage import reading, threads
from exchange.storage.tables import leads
from exchange.storage.writer import Receipt, RequestKey
from exchange.sync.publisher import DraftRequest
from exchange.trust.errors import UnknownMemberError
from exchange.trust.identity import Role
from exchange.v1 import error_pb2, lead_pb2, outcome_service_pb2, record_pb2
from exchange.v1 import lead_service_pb2 as pb
from exchange.v1.lead_service_pb2_grpc import LeadServiceServicer
from exchange.wire import RefusedError

_Found = tuple[list[pb.LeadThread], str, list[outcome_service_pb2.SourceFreshness]]


class LeadService(Service, LeadServiceServicer):
    """For the organs of this node's member."""

    async def SendLead(self, request: pb.SendLeadRequest, _context: Any) -> pb.SendLeadResponse:
        """Signs a lead into this node's ledger, for its receiver only."""
        call = current()
        call.tag = AuditTag.LEAD_SENT
        call.shows(subjects=_subject_of(request.lead))
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
        answer = published(await self._publish(draft, request.request_id, call, digest=_digest(draft)))
        return pb.SendLeadResponse(published=answer, thread=await self._thread(answer.record_id))

    async def AnswerLead(self, request: pb.AnswerLeadRequest, _context: Any) -> pb.AnswerLeadResponse:
        """Signs a step, if the thread and the law allow it now."""
        call = current()
        call.tag, call.query = AuditTag.LEAD_ANSWERED, f"{request.lead_record_id} {domain.action_name(request.event.action)}"
        thread = await self._load(request.lead_record_id)
        call.shows(subjects=_subject_of(thread.lead), record_ids=[thread.record_id])
        draft = record_pb2.RecordDraft(
            organ=request.organ,
            thread_id=thread.record_id,
            audience=self._audience(thread),
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=request.basis_id or await self._basis_of(thread.record_id),
            purpose=record_pb2.PURPOSE_LEAD_TRANSFER,
            lead_event=request.event,
        )
        digest = _digest(draft)  # of what was asked: a repeated request may know of later steps, and is the same all the same
        draft.lead_event.after = request.event.after or _latest(thread)
        answer = published(await self._publish(draft, request.request_id, call, digest=digest))
        return pb.AnswerLeadResponse(published=answer, thread=await self._thread(thread.record_id))

    async def GetLead(self, request: pb.GetLeadRequest, _context: Any) -> pb.GetLeadResponse:
        """A thread as it stands here."""
        call = current()
        call.tag, call.query = AuditTag.LEAD_READ, request.lead_record_id
        thread = await self._thread(request.lead_record_id)
        _note(call, [thread])
        return pb.GetLeadResponse(thread=thread)

    async def ListLeads(self, request: pb.ListLeadsRequest, _context: Any) -> pb.ListLeadsResponse:
        """Threads, newest first."""
        call = current()
        call.tag, call.query = AuditTag.LEADS_LISTED, requests.words(request)
        columns = {
            "from_member": leads.c.from_member,
            "to_member": leads.c.to_member,
            "state": leads.c.state,
            "kind": leads.c.kind,
            "subject": leads.c.uscc,
        }
        conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]
        found, token, _sources = await self._find(conditions, request)
        _note(call, found)
        return pb.ListLeadsResponse(threads=found, next_page_token=token)

    async def ListOpenLeads(self, request: pb.ListOpenLeadsRequest, _context: Any) -> pb.ListOpenLeadsResponse:
        """What is still open about one company, newest first, with how fresh each copy is."""
        call = current()
        call.tag, call.query = AuditTag.OPEN_LEADS_LISTED, requests.words(request)
        call.shows(subjects=[request.subject])
        is_number = len(request.subject) == reading.REGISTRATION_NUMBER_SIZE
        subject = request.subject if is_number else requests.code(request.subject)
        conditions = reading.open_about(subject, domain=request.domain, matter_code=request.matter_code)
        found, token, sources = await self._find(conditions, request)
        _note(call, found)
        return pb.ListOpenLeadsResponse(threads=found, next_page_token=token, sources=sources)

    async def _find(self, conditions: Sequence[ColumnElement[bool]], request: Any) -> _Found:
        """A page of threads, folded together."""
        limit, before, reader = page_size(request), key_in(request, 0), self.reader()
        show = self._shown()

        def ask(connection: Connection) -> _Found:
            rows = reading.lead_ids(connection, conditions, before=before, limit=limit + 1)
            loaded = threads.load_many(connection, [row.record_id for row in rows[:limit]])
            found = [loaded[row.record_id].thread for row in rows[:limit] if row.record_id in loaded]
            token = token_for(request, rows[limit - 1].position) if len(rows) > limit else ""
            return show(connection, found), token, reading.Ledgers.read(connection).freshness(reader)

        return await self.read(ask)

    def _audience(self, thread: domain.Thread) -> list[str]:
        """The other side's member; where both sides are ours, ours alone."""
        return sorted({thread.from_member, thread.lead.to_member} - {self.context.member}) or [self.context.member]

    async def _publish(self, draft: record_pb2.RecordDraft, request_id: str, call: Call, *, digest: bytes) -> Receipt:
        if call.identity and draft.organ != call.identity.name:
            raise RefusedError(
                error_pb2.ERROR_REASON_SIGNING_NOT_GRANTED, f"the certificate is {call.identity.name}'s; it can't act for {draft.organ}"
            )
        key = RequestKey(request_id=request_id, caller=call.identity.uri if call.identity else "", digest=digest)
        items = await asyncio.to_thread(self.publisher.draft_items, [DraftRequest(draft=draft, request=key)])
        return await self.publish(items, call)

    async def _load(self, record_id: str) -> domain.Thread:
        return await self.read(lambda connection: _held(connection, record_id))

    async def _thread(self, record_id: str) -> pb.LeadThread:
        show = self._shown()

        def ask(connection: Connection) -> pb.LeadThread:
            thread = _held(connection, record_id)
            (view,) = show(connection, [thread])
            cited = [*thread.lead.attachments, *(each for one in thread.steps for each in one.step.event.attachments)]
            if cited:
                view.attachments.extend(reading.attachment_views(connection, cited))
            return view

        return await self.read(ask)

    def _shown(self) -> Callable[[Connection, Sequence[domain.Thread]], list[pb.LeadThread]]:
        """How threads are shown to the caller, as of now: made in the call, used in the database's thread."""
        actor, at = self._actor(), as_of(self.context)

        def show(connection: Connection, found: Sequence[domain.Thread]) -> list[pb.LeadThread]:
            views = thread_views(connection, found, actor=actor, name_of=self._name_of)
            add_tasks(connection, views, at)
            return views

        return show

    def _name_of(self, organ: str) -> str:
        """An organ's name in the membership; its code where it has left."""
        try:
            _member, descriptor = self.context.trust.membership.organ(organ)
        except UnknownMemberError:
            return organ
        return descriptor.name

    def _actor(self) -> str:
        """Whose next steps are shown: the calling organ's; to others of the member, what any organ of it may do."""
        identity = current().identity
        return identity.name if identity and identity.role is Role.ORGAN else self.context.member

    async def _basis_of(self, record_id: str) -> str:
        """A step stands on the basis of its lead unless it names another."""
        reader = self.reader()

        def ask(connection: Connection) -> str:
            row = reading.record_by_id(connection, record_id, reader)
            return reading.stored_record(row, reading.Ledgers.read(connection)).header.basis_id if row else ""

        return await self.read(ask)


def _held(connection: Connection, record_id: str) -> domain.Thread:
    thread = threads.load(connection, record_id)
    if thread is None:
        raise RefusedError(error_pb2.ERROR_REASON_THREAD_UNKNOWN, f"no lead {record_id} is held here; it may not have been pulled yet")
    return thread


def _note(call: Call, shown: Sequence[pb.LeadThread]) -> None:
    for thread in shown:
        call.shows(subjects=_subject_of(thread.lead), record_ids=[thread.lead_record_id])


def _subject_of(lead: lead_pb2.Lead) -> list[str]:
    """How the audit log names the company that a lead is about, if it names one."""
    return [subject_key(lead.subject)] if lead.HasField("subject") else []


def _digest(draft: record_pb2.RecordDraft) -> bytes:
    return sha256(draft.SerializeToString(deterministic=True)).digest()


def _latest(thread: domain.Thread) -> str:
    """The latest step that took effect here, else the lead: what a step signed now follows."""
    effective = thread.effective_steps()
    return effective[-1].step.record_id if effective else thread.record_id
