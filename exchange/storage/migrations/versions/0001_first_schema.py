"""The first schema.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    op.create_table(
        "agreements",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("agreement_id", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_to", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_agreement_id"), "agreements", ["agreement_id"], unique=False)
    op.create_table(
        "audit_events",
        sa.Column("index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.SmallInteger(), nullable=False),
        sa.Column("result", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("ledger", sa.String(length=64), nullable=False),
        sa.Column("first_index", sa.BigInteger(), nullable=False),
        sa.Column("end_index", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_at"), "audit_events", ["at"], unique=False)
    op.create_index(
        "ix_audit_events_ledger",
        "audit_events",
        ["ledger"],
        unique=False,
        sqlite_where=sa.text("ledger != ''"),
        postgresql_where=sa.text("ledger != ''"),
    )
    op.create_table(
        "audit_records",
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("record_id", "index", name=op.f("pk_audit_records")),
    )
    op.create_table(
        "audit_subjects",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "index", name=op.f("pk_audit_subjects")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", "size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "collect_cursors",
        sa.Column("store", sa.String(length=100), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("store", name=op.f("pk_collect_cursors")),
    )
    op.create_table(
        "collected",
        sa.Column("store", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("store", "source_key", name=op.f("pk_collected")),
    )
    op.create_table(
        "deliveries",
        sa.Column("store", sa.String(length=100), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store", "position", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_state"), "deliveries", ["state"], unique=False)
    op.create_index(op.f("ix_deliveries_thread_id"), "deliveries", ["thread_id"], unique=False)
    op.create_table(
        "delivery_cursors",
        sa.Column("store", sa.String(length=100), nullable=False),
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_index", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store", "ledger", name=op.f("pk_delivery_cursors")),
    )
    op.create_table(
        "entries",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("type", sa.SmallInteger(), nullable=True),
        sa.Column("thread_id", sa.String(length=36), nullable=True),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("refused", sa.String(length=40), nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_record_id", "entries", ["record_id"], unique=False)
    op.create_index(
        "ix_entries_thread_id",
        "entries",
        ["thread_id"],
        unique=False,
        sqlite_where=sa.text("thread_id IS NOT NULL"),
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    op.create_table(
        "fork_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("first_note", sa.LargeBinary(), nullable=False),
        sa.Column("second_note", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fork_evidence")),
    )
    op.create_index(op.f("ix_fork_evidence_origin"), "fork_evidence", ["origin"], unique=False)
    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_leases")),
    )
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
    )
    op.create_index(op.f("ix_job_runs_job"), "job_runs", ["job"], unique=False)
    op.create_table(
        "leads",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("from_member", sa.String(length=6), nullable=False),
        sa.Column("to_member", sa.String(length=6), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_leads")),
    )
    op.create_index(op.f("ix_leads_record_id"), "leads", ["record_id"], unique=False)
    op.create_index("ix_leads_to_member", "leads", ["to_member", "position"], unique=False)
    op.create_index("ix_leads_uscc", "leads", ["uscc"], unique=False)
    op.create_table(
        "ledgers",
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint", sa.LargeBinary(), nullable=True),
        sa.Column("checkpoint_size", sa.BigInteger(), nullable=False),
        sa.Column("witnessed_size", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.Column("frozen_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("ledger", name=op.f("pk_ledgers")),
        sa.UniqueConstraint("origin", name=op.f("uq_ledgers_origin")),
    )
    op.create_table(
        "outcome_revisions",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("outcome_record_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_outcome_revisions")),
    )
    op.create_index(op.f("ix_outcome_revisions_outcome_record_id"), "outcome_revisions", ["outcome_record_id"], unique=False)
    op.create_table(
        "outcomes",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("registration_number", sa.String(length=15), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.SmallInteger(), nullable=False),
        sa.Column("decided_on", sa.String(length=10), nullable=False),
        sa.Column("document_key", sa.String(length=160), nullable=False),
        sa.Column("matter_code", sa.String(length=14), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_decided_on", "outcomes", ["decided_on", "position"], unique=False)
    op.create_index("ix_outcomes_document_key", "outcomes", ["document_key"], unique=False)
    op.create_index(op.f("ix_outcomes_record_id"), "outcomes", ["record_id"], unique=False)
    op.create_index(
        "ix_outcomes_registration_number",
        "outcomes",
        ["registration_number"],
        unique=False,
        sqlite_where=sa.text("registration_number IS NOT NULL"),
        postgresql_where=sa.text("registration_number IS NOT NULL"),
    )
    op.create_index("ix_outcomes_uscc", "outcomes", ["uscc", "decided_on"], unique=False)
    op.create_table(
        "projection_cursors",
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_index", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", name=op.f("pk_projection_cursors")),
    )
    op.create_table(
        "requests",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("first_record_id", sa.String(length=36), nullable=False),
        sa.Column("first_index", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_requests")),
    )
    op.create_table(
        "standard_matters",
        sa.Column("matter_code", sa.String(length=14), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("matter_code", "position", name=op.f("pk_standard_matters")),
    )
    op.create_table(
        "standards",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("standard_id", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("domain", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_to", sa.String(length=10), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_standards")),
    )
    op.create_index(op.f("ix_standards_record_id"), "standards", ["record_id"], unique=False)
    op.create_index(op.f("ix_standards_standard_id"), "standards", ["standard_id"], unique=False)
    op.create_table(
        "subtrees",
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", "level", "index", name=op.f("pk_subtrees")),
    )
    op.create_table(
        "witness_states",
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_witness_states")),
    )
    # ### end Alembic commands ###
