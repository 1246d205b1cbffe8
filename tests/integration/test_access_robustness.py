"""What a node outlives: garbage, giants, callers that go away; and what it says of an error that nobody foresaw."""

from __future__ import annotations

import os
import socket
import sqlite3
import ssl
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from exchange.settings import NodeSettings
from exchange.v1 import audit_pb2, ledger_pb2, ledger_pb2_grpc, outcome_service_pb2, outcome_service_pb2_grpc, record_service_pb2_grpc
from tests.support.access import CALL_TIMEOUT_S, AuditLog, federate_organs, refused
from tests.support.federation import ORGANS, PURPOSE, SOURCE, NodeProcess, assert_verifies, bulk_request, channel_to, publish_request

CONNECTIONS = 200
MAX_MESSAGE = 32 << 20  # bytes, exchange/node/server.py
WAIT_S = 10.0


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeSettings]:
    """A node of SOURCE as its own process."""
    made = federate_organs(tmp_path_factory.mktemp("robust"))[SOURCE]
    with NodeProcess(made):
        yield made
    assert_verifies(made)


@pytest.fixture
def channel(settings: NodeSettings) -> Iterator[grpc.Channel]:
    """Its organ's; the node answers before and after each test."""
    with channel_to(settings) as made:
        _assert_answers(made)
        yield made
    with channel_to(settings) as another:
        _assert_answers(another)


def _assert_answers(channel: grpc.Channel) -> None:
    stub = health_pb2_grpc.HealthStub(channel)
    assert stub.Check(health_pb2.HealthCheckRequest(), timeout=CALL_TIMEOUT_S).status == health_pb2.HealthCheckResponse.SERVING
    ledger = ledger_pb2_grpc.LedgerServiceStub(channel)
    assert ledger.GetCheckpoint(ledger_pb2.GetCheckpointRequest(), timeout=CALL_TIMEOUT_S).checkpoint


def _connect(settings: NodeSettings) -> socket.socket:
    host, _, port = settings.listen.rpartition(":")
    return socket.create_connection((host, int(port)), WAIT_S)


def _secured(settings: NodeSettings) -> ssl.SSLSocket:
    """A TLS connection with the organ's certificate."""
    certs = settings.home / "certs"
    context = ssl.create_default_context(cafile=str(certs / "ca.pem"))
    context.load_cert_chain(certs / f"organ-{ORGANS[SOURCE]}.pem", certs / f"organ-{ORGANS[SOURCE]}.key")
    context.set_alpn_protocols(["h2"])
    return context.wrap_socket(_connect(settings), server_hostname=f"{SOURCE}.node.delta-exchange")


@pytest.mark.usefixtures("channel")
@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + bytes(1000), bytes(range(256)) * 64])
def test_garbage_on_the_port(settings: NodeSettings, garbage: bytes) -> None:
    with _connect(settings) as one:
        _throw(one, garbage)


@pytest.mark.usefixtures("channel")
@pytest.mark.parametrize("garbage", [os.urandom(65536), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 4096], ids=["random", "frames"])
def test_garbage_inside_tls(settings: NodeSettings, garbage: bytes) -> None:
    with _secured(settings) as one:
        _throw(one, garbage)


def _throw(one: socket.socket, garbage: bytes) -> None:
    """Sends it and waits until the node hangs up, which it may do at any byte."""
    try:
        one.sendall(garbage)
        one.shutdown(socket.SHUT_WR)
        while one.recv(65536):
            pass
    except TimeoutError:
        raise
    except OSError:  # reset, or cut off within TLS
        return


def test_a_message_larger_than_allowed(channel: grpc.Channel) -> None:
    publish = channel.unary_unary("/exchange.v1.RecordService/PublishRecord")
    with pytest.raises(grpc.RpcError) as caught:
        publish(bytes(MAX_MESSAGE + 1), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.mark.parametrize("method", ["/exchange.v1.RecordService/EraseAll", "/exchange.v2.RecordService/GetRecord", "/x"])
def test_a_method_there_is_not(channel: grpc.Channel, method: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary(method)(b"", metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_calls_cancelled_midway(settings: NodeSettings, channel: grpc.Channel) -> None:
    """Bulk publishes that are dropped after a moment: each is in the ledger as a whole or not at all, and in the log if it is."""
    audit = AuditLog(settings)
    stub = record_service_pb2_grpc.RecordServiceStub(channel)
    for round_ in range(10):
        numbers = range(10_000 + round_ * 100, 10_100 + round_ * 100)
        call = stub.PublishRecords(iter([bulk_request(numbers)]), metadata=(*PURPOSE, ("exchange-correlation-id", f"cancel-{round_}")))
        time.sleep(round_ * 0.01)
        call.cancel()
    sizes = set()
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        note = (
            ledger_pb2_grpc.LedgerServiceStub(channel).GetCheckpoint(ledger_pb2.GetCheckpointRequest(), timeout=CALL_TIMEOUT_S).checkpoint
        )
        size = int(note.split(b"\n")[1])
        if size in sizes:
            break
        sizes = {size}
        time.sleep(0.3)
    assert size % 100 == 0
    events = [one for one in audit.find(tag="record:own:publish") if one.correlation_id.startswith("cancel-")]
    audit.close()
    assert sum(len(one.record_ids) for one in events if one.result == audit_pb2.AUDIT_RESULT_ALLOWED) == size


def test_a_stream_that_nobody_reads_to_its_end(settings: NodeSettings, channel: grpc.Channel) -> None:
    with channel_to(settings, "node") as peer:
        watch = ledger_pb2_grpc.LedgerServiceStub(peer).WatchCheckpoints(ledger_pb2.WatchCheckpointsRequest())
        assert next(iter(watch)).checkpoint
        watch.cancel()
    answer = record_service_pb2_grpc.RecordServiceStub(channel).PublishRecord(publish_request(1), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert answer.record_id


@pytest.mark.usefixtures("channel")
def test_many_connections_opened_and_closed(settings: NodeSettings) -> None:
    """Half of them stop within the handshake, some speak TLS; all are open at once."""
    opened = [_connect(settings) for _ in range(CONNECTIONS)]
    for number, one in enumerate(opened):
        if number % 2:
            one.sendall(b"\x16\x03\x01\x02\x00\x01")
    secured = [_secured(settings) for _ in range(20)]
    with channel_to(settings) as channel:
        _assert_answers(channel)
    for one in [*opened, *secured]:
        one.close()


def test_an_error_that_nobody_foresaw(tmp_path: Path) -> None:
    """A column of the database is gone: the caller gets INTERNAL and a number, nothing of the error; the audit log has it as failed."""
    settings = federate_organs(tmp_path)[SOURCE]
    with NodeProcess(settings) as node:
        with channel_to(settings) as channel:
            record_service_pb2_grpc.RecordServiceStub(channel).PublishRecord(publish_request(1), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
        assert node.stop() == 0
        database = Path(settings.database.removeprefix("sqlite:///"))
        with sqlite3.connect(database) as connection:
            connection.execute("ALTER TABLE outcomes RENAME COLUMN name TO name_elsewhere")
        connection.close()
        node.start()
        correlation_id = str(uuid.uuid4())
        with channel_to(settings) as channel:
            call = outcome_service_pb2_grpc.OutcomeServiceStub(channel).ListOutcomes
            request = outcome_service_pb2.ListOutcomesRequest(name_contains="虚构")
            refusal = refused(call, request, purpose="CASE_HANDLING", correlation_id=correlation_id)
        audit = AuditLog(settings)
        (event,) = audit.of_call(correlation_id)
        audit.close()
        log = node.log.read_text(errors="replace")
    assert (refusal.reason, refusal.correlation_id) == ("INTERNAL", correlation_id)
    assert refusal.code is grpc.StatusCode.INTERNAL
    for word in ("sqlite", "outcomes", "column", "SELECT", "Traceback", "name"):
        assert word not in refusal.text
    assert (event.result, event.reason) == (audit_pb2.AUDIT_RESULT_FAILED, "INTERNAL")
    assert "column" not in event.detail
    assert correlation_id in log
    assert "no such column" in log
