"""Recognitions and what became of them: the reliance index."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, String, Table

from exchange.storage.tables.base import RowKey, metadata

recognitions = Table(
    "recognitions",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("member", String(6), nullable=False),  # that relies
    Column("organ", String(18), nullable=False),
    Column("outcome_record_id", String(36), nullable=False, index=True),
    Column("outcome_origin", String(6), nullable=False),
    Column("scope", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),  # RelianceState
    Column("ended_by", String(36)),  # revision or newer version
    Column("ended_at", BigInteger),  # µs; when that was stored here
    Column("review_position", BigInteger),  # of the newest review by a person
)
Index(
    "ix_recognitions_ended_by",
    recognitions.c.ended_by,
    sqlite_where=recognitions.c.ended_by.is_not(None),
    postgresql_where=recognitions.c.ended_by.is_not(None),
)

withdrawals = Table(
    "withdrawals",  # what ends or changes an outcome; a newer version only where something relied on the older
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("outcome_record_id", String(36), nullable=False, index=True),
    Column("outcome_origin", String(6), nullable=False),
    Column("kind", SmallInteger, nullable=False),  # OutcomeRevisionKind; 0: a newer version
    Column("reported", Boolean, nullable=False),  # by this node's member
)
Index("ix_withdrawals_origin", withdrawals.c.outcome_origin, withdrawals.c.position)
Index(
    "ix_withdrawals_reported",
    withdrawals.c.outcome_origin,
    sqlite_where=~withdrawals.c.reported,
    postgresql_where=~withdrawals.c.reported,
)

withdrawal_reports = Table(
    "withdrawal_reports",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False),
    Column("member", String(6), nullable=False),  # that reports
    Column("outcome_record_id", String(36), nullable=False),
    Column("revision_record_id", String(36), nullable=False, index=True),
    Column("applied_at", BigInteger, nullable=False),  # µs
    Column("recognitions", Integer, nullable=False),
)

applied_withdrawals = Table(
    "applied_withdrawals",  # no projection: when a neighbour's withdrawal was applied here is known from nowhere else but the audit log
    metadata,
    Column("record_id", String(36), primary_key=True),  # of the revision or newer version
    Column("applied_at", BigInteger, nullable=False),  # µs
)
