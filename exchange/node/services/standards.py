"""StandardService: which wording applied where, on which day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_

from exchange.domain.audit import AuditTag
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.storage import reading
from exchange.storage.tables import standards
from exchange.v1 import standard_service_pb2
from exchange.v1.standard_service_pb2_grpc import StandardServiceServicer


class StandardService(Service, StandardServiceServicer):
    """Read-only."""

    async def GetStandardInForce(
        self, request: standard_service_pb2.GetStandardInForceRequest, _context: Any
    ) -> standard_service_pb2.GetStandardInForceResponse:
        """The versions in force on a day (处罚法 37)."""
        call, reader, day = current(), self.reader(), requests.day(request.on, "on")
        call.tag, call.query = AuditTag.STANDARDS_READ, requests.words(request)
        conditions = [standards.c.valid_from <= day, or_(standards.c.valid_to == "", standards.c.valid_to >= day)]
        if request.standard_id:
            conditions.append(standards.c.standard_id == request.standard_id)
        if request.matter_code:
            conditions.append(reading.touching_matter(request.matter_code))
        if request.member:
            conditions.append(standards.c.origin == request.member)

        def ask(connection: Connection) -> standard_service_pb2.GetStandardInForceResponse:
            known = reading.Ledgers.read(connection)
            rows = reading.standard_rows(connection, conditions, reader, after=0, limit=1000)
            newest: dict[tuple[str, str], Any] = {}
            for row in rows:
                kept = newest.get((row.origin, row.standard_id))
                if kept is None or (row.valid_from, row.version) > (kept.valid_from, kept.version):
                    newest[row.origin, row.standard_id] = row
            views = reading.standard_views(list(newest.values()), known)
            return standard_service_pb2.GetStandardInForceResponse(standards=views, sources=known.freshness(reader))

        return await self.read(ask)

    async def ListStandards(
        self, request: standard_service_pb2.ListStandardsRequest, _context: Any
    ) -> standard_service_pb2.ListStandardsResponse:
        """All versions, oldest first."""
        call, reader, limit = current(), self.reader(), page_size(request)
        call.tag, call.query = AuditTag.STANDARDS_READ, requests.words(request)
        columns = {"member": standards.c.origin, "domain": standards.c.domain, "kind": standards.c.kind}
        conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]
        after = key_in(request, 0)

        def ask(connection: Connection) -> standard_service_pb2.ListStandardsResponse:
            rows = reading.standard_rows(connection, conditions, reader, after=after, limit=limit + 1)
            views = reading.standard_views(rows[:limit], reading.Ledgers.read(connection))
            token = token_for(request, rows[limit - 1].position) if len(rows) > limit else ""
            return standard_service_pb2.ListStandardsResponse(standards=views, next_page_token=token)

        return await self.read(ask)
