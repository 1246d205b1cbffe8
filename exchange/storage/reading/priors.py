"""Everything known of one company at once, for the question what came before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from exchange.storage.reading.base import Ledgers, Reader
from exchange.storage.reading.outcomes import outcome_rows, outcome_views
from exchange.storage.tables import outcomes
from exchange.v1 import outcome_service_pb2

REGISTRATION_NUMBER_SIZE = 15  # digits, 工商注册号


def prior_views(
    connection: Connection, subject: str, *, known: Ledgers, reader: Reader, limit: int
) -> list[outcome_service_pb2.OutcomeView]:
    """Outcomes of a company by USCC or registration number, newest decision first, up to `limit`.

    Old records may carry the registration number alone: where a record ties code and number together, what either finds is found.
    """
    if len(subject) == REGISTRATION_NUMBER_SIZE:
        rows = _by(connection, outcomes.c.registration_number, {subject}, reader, limit)
        rows = _joined(rows, _by(connection, outcomes.c.uscc, {row.uscc for row in rows}, reader, limit), limit)
    else:
        rows = _by(connection, outcomes.c.uscc, {subject}, reader, limit)
        numbers = {row.registration_number for row in rows}
        rows = _joined(rows, _by(connection, outcomes.c.registration_number, numbers, reader, limit), limit)
    return outcome_views(connection, rows, known=known, reader=reader)


def _by(connection: Connection, column: Any, keys: set[str | None], reader: Reader, limit: int) -> Sequence[Any]:
    """Rows with one of few keys; none is asked for where there is no key."""
    named = [key for key in keys if key]
    return outcome_rows(connection, [column.in_(named)], reader, after=None, limit=limit) if named else []


def _joined(first: Sequence[Any], more: Sequence[Any], limit: int) -> Sequence[Any]:
    if not more:
        return first
    rows = {row.position: row for row in (*first, *more)}
    return sorted(rows.values(), key=lambda row: (row.decided_on, row.position), reverse=True)[:limit]
