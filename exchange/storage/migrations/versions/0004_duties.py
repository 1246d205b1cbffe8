"""Corrections of data and the register of interventions.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Applies it."""
    op.create_table(
        "corrections",
        sa.Column("position", _KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("about_record_id", sa.String(length=36), nullable=False),
        sa.Column("about_origin", sa.String(length=6), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_record_id"), "corrections", ["record_id"])
    op.create_index(op.f("ix_corrections_about_record_id"), "corrections", ["about_record_id"])
    op.create_index("ix_corrections_issued_at", "corrections", ["issued_at", "position"])
    op.create_table(
        "interventions",
        sa.Column("position", _KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("organ", sa.String(length=18), nullable=False),
        sa.Column("case_record_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_interventions")),
    )
    op.create_index(op.f("ix_interventions_record_id"), "interventions", ["record_id"])
    op.create_index(op.f("ix_interventions_case_record_id"), "interventions", ["case_record_id"])
    for table in ("outcomes", "outcome_revisions", "standards", "standard_matters", "leads", "agreements", "projection_cursors"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  # projections are a cache; catch_up fills it again, with the new tables
