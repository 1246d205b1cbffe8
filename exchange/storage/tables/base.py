"""What all tables share: their metadata, and the keys of entries."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

INDEX_BITS = 40  # a ledger may have 2^40 entries; 2^23 ledgers fit into 63 bits
RowKey = BigInteger().with_variant(Integer, "sqlite")  # INTEGER is SQLite's own row number: no further index

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def position(ledger: int, index: int) -> int:
    """The key of entry `index` of ledger number `ledger`."""
    return ledger << INDEX_BITS | index


def index_of(key: int) -> int:
    """The index within its ledger of the entry with position `key`."""
    return key & (1 << INDEX_BITS) - 1
