"""Ledgers: this node's two, and the mirrors of its neighbours'; what proves them; idempotent writes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, SmallInteger, String, Table, Text, text

from exchange.storage.tables.base import RowKey, metadata

ledgers = Table(
    "ledgers",
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("origin", String(64), nullable=False, unique=True),  # checkpoint origin line
    Column("member", String(6), nullable=False),
    Column("own", Boolean, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),  # at `size`
    Column("checkpoint", LargeBinary),  # latest signed note (own) or latest verified one (neighbour's)
    Column("checkpoint_size", BigInteger, nullable=False),
    Column("witnessed_size", BigInteger, nullable=False),  # up to which a quorum has cosigned
    Column("verified_at", BigInteger),  # µs; when the neighbour was last read to its checkpoint's end
    Column("frozen_at", BigInteger),  # µs
    Column("frozen_reason", Text),
    Column("software", String(40)),  # as the neighbour's node says
)

entries = Table(
    "entries",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("record_id", String(36)),  # null: withheld from us, only the hash is known
    Column("type", SmallInteger),
    Column("thread_id", String(36)),
    Column("audience", Text),  # ascending codes with commas; null: every member
    Column("envelope", LargeBinary),  # SignedRecord without body, as received; audit ledger: the event
    Column("body", LargeBinary),  # null: withheld or erased
    Column("refused", String(40)),  # ErrorReason: kept as evidence, not trusted
    Column("stored_at", BigInteger, nullable=False),  # µs
    Index("ix_entries_record_id", "record_id"),
)
Index(
    "ix_entries_thread_id",
    entries.c.thread_id,
    sqlite_where=entries.c.thread_id.is_not(None),
    postgresql_where=entries.c.thread_id.is_not(None),
)

Index("ix_entries_plans", entries.c.position, sqlite_where=text("type = 19"), postgresql_where=text("type = 19"))
Index("ix_entries_draws", entries.c.position, sqlite_where=text("type = 30"), postgresql_where=text("type = 30"))

subtrees = Table(
    "subtrees",  # hashes of complete subtrees at levels 8, 16, …
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

checkpoints = Table(
    "checkpoints",  # signed notes kept: those that were cosigned, and the latest
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

witness_states = Table(
    "witness_states",  # what this node has cosigned of each log; never goes back
    metadata,
    Column("origin", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

fork_evidence = Table(
    "fork_evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", String(64), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("first_note", LargeBinary, nullable=False),
    Column("second_note", LargeBinary, nullable=False),
    Column("source", String(64), nullable=False),  # who showed the second
    Column("found_at", BigInteger, nullable=False),
    Column("lifted_at", BigInteger),
    Column("lifted_by", Text),
)

requests = Table(
    "requests",  # idempotent writes
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("caller", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the request
    Column("first_record_id", String(36), nullable=False),
    Column("first_index", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
