"""Watching the deadlines: a task that is due soon, and one that is overdue, is told of once, in the audit log.

Once for each deadline: one that was extended is due soon again, and says so again. What was counted before the holidays of a year were
known (`provisional`), or with holidays that a later notice moved, is counted anew as soon as this build has the notice's table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, update

from exchange.domain import calendar
from exchange.domain.audit import AuditTag
from exchange.domain.tasks import AsOf, audited_subjects, task_of
from exchange.storage import reading
from exchange.storage.bulk import insert_rows
from exchange.storage.clocks import clock_of
from exchange.storage.tables import task_alarms, tasks
from exchange.storage.writer import Submission
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.v1 import audit_pb2, task_pb2

AT_ONCE = 500  # tasks told of in one transaction
ALARMS = ((task_pb2.TASK_STATE_DUE_SOON, AuditTag.TASK_DUE_SOON), (task_pb2.TASK_STATE_OVERDUE, AuditTag.TASK_OVERDUE))

_SAME = (tasks.c.thread_id == bindparam("of_thread")) & (tasks.c.task_id == bindparam("of_task"))
_RECOUNT = update(tasks).where(_SAME).values(due_at=bindparam("due"), provisional=bindparam("guess"), calendar=bindparam("edition"))


@dataclass(slots=True)
class DeadlineCounts:
    """What a run did."""

    due_soon: int = 0
    overdue: int = 0
    recounted: int = 0


class DeadlineWatch:
    """One look at all tasks of the node, at the context's time."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context

    def run(self) -> DeadlineCounts:
        """Counts anew what must be, then tells of what is due."""
        counts = DeadlineCounts(recounted=self._recount())
        at = AsOf(now=self._context.now(), soon_working_days=self._context.settings.sync.due_soon_working_days)
        for state, tag in ALARMS:
            told = self._tell(at, state, tag)
            counts.due_soon += told if tag is AuditTag.TASK_DUE_SOON else 0
            counts.overdue += told if tag is AuditTag.TASK_OVERDUE else 0
        return counts

    def _recount(self) -> int:
        edition = calendar.edition()
        done = 0
        while True:
            with self._context.database.durable() as connection:
                found = reading.recounted(connection, edition, limit=AT_ONCE)
                if found:
                    connection.execute(_RECOUNT, [_recounted(*one, edition) for one in found])
            done += len([row for row, due_at, provisional in found if (due_at, provisional) != (row.due_at, row.provisional)])
            if len(found) < AT_ONCE:
                return done

    def _tell(self, at: AsOf, state: int, tag: AuditTag) -> int:
        """Writes the events and remembers that they were written, in one transaction."""
        done = 0
        while True:
            with self._context.database.reading() as connection:
                rows = reading.unalarmed(connection, at, state, limit=AT_ONCE)
            if not rows:
                return done
            events = [self._event(row, at, tag) for row in rows]
            self._context.writer.submit(Submission(audit=events, companion=self._remembering(rows, state))).result()
            done += len(rows)

    def _event(self, row: Any, at: AsOf, tag: AuditTag) -> audit_pb2.AuditEvent:
        task = task_of(clock_of(row), at)
        who = " ".join(part for part in (task.member, task.organ) if part) or "the common superior"
        due = task.due_at.ToDatetime(calendar.SHANGHAI).isoformat()
        detail = f"{task.rule_id} {task.process}: {who}, due {due}{' (provisional)' if task.provisional else ''}; {task.basis}"
        return job_event(self._context, tag, detail=detail, subjects=audited_subjects(task), record_ids=[task.thread_id, task.started_by])

    def _remembering(self, rows: Sequence[Any], state: int) -> Any:
        now = self._context.microseconds()

        def remember(connection: Connection) -> None:
            insert_rows(connection, task_alarms, [(row.thread_id, row.task_id, state, row.due_at, now) for row in rows])

        return remember


def _recounted(row: Any, due_at: int, provisional: bool, edition: str) -> dict[str, Any]:
    return {"of_thread": row.thread_id, "of_task": row.task_id, "due": due_at, "guess": provisional, "edition": edition}
