"""Audit review: events found by words, caller and result; saved reviews.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    op.create_index("ix_audit_events_actor", "audit_events", ["actor", "index"])
    rare = sa.text("result != 1")
    op.create_index("ix_audit_events_result", "audit_events", ["result", "index"], sqlite_where=rare, postgresql_where=rare)
    op.create_table(
        "audit_terms",
        sa.Column("term", sa.String(length=2), nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("term", "index", name=op.f("pk_audit_terms")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_reviews",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_reviews")),
    )
    # The index by record is filled again from the beginning, which leaves what is there; the words come with it.
    op.execute(
        sa.text(
            "UPDATE projection_cursors SET next_index = 0 WHERE ledger IN (SELECT ledger FROM ledgers WHERE origin LIKE '%/audit' AND own)"
        )
    )
