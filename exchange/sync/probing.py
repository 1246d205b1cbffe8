"""Connecting to a member's node stage by stage, as the jobs do, and saying where it ends."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable

import grpc
from cryptography import x509

from exchange.ledger.checkpoints import ledger_origin, open_checkpoint
from exchange.ledger.errors import NoteError
from exchange.software import told
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers, metadata
from exchange.trust.certificates import node_target_name
from exchange.v1 import ledger_pb2
from exchange.v1 import operations_service_pb2 as pb

LIMIT_S = 10.0  # of each stage
_FAULTS = (OSError, ValueError, grpc.RpcError, NoteError)


class Probe:
    """One try."""

    def __init__(self, context: NodeContext, member: str) -> None:
        """Of a member's first endpoint.

        Raises:
            UnknownMemberError: there is no such member.
        """
        self._context = context
        self._member = member
        host, _colon, port = context.trust.membership.member(member).endpoints[0].rpartition(":")
        self._address = (host.strip("[]"), int(port))
        self._answer = ledger_pb2.GetCheckpointResponse()

    def run(self) -> pb.TestConnectionResponse:
        """Every stage up to the first that fails."""
        found = pb.TestConnectionResponse()
        for step, take in self._stages():
            began = time.monotonic()
            try:
                detail, passed = take(), True
            except _FAULTS as error:
                detail, passed = _words(error), False
            found.stages.add(step=step, passed=passed, detail=detail[:300], seconds=time.monotonic() - began)
            if not passed:
                break
        found.software = told(self._answer.software)
        return found

    def _stages(self) -> list[tuple[pb.ConnectionStep, Callable[[], str]]]:
        return [
            (pb.CONNECTION_STEP_REACH, self._reach),
            (pb.CONNECTION_STEP_HANDSHAKE, self._shake_hands),
            (pb.CONNECTION_STEP_CHECKPOINT, self._ask),
            (pb.CONNECTION_STEP_SIGNATURE, self._verify),
        ]

    def _reach(self) -> str:
        with socket.create_connection(self._address, timeout=LIMIT_S) as connection:
            peer = connection.getpeername()
        return f"{peer[0]}:{peer[1]}"

    def _shake_hands(self) -> str:
        settings, membership = self._context.settings, self._context.trust.membership
        tls = ssl.create_default_context(cadata=membership.anchors_pem([self._member]).decode())
        tls.minimum_version = ssl.TLSVersion.TLSv1_3
        tls.load_cert_chain(settings.tls_certificate, settings.tls_key)
        tls.set_alpn_protocols(["h2"])
        with (
            socket.create_connection(self._address, timeout=LIMIT_S) as connection,
            tls.wrap_socket(connection, server_hostname=node_target_name(self._member)) as wrapped,
        ):
            certificate = x509.load_der_x509_certificate(wrapped.getpeercert(binary_form=True) or b"")
            return f"{wrapped.version()}, {certificate.subject.rfc4514_string()}, {certificate.not_valid_after_utc:%Y-%m-%d}"

    def _ask(self) -> str:
        peers = Peers(self._context)
        try:
            self._answer = peers.ledger(self._member).GetCheckpoint(ledger_pb2.GetCheckpointRequest(), metadata=metadata(), timeout=LIMIT_S)
        finally:
            peers.close()
        return told(self._answer.software)

    def _verify(self) -> str:
        keys = self._context.trust.membership.ledger_verifier(self._member)
        signed = open_checkpoint(self._answer.checkpoint, origin=ledger_origin(self._member), log_keys=keys)
        return f"{signed.checkpoint.size} · {signed.checkpoint.root.hex()}"


def _words(error: Exception) -> str:
    if isinstance(error, grpc.RpcError):
        return f"{error.code().name}: {error.details()}"
    return str(error) or type(error).__name__
