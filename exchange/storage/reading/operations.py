"""Jobs and deliveries as they stand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from exchange.storage.reading.base import timestamp
from exchange.storage.tables import INDEX_BITS, PARKED, deliveries, index_of, job_leases, job_runs
from exchange.v1 import operations_service_pb2 as pb

FAILED, DONE = "failed", "done"


def last_runs(connection: Connection, *, result: str = "") -> Mapping[str, pb.JobRun]:
    """Each job's last run (that ended so), by the job's name."""
    last = select(func.max(job_runs.c.id)).group_by(job_runs.c.job)
    if result:
        last = last.where(job_runs.c.result == result)
    return {row.job: _run(row) for row in connection.execute(select(job_runs).where(job_runs.c.id.in_(last)))}


def holders(connection: Connection, now: int) -> Mapping[str, str]:
    """Who runs which job at `now` (µs)."""
    rows = connection.execute(select(job_leases.c.name, job_leases.c.holder).where(job_leases.c.expires_at > now))
    return {row.name: row.holder for row in rows}


def run_views(connection: Connection, *, job: str, failed_only: bool, before: int, limit: int) -> list[pb.JobRun]:
    """Runs newest first, those with ids below `before` (0: all)."""
    statement = select(job_runs).order_by(job_runs.c.id.desc()).limit(limit)
    if before:
        statement = statement.where(job_runs.c.id < before)
    if job:
        statement = statement.where(job_runs.c.job == job)
    if failed_only:
        statement = statement.where(job_runs.c.result == FAILED)
    return [_run(row) for row in connection.execute(statement)]


def _run(row: Row[Any]) -> pb.JobRun:
    return pb.JobRun(
        id=row.id,
        job=row.job,
        started_at=timestamp(row.started_at),
        finished_at=timestamp(row.finished_at),
        counts=json.loads(row.counts) if row.counts else {},
        error=row.error or "",
    )


def held_rows(
    connection: Connection, request: pb.ListDeliveriesRequest, *, after: tuple[int, int, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """What hasn't gone into a case store yet, oldest first, after (failed_at, position, store)."""
    order = (deliveries.c.failed_at, deliveries.c.position, deliveries.c.store)
    statement = select(deliveries)
    if request.store:
        statement = statement.where(deliveries.c.store == request.store)
    if request.parked_only:
        statement = statement.where(deliveries.c.state == PARKED)
    if request.reason:
        statement = statement.where(deliveries.c.reason == request.reason)
    if after is not None:
        failed, place, store = order
        later = (failed > after[0]) | ((failed == after[0]) & ((place > after[1]) | ((place == after[1]) & (store > after[2]))))
        statement = statement.where(later)
    return connection.execute(statement.order_by(*order).limit(limit)).all()


def held_view(row: Row[Any], origins: Mapping[int, str]) -> pb.HeldDelivery:
    """One of them; `origins` are origin lines by the ledger's number."""
    parked = row.state == PARKED
    return pb.HeldDelivery(
        store=row.store,
        record_id=row.record_id,
        thread_id=row.thread_id,
        ledger=origins.get(row.position >> INDEX_BITS, ""),
        index=index_of(row.position),
        parked=parked,
        attempts=row.attempts,
        next_attempt_at=None if parked else timestamp(row.next_attempt_at),
        reason=row.reason,
        detail=row.detail,
    )
