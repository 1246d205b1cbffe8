"""Standing of outcomes, recognitions, withdrawals; the projection of outcomes is filled anew.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PROJECTION = (
    "agreements", "corrections", "interventions", "leads", "outcome_revisions", "outcomes", "standard_adoptions", "standard_mappings",
    "standard_matters", "standards", "tasks", "projection_cursors",
)  # fmt: skip
ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING: tuple[sa.Column[Any], ...] = (
    sa.Column("root", sa.String(length=36), nullable=True),
    sa.Column("step", sa.SmallInteger(), nullable=False, server_default="0"),
    sa.Column("state", sa.SmallInteger(), nullable=False, server_default="0"),
    sa.Column("under_review", sa.SmallInteger(), nullable=False, server_default="0"),
    sa.Column("stayed", sa.Boolean(), nullable=False, server_default="0"),
    sa.Column("effective_on", sa.String(length=10), nullable=False, server_default=""),
    sa.Column("publish_until", sa.String(length=10), nullable=False, server_default=""),
)


def _partial_index(name: str, table: str, column: str, condition: str) -> None:
    op.create_index(name, table, [column], unique=False, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def upgrade() -> None:
    """Applies it."""
    for column in STANDING:
        op.add_column("outcomes", column)
    _partial_index("ix_outcomes_root", "outcomes", "root", "root IS NOT NULL")
    op.add_column("outcome_revisions", sa.Column("review", sa.SmallInteger(), nullable=False, server_default="0"))
    _partial_index("ix_outcome_revisions_review", "outcome_revisions", "review", "review != 0")
    op.create_table(
        "recognitions",
        sa.Column("position", ROW_KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("organ", sa.String(length=18), nullable=False),
        sa.Column("outcome_record_id", sa.String(length=36), nullable=False),
        sa.Column("outcome_origin", sa.String(length=6), nullable=False),
        sa.Column("scope", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("review_position", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_recognitions")),
    )
    op.create_index(op.f("ix_recognitions_record_id"), "recognitions", ["record_id"], unique=False)
    op.create_index(op.f("ix_recognitions_outcome_record_id"), "recognitions", ["outcome_record_id"], unique=False)
    _partial_index("ix_recognitions_ended_by", "recognitions", "ended_by", "ended_by IS NOT NULL")
    op.create_table(
        "withdrawals",
        sa.Column("position", ROW_KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("outcome_record_id", sa.String(length=36), nullable=False),
        sa.Column("outcome_origin", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_withdrawals")),
    )
    op.create_index(op.f("ix_withdrawals_record_id"), "withdrawals", ["record_id"], unique=False)
    op.create_index(op.f("ix_withdrawals_outcome_record_id"), "withdrawals", ["outcome_record_id"], unique=False)
    op.create_index("ix_withdrawals_origin", "withdrawals", ["outcome_origin", "position"], unique=False)
    _partial_index("ix_withdrawals_reported", "withdrawals", "outcome_origin", "NOT reported")
    op.create_table(
        "withdrawal_reports",
        sa.Column("position", ROW_KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("outcome_record_id", sa.String(length=36), nullable=False),
        sa.Column("revision_record_id", sa.String(length=36), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("recognitions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_withdrawal_reports")),
    )
    op.create_index(op.f("ix_withdrawal_reports_revision_record_id"), "withdrawal_reports", ["revision_record_id"], unique=False)
    op.create_table(
        "applied_withdrawals",
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_applied_withdrawals")),
    )
    for table in PROJECTION:
        op.execute(sa.delete(sa.table(table)))
