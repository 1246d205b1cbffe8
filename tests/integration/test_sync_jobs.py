"""Several processes on one database: a job runs in one of them at a time, and a dead one's job is taken over."""

from __future__ import annotations

import multiprocessing
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from exchange.ledger.checkpoints import ledger_origin
from exchange.node.bootstrap import close_node, open_node
from exchange.settings import NodeSettings
from exchange.storage.engine import Database
from exchange.storage.jobs import JobStore
from exchange.sync.runner import Jobs
from exchange.v1 import record_service_pb2_grpc
from tests.support.federation import ORGANS, PURPOSE, SINK, SOURCE, NodeProcess, assert_verifies, bulk_request, channel_to, federate
from tests.support.victim import case_store, delivered, make_case_store

RUN_S = 3.0
PROCESSES = 2
SECOND = 1_000_000  # µs


def _run_jobs(home: str, pipe: Any) -> None:
    """Runs both jobs again and again; tells when each run really worked."""
    context = open_node(NodeSettings.load(Path(home) / "node.toml"))
    jobs = Jobs(context)
    worked: list[tuple[str, float, float]] = []
    work = jobs._work

    def timed(name: str) -> dict[str, int]:
        began = time.monotonic()
        time.sleep(0.01)  # long enough for another to come by
        try:
            return work(name)
        finally:
            worked.append((name, began, time.monotonic()))

    jobs._work = timed  # type: ignore[method-assign]
    errors: list[str] = []
    pipe.send("ready")
    end = time.monotonic() + RUN_S
    while time.monotonic() < end:
        for name in (f"pull {SOURCE}", "deliver cases"):
            error = jobs.run(name)[1]
            errors += [error] if error else []
    pipe.send((worked, errors))
    jobs.peers.close()
    close_node(context)


def test_two_processes_share_the_jobs(tmp_path: Path, postgresql_server) -> None:
    """Both run all jobs as fast as they can while records come in: no job twice at a time, no entry pulled or delivered twice."""
    with postgresql_server.database() as node_url, postgresql_server.database() as store_url:
        settings = federate(
            tmp_path, sync={"batch_size": 16}, databases={SINK: node_url}, case_stores={SINK: case_store(ORGANS[SINK], store_url)}
        )
        url = make_case_store(settings[SINK])
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.support.victim"])
        pipes, processes = [], []
        with NodeProcess(settings[SOURCE]), channel_to(settings[SOURCE]) as channel:
            for _ in range(PROCESSES):
                ours, theirs = context.Pipe()
                process = context.Process(target=_run_jobs, args=(str(settings[SINK].home), theirs))
                process.start()
                theirs.close()
                pipes.append(ours)
                processes.append(process)
            assert [pipe.recv() for pipe in pipes] == ["ready"] * PROCESSES
            published: list[str] = []
            stub = record_service_pb2_grpc.RecordServiceStub(channel)
            for at in range(10):
                requests = iter([bulk_request(range(at * 40, at * 40 + 40))])
                published += [
                    one.record_id for answer in stub.PublishRecords(requests, metadata=PURPOSE, timeout=20) for one in answer.records
                ]
            answers = [pipe.recv() for pipe in pipes]
            for process, pipe in zip(processes, pipes, strict=True):
                process.join(30)
                pipe.close()
        runs = sorted((began, ended, name) for worked, _errors in answers for name, began, ended in worked)
        assert [error for _worked, errors in answers for error in errors] == []
        assert all(len(worked) > 1 for worked, _errors in answers)  # both did get turns
        for job in {name for _began, _ended, name in runs}:
            mine = [(began, ended) for began, ended, name in runs if name == job]
            assert all(before[1] <= after[0] for before, after in pairwise(mine)), f"{job} ran twice at a time"
        assert set(delivered(url)) <= set(published)
        assert assert_verifies(settings[SINK], ledgers=3)[ledger_origin(SOURCE)] == len(published)


def test_lease_of_a_holder_that_says_nothing_more(database: Database) -> None:
    """The holder is killed on another host: the job is its own until the lease ends, then another's; what it says late changes nothing."""
    dead, heir = JobStore(database, "elsewhere:1"), JobStore(database, "here:2")
    first = dead.claim("pull", now=0, for_us=SECOND)
    assert first is not None
    assert heir.claim("pull", now=SECOND // 2, for_us=SECOND) is None
    assert dead.renew("pull", epoch=first, until=2 * SECOND)
    assert heir.claim("pull", now=SECOND + 1, for_us=SECOND) is None
    second = heir.claim("pull", now=2 * SECOND, for_us=SECOND)
    assert second == first + 1
    assert not dead.renew("pull", epoch=first, until=9 * SECOND)
    dead.release("pull", epoch=first)
    assert dead.claim("pull", now=2 * SECOND + 1, for_us=SECOND) is None
    heir.release("pull", epoch=second)
    assert dead.claim("pull", now=2 * SECOND + 2, for_us=SECOND) == second + 1
