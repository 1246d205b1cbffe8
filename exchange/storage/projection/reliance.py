"""The reliance index: what relied on which outcome, and what ended it. Folded anew when either side gets a record, in whatever order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.domain.outcomes import CHANGING, ENDING
from exchange.domain.recognition import reliance_of
from exchange.storage.bulk import chunks
from exchange.storage.lives import Decision
from exchange.storage.tables import INDEX_BITS, entries, ledgers, position, recognitions, withdrawal_reports, withdrawals
from exchange.v1 import record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """What ends or changes an outcome: a revision, or (kind 0) a newer version."""

    record_id: str
    outcome_record_id: str
    origin: str
    ledger: int
    kind: int


def note_withdrawals(connection: Connection, found: Iterable[Decision]) -> None:
    """Notes every revision that ended or changed one of the decisions."""
    _insert(
        connection,
        [
            Withdrawal(
                record_id=one.record_id,
                outcome_record_id=decision.row.record_id,
                origin=decision.row.origin,
                ledger=decision.row.position >> INDEX_BITS,
                kind=one.revision.kind,
            )
            for decision in found
            if not decision.row.superseded_by
            for one in decision.life.applied
            if one.revision.kind in ENDING | CHANGING
        ],
    )


def refold(connection: Connection, found: Sequence[Decision]) -> None:
    """Writes where every recognition of the decisions stands; what ended one is a withdrawal to be reported."""
    decisions = {(one.row.origin, one.row.record_id): one for one in found}
    changes: list[dict[str, Any]] = []
    ended: list[Withdrawal] = []
    for row in _recognitions(connection, [one.row.record_id for one in found]):
        decision = decisions.get((row.outcome_origin, row.outcome_record_id))
        if decision is None:
            continue
        change, withdrawal = _settled(connection, row, decision)
        changes.append(change)
        ended += [withdrawal] if withdrawal else []
    if changes:
        names = ("state", "ended_by", "ended_at")
        statement = update(recognitions).where(recognitions.c.position == bindparam("at"))
        connection.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), changes)
    _insert(connection, ended)


def _settled(connection: Connection, row: Any, decision: Decision) -> tuple[dict[str, Any], Withdrawal | None]:
    recognition = record_pb2.RecordBody.FromString(bytes(row.body)).recognition
    reviewed = record_pb2.RecordBody.FromString(bytes(row.review)).reliance_review.ended_by if row.review else ""
    superseded_by = decision.row.superseded_by or ""
    reliance = reliance_of(recognition, decision.life, superseded_by=superseded_by, reviewed=reviewed)
    ledger = decision.row.position >> INDEX_BITS
    ended_at = _stored_at(connection, ledger, reliance.ended_by) if reliance.ended_by else None
    change = {"at": row.position, "new_state": reliance.state, "new_ended_by": reliance.ended_by or None, "new_ended_at": ended_at}
    if not reliance.ended_by:
        return change, None
    kinds = {one.record_id: one.revision.kind for one in decision.life.applied}
    return change, Withdrawal(
        record_id=reliance.ended_by,
        outcome_record_id=row.outcome_record_id,
        origin=row.outcome_origin,
        ledger=ledger,
        kind=kinds.get(reliance.ended_by, 0),
    )


def _recognitions(connection: Connection, outcome_ids: Sequence[str]) -> list[Any]:
    review = entries.alias()
    columns = (recognitions, entries.c.body, review.c.body.label("review"))
    rows: list[Any] = []
    for block in chunks(outcome_ids):
        rows += connection.execute(
            select(*columns)
            .join(entries, entries.c.position == recognitions.c.position)
            .join(review, review.c.position == recognitions.c.review_position, isouter=True)
            .where(recognitions.c.outcome_record_id.in_(block), entries.c.body.is_not(None))
        ).all()
    return rows


def _stored_at(connection: Connection, ledger: int, record_id: str) -> int:
    inside = (entries.c.position >= position(ledger, 0)) & (entries.c.position < position(ledger + 1, 0))
    return int(connection.execute(select(entries.c.stored_at).where(entries.c.record_id == record_id, inside)).scalar_one())


def _insert(connection: Connection, found: Sequence[Withdrawal]) -> None:
    """Each once; one that this node's member has reported already, or that is its own, isn't to be reported."""
    if not found:
        return
    places = _positions(connection, found)
    own, reported = _own(connection), _reported(connection, [one.record_id for one in found])
    rows = [
        {
            "position": places[one.ledger, one.record_id],
            "record_id": one.record_id,
            "outcome_record_id": one.outcome_record_id,
            "outcome_origin": one.origin,
            "kind": one.kind,
            "reported": one.origin in own or (one.record_id, one.origin) in reported,
        }
        for one in {(one.ledger, one.record_id): one for one in found}.values()
    ]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(withdrawals).on_conflict_do_nothing(), rows)


def _positions(connection: Connection, found: Sequence[Withdrawal]) -> Mapping[tuple[int, str], int]:
    places: dict[tuple[int, str], int] = {}
    for block in chunks({one.record_id for one in found}):
        for row in connection.execute(select(entries.c.position, entries.c.record_id).where(entries.c.record_id.in_(block))):
            places[row.position >> INDEX_BITS, row.record_id] = row.position
    return places


def _own(connection: Connection) -> set[str]:
    return set(connection.execute(select(ledgers.c.member).where(ledgers.c.own)).scalars())


def _reported(connection: Connection, record_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Which of them this node's member has reported, each with the origin it was reported to: another may have copied the id."""
    found: set[tuple[str, str]] = set()
    own = select(ledgers.c.member).where(ledgers.c.own)
    for block in chunks(record_ids):
        mine = withdrawal_reports.c.revision_record_id.in_(block) & withdrawal_reports.c.member.in_(own)
        bodies = select(entries.c.body).join(withdrawal_reports, withdrawal_reports.c.position == entries.c.position)
        for body in connection.execute(bodies.where(mine, entries.c.body.is_not(None))).scalars():
            said = record_pb2.RecordBody.FromString(bytes(body)).withdrawal_report
            found.add((said.revision_record_id, said.outcome_origin))
    return found
