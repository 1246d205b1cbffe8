"""The web console's sessions and accounts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, Text

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

console_accounts = Table(
    "console_accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("organ", String(18), nullable=False),  # USCC that an officer's account acts for
    Column("person", String(64), nullable=False),  # the authority's own reference of who holds it
    Column("password", Text, nullable=False),  # Argon2id, PHC string
    Column("must_change", Boolean, nullable=False),
    Column("secret", LargeBinary, nullable=False),  # of the one-time codes, sealed
    Column("enrolled", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),  # time step of the last code taken
    Column("locked", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),  # µs
    Column("created_by", String(120), nullable=False),
    Column("used_at", BigInteger),  # µs
)

login_failures = Table(
    "login_failures",  # by account's name and by address, known or not
    metadata,
    Column("key", String(120), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),  # µs
    Column("until", BigInteger, nullable=False),  # µs; nothing is tried before
)
