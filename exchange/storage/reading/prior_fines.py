"""How often a company was penalised in the years before an act, for discretion benchmarks that count it."""

from __future__ import annotations

from sqlalchemy import Connection

from exchange.storage.reading.base import Reader
from exchange.storage.reading.outcomes import outcome_rows
from exchange.storage.tables import outcomes
from exchange.v1 import record_pb2

MOST = 1000  # decisions against one company in one field within ten years; no benchmark's tiers reach so far


def prior_penalties(connection: Connection, *, uscc: str, domain: int, since: str, before: str, reader: Reader) -> list[str]:
    """Records of the effective decisions with a penalty in one field of enforcement, decided in [since, before), newest first.

    What was revoked, voided or replaced doesn't count (RULES.md §4.2 R4), nor what ended without a penalty.
    """
    conditions = [
        outcomes.c.uscc == uscc,
        outcomes.c.domain == domain,
        outcomes.c.decided_on >= since,
        outcomes.c.decided_on < before,
        outcomes.c.revoked.is_(False),
        outcomes.c.superseded_by.is_(None),
    ]
    rows = outcome_rows(connection, conditions, reader, after=None, limit=MOST)
    return [row.record_id for row in rows if record_pb2.RecordBody.FromString(bytes(row.body)).outcome.penalties]
