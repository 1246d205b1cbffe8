"""Files that records cite, by digest: their bytes in chunks, the records that cite them, and how fetching them went."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from exchange.storage.tables.base import RowKey, metadata

attachments = Table(
    "attachments",  # one row for each that brought it: a digest that one knows gives nobody another's bytes
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # SHA-256 of the whole
    Column("holder", String(18), primary_key=True),  # USCC of the organ that uploads it, or code of the member it is fetched from
    Column("media_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),  # bytes stored, from the first on
    Column("complete", Boolean, nullable=False),  # the digest was verified
    Column("created_at", BigInteger, nullable=False),  # µs
    Column("touched_at", BigInteger, nullable=False),  # µs; of the last bytes
)

attachment_chunks = Table(
    "attachment_chunks",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("holder", String(18), primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

attachment_citations = Table(
    "attachment_citations",  # a projection: which record cites which file, as what
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("media_type", String(100), nullable=False),  # empty: none that is allowed
    Column("size", BigInteger, nullable=False),
    Index("ix_attachment_citations_digest", "digest"),
)

attachment_fetches = Table(
    "attachment_fetches",  # only what hasn't come yet, after a first try
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("member", String(6), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", BigInteger, nullable=False),  # µs
    Column("parked", Boolean, nullable=False),  # no further attempt by itself
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
)
