"""Outcomes with their standing, and their revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from exchange.domain.identifiers import normalize_document_number
from exchange.domain.outcomes import beginning
from exchange.storage import lives
from exchange.storage.bulk import chunks, insert_rows
from exchange.storage.lives import Decision
from exchange.storage.projection import reliance
from exchange.storage.projection.base import Chunk, Found, Projector, fitting, mark_replaced, superseding
from exchange.storage.tables import outcome_revisions, outcomes
from exchange.v1 import outcome_service_pb2, record_pb2

ISO_DAY = 10  # characters of YYYY-MM-DD
CODE, NUMBER, MATTER = 18, 15, 14  # characters of a USCC, a registration number, a matter's code
SMALL = 1 << 15  # beyond a SmallInteger


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of outcomes and revisions; marks what was replaced, and folds anew what was replaced or revised."""
    decisions = [one for one in found if one.type == record_pb2.RECORD_TYPE_OUTCOME]
    revisions = [one for one in found if one.type == record_pb2.RECORD_TYPE_OUTCOME_REVISION]
    replaced = superseding(decisions)
    roots = _roots(connection, chunk, replaced, new={one.record_id for one in decisions})
    rows = [_row(one, chunk.member, roots.get(one.record_id)) for one in decisions]
    insert_rows(connection, outcomes, [row for row in rows if _fits(row)])
    mark_replaced(connection, outcomes, chunk, replaced)
    insert_rows(connection, outcome_revisions, fitting(outcome_revisions, map(_revision_row, revisions)))
    if touched := {one.thread_id for one in revisions} | roots.keys():
        _refold(connection, chunk, touched)


def _roots(connection: Connection, chunk: Chunk, replaced: Mapping[str, str], *, new: set[str]) -> dict[str, str]:
    """The first version of each decision that the chunk brings a newer version of, by the newer's record id."""
    known = {old: old for old in replaced.values() if old in new}
    root = func.coalesce(outcomes.c.root, outcomes.c.record_id).label("root")
    for block in chunks(old for old in replaced.values() if old not in new):
        statement = select(outcomes.c.record_id, root).where(outcomes.c.record_id.in_(block), lives.of_ledger(chunk.ledger))
        known.update({row.record_id: row.root for row in connection.execute(statement)})
    roots: dict[str, str] = {}
    for one, old in replaced.items():
        if old in known:
            roots[one] = roots.get(old, known[old])
    return roots


def _fits(row: tuple[Any, ...]) -> bool:
    """As `base.fitting`, by hand, since it is asked of every decision that is pulled: whether the columns hold it."""
    _at, _id, _origin, uscc, number, name, domain, decided_on, key, matter, *_marks, step, _state, _review, _stayed, from_day, until = row
    texts = f"{uscc}{number}{name}{key}{matter}{decided_on}{from_day}{until}"
    short = max(len(decided_on), len(from_day), len(until)) <= ISO_DAY and len(matter) <= MATTER
    return short and len(uscc or "") <= CODE and len(number or "") <= NUMBER and max(domain, step) < SMALL and "\x00" not in texts


def _row(one: Found, member: str, root: str | None) -> tuple[Any, ...]:
    outcome = one.body.outcome
    subject = outcome.subject
    number = outcome.document_number
    state, effective_on, publish_until = beginning(outcome)
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
        root,
        outcome.step,
        state,
        0,
        False,
        effective_on,
        publish_until,
    )


def _revision_row(one: Found) -> tuple[Any, ...]:
    revision = one.body.outcome_revision
    return (one.position, one.thread_id, revision.kind, revision.review)


def _refold(connection: Connection, chunk: Chunk, record_ids: Iterable[str]) -> None:
    """Writes the standing of decisions as their records now add up, and what follows for those who relied on them."""
    found = lives.load_many(connection, record_ids, within=lives.of_ledger(chunk.ledger))
    if not found:
        return
    columns = ("state", "under_review", "stayed", "revoked", "effective_on", "publish_until")
    statement = update(outcomes).where(outcomes.c.position == bindparam("at")).values({name: bindparam(f"new_{name}") for name in columns})
    connection.execute(statement, [_standing(one) for one in found])
    reliance.note_withdrawals(connection, found)
    reliance.refold(connection, found)


def _standing(one: Decision) -> dict[str, Any]:
    standing = one.life.standing
    return {
        "at": one.row.position,
        "new_state": standing.state,
        "new_under_review": standing.under_review,
        "new_stayed": standing.execution_stayed,
        "new_revoked": standing.state == outcome_service_pb2.OUTCOME_STATE_REVOKED,
        "new_effective_on": standing.effective_on,
        "new_publish_until": standing.publish_until,
    }


PROJECTOR = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_OUTCOME, record_pb2.RECORD_TYPE_OUTCOME_REVISION}),
    tables=(outcomes, outcome_revisions),
    project=project,
)
