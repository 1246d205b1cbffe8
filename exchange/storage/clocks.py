"""Started clocks as rows of table `tasks`, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from exchange.domain import calendar
from exchange.domain.periods import Pause
from exchange.domain.tasks import Agreed, Effect, Matter, Part, StartedClock, task_rule

MICROSECONDS = 1_000_000


def clock_row(clock: StartedClock, matter: Matter) -> tuple[Any, ...]:
    """The row of a clock, in the order of the table's columns."""
    deadline = clock.deadline()
    agreed = clock.agreed
    return (
        clock.thread_id,
        clock.task_id,
        matter.family,
        clock.row.name,
        clock.row.rule_id,
        clock.domain,
        clock.part.member,
        clock.part.organ,
        ",".join(sorted({one.organ for one in (*matter.parts.values(), clock.part)} - {""})),
        clock.started_by,
        microseconds(clock.started_at),
        microseconds(deadline.at),
        deadline.provisional,
        clock.row.effect is Effect.RIGHT,
        clock.ended_by,
        microseconds(clock.ended_at) if clock.ended_at else None,
        clock.cancelled,
        microseconds(clock.stopped_at) if clock.stopped_at else None,
        clock.extended_by,
        json.dumps([[microseconds(one.begin), microseconds(one.end)] for one in clock.pauses]),
        json.dumps([agreed.name, agreed.amount, agreed.unit, agreed.basis]) if agreed else "",
        microseconds(clock.fixed) if clock.fixed else None,
        clock.subject,
        clock.title,
        calendar.edition(),
    )


def clock_of(row: Any) -> StartedClock:
    """The clock that a row of table `tasks` stands for."""
    name, amount, unit, basis = json.loads(row.agreed) if row.agreed else ("", 0, "", "")
    return StartedClock(
        task_id=row.task_id,
        thread_id=row.thread_id,
        subject=row.subject,
        title=row.title,
        row=task_rule(row.name),
        domain=row.domain,
        part=Part(member=row.member, organ=row.organ),
        started_by=row.started_by,
        started_at=moment(row.started_at),
        agreed=Agreed(name=name, amount=amount, unit=unit, basis=basis) if row.agreed else None,
        fixed=moment(row.fixed_at) if row.fixed_at is not None else None,
        ended_by=row.ended_by,
        ended_at=moment(row.ended_at) if row.ended_at is not None else None,
        cancelled=row.cancelled,
        extended_by=row.extended_by,
        pauses=tuple(Pause(begin=moment(begin), end=moment(end)) for begin, end in json.loads(row.pauses)),
        stopped_at=moment(row.stopped_at) if row.stopped_at is not None else None,
    )


def microseconds(at: datetime) -> int:
    """µs since 1970, exactly."""
    since = at - datetime.fromtimestamp(0, UTC)
    return (since.days * 86_400 + since.seconds) * MICROSECONDS + since.microseconds


def moment(at: int) -> datetime:
    """A time in UTC from µs since 1970."""
    return datetime.fromtimestamp(at // MICROSECONDS, UTC).replace(microsecond=at % MICROSECONDS)
