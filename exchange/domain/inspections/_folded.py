"""What a plan's thread adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from exchange.domain.calendar import legal_day
from exchange.v1 import inspection_pb2 as pb

ResultKey = tuple[str, str]
"""Visit and organ."""
RecognitionKey = tuple[str, str, str, str, str]
"""Visit, organ that inspected, its matter; member and organ that recognise."""


class PlanState(Enum):
    """Where a plan stands, judged by its newest version."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    COUNTERSIGNED = "countersigned"
    PUBLISHED = "published"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One record of a thread.

    Attributes:
        record_id: of the record.
        member: whose ledger it lies in.
        organ: who signed it.
        index: in that ledger.
        issued_at: as the header says.
        digest: body_digest of its header, 32 bytes.
        supersedes: record id it replaces, or empty.
        content: a message of inspection.proto.
        audience: members to whom its header addresses it; empty: everybody.
        stored_at: when this node stored it (µs): tells a plan from a later one that took its record id, and nothing else.
    """

    record_id: str
    member: str
    organ: str
    index: int
    issued_at: datetime
    digest: bytes
    supersedes: str
    content: Any
    audience: frozenset[str] = frozenset()
    stored_at: int = 0

    def reaches(self, audience: frozenset[str]) -> bool:
        """Whether everybody sees it who sees what is addressed so."""
        return not self.audience or (bool(audience) and self.audience >= audience)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rectification:
    """A rectification that was ordered, and the checks of it.

    Attributes:
        visit: at which it was ordered.
        result: the organ's inspection record.
        matter_code: of which it was ordered.
        rectify_by: its last legal day.
        checks: in the order of the ledger; only the last can have found it rectified.
    """

    visit: pb.PlannedVisit
    result: Step
    matter_code: str
    rectify_by: str
    checks: tuple[Step, ...]

    @property
    def rectified(self) -> bool:
        """Whether it was found done."""
        return bool(self.checks) and self.checks[-1].content.rectified


@dataclass(kw_only=True, slots=True)
class Folded:
    """Where a plan stands.

    Attributes:
        versions: lawful versions, oldest first; the last is current.
        published: those that were published, in order; the last is in force.
        answers: the parties' answers, by version's record id and organ.
        results: what was found, by visit and organ.
        withdrawal: the lead's, if there is one.
        named: results by their record's id; several where a member copied another's id.
        checks: of rectifications, by visit, organ and matter, in the order of the ledger.
        recognitions: those that stand.
    """

    versions: list[Step]
    published: list[Step] = field(default_factory=list)
    answers: dict[str, dict[str, Step]] = field(default_factory=dict)
    results: dict[ResultKey, Step] = field(default_factory=dict)
    withdrawal: Step | None = None
    named: dict[str, list[Step]] = field(default_factory=dict)
    checks: dict[tuple[str, str, str], list[Step]] = field(default_factory=dict)
    recognitions: dict[RecognitionKey, Step] = field(default_factory=dict)
    _visits: dict[str, Mapping[str, pb.PlannedVisit]] = field(default_factory=dict, compare=False, repr=False)  # by version

    @property
    def current(self) -> Step:
        """The newest version."""
        return self.versions[-1]

    @property
    def in_force(self) -> Step | None:
        """The version that inspections are made by."""
        return self.published[-1] if self.published and not self.withdrawal else None

    @property
    def executed(self) -> frozenset[str]:
        """Visits of the version published last whose organs have all entered their results."""
        if not self.published:
            return frozenset()
        visits = self.published[-1].content.visits
        return frozenset(one.visit_id for one in visits if all((one.visit_id, part.organ) in self.results for part in one.parts))

    @property
    def state(self) -> PlanState:
        """Of the newest version."""
        if self.withdrawal:
            return PlanState.WITHDRAWN
        plan = self.current.content
        if self.published and self.published[-1] is self.current:
            return PlanState.EXECUTED if len(self.executed) == len(plan.visits) else PlanState.PUBLISHED
        answers = self.answers.get(self.current.record_id, {})
        if any(not one.content.agreed for one in answers.values()):
            return PlanState.REFUSED
        return PlanState.COUNTERSIGNED if len(answers) == len(plan.parties) else PlanState.PROPOSED

    @property
    def rectifications(self) -> list[Rectification]:
        """Those that were ordered, by visit, organ and matter."""
        found: dict[tuple[str, str, str], Rectification] = {}
        for (visit_id, organ), result in sorted(self.results.items()):
            for one in result.content.results:
                if one.result == pb.INSPECTION_RESULT_RECTIFICATION_ORDERED:
                    key = (visit_id, organ, one.matter_code)
                    found[key] = Rectification(
                        visit=self.visit_of(result),
                        result=result,
                        matter_code=one.matter_code,
                        rectify_by=one.rectify_by,
                        checks=tuple(self.checks.get(key, ())),
                    )
        return [found[key] for key in sorted(found)]

    def visits_of(self, version: Step) -> Mapping[str, pb.PlannedVisit]:
        """A version's visits by id."""
        if version.record_id not in self._visits:
            self._visits[version.record_id] = {one.visit_id: one for one in version.content.visits}
        return self._visits[version.record_id]

    def plan_of(self, result: Step) -> pb.InspectionPlan:
        """The version that a result was made by."""
        plan: pb.InspectionPlan = self._version_of(result).content
        return plan

    def visit_of(self, result: Step) -> pb.PlannedVisit:
        """The visit that a result is of, as its version planned it."""
        return self.visits_of(self._version_of(result))[result.content.visit_id]

    def _version_of(self, result: Step) -> Step:
        return next(one for one in self.published if one.record_id == result.content.plan_record_id)


def version_named(versions: Sequence[Step], record_id: str) -> Step | None:
    """The version of a record id."""
    return next((one for one in versions if one.record_id == record_id), None)


def inspected_on(result: pb.InspectionRecord) -> date | None:
    """The legal day of an inspection; None where it states no time that can be counted with."""
    return day_of(result.started_at)


def day_of(stamp: Timestamp) -> date | None:
    """The legal day of a time; None for one that no calendar has."""
    try:
        return legal_day(stamp.ToDatetime(UTC))
    except ValueError:
        return None
