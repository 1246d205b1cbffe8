"""InspectionService: plans and draws, each folded or computed anew from the ledgers that this node holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from exchange.domain.audit import AuditTag
from exchange.domain.inspections import EnforcingOrgan, joint_rights
from exchange.domain.inspections import fold as fold_plan
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.node.services.inspection_plans import (
    answers_of,
    made_of,
    plan_view,
    planned_of,
    recognitions_of,
    rectifications_of,
    results_of,
    signed_by,
)
from exchange.node.services.inspection_registers import register_view
from exchange.planning.draw import is_revealed
from exchange.planning.ledger_draw import Folded, Thread, check, core_task, fold
from exchange.planning.plan_draws import findings_of, seen_draw
from exchange.storage.plan_threads import folded_plans, plan_rows, plans_named, steps_of
from exchange.storage.reading.agreements import agreements_in_force
from exchange.storage.reading.registers import register_rows
from exchange.storage.threads import header_of
from exchange.sync.draw_threads import task_row, task_rows, thread_of
from exchange.v1 import error_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceServicer
from exchange.wire import RefusedError, invalid

REGISTER_KEY = ("member", "organ", "name")
REGISTERS_AT_ONCE = 8 << 20  # bytes of registers in one answer; a message may have 32 MiB
AUDITED = 1000  # companies, and records, that an audit event names at most


class InspectionService(Service, InspectionServiceServicer):
    """For this member's planners, organs and auditors: what stands here was addressed to this member."""

    async def ListDraws(self, request: pb.ListDrawsRequest, _context: Any) -> pb.ListDrawsResponse:
        """Newest first, ledger by ledger."""
        call, limit, before = current(), page_size(request), key_in(request, 0)
        call.tag, call.query = AuditTag.DRAWS_READ, requests.words(request)

        def ask(connection: Connection) -> tuple[list[pb.DrawView], int]:
            rows = task_rows(connection, before=before, limit=limit + 1)
            views = [_view(row, thread := thread_of(connection, row), fold(thread)) for row in rows[:limit]]
            return views, int(rows[limit - 1].position) if len(rows) > limit else 0

        views, last = await self.read(ask)
        call.shows(record_ids=[one.task_record_id for one in views])
        return pb.ListDrawsResponse(draws=views, next_page_token=token_for(request, last) if last else "")

    async def GetDraw(self, request: pb.GetDrawRequest, _context: Any) -> pb.GetDrawResponse:
        """One, with its lists and what a recomputation finds."""
        call = current()
        call.tag, call.query = AuditTag.DRAWS_READ, requests.words(request)

        def ask(connection: Connection) -> pb.GetDrawResponse:
            row = task_row(connection, request.task_record_id)
            if row is None:
                raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no draw's task {request.task_record_id} is here")
            thread = thread_of(connection, row)
            folded = fold(thread)
            findings = [pb.DrawFinding(fault=one.fault, name=one.name, fact=one.fact) for one in check(thread, folded)]
            answer = pb.GetDrawResponse(draw=_view(row, thread, folded), task=thread.task, findings=findings)
            if folded.result is not None:
                answer.result.CopyFrom(folded.result.content)
            return answer

        answer = await self.read(ask)
        call.shows(subjects=[one.uscc for one in answer.task.candidates[:AUDITED]], record_ids=[request.task_record_id])
        return answer

    async def ListInspectionPlans(self, request: pb.ListInspectionPlansRequest, _context: Any) -> pb.ListInspectionPlansResponse:
        """Newest first, ledger by ledger."""
        call, limit, before = current(), page_size(request), key_in(request, 0)
        call.tag, call.query = AuditTag.PLANS_READ, requests.words(request)

        def ask(connection: Connection) -> tuple[list[pb.PlanView], int]:
            rows = plan_rows(connection, before=before, limit=limit + 1)
            plans = plans_named(connection, (row.record_id for row in rows[:limit]))
            return [plan_view(one) for one in plans], int(rows[limit - 1].position) if len(rows) > limit else 0

        views, last = await self.read(ask)
        call.shows(record_ids=[one.plan_id for one in views])
        return pb.ListInspectionPlansResponse(plans=views, next_page_token=token_for(request, last) if last else "")

    async def GetInspectionPlan(self, request: pb.GetInspectionPlanRequest, _context: Any) -> pb.GetInspectionPlanResponse:
        """One, with the parties' answers to its newest version and what was found."""
        call = current()
        call.tag, call.query = AuditTag.PLANS_READ, requests.words(request)

        def ask(connection: Connection) -> pb.GetInspectionPlanResponse:
            plan = fold_plan(request.plan_id, steps_of(connection, request.plan_id))
            if plan is None:
                raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no inspection plan {request.plan_id} is here")
            tasks = {one: task_row(connection, one) for one in plan.current.content.draw_task_record_ids}
            draws = {one: seen_draw(thread_of(connection, row)) if row is not None else None for one, row in tasks.items()}
            return pb.GetInspectionPlanResponse(
                view=plan_view(plan),
                plan=plan.current.content,
                answers=answers_of(plan),
                results=results_of(plan),
                rectifications=rectifications_of(plan),
                recognitions=recognitions_of(plan),
                findings=findings_of(plan.current.content, draws),
                in_force=plan.in_force.content if plan.in_force is not None and plan.in_force is not plan.current else None,
            )

        answer = await self.read(ask)
        call.shows(subjects=[one.uscc for one in answer.plan.visits[:AUDITED]], record_ids=[request.plan_id])
        return answer

    async def GetInspectionHistory(self, request: pb.GetInspectionHistoryRequest, _context: Any) -> pb.GetInspectionHistoryResponse:
        """Over all plans held here: visits from a day on, rectifications that are open, recognitions that stand."""
        call = current()
        call.tag, call.query = AuditTag.PLANS_READ, requests.words(request)
        since, organs = requests.day(request.since, "since"), frozenset(request.organs)

        def ask(connection: Connection) -> pb.GetInspectionHistoryResponse:
            answer = pb.GetInspectionHistoryResponse()
            for plan in folded_plans(connection):
                if not organs or not organs.isdisjoint(signed_by(plan)):
                    answer.made.extend(made_of(plan, since))
                    answer.planned.extend(planned_of(plan, since))
                open_ones = (one for one in rectifications_of(plan) if not one.rectified)
                answer.rectifications.extend(one for one in open_ones if not organs or one.organ in organs)
                answer.recognitions.extend(one for one in recognitions_of(plan) if not organs or one.organ in organs)
            answer.joint_rights.extend(joint_rights(agreements_in_force(connection).values(), self._organs()))
            return answer

        answer = await self.read(ask)
        told = (*answer.made, *answer.planned, *answer.rectifications, *answer.recognitions)
        companies, plans = ({getattr(one, name): None for one in told} for name in ("uscc", "plan_id"))
        call.shows(subjects=list(companies)[:AUDITED], record_ids=list(plans)[:AUDITED])
        return answer

    def _organs(self) -> list[EnforcingOrgan]:
        """Of all members."""
        members = self.context.trust.membership.members
        return [
            EnforcingOrgan(uscc=one.uscc, member=code, domains=frozenset(one.domains))
            for code, each in members.items()
            for one in each.organs
        ]

    async def ListInspectionRegisters(
        self, request: pb.ListInspectionRegistersRequest, _context: Any
    ) -> pb.ListInspectionRegistersResponse:
        """By member, organ and name; a page ends early where registers are large. The last page may be empty."""
        call, limit, key = current(), page_size(request), key_in(request, [])
        call.tag, call.query = AuditTag.REGISTERS_READ, requests.words(request)
        if key and not (len(key) == len(REGISTER_KEY) and all(isinstance(one, str) for one in key)):
            raise invalid("page_token", "isn't one this node gave; start without it")
        reader, after = self.reader(), (key[0], key[1], key[2]) if key else None
        rows = await self.read(lambda connection: register_rows(connection, reader, after=after, limit=limit, most_bytes=REGISTERS_AT_ONCE))
        views = [register_view(row) for row in rows]
        call.shows(record_ids=[one.record_id for one in views])
        last = views[-1] if views else None
        token = token_for(request, [last.member, last.organ, last.register.name]) if last is not None else ""
        return pb.ListInspectionRegistersResponse(registers=views, next_page_token=token)


def _view(row: Row[Any], thread: Thread, folded: Folded) -> pb.DrawView:
    view = pb.DrawView(
        task_record_id=thread.task_id,
        origin=thread.lead,
        organ=thread.organ,
        issued_at=header_of(row).issued_at,
        title=thread.task.title,
        state=_state(thread, folded),
        number=folded.number,
        withheld=folded.withheld,
        result_record_id=folded.result.record_id if folded.result else "",
        candidates=len(thread.task.candidates),
        reveal_by=thread.task.reveal_by,
    )
    if folded.failed:
        return view
    core, running = core_task(thread), folded.running
    for member in folded.parties:
        view.parties.add(
            member=member,
            commitment=running.commitments.get(member, b""),
            nonce=running.nonces.get(member, b""),
            revealed=is_revealed(core, running, number=folded.number, member=member),
            equivocated=member in folded.equivocated,
        )
    return view


def _state(thread: Thread, folded: Folded) -> pb.DrawState:
    if folded.result is not None:
        return pb.DRAW_STATE_DISPUTED if check(thread, folded) or not folded.complete else pb.DRAW_STATE_DRAWN
    if folded.failed:
        return pb.DRAW_STATE_FAILED
    if folded.complete:
        return pb.DRAW_STATE_COMPLETE
    committed = set(folded.parties) <= set(folded.running.commitments)
    return pb.DRAW_STATE_REVEALING if committed else pb.DRAW_STATE_COMMITTING
