"""Mappings between matters, adoptions of standards; the matters of a standard's own lines."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
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
    "standard_matters",
    "standards",
    "projection_cursors",
)


def upgrade() -> None:
    """Applies it; the projection is emptied, and fills itself again with what the new tables hold."""
    op.create_table(
        "standard_mappings",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("from_member", sa.String(length=6), nullable=False),
        sa.Column("from_code", sa.String(length=14), nullable=False),
        sa.Column("to_member", sa.String(length=6), nullable=False),
        sa.Column("to_code", sa.String(length=14), nullable=False),
        sa.Column("relation", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_to", sa.String(length=10), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_standard_mappings")),
    )
    for column in ("record_id", "from_code", "to_code"):
        op.create_index(op.f(f"ix_standard_mappings_{column}"), "standard_mappings", [column], unique=False)
    op.create_table(
        "standard_adoptions",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("organ", sa.String(length=18), nullable=False),
        sa.Column("standard_id", sa.String(length=128), nullable=False),
        sa.Column("issuer", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("adoption", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_to", sa.String(length=10), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_standard_adoptions")),
    )
    for column in ("record_id", "organ", "standard_id"):
        op.create_index(op.f(f"ix_standard_adoptions_{column}"), "standard_adoptions", [column], unique=False)
    for table in PROJECTION:
        op.execute(sa.delete(sa.table(table)))
