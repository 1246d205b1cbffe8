"""Duties beside the case: corrections of data, and the register of interventions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table

from exchange.storage.tables.base import RowKey, metadata

corrections = Table(
    "corrections",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),  # of the request
    Column("about_record_id", String(36), nullable=False, index=True),  # the record that is said to be wrong
    Column("about_origin", String(6), nullable=False),
    Column("issued_at", BigInteger, nullable=False),  # µs
    Column("open", Boolean, nullable=False),  # without a final answer, as far as its records have arrived
    Index("ix_corrections_issued_at", "issued_at", "position"),
)

interventions = Table(
    "interventions",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("organ", String(18), nullable=False),
    Column("case_record_id", String(36), nullable=False, index=True),  # empty: known by its number only
)
