"""kill -9 at any point of a pull or a delivery: nothing lost, nothing twice, and every ledger verifies."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.ledger.checkpoints import ledger_origin
from exchange.settings import NodeSettings
from exchange.v1 import record_service_pb2_grpc
from tests.support.federation import ORGANS, PURPOSE, SINK, SOURCE, NodeProcess, assert_verifies, bulk_request, channel_to, federate
from tests.support.victim import RUN_TIMEOUT_S, Victim, case_store, delivered, make_case_store, whole

SEED = 20_260_302
SQLITE_ROUNDS, POSTGRESQL_ROUNDS = 50, 10
RECORDS = 48  # published before each round
BATCH = 24
MAX_TRIES = 3  # for each kill that meets the work; 1.3 is usual
MAX_PAUSE_S = 0.6  # before the kill


def _publish(settings: NodeSettings, first: int, count: int) -> list[str]:
    with channel_to(settings) as channel:
        stub = record_service_pb2_grpc.RecordServiceStub(channel)
        answers = stub.PublishRecords(iter([bulk_request(range(first, first + count))]), metadata=PURPOSE, timeout=60)
        return [record.record_id for answer in answers for record in answer.records]


def _rounds(source: NodeSettings, sink: NodeSettings, url: str, *, rounds: int) -> list[str]:
    """Publishes, lets the victim work, kills it at a random moment; again and again. Returns the ids of all records."""
    rng = random.Random(SEED)
    published: list[str] = []
    usual = MAX_PAUSE_S
    for warming in range(2):  # the first run is slower than all others
        published += _publish(source, warming * RECORDS, RECORDS)
        usual = min(usual, _time_of_a_run(sink))
    hits = tries = 0
    while hits < rounds:  # a kill that comes after the work doesn't count
        tries += 1
        assert tries <= rounds * MAX_TRIES, f"only {hits} kills in {tries} tries met the work"
        published += _publish(source, (tries + 1) * RECORDS, RECORDS)
        victim = Victim(sink, SOURCE)
        victim.await_ready()
        time.sleep(rng.uniform(0, usual))
        hits += victim.kill()
        assert len(set(found := delivered(url))) == len(found)
    return published


def _time_of_a_run(sink: NodeSettings) -> float:
    victim = Victim(sink, SOURCE)
    victim.await_ready()
    began = time.monotonic()
    assert victim.pipe.poll(RUN_TIMEOUT_S)  # its answer, before it closes the node
    took = time.monotonic() - began
    finished = victim.finish()
    assert finished is not None
    assert finished[1] == ["", ""]
    return took


def _finish(sink: NodeSettings) -> None:
    finished = Victim(sink, SOURCE).finish()
    assert finished is not None
    assert finished[1] == ["", ""]


@pytest.fixture
def source_and_sink(tmp_path: Path) -> Iterator[tuple[NodeSettings, NodeSettings]]:
    settings = federate(tmp_path, sync={"batch_size": BATCH}, case_stores={SINK: case_store(ORGANS[SINK])})
    with NodeProcess(settings[SOURCE]):
        yield settings[SOURCE], settings[SINK]


def test_kill_at_any_moment_sqlite(source_and_sink: tuple[NodeSettings, NodeSettings]) -> None:
    """50 times the process is killed from outside after a random while; a last run brings all that is missing, once."""
    source, sink = source_and_sink
    url = make_case_store(sink)
    published = _rounds(source, sink, url, rounds=SQLITE_ROUNDS)
    _finish(sink)
    assert delivered(url) == sorted(published)
    for path in (sink.home / "data").glob("*.db"):
        whole(path)
    assert assert_verifies(sink, ledgers=3)[ledger_origin(SOURCE)] == len(published)
    assert_verifies(source, ledgers=2)


def test_kill_at_any_moment_postgresql(tmp_path: Path, postgresql_server) -> None:
    """The same on PostgreSQL, node and case store."""
    with postgresql_server.database() as node_url, postgresql_server.database() as store_url:
        settings = federate(
            tmp_path, sync={"batch_size": BATCH}, databases={SINK: node_url}, case_stores={SINK: case_store(ORGANS[SINK], store_url)}
        )
        sink = settings[SINK]
        with NodeProcess(settings[SOURCE]):
            url = make_case_store(sink)
            published = _rounds(settings[SOURCE], sink, url, rounds=POSTGRESQL_ROUNDS)
            _finish(sink)
        assert delivered(url) == sorted(published)
        assert assert_verifies(sink, ledgers=3)[ledger_origin(SOURCE)] == len(published)


def test_kill_before_every_commit(source_and_sink: tuple[NodeSettings, NodeSettings]) -> None:
    """The process dies just before its 1st, 2nd, … last commit, in a fresh copy each time: every state that a crash can leave."""
    source, sink = source_and_sink
    make_case_store(sink)
    published = sorted(_publish(source, 0, RECORDS))
    fresh = sink.home / "fresh"
    shutil.copytree(sink.home / "data", fresh)

    def afresh() -> str:
        shutil.rmtree(sink.home / "data")
        shutil.copytree(fresh, sink.home / "data")
        return str(sink.case_stores[0].options["url"])

    commits, errors = Victim(sink, SOURCE).finish() or (0, [])
    assert errors == ["", ""]
    assert commits > RECORDS // BATCH
    for number in range(1, commits + 1):
        url = afresh()
        assert Victim(sink, SOURCE, kill_before=number).finish() is None
        assert_verifies(sink)
        _finish(sink)
        assert delivered(url) == published
        assert assert_verifies(sink, ledgers=3)[ledger_origin(SOURCE)] == RECORDS
