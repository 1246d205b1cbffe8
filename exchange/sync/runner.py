"""The jobs of a node, and when they run (APScheduler 3, memory job store: our cursors are the durable state).

`exchange.sync.kinds` lists them. A pull is due at once when WatchCheckpoints says there is more; what follows from a pull, after it.

Each run holds the job's lease, so that of several processes on one database one does the work; each run is written to `job_runs`.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import grpc
from apscheduler.schedulers.background import BackgroundScheduler

from exchange.domain.casestore import CaseStoreError
from exchange.storage.jobs import JobStore
from exchange.sync.batches import PullError
from exchange.sync.context import NodeContext
from exchange.sync.kinds import KINDS, Counts, kind_of
from exchange.sync.peers import Peers, metadata
from exchange.trust.errors import TrustError
from exchange.v1 import ledger_pb2

LEASE_S = 60.0  # renewed every third of it while the job runs, so it ends this long after its holder died
MISFIRE_GRACE_S = 60
WATCH_PAUSE_S = 2.0  # before a broken watch is begun again
log = logging.getLogger(__name__)


class Jobs:
    """What can be run, by name; `run` takes the lease and writes the run down."""

    def __init__(self, context: NodeContext, *, lease_s: float = LEASE_S, part: str = "") -> None:
        """`part` names one of several runners in one process: a lease is one's own only to its runner."""
        self.context = context
        self.lease_s = lease_s
        self.peers = Peers(context)
        self._store = JobStore(context.database, f"{socket.gethostname()}:{os.getpid()}{part}", gone=_process_gone)

    def names(self) -> list[str]:
        """All jobs of this node, in the order in which one would run them by hand."""
        return [f"{kind.name} {target}".strip() for kind in KINDS for target in kind.targets(self)]

    def run(self, name: str) -> tuple[Counts, str]:
        """Runs a job now; returns its counts and, where it failed, why. Another's lease gives ({}, "")."""
        return self.try_run(name) or ({}, "")

    def try_run(self, name: str) -> tuple[Counts, str] | None:
        """As `run`; None where another holds the lease."""
        context = self.context
        epoch = self._store.claim(name, now=context.microseconds(), for_us=int(self.lease_s * 1e6))
        if epoch is None:
            return None
        with self._renewing(name, epoch):
            return self._run_claimed(name, epoch)

    @contextmanager
    def _renewing(self, name: str, epoch: int) -> Iterator[None]:
        """Keeps the lease while the block runs."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self.lease_s / 3):
                if not self._store.renew(name, epoch=epoch, until=self.context.microseconds() + int(self.lease_s * 1e6)):
                    log.error("%s: the lease was lost to another process", name)
                    return

        thread = threading.Thread(target=renew, name=f"lease-{name}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _run_claimed(self, name: str, epoch: int) -> tuple[Counts, str]:
        context = self.context
        run = self._store.start(name, now=context.microseconds())
        counts: Counts = {}
        error = ""
        try:
            counts = self._work(name)
        except (PullError, CaseStoreError, TrustError, grpc.RpcError, OSError) as failure:
            error = str(failure) or type(failure).__name__
            log.warning("%s: %s", name, error)
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"
            log.exception("%s failed", name)
        self._store.finish(run, now=context.microseconds(), counts=counts, error=error)
        self._store.release(name, epoch=epoch)
        return counts, error

    def _work(self, name: str) -> Counts:
        kind, target = kind_of(name)
        return kind.run(self, target)


def _process_gone(holder: str) -> bool:
    """Whether a lease's holder, `host:pid`, was a process of this host that has ended: a killed node's jobs needn't wait out its leases."""
    host, _colon, pid = holder.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it lives and isn't ours
        return False
    return False


class Runner:
    """The scheduler and the watches of one process."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_GRACE_S}
        )
        self._stopping = threading.Event()
        self._asked: set[str] = set()

    def start(self) -> None:
        """Schedules every job and begins to watch the neighbours."""
        sync = self._jobs.context.settings.sync
        for name in self._jobs.names():
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(name,),
                id=name,
                seconds=kind_of(name)[0].interval_s(sync),
                jitter=sync.jitter_s or None,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        for peer in self._jobs.peers.codes():
            threading.Thread(target=self._watch, args=(peer,), name=f"watch-{peer}", daemon=True).start()

    def stop(self) -> None:
        """Waits for running jobs, then ends."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)
        self._jobs.peers.close()

    def _run(self, name: str) -> None:
        """Runs a job, and again while it was asked for meanwhile: a scheduler alone would drop what comes during a run."""
        again = True
        while again and not self._stopping.is_set():
            self._asked.discard(name)
            counts, _error = self._jobs.run(name)
            if name.startswith("pull ") and counts.get("entries"):
                for other in self._jobs.names():
                    if kind_of(other)[0].after_pull:
                        self._now(other)
            again = name in self._asked

    def _now(self, name: str) -> None:
        """Makes a job due at once."""
        self._asked.add(name)
        if not self._stopping.is_set() and self._scheduler.get_job(name) is not None:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def _watch(self, peer: str) -> None:
        """A neighbour's word that its ledger grew makes its pull due."""
        while not self._stopping.is_set():
            try:
                for _answer in self._jobs.peers.ledger(peer).WatchCheckpoints(ledger_pb2.WatchCheckpointsRequest(), metadata=metadata()):
                    if self._stopping.is_set():
                        return
                    self._now(f"pull {peer}")
            except (grpc.RpcError, OSError, ValueError, TrustError) as error:
                log.debug("watch of %s broken: %s", peer, error)
            self._stopping.wait(WATCH_PAUSE_S)


def run_once(jobs: Jobs, names: list[str] | None = None, *, report: Callable[[str, Counts, str], Any] = lambda *_words: None) -> bool:
    """Runs jobs one after another (all of them, or those named); True where none failed."""
    fine = True
    for name in names or jobs.names():
        counts, error = jobs.run(name)
        report(name, counts, error)
        fine = fine and not error
    return fine
