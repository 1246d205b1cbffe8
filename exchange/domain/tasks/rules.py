"""The rows of ``data/task_rules.toml``: which event starts which clock, for whom, and what stops it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from exchange.domain.clocks import AGREEMENT, ClockRule, rule
from exchange.domain.periods import Unit
from exchange.domain.tasks.matters import Family, Matter, Part
from exchange.v1 import lead_pb2, outcome_pb2

WHO = frozenset({"actor", "sender", "receiver", "both", "superior", "origin", "place", "party"})
LEAD_EVENTS = frozenset(
    {name.removeprefix("LEAD_ACTION_") for name in lead_pb2.LeadAction.keys()[1:]} | {"FIND", "SEND", "RECONSIDER_UPHELD"}
)
OUTCOME_EVENTS = frozenset(
    {name.removeprefix("OUTCOME_REVISION_KIND_") for name in outcome_pb2.OutcomeRevisionKind.keys()[1:]}
    | {"DECIDE", "KNOWN", "PUSH", "ARRIVE", "NOTICE", "SUPERSEDE"}
)
CORRECTION_EVENTS = frozenset({"REQUEST", "CORRECTED", "CONFIRMED", "UNDER_CHECK"})
INSPECTION_EVENTS = frozenset({"ORDER_RECTIFICATION", "FOUND_UNRECTIFIED", "FOUND_RECTIFIED"})
EVENTS: Mapping[Family, frozenset[str]] = {
    Family.LEAD: LEAD_EVENTS,
    Family.OUTCOME: OUTCOME_EVENTS,
    Family.CORRECTION: CORRECTION_EVENTS,
    Family.INSPECTION: INSPECTION_EVENTS,
}


class Effect(StrEnum):
    """What becomes of a clock that runs out."""

    DUTY = "duty"
    RIGHT = "right"
    INFORMATION = "information"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRule:
    """One row; its fields are explained at the head of task_rules.toml.

    Attributes:
        rule: the statutory clock; None where an agreement or the starting step sets it.
        step: id of a clock whose last day the starting step itself sets, by the article ``basis``; empty: another kind of clock.
        amount: length in ``unit``, in place of the rule's; 0: the rule's own.
    """

    name: str
    thread: Family
    kinds: frozenset[str]
    domains: frozenset[str]
    provinces: frozenset[str]
    needs: frozenset[str]
    rule: ClockRule | None
    agreed: str
    step: str
    amount: int
    unit: Unit | None
    process: str
    basis: str
    who: str
    starts: frozenset[str]
    ends: frozenset[str]
    cancels: frozenset[str]
    effect: Effect
    only_done: bool
    reply_by: bool
    unless_over: bool
    confidence: str

    @property
    def rule_id(self) -> str:
        """Of deadlines.csv, or ``step``, or AGREEMENT."""
        return self.rule.rule_id if self.rule else (self.step or AGREEMENT)

    def fits(self, matter: Matter) -> bool:
        """Whether the row speaks of such a thread."""
        return (
            self.thread is matter.family
            and (not self.kinds or matter.kind in self.kinds)
            and (not self.domains or matter.domain in self.domains)
            and self.needs <= matter.traits
        )

    def binds(self, part: Part) -> bool:
        """Whether the row's law binds a member."""
        return not self.provinces or part.member[:2] in self.provinces


def task_rules() -> tuple[TaskRule, ...]:
    """Return every row, in the table's order."""
    return _rows()


def task_rule(name: str) -> TaskRule:
    """Return the row of a name.

    Raises:
        KeyError: there is no such row.
    """
    return _by_name()[name]


@cache
def _by_name() -> Mapping[str, TaskRule]:
    return {one.name: one for one in _rows()}


@cache
def _rows() -> tuple[TaskRule, ...]:
    text = (resources.files("exchange.domain") / "data" / "task_rules.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    always = {Family(thread): frozenset(names) for thread, names in document["always_cancels"].items()}
    return tuple(_from_row(row, always) for row in document["task"])


def _from_row(row: Mapping[str, Any], always: Mapping[Family, frozenset[str]]) -> TaskRule:
    thread = Family(row["thread"])
    ends = frozenset(row["ends"])
    found = TaskRule(
        name=row["name"],
        thread=thread,
        kinds=frozenset(row.get("kinds", ())),
        domains=frozenset(row.get("domains", ())),
        provinces=frozenset(row.get("provinces", ())),
        needs=frozenset(row.get("needs", ())),
        rule=rule(row["rule"]) if "rule" in row else None,
        agreed=row.get("agreed", ""),
        step=row.get("step", ""),
        amount=row.get("amount", 0),
        unit=Unit(row["unit"]) if "unit" in row else None,
        process=row.get("process", "") or rule(row["rule"]).process,
        basis=row.get("basis", ""),
        who=row["who"],
        starts=frozenset(row["starts"]),
        ends=ends,
        cancels=(frozenset(row.get("cancels", ())) | always[thread]) - ends,
        effect=Effect(row.get("effect", Effect.DUTY)),
        only_done=row.get("only_done", False),
        reply_by=row.get("reply_by", False),
        unless_over=row.get("unless_over", False),
        confidence=row["confidence"],
    )
    _check(found, row.keys())
    return found


def _check(found: TaskRule, keys: Sequence[str] | Any) -> None:
    """A packaged table that is broken is a defect of this build, told at once."""
    known = set(TaskRule.__dataclass_fields__)
    unknown = (found.starts | found.ends | found.cancels) - EVENTS[found.thread]
    setters = [one for one in (found.rule, found.agreed, found.step) if one]
    if unknown or not set(keys) <= known or found.who not in WHO or len(setters) != 1:
        raise RuntimeError(
            f"task_rules.toml, {found.name}: unknown {sorted(unknown) or sorted(set(keys) - known) or 'who, rule, agreed or step'}"
        )
