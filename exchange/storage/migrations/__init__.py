"""Alembic: numbered, forward only, one transaction each."""
