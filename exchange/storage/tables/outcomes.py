"""Outcomes with their standing, and their revisions, found by company, date, number."""

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
    # the standing as recorded, whatever the day: in effect on a day where `effective_on` isn't empty nor later, and it isn't revoked
    Column("root", String(36)),  # record id of the first version; null: this is it
    Column("step", SmallInteger, nullable=False, server_default="0"),
    Column("state", SmallInteger, nullable=False, server_default="0"),
    Column("under_review", SmallInteger, nullable=False, server_default="0"),
    Column("stayed", Boolean, nullable=False, server_default="0"),
    Column("effective_on", String(10), nullable=False, server_default=""),  # empty: unknown
    Column("publish_until", String(10), nullable=False, server_default=""),  # empty: not said
    Index("ix_outcomes_uscc", "uscc", "decided_on"),
    Index("ix_outcomes_decided_on", "decided_on", "position"),
    Index("ix_outcomes_document_key", "document_key"),
)
for _column in (outcomes.c.registration_number, outcomes.c.root):
    Index(f"ix_outcomes_{_column.name}", _column, sqlite_where=_column.is_not(None), postgresql_where=_column.is_not(None))

outcome_revisions = Table(
    "outcome_revisions",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("outcome_record_id", String(36), nullable=False, index=True),
    Column("kind", SmallInteger, nullable=False),
    Column("review", SmallInteger, nullable=False, server_default="0"),
)
Index(
    "ix_outcome_revisions_review",
    outcome_revisions.c.review,
    sqlite_where=outcome_revisions.c.review != 0,
    postgresql_where=outcome_revisions.c.review != 0,
)
