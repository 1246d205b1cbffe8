"""Outcomes and their revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, update

from exchange.domain.identifiers import normalize_document_number
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, mark_superseded
from exchange.storage.tables import outcome_revisions, outcomes
from exchange.v1 import outcome_pb2, record_pb2

ENDING_REVISIONS = frozenset(
    {
        outcome_pb2.OUTCOME_REVISION_KIND_REVOKED,
        outcome_pb2.OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL,
        outcome_pb2.OUTCOME_REVISION_KIND_CONFIRMED_VOID,
        outcome_pb2.OUTCOME_REVISION_KIND_SELF_CORRECTED,
    }
)


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of outcomes and revisions; marks what was replaced or revoked."""
    decisions = [one for one in found if one.type == record_pb2.RECORD_TYPE_OUTCOME]
    revisions = [(one, one.body.outcome_revision.kind) for one in found if one.type == record_pb2.RECORD_TYPE_OUTCOME_REVISION]
    insert_rows(connection, outcomes, [_row(one, chunk.member) for one in decisions])
    insert_rows(connection, outcome_revisions, [(one.position, one.thread_id, kind) for one, kind in revisions])
    mark_superseded(connection, outcomes, chunk, decisions)
    revoked = [{"old": one.thread_id} for one, kind in revisions if kind in ENDING_REVISIONS]
    if revoked:
        mine = (outcomes.c.record_id == bindparam("old")) & (outcomes.c.position >= chunk.low) & (outcomes.c.position < chunk.high)
        connection.execute(update(outcomes).where(mine).values(revoked=True), revoked)


def _row(one: Found, member: str) -> tuple[Any, ...]:
    outcome = one.body.outcome
    subject = outcome.subject
    number = outcome.document_number
    return (
        one.position,
        one.record_id,
        member,
        subject.uscc or None,
        subject.registration_number or None,
        subject.name,
        outcome.domain,
        outcome.decided_on,
        normalize_document_number(number)[:160] if number.strip() else "",
        outcome.matter_code,
        None,
        False,
    )


PROJECTOR = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_OUTCOME, record_pb2.RECORD_TYPE_OUTCOME_REVISION}),
    tables=(outcomes, outcome_revisions),
    project=project,
)
