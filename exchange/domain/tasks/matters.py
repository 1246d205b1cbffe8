"""What the rules of tasks look at: a thread with its parts, and what happened in it, in order.

Leads, outcomes, corrections and rectifications are each told as a `Matter` (`leads.py`, `outcomes.py`, `corrections.py`, `inspections.py`);
one fold (`folding.py`) finds the clocks of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Family(StrEnum):
    """Families of threads; the values are those of ``thread`` in task_rules.toml."""

    LEAD = "lead"
    OUTCOME = "outcome"
    CORRECTION = "correction"
    INSPECTION = "inspection"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Who takes part: a member (empty: outside the federation) and its organ (empty: not known)."""

    member: str
    organ: str

    def is_of(self, other: Part) -> bool:
        """Whether both may be the same organ: the sides of a CRIMINAL lead are organs of one member."""
        return self.member == other.member and (self.organ == other.organ or not self.organ or not other.organ)


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """Something that happened in a thread and took effect.

    Attributes:
        name: as task_rules.toml names it, e.g. ``RECEIVE``, ``REVOKED``.
        record_id: the record that says so.
        actor: who did it.
        at: when it happened, with its time zone; for a record of a thread, when it counts as taken.
        clock_from: when a clock that it starts begins, where that isn't ``at``: 立案时间, which a filing states.
        entered_at: when the record came into the ledger; a rule with ``unless_over`` looks at it.
        reply_by: the day that it sets for the answer.
        extension: of an extension, by how much, in the unit of the clock's rule.
        collective: of an extension, whether it was discussed collectively.
        suspension: of a suspension, its reason (SuspensionReason without prefix).
    """

    name: str
    record_id: str
    actor: Part
    at: datetime
    clock_from: datetime | None = None
    entered_at: datetime | None = None
    reply_by: date | None = None
    extension: int = 0
    collective: bool = False
    suspension: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """A clock that an agreement between the parts sets."""

    name: str
    amount: int
    unit: str
    basis: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """A thread as the rules see it.

    Attributes:
        family: which family of threads.
        thread_id: its first record.
        kind: of a lead, LeadKind without prefix.
        domain: EnforcementDomain without prefix.
        parts: who takes part, by the names of ``who`` in task_rules.toml.
        happened: what took effect, in the order of the thread's fold.
        traits: of an outcome, see `exchange.domain.tasks.outcomes`.
        agreed: clocks that an agreement sets for it.
        subject: the company's code, or its name.
        title: what it is about, for people.
        item: which one of the thread, where it has several such matters; a part of their tasks' ids.
    """

    family: Family
    thread_id: str
    parts: dict[str, Part]
    happened: tuple[Happening, ...]
    kind: str = ""
    domain: str = ""
    traits: frozenset[str] = frozenset()
    agreed: tuple[Agreed, ...] = ()
    subject: str = ""
    title: str = ""
    item: str = ""

    def members(self) -> frozenset[str]:
        """The members that take part."""
        return frozenset(one.member for one in self.parts.values()) - {""}
