"""Whom the records are about: each spelling of a subject once, with what it is found by."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from exchange.storage.tables.base import RowKey, metadata

subjects = Table(
    "subjects",
    metadata,
    Column("subject", RowKey, primary_key=True, autoincrement=False),  # 63 bits of the digest of `body`
    Column("uscc", String(18)),
    Column("registration_number", String(15)),
    Column("organisation_code", String(9)),  # stated, or characters 9 to 17 of the USCC
    Column("body", LargeBinary, nullable=False),  # a Subject, without what doesn't identify
)
for _column in (subjects.c.uscc, subjects.c.registration_number, subjects.c.organisation_code):
    Index(f"ix_subjects_{_column.name}", _column, sqlite_where=_column.is_not(None), postgresql_where=_column.is_not(None))

subject_keys = Table(
    "subject_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # 63 bits of the digest of a key of exchange.domain.subjects
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

subject_records = Table(  # records that no index over codes finds: leads, and outcomes without a code
    "subject_records",
    metadata,
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

subject_cursors = Table(
    "subject_cursors",
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("next_index", BigInteger, nullable=False),
)
