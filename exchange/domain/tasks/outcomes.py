"""An outcome as the rules of tasks see it.

Traits:

    FIRST_VERSION   it replaces no other record
    OWN_CASE        taken from the organ's own case store: files, publications and generated records start no clock
    PENALTY         a penalty was imposed (step 罚 or 公开)
    PUBLIC          published by market regulators: 普通程序, and more than a warning (市场监督管理行政处罚信息公示规定 2)
    SAME_PROVINCE   the party is registered in the deciding member's province
    OTHER_PROVINCE  it is registered in another province of the Delta; beyond it the exchange can neither push nor see a push
    PUSHED_IN_TIME  the record was issued within the ten working days of 公示规定 10: an old decision that is shared later isn't a push
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from exchange.domain.clocks import due
from exchange.domain.publication import registered_code
from exchange.domain.tasks.matters import Family, Happening, Matter, Part
from exchange.domain.tasks.values import beginning, day_in, enum_name, moment
from exchange.v1 import duty_pb2, outcome_pb2, subject_pb2

Kind = outcome_pb2.OutcomeRevisionKind
_PENALISED = frozenset({outcome_pb2.OUTCOME_STEP_PENALISED, outcome_pb2.OUTCOME_STEP_PUBLISHED})
_PROVINCE_DIGITS = 2
DELTA = frozenset({"31", "32", "33", "34"})
"""Provinces whose organs the exchange is made for (沪苏浙皖), by the first two digits of GB/T 2260."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedOutcome:
    """An outcome's record.

    Attributes:
        organ: that signed it.
        issued_at: as the header says.
        entered_at: when this node stored it.
        audience: members it is for; empty: every member.
        withheld: whether it stays in its node (不予共享).
        first_version: whether it replaces no other record: what revisions start is the task of the first version.
        superseded_by: the record that replaced it, issued at ``superseded_at``; empty: none.
    """

    record_id: str
    origin: str
    organ: str
    issued_at: datetime
    entered_at: datetime
    audience: tuple[str, ...]
    outcome: outcome_pb2.Outcome
    first_version: bool = True
    superseded_by: str = ""
    superseded_at: datetime | None = None
    withheld: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedRevision:
    """A revision that took effect, by the outcome's own ledger."""

    record_id: str
    organ: str
    issued_at: datetime
    entered_at: datetime
    revision: outcome_pb2.OutcomeRevision


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedNotice:
    """A publication by the organ of the party's place of registration."""

    record_id: str
    member: str
    organ: str
    issued_at: datetime
    notice: duty_pb2.PublicationNotice


def matter_of_outcome(
    issued: IssuedOutcome, revisions: Sequence[IssuedRevision] = (), notices: Iterable[IssuedNotice] = (), *, place: str = ""
) -> Matter:
    """Return an outcome with what became of it.

    Args:
        issued: the outcome's record.
        revisions: those that took effect, in the order of issue.
        notices: publications elsewhere.
        place: this node's member, where the party is registered in its region and the outcome is another's: its clock of publication
            runs from the moment at which the record arrived here.
    """
    outcome = issued.outcome
    origin = Part(member=issued.origin, organ=outcome.deciding_organ_uscc or issued.organ)
    parts = {"origin": origin, "party": Part(member="", organ="")}
    if place:
        parts["place"] = Part(member=place, organ="")
    return Matter(
        family=Family.OUTCOME,
        thread_id=issued.record_id,
        domain=enum_name(subject_pb2.EnforcementDomain, outcome.domain, "ENFORCEMENT_DOMAIN_"),
        parts=parts,
        happened=tuple(_happened(issued, revisions, notices, origin=origin, place=place)),
        traits=frozenset(_traits(issued)),
        subject=outcome.subject.uscc or outcome.subject.name,
        title=outcome.document_number or outcome.act,
    )


def _traits(issued: IssuedOutcome) -> Iterator[str]:
    outcome = issued.outcome
    if issued.first_version:
        yield "FIRST_VERSION"
    if outcome.source.kind == outcome_pb2.SOURCE_KIND_CASE_STORE:
        yield "OWN_CASE"
    kinds = {one.kind for one in outcome.penalties}
    if outcome.step in _PENALISED and kinds:
        yield "PENALTY"
    if outcome.procedure != outcome_pb2.PROCEDURE_SIMPLE and kinds - {outcome_pb2.PENALTY_KIND_WARNING}:
        yield "PUBLIC"
    province = registered_code(outcome.subject)[:_PROVINCE_DIGITS]
    if province == issued.origin[:_PROVINCE_DIGITS]:
        yield "SAME_PROVINCE"
    elif province in DELTA:
        yield "OTHER_PROVINCE"
    decided = day_in(outcome.decided_on)
    if decided and not due("PUSH-CROSSPROV", beginning(decided)).is_over(issued.issued_at):
        yield "PUSHED_IN_TIME"


def _happened(
    issued: IssuedOutcome, revisions: Sequence[IssuedRevision], notices: Iterable[IssuedNotice], *, origin: Part, place: str
) -> Iterator[Happening]:
    yield from _decision(issued, revisions, origin=origin)
    if place:
        yield Happening(name="ARRIVE", record_id=issued.record_id, actor=Part(member=place, organ=""), at=issued.entered_at)
    later = [*(_revision(one, origin) for one in revisions), *(_notice(one) for one in notices)]
    yield from (happening for _at, happening in sorted(later, key=lambda one: (one[0], one[1].record_id)))
    if issued.superseded_by:
        at = issued.superseded_at or issued.issued_at
        yield Happening(name="SUPERSEDE", record_id=issued.superseded_by, actor=origin, at=at)


def _decision(issued: IssuedOutcome, revisions: Sequence[IssuedRevision], *, origin: Part) -> Iterator[Happening]:
    """What the record itself says: the decision, that it was made public, and that it went to the party's province."""
    outcome = issued.outcome
    base = {"record_id": issued.record_id, "actor": origin, "entered_at": issued.entered_at}
    served = next((one for one in revisions if one.revision.kind == Kind.OUTCOME_REVISION_KIND_SERVED), None)
    if decided := day_in(outcome.decided_on):
        yield _at_day("DECIDE", decided, base)
    known = day_in(served.revision.effective_on) if served else decided
    if known:
        yield _at_day("KNOWN", known, base)
    if published := day_in(outcome.published_on):
        yield _at_day("PUBLISHED", published, base)
    province = registered_code(outcome.subject)[:_PROVINCE_DIGITS]
    reached = not issued.audience or any(member[:_PROVINCE_DIGITS] == province for member in issued.audience)
    if reached and not issued.withheld:
        yield Happening(name="PUSH", record_id=issued.record_id, actor=origin, at=issued.issued_at)


def _at_day(name: str, day: date, base: dict[str, object]) -> Happening:
    return Happening(name=name, at=beginning(day), **base)  # type: ignore[arg-type]  # the fields that all of a record's happenings share


def _revision(one: IssuedRevision, origin: Part) -> tuple[datetime, Happening]:
    """A revision happened when the organ came to know of it, else on the day it took effect, but not after it was signed.

    What the organ itself states it knew starts the clock in any case; a bare day may be an old one that was imported (`unless_over`).
    """
    name = enum_name(Kind, one.revision.kind, "OUTCOME_REVISION_KIND_")
    if one.revision.HasField("known_at"):
        at, entered = moment(one.revision.known_at.seconds, one.revision.known_at.nanos), None
    else:
        day = day_in(one.revision.effective_on)
        at, entered = beginning(day) if day else one.issued_at, one.entered_at
    at = min(at, one.issued_at)
    return one.issued_at, Happening(name=name, record_id=one.record_id, actor=origin, at=at, entered_at=entered)


def _notice(one: IssuedNotice) -> tuple[datetime, Happening]:
    day = day_in(one.notice.published_on)
    at = min(beginning(day), one.issued_at) if day else one.issued_at
    return one.issued_at, Happening(name="NOTICE", record_id=one.record_id, actor=Part(member=one.member, organ=one.organ), at=at)
