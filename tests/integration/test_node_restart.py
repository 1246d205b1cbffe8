"""A node that is killed, started again, or set back to an older copy of its database."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import grpc

from exchange.ledger.checkpoints import ledger_origin
from exchange.settings import NodeSettings
from exchange.storage import ledgers
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller, PullError
from exchange.v1 import record_service_pb2, record_service_pb2_grpc
from exchange.wire import reason_name
from tests.support.federation import (
    PURPOSE,
    SINK,
    SOURCE,
    NodeProcess,
    assert_verifies,
    audited,
    channel_to,
    federate,
    opened,
    publish_request,
)

TIMEOUT_S = 20.0
KILLS = 3


def _listed(settings: NodeSettings) -> list[str]:
    found: list[str] = []
    with channel_to(settings) as channel:
        stub = record_service_pb2_grpc.RecordServiceStub(channel)
        token = ""
        while True:
            request = record_service_pb2.ListRecordsRequest(page_size=500, page_token=token)
            answer = stub.ListRecords(request, metadata=PURPOSE, timeout=TIMEOUT_S)
            found += [one.header.record_id for one in answer.records]
            token = answer.next_page_token
            if not token:
                return found


def test_what_was_acknowledged_before_kill_9_is_there_after(tmp_path: Path) -> None:
    """An organ publishes as fast as it can while the node is killed: each record that was acknowledged is there, once, and its
    request can be repeated without a second record.
    """
    settings = federate(tmp_path)[SOURCE]
    acknowledged: dict[int, str] = {}
    node = NodeProcess(settings)
    for round_ in range(KILLS):
        node.start()
        enough = threading.Event()

        def write(first: int, enough: threading.Event = enough) -> None:
            with channel_to(settings) as channel:
                stub = record_service_pb2_grpc.RecordServiceStub(channel)
                for number in range(first, first + 10_000):
                    try:
                        answer = stub.PublishRecord(publish_request(number), metadata=PURPOSE, timeout=TIMEOUT_S)
                    except grpc.RpcError:
                        return
                    acknowledged[number] = answer.record_id
                    if number == first + 12:
                        enough.set()

        writers = [threading.Thread(target=write, args=(round_ * 100_000 + part * 10_000,)) for part in range(2)]
        for writer in writers:
            writer.start()
        assert enough.wait(TIMEOUT_S)
        node.kill()
        for writer in writers:
            writer.join()
    with NodeProcess(settings):
        found = _listed(settings)
        assert len(set(found)) == len(found)
        assert set(acknowledged.values()) <= set(found)
        with channel_to(settings) as channel:
            stub = record_service_pb2_grpc.RecordServiceStub(channel)
            number, record_id = next(iter(acknowledged.items()))
            again = stub.PublishRecord(publish_request(number), metadata=PURPOSE, timeout=TIMEOUT_S)
        assert (again.record_id, again.repeated_request) == (record_id, True)
    assert assert_verifies(settings, ledgers=2)[ledger_origin(SOURCE)] == len(found)


def test_node_set_back_to_an_older_copy(tmp_path: Path) -> None:
    """A node's database is restored from a copy: its neighbour sees that the ledger shrank and, once it grows another way, forked."""
    settings = federate(tmp_path)
    source = settings[SOURCE]
    data, copy = source.home / "data", source.home / "copy"

    def put(first: int, count: int) -> None:
        with channel_to(source) as channel:
            stub = record_service_pb2_grpc.RecordServiceStub(channel)
            for number in range(first, first + count):
                stub.PublishRecord(publish_request(number), metadata=PURPOSE, timeout=TIMEOUT_S)

    node = NodeProcess(source)
    node.start()
    put(0, 3)
    assert node.stop() == 0
    shutil.copytree(data, copy)
    with opened(settings[SINK]) as sink:

        def pull() -> str:
            peers = Peers(sink)
            try:
                Puller(sink, peers).pull(SOURCE)
            except PullError as error:
                return reason_name(error.reason)
            finally:
                peers.close()
            return ""

        with node:
            put(3, 3)
            assert pull() == ""
        shutil.rmtree(data)
        shutil.copytree(copy, data)
        with node:
            assert pull() == "CHECKPOINT_STALE"
            assert audited(sink, "ledger:peer:refuse") == ["CHECKPOINT_STALE"]
            put(1000, 4)
            assert pull() == "FORK_DETECTED"
            assert pull() == "LEDGER_FROZEN"
        with sink.database.reading() as connection:
            assert ledgers.get(connection, ledger_origin(SOURCE)).size == 6
    assert_verifies(settings[SINK], ledgers=3)
