"""OperationsService: running the node. Administrators see that a record is stuck and where, never what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Connection, Row

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import ledger_origin
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.storage import audit, forks, ledgers
from exchange.storage.ledgers import Head
from exchange.storage.reading import fates, operations
from exchange.storage.reading.base import timestamp
from exchange.sync.deliver import replay
from exchange.sync.kinds import kind_of
from exchange.sync.probing import Probe
from exchange.sync.runner import Jobs
from exchange.sync.standing import failed_pulls, standings
from exchange.trust.errors import UnknownMemberError
from exchange.v1 import audit_pb2
from exchange.v1 import operations_service_pb2 as pb
from exchange.v1.operations_service_pb2_grpc import OperationsServiceServicer
from exchange.wire import invalid

DESK = "#desk"  # the runner of what people ask for, beside the schedule's own


class OperationsService(Service, OperationsServiceServicer):
    """For this member's administrators."""

    async def GetFederation(self, _request: pb.GetFederationRequest, _context: Any) -> pb.GetFederationResponse:
        """All members."""
        call, context = current(), self.context
        call.tag = AuditTag.FEDERATION_READ
        members = await self.read(lambda connection: list(standings(connection, context)))
        answer = pb.GetFederationResponse(members=members, as_of=self._now())
        answer.membership_expires_at.FromDatetime(context.trust.client.status().expires_at)
        return answer

    async def TestConnection(self, request: pb.TestConnectionRequest, _context: Any) -> pb.TestConnectionResponse:
        """Stage by stage, each for a bounded time."""
        call = current()
        call.tag, call.query = AuditTag.CONNECTION_TESTED, requests.words(request)
        try:
            probe = Probe(self.context, request.member)
        except UnknownMemberError as error:
            raise invalid("member", f"{request.member} isn't a member") from error
        found = await asyncio.to_thread(probe.run)
        call.detail = "" if all(one.passed for one in found.stages) else found.stages[-1].detail
        return found

    async def LiftFreeze(self, request: pb.LiftFreezeRequest, _context: Any) -> pb.LiftFreezeResponse:
        """In one transaction with its audit event."""
        call, context, origin = current(), self.context, ledger_origin(request.member)
        call.tag, call.ledger, call.query, call.detail = AuditTag.LEDGER_LIFTED, origin, requests.words(request), request.reason
        event = call.event(audit_pb2.AUDIT_RESULT_ALLOWED)

        def lift() -> int:
            now = context.microseconds()
            with context.database.durable() as connection:
                count = forks.lift(connection, origin, by=f"{call.actor}: {request.reason}", now=now)
                if count:
                    audit.append(connection, context.member, [event], now=now)
                return count

        count = await asyncio.to_thread(lift)
        if not count:
            raise invalid("member", f"{origin} isn't frozen")
        call.logged = True
        return pb.LiftFreezeResponse(lifted=count)

    async def ListJobs(self, _request: pb.ListJobsRequest, _context: Any) -> pb.ListJobsResponse:
        """Each with its last run."""
        current().tag = AuditTag.JOBS_LISTED
        jobs, sync, now = Jobs(self.context, part=DESK), self.context.settings.sync, self.context.microseconds()

        def ask(connection: Connection) -> pb.ListJobsResponse:
            last, good = operations.last_runs(connection), operations.last_runs(connection, result=operations.DONE)
            holders = operations.holders(connection, now)
            found = pb.ListJobsResponse()
            for name in jobs.names():
                one = found.jobs.add(name=name, interval_s=kind_of(name)[0].interval_s(sync), holder=holders.get(name, ""))
                if name in last:
                    one.last_run.CopyFrom(last[name])
                if name in good:
                    one.last_success_at.CopyFrom(good[name].finished_at)
            return found

        return await self.read(ask)

    async def ListJobRuns(self, request: pb.ListJobRunsRequest, _context: Any) -> pb.ListJobRunsResponse:
        """Newest first."""
        call, limit = current(), page_size(request)
        call.tag, call.query = AuditTag.JOBS_LISTED, requests.words(request)
        before = key_in(request, 0)
        runs = await self.read(
            lambda connection: operations.run_views(
                connection, job=request.job, failed_only=request.failed_only, before=before, limit=limit + 1
            )
        )
        token = token_for(request, runs[limit - 1].id) if len(runs) > limit else ""
        return pb.ListJobRunsResponse(runs=runs[:limit], next_page_token=token)

    async def RunJob(self, request: pb.RunJobRequest, _context: Any) -> pb.RunJobResponse:
        """Through the same lease as the schedule's."""
        call, jobs = current(), Jobs(self.context, part=DESK)
        call.tag, call.query = AuditTag.JOB_RUN, requests.words(request)
        names = jobs.names()
        if request.name not in names:
            raise invalid("name", f"{request.name!r} isn't a job of this node; they are {', '.join(names)}")
        try:
            found = await asyncio.to_thread(jobs.try_run, request.name)
        finally:
            jobs.peers.close()
        if found is None:
            return pb.RunJobResponse(busy=True)
        call.detail = found[1]
        return pb.RunJobResponse(counts=found[0], error=found[1])

    async def ListDeliveries(self, request: pb.ListDeliveriesRequest, _context: Any) -> pb.ListDeliveriesResponse:
        """Oldest first."""
        call, limit, key = current(), page_size(request), key_in(request, [])
        call.tag, call.query = AuditTag.DELIVERIES_LISTED, requests.words(request)
        after = (int(key[0]), int(key[1]), str(key[2])) if key else None

        def ask(connection: Connection) -> tuple[Sequence[Row[Any]], dict[int, str]]:
            origins = {head.number: head.origin for head in ledgers.list_heads(connection)}
            return operations.held_rows(connection, request, after=after, limit=limit + 1), origins

        rows, origins = await self.read(ask)
        last = rows[limit - 1] if len(rows) > limit else None
        token = token_for(request, [last.failed_at, last.position, last.store]) if last is not None else ""
        call.shows(record_ids=[row.record_id for row in rows[:limit]])
        views = [operations.held_view(row, origins) for row in rows[:limit]]
        return pb.ListDeliveriesResponse(deliveries=views, next_page_token=token)

    async def ReplayDeliveries(self, request: pb.ReplayDeliveriesRequest, _context: Any) -> pb.ReplayDeliveriesResponse:
        """The next run of the delivery job takes them."""
        call = current()
        call.tag, call.query = AuditTag.DELIVERY_REPLAYED, requests.words(request)
        count = await asyncio.to_thread(replay, self.context, store=request.store, record_id=request.record_id, reason=request.reason)
        return pb.ReplayDeliveriesResponse(replayed=count)

    async def ExplainAbsence(self, request: pb.ExplainAbsenceRequest, _context: Any) -> pb.ExplainAbsenceResponse:
        """By id, or by member and index."""
        call = current()
        call.tag, call.query = AuditTag.ABSENCE_EXPLAINED, requests.words(request)
        if not request.record_id and not (request.member and request.HasField("index")):
            raise invalid("record_id", "give the record's id, or the member and the index of its ledger's place")

        def ask(connection: Connection) -> list[pb.RecordFate]:
            heads = self._heads(connection, request.member)
            failures = {code: run.error for code, run in failed_pulls(connection).items()}
            stores = [one.name for one in self.context.settings.case_stores if one.deliver]
            asked = fates.Asked(heads=heads, stores=stores, failures=failures)
            if request.record_id:
                return fates.fates_of_record(connection, asked, request.record_id)
            return [fates.fate_at(connection, asked, heads[0], request.index)]

        found = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in found])
        return pb.ExplainAbsenceResponse(fates=found, as_of=self._now())

    def _heads(self, connection: Connection, member: str) -> list[Head]:
        """Of the ledgers of records: the member's, or all members', those too of which nothing has been read yet."""
        members = self.context.trust.membership.members
        if member and member not in members:
            raise invalid("member", f"{member} isn't a member; members are {', '.join(sorted(members))}")
        heads = {head.origin: head for head in ledgers.list_heads(connection)}
        origins = map(ledger_origin, [member] if member else sorted(members))
        return [heads.get(origin) or ledgers.unread(origin) for origin in origins]

    def _now(self) -> Timestamp | None:
        return timestamp(self.context.microseconds())
