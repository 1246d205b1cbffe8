"""RiskService: warnings, grades, guidance cases, corrections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection

from exchange.domain.audit import AuditTag
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.storage import reading
from exchange.storage.tables import corrections
from exchange.v1 import risk_service_pb2 as pb
from exchange.v1.risk_service_pb2_grpc import RiskServiceServicer


class RiskService(Service, RiskServiceServicer):
    """Read-only; what is listed is published as records."""

    async def ListCorrections(self, request: pb.ListCorrectionsRequest, _context: Any) -> pb.ListCorrectionsResponse:
        """Requests to correct data with the answers that count, newest first."""
        call, reader, limit = current(), self.reader(), page_size(request)
        call.tag, call.query = AuditTag.CORRECTIONS_LISTED, requests.words(request)
        columns = {"record_id": corrections.c.about_record_id, "origin": corrections.c.about_origin}
        conditions: list[ColumnElement[bool]] = [column == value for name, column in columns.items() if (value := getattr(request, name))]
        if request.open_only:
            conditions.append(corrections.c.open)
        after = _after(request)

        def ask(connection: Connection) -> pb.ListCorrectionsResponse:
            rows = reading.correction_rows(connection, conditions, reader, after=after, limit=limit + 1)
            token = token_for(request, [rows[limit - 1].issued_at, rows[limit - 1].position]) if len(rows) > limit else ""
            return pb.ListCorrectionsResponse(corrections=reading.correction_views(connection, rows[:limit]), next_page_token=token)

        found = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in found.corrections])
        return found


def _after(request: Any) -> tuple[int, int] | None:
    key = key_in(request, [])
    return (int(key[0]), int(key[1])) if key else None
