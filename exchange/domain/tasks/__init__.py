"""Tasks: who must do what by when, found from the records of a thread and the rules of ``data/task_rules.toml``.

    matter = matter_of_lead(thread, agreements)
    for task in tasks_of(matter, AsOf(now=now, soon_working_days=3)): …

A task is never signed and never stored as truth: it is what the records and the law add up to at a moment. Its id stays the same over
rebuilds and on every node.
"""

from exchange.domain.tasks.corrections import IssuedAnswer, matter_of_correction
from exchange.domain.tasks.folding import StartedClock, clocks_of
from exchange.domain.tasks.inspections import matter_of_rectification
from exchange.domain.tasks.leads import matter_of_lead
from exchange.domain.tasks.matters import Agreed, Family, Happening, Matter, Part
from exchange.domain.tasks.outcomes import IssuedNotice, IssuedOutcome, IssuedRevision, matter_of_outcome
from exchange.domain.tasks.rules import Effect, TaskRule, task_rule, task_rules
from exchange.domain.tasks.states import OPEN_STATES, AsOf, audited_subjects, days_left, state_of, task_of, tasks_of

__all__ = [
    "OPEN_STATES",
    "Agreed",
    "AsOf",
    "Effect",
    "Family",
    "Happening",
    "IssuedAnswer",
    "IssuedNotice",
    "IssuedOutcome",
    "IssuedRevision",
    "Matter",
    "Part",
    "StartedClock",
    "TaskRule",
    "audited_subjects",
    "clocks_of",
    "days_left",
    "matter_of_correction",
    "matter_of_lead",
    "matter_of_outcome",
    "matter_of_rectification",
    "state_of",
    "task_of",
    "task_rule",
    "task_rules",
    "tasks_of",
]
