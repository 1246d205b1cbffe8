"""Who is shown what, by every way there is: each served method × each kind of caller × each class of record, as one table.

Each record bears a mark; whatever comes back, from whichever method, for whichever purpose, is searched for marks. No answer may hold
one that isn't for the caller; and the methods that exist to show records show all that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from exchange.ledger.checkpoints import ledger_origin
from exchange.node.server import served_methods
from exchange.settings import NodeSettings
from exchange.storage import ledgers
from exchange.storage.ledgers import NewEntry
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import (
    attachment_service_pb2,
    audit_pb2,
    inspection_service_pb2,
    lead_service_pb2,
    ledger_pb2,
    operations_service_pb2,
    outcome_service_pb2,
    recognition_service_pb2,
    record_pb2,
    record_service_pb2,
    risk_service_pb2,
    standard_service_pb2,
    subject_pb2,
    subject_service_pb2,
    supervision_service_pb2,
    trust_pb2,
)
from tests.support.access import CALL_TIMEOUT_S, SECOND_ORGAN, as_peer, federate_organs, served
from tests.support.attachments import MadeFile, upload
from tests.support.exchanging import said
from tests.support.federation import ORGANS, SINK, SOURCE, SUBJECT, THIRD, draft, opened, publish
from tests.support.leads import made_lead

MATTER = "00000000000001"
COMPANY = {"name": "虚构公司", "uscc": SUBJECT}
CONDITIONAL, WITHHELD = record_pb2.SHARING_CLASS_CONDITIONAL, record_pb2.SHARING_CLASS_WITHHELD
FILE = MadeFile(b"%PDF-1.7\nMARK-file" + bytes(100))
PURPOSES = [name.removeprefix("PURPOSE_") for name in record_pb2.Purpose.keys()[1:]]


def outcome(mark: str, *, member: str = SOURCE, sharing_class: int = CONDITIONAL, audience: tuple[str, ...] = ()) -> record_pb2.RecordDraft:
    made = draft(sum(map(ord, mark)), member=member, audience=audience)
    made.outcome.act, made.outcome.matter_code, made.sharing_class = f"MARK-{mark}", MATTER, sharing_class  # type: ignore[assignment]
    return made


def standard(mark: str, *, sharing_class: int = CONDITIONAL, audience: tuple[str, ...] = ()) -> record_pb2.RecordDraft:
    content = {
        "standard_id": mark,
        "version": 1,
        "title": f"MARK-{mark}",
        "kind": 2,
        "domain": 1,
        "matter_codes": [MATTER],
        "valid_from": "2025-01-01",
        "items": [{"code": "1", "act": "无照经营"}],
        "issuer_name": "测试机关",
    }
    purpose = record_pb2.PURPOSE_STANDARD_ALIGNMENT
    return said(SOURCE, audience=audience, sharing_class=sharing_class, purpose=purpose, standard=content)


RECORDS: Mapping[str, Callable[[], record_pb2.RecordDraft]] = {
    "outcome-all": lambda: outcome("outcome-all"),
    "outcome-sink": lambda: outcome("outcome-sink", audience=(SINK,)),
    "outcome-withheld": lambda: outcome("outcome-withheld", sharing_class=WITHHELD),
    "standard-all": lambda: standard("standard-all"),
    "standard-sink": lambda: standard("standard-sink", audience=(SINK,)),
    "standard-withheld": lambda: standard("standard-withheld", sharing_class=WITHHELD),
    "lead": lambda: said(
        SOURCE,
        audience=[SINK],
        purpose=record_pb2.PURPOSE_LEAD_TRANSFER,
        lead=made_lead(facts="MARK-lead", attachments=[FILE.said], subject=COMPANY),
    ),
    "grade-withheld": lambda: said(
        SOURCE,
        sharing_class=WITHHELD,
        risk_grade={
            "subject": {"name": "虚构公司", "uscc": SUBJECT},
            "scheme": "MARK-grade-withheld",
            "level": 2,
            "graded_on": "2026-01-05",
        },
    ),
    "guidance-all": lambda: said(SOURCE, guidance_case={"title": "MARK-guidance-all", "domain": 1, "facts": "案情", "ruling": "处理"}),
    "guidance-withheld": lambda: said(
        SOURCE, sharing_class=WITHHELD, guidance_case={"title": "MARK-guidance-withheld", "domain": 1, "facts": "案情", "ruling": "处理"}
    ),
    "intervention": lambda: said(
        SOURCE,
        sharing_class=WITHHELD,
        purpose=record_pb2.PURPOSE_SUPERVISION,
        intervention={
            "case_number": "1",
            "occurred_at": {"seconds": 1_767_000_000},
            "intervener": "某局",
            "form": 1,
            "content": "MARK-intervention",
            "recorder": {"certificate_number": "1", "organ": ORGANS[SOURCE]},
        },
    ),
}
ELSEWHERE = {"mirror", "refused", "file"}  # SINK's record for SOURCE; one that didn't verify; what the lead cites
MARKS = frozenset(RECORDS) | ELSEWHERE

FOR_ALL = {"outcome-all", "standard-all", "guidance-all"}
FOR_SINK = FOR_ALL | {"outcome-sink", "standard-sink", "lead", "file"}
OURS = MARKS - {"refused"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Whose certificate, and what may be shown to it at most."""

    member: str
    who: str
    sees: frozenset[str]


CALLERS = {
    "own organ": Caller(member=SOURCE, who=f"organ-{ORGANS[SOURCE]}", sees=OURS - {"intervention"}),
    "own organ that takes no part": Caller(member=SOURCE, who=f"organ-{SECOND_ORGAN}", sees=OURS - {"intervention", "file"}),
    "own auditor": Caller(member=SOURCE, who="auditor", sees=OURS - {"file"}),
    "own planner": Caller(member=SOURCE, who="planner", sees=OURS - {"intervention", "file"}),
    "own node": Caller(member=SOURCE, who="node", sees=OURS - {"mirror", "file"}),
    "peer organ in the audience": Caller(member=SINK, who=f"organ-{ORGANS[SINK]}", sees=frozenset(FOR_SINK)),
    "peer auditor in the audience": Caller(member=SINK, who="auditor", sees=frozenset(FOR_SINK - {"file"})),
    "peer planner in the audience": Caller(member=SINK, who="planner", sees=frozenset(FOR_SINK - {"file"})),
    "peer node in the audience": Caller(member=SINK, who="node", sees=frozenset(FOR_SINK)),
    "peer organ outside": Caller(member=THIRD, who=f"organ-{ORGANS[THIRD]}", sees=frozenset(FOR_ALL)),
    "peer auditor outside": Caller(member=THIRD, who="auditor", sees=frozenset(FOR_ALL)),
    "peer node outside": Caller(member=THIRD, who="node", sees=frozenset(FOR_ALL)),
    "system administrator": Caller(member=SOURCE, who="system-admin", sees=frozenset()),
    "security administrator": Caller(member=SOURCE, who="security-admin", sees=frozenset()),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """SOURCE's node, which is asked; the ids of the records by mark."""

    settings: dict[str, NodeSettings]
    ids: dict[str, str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    settings = federate_organs(tmp_path_factory.mktemp("matrix"))
    with ExitStack() as stack:
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgresql_server").database())
            object.__setattr__(settings[SOURCE], "database", url)
        source = stack.enter_context(opened(settings[SOURCE]))
        with opened(settings[SINK]) as sink, served(sink):
            mirror = publish(sink, [outcome("mirror", member=SINK, audience=(SOURCE,))]).appended[0].record_id
            peers = Peers(source)
            Puller(source, peers).pull(SINK)
            peers.close()
        receipt = publish(source, [make() for make in RECORDS.values()])
        _keep_refused(source)
        stack.enter_context(served(source))
        with as_peer(settings[SOURCE], settings[SOURCE]) as channel:
            assert upload(channel, FILE).complete
        ids = {mark: one.record_id for mark, one in zip(RECORDS, receipt.appended, strict=True)}
        yield Scene(settings=settings, ids={**ids, "mirror": mirror})


def _keep_refused(node: NodeContext) -> None:
    """An entry of SINK's that didn't verify, as a pull keeps it: evidence, under no record id."""
    body = record_pb2.RecordBody(outcome={"act": "MARK-refused"}).SerializeToString()
    with node.database.durable() as connection:
        head = ledgers.lock(connection, ledger_origin(SINK))
        ledgers.append(connection, head, [NewEntry(bytes(32), envelope=b"MARK-refused", body=body, refused="SIGNATURE_INVALID")], now=0)


Requests = Callable[[Mapping[str, str]], list[Message]]
REQUESTS: dict[str, Requests] = {
    "RecordService/GetRecord": lambda ids: [record_service_pb2.GetRecordRequest(record_id=one) for one in ids.values()],
    "RecordService/ListRecords": lambda _ids: [
        record_service_pb2.ListRecordsRequest(page_size=1000),
        *(record_service_pb2.ListRecordsRequest(origin=one) for one in (SOURCE, SINK)),
    ],
    "OutcomeService/GetOutcome": lambda ids: [outcome_service_pb2.GetOutcomeRequest(record_id=one) for one in ids.values()],
    "OutcomeService/ListOutcomes": lambda _ids: [outcome_service_pb2.ListOutcomesRequest(page_size=1000)],
    "OutcomeService/ListPriorOutcomes": lambda _ids: [outcome_service_pb2.ListPriorOutcomesRequest(subject=SUBJECT)],
    "OutcomeService/AssessPriors": lambda _ids: [outcome_service_pb2.AssessPriorsRequest(subject=SUBJECT, act_on="2026-01-05")],
    "StandardService/GetStandardInForce": lambda _ids: [
        standard_service_pb2.GetStandardInForceRequest(matter_code=MATTER, on="2026-01-05")
    ],
    "StandardService/ListStandards": lambda _ids: [standard_service_pb2.ListStandardsRequest(page_size=1000)],
    "StandardService/GetApplicableStandards": lambda _ids: [
        standard_service_pb2.GetApplicableStandardsRequest(matter_code=MATTER, act_on="2026-01-05")
    ],
    "StandardService/CompareStandards": lambda _ids: [
        standard_service_pb2.CompareStandardsRequest(matter_code=MATTER, first_member=SOURCE, second_member=SINK, on="2026-01-05")
    ],
    "StandardService/CalculateDiscretion": lambda ids: [
        standard_service_pb2.CalculateDiscretionRequest(standard_record_id=one, item_code="1") for one in ids.values()
    ],
    "StandardService/ListMappings": lambda _ids: [standard_service_pb2.ListMappingsRequest()],
    "StandardService/ListAdoptions": lambda _ids: [standard_service_pb2.ListAdoptionsRequest()],
    "LeadService/GetLead": lambda ids: [lead_service_pb2.GetLeadRequest(lead_record_id=one) for one in ids.values()],
    "LeadService/ListLeads": lambda _ids: [lead_service_pb2.ListLeadsRequest(page_size=1000)],
    "LeadService/ListOpenLeads": lambda _ids: [lead_service_pb2.ListOpenLeadsRequest(subject=SUBJECT)],
    "LedgerService/ReadEntries": lambda _ids: [ledger_pb2.ReadEntriesRequest()],
    "LedgerService/GetCheckpoint": lambda _ids: [ledger_pb2.GetCheckpointRequest(ledger=ledger_origin(one)) for one in (SOURCE, SINK)],
    "LedgerService/GetInclusionProof": lambda ids: [
        ledger_pb2.GetInclusionProofRequest(ledger=ledger_origin(one), index=at) for one in (SOURCE, SINK) for at in range(len(ids))
    ],
    "LedgerService/GetConsistencyProof": lambda _ids: [ledger_pb2.GetConsistencyProofRequest(first_size=1, second_size=2)],
    "AuditService/ListAuditEvents": lambda _ids: [audit_pb2.ListAuditEventsRequest(page_size=1000)],
    "AuditService/GetAuditEvent": lambda _ids: [audit_pb2.GetAuditEventRequest(index=one) for one in range(12)],
    "AuditService/GetRecordLife": lambda ids: [audit_pb2.GetRecordLifeRequest(record_id=one) for one in ids.values()],
    "AuditService/ListReviews": lambda _ids: [audit_pb2.ListReviewsRequest()],
    "AuditService/SummariseAuditEvents": lambda _ids: [audit_pb2.SummariseAuditEventsRequest()],
    "AuditService/VerifyAuditLog": lambda _ids: [audit_pb2.VerifyAuditLogRequest()],
    "AttachmentService/DownloadAttachment": lambda _ids: [attachment_service_pb2.DownloadAttachmentRequest(digest=FILE.digest)],
    "AttachmentService/GetAttachmentStatus": lambda _ids: [attachment_service_pb2.GetAttachmentStatusRequest(digest=FILE.digest)],
    "InspectionService/GetDraw": lambda ids: [inspection_service_pb2.GetDrawRequest(task_record_id=one) for one in ids.values()],
    "InspectionService/GetInspectionHistory": lambda _ids: [inspection_service_pb2.GetInspectionHistoryRequest(since="2026-01-01")],
    "InspectionService/GetInspectionPlan": lambda ids: [
        inspection_service_pb2.GetInspectionPlanRequest(plan_id=one) for one in ids.values()
    ],
    "InspectionService/ListInspectionRegisters": lambda _ids: [inspection_service_pb2.ListInspectionRegistersRequest()],
    "InspectionService/ListInspectionPlans": lambda _ids: [inspection_service_pb2.ListInspectionPlansRequest()],
    "InspectionService/ListDraws": lambda _ids: [inspection_service_pb2.ListDrawsRequest()],
    "OperationsService/ExplainAbsence": lambda ids: [
        *(operations_service_pb2.ExplainAbsenceRequest(record_id=one) for one in ids.values()),
        *(operations_service_pb2.ExplainAbsenceRequest(member=SINK, index=one) for one in range(3)),
    ],
    "OperationsService/GetFederation": lambda _ids: [operations_service_pb2.GetFederationRequest()],
    "OperationsService/ListDeliveries": lambda _ids: [operations_service_pb2.ListDeliveriesRequest()],
    "OperationsService/ListJobRuns": lambda _ids: [operations_service_pb2.ListJobRunsRequest()],
    "OperationsService/ListJobs": lambda _ids: [operations_service_pb2.ListJobsRequest()],
    "RecognitionService/CheckRecognition": lambda _ids: [
        recognition_service_pb2.CheckRecognitionRequest(subject=SUBJECT, organ=ORGANS[SOURCE])
    ],
    "RecognitionService/ListReliance": lambda _ids: [recognition_service_pb2.ListRelianceRequest()],
    "RecognitionService/ListWithdrawals": lambda _ids: [recognition_service_pb2.ListWithdrawalsRequest()],
    "SupervisionService/ListInterventions": lambda _ids: [supervision_service_pb2.ListInterventionsRequest()],
    "SupervisionService/ListTasks": lambda _ids: [supervision_service_pb2.ListTasksRequest()],
    "SupervisionService/SummariseTasks": lambda _ids: [supervision_service_pb2.SummariseTasksRequest()],
    "RiskService/ListCorrections": lambda _ids: [risk_service_pb2.ListCorrectionsRequest()],
    "RiskService/ListGuidanceCases": lambda _ids: [risk_service_pb2.ListGuidanceCasesRequest()],
    "RiskService/ListRiskGrades": lambda _ids: [risk_service_pb2.ListRiskGradesRequest()],
    "RiskService/ListWarnings": lambda _ids: [risk_service_pb2.ListWarningsRequest()],
    "SubjectService/MatchSubjects": lambda _ids: [
        subject_service_pb2.MatchSubjectsRequest(subject=subject_pb2.Subject(name="虚构公司", uscc=SUBJECT))
    ],
    "TrustService/GetTrustFile": lambda _ids: [trust_pb2.GetTrustFileRequest(path="metadata/root.json")],
}
"""What is asked of each method that answers with something."""
WRITES = {
    "AttachmentService/UploadAttachment",
    "AuditService/RemoveReview",
    "AuditService/SaveReview",
    "AuditService/SignOffReview",
    "LeadService/AnswerLead",
    "LeadService/SendLead",
    "LedgerService/Cosign",
    "LedgerService/WatchCheckpoints",  # never ends; it gives checkpoints
    "OperationsService/LiftFreeze",
    "OperationsService/ReplayDeliveries",
    "OperationsService/RunJob",
    "OperationsService/TestConnection",
    "RecognitionService/RecogniseOutcome",
    "RecognitionService/ReviewReliance",
    "RecordService/PublishRecord",
    "RecordService/PublishRecords",
}
"""What is for writing, by own organs, and answers with what was written."""

OUTCOMES = {"outcome-all", "outcome-sink", "outcome-withheld", "mirror"}
STANDARDS = {"standard-all", "standard-sink", "standard-withheld"}
READERS = {"organ", "auditor"}
SHOWS: dict[str, tuple[set[str], set[str]]] = {
    "RecordService/GetRecord": (set(MARKS) - {"file"}, READERS),
    "RecordService/ListRecords": (set(MARKS) - {"file"}, READERS),
    "OutcomeService/GetOutcome": (OUTCOMES, READERS | {"planner"}),
    "OutcomeService/ListOutcomes": (OUTCOMES, READERS | {"planner"}),
    "OutcomeService/ListPriorOutcomes": (OUTCOMES, READERS | {"planner"}),
    "StandardService/GetStandardInForce": (STANDARDS, READERS | {"planner"}),
    "StandardService/ListStandards": (STANDARDS, READERS | {"planner"}),
    "LedgerService/ReadEntries": (set(MARKS) - {"file"}, {"node"}),
    "AttachmentService/DownloadAttachment": ({"file"}, {"organ", "node"}),
}
"""Methods that every member may call: what they exist to show, to which roles. All of it must be shown that the caller may see."""
FOR_OWN: dict[str, tuple[set[str], set[str]]] = {
    "LeadService/GetLead": ({"lead"}, READERS),
    "LeadService/ListLeads": ({"lead"}, READERS),
    "SupervisionService/ListInterventions": ({"intervention"}, {"auditor"}),
}
"""The same, for one's own member only."""


def test_every_method_that_is_served_is_in_the_table() -> None:
    assert {name.removeprefix("/exchange.v1.") for name in served_methods()} == set(REQUESTS) | WRITES


def seen(scene: Scene, caller: Caller, method: str) -> set[str]:
    """Marks in the answers to all requests of a method, for any purpose."""
    found: set[str] = set()
    with as_peer(scene.settings[SOURCE], scene.settings[caller.member], caller.who) as channel:
        for purpose in PURPOSES:
            for request in REQUESTS[method](scene.ids):
                answer = _answer(channel, method, request, purpose)
                found |= {mark for mark in MARKS if f"MARK-{mark}".encode() in answer}
    return found


def _answer(channel: grpc.Channel, method: str, request: Message, purpose: str) -> bytes:
    """The answer's bytes, a stream's one after another; none where the call is refused."""
    streams = {"LedgerService/ReadEntries", "AttachmentService/DownloadAttachment"}
    call: Any = (channel.unary_stream if method in streams else channel.unary_unary)(
        f"/exchange.v1.{method}", request_serializer=type(request).SerializeToString, response_deserializer=bytes
    )
    try:
        answer = call(request, metadata=(("exchange-purpose", purpose),), timeout=CALL_TIMEOUT_S)
        return b"".join(answer) if method in streams else answer
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.INTERNAL:
            raise
        return str(error.trailing_metadata()).encode() + (error.details() or "").encode()  # a refusal shows nothing either


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("method", sorted(REQUESTS))
def test_nobody_is_shown_what_is_not_for_them(scene: Scene, method: str, who: str) -> None:
    caller = CALLERS[who]
    found = seen(scene, caller, method)
    assert found <= caller.sees
    if method in SHOWS | FOR_OWN:
        marks, roles = (SHOWS | FOR_OWN)[method]
        role = caller.who.partition("-")[0]
        called = role in roles and (method in SHOWS or caller.member == SOURCE)
        expected = caller.sees & marks if called else set()
        if who == "own node" and method == "LedgerService/ReadEntries":
            expected -= {"outcome-sink", "standard-sink", "lead"}  # it reads its ledger as a neighbour would, by audience
        assert found == expected
