"""The servicers, a module each, and the list of them: what is served is what stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from exchange.node.feed import CheckpointFeed
from exchange.node.services.attachments import AttachmentService
from exchange.node.services.audit import AuditService
from exchange.node.services.inspections import InspectionService
from exchange.node.services.leads import LeadService
from exchange.node.services.ledger import LedgerService
from exchange.node.services.operations import OperationsService
from exchange.node.services.outcomes import OutcomeService
from exchange.node.services.recognition import RecognitionService
from exchange.node.services.records import RecordService
from exchange.node.services.risk import RiskService
from exchange.node.services.standards import StandardService
from exchange.node.services.subjects import SubjectService
from exchange.node.services.supervision import SupervisionService
from exchange.node.services.trust import TrustService
from exchange.sync.context import NodeContext
from exchange.v1 import (
    attachment_service_pb2,
    attachment_service_pb2_grpc,
    audit_pb2,
    audit_pb2_grpc,
    inspection_service_pb2,
    inspection_service_pb2_grpc,
    lead_service_pb2,
    lead_service_pb2_grpc,
    ledger_pb2,
    ledger_pb2_grpc,
    operations_service_pb2,
    operations_service_pb2_grpc,
    outcome_service_pb2,
    outcome_service_pb2_grpc,
    recognition_service_pb2,
    recognition_service_pb2_grpc,
    record_service_pb2,
    record_service_pb2_grpc,
    risk_service_pb2,
    risk_service_pb2_grpc,
    standard_service_pb2,
    standard_service_pb2_grpc,
    subject_service_pb2,
    subject_service_pb2_grpc,
    supervision_service_pb2,
    supervision_service_pb2_grpc,
    trust_pb2,
    trust_pb2_grpc,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """One service: its descriptor, how its servicer is made, how gRPC takes it."""

    descriptor: Any
    make: Callable[[NodeContext, CheckpointFeed], Any]
    add: Callable[[Any, Any], None]

    def methods(self) -> Iterator[str]:
        """Full names of its methods, "/exchange.v1.RecordService/GetRecord"."""
        for method in self.descriptor.methods:
            yield f"/{self.descriptor.full_name}/{method.name}"


def _served(module: Any, servicer: Callable[[NodeContext], Any], add: Callable[[Any, Any], None]) -> Served:
    """The one service of a generated module."""
    (descriptor,) = module.DESCRIPTOR.services_by_name.values()
    return Served(descriptor=descriptor, make=lambda context, _feed: servicer(context), add=add)


SERVICES: tuple[Served, ...] = (
    _served(attachment_service_pb2, AttachmentService, attachment_service_pb2_grpc.add_AttachmentServiceServicer_to_server),
    _served(audit_pb2, AuditService, audit_pb2_grpc.add_AuditServiceServicer_to_server),
    _served(inspection_service_pb2, InspectionService, inspection_service_pb2_grpc.add_InspectionServiceServicer_to_server),
    _served(lead_service_pb2, LeadService, lead_service_pb2_grpc.add_LeadServiceServicer_to_server),
    Served(
        descriptor=ledger_pb2.DESCRIPTOR.services_by_name["LedgerService"],
        make=LedgerService,
        add=ledger_pb2_grpc.add_LedgerServiceServicer_to_server,
    ),
    _served(operations_service_pb2, OperationsService, operations_service_pb2_grpc.add_OperationsServiceServicer_to_server),
    _served(outcome_service_pb2, OutcomeService, outcome_service_pb2_grpc.add_OutcomeServiceServicer_to_server),
    _served(recognition_service_pb2, RecognitionService, recognition_service_pb2_grpc.add_RecognitionServiceServicer_to_server),
    _served(record_service_pb2, RecordService, record_service_pb2_grpc.add_RecordServiceServicer_to_server),
    _served(risk_service_pb2, RiskService, risk_service_pb2_grpc.add_RiskServiceServicer_to_server),
    _served(standard_service_pb2, StandardService, standard_service_pb2_grpc.add_StandardServiceServicer_to_server),
    _served(subject_service_pb2, SubjectService, subject_service_pb2_grpc.add_SubjectServiceServicer_to_server),
    _served(supervision_service_pb2, SupervisionService, supervision_service_pb2_grpc.add_SupervisionServiceServicer_to_server),
    _served(trust_pb2, TrustService, trust_pb2_grpc.add_TrustServiceServicer_to_server),
)
