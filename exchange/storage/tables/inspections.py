"""Joint inspections: the registers that count."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from exchange.storage.tables.base import RowKey, metadata

inspection_registers = Table(
    "inspection_registers",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("member", String(6), nullable=False),
    Column("organ", String(18), nullable=False),
    Column("name", String(64), nullable=False),
    Index("ix_inspection_registers_name", "member", "organ", "name", "position"),
)
