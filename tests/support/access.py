"""Callers of every kind for tests of access: certificates made to measure, calls that come back as their refusal and its audit event."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.node.server import NodeServer
from exchange.settings import NodeSettings
from exchange.sync.context import NodeContext
from exchange.trust.certificates import load_certificates, make_ca
from exchange.trust.profiles import CertificateProfiles
from exchange.v1 import audit_pb2, audit_pb2_grpc
from exchange.wire import STATUS_KEY
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, channel_to, dial, free_port

SECOND_ORGAN = "11310116MB2F305281"  # another organ of SOURCE, fictitious
CALL_TIMEOUT_S = 30.0  # on a loaded machine; milliseconds are usual
HANDSHAKE_AUDIT_S = 3.0  # within this a refused handshake stands in the audit log
POLL_S = 0.1


def federate_organs(folder: Path) -> dict[str, NodeSettings]:
    """Three members; SOURCE has two organs."""
    organs = {code: {ORGANS[code]: f"测试机关{code}"} for code in (SOURCE, SINK, THIRD)}
    organs[SOURCE][SECOND_ORGAN] = "测试机关二"
    plans = [
        NodePlan(code=code, name=f"测试成员{code}", listen=f"127.0.0.1:{free_port()}", organs=found, sync={"jitter_s": 0})
        for code, found in organs.items()
    ]
    return make_federation(folder / "federation", plans, now=datetime.now(UTC))


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """A certificate authority that issues whatever it is asked to."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def member_authority(settings: NodeSettings) -> Issuer:
    """The authority of a member's development set."""
    certs = settings.home / "certs"
    key = serialization.load_pem_private_key((certs / "ca.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Issuer(certificate=load_certificates((certs / "ca.pem").read_bytes())[0], key=key)


def strange_authority(name: str) -> Issuer:
    """An authority that nobody in the federation knows."""
    made = make_ca(SOURCE, name, now=datetime.now(UTC), profiles=CertificateProfiles.load())
    return Issuer(certificate=made.certificate, key=made.key)


def forge(issuer: Issuer, uris: Sequence[str], *, expired: bool = False) -> tuple[bytes, bytes]:
    """(key, certificate) as PEM for a client with these URIs; TLS accepts it where it trusts the issuer and it hasn't expired."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(uri) for uri in uris] or [x509.DNSName("caller.example")]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "caller")]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now - timedelta(days=1) if expired else now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret, certificate.public_bytes(serialization.Encoding.PEM)


def channel_with(settings: NodeSettings, pair: tuple[bytes, bytes] | None) -> grpc.Channel:
    """A channel with a key and certificate, or with none."""
    root = (settings.home / "certs" / "ca.pem").read_bytes()
    return dial(settings, grpc.ssl_channel_credentials(root, *(pair or (None, None))))


def as_peer(settings: NodeSettings, peer: NodeSettings, who: str = "") -> grpc.Channel:
    """A channel with a certificate of a peer: its organ's unless `who` names another ("node", "auditor", …)."""
    return channel_to(settings, who or f"organ-{ORGANS[peer.code]}", home=peer.home)


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """What a refused caller was told, beside the status code: ErrorInfo's reason and metadata, the fields at fault, the text."""

    code: grpc.StatusCode
    reason: str
    correlation_id: str
    fields: tuple[str, ...]
    text: str


def refused(call: Callable[..., Any], request: Message | Iterator[Message], *, purpose: str = "", correlation_id: str = "") -> Refusal:
    """Makes a call that must be refused; the answer is read to its end where it is a stream."""
    metadata = [("exchange-correlation-id", correlation_id or str(uuid.uuid4()))]
    if purpose:
        metadata.append(("exchange-purpose", purpose))
    try:
        answer = call(request, metadata=metadata, timeout=CALL_TIMEOUT_S)
        list(answer) if hasattr(answer, "__next__") else None
    except grpc.RpcError as error:
        return _refusal(error)
    raise AssertionError(f"the call was answered: {answer}")


def _refusal(error: grpc.RpcError) -> Refusal:
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for key, value in error.trailing_metadata() or ():
        if key == STATUS_KEY:
            for detail in status_pb2.Status.FromString(value).details:
                _unpack(detail, info, bad)
    return Refusal(
        code=error.code(),
        reason=info.reason,
        correlation_id=info.metadata.get("correlation_id", ""),
        fields=tuple(one.field for one in bad.field_violations),
        text=error.details() or "",
    )


def _unpack(detail: AnyMessage, *into: Message) -> None:
    for one in into:
        detail.Unpack(one)


class AuditLog:
    """The node's audit log, as its auditor reads it."""

    def __init__(self, settings: NodeSettings) -> None:
        self._channel = channel_to(settings, "auditor")
        self._stub = audit_pb2_grpc.AuditServiceStub(self._channel)

    def find(self, **wanted: Any) -> list[audit_pb2.AuditEvent]:
        """The newest thousand events that fit."""
        request = audit_pb2.ListAuditEventsRequest(page_size=1000, **wanted)
        answer = self._stub.ListAuditEvents(request, metadata=(("exchange-purpose", "SUPERVISION"),), timeout=CALL_TIMEOUT_S)
        return [one.event for one in answer.events]

    def of_call(self, correlation_id: str) -> list[audit_pb2.AuditEvent]:
        """The events of one call."""
        return [event for event in self.find() if event.correlation_id == correlation_id]

    def await_handshake(self, known: int, detail: str) -> audit_pb2.AuditEvent:
        """A refused handshake beyond the `known` oldest whose detail begins so, as soon as there is one."""
        end = time.monotonic() + HANDSHAKE_AUDIT_S
        while True:
            found = self.find(tag="call:handshake:refuse")
            fresh = found[: len(found) - known]
            if fitting := [event for event in fresh if event.detail.startswith(detail)]:
                return fitting[0]
            assert time.monotonic() < end, f"no refused handshake with {detail} among {fresh}"
            time.sleep(POLL_S)

    def close(self) -> None:
        """Hangs up."""
        self._channel.close()


class Bench:
    """A running node with its neighbours' settings and its audit log."""

    def __init__(self, settings: dict[str, NodeSettings], code: str = SOURCE) -> None:
        self.all = settings
        self.node = settings[code]
        self.audit = AuditLog(self.node)

    def refused(self, call: Callable[..., Any], request: Message | Iterator[Message], purpose: str = "") -> Refusal:
        """As `refused`, and the refusal stands in the audit log once, with the same reason."""
        correlation_id = str(uuid.uuid4())
        refusal = refused(call, request, purpose=purpose, correlation_id=correlation_id)
        assert refusal.correlation_id == correlation_id
        (event,) = self.audit.of_call(correlation_id)
        assert (event.reason, event.result) == (refusal.reason, audit_pb2.AUDIT_RESULT_REFUSED)
        assert event.query.startswith(_method_of(call))
        return refusal


def _method_of(call: Any) -> str:
    method: bytes = call._method  # grpcio keeps a stub's method nowhere else
    return method.decode().rpartition(".")[2]


@contextmanager
def served(context: NodeContext) -> Iterator[None]:
    """The node of this process with its server, on the address in its settings."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="served")
    thread.start()

    async def start() -> NodeServer:
        server = NodeServer(context)
        await server.start()
        return server

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(CALL_TIMEOUT_S)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(CALL_TIMEOUT_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
