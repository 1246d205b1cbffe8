"""How a clock stands at a moment, as the wire's Task. "Now" is always passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from exchange.domain.calendar import add_working_days, end_of_day, legal_day, working_days_between
from exchange.domain.tasks.folding import StartedClock, clocks_of
from exchange.domain.tasks.matters import Matter
from exchange.domain.tasks.rules import Effect
from exchange.v1 import task_pb2

State = task_pb2.TaskState
USCC_LENGTH = 18
OPEN_STATES = (State.TASK_STATE_OPEN, State.TASK_STATE_DUE_SOON, State.TASK_STATE_OVERDUE, State.TASK_STATE_SUSPENDED)
"""Those still to be done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AsOf:
    """The moment that is asked about, and how many working days ahead a task is due soon."""

    now: datetime
    soon_working_days: int

    @property
    def soon(self) -> datetime:
        """Until when a task is due soon: as long as no more working days than that are left."""
        return end_of_day(add_working_days(legal_day(self.now), self.soon_working_days + 1).day - timedelta(days=1))


def state_of(clock: StartedClock, at: AsOf) -> task_pb2.TaskState:
    """Return how a clock stands."""
    if clock.ended_at is not None and clock.ended_at <= at.now:
        if clock.cancelled:
            return State.TASK_STATE_CANCELLED
        return State.TASK_STATE_DONE_LATE if clock.deadline().is_over(clock.ended_at) else State.TASK_STATE_DONE
    if clock.stopped_at is not None and clock.stopped_at <= at.now:
        return State.TASK_STATE_SUSPENDED
    deadline = clock.deadline()
    if deadline.is_over(at.now):
        return State.TASK_STATE_OVERDUE if clock.row.effect is Effect.DUTY else State.TASK_STATE_CANCELLED
    return State.TASK_STATE_DUE_SOON if deadline.at <= at.soon else State.TASK_STATE_OPEN


def tasks_of(matter: Matter, at: AsOf) -> list[task_pb2.Task]:
    """Return the tasks of a thread, and the periods that are shown with it for information, as they stand at a moment."""
    return [task_of(clock, at) for clock in clocks_of(matter) if clock.started_at <= at.now]


def task_of(clock: StartedClock, at: AsOf) -> task_pb2.Task:
    """Return a clock as the wire shows it.

    ``working_days_left`` of a task that was done counts from the day on which it was done.
    """
    deadline = clock.deadline(at.now)
    done_at = clock.ended_at if clock.ended_at is not None and clock.ended_at <= at.now else None
    return task_pb2.Task(
        task_id=clock.task_id,
        rule_id=clock.row.rule_id,
        process=clock.row.process,
        basis=clock.basis,
        confidence=max(deadline.confidence, clock.row.confidence),
        member=clock.part.member,
        organ=clock.part.organ,
        thread_id=clock.thread_id,
        started_by=clock.started_by,
        done_by=clock.ended_by or "" if done_at else "",
        started_at=clock.started_at,
        due_at=deadline.at,
        done_at=done_at,
        provisional=deadline.provisional,
        state=state_of(clock, at),
        extended_by=clock.extended_by,
        unit=clock.unit,
        amount=clock.amount,
        working_days_left=days_left(legal_day(done_at or at.now), deadline.at, over=deadline.is_over(done_at or at.now)),
        subject=clock.subject,
        title=clock.title,
    )


def audited_subjects(task: task_pb2.Task) -> list[str]:
    """Return how the audit log names a task's company: its USCC, else its name; none where it isn't known."""
    if not task.subject:
        return []
    return [task.subject if len(task.subject) == USCC_LENGTH and task.subject.isascii() else f"name:{task.subject}"]


def days_left(today: date, due_at: datetime, *, over: bool) -> int:
    """Return the working days until a deadline: 0 on its last day, -1 or less once it is over."""
    last = legal_day(due_at)
    if over:
        return -max(1, working_days_between(last, today))
    return working_days_between(today, last)
