"""Tasks: the clocks that the records of threads started, as the rules add up; and which of them an alarm was raised for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, String, Table, Text

from exchange.storage.tables.base import metadata

tasks = Table(
    "tasks",
    metadata,
    Column("thread_id", String(36), primary_key=True),
    Column("task_id", String(100), primary_key=True),
    Column("family", String(10), nullable=False),  # of threads: lead, outcome, correction, inspection
    Column("name", String(32), nullable=False),  # of the row in task_rules.toml
    Column("rule_id", String(32), nullable=False),
    Column("domain", String(24), nullable=False),
    Column("member", String(6), nullable=False),
    Column("organ", String(18), nullable=False),
    Column("organs", Text, nullable=False),  # that take part in the thread, with commas
    Column("started_by", String(36), nullable=False),
    Column("started_at", BigInteger, nullable=False),  # µs, as all times here
    Column("due_at", BigInteger, nullable=False),  # while it stands still: as though it ran again at once
    Column("provisional", Boolean, nullable=False),
    Column("lapses", Boolean, nullable=False),  # a right: nobody is late
    Column("ended_by", String(36)),
    Column("ended_at", BigInteger),
    Column("cancelled", Boolean, nullable=False),
    Column("stopped_at", BigInteger),
    Column("extended_by", Integer, nullable=False),
    Column("pauses", Text, nullable=False),  # JSON: [[begin, end], …]
    Column("agreed", Text, nullable=False),  # JSON of an agreement's clock: [name, amount, unit, basis]; empty: a statute's
    Column("fixed_at", BigInteger),
    Column("subject", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("calendar", String(16), nullable=False),  # edition of the holidays that due_at was counted with
)
Index("ix_tasks_due_at", tasks.c.due_at, tasks.c.thread_id, tasks.c.task_id)
Index(
    "ix_tasks_running",
    tasks.c.due_at,
    sqlite_where=tasks.c.ended_at.is_(None),
    postgresql_where=tasks.c.ended_at.is_(None),
)

task_alarms = Table(
    "task_alarms",  # no projection: an alarm is raised once for a task and its deadline, whatever is rebuilt
    metadata,
    Column("thread_id", String(36), primary_key=True),
    Column("task_id", String(100), primary_key=True),
    Column("state", SmallInteger, primary_key=True, autoincrement=False),  # TaskState: DUE_SOON, OVERDUE
    Column("due_at", BigInteger, primary_key=True, autoincrement=False),
    Column("raised_at", BigInteger, nullable=False),
)
