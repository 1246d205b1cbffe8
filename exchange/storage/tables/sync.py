"""Jobs, collection from case stores, delivery into them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text

from exchange.storage.tables.base import metadata

job_leases = Table(
    "job_leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", String(100), nullable=False, index=True),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("result", String(20)),  # done, failed
    Column("counts", Text),  # JSON
    Column("error", Text),
)

delivery_cursors = Table(
    "delivery_cursors",
    metadata,
    Column("store", String(100), primary_key=True),
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("next_index", BigInteger, nullable=False),
)

RETRY, PARKED = "retry", "parked"
"""States of a delivery."""

deliveries = Table(
    "deliveries",  # only what didn't go through at once
    metadata,
    Column("store", String(100), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", String(36), nullable=False, index=True),
    Column("record_id", String(36), nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", BigInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("failed_at", BigInteger, nullable=False),
)

collect_cursors = Table("collect_cursors", metadata, Column("store", String(100), primary_key=True), Column("cursor", Text, nullable=False))

collected = Table(
    "collected",  # which row of a case store became which record
    metadata,
    Column("store", String(100), primary_key=True),
    Column("source_key", String(300), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("record_id", String(36), nullable=False),
)
