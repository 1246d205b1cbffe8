"""Leads, found by receiver and company, with the state of their fold."""

from __future__ import annotations

from sqlalchemy import Column, Index, SmallInteger, String, Table

from exchange.storage.tables.base import RowKey, metadata

leads = Table(
    "leads",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("from_member", String(6), nullable=False),
    Column("to_member", String(6), nullable=False),
    Column("uscc", String(18)),
    Column("state", SmallInteger, nullable=False),  # of the fold over what has arrived
    Index("ix_leads_to_member", "to_member", "position"),
    Index("ix_leads_uscc", "uscc"),
)
