"""AuditService: who did what, when, for what purpose. Reading it is itself an entry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from exchange.domain.audit import AuditTag
from exchange.domain.identifiers import IdentifierError, parse_registration_number, parse_uscc
from exchange.ledger.checkpoints import audit_origin
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.storage import audit, audit_reviews, ledgers, reading
from exchange.sync import audit_proofs
from exchange.sync.audit_tree import KeptTiles
from exchange.sync.context import NodeContext
from exchange.v1 import audit_pb2 as pb
from exchange.v1 import error_pb2
from exchange.v1.audit_pb2_grpc import AuditServiceServicer
from exchange.wire import RefusedError, invalid

T = TypeVar("T")


class AuditService(Service, AuditServiceServicer):
    """For this member's auditors."""

    def __init__(self, context: NodeContext) -> None:
        super().__init__(context)
        self._kept = KeptTiles()

    async def ListAuditEvents(self, request: pb.ListAuditEventsRequest, _context: Any) -> pb.ListAuditEventsResponse:
        """Newest first."""
        call, limit = current(), page_size(request)
        call.tag = AuditTag.AUDIT_READ
        call.query = ", ".join(f"{field.name}={value}" for field, value in request.ListFields() if not field.name.startswith("page"))
        wanted = audit.AuditFilter(
            subject=_subject(request.subject),
            from_time=_microseconds(request, "from_time"),
            to_time=_microseconds(request, "to_time"),
            actor=request.actor,
            member=request.member,
            tag=request.tag,
            result=request.result,
            purpose=request.purpose,
            record_id=request.record_id,
            organ=request.organ,
            person=request.person,
            reason=request.reason,
            correlation_id=request.correlation_id,
            text=_text(request.text),
            night=request.night,
            before=key_in(request, 0),
        )
        member, membership = self.context.member, self.context.trust.membership

        def ask(connection: Connection) -> pb.ListAuditEventsResponse:
            found = audit.find(connection, member, wanted, limit=limit + 1)
            token = token_for(request, found[limit - 1].index) if len(found) > limit else ""
            if request.prove:
                proved = audit_proofs.open_latest(connection, membership, member)
                events = audit_proofs.prove(connection, proved, found[:limit], self._kept)
                return pb.ListAuditEventsResponse(
                    events=events, next_page_token=token, checkpoint=proved.head.checkpoint, proved=proved.view
                )
            events = [pb.LoggedAuditEvent(index=one.index, event=one.event, leaf_hash=one.leaf_hash) for one in found[:limit]]
            checkpoint = ledgers.get(connection, audit_origin(member)).checkpoint
            return pb.ListAuditEventsResponse(events=events, next_page_token=token, checkpoint=checkpoint)

        if wanted.record_id or wanted.text:
            await asyncio.to_thread(self.context.writer.index_audit)
        return await self.read(ask)

    async def GetAuditEvent(self, request: pb.GetAuditEventRequest, _context: Any) -> pb.GetAuditEventResponse:
        """One event, proved."""
        call, member, membership = current(), self.context.member, self.context.trust.membership
        call.tag, call.query = AuditTag.AUDIT_READ, f"index={request.index}"

        def ask(connection: Connection) -> pb.GetAuditEventResponse:
            proved = audit_proofs.open_latest(connection, membership, member)
            if request.index >= proved.head.size:
                text = f"index {request.index}; the audit log has {proved.head.size} entries"
                raise RefusedError(error_pb2.ERROR_REASON_INDEX_OUT_OF_RANGE, text)
            [one] = audit_proofs.prove(connection, proved, audit.read(connection, proved.head, [request.index]), KeptTiles())
            return pb.GetAuditEventResponse(event=one, proved=proved.view)

        return await self.read(ask)

    async def VerifyAuditLog(self, request: pb.VerifyAuditLogRequest, _context: Any) -> pb.VerifyAuditLogResponse:
        """A time, for completeness."""
        call = current()
        call.tag, call.query = AuditTag.AUDIT_VERIFIED, requests.words(request)
        return await self._verified(request)

    async def _verified(self, request: pb.VerifyAuditLogRequest | pb.SignOffReviewRequest) -> pb.VerifyAuditLogResponse:
        """The answer, with what is logged of it."""
        call, member, membership = current(), self.context.member, self.context.trust.membership
        first, end = _microseconds(request, "from_time"), _microseconds(request, "to_time")

        def ask(connection: Connection) -> pb.VerifyAuditLogResponse:
            proved = audit_proofs.open_latest(connection, membership, member)
            return audit_proofs.verify_range(connection, proved, from_time=first, to_time=end)

        found = await self.read(ask)
        call.ledger, call.first_index, call.end_index = audit_origin(member), found.first_index, found.end_index
        call.detail = f"{len(found.faults)} faults; checkpoint of size {found.proved.size}, {len(found.proved.witnesses)} witnesses"
        return found

    async def SignOffReview(self, request: pb.SignOffReviewRequest, _context: Any) -> pb.SignOffReviewResponse:
        """Verified anew, then signed off with what was found: a log that doesn't hold can be signed off, but not as one that does."""
        call = current()
        call.tag, call.query = AuditTag.REVIEW_SIGNED_OFF, requests.words(request)
        found = await self._verified(request)
        call.detail = f"{call.detail}; {request.note}"
        return pb.SignOffReviewResponse(verified=found)

    async def SummariseAuditEvents(self, request: pb.SummariseAuditEventsRequest, _context: Any) -> pb.SummariseAuditEventsResponse:
        """What is unusual."""
        call = current()
        call.tag, call.query = AuditTag.AUDIT_READ, requests.words(request)
        first, end = _microseconds(request, "from_time"), _microseconds(request, "to_time")
        counts = await self.read(lambda connection: audit_reviews.summarise(connection, from_time=first, to_time=end))
        return pb.SummariseAuditEventsResponse(counts=counts)

    async def GetRecordLife(self, request: pb.GetRecordLifeRequest, _context: Any) -> pb.GetRecordLifeResponse:
        """What this node knows of it."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.AUDIT_READ, requests.words(request)
        call.shows(record_ids=[request.record_id])
        await asyncio.to_thread(self.context.writer.index_audit)
        found = await self.read(lambda connection: reading.record_life(connection, request.record_id, reader))
        if found is None:
            raise RefusedError(
                error_pb2.ERROR_REASON_NOT_FOUND, f"record {request.record_id} isn't here, or isn't for this role and purpose"
            )
        return found

    async def SaveReview(self, request: pb.SaveReviewRequest, _context: Any) -> pb.SaveReviewResponse:
        """Under its name, for all auditors of the node."""
        call = current()
        call.tag, call.query = AuditTag.REVIEW_SAVED, requests.words(request)
        review = pb.SavedReview(name=request.name, filter=request.filter, actor=call.actor)
        await self._write(lambda connection: audit_reviews.save(connection, review, now=self.context.microseconds()))
        return pb.SaveReviewResponse()

    async def ListReviews(self, _request: pb.ListReviewsRequest, _context: Any) -> pb.ListReviewsResponse:
        """By name. Filters are no records: who lists them leaves no entry."""
        return pb.ListReviewsResponse(reviews=await self.read(audit_reviews.saved))

    async def RemoveReview(self, request: pb.RemoveReviewRequest, _context: Any) -> pb.RemoveReviewResponse:
        """The filter goes; what was signed off stays in the log."""
        call = current()
        call.tag, call.query = AuditTag.REVIEW_REMOVED, requests.words(request)
        if not await self._write(lambda connection: audit_reviews.remove(connection, request.name)):
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no review is saved under the name {request.name!r}")
        return pb.RemoveReviewResponse()

    async def _write(self, change: Callable[[Connection], T]) -> T:
        def write() -> T:
            with self.context.database.durable() as connection:
                return change(connection)

        return await asyncio.to_thread(write)


def _microseconds(request: Any, name: str) -> int:
    if not request.HasField(name):
        return 0
    value = getattr(request, name)
    return int(value.seconds * 1_000_000 + value.nanos // 1000)


def _text(text: str) -> str:
    """Words that events can be found by."""
    if text and not audit.searchable(text):
        raise invalid("text", f"{text!r} has no Chinese character; codes, callers and records have fields of their own")
    return text


def _subject(text: str) -> str:
    """A code in its normal form, or a name as it is: a mistyped code must not look like a company nobody asked about."""
    text = text.strip()
    if not text.isascii() or not text:
        return text
    try:
        return parse_uscc(text).code
    except IdentifierError as error:
        if error.reason != "REGISTRATION_NUMBER":
            raise invalid("subject", f"{error}; give a USCC, a registration number, or the company's full name") from error
        return str(parse_registration_number(text))
