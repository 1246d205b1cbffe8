"""Companies without a code in the audit log: "name:" and a name of 200 characters are 205.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    _resize(205)


def downgrade() -> None:
    """Takes it back; PostgreSQL refuses where a longer one was logged meanwhile."""
    _resize(200)


def _resize(length: int) -> None:
    with op.batch_alter_table("audit_subjects") as table:  # SQLite copies the table
        table.alter_column("subject", type_=sa.String(length=length), existing_nullable=False)
