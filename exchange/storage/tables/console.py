"""Sessions of the web console."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, Text

from exchange.storage.tables.base import metadata

console_sessions = Table(
    "console_sessions",
    metadata,
    Column("token_digest", LargeBinary, primary_key=True),  # SHA-256 of the cookie's token
    Column("identity", String(120), nullable=False),
    Column("person", String(64), nullable=False),
    Column("how", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("certificate", Text, nullable=False),  # SHA-256 of the certificate it was begun with, hex
    Column("created_at", BigInteger, nullable=False),  # µs
    Column("seen_at", BigInteger, nullable=False, index=True),  # µs
)
