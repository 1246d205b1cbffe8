"""Tasks with their clocks, and the alarms that were raised for them.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies it."""
    op.create_table(
        "tasks",
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=100), nullable=False),
        sa.Column("family", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("rule_id", sa.String(length=32), nullable=False),
        sa.Column("domain", sa.String(length=24), nullable=False),
        sa.Column("member", sa.String(length=6), nullable=False),
        sa.Column("organ", sa.String(length=18), nullable=False),
        sa.Column("organs", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("lapses", sa.Boolean(), nullable=False),
        sa.Column("ended_by", sa.String(length=36)),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger()),
        sa.Column("extended_by", sa.Integer(), nullable=False),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("fixed_at", sa.BigInteger()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("calendar", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "task_id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_due_at", "tasks", ["due_at", "thread_id", "task_id"])
    running = sa.text("ended_at IS NULL")
    op.create_index("ix_tasks_running", "tasks", ["due_at"], sqlite_where=running, postgresql_where=running)
    op.create_table(
        "task_alarms",
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "task_id", "state", "due_at", name=op.f("pk_task_alarms")),
    )
    for table in _PROJECTED:
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  # projections are a cache; catch_up fills it again, with the new table


_PROJECTED = (
    "outcomes", "outcome_revisions", "standards", "standard_matters", "standard_mappings", "standard_adoptions", "leads", "agreements",
    "corrections", "interventions", "projection_cursors",
)  # fmt: skip
