"""Leads found by kind, organ, act and matter; filings found by the act they are about.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PROJECTION = (
    "agreements",
    "attachment_citations",
    "corrections",
    "interventions",
    "leads",
    "outcome_revisions",
    "outcomes",
    "recognitions",
    "standard_adoptions",
    "standard_mappings",
    "standard_matters",
    "standards",
    "tasks",
    "withdrawal_reports",
    "withdrawals",
    "projection_cursors",
)


def upgrade() -> None:
    """Applies it; the projection is emptied, and fills itself again with what the new columns hold."""
    for table in PROJECTION:
        op.execute(sa.delete(sa.table(table)))
    for name, size in (("registration_number", 15), ("continues", 36), ("act_key", 64)):
        op.add_column("leads", sa.Column(name, sa.String(length=size), nullable=True))
        present = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_leads_{name}", "leads", [name], unique=False, sqlite_where=present, postgresql_where=present)
    for name, size in (("from_organ", 18), ("to_organ", 18), ("handler", 18), ("matter_code", 14)):
        op.add_column("leads", sa.Column(name, sa.String(length=size), nullable=False, server_default=""))
    for name in ("kind", "domain"):
        op.add_column("leads", sa.Column(name, sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_table(
        "filings",
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("act_key", sa.String(length=64), nullable=False),
        sa.Column("act_from", sa.BigInteger(), nullable=False),
        sa.Column("act_to", sa.BigInteger(), nullable=False),
        sa.Column("organ", sa.String(length=18), nullable=False),
        sa.Column("case_number", sa.String(length=128), nullable=False),
        sa.Column("continues", sa.String(length=36), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_filings")),
    )
    op.create_index(op.f("ix_filings_act_key"), "filings", ["act_key"], unique=False)
