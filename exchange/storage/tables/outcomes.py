"""Outcomes and their revisions, found by company, date, number."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, SmallInteger, String, Table, Text

from exchange.storage.tables.base import RowKey, metadata

outcomes = Table(
    "outcomes",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("uscc", String(18)),
    Column("registration_number", String(15)),
    Column("name", Text, nullable=False),
    Column("domain", SmallInteger, nullable=False),
    Column("decided_on", String(10), nullable=False),  # empty: unknown
    Column("document_key", String(160), nullable=False),
    Column("matter_code", String(14), nullable=False),
    Column("superseded_by", String(36)),
    Column("revoked", Boolean, nullable=False),
    Index("ix_outcomes_uscc", "uscc", "decided_on"),
    Index("ix_outcomes_decided_on", "decided_on", "position"),
    Index("ix_outcomes_document_key", "document_key"),
)
Index(
    "ix_outcomes_registration_number",
    outcomes.c.registration_number,
    sqlite_where=outcomes.c.registration_number.is_not(None),
    postgresql_where=outcomes.c.registration_number.is_not(None),
)

outcome_revisions = Table(
    "outcome_revisions",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("outcome_record_id", String(36), nullable=False, index=True),
    Column("kind", SmallInteger, nullable=False),
)
