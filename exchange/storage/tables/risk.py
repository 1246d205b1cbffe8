"""Risk: grades, warnings with what their rules look at, guidance cases."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, String, Table

from exchange.storage.tables.base import RowKey, metadata

risk_grades = Table(
    "risk_grades",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("subject", String(205), nullable=False),  # USCC, registration number, or "name:" and the name
    Column("scheme", String(200), nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("graded_on", String(10), nullable=False),
    Column("valid_until", String(10), nullable=False),  # empty: open
    Column("superseded_by", String(36)),
    Index("ix_risk_grades_subject", "subject", "scheme", "graded_on"),
    Index("ix_risk_grades_graded_on", "graded_on", "position"),
)

warnings = Table(
    "warnings",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("rule", SmallInteger, nullable=False),
    Column("uscc", String(18), nullable=False, index=True),  # empty: of a cluster, or of a company without a code
    Column("matter_code", String(14), nullable=False),
    Column("raised_on", String(10), nullable=False),
    Column("key", String(200), nullable=False, index=True),
    Column("superseded_by", String(36)),
    Index("ix_warnings_raised_on", "raised_on", "position"),
)

guidance_cases = Table(
    "guidance_cases",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("domain", SmallInteger, nullable=False),
    Column("issued_at", BigInteger, nullable=False),  # µs
    Column("superseded_by", String(36)),
    Index("ix_guidance_cases_issued_at", "issued_at", "position"),
)

guidance_matters = Table(
    "guidance_matters",
    metadata,
    Column("matter_code", String(14), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
)

guidance_terms = Table(
    "guidance_terms",  # characters and pairs of them: exchange.domain.bigrams
    metadata,
    Column("term", String(2), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

sightings = Table(
    "sightings",  # outcomes young enough for a warning rule; filled behind the projection
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("place", String(6), nullable=False),
    Column("matter_code", String(14), nullable=False),
    Column("decided_on", String(10), nullable=False),
    Column("adverse", Boolean, nullable=False),
)
Index(
    "ix_sightings_matter_code",
    sightings.c.matter_code,
    sightings.c.place,
    sightings.c.decided_on,
    sqlite_where=sightings.c.matter_code != "",
    postgresql_where=sightings.c.matter_code != "",
)

sighting_keys = Table(
    "sighting_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # 63 bits of the digest of a key of exchange.domain.warnings
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

sighting_cursors = Table(
    "sighting_cursors",
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("next_index", BigInteger, nullable=False),  # read up to here
    Column("judged_index", BigInteger, nullable=False, server_default="0"),  # the rules have looked up to here
)
