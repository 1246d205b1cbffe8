"""Joint inspection plans found without a walk through the ledgers.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    where = sa.text("type = 19")
    op.create_index("ix_entries_plans", "entries", ["position"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_entries_plans", table_name="entries")
