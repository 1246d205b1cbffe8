"""The gRPC server of a node: mutual TLS 1.3, every service, health and reflection. It starts only when all of that stands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2, reflection_pb2_grpc

from exchange.domain.audit import AuditTag
from exchange.node.bootstrap import node_event
from exchange.node.feed import CheckpointFeed
from exchange.node.guard import Guard
from exchange.node.handshakes import HandshakeWatch
from exchange.node.permissions import load_permissions
from exchange.node.services.attachments import AttachmentService
from exchange.node.services.audit import AuditService
from exchange.node.services.leads import LeadService
from exchange.node.services.ledger import LedgerService
from exchange.node.services.outcomes import OutcomeService
from exchange.node.services.recognition import RecognitionService
from exchange.node.services.records import RecordService
from exchange.node.services.risk import RiskService
from exchange.node.services.standards import StandardService
from exchange.node.services.subjects import SubjectService
from exchange.node.services.supervision import SupervisionService
from exchange.node.services.trust import TrustService
from exchange.storage.writer import Submission
from exchange.sync.context import NodeContext
from exchange.v1 import (
    attachment_service_pb2,
    attachment_service_pb2_grpc,
    audit_pb2,
    audit_pb2_grpc,
    error_pb2,
    lead_service_pb2,
    lead_service_pb2_grpc,
    ledger_pb2,
    ledger_pb2_grpc,
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
from exchange.wire import reason_name

MAX_MESSAGE = 32 << 20  # bytes; a bulk message of a few thousand records
GRACE_S = 5.0  # how long calls may finish when the server stops
KEEPALIVE_MS = 30_000
REFLECTION_V1 = "grpc.reflection.v1.ServerReflection"
OPTIONS = (
    ("grpc.max_receive_message_length", MAX_MESSAGE),
    ("grpc.max_send_message_length", MAX_MESSAGE),
    ("grpc.keepalive_time_ms", KEEPALIVE_MS),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", KEEPALIVE_MS // 2),
    ("grpc.so_reuseport", 0),  # a second server on the port is a mistake to be told of
)
log = logging.getLogger(__name__)
_FILES = (
    attachment_service_pb2, audit_pb2, lead_service_pb2, ledger_pb2, outcome_service_pb2, recognition_service_pb2,
    record_service_pb2, risk_service_pb2, standard_service_pb2, subject_service_pb2, supervision_service_pb2, trust_pb2,
)  # fmt: skip


class ListenError(RuntimeError):
    """The address can't be listened on."""


def served_methods() -> Iterable[str]:
    """Full names of all methods of this exchange's services."""
    for module in _FILES:
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                yield f"/{service.full_name}/{method.name}"


def _enable_reflection(server: Any) -> None:
    """Reflection under both its names: grpcio has v1alpha only, newer clients ask for v1 first; the messages are the same."""
    names = [service.full_name for module in _FILES for service in module.DESCRIPTOR.services_by_name.values()]
    names.append(health_pb2.DESCRIPTOR.services_by_name["Health"].full_name)
    servicer = reflection.aio.ReflectionServicer([*names, REFLECTION_V1, reflection.SERVICE_NAME])
    reflection_pb2_grpc.add_ServerReflectionServicer_to_server(servicer, server)
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(REFLECTION_V1, {"ServerReflectionInfo": handler}),))


class NodeServer:
    """One server of one node. `start` returns the port."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._watch = HandshakeWatch(self._report_handshakes)

    async def start(self) -> int:
        """Listens.

        Raises:
            ListenError: the address is taken or isn't ours.
            PermissionsError: permissions.toml doesn't fit the services.
            OSError: certificate or key can't be read.
        """
        context = self._context
        guard = Guard(
            member=context.member,
            permissions=load_permissions(served_methods()),
            membership=lambda: context.trust.membership,
            write_audit=self._write_audit,
            now=context.now,
        )
        self._server = grpc.aio.server(interceptors=[guard], options=OPTIONS)
        self._register()
        try:
            port = self._server.add_secure_port(context.settings.listen, self._credentials())
        except RuntimeError as error:
            raise ListenError(f"can't listen on {context.settings.listen}: {error}") from error
        self._watch.start()
        await self._server.start()
        await self._write_audit(node_event(context, AuditTag.NODE_STARTED, detail=f"port {port}"))
        return int(port)

    async def stop(self) -> None:
        """Lets calls finish, then stops."""
        self._feed.close()
        await self._server.stop(GRACE_S)
        self._watch.stop()
        await self._write_audit(node_event(self._context, AuditTag.NODE_STOPPED))

    def _register(self) -> None:
        context, server = self._context, self._server
        attachment_service_pb2_grpc.add_AttachmentServiceServicer_to_server(AttachmentService(context), server)
        audit_pb2_grpc.add_AuditServiceServicer_to_server(AuditService(context), server)
        lead_service_pb2_grpc.add_LeadServiceServicer_to_server(LeadService(context), server)
        outcome_service_pb2_grpc.add_OutcomeServiceServicer_to_server(OutcomeService(context), server)
        recognition_service_pb2_grpc.add_RecognitionServiceServicer_to_server(RecognitionService(context), server)
        record_service_pb2_grpc.add_RecordServiceServicer_to_server(RecordService(context), server)
        risk_service_pb2_grpc.add_RiskServiceServicer_to_server(RiskService(context), server)
        standard_service_pb2_grpc.add_StandardServiceServicer_to_server(StandardService(context), server)
        subject_service_pb2_grpc.add_SubjectServiceServicer_to_server(SubjectService(context), server)
        supervision_service_pb2_grpc.add_SupervisionServiceServicer_to_server(SupervisionService(context), server)
        trust_pb2_grpc.add_TrustServiceServicer_to_server(TrustService(context), server)
        self._feed = CheckpointFeed(context)
        ledger_pb2_grpc.add_LedgerServiceServicer_to_server(LedgerService(context, self._feed), server)
        health_pb2_grpc.add_HealthServicer_to_server(health.aio.HealthServicer(), server)
        _enable_reflection(server)

    def _credentials(self) -> Any:
        """Read anew at each handshake that finds them changed: certificates and membership reload without a restart."""
        current = self._configuration()
        self._seen = self._stamp()

        def fetch() -> Any:
            stamp = self._stamp()
            if stamp == self._seen:
                return None
            self._seen = stamp
            try:
                return self._configuration()
            except OSError:
                log.exception("the new certificate can't be read; the old one stays in use")
                return None

        return grpc.dynamic_ssl_server_credentials(current, fetch, require_client_authentication=True)

    def _stamp(self) -> tuple[object, ...]:
        settings = self._context.settings
        files = (settings.tls_certificate, settings.tls_key)
        return (self._context.trust.membership, *(path.stat().st_mtime_ns for path in files if path.exists()))

    def _configuration(self) -> Any:
        settings = self._context.settings
        pair = (settings.tls_key.read_bytes(), settings.tls_certificate.read_bytes())
        return grpc.ssl_server_certificate_configuration([pair], root_certificates=self._context.trust.membership.anchors_pem())

    async def _write_audit(self, event: audit_pb2.AuditEvent) -> None:
        await asyncio.wrap_future(self._context.writer.submit(Submission(audit=[event])))

    def _report_handshakes(self, reason: str, count: int) -> None:
        event = node_event(
            self._context,
            AuditTag.HANDSHAKE_REFUSED,
            result=audit_pb2.AUDIT_RESULT_REFUSED,
            reason=reason_name(error_pb2.ERROR_REASON_HANDSHAKE_REFUSED),
            detail=f"{reason} ({count}x)" if count > 1 else reason,
        )
        self._context.writer.submit(Submission(audit=[event]))
