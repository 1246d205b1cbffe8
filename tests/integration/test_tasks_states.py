"""The state that the database computes for a page is the state that the rules give."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from exchange.domain.calendar import SHANGHAI
from exchange.domain.periods import Pause
from exchange.domain.tasks import AsOf, Family, Matter, Part, StartedClock, state_of, task_rule
from exchange.storage.bulk import insert_rows
from exchange.storage.clocks import clock_of, clock_row
from exchange.storage.engine import Database
from exchange.storage.reading.tasks import state_at
from exchange.storage.tables import tasks
from exchange.v1.task_pb2 import TaskState

STARTED = datetime(2026, 9, 18, 16, 0, tzinfo=SHANGHAI)
RECEIVER = Part(member="330482", organ="11330482MB1C456662")
DUE = datetime(2026, 10, 15, 23, 59, 59, tzinfo=SHANGHAI)  # 15 working days, test_tasks.py
AROUND = [timedelta(0), timedelta(microseconds=999_999), timedelta(seconds=1), timedelta(days=-1), timedelta(days=-6), timedelta(days=9)]


def clocks() -> list[StartedClock]:
    """Running, stopped, ended in and out of time, needed no more; a duty and a right."""
    verify = StartedClock(
        task_id="",
        thread_id="lead",
        subject="",
        title="",
        row=task_rule("verify-samr"),
        domain="MARKET",
        part=RECEIVER,
        started_by="receipt",
        started_at=STARTED,
    )
    found = [verify, replace(verify, row=task_rule("reconsider"))]
    for one, after in product(list(found), AROUND):
        ended = one.deadline().at + after
        found += [replace(one, ended_by="x", ended_at=ended), replace(one, ended_by="x", ended_at=ended, cancelled=True)]
        found += [replace(one, stopped_at=max(ended, STARTED)), replace(one, pauses=(Pause(begin=STARTED, end=max(ended, STARTED)),))]
    return [replace(one, task_id=str(number)) for number, one in enumerate(found)]


@pytest.mark.parametrize("now", [moment + after for moment, after in product((STARTED, DUE), AROUND)], ids=str)
def test_the_database_and_the_rules_agree(database: Database, now: datetime) -> None:
    at = AsOf(now=now, soon_working_days=3)
    made = clocks()
    matter = Matter(family=Family.LEAD, thread_id="lead", parts={"receiver": RECEIVER}, happened=())
    with database.durable() as connection:
        insert_rows(connection, tasks, [clock_row(one, matter) for one in made])

    with database.reading() as connection:
        rows = connection.execute(select(tasks, state_at(at).label("state"))).all()

    assert {row.task_id: TaskState.Name(row.state) for row in rows} == {one.task_id: TaskState.Name(state_of(one, at)) for one in made}
    assert sorted((clock_of(row) for row in rows), key=lambda one: int(one.task_id)) == made
