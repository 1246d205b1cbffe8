"""AuditService: who did what, when, for what purpose. Reading it is itself an entry."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Connection

from exchange.domain.audit import AuditTag
from exchange.domain.identifiers import IdentifierError, parse_registration_number, parse_uscc
from exchange.ledger.checkpoints import audit_origin
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.storage import audit, ledgers
from exchange.v1 import audit_pb2 as pb
from exchange.v1.audit_pb2_grpc import AuditServiceServicer
from exchange.wire import invalid


class AuditService(Service, AuditServiceServicer):
    """Read-only, for this member's auditors."""

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
            before=key_in(request, 0),
        )
        member = self.context.member

        def ask(connection: Connection) -> pb.ListAuditEventsResponse:
            found = audit.find(connection, member, wanted, limit=limit + 1)
            events = [pb.LoggedAuditEvent(index=one.index, event=one.event, leaf_hash=one.leaf_hash) for one in found[:limit]]
            token = token_for(request, found[limit - 1].index) if len(found) > limit else ""
            checkpoint = ledgers.get(connection, audit_origin(member)).checkpoint
            return pb.ListAuditEventsResponse(events=events, next_page_token=token, checkpoint=checkpoint)

        if wanted.record_id:
            await asyncio.to_thread(self.context.writer.index_audit)
        return await self.read(ask)


def _microseconds(request: pb.ListAuditEventsRequest, name: str) -> int:
    if not request.HasField(name):
        return 0
    value = getattr(request, name)
    return int(value.seconds * 1_000_000 + value.nanos // 1000)


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
