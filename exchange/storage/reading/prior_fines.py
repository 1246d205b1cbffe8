"""How often a company was penalised in the years before an act, for discretion benchmarks that count it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from exchange.domain.outcomes import in_effect
from exchange.storage.reading.base import Ledgers
from exchange.storage.reading.priors import prior_views
from exchange.v1 import outcome_service_pb2

MOST = 1000  # decisions against one company; no benchmark's tiers reach so far


def prior_penalties(connection: Connection, *, uscc: str, domain: int, since: str, before: str, known: Ledgers, today: date) -> list[str]:
    """Records of the effective decisions with a penalty in one field of enforcement, decided in [since, before), newest first.

    What was revoked, voided, replaced or stayed, or isn't in effect, doesn't count (RULES.md §4.2 R4), nor what ended without a penalty.
    """
    views = prior_views(connection, uscc, known=known, limit=MOST, today=today)
    return [
        view.record_id
        for view in views
        if view.effective
        and _stands(view.standing, today)
        and view.outcome.domain == domain
        and view.outcome.penalties
        and since <= view.outcome.decided_on < before
    ]


def _stands(standing: outcome_service_pb2.OutcomeStanding, today: date) -> bool:
    return in_effect(standing, today) and not standing.execution_stayed
