"""A node whose disk is full: nothing is half done, nothing is shown that can't be logged, and it goes on once there is room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.node.refusals import to_refused
from exchange.storage import ledgers
from exchange.storage.engine import Database, StorageFullError
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import error_pb2, record_service_pb2, record_service_pb2_grpc
from tests.support.access import CALL_TIMEOUT_S, Refusal, refused, served
from tests.support.federation import (
    PURPOSE,
    SINK,
    SOURCE,
    assert_verifies,
    channel_to,
    draft,
    federate,
    opened,
    publish,
    publish_request,
    stored,
)

MANY = 400  # drafts, more than fit into the pages that are there
ENOUGH = 400  # small writes that surely fill the pages a database has left
UNLIMITED = 4_294_967_294  # pages, SQLite's own limit (sqlite.org/limits.html §13)
MIRROR = 3  # the number a node gives its first mirror, after its two own ledgers


class Disk:
    """The room of every SQLite database of this process: on a full disk none gets another page (SQLite clamps the limit to what it has)."""

    def __init__(self) -> None:
        self._pages = UNLIMITED

    def limit(self, connection: Connection) -> None:
        """Told of every transaction that begins; the limit is a connection's own."""
        connection.exec_driver_sql(f"PRAGMA max_page_count = {self._pages}")

    @contextmanager
    def full(self) -> Iterator[None]:
        """No room within this."""
        self._pages = 1
        try:
            yield
        finally:
            self._pages = UNLIMITED


@pytest.fixture
def disk() -> Iterator[Disk]:
    made = Disk()
    event.listen(Engine, "begin", made.limit)
    yield made
    event.remove(Engine, "begin", made.limit)


def _head(context: NodeContext) -> tuple[int, bytes, bytes]:
    with context.database.reading() as connection:
        head = ledgers.get(connection, ledger_origin(context.member))
    return head.size, head.frontier.root(), head.checkpoint


def _audit_size(context: NodeContext) -> int:
    with context.database.reading() as connection:
        return ledgers.get(connection, audit_origin(context.member)).size


def _publish_until_refused(call: grpc.UnaryUnaryMultiCallable) -> tuple[int, Refusal]:
    """How many went through, and what the next was told."""
    for number in range(ENOUGH):
        try:
            call(publish_request(1000 + number), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
        except grpc.RpcError:
            return number, refused(call, publish_request(1000 + number), purpose="CASE_HANDLING")
    raise AssertionError("the disk never got full")


def _read_until_refused(call: grpc.UnaryUnaryMultiCallable, record_id: str) -> Refusal:
    request = record_service_pb2.GetRecordRequest(record_id=record_id)
    for _ in range(ENOUGH):
        try:
            call(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
        except grpc.RpcError:
            return refused(call, request, purpose="CASE_HANDLING")
    raise AssertionError("the audit log never got full")


def test_publishing_and_reading_on_a_full_disk(tmp_path: Path, disk: Disk) -> None:
    settings = federate(tmp_path, [SOURCE])[SOURCE]
    with opened(settings) as context:
        with served(context), channel_to(settings) as channel:
            stub = record_service_pb2_grpc.RecordServiceStub(channel)
            first = stub.PublishRecord(publish_request(1), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
            with disk.full():
                taken, refusal = _publish_until_refused(stub.PublishRecord)
                assert (refusal.reason, refusal.code) == ("OVERLOADED", grpc.StatusCode.RESOURCE_EXHAUSTED)
                assert "disk is full" in refusal.text
                assert "nothing was stored" in refusal.text
                before = _head(context)
                assert before[0] == 1 + taken
                assert refused(stub.PublishRecord, publish_request(2), purpose="CASE_HANDLING").reason == "OVERLOADED"
                assert _head(context) == before
                read = _read_until_refused(stub.GetRecord, first.record_id)
                assert (read.reason, read.code) == ("AUDIT_UNAVAILABLE", grpc.StatusCode.UNAVAILABLE)
                assert "nothing is shown" in read.text
            assert _head(context) == before
            again = stub.PublishRecord(publish_request(1000 + taken), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
            assert (again.index, again.repeated_request) == (before[0], False)
            request = record_service_pb2.GetRecordRequest(record_id=again.record_id)
            assert stub.GetRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).record.index == again.index
        assert [index for index, _record, _refused in stored(context, 1)] == list(range(before[0] + 1))
    assert_verifies(settings, ledgers=2)


def test_a_bulk_publish_that_does_not_fit(tmp_path: Path, disk: Disk) -> None:
    """The caller is told so, no entry or audit event of it stays; later the same publish goes through."""
    settings = federate(tmp_path, [SOURCE])[SOURCE]
    with opened(settings) as context:
        publish(context, [draft(1)])
        before = _head(context), _audit_size(context)
        with disk.full():
            with pytest.raises(StorageFullError) as caught:
                publish(context, [draft(number) for number in range(2, MANY)])
            refusal = to_refused(caught.value)
        assert refusal.reason == error_pb2.ERROR_REASON_OVERLOADED
        assert "request_id" in refusal.message
        assert "sqlite" not in refusal.message.lower()
        assert [index for index, _record, _refused in stored(context, 1)] == [0]
        assert (_head(context), _audit_size(context)) == before
        receipt = publish(context, [draft(number) for number in range(2, MANY)])
        assert [one.index for one in receipt.appended] == list(range(1, MANY - 1))
    assert assert_verifies(settings, ledgers=2)[ledger_origin(SOURCE)] == MANY - 1


def test_a_pull_on_a_full_disk_resumes_when_there_is_room(tmp_path: Path, disk: Disk) -> None:
    settings = federate(tmp_path, sync={"batch_size": 20})
    with opened(settings[SOURCE]) as source, opened(settings[SINK]) as sink, served(source):
        publish(source, [draft(number) for number in range(200)])
        peers = Peers(sink)
        try:
            Puller(sink, peers)._head(SOURCE)  # the mirror exists before the disk gets full
            with disk.full(), pytest.raises(StorageFullError, match="disk is full"):
                Puller(sink, peers).pull(SOURCE)
            kept = len(stored(sink, MIRROR))
            assert kept < 200
            Puller(sink, peers).pull(SOURCE)
        finally:
            peers.close()
        assert [index for index, _record, refused_reason in stored(sink, MIRROR) if not refused_reason] == list(range(200))
    assert_verifies(settings[SINK], ledgers=3)


def test_other_faults_of_a_database_are_not_called_a_full_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'node.db'}")
    with pytest.raises(Exception, match="no such table") as caught, database.durable() as connection:
        connection.exec_driver_sql("SELECT 1 FROM nowhere")
    database.dispose()
    assert not isinstance(caught.value, StorageFullError)
