"""Readers beside writers: while one long bulk publish is open, others publish and a reader pulls and checkpoints; nothing is skipped."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import grpc

from exchange.ledger.checkpoints import ledger_origin, open_checkpoint
from exchange.storage import ledgers
from exchange.storage.ledgers import StoredNodes
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import ledger_pb2, record_service_pb2, record_service_pb2_grpc
from exchange.v1.ledger_pb2_grpc import LedgerServiceStub
from tests.support.federation import (
    PURPOSE,
    SINK,
    SOURCE,
    NodeProcess,
    assert_verifies,
    bulk_request,
    channel_to,
    federate,
    opened,
    publish_request,
    stored,
)

SEED = 310_116
CHUNKS, CHUNK = 12, 25
SINGLES = 25
TIMEOUT_S = 60.0


def test_reader_beside_writers(tmp_path: Path, database_url: str) -> None:
    """The reader ends with every record, indexes without a gap, in the ledger's order; each checkpoint shown is a beginning of the end."""
    settings = federate(tmp_path, databases={SOURCE: database_url}, sync={"batch_size": 64})
    acknowledged: dict[int, str] = {}
    shown: list[bytes] = []
    done = threading.Event()

    def bulk(channel: grpc.Channel, first: int, rng: random.Random) -> None:
        def requests() -> Iterator[record_service_pb2.PublishRecordsRequest]:
            for at in range(CHUNKS):
                yield bulk_request(range(first + at * CHUNK, first + (at + 1) * CHUNK))
                time.sleep(rng.uniform(0, 0.1))  # the stream stays open meanwhile

        stub = record_service_pb2_grpc.RecordServiceStub(channel)
        for answer in stub.PublishRecords(requests(), metadata=PURPOSE, timeout=TIMEOUT_S):
            acknowledged.update({one.index: one.record_id for one in answer.records})

    def singles(channel: grpc.Channel, first: int, rng: random.Random) -> None:
        stub = record_service_pb2_grpc.RecordServiceStub(channel)
        for number in range(first, first + SINGLES):
            answer = stub.PublishRecord(publish_request(number), metadata=PURPOSE, timeout=TIMEOUT_S)
            acknowledged[answer.index] = answer.record_id
            time.sleep(rng.uniform(0, 0.02))

    with NodeProcess(settings[SOURCE]), opened(settings[SINK]) as sink, channel_to(settings[SOURCE]) as channel:
        peers = Peers(sink)
        pulls: list[int] = []

        def read() -> None:
            stub = LedgerServiceStub(peers.channel(SOURCE))
            while not done.is_set():
                shown.append(stub.GetCheckpoint(ledger_pb2.GetCheckpointRequest(), timeout=TIMEOUT_S).checkpoint)
                pulls.append(Puller(sink, peers).pull(SOURCE).entries)

        work = [(bulk, 0), (bulk, 10_000), (singles, 20_000), (singles, 30_000)]
        writers = [
            threading.Thread(target=write, args=(channel, first, random.Random(SEED + at))) for at, (write, first) in enumerate(work)
        ]
        reader = threading.Thread(target=read)
        for thread in (*writers, reader):
            thread.start()
        for thread in writers:
            thread.join(TIMEOUT_S)
        done.set()
        reader.join(TIMEOUT_S)
        pulls.append(Puller(sink, peers).pull(SOURCE).entries)
        peers.close()

        total = 2 * CHUNKS * CHUNK + 2 * SINGLES
        mirror = stored(sink, 3)
        assert [index for index, _record, _refused in mirror] == list(range(total))
        assert {index: record for index, record, _refused in mirror} == acknowledged
        assert len([one for one in pulls if one]) > 1  # the reader did meet the writers
        with sink.database.reading() as connection:
            nodes = StoredNodes(connection, ledgers.get(connection, ledger_origin(SOURCE)).number)
            keys = sink.trust.membership.ledger_verifier(SOURCE)
            for note in dict.fromkeys(shown):
                checkpoint = open_checkpoint(note, origin=ledger_origin(SOURCE), log_keys=keys).checkpoint
                assert nodes.root(checkpoint.size) == checkpoint.root
    assert len(set(shown)) > 1
    assert_verifies(settings[SINK], ledgers=3)
    assert assert_verifies(settings[SOURCE], ledgers=2)[ledger_origin(SOURCE)] == total
