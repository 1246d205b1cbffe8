"""Jobs in the database: who may run one now (a lease with an epoch), and what became of each run.

A lease is claimed under a row lock, so of any number of processes one gets it; it ends by itself when its time is up, and at once where
its holder is known to be gone. A holder that was slower than its lease sees a newer epoch and stops.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.storage.engine import Database
from exchange.storage.tables import job_leases, job_runs

RUNS_KEPT = 5000  # of all jobs; older ones are dropped


class JobStore:
    """Leases and runs of one node's jobs. Times in µs."""

    def __init__(self, database: Database, holder: str, *, gone: Callable[[str], bool] = lambda _holder: False) -> None:
        """`holder` names this process; `gone` says of another's name that its process has surely ended (killed, say)."""
        self._database = database
        self._holder = holder
        self._gone = gone

    def claim(self, name: str, *, now: int, for_us: int) -> int | None:
        """The epoch of the lease that is ours until now + for_us; None while another holds it."""
        with self._database.durable() as connection:
            self._ensure(connection, name)
            row = connection.execute(select(job_leases).where(job_leases.c.name == name).with_for_update(skip_locked=True)).first()
            if row is None or (row.expires_at > now and row.holder != self._holder and not self._gone(row.holder)):
                return None
            values = {"holder": self._holder, "epoch": row.epoch + 1, "expires_at": now + for_us}
            connection.execute(update(job_leases).where(job_leases.c.name == name).values(**values))
            return int(row.epoch) + 1

    def _ensure(self, connection: Connection, name: str) -> None:
        """Makes the lease's row, whoever comes first."""
        if connection.execute(select(job_leases.c.name).where(job_leases.c.name == name)).first():
            return
        values = {"name": name, "holder": "", "epoch": 0, "expires_at": 0}
        dialect = sqlite if self._database.is_sqlite else postgresql
        connection.execute(dialect.insert(job_leases).values(**values).on_conflict_do_nothing())

    def renew(self, name: str, *, epoch: int, until: int) -> bool:
        """Keeps the lease until then; False where it was lost."""
        with self._database.durable() as connection:
            ours = (job_leases.c.name == name) & (job_leases.c.holder == self._holder) & (job_leases.c.epoch == epoch)
            return connection.execute(update(job_leases).where(ours).values(expires_at=until)).rowcount == 1

    def release(self, name: str, *, epoch: int) -> None:
        """Gives the lease back, if it is still ours."""
        with self._database.durable() as connection:
            ours = (job_leases.c.name == name) & (job_leases.c.holder == self._holder) & (job_leases.c.epoch == epoch)
            connection.execute(update(job_leases).where(ours).values(expires_at=0))

    def start(self, job: str, *, now: int) -> int:
        """Writes that a run began; returns its id."""
        with self._database.relaxed() as connection:
            result = connection.execute(insert(job_runs).values(job=job, started_at=now))
            return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0

    def finish(self, run: int, *, now: int, counts: Mapping[str, int], error: str = "") -> None:
        """Writes how a run ended."""
        with self._database.relaxed() as connection:
            values = {
                "finished_at": now,
                "result": "failed" if error else "done",
                "counts": json.dumps(dict(counts)),
                "error": error.replace("\0", "") or None,
            }
            connection.execute(update(job_runs).where(job_runs.c.id == run).values(**values))
            connection.execute(delete(job_runs).where(job_runs.c.id <= run - RUNS_KEPT))
