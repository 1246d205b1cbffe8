"""The audit ledger's events, found by time, caller, company, record, words; the reviews auditors keep."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, SmallInteger, String, Table, Text

from exchange.domain.audit import LONGEST_SUBJECT
from exchange.storage.tables.base import RowKey, metadata

audit_events = Table(
    "audit_events",
    metadata,
    Column("index", RowKey, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, index=True),  # µs
    Column("tag", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    Column("member", String(6), nullable=False),
    Column("role", String(20), nullable=False),
    Column("purpose", SmallInteger, nullable=False),
    Column("result", SmallInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("ledger", String(64), nullable=False),  # range shown to a peer
    Column("first_index", BigInteger, nullable=False),
    Column("end_index", BigInteger, nullable=False),
)
Index(
    "ix_audit_events_ledger", audit_events.c.ledger, sqlite_where=audit_events.c.ledger != "", postgresql_where=audit_events.c.ledger != ""
)  # SQL

Index("ix_audit_events_actor", audit_events.c.actor, audit_events.c.index)
Index(
    "ix_audit_events_result",  # what didn't go through is rare, and looked for
    audit_events.c.result,
    audit_events.c.index,
    sqlite_where=audit_events.c.result != 1,
    postgresql_where=audit_events.c.result != 1,
)

audit_subjects = Table(
    "audit_subjects",
    metadata,
    Column("subject", String(LONGEST_SUBJECT), primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
)

audit_records = Table(
    "audit_records",
    metadata,
    Column("record_id", String(36), primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
)

audit_terms = Table(
    "audit_terms",  # characters and pairs of them: exchange.domain.bigrams
    metadata,
    Column("term", String(2), primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

saved_reviews = Table(
    "saved_reviews",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("filter", Text, nullable=False),  # address parameters of the console
    Column("actor", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),  # µs
)
