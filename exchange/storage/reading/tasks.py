"""Tasks as they stand at a moment: most urgent first, counted by organ, and those that want an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, tuple_

from exchange.domain.tasks import OPEN_STATES, AsOf, task_of
from exchange.storage.clocks import MICROSECONDS, clock_of, microseconds
from exchange.storage.reading.base import timestamp
from exchange.storage.tables import task_alarms, tasks
from exchange.v1 import supervision_service_pb2, task_pb2

State = task_pb2.TaskState
AfterTask = tuple[int, str, str]
"""Key of the last row of a page: due_at, thread_id, task_id."""


def task_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], at: AsOf, *, after: AfterTask | None, limit: int
) -> Sequence[Any]:
    """Rows of table `tasks` that had begun, most urgent first, beyond the key `after`."""
    key = (tasks.c.due_at, tasks.c.thread_id, tasks.c.task_id)
    statement = select(tasks).where(*conditions, tasks.c.started_at <= microseconds(at.now))
    if after is not None:
        statement = statement.where(tuple_(*key) > after)
    return connection.execute(statement.order_by(*key).limit(limit)).all()


def task_views(rows: Sequence[Any], at: AsOf) -> list[task_pb2.Task]:
    """The wire views of `task_rows`."""
    return [task_of(clock_of(row), at) for row in rows]


def tasks_of_threads(connection: Connection, thread_ids: Sequence[str], at: AsOf) -> dict[str, list[task_pb2.Task]]:
    """All tasks of some threads, by thread, in the order in which they began."""
    found: dict[str, list[task_pb2.Task]] = {}
    begun = tasks.c.thread_id.in_(thread_ids) & (tasks.c.started_at <= microseconds(at.now))
    for row in connection.execute(select(tasks).where(begun).order_by(tasks.c.started_at, tasks.c.task_id)):
        found.setdefault(row.thread_id, []).append(task_of(clock_of(row), at))
    return found


def task_counts(connection: Connection, conditions: Sequence[ColumnElement[bool]], at: AsOf) -> list[supervision_service_pb2.TaskCount]:
    """How many tasks there are by member, organ, rule and state; of those still to be done, when the first is due."""
    state = state_at(at).label("state")
    columns = (tasks.c.member, tasks.c.organ, tasks.c.rule_id, state)
    statement = (
        select(*columns, func.count().label("number"), func.min(tasks.c.due_at).label("earliest"))
        .where(*conditions, tasks.c.started_at <= microseconds(at.now))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [
        supervision_service_pb2.TaskCount(
            member=row.member,
            organ=row.organ,
            rule_id=row.rule_id,
            state=row.state,
            count=row.number,
            earliest_due_at=timestamp(row.earliest) if row.state in OPEN_STATES else None,
        )
        for row in connection.execute(statement)
    ]


def unalarmed(connection: Connection, at: AsOf, state: int, *, limit: int) -> list[Any]:
    """Rows of tasks in a state for which no alarm was raised yet with this deadline, most urgent first."""
    raised = and_(
        task_alarms.c.thread_id == tasks.c.thread_id,
        task_alarms.c.task_id == tasks.c.task_id,
        task_alarms.c.state == state,
        task_alarms.c.due_at == tasks.c.due_at,
    )
    statement = (
        select(tasks)
        .where(tasks.c.ended_at.is_(None), tasks.c.due_at <= microseconds(at.soon), state_at(at) == state)
        .where(~select(task_alarms.c.task_id).where(raised).exists())
        .order_by(tasks.c.due_at, tasks.c.thread_id, tasks.c.task_id)
    )
    return list(connection.execute(statement.limit(limit)))


def in_states(states: Sequence[int], at: AsOf) -> ColumnElement[bool]:
    """The condition that a task stood in one of the states; without any, that it was still to be done."""
    if states:
        return state_at(at).in_(states)
    not_ended = or_(tasks.c.ended_at.is_(None), tasks.c.ended_at > microseconds(at.now))
    return not_ended & state_at(at).in_(OPEN_STATES)


def state_at(at: AsOf) -> ColumnElement[int]:
    """The state of a row at a moment, as `exchange.domain.tasks.state_of` finds it: deadlines name the last second within the period."""
    now, soon = microseconds(at.now), microseconds(at.soon)
    ended, over = tasks.c.ended_at <= now, tasks.c.due_at <= now - MICROSECONDS
    return case(
        (ended & tasks.c.cancelled, State.TASK_STATE_CANCELLED),
        (ended & (tasks.c.ended_at < tasks.c.due_at + MICROSECONDS), State.TASK_STATE_DONE),
        (ended, State.TASK_STATE_DONE_LATE),
        (tasks.c.stopped_at <= now, State.TASK_STATE_SUSPENDED),
        (over & tasks.c.lapses, State.TASK_STATE_CANCELLED),
        (over, State.TASK_STATE_OVERDUE),
        (tasks.c.due_at <= soon, State.TASK_STATE_DUE_SOON),
        else_=State.TASK_STATE_OPEN,
    )


def recounted(connection: Connection, edition: str, *, limit: int) -> list[tuple[Any, int, bool]]:
    """Rows of running tasks whose deadline was counted with other holidays than those of `edition`, with the deadline as it is now."""
    stale = tasks.c.ended_at.is_(None) & (tasks.c.calendar != edition)
    found = []
    for row in connection.execute(select(tasks).where(stale).order_by(tasks.c.thread_id, tasks.c.task_id).limit(limit)):
        deadline = clock_of(row).deadline()
        found.append((row, microseconds(deadline.at), deadline.provisional))
    return found
