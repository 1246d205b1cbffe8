"""Everything known of one company at once, for the question what came before. Few statements, each by an index, however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Select, bindparam, select

from exchange.domain.outcomes import ERASING, advance, tombstone
from exchange.storage.prepared import Prepared
from exchange.storage.reading.base import Ledgers
from exchange.storage.tables import INDEX_BITS, entries, index_of, outcome_revisions, outcomes
from exchange.v1 import outcome_service_pb2, record_pb2

REGISTRATION_NUMBER_SIZE = 15  # digits, 工商注册号


class PriorRow(NamedTuple):
    """One outcome of the company, with its entry's bytes."""

    position: int
    record_id: str
    decided_on: str
    uscc: str | None
    registration_number: str | None
    superseded_by: str | None
    revoked: bool
    state: int
    under_review: int
    stayed: bool
    effective_on: str
    publish_until: str
    origin: str
    envelope: bytes
    body: bytes


def _about(column: Any) -> Select[Any]:
    """The company's outcomes that the own member may see (reading.base.visible), newest decision first."""
    columns = [outcomes.c[name] if name in outcomes.c else entries.c[name] for name in PriorRow._fields]
    return (
        select(*columns)
        .join(entries, entries.c.position == outcomes.c.position)
        .where(column == bindparam("key"), entries.c.refused.is_(None), entries.c.body.is_not(None))
        .order_by(outcomes.c.decided_on.desc(), outcomes.c.position.desc())
        .limit(bindparam("count", type_=Integer))
    )


def _revising(column: Any) -> Select[Any]:
    """Revisions of the company's outcomes: the outcome's position, the revision's, its body."""
    columns = (outcomes.c.position, outcome_revisions.c.position, entries.c.body)
    return (
        select(*columns)
        .join(outcome_revisions, outcome_revisions.c.outcome_record_id == outcomes.c.record_id)
        .join(entries, entries.c.position == outcome_revisions.c.position)
        .where(column == bindparam("key"), entries.c.refused.is_(None), entries.c.body.is_not(None))
        .order_by(outcome_revisions.c.position)
    )


_BY_CODE, _BY_NUMBER = Prepared(_about(outcomes.c.uscc)), Prepared(_about(outcomes.c.registration_number))
_REVISING_CODE, _REVISING_NUMBER = Prepared(_revising(outcomes.c.uscc)), Prepared(_revising(outcomes.c.registration_number))


class Priors(NamedTuple):
    """Rows newest decision first, and the bodies of revisions by the position of what they revise."""

    rows: Sequence[PriorRow]
    revisions: dict[int, list[bytes]]


def prior_outcomes(connection: Connection, subject: str, *, limit: int) -> Priors:
    """Outcomes of a company by USCC or registration number, newest decision first, up to `limit`, as the own member sees them.

    Old records may carry the registration number alone: where a record ties code and number together, what either finds is found.
    """
    by_number = len(subject) == REGISTRATION_NUMBER_SIZE
    rows = _rows(connection, _BY_NUMBER if by_number else _BY_CODE, subject, limit)
    codes = {subject} if not by_number else {row.uscc for row in rows if row.uscc}
    numbers = {subject} if by_number else {row.registration_number for row in rows if row.registration_number}
    more = [(_BY_CODE, code) for code in codes] if by_number else [(_BY_NUMBER, number) for number in numbers]
    for statement, key in more:
        rows = _merged(rows, _rows(connection, statement, key, limit), limit)
    keys = [*((_REVISING_CODE, code) for code in codes), *((_REVISING_NUMBER, number) for number in numbers)]
    return Priors(rows, _revisions(connection, keys) if rows else {})


def _rows(connection: Connection, statement: Prepared, key: str, limit: int) -> list[PriorRow]:
    return list(map(PriorRow._make, statement.rows(connection, key=key, count=limit)))


def _merged(first: Sequence[PriorRow], more: Sequence[PriorRow], limit: int) -> list[PriorRow]:
    rows = {row.position: row for row in (*first, *more)}
    return sorted(rows.values(), key=lambda row: (row.decided_on, row.position), reverse=True)[:limit]


def _revisions(connection: Connection, keys: Iterable[tuple[Prepared, str]]) -> dict[int, list[bytes]]:
    """Only its own ledger revises an outcome."""
    found: dict[int, dict[int, bytes]] = {}
    for statement, key in keys:
        for outcome, revision, body in statement.rows(connection, key=key):
            if outcome >> INDEX_BITS == revision >> INDEX_BITS:
                found.setdefault(outcome, {})[revision] = body
    return {outcome: list(bodies.values()) for outcome, bodies in found.items()}


def prior_views(connection: Connection, subject: str, *, known: Ledgers, limit: int, today: date) -> list[outcome_service_pb2.OutcomeView]:
    """The wire views of `prior_outcomes`."""
    found = prior_outcomes(connection, subject, limit=limit)
    views = [outcome_service_pb2.OutcomeView() for _ in found.rows]
    for view, row in zip(views, found.rows, strict=True):
        fill_view(view, row, found.revisions.get(row.position, ()), known, today=today)
    return views


def fill_view(view: outcome_service_pb2.OutcomeView, row: PriorRow, revisions: Sequence[bytes], known: Ledgers, *, today: date) -> None:
    """Makes `view` that of the row: parsed in place, since copies of many outcomes would cost more than the question."""
    record = record_pb2.SignedRecord.FromString(row.envelope)
    header = record_pb2.RecordHeader.FromString(record.header)
    view.record_id = row.record_id
    view.ledger = known.of(row.position).origin
    view.index = index_of(row.position)
    view.signed_by = header.organ
    view.outcome.CopyFrom(record_pb2.RecordBody.FromString(row.body).outcome)
    view.revisions.extend([record_pb2.RecordBody.FromString(body).outcome_revision for body in revisions])
    view.effective = not row.revoked and not row.superseded_by
    view.superseded_by = row.superseded_by or ""
    view.issued_at.CopyFrom(header.issued_at)
    standing = view.standing
    standing.state, standing.under_review = row.state, row.under_review  # type: ignore[assignment]  # enums' numbers
    standing.execution_stayed, standing.effective_on, standing.publish_until = bool(row.stayed), row.effective_on, row.publish_until
    standing.published = row.state == outcome_service_pb2.OUTCOME_STATE_PUBLISHED
    advance(standing, today)
    view.body_digest = header.body_digest
    view.erased = row.revoked and not known.of(row.position).own and any(one.kind in ERASING for one in view.revisions)
    if view.erased:
        view.outcome.CopyFrom(tombstone(view.outcome))
    view.origin = row.origin
