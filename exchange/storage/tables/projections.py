"""How far each ledger has been projected."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table

from exchange.storage.tables.base import metadata

projection_cursors = Table(
    "projection_cursors",
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("next_index", BigInteger, nullable=False),
)
