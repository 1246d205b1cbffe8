"""Leads by their position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from exchange.storage.tables import leads


def lead_ids(connection: Connection, conditions: Sequence[ColumnElement[bool]], *, before: int, limit: int) -> Sequence[Any]:
    """(position, record_id) of leads, newest first, below position `before` (0: from the newest)."""
    statement = select(leads.c.position, leads.c.record_id).where(*conditions).order_by(leads.c.position.desc())
    if before:
        statement = statement.where(leads.c.position < before)
    return connection.execute(statement.limit(limit)).all()
