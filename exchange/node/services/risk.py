"""RiskService: warnings, grades, guidance cases, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Row

from exchange.domain.audit import AuditTag
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service, subject_key
from exchange.storage import reading
from exchange.storage.reading import risk
from exchange.storage.tables import corrections, guidance_cases, risk_grades, warnings
from exchange.v1 import outcome_service_pb2
from exchange.v1 import risk_service_pb2 as pb
from exchange.v1.risk_service_pb2_grpc import RiskServiceServicer

Rows = Sequence[Row[Any]]


class Page(NamedTuple):
    """What a list answers with: wire views, the next page's token, how fresh each ledger's copy is."""

    views: list[Any]
    token: str
    sources: list[outcome_service_pb2.SourceFreshness]


class RiskService(Service, RiskServiceServicer):
    """Read-only; what is listed is published as records."""

    async def ListWarnings(self, request: pb.ListWarningsRequest, _context: Any) -> pb.ListWarningsResponse:
        """Hints that a rule raised, newest first."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.WARNINGS_LISTED, requests.words(request)
        conditions = _equal(request, rule=warnings.c.rule, matter_code=warnings.c.matter_code)
        if request.subject:
            conditions.append(warnings.c.uscc == requests.code(request.subject))
        if request.raised_from:
            conditions.append(warnings.c.raised_on >= requests.day(request.raised_from, "raised_from"))

        def rows(connection: Connection, after: Any, limit: int) -> Rows:
            return risk.warning_rows(connection, conditions, reader, after=after, limit=limit)

        page = await self._page(request, rows, lambda _connection, found: risk.warning_views(found), order="raised_on")
        for one in page.views:
            about = [subject_key(one.warning.subject)] if one.warning.HasField("subject") else []
            call.shows(subjects=about, record_ids=[one.record_id])
        return pb.ListWarningsResponse(warnings=page.views, next_page_token=page.token, sources=page.sources)

    async def ListRiskGrades(self, request: pb.ListRiskGradesRequest, _context: Any) -> pb.ListRiskGradesResponse:
        """Of each company and scheme the latest grade, or the one that held on a day; newest first."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.RISK_GRADES_LISTED, requests.words(request)
        conditions = _equal(request, scheme=risk_grades.c.scheme, level=risk_grades.c.level)
        if request.subject:
            conditions.append(risk_grades.c.subject == requests.code(request.subject))
        on = requests.day(request.on, "on") if request.on else ""

        def rows(connection: Connection, after: Any, limit: int) -> Rows:
            return risk.grade_rows(connection, conditions, reader, on=on, after=after, limit=limit)

        page = await self._page(request, rows, lambda _connection, found: risk.grade_views(found), order="graded_on")
        call.shows(subjects=[subject_key(one.grade.subject) for one in page.views], record_ids=[one.record_id for one in page.views])
        return pb.ListRiskGradesResponse(grades=page.views, next_page_token=page.token, sources=page.sources)

    async def ListGuidanceCases(self, request: pb.ListGuidanceCasesRequest, _context: Any) -> pb.ListGuidanceCasesResponse:
        """Cases by matter, domain and words, newest first."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.GUIDANCE_READ, requests.words(request)
        conditions = _equal(request, domain=guidance_cases.c.domain)
        if request.matter_code:
            conditions.append(risk.guiding_on(request.matter_code))

        def rows(connection: Connection, after: Any, limit: int) -> Rows:
            return risk.guidance_rows(connection, conditions, reader, text=request.text, after=after, limit=limit)

        page = await self._page(request, rows, lambda _connection, found: risk.guidance_views(found), order="issued_at")
        call.shows(record_ids=[one.record_id for one in page.views])
        return pb.ListGuidanceCasesResponse(cases=page.views, next_page_token=page.token, sources=page.sources)

    async def ListCorrections(self, request: pb.ListCorrectionsRequest, _context: Any) -> pb.ListCorrectionsResponse:
        """Requests to correct data with the answers that count, newest first."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.CORRECTIONS_LISTED, requests.words(request)
        conditions = _equal(request, record_id=corrections.c.about_record_id, origin=corrections.c.about_origin)
        if request.open_only:
            conditions.append(corrections.c.open)

        def rows(connection: Connection, after: Any, limit: int) -> Rows:
            return reading.correction_rows(connection, conditions, reader, after=after, limit=limit)

        page = await self._page(request, rows, reading.correction_views, order="issued_at")
        call.shows(record_ids=[one.record_id for one in page.views])
        return pb.ListCorrectionsResponse(corrections=page.views, next_page_token=page.token)

    async def _page(
        self,
        request: Any,
        rows: Callable[[Connection, Any, int], Rows],
        views: Callable[[Connection, Rows], list[Any]],
        *,
        order: str,
    ) -> Page:
        """A page of rows in the order of a column (falling) and their position, from one view of the database."""
        limit, reader, key = page_size(request), self.reader(), key_in(request, [])
        after = (key[0], int(key[1])) if key else None

        def ask(connection: Connection) -> Page:
            found = rows(connection, after, limit + 1)
            token = token_for(request, [getattr(found[limit - 1], order), found[limit - 1].position]) if len(found) > limit else ""
            return Page(views(connection, found[:limit]), token, reading.Ledgers.read(connection).freshness(reader))

        return await self.read(ask)


def _equal(request: Any, **columns: Column[Any]) -> list[ColumnElement[bool]]:
    """Conditions of the request's fields that are set, each on the column of its name."""
    return [column == value for name, column in columns.items() if (value := getattr(request, name))]
