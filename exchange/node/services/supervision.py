"""SupervisionService: tasks with their clocks, the register of interventions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from exchange.domain.audit import AuditTag
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.storage import reading
from exchange.storage.tables import interventions
from exchange.v1 import supervision_service_pb2 as pb
from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceServicer


class SupervisionService(Service, SupervisionServiceServicer):
    """What isn't here yet is answered with UNIMPLEMENTED."""

    async def ListInterventions(self, request: pb.ListInterventionsRequest, _context: Any) -> pb.ListInterventionsResponse:
        """The register, newest first, for auditors alone (permissions.toml; reading.visible hides it from everybody else)."""
        call, reader, limit = current(), self.reader(), page_size(request)
        call.tag, call.query = AuditTag.INTERVENTIONS_READ, requests.words(request)
        columns = {"thread_id": interventions.c.case_record_id, "organ": interventions.c.organ}
        conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]
        before = key_in(request, 0)

        def ask(connection: Connection) -> pb.ListInterventionsResponse:
            rows = reading.intervention_rows(connection, conditions, reader, before=before, limit=limit + 1)
            token = token_for(request, rows[limit - 1].position) if len(rows) > limit else ""
            return pb.ListInterventionsResponse(interventions=reading.intervention_views(rows[:limit]), next_page_token=token)

        found = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in found.interventions])
        return found
