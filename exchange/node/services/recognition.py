"""RecognitionService: rely on a neighbour's outcome, and what becomes of that."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection

from exchange.domain.audit import AuditTag
from exchange.domain.recognition import SCOPES, advise
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service, published, subject_key
from exchange.storage import lives, reading
from exchange.storage.tables import outcomes, recognitions, withdrawals
from exchange.storage.writer import RequestKey
from exchange.sync.publisher import DraftRequest
from exchange.sync.recognising import facts_of
from exchange.v1 import error_pb2, recognition_pb2, record_pb2, record_service_pb2
from exchange.v1 import recognition_service_pb2 as pb
from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceServicer
from exchange.wire import RefusedError, invalid

MAX_OUTCOMES = 50  # of one company that are answered for, newest first: six scopes each


class RecognitionService(Service, RecognitionServiceServicer):
    """For the organs of this node's member."""

    async def CheckRecognition(self, request: pb.CheckRecognitionRequest, _context: Any) -> pb.CheckRecognitionResponse:
        """Each scope of an outcome, or of a company's outcomes: may the organ rely on it, and why or why not."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.RECOGNITION_CHECKED, requests.words(request)
        self._check_organ(request.organ)
        conditions = self._asked(request)
        said = recognition_pb2.Recognition(
            matter_code=request.matter_code, report_number=request.report_number, standard_record_id=request.standard_record_id
        )

        def ask(connection: Connection) -> pb.CheckRecognitionResponse:
            known = reading.Ledgers.read(connection)
            rows = reading.outcome_rows(connection, conditions, reader, after=None, limit=MAX_OUTCOMES + 1)
            agreements = reading.agreements_in_force(connection).values()
            answer = pb.CheckRecognitionResponse(sources=known.freshness(reader), truncated=len(rows) > MAX_OUTCOMES)
            for decision in lives.load_rows(connection, rows[:MAX_OUTCOMES], foreign=True):
                view = reading.outcome_view(decision, known=known, reader=reader, today=self.context.today)
                facts = facts_of(connection, decision, self.context, organ=request.organ, recognition=said)
                for scope in [request.scope] if request.scope else SCOPES:
                    advice = advise(facts, scope, agreements=agreements)
                    advice.outcome.CopyFrom(view)
                    answer.advice.append(advice)
            return answer

        answer = await self.read(ask)
        if request.outcome_record_id and not answer.advice:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no outcome {request.outcome_record_id} is held here")
        call.shows(
            subjects=[request.subject, *(subject_key(one.outcome.outcome.subject) for one in answer.advice if not one.outcome.erased)],
            record_ids=[one.outcome.record_id for one in answer.advice],
        )
        return answer

    def _asked(self, request: pb.CheckRecognitionRequest) -> Sequence[ColumnElement[bool]]:
        """The outcomes in question: one, or a company's that neighbours decided.

        Raises:
            RefusedError: FIELD_INVALID, where neither or both are named.
        """
        if bool(request.outcome_record_id) == bool(request.subject):
            raise invalid("outcome_record_id", "name an outcome or a company (subject), one of them")
        if request.outcome_record_id:
            return [outcomes.c.record_id == request.outcome_record_id]
        conditions = [outcomes.c.uscc == requests.code(request.subject), outcomes.c.origin != self.context.member]
        return [*conditions, outcomes.c.domain == request.domain] if request.domain else conditions

    def _check_organ(self, organ: str) -> None:
        descriptor = self.context.trust.membership.members[self.context.member]
        if organ not in {one.uscc for one in descriptor.organs}:
            raise RefusedError(error_pb2.ERROR_REASON_ORGAN_UNKNOWN, f"{organ} isn't an organ of {self.context.member} in the membership")

    async def RecogniseOutcome(self, request: pb.RecogniseOutcomeRequest, _context: Any) -> pb.RecogniseOutcomeResponse:
        """Signs a recognition for its outcome's origin to see; the conditions are checked as for every record (`sync.admission`)."""
        call = current()
        call.tag, call.query = AuditTag.OUTCOME_RECOGNISED, f"{request.recognition.outcome_record_id} {request.basis_id}"
        call.shows(record_ids=[request.recognition.outcome_record_id])
        recognition = recognition_pb2.Recognition()
        recognition.CopyFrom(request.recognition)
        if not recognition.last_revision_record_id:
            decision = await self.read(lambda connection: lives.load(connection, recognition.outcome_record_id))
            recognition.last_revision_record_id = decision.life.last_applied if decision else ""
        draft = record_pb2.RecordDraft(
            organ=request.organ,
            thread_id=recognition.outcome_record_id,
            audience=[recognition.outcome_origin],
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=request.basis_id,
            purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
            recognition=recognition,
        )
        return pb.RecogniseOutcomeResponse(published=await self._sign(draft, request))

    async def ReviewReliance(self, request: pb.ReviewRelianceRequest, _context: Any) -> pb.ReviewRelianceResponse:
        """Signs a person's review of a local decision whose ground was withdrawn; it stays within this member."""
        call = current()
        call.tag, call.query = AuditTag.RELIANCE_REVIEWED, request.review.recognition_record_id
        call.shows(record_ids=[request.review.recognition_record_id])
        relied = await self.read(self._relied(request.review.recognition_record_id))
        review = recognition_pb2.RelianceReview()
        review.CopyFrom(request.review)
        review.ended_by = review.ended_by or (relied.ended_by if relied else "")
        draft = record_pb2.RecordDraft(
            organ=request.organ,
            thread_id=review.recognition_record_id,
            sharing_class=record_pb2.SHARING_CLASS_WITHHELD,
            basis_id=request.basis_id or (relied.basis_id if relied else ""),
            purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
            reliance_review=review,
        )
        return pb.ReviewRelianceResponse(published=await self._sign(draft, request))

    def _relied(self, record_id: str) -> Any:
        mine = [recognitions.c.record_id == record_id, recognitions.c.member == self.context.member]

        def ask(connection: Connection) -> pb.RelianceView | None:
            rows = reading.reliance_rows(connection, mine, before=0, limit=1)
            return reading.reliance_view(rows[0]) if rows else None

        return ask

    async def _sign(self, draft: record_pb2.RecordDraft, request: Any) -> record_service_pb2.PublishRecordResponse:
        call = current()
        if call.identity and draft.organ != call.identity.name:
            fault = f"the certificate is {call.identity.name}'s; it can't sign for {draft.organ}"
            raise RefusedError(error_pb2.ERROR_REASON_SIGNING_NOT_GRANTED, fault)
        digest = sha256(request.SerializeToString(deterministic=True)).digest()
        key = RequestKey(request_id=request.request_id, caller=call.identity.uri if call.identity else "", digest=digest)
        items = await asyncio.to_thread(self.publisher.draft_items, [DraftRequest(draft=draft, request=key)])
        return published(await self.publish(items, call))

    async def ListReliance(self, request: pb.ListRelianceRequest, _context: Any) -> pb.ListRelianceResponse:
        """What relied on outcomes, newest first: here, and at neighbours who rely on this member's."""
        call, limit = current(), page_size(request)
        call.tag, call.query = AuditTag.RELIANCE_LISTED, requests.words(request)
        columns = {
            "outcome_record_id": recognitions.c.outcome_record_id,
            "state": recognitions.c.state,
            "organ": recognitions.c.organ,
            "scope": recognitions.c.scope,
        }
        conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]
        before = key_in(request, 0)

        def ask(connection: Connection) -> pb.ListRelianceResponse:
            rows = reading.reliance_rows(connection, conditions, before=before, limit=limit + 1)
            token = token_for(request, rows[limit - 1].position) if len(rows) > limit else ""
            return pb.ListRelianceResponse(reliances=[reading.reliance_view(row) for row in rows[:limit]], next_page_token=token)

        answer = await self.read(ask)
        call.shows(record_ids=[one.recognition_record_id for one in answer.reliances])
        return answer

    async def ListWithdrawals(self, request: pb.ListWithdrawalsRequest, _context: Any) -> pb.ListWithdrawalsResponse:
        """This member's withdrawals with what each peer has done about them; or a peer's, with what was done here. Newest first."""
        call, limit, own = current(), page_size(request), self.context.member
        call.tag, call.query = AuditTag.WITHDRAWALS_LISTED, requests.words(request)
        origin = request.origin or own
        peers = set(self.context.trust.membership.members) - {own} if origin == own else {own}
        conditions = [withdrawals.c.outcome_origin == origin]
        if request.outcome_record_id:
            conditions.append(withdrawals.c.outcome_record_id == request.outcome_record_id)
        before = key_in(request, 0)

        def ask(connection: Connection) -> pb.ListWithdrawalsResponse:
            found = reading.withdrawal_views(connection, conditions, peers=peers, before=before, limit=limit + 1)
            token = token_for(request, found[limit - 1][0]) if len(found) > limit else ""
            return pb.ListWithdrawalsResponse(withdrawals=[view for _position, view in found[:limit]], next_page_token=token)

        answer = await self.read(ask)
        call.shows(record_ids=[id_ for one in answer.withdrawals for id_ in (one.outcome_record_id, one.revision_record_id)])
        return answer
