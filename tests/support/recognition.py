"""Scenes of recognition: an agreement that all sign, an outcome that meets every condition, recognitions of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from exchange.settings import NodeSettings
from exchange.v1 import (
    agreement_pb2,
    audit_pb2,
    audit_pb2_grpc,
    lead_pb2,
    outcome_pb2,
    recognition_pb2,
    recognition_service_pb2,
    recognition_service_pb2_grpc,
    record_pb2,
    record_service_pb2,
)
from tests.support.access import CALL_TIMEOUT_S
from tests.support.federation import ORGANS, SOURCE, channel_to, draft, record_stub

AGREEMENT_ID = "DELTA-2026"
BASIS = f"agreement:{AGREEMENT_ID}"
RECOGNITION = (("exchange-purpose", "OUTCOME_RECOGNITION"),)
SUPERVISION = (("exchange-purpose", "SUPERVISION"),)
WAIT_S = 60.0  # on a loaded machine; 1 s is usual
POLL_S = 0.2
Scope = recognition_pb2.RecognitionScope
R1, R2, R3 = Scope.RECOGNITION_SCOPE_EVIDENCE, Scope.RECOGNITION_SCOPE_TEST, Scope.RECOGNITION_SCOPE_INSPECTION
R4, R5, R6 = Scope.RECOGNITION_SCOPE_DISCRETION, Scope.RECOGNITION_SCOPE_NE_BIS, Scope.RECOGNITION_SCOPE_CREDIT
T = TypeVar("T")


def agreement(member: str, members: Sequence[str], **terms: Any) -> record_pb2.RecordDraft:
    """An agreement of all members over all scopes in market supervision, as one of them signs it."""
    signed = agreement_pb2.Agreement(
        **{
            "agreement_id": AGREEMENT_ID,
            "title": "互认协议",
            "members": sorted(members),
            "domains": [1],
            "valid_from": "2026-01-01",
            "valid_to": "2099-12-31",
            "text_digest": bytes(32),
            "scopes": [one for one in Scope.values() if one],
            "impact_assessment": "PIA-1",
            **terms,
        }
    )
    return record_pb2.RecordDraft(
        organ=ORGANS[member],
        audience=sorted(members),
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=f"agreement:{signed.agreement_id}",
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        agreement=signed,
    )


def officer(number: str, member: str) -> lead_pb2.OfficerReference:
    """An officer of a member's organ."""
    return lead_pb2.OfficerReference(certificate_number=number, organ=ORGANS[member])


def outcome_draft(number: int = 1, *, today: date | None = None, **header: Any) -> record_pb2.RecordDraft:
    """A published decision of SOURCE that carries evidence, a test report and a check."""
    today = today or datetime.now(UTC).date()
    made = draft(number, **header)
    one = made.outcome
    one.matter_code, one.region_code = "31011600000001", SOURCE
    one.decided_on, one.published_on = "2026-01-05", "2026-01-20"
    item = one.evidence.add(
        name="现场照片", kind=outcome_pb2.EVIDENCE_KIND_AUDIO_VISUAL, collecting_organ=ORGANS[SOURCE], method="现场拍摄", original=True,
        officers=[officer("S1", SOURCE), officer("S2", SOURCE)], custody_digests=[bytes(32)],
    )  # fmt: skip
    item.collected_at.FromDatetime(datetime(2026, 1, 4, tzinfo=UTC))
    one.tests.add(
        report_number="R-1", laboratory="检测所", cma_number="CMA1", cma_scope="食品", method_standard="GB 5009", sampling_record="S-1",
        sample="样品", parameter="铅", result="合格", tested_on="2026-01-04",
    )  # fmt: skip
    one.check.CopyFrom(
        outcome_pb2.CheckResult(trigger=2, checked_on="2026-01-04", valid_until=(today + timedelta(days=30)).isoformat(), passed=True)
    )
    return made


def recognition(outcome_id: str, scope: int, member: str, number: int, **given: Any) -> recognition_pb2.Recognition:
    """What an organ of `member` relies on for its local decision `number`."""
    made = recognition_pb2.Recognition(
        outcome_record_id=outcome_id,
        outcome_origin=SOURCE,
        scope=scope,  # type: ignore[arg-type]  # an enum's number
        decision=recognition_pb2.LocalDecision(kind="penalty", document_number=f"决定{number}号", organ=ORGANS[member]),
        reason="依据互认协议采用",
        officer=officer("L1", member),
        **given,
    )
    if scope == R1:
        review = recognition_pb2.EvidenceReview(
            reviewer=officer("L2", member), lawful=True, authentic=True, relevant=True, opinion="符合", items=["现场照片"]
        )
        review.reviewed_at.FromDatetime(datetime.now(UTC))
        made.review.CopyFrom(review)
    if scope == R5:
        made.same_act_confirmed_by.CopyFrom(officer("L3", member))
    return made


def revision_draft(outcome_id: str, kind: int, **given: Any) -> record_pb2.RecordDraft:
    """A step in the outcome's life, for everybody."""
    made = draft(0, thread_id=outcome_id)
    fields = {"kind": kind, "reason": "复议撤销", "effective_on": "2026-02-02", **given}
    made.outcome_revision.CopyFrom(outcome_pb2.OutcomeRevision(**fields))
    return made


class Node:
    """A served node's recognition service, records and audit log, as its own people use them."""

    def __init__(self, settings: NodeSettings) -> None:
        self.settings = settings
        self.member = settings.code
        self._channel = channel_to(settings)
        self._auditor = channel_to(settings, "auditor")
        self.service = recognition_service_pb2_grpc.RecognitionServiceStub(self._channel)

    def close(self) -> None:
        """Hangs up."""
        self._channel.close()
        self._auditor.close()

    def publish(self, made: record_pb2.RecordDraft) -> str:
        """Publishes a draft; returns its record id."""
        request = record_service_pb2.PublishRecordRequest(request_id=str(uuid4()), draft=made)
        return str(record_stub(self.settings).PublishRecord(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S).record_id)

    def record(self, record_id: str) -> record_service_pb2.StoredRecord:
        """GetRecord."""
        request = record_service_pb2.GetRecordRequest(record_id=record_id)
        return record_stub(self.settings).GetRecord(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S).record

    def check(self, **asked: Any) -> recognition_service_pb2.CheckRecognitionResponse:
        """CheckRecognition."""
        request = recognition_service_pb2.CheckRecognitionRequest(organ=ORGANS[self.member], **asked)
        return self.service.CheckRecognition(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S)

    def recognise(self, made: recognition_pb2.Recognition, *, basis: str = BASIS, request_id: str = "") -> str:
        """RecogniseOutcome; returns the recognition's record id."""
        request = recognition_service_pb2.RecogniseOutcomeRequest(
            request_id=request_id or str(uuid4()), organ=ORGANS[self.member], basis_id=basis, recognition=made
        )
        return str(self.service.RecogniseOutcome(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S).published.record_id)

    def review(self, record_id: str, verdict: int = recognition_pb2.RELIANCE_VERDICT_UPHELD) -> str:
        """ReviewReliance; returns the review's record id."""
        made = recognition_pb2.RelianceReview(
            recognition_record_id=record_id,
            verdict=verdict,  # type: ignore[arg-type]  # an enum's number
            reason="另有其他证据",
            officer=officer("L4", self.member),
        )
        request = recognition_service_pb2.ReviewRelianceRequest(request_id=str(uuid4()), organ=ORGANS[self.member], review=made)
        return str(self.service.ReviewReliance(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S).published.record_id)

    def reliances(self, **asked: Any) -> Sequence[recognition_service_pb2.RelianceView]:
        """ListReliance."""
        request = recognition_service_pb2.ListRelianceRequest(page_size=1000, **asked)
        return self.service.ListReliance(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S).reliances

    def withdrawals(self, **asked: Any) -> Sequence[recognition_service_pb2.WithdrawalView]:
        """ListWithdrawals."""
        request = recognition_service_pb2.ListWithdrawalsRequest(page_size=1000, **asked)
        return self.service.ListWithdrawals(request, metadata=RECOGNITION, timeout=CALL_TIMEOUT_S).withdrawals

    def audited(self, tag: str, record_id: str) -> Sequence[audit_pb2.AuditEvent]:
        """Events of a tag that name a record, newest first."""
        stub = audit_pb2_grpc.AuditServiceStub(self._auditor)
        request = audit_pb2.ListAuditEventsRequest(page_size=1000, tag=tag, record_id=record_id)
        return [one.event for one in stub.ListAuditEvents(request, metadata=SUPERVISION, timeout=CALL_TIMEOUT_S).events]


def until(question: Callable[[], T], *, within_s: float = WAIT_S) -> T:
    """Asks again and again until the answer is true."""
    end = time.monotonic() + within_s
    while True:
        if answer := question():
            return answer
        assert time.monotonic() < end, f"not within {within_s} s: {answer!r}"
        time.sleep(POLL_S)
