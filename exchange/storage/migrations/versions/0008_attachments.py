"""Files that records cite, in chunks, and how fetching them went."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROJECTION = (
    "agreements",
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
    """Applies it; the projection is emptied, and fills itself again with which record cites which file."""
    op.create_table(
        "attachments",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("holder", sa.String(length=18), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "holder", name=op.f("pk_attachments")),
    )
    op.create_table(
        "attachment_chunks",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("holder", sa.String(length=18), nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "holder", "offset", name=op.f("pk_attachment_chunks")),
    )
    op.create_table(
        "attachment_citations",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", "digest", name=op.f("pk_attachment_citations")),
    )
    op.create_index("ix_attachment_citations_digest", "attachment_citations", ["digest"], unique=False)
    op.create_table(
        "attachment_fetches",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "member", name=op.f("pk_attachment_fetches")),
    )
    for table in PROJECTION:
        op.execute(sa.delete(sa.table(table)))
