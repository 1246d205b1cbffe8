"""SupervisionService: tasks with their clocks, the register of interventions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection

from exchange.domain.audit import AuditTag
from exchange.domain.calendar import end_of_day
from exchange.domain.tasks import audited_subjects
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.node.services.tasks import as_of, seen_by
from exchange.storage import reading
from exchange.storage.clocks import microseconds
from exchange.storage.tables import interventions, tasks
from exchange.v1 import supervision_service_pb2 as pb
from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceServicer


class SupervisionService(Service, SupervisionServiceServicer):
    """For the organs of this node's member, its planners and its supervising auditor."""

    async def ListTasks(self, request: pb.ListTasksRequest, _context: Any) -> pb.ListTasksResponse:
        """Most urgent first."""
        call, limit = current(), page_size(request)
        call.tag, call.query = AuditTag.TASKS_LISTED, requests.words(request)
        at = as_of(self.context, request.as_of if request.HasField("as_of") else None)
        conditions = [*seen_by(call, self.context.member), *_wanted(request), reading.in_states(request.states, at)]
        after = _after(request)

        def ask(connection: Connection) -> pb.ListTasksResponse:
            rows = reading.task_rows(connection, conditions, at, after=after, limit=limit + 1)
            last = rows[limit - 1] if len(rows) > limit else None
            token = token_for(request, [last.due_at, last.thread_id, last.task_id]) if last else ""
            return pb.ListTasksResponse(tasks=reading.task_views(rows[:limit], at), next_page_token=token, as_of=at.now)

        found = await self.read(ask)
        call.shows(
            subjects=[key for one in found.tasks for key in audited_subjects(one)], record_ids=[one.thread_id for one in found.tasks]
        )
        return found

    async def SummariseTasks(self, request: pb.SummariseTasksRequest, _context: Any) -> pb.SummariseTasksResponse:
        """How many, by member, organ, rule and state."""
        call = current()
        call.tag, call.query = AuditTag.TASKS_LISTED, requests.words(request)
        at = as_of(self.context, request.as_of if request.HasField("as_of") else None)
        conditions = seen_by(call, self.context.member)
        if request.member:
            conditions.append(tasks.c.member == request.member)
        counts = await self.read(lambda connection: reading.task_counts(connection, conditions, at))
        return pb.SummariseTasksResponse(counts=counts, as_of=at.now)

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


def _wanted(request: pb.ListTasksRequest) -> list[ColumnElement[bool]]:
    columns = {
        "member": tasks.c.member,
        "organ": tasks.c.organ,
        "rule_id": tasks.c.rule_id,
        "thread_id": tasks.c.thread_id,
        "subject": tasks.c.subject,
    }
    conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]
    if request.due_to:
        last = date.fromisoformat(requests.day(request.due_to, "due_to"))
        conditions.append(tasks.c.due_at <= microseconds(end_of_day(last)))
    return conditions


def _after(request: pb.ListTasksRequest) -> reading.AfterTask | None:
    key = key_in(request, [])
    return (int(key[0]), str(key[1]), str(key[2])) if key else None
