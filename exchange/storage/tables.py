"""The schema. Ledgers, entries and evidence are the truth; the projections (second half) are rebuilt from them by one command.

An entry's key is its *position*: ledger number and index in one integer, so that a ledger's entries lie side by side and no further index
is needed to read them in order.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, String, Table, Text

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


# --- ledgers: this node's two, and the mirrors of its neighbours' ---

ledgers = Table(
    "ledgers",
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("origin", String(64), nullable=False, unique=True),  # checkpoint origin line
    Column("member", String(6), nullable=False),
    Column("own", Boolean, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),  # at `size`
    Column("checkpoint", LargeBinary),  # latest signed note (own) or latest verified one (neighbour's)
    Column("checkpoint_size", BigInteger, nullable=False),
    Column("witnessed_size", BigInteger, nullable=False),  # up to which a quorum has cosigned
    Column("verified_at", BigInteger),  # µs; when the neighbour was last read to its checkpoint's end
    Column("frozen_at", BigInteger),  # µs
    Column("frozen_reason", Text),
)

entries = Table(
    "entries",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("record_id", String(36)),  # null: withheld from us, only the hash is known
    Column("type", SmallInteger),
    Column("thread_id", String(36)),
    Column("audience", Text),  # ascending codes with commas; null: every member
    Column("envelope", LargeBinary),  # SignedRecord without body, as received; audit ledger: the event
    Column("body", LargeBinary),  # null: withheld or erased
    Column("refused", String(40)),  # ErrorReason: kept as evidence, not trusted
    Column("stored_at", BigInteger, nullable=False),  # µs
    Index("ix_entries_record_id", "record_id"),
)
Index(
    "ix_entries_thread_id",
    entries.c.thread_id,
    sqlite_where=entries.c.thread_id.is_not(None),
    postgresql_where=entries.c.thread_id.is_not(None),
)

subtrees = Table(
    "subtrees",  # hashes of complete subtrees at levels 8, 16, …
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

checkpoints = Table(
    "checkpoints",  # signed notes kept: those that were cosigned, and the latest
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

witness_states = Table(
    "witness_states",  # what this node has cosigned of each log; never goes back
    metadata,
    Column("origin", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

fork_evidence = Table(
    "fork_evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", String(64), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("first_note", LargeBinary, nullable=False),
    Column("second_note", LargeBinary, nullable=False),
    Column("source", String(64), nullable=False),  # who showed the second
    Column("found_at", BigInteger, nullable=False),
    Column("lifted_at", BigInteger),
    Column("lifted_by", Text),
)

requests = Table(
    "requests",  # idempotent writes
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("caller", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the request
    Column("first_record_id", String(36), nullable=False),
    Column("first_index", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# --- sync and delivery ---

job_leases = Table(
    "job_leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", String(100), nullable=False, index=True),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("result", String(20)),  # done, failed
    Column("counts", Text),  # JSON
    Column("error", Text),
)

delivery_cursors = Table(
    "delivery_cursors",
    metadata,
    Column("store", String(100), primary_key=True),
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("next_index", BigInteger, nullable=False),
)

deliveries = Table(
    "deliveries",  # only what didn't go through at once
    metadata,
    Column("store", String(100), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", String(36), nullable=False, index=True),
    Column("record_id", String(36), nullable=False),
    Column("state", String(10), nullable=False, index=True),  # retry, parked
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", BigInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("failed_at", BigInteger, nullable=False),
)

collect_cursors = Table("collect_cursors", metadata, Column("store", String(100), primary_key=True), Column("cursor", Text, nullable=False))

collected = Table(
    "collected",  # which row of a case store became which record
    metadata,
    Column("store", String(100), primary_key=True),
    Column("source_key", String(300), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("record_id", String(36), nullable=False),
)

# --- projections: rebuilt from the ledgers ---

projection_cursors = Table(
    "projection_cursors",
    metadata,
    Column("ledger", Integer, primary_key=True, autoincrement=False),
    Column("next_index", BigInteger, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("uscc", String(18)),
    Column("registration_number", String(15)),
    Column("name", Text, nullable=False),
    Column("domain", SmallInteger, nullable=False),
    Column("decided_on", String(10), nullable=False),  # empty: unknown
    Column("document_key", String(160), nullable=False),
    Column("matter_code", String(14), nullable=False),
    Column("superseded_by", String(36)),
    Column("revoked", Boolean, nullable=False),
    Index("ix_outcomes_uscc", "uscc", "decided_on"),
    Index("ix_outcomes_decided_on", "decided_on", "position"),
    Index("ix_outcomes_document_key", "document_key"),
)
Index(
    "ix_outcomes_registration_number",
    outcomes.c.registration_number,
    sqlite_where=outcomes.c.registration_number.is_not(None),
    postgresql_where=outcomes.c.registration_number.is_not(None),
)

outcome_revisions = Table(
    "outcome_revisions",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("outcome_record_id", String(36), nullable=False, index=True),
    Column("kind", SmallInteger, nullable=False),
)

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

standard_matters = Table(
    "standard_matters",
    metadata,
    Column("matter_code", String(14), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
)

leads = Table(
    "leads",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("record_id", String(36), nullable=False, index=True),
    Column("from_member", String(6), nullable=False),
    Column("to_member", String(6), nullable=False),
    Column("uscc", String(18)),
    Column("state", SmallInteger, nullable=False),  # of the fold over what has arrived
    Index("ix_leads_to_member", "to_member", "position"),
    Index("ix_leads_uscc", "uscc"),
)

agreements = Table(
    "agreements",
    metadata,
    Column("position", RowKey, primary_key=True, autoincrement=False),
    Column("agreement_id", String(64), nullable=False, index=True),
    Column("origin", String(6), nullable=False),
    Column("terms", LargeBinary, nullable=False),  # SHA-256 of the agreement's fields
    Column("members", Text, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
)

# --- projection of the audit ledger ---

audit_events = Table(
    "audit_events",
    metadata,
    Column("index", RowKey, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, index=True),  # µs
    Column("tag", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    Column("member", String(6), nullable=False),
    Column("role", String(20), nullable=False),
    Column("purpose", SmallInteger, nullable=False),
    Column("result", SmallInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("ledger", String(64), nullable=False),  # range shown to a peer
    Column("first_index", BigInteger, nullable=False),
    Column("end_index", BigInteger, nullable=False),
)
Index(
    "ix_audit_events_ledger", audit_events.c.ledger, sqlite_where=audit_events.c.ledger != "", postgresql_where=audit_events.c.ledger != ""
)  # SQL

audit_subjects = Table(
    "audit_subjects",
    metadata,
    Column("subject", String(200), primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
)

audit_records = Table(
    "audit_records",
    metadata,
    Column("record_id", String(36), primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
)
