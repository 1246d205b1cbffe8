"""What a neighbour's node says of its software.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    op.add_column("ledgers", sa.Column("software", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("ledgers") as table:
        table.drop_column("software")
