"""The gRPC server of a node: mutual TLS 1.3, every service, health and reflection. It starts only when all of that stands."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2, reflection_pb2_grpc

from exchange.domain.audit import AuditTag
from exchange.node.bootstrap import node_event
from exchange.node.entrance import Entrance
from exchange.node.feed import CheckpointFeed
from exchange.node.guard import Guard
from exchange.node.handshakes import HandshakeWatch
from exchange.node.permissions import load_permissions
from exchange.node.services import SERVICES
from exchange.storage.writer import Submission
from exchange.sync.context import NodeContext
from exchange.v1 import audit_pb2, error_pb2
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


class ListenError(RuntimeError):
    """The address can't be listened on."""


def served_methods() -> Iterable[str]:
    """Full names of all methods of this exchange's services."""
    for served in SERVICES:
        yield from served.methods()


def _enable_reflection(server: Any) -> None:
    """Reflection under both its names: grpcio has v1alpha only, newer clients ask for v1 first; the messages are the same."""
    names = [served.descriptor.full_name for served in SERVICES]
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
        entrance = Entrance(member=context.member, permissions=load_permissions(served_methods()), write_audit=context.write_audit)
        guard = Guard(entrance=entrance, membership=lambda: context.trust.membership, now=context.now)
        self._server = grpc.aio.server(interceptors=[guard], options=OPTIONS)
        self._register()
        try:
            port = self._server.add_secure_port(context.settings.listen, self._credentials())
        except RuntimeError as error:
            raise ListenError(f"can't listen on {context.settings.listen}: {error}") from error
        self._watch.start()
        await self._server.start()
        await context.write_audit(node_event(context, AuditTag.NODE_STARTED, detail=f"port {port}"))
        return int(port)

    async def stop(self) -> None:
        """Lets calls finish, then stops."""
        self._feed.close()
        await self._server.stop(GRACE_S)
        self._watch.stop()
        await self._context.write_audit(node_event(self._context, AuditTag.NODE_STOPPED))

    def _register(self) -> None:
        server = self._server
        self._feed = CheckpointFeed(self._context)
        for served in SERVICES:
            served.add(served.make(self._context, self._feed), server)
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

    def _report_handshakes(self, reason: str, count: int) -> None:
        event = node_event(
            self._context,
            AuditTag.HANDSHAKE_REFUSED,
            result=audit_pb2.AUDIT_RESULT_REFUSED,
            reason=reason_name(error_pb2.ERROR_REASON_HANDSHAKE_REFUSED),
            detail=f"{reason} ({count}x)" if count > 1 else reason,
        )
        self._context.writer.submit(Submission(audit=[event]))
