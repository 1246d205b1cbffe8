"""Who is let in, over real mutual TLS: every bad certificate is refused for its own reason, and the audit log says so."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from exchange.v1 import audit_pb2, ledger_pb2, ledger_pb2_grpc
from tests.support.access import (
    Bench,
    channel_with,
    federate_organs,
    forge,
    member_authority,
    refused,
    strange_authority,
)
from tests.support.federation import ORGANS, SINK, SOURCE, NodeProcess

OWN_ORGAN = f"exchange://{SOURCE}/organ/{ORGANS[SOURCE]}"
UNKNOWN_ORGAN = "11310116MB2F99999X"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))  # RFC 9113 §3.4, with empty SETTINGS
END_HEADERS, END_STREAM = 0x4, 0x1  # RFC 9113 §6.2
READ_TIMEOUT_S = 10.0


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A node of SOURCE as its own process."""
    settings = federate_organs(tmp_path_factory.mktemp("access"))
    with NodeProcess(settings[SOURCE]):
        made = Bench(settings)
        yield made
        made.audit.close()


def _call(bench: Bench, pair: tuple[bytes, bytes] | None) -> grpc.UnaryUnaryMultiCallable:
    return ledger_pb2_grpc.LedgerServiceStub(channel_with(bench.node, pair)).GetCheckpoint


def test_a_good_certificate_is_let_in(bench: Bench) -> None:
    pair = forge(member_authority(bench.node), [OWN_ORGAN])
    assert _call(bench, pair)(ledger_pb2.GetCheckpointRequest()).checkpoint


@pytest.mark.parametrize(
    ("caller", "detail"),
    [
        ("none", "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
        ("expired", "CERTIFICATE_VERIFY_FAILED: certificate has expired"),
        ("unknown", "CERTIFICATE_VERIFY_FAILED: "),
        ("namesake", "BAD_SIGNATURE: certificate signature failure"),
    ],
)
def test_a_caller_who_proves_nothing_is_refused_in_the_handshake(bench: Bench, caller: str, detail: str) -> None:
    pair = {
        "none": lambda: None,
        "expired": lambda: forge(member_authority(bench.node), [OWN_ORGAN], expired=True),
        "unknown": lambda: forge(strange_authority("nobody's"), [OWN_ORGAN]),
        "namesake": lambda: forge(strange_authority(f"delta-exchange {SOURCE}"), [OWN_ORGAN]),
    }[caller]()
    known = len(bench.audit.find(tag="call:handshake:refuse"))
    with channel_with(bench.node, pair) as channel:
        refusal = refused(ledger_pb2_grpc.LedgerServiceStub(channel).GetCheckpoint, ledger_pb2.GetCheckpointRequest())
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.UNAVAILABLE, "")
    event = bench.audit.await_handshake(known, detail)
    assert (event.reason, event.result) == ("HANDSHAKE_REFUSED", audit_pb2.AUDIT_RESULT_REFUSED)
    assert event.actor == f"exchange://{SOURCE}/node/node"


@pytest.mark.parametrize(
    ("issuer", "uris", "reason", "words"),
    [
        (
            SOURCE,
            [f"exchange://{SINK}/organ/{ORGANS[SINK]}"],
            "IDENTITY_NOT_FROM_MEMBER",
            "wasn't issued by one of the member's trust anchors",
        ),
        (SINK, [OWN_ORGAN], "IDENTITY_NOT_FROM_MEMBER", "wasn't issued by one of the member's trust anchors"),
        (SOURCE, [], "IDENTITY_MISSING", "has no exchange:// URI"),
        (SOURCE, [OWN_ORGAN, f"exchange://{SOURCE}/auditor/auditor"], "IDENTITY_MISSING", "has 2 identities"),
        (SOURCE, [f"exchange://{SOURCE}/emperor/one"], "IDENTITY_MISSING", "role 'emperor'; known are"),
        (SOURCE, [f"exchange://{SOURCE}/organ"], "IDENTITY_MISSING", "it must be exchange://<member>/<role>/<name>"),
        (SOURCE, ["exchange://999999/node/node"], "MEMBER_UNKNOWN", "999999 is no member"),
        (SOURCE, [f"exchange://{SOURCE}/organ/{UNKNOWN_ORGAN}"], "ORGAN_UNKNOWN", f"member {SOURCE} has no such organ"),
        (SOURCE, [f"exchange://{SOURCE}/organ/{ORGANS[SINK]}"], "ORGAN_UNKNOWN", f"member {SOURCE} has no such organ"),
    ],
    ids=["of-another-member", "by-another-member", "no-uri", "two-uris", "no-such-role", "short", "no-member", "no-organ", "foreign-organ"],
)
def test_a_certificate_that_names_nobody_here_is_refused(bench: Bench, issuer: str, uris: list[str], reason: str, words: str) -> None:
    call = _call(bench, forge(member_authority(bench.all[issuer]), uris))
    refusal = bench.refused(call, ledger_pb2.GetCheckpointRequest())
    expected = grpc.StatusCode.UNAUTHENTICATED if reason.startswith("IDENTITY") else grpc.StatusCode.PERMISSION_DENIED
    assert (refusal.reason, refusal.code) == (reason, expected)
    assert words in refusal.text


def _frame(kind: int, flags: int, payload: bytes) -> bytes:
    """A frame of stream 1 (RFC 9113 §4.1)."""
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + (1).to_bytes(4, "big") + payload


def _literal(name: str, value: str) -> bytes:
    """A header field without indexing, new name (RFC 7541 §6.2.2); both shorter than 127."""
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def _raw_call(bench: Bench, method: str, correlation_id: str, *, highest: ssl.TLSVersion) -> tuple[str | None, bytes]:
    """A call by hand, since grpcio's client can't be held below TLS 1.3: (TLS version, what came back up to the trailers)."""
    certs, host = bench.node.home / "certs", f"{SOURCE}.node.delta-exchange"
    context = ssl.create_default_context(cafile=str(certs / "ca.pem"))
    context.load_cert_chain(_pem(certs, "pem"), _pem(certs, "key"))
    context.maximum_version = highest
    context.set_alpn_protocols(["h2"])
    fields = {
        ":method": "POST", ":scheme": "https", ":path": method, ":authority": host, "content-type": "application/grpc", "te": "trailers",
        "exchange-correlation-id": correlation_id,
    }  # fmt: skip
    headers = b"".join(_literal(name, value) for name, value in fields.items())
    address, _, port = bench.node.listen.rpartition(":")
    with (
        socket.create_connection((address, int(port)), READ_TIMEOUT_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        secured.sendall(PREFACE + _frame(1, END_HEADERS, headers) + _frame(0, END_STREAM, bytes(5)))
        came = b""
        while b"grpc-status" not in came and (more := secured.recv(65536)):
            came += more
        return secured.version(), came


def _pem(certs: Path, suffix: str) -> Path:
    return certs / f"organ-{ORGANS[SOURCE]}.{suffix}"


def test_a_call_below_tls_1_3_is_refused(bench: Bench) -> None:
    version, came = _raw_call(bench, "/exchange.v1.LedgerService/GetCheckpoint", "by-tls-1.2", highest=ssl.TLSVersion.TLSv1_2)
    assert version == "TLSv1.2"
    assert b"HANDSHAKE_REFUSED" in came
    (event,) = bench.audit.of_call("by-tls-1.2")
    assert (event.reason, event.result) == ("HANDSHAKE_REFUSED", audit_pb2.AUDIT_RESULT_REFUSED)
    assert "TLSv1.2" in event.detail


def test_the_same_call_by_tls_1_3_is_answered(bench: Bench) -> None:
    version, came = _raw_call(bench, "/exchange.v1.LedgerService/GetCheckpoint", "by-tls-1.3", highest=ssl.TLSVersion.TLSv1_3)
    assert version == "TLSv1.3"
    assert f"delta-exchange/{SOURCE}/ledger".encode() in came


@pytest.mark.parametrize("method", ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"])
def test_not_even_health_is_told_below_tls_1_3(bench: Bench, method: str) -> None:
    _version, came = _raw_call(bench, method, "health-by-tls-1.2", highest=ssl.TLSVersion.TLSv1_2)
    assert b"HANDSHAKE_REFUSED" in came
