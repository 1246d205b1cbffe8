"""Subjects of outcomes and leads, with what they are found by.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it. The tables fill themselves from the entries: they have a cursor of their own."""
    op.create_table(
        "subjects",
        sa.Column("subject", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("registration_number", sa.String(length=15), nullable=True),
        sa.Column("organisation_code", sa.String(length=9), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_subjects")),
    )
    for column in ("uscc", "registration_number", "organisation_code"):
        present = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_subjects_{column}", "subjects", [column], unique=False, sqlite_where=present, postgresql_where=present)
    op.create_table(
        "subject_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "subject", name=op.f("pk_subject_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subject_records",
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "position", name=op.f("pk_subject_records")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subject_cursors",
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_index", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", name=op.f("pk_subject_cursors")),
    )
