"""Registers of joint inspections.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    op.create_table(
        "inspection_registers",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("organ", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_inspection_registers")),
    )
    op.create_index("ix_inspection_registers_name", "inspection_registers", ["member", "organ", "name", "position"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_inspection_registers_name", table_name="inspection_registers")
    op.drop_table("inspection_registers")
