"""Tasks: the clocks of the threads that a chunk touched, folded anew.

An import of outcomes must not pay for this: an outcome is looked at only where it can start a clock, which its source, its day and its
place tell at once; a revision only where it starts one or its outcome has tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import Connection, delete, select

from exchange.domain.calendar import SHANGHAI
from exchange.domain.leads import ENDED
from exchange.domain.publication import registered_member
from exchange.domain.tasks import Family, Matter, StartedClock, clocks_of, task_rule
from exchange.storage import clocks
from exchange.storage.bulk import chunks, insert_rows
from exchange.storage.clocks import clock_row
from exchange.storage.matters import Gathering
from exchange.storage.projection.base import Chunk, Found, Projector, fitting
from exchange.storage.tables import leads, tasks
from exchange.v1 import outcome_pb2, record_pb2

LONGEST_FROM_DECISION = timedelta(days=60)
"""No clock that a decision starts runs longer: twenty working days (公示规定 9) with the longest holidays are 45 days."""

_LEAD_TYPES = frozenset({record_pb2.RECORD_TYPE_LEAD, record_pb2.RECORD_TYPE_LEAD_EVENT})
_CORRECTION_TYPES = frozenset({record_pb2.RECORD_TYPE_CORRECTION_REQUEST, record_pb2.RECORD_TYPE_CORRECTION_ANSWER})
_INSPECTION_TYPES = frozenset(
    {
        record_pb2.RECORD_TYPE_INSPECTION_PLAN,
        record_pb2.RECORD_TYPE_PLAN_CONSENT,
        record_pb2.RECORD_TYPE_PLAN_PUBLICATION,
        record_pb2.RECORD_TYPE_PLAN_WITHDRAWAL,
        record_pb2.RECORD_TYPE_INSPECTION_RECORD,
        record_pb2.RECORD_TYPE_RECTIFICATION_CHECK,
    }
)
_OUTCOME_TYPES = frozenset(
    {record_pb2.RECORD_TYPE_OUTCOME, record_pb2.RECORD_TYPE_OUTCOME_REVISION, record_pb2.RECORD_TYPE_PUBLICATION_NOTICE}
)


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of tasks of every thread that got a record."""
    gathering = Gathering(connection)
    by_type: dict[int, list[Found]] = {}
    for one in found:
        by_type.setdefault(one.type, []).append(one)
    lead_ids = _threads(by_type, _LEAD_TYPES)
    if any(one.body.agreement.clocks for one in by_type.get(record_pb2.RECORD_TYPE_AGREEMENT, ())):
        lead_ids.update(_open_leads(connection))
    correction_ids = _threads(by_type, _CORRECTION_TYPES)
    plan_ids = _threads(by_type, _INSPECTION_TYPES)
    outcome_ids = _touched_outcomes(gathering, chunk, by_type)
    _write(connection, Family.LEAD, lead_ids, gathering.leads(sorted(lead_ids)), gathering.own)
    _write(connection, Family.CORRECTION, correction_ids, gathering.corrections(sorted(correction_ids)), gathering.own)
    _write(connection, Family.INSPECTION, plan_ids, gathering.rectifications(sorted(plan_ids)), gathering.own)
    _write(connection, Family.OUTCOME, outcome_ids, gathering.outcomes(outcome_ids), gathering.own)


def _threads(by_type: Mapping[int, Sequence[Found]], types: frozenset[int]) -> set[str]:
    return {one.thread_id or one.record_id for kind in types for one in by_type.get(kind, ())}


def _open_leads(connection: Connection) -> Iterable[str]:
    """An agreement that comes into force may set clocks for what goes on already."""
    return connection.execute(select(leads.c.record_id).where(leads.c.state.not_in(ENDED))).scalars()


def _touched_outcomes(gathering: Gathering, chunk: Chunk, by_type: Mapping[int, Sequence[Found]]) -> set[str]:
    decisions = by_type.get(record_pb2.RECORD_TYPE_OUTCOME, ())
    touched = _starting(decisions, chunk, gathering.own)
    others = {replaced for one in decisions if (replaced := one.header().supersedes)}
    others.update(one.thread_id for one in by_type.get(record_pb2.RECORD_TYPE_PUBLICATION_NOTICE, ()))
    starting = _starting_revisions() if chunk.member == gathering.own else frozenset()
    for one in by_type.get(record_pb2.RECORD_TYPE_OUTCOME_REVISION, ()):
        (touched if one.body.outcome_revision.kind in starting else others).add(one.thread_id)
    return touched | _with_tasks(gathering.connection, others - touched)


def _starting(decisions: Sequence[Found], chunk: Chunk, own: str) -> set[str]:
    """The decisions that may start a clock here."""
    if not decisions:
        return set()
    first = clocks.moment(min(one.stored_at for one in decisions)).astimezone(SHANGHAI).date()
    earliest = (first - LONGEST_FROM_DECISION).isoformat()
    mine = chunk.member == own
    return {
        one.record_id
        for one in decisions
        if (outcome := one.body.outcome).decided_on >= earliest
        and outcome.source.kind == outcome_pb2.SOURCE_KIND_CASE_STORE
        and (mine or registered_member(outcome.subject, {own}) == own)
    }


@cache
def _starting_revisions() -> frozenset[int]:
    """Kinds of revision that start a clock of their own: the withdrawal of what was published."""
    kind = outcome_pb2.OutcomeRevisionKind
    return frozenset(kind.Value(f"OUTCOME_REVISION_KIND_{name}") for name in task_rule("withdraw-publication").starts)


def _with_tasks(connection: Connection, thread_ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for block in chunks(sorted(thread_ids)):
        found.update(connection.execute(select(tasks.c.thread_id).where(tasks.c.thread_id.in_(block)).distinct()).scalars())
    return found


def _write(connection: Connection, family: Family, thread_ids: Iterable[str], matters: Iterable[Matter], own: str) -> None:
    """The tasks of the threads, in place of those that were there; a decision brings its other versions with it."""
    matters = list(matters)
    for block in chunks(sorted({*thread_ids, *(one.thread_id for one in matters)})):
        connection.execute(delete(tasks).where(tasks.c.thread_id.in_(block), tasks.c.family == family))
    started = [(clock, matter) for matter in matters for clock in clocks_of(matter, for_information=False)]
    rows = (clock_row(clock, matter) for clock, matter in started if _is_kept(clock, family, own))
    insert_rows(connection, tasks, fitting(tasks, rows))


def _is_kept(clock: StartedClock, family: Family, own: str) -> bool:
    """Of outcomes only what this node's member must do, and not what the decision's own record fulfils: being shared, it is pushed."""
    return family is not Family.OUTCOME or (clock.part.member == own and clock.started_by != clock.ended_by)


PROJECTOR = Projector(
    types=_LEAD_TYPES | _CORRECTION_TYPES | _INSPECTION_TYPES | _OUTCOME_TYPES | {record_pb2.RECORD_TYPE_AGREEMENT},
    tables=(tasks,),
    project=project,
)
