"""Standards, found by id and matter; how two places' matters correspond; which organs apply what."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, SmallInteger, String, Table

from exchange.storage.tables.base import RowKey, metadata

standards = Table(
    "standards",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("standard_id", String(128), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("domain", SmallInteger, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("superseded_by", String(36)),
)

standard_matters = Table(  # of the standard and of its items
    "standard_matters",
    metadata,
    Column("matter_code", String(14), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
)

standard_mappings = Table(
    "standard_mappings",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("from_member", String(6), nullable=False),
    Column("from_code", String(14), nullable=False, index=True),
    Column("to_member", String(6), nullable=False),
    Column("to_code", String(14), nullable=False, index=True),
    Column("relation", SmallInteger, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("superseded_by", String(36)),
)

standard_adoptions = Table(
    "standard_adoptions",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("organ", String(18), nullable=False, index=True),  # that signed it
    Column("standard_id", String(128), nullable=False, index=True),
    Column("issuer", String(6), nullable=False),
    Column("version", Integer, nullable=False),
    Column("adoption", SmallInteger, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("superseded_by", String(36)),
)
