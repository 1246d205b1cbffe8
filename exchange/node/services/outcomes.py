"""OutcomeService: questions answered from the local copy, with its freshness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection

from exchange.domain.audit import AuditTag
from exchange.domain.identifiers import normalize_document_number
from exchange.node import requests
from exchange.node.calls import Call, current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services import priors
from exchange.node.services.base import Service, subject_key
from exchange.storage import reading
from exchange.storage.tables import outcomes
from exchange.v1 import error_pb2, outcome_service_pb2
from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceServicer
from exchange.wire import RefusedError

pb = outcome_service_pb2
_Found = tuple[list[outcome_service_pb2.OutcomeView], str, list[outcome_service_pb2.SourceFreshness]]


class OutcomeService(Service, OutcomeServiceServicer):
    """Read-only."""

    async def GetOutcome(self, request: pb.GetOutcomeRequest, _context: Any) -> pb.GetOutcomeResponse:
        """One outcome and what became of it."""
        call = current()
        call.tag, call.query = AuditTag.OUTCOME_READ, request.record_id
        found, _token, _sources = await self._find([outcomes.c.record_id == request.record_id], request, after=None, limit=1)
        if not found:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no outcome {request.record_id} that you may see is held here")
        _note(call, found)
        return pb.GetOutcomeResponse(outcome=found[0])

    async def ListOutcomes(self, request: pb.ListOutcomesRequest, _context: Any) -> pb.ListOutcomesResponse:
        """Newest decision first."""
        call = current()
        call.tag, call.query = AuditTag.OUTCOMES_LISTED, requests.words(request)
        conditions: list[ColumnElement[bool]] = []
        if request.origin:
            conditions.append(outcomes.c.origin == request.origin)
        if request.domain:
            conditions.append(outcomes.c.domain == request.domain)
        if request.subject:
            conditions.append(outcomes.c.uscc == requests.code(request.subject))
        if request.decided_from:
            conditions.append(outcomes.c.decided_on >= requests.day(request.decided_from, "decided_from"))
        if request.decided_to:
            conditions.append((outcomes.c.decided_on <= requests.day(request.decided_to, "decided_to")) & (outcomes.c.decided_on != ""))
        if request.document_number.strip():
            conditions.append(outcomes.c.document_key == normalize_document_number(request.document_number))
        if request.name_contains:
            conditions.append(outcomes.c.name.contains(request.name_contains, autoescape=True))
        found, token, sources = await self._find(conditions, request, after=_after(request), limit=page_size(request))
        _note(call, found)
        return pb.ListOutcomesResponse(outcomes=found, next_page_token=token, sources=sources)

    async def ListPriorOutcomes(self, request: pb.ListPriorOutcomesRequest, _context: Any) -> pb.ListPriorOutcomesResponse:
        """What is known of one company before a day (首违不罚, 一事不再罚)."""
        call = current()
        call.tag, call.query = AuditTag.PRIOR_OUTCOMES_LISTED, requests.words(request)
        call.shows(subjects=[request.subject])
        subject = request.subject
        by_number = len(subject) == reading.REGISTRATION_NUMBER_SIZE
        conditions = [outcomes.c.registration_number == subject if by_number else outcomes.c.uscc == requests.code(subject)]
        if request.before:
            conditions.append(outcomes.c.decided_on < requests.day(request.before, "before"))
        if request.domain:
            conditions.append(outcomes.c.domain == request.domain)
        if request.matter_code:
            conditions.append(outcomes.c.matter_code == request.matter_code)
        found, token, sources = await self._find(conditions, request, after=_after(request), limit=page_size(request))
        _note(call, found)
        return pb.ListPriorOutcomesResponse(outcomes=found, next_page_token=token, sources=sources)

    async def AssessPriors(self, request: pb.AssessPriorsRequest, _context: Any) -> pb.AssessPriorsResponse:
        """Is it a first violation (首违不罚), was this act fined before (一事不再罚)?"""
        call = current()
        call.tag, call.query = AuditTag.PRIORS_ASSESSED, requests.words(request)
        call.shows(subjects=[request.subject])
        asked, reader = priors.checked(request), self.reader()

        def shows(rows: Sequence[reading.PriorRow]) -> None:
            call.shows(subjects=[row.uscc or row.registration_number or "" for row in rows], record_ids=[row.record_id for row in rows])
            self.log_ahead(call)

        return await self.read(lambda connection: priors.assess(connection, asked, reader=reader, context=self.context, shows=shows))

    async def _find(self, conditions: Sequence[ColumnElement[bool]], request: Any, *, after: tuple[str, int] | None, limit: int) -> _Found:
        reader = self.reader()

        def ask(connection: Connection) -> _Found:
            rows = reading.outcome_rows(connection, conditions, reader, after=after, limit=limit + 1)
            known = reading.Ledgers.read(connection)
            token = token_for(request, [rows[limit - 1].decided_on, rows[limit - 1].position]) if len(rows) > limit else ""
            return (
                reading.outcome_views(connection, rows[:limit], known=known, reader=reader, today=self.context.today),
                token,
                known.freshness(reader),
            )

        return await self.read(ask)


def _note(call: Call, found: Sequence[outcome_service_pb2.OutcomeView]) -> None:
    call.shows(subjects=[subject_key(one.outcome.subject) for one in found], record_ids=[one.record_id for one in found])


def _after(request: Any) -> tuple[str, int] | None:
    key = key_in(request, [])
    return (str(key[0]), int(key[1])) if key else None
