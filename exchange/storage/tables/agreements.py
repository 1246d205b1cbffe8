"""Agreements as their parties signed them."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Text

from exchange.storage.tables.base import RowKey, metadata

agreements = Table(
    "agreements",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("agreement_id", String(64), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("terms", LargeBinary, nullable=False),  # SHA-256 of the agreement's fields
    Column("members", Text, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
)
