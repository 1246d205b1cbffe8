"""Risk grades, warnings with what their rules look at, guidance cases.

Rule for every migration: the release before this one must still run on the schema it leaves (expand now, contract a release later).
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PROJECTIONS = (
    "outcomes",
    "outcome_revisions",
    "standards",
    "standard_matters",
    "leads",
    "agreements",
    "corrections",
    "interventions",
    "tasks",
    "filings",
    "attachment_citations",
    "recognitions",
    "withdrawals",
    "withdrawal_reports",
    "standard_mappings",
    "standard_adoptions",
    "projection_cursors",
)  # a cache, which fills again with the new tables


def upgrade() -> None:
    """Applies it."""
    op.create_table(
        "risk_grades",
        _key("position"),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=205), nullable=False),
        sa.Column("scheme", sa.String(length=200), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("graded_on", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_risk_grades")),
    )
    op.create_index(op.f("ix_risk_grades_record_id"), "risk_grades", ["record_id"])
    op.create_index("ix_risk_grades_subject", "risk_grades", ["subject", "scheme", "graded_on"])
    op.create_index("ix_risk_grades_graded_on", "risk_grades", ["graded_on", "position"])
    op.create_table(
        "warnings",
        _key("position"),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.SmallInteger(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("matter_code", sa.String(length=14), nullable=False),
        sa.Column("raised_on", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_warnings")),
    )
    for column in ("record_id", "uscc", "key"):
        op.create_index(op.f(f"ix_warnings_{column}"), "warnings", [column])
    op.create_index("ix_warnings_raised_on", "warnings", ["raised_on", "position"])
    _guidance()
    _sightings()
    for table in PROJECTIONS:
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  # names of this file


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False)


def _guidance() -> None:
    op.create_table(
        "guidance_cases",
        _key("position"),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("domain", sa.SmallInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_guidance_cases")),
    )
    op.create_index(op.f("ix_guidance_cases_record_id"), "guidance_cases", ["record_id"])
    op.create_index("ix_guidance_cases_issued_at", "guidance_cases", ["issued_at", "position"])
    op.create_table(
        "guidance_matters",
        sa.Column("matter_code", sa.String(length=14), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("matter_code", "position", name=op.f("pk_guidance_matters")),
    )
    op.create_table(
        "guidance_terms",
        sa.Column("term", sa.String(length=2), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("term", "position", name=op.f("pk_guidance_terms")),
        sqlite_with_rowid=False,
    )


def _sightings() -> None:
    """What fills itself from the projection: it has a cursor of its own."""
    op.create_table(
        "sightings",
        _key("position"),
        sa.Column("place", sa.String(length=6), nullable=False),
        sa.Column("matter_code", sa.String(length=14), nullable=False),
        sa.Column("decided_on", sa.String(length=10), nullable=False),
        sa.Column("adverse", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_sightings")),
    )
    named = sa.text("matter_code != ''")
    columns = ["matter_code", "place", "decided_on"]
    op.create_index("ix_sightings_matter_code", "sightings", columns, sqlite_where=named, postgresql_where=named)
    op.create_table(
        "sighting_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "position", name=op.f("pk_sighting_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sighting_cursors",
        sa.Column("ledger", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_index", sa.BigInteger(), nullable=False),
        sa.Column("judged_index", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("ledger", name=op.f("pk_sighting_cursors")),
    )
