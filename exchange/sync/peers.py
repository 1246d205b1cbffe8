"""Connections to neighbours: mutual TLS, one channel a peer, kept; made anew when certificates or membership change."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import grpc

from exchange.sync.context import NodeContext
from exchange.trust.certificates import node_target_name
from exchange.v1 import ledger_pb2_grpc, trust_pb2_grpc

MAX_MESSAGE = 32 << 20  # bytes, as the server sends at most
KEEPALIVE_MS = 30_000
PURPOSE = ("exchange-purpose", "SYNCHRONISATION")


class Peers:
    """Channels by member code. Safe to share between threads."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._channels: dict[str, tuple[object, grpc.Channel]] = {}
        self._lock = threading.Lock()

    def codes(self) -> list[str]:
        """All members but ourselves."""
        return sorted(set(self._context.trust.membership.members) - {self._context.member})

    def ledger(self, member: str) -> Any:
        """A stub of the member's LedgerService."""
        return ledger_pb2_grpc.LedgerServiceStub(self.channel(member))

    def trust(self, member: str) -> Any:
        """A stub of the member's TrustService."""
        return trust_pb2_grpc.TrustServiceStub(self.channel(member))

    def channel(self, member: str) -> grpc.Channel:
        """The channel to a member's node, whose certificate must be of that member's own authority.

        Raises:
            UnknownMemberError: there is no such member.
            OSError: our certificate can't be read.
        """
        stamp = self._stamp(member)
        with self._lock:
            kept = self._channels.get(member)
            if kept is not None and kept[0] == stamp:
                return kept[1]
            channel = self._connect(member)
            self._channels[member] = (stamp, channel)
        if kept is not None:
            kept[1].close()
        return channel

    def _stamp(self, member: str) -> object:
        settings = self._context.settings
        descriptor = self._context.trust.membership.member(member)
        return (settings.tls_certificate.stat().st_mtime_ns, tuple(descriptor.endpoints), tuple(descriptor.tls_trust_anchors))

    def _connect(self, member: str) -> grpc.Channel:
        settings, membership = self._context.settings, self._context.trust.membership
        credentials = grpc.ssl_channel_credentials(
            root_certificates=membership.anchors_pem([member]),
            private_key=settings.tls_key.read_bytes(),
            certificate_chain=settings.tls_certificate.read_bytes(),
        )
        options = [
            ("grpc.ssl_target_name_override", node_target_name(member)),
            ("grpc.max_receive_message_length", MAX_MESSAGE),
            ("grpc.max_send_message_length", MAX_MESSAGE),
            ("grpc.keepalive_time_ms", KEEPALIVE_MS),
            ("grpc.max_reconnect_backoff_ms", 5000),
            ("grpc.use_local_subchannel_pool", 1),  # a new certificate must not meet an old connection
        ]
        return grpc.secure_channel(membership.member(member).endpoints[0], credentials, options=options)

    def close(self) -> None:
        """Closes all."""
        with self._lock:
            for _stamp, channel in self._channels.values():
                channel.close()
            self._channels.clear()


def metadata() -> tuple[tuple[str, str], ...]:
    """What a node says of each of its calls."""
    return (PURPOSE, ("exchange-correlation-id", str(uuid.uuid4())))
