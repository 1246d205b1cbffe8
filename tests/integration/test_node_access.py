"""Who may not: each refused with its own reason, over real mutual TLS, and each in the audit log."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exchange.ledger.checkpoints import ledger_origin
from exchange.node.refusals import to_refused
from exchange.settings import NodeSettings
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.trust.development import make_development_certificates
from exchange.v1 import (
    audit_pb2,
    audit_pb2_grpc,
    error_pb2,
    ledger_pb2,
    ledger_pb2_grpc,
    outcome_service_pb2,
    outcome_service_pb2_grpc,
    record_pb2,
    record_service_pb2,
    record_service_pb2_grpc,
)
from exchange.wire import reason_name, reason_of
from tests.support.federation import (
    ORGANS,
    PURPOSE,
    SINK,
    SOURCE,
    SUBJECT,
    THIRD,
    NodeProcess,
    assert_verifies,
    channel_to,
    credentials,
    dial,
    federate,
    opened,
    organ_files,
    publish_request,
    request_id,
)
from tests.support.proxy import Proxy

SUPERVISION = (("exchange-purpose", "SUPERVISION"),)
SYNCHRONISATION = (("exchange-purpose", "SYNCHRONISATION"),)
TIMEOUT_S = 20.0
STRANGER = "320509"  # no member here
MISSING = "01900000-0000-7000-8000-000000000000"


class Bench:
    """A running node and its neighbours' certificates."""

    def __init__(self, settings: dict[str, NodeSettings], node: NodeProcess) -> None:
        self.settings, self.node = settings, node
        self.source = settings[SOURCE]

    def audit(self, **wanted: object) -> list[audit_pb2.AuditEvent]:
        """Events of the node's audit log, newest first, as its auditor is shown them."""
        with channel_to(self.source, "auditor") as channel:
            stub = audit_pb2_grpc.AuditServiceStub(channel)
            answer = stub.ListAuditEvents(audit_pb2.ListAuditEventsRequest(page_size=50, **wanted), metadata=SUPERVISION, timeout=TIMEOUT_S)
        return [one.event for one in answer.events]

    def size(self) -> int:
        """Records in the node's ledger."""
        with channel_to(self.source, "auditor") as channel:
            stub = ledger_pb2_grpc.LedgerServiceStub(channel)
            return int(stub.GetCheckpoint(ledger_pb2.GetCheckpointRequest(), timeout=TIMEOUT_S).checkpoint.split(b"\n")[1])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    settings = federate(tmp_path_factory.mktemp("access"), [SOURCE, SINK, THIRD])
    with NodeProcess(settings[SOURCE]) as node:
        yield Bench(settings, node)


def _refused(call: Callable[[], object]) -> tuple[str, str]:
    """The reason and text that a call is refused with."""
    with pytest.raises(grpc.RpcError) as caught:
        call()
    reason, _details = reason_of(caught.value)
    return reason_name(reason), caught.value.details()


def _reason(call: Callable[[], object]) -> int:
    """The reason a call is refused with; 0 where it isn't."""
    try:
        call()
    except grpc.RpcError as error:
        return reason_of(error)[0]
    return 0


def _get(channel: grpc.Channel, *, metadata: Sequence[tuple[str, str]] = PURPOSE) -> object:
    stub = record_service_pb2_grpc.RecordServiceStub(channel)
    return stub.GetRecord(record_service_pb2.GetRecordRequest(record_id=MISSING), metadata=metadata, timeout=TIMEOUT_S)


def _certificate(
    issuer: Path, uris: Sequence[str], *, days: int = 1, usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH
) -> tuple[bytes, bytes]:
    """Key and certificate by the authority in a node's folder; with `days` below 0 it has expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.load_pem_x509_certificate((issuer / "certs" / "ca.pem").read_bytes())
    signer = serialization.load_pem_private_key((issuer / "certs" / "ca.key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    end = datetime.now(UTC) + timedelta(days=days)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=2))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    )
    if uris:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(one) for one in uris]), critical=False)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _channel_with(bench: Bench, pair: tuple[bytes, bytes]) -> grpc.Channel:
    ca = (bench.source.home / "certs" / "ca.pem").read_bytes()
    return dial(bench.source, grpc.ssl_channel_credentials(ca, *pair))


def _handshake_logged(bench: Bench, words: str) -> None:
    """The refusal is in the audit log within the time it takes to be summed up."""
    deadline = time.monotonic() + TIMEOUT_S
    found: list[str] = []
    while time.monotonic() < deadline:
        events = bench.audit(tag="call:handshake:refuse")
        found = [event.detail for event in events if event.reason == "HANDSHAKE_REFUSED"]
        if any(words in detail for detail in found):
            return
        time.sleep(0.1)
    raise AssertionError(f"{words!r} isn't in {found}")


HANDSHAKES: dict[str, tuple[Callable[[Bench, Path], tuple[bytes, bytes] | None], str]] = {
    "no certificate": (lambda _bench, _other: None, "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
    "expired": (lambda bench, _other: _certificate(bench.settings[SINK].home, [f"exchange://{SINK}/node/node"], days=-1), "expired"),
    "unknown authority": (lambda _bench, other: _certificate(other / STRANGER, [f"exchange://{SOURCE}/node/node"]), "issuer"),
    "authority of a member's name": (lambda _bench, other: _certificate(other / THIRD, [f"exchange://{THIRD}/node/node"]), "BAD_SIGNATURE"),
}


@pytest.mark.parametrize("case", HANDSHAKES)
def test_handshake(bench: Bench, case: str, tmp_path: Path) -> None:
    """The caller has no certificate, or one that no member's authority vouches for now: refused before any call, logged with the reason."""
    for member in (THIRD, STRANGER):
        make_development_certificates(tmp_path / member / "certs", member=member, now=datetime.now(UTC))
    make, words = HANDSHAKES[case]
    pair = make(bench, tmp_path)
    channel = _channel_with(bench, pair) if pair else dial(bench.source, credentials(bench.source, "", home=bench.source.home))
    with channel, pytest.raises(grpc.RpcError) as caught:
        _get(channel)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    _handshake_logged(bench, words)


IDENTITIES: dict[str, tuple[str, list[str], str]] = {
    "another member's node": (SINK, [f"exchange://{SOURCE}/node/node"], "IDENTITY_NOT_FROM_MEMBER"),
    "another member's organ": (SINK, [f"exchange://{SOURCE}/organ/{ORGANS[SOURCE]}"], "IDENTITY_NOT_FROM_MEMBER"),
    "another member's auditor": (THIRD, [f"exchange://{SOURCE}/auditor/auditor"], "IDENTITY_NOT_FROM_MEMBER"),
    "no URI": (SINK, [], "IDENTITY_MISSING"),
    "another URI": (SINK, ["https://example.org/"], "IDENTITY_MISSING"),
    "two URIs": (SINK, [f"exchange://{SINK}/node/node", f"exchange://{SINK}/auditor/auditor"], "IDENTITY_MISSING"),
    "unknown role": (SINK, [f"exchange://{SINK}/root/root"], "IDENTITY_MISSING"),
    "no member": (SINK, ["exchange://999999/node/node"], "MEMBER_UNKNOWN"),
    "no organ of its member": (SINK, [f"exchange://{SINK}/organ/{ORGANS[SOURCE]}"], "ORGAN_UNKNOWN"),
}


@pytest.mark.parametrize("case", IDENTITIES)
def test_identity(bench: Bench, case: str) -> None:
    """The certificate is good TLS, but not who it says: refused with the reason, which the log has too."""
    issuer, uris, reason = IDENTITIES[case]
    before = bench.size()
    with _channel_with(bench, _certificate(bench.settings[issuer].home, uris)) as channel:
        assert _refused(lambda: _get(channel))[0] == reason
    event = bench.audit(tag="call:any:refuse")[0]
    assert (event.reason, event.result) == (reason, audit_pb2.AUDIT_RESULT_REFUSED)
    assert len(event.certificate) == 64
    assert bench.size() == before


def _publish(channel: grpc.Channel, request: record_service_pb2.PublishRecordRequest, metadata: Sequence[tuple[str, str]]) -> object:
    return record_service_pb2_grpc.RecordServiceStub(channel).PublishRecord(request, metadata=metadata, timeout=TIMEOUT_S)


def _read_entries(channel: grpc.Channel, metadata: Sequence[tuple[str, str]]) -> object:
    stub = ledger_pb2_grpc.LedgerServiceStub(channel)
    return list(stub.ReadEntries(ledger_pb2.ReadEntriesRequest(), metadata=metadata, timeout=TIMEOUT_S))


def _list_audit(channel: grpc.Channel) -> object:
    return audit_pb2_grpc.AuditServiceStub(channel).ListAuditEvents(
        audit_pb2.ListAuditEventsRequest(), metadata=SUPERVISION, timeout=TIMEOUT_S
    )


CALLS: dict[str, tuple[str, str, Callable[[grpc.Channel], object], str]] = {
    "auditor publishes": (SOURCE, "auditor", lambda one: _publish(one, publish_request(900), PURPOSE), "ROLE_NOT_ALLOWED"),
    "node publishes": (SOURCE, "node", lambda one: _publish(one, publish_request(901), PURPOSE), "ROLE_NOT_ALLOWED"),
    "peer organ publishes": (SINK, "", lambda one: _publish(one, publish_request(902), PURPOSE), "ROLE_NOT_ALLOWED"),
    "organ reads the ledger": (SINK, "", lambda one: _read_entries(one, SYNCHRONISATION), "ROLE_NOT_ALLOWED"),
    "another member's auditor": (SINK, "auditor", _list_audit, "ROLE_NOT_ALLOWED"),
    "own organ reads the audit log": (SOURCE, "", _list_audit, "ROLE_NOT_ALLOWED"),
    "no purpose": (SOURCE, "", lambda one: _get(one, metadata=()), "PURPOSE_MISSING"),
    "unknown purpose": (SOURCE, "", lambda one: _get(one, metadata=(("exchange-purpose", "CURIOSITY"),)), "PURPOSE_MISSING"),
    "unspecified purpose": (SOURCE, "", lambda one: _get(one, metadata=(("exchange-purpose", "UNSPECIFIED"),)), "PURPOSE_NOT_ALLOWED"),
    "purpose of another call": (SOURCE, "", lambda one: _publish(one, publish_request(903), SYNCHRONISATION), "PURPOSE_NOT_ALLOWED"),
    "node's purpose missing": (SINK, "node", lambda one: _read_entries(one, ()), "PURPOSE_MISSING"),
    "in another organ's name": (SOURCE, "", lambda one: _publish(one, publish_request(904, member=SINK), PURPOSE), "SIGNING_NOT_GRANTED"),
    "audience of nobody": (SOURCE, "", lambda one: _publish(one, publish_request(905, audience=["999999"]), PURPOSE), "MEMBER_UNKNOWN"),
}


@pytest.mark.parametrize("case", CALLS)
def test_call(bench: Bench, case: str) -> None:
    """A known caller asks for what it may not, or doesn't say what for: refused with the reason, logged with who it was."""
    member, who, call, reason = CALLS[case]
    home = bench.settings[member].home
    before = bench.size()
    with channel_to(bench.source, who or organ_files(bench.settings[member]), home=home) as channel:
        assert _refused(lambda: call(channel))[0] == reason
    event = bench.audit(result=audit_pb2.AUDIT_RESULT_REFUSED)[0]
    assert (event.reason, event.member) == (reason, member)
    assert bench.size() == before


def test_signed_record_with_a_spoiled_body(bench: Bench) -> None:
    """The organ publishes a ready-signed record whose body is garbage: a clear refusal, not an internal error."""
    body = b"\xff\xff\xff\xff"
    header = record_pb2.RecordHeader(
        record_id=MISSING,
        origin=SOURCE,
        organ=ORGANS[SOURCE],
        type=record_pb2.RECORD_TYPE_OUTCOME,
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="law:优化营商环境条例:57",
        purpose=record_pb2.PURPOSE_CASE_HANDLING,
        body_digest=bytes(32),
        hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
    )
    header.issued_at.GetCurrentTime()
    record = record_pb2.SignedRecord(
        header=header.SerializeToString(), body=body, signatures=[record_pb2.Signature(key_id="x", value=bytes(64))]
    )
    request = record_service_pb2.PublishRecordRequest(request_id=request_id("spoiled"), record=record)
    with channel_to(bench.source) as channel:
        assert _refused(lambda: _publish(channel, request, PURPOSE))[0] == "BODY_DIGEST_MISMATCH"


def test_record_for_somebody_else(bench: Bench) -> None:
    """A record is for one neighbour: another can't get, list or find it; ReadEntries gives its bare leaf hash, and the root verifies."""
    with channel_to(bench.source) as channel:
        stub = record_service_pb2_grpc.RecordServiceStub(channel)
        secret = stub.PublishRecord(publish_request(1, audience=[THIRD]), metadata=PURPOSE, timeout=TIMEOUT_S).record_id
        shared = stub.PublishRecord(publish_request(2, audience=[SINK, THIRD]), metadata=PURPOSE, timeout=TIMEOUT_S).record_id

    def seen(member: str) -> tuple[bool, set[str], set[str]]:
        with channel_to(bench.source, organ_files(bench.settings[member]), home=bench.settings[member].home) as channel:
            records = record_service_pb2_grpc.RecordServiceStub(channel)
            request = record_service_pb2.GetRecordRequest(record_id=secret)
            got = reason_name(_reason(lambda: records.GetRecord(request, metadata=PURPOSE, timeout=TIMEOUT_S))) != "NOT_FOUND"
            listed = records.ListRecords(record_service_pb2.ListRecordsRequest(), metadata=PURPOSE, timeout=TIMEOUT_S).records
            request = outcome_service_pb2.ListOutcomesRequest(subject=SUBJECT)
            found = outcome_service_pb2_grpc.OutcomeServiceStub(channel).ListOutcomes(request, metadata=PURPOSE, timeout=TIMEOUT_S).outcomes
        return got, {one.header.record_id for one in listed}, {one.record_id for one in found}

    assert seen(SOURCE)[0]
    assert seen(THIRD) == (True, {secret, shared}, {secret, shared})
    assert seen(SINK) == (False, {shared}, {shared})

    with opened(bench.settings[SINK]) as sink:
        peers = Peers(sink)
        counts = Puller(sink, peers).pull(SOURCE)
        peers.close()
    assert (counts.entries, counts.withheld, counts.refused) == (2, 1, 0)
    assert assert_verifies(bench.settings[SINK], ledgers=3)[ledger_origin(SOURCE)] == 2
    shown = bench.audit(tag="ledger:own:show")[0]
    assert (shown.member, shown.first_index, shown.end_index) == (SINK, 0, 2)


def test_what_is_no_call_at_all(bench: Bench) -> None:
    """Garbage on the port, garbage in a message, a message too large, methods that aren't: the node answers the next caller as before."""
    host, _, port = bench.source.listen.rpartition(":")
    for garbage in (b"", b"GET / HTTP/1.1\r\n\r\n", bytes(range(256)) * 64):
        with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as one:
            one.sendall(garbage)
    with channel_to(bench.source) as channel:
        raw = channel.unary_unary("/exchange.v1.RecordService/GetRecord")
        reason, text = _refused(lambda: raw(b"\xff\xff\xff", metadata=PURPOSE, timeout=TIMEOUT_S))
        assert reason == "FIELD_INVALID"
        assert "Error" not in text
        with pytest.raises(grpc.RpcError) as caught:
            raw(b"\x0a" + b"\xff\xff\xff\x10" + bytes(33 << 20), metadata=PURPOSE, timeout=TIMEOUT_S)
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        for method in ("/exchange.v1.RecordService/DropRecords", "/exchange.v1.SecretService/Get", "/"):
            with pytest.raises(grpc.RpcError) as caught:
                channel.unary_unary(method)(b"", metadata=PURPOSE, timeout=TIMEOUT_S)
            assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
        assert _refused(lambda: _get(channel))[0] == "NOT_FOUND"
    assert bench.node.running


def test_internal_errors_say_nothing() -> None:
    """What wasn't foreseen goes out without a word of its text."""
    refused = to_refused(RuntimeError("password=hunter2"))
    assert refused.reason == error_pb2.ERROR_REASON_INTERNAL
    assert "hunter2" not in refused.message


def test_old_tls(bench: Bench) -> None:
    """A caller with a good certificate speaks TLS 1.2: refused, and logged as such."""
    home = bench.source.home / "certs"
    tls = ssl.create_default_context(cafile=str(home / "ca.pem"))
    tls.load_cert_chain(home / f"{organ_files(bench.source)}.pem", home / f"{organ_files(bench.source)}.key")
    tls.set_alpn_protocols(["h2"])
    name = f"{SOURCE}.node.delta-exchange"

    def ask() -> grpc.RpcError:
        with Proxy(bench.source.listen, tls=tls, name=name) as proxy, grpc.insecure_channel(proxy.address) as channel:
            with pytest.raises(grpc.RpcError) as caught:
                _get(channel)
            return caught.value

    assert reason_name(reason_of(ask())[0]) == "NOT_FOUND"  # by TLS 1.3 the very same call is answered
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    assert reason_name(reason_of(ask())[0]) == "HANDSHAKE_REFUSED"
    refused = bench.audit(result=audit_pb2.AUDIT_RESULT_REFUSED)[0]
    assert refused.reason == "HANDSHAKE_REFUSED"
    assert "TLSv1.2" in refused.detail


def test_second_server_on_the_port(bench: Bench) -> None:
    """A node is started where one listens already: it says so and ends; the first goes on."""
    second = NodeProcess(bench.source)
    with pytest.raises(RuntimeError, match="can't listen"):
        second.start()
    assert bench.node.running
    assert bench.audit(tag="node:process:start")
