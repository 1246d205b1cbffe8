"""The life of an outcome: its standing is a fold over its revisions, in the order of its own ledger.

Only the origin revises, so one ledger holds all that counts, and every node that holds it sees the same standing, in whatever order
batches arrived. A revision that the table doesn't allow at its place changes nothing; it stays listed with the reason (RULES.md §4.3).

    ISSUED → SERVED → EFFECTIVE → PUBLISHED → { REPAIRED | EXPIRED }     and from anywhere → REVOKED

Review (复议、诉讼) and stay of execution are flags beside the state: a review doesn't stop execution (行政处罚法 73).

The fold knows no day. `standing_on` says what it means on one: a decision takes effect on service, publication ends by itself, and a
decision whose service nobody recorded counts as served when the period for service has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from exchange.domain.calendar import end_of_day
from exchange.domain.clocks import due
from exchange.domain.outcomes._content import revision_faults
from exchange.domain.outcomes._publication import publication_period
from exchange.v1 import error_pb2, outcome_pb2
from exchange.v1 import outcome_service_pb2 as pb

Kind = outcome_pb2.OutcomeRevisionKind
State = pb.OutcomeState
Step = outcome_pb2.OutcomeStep

ISSUED, SERVED, EFFECTIVE = State.OUTCOME_STATE_ISSUED, State.OUTCOME_STATE_SERVED, State.OUTCOME_STATE_EFFECTIVE
PUBLISHED, REPAIRED, EXPIRED = State.OUTCOME_STATE_PUBLISHED, State.OUTCOME_STATE_REPAIRED, State.OUTCOME_STATE_EXPIRED
REVOKED = State.OUTCOME_STATE_REVOKED

DECIDED = frozenset({ISSUED, SERVED, EFFECTIVE, PUBLISHED, REPAIRED, EXPIRED})
IN_EFFECT = DECIDED - {ISSUED}

ENDING = frozenset(
    {
        Kind.OUTCOME_REVISION_KIND_REVOKED,
        Kind.OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL,
        Kind.OUTCOME_REVISION_KIND_CONFIRMED_VOID,
        Kind.OUTCOME_REVISION_KIND_SELF_CORRECTED,
    }
)
"""Kinds of revision after which nothing may be built on the decision any more."""

CHANGING = frozenset({Kind.OUTCOME_REVISION_KIND_CHANGED, Kind.OUTCOME_REVISION_KIND_PARTLY_REVOKED})
"""Kinds after which another version of it stands."""

ERASING = frozenset({Kind.OUTCOME_REVISION_KIND_REVOKED, Kind.OUTCOME_REVISION_KIND_CONFIRMED_VOID})
"""Kinds that leave a tombstone: the content goes, the digest stays."""

_MADE_PUBLIC, _SIMPLE, _PUBLICATION = Step.OUTCOME_STEP_PUBLISHED, outcome_pb2.PROCEDURE_SIMPLE, outcome_pb2.SOURCE_KIND_PUBLICATION
_EFFECTIVE_AT_ONCE = frozenset({Step.OUTCOME_STEP_CHECKED, Step.OUTCOME_STEP_PERSUADED})
CACHED_DAYS = 4096  # legal days whose deadlines are kept: eleven years


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """A revision, whose ledger it lies in, and under which id."""

    record_id: str
    member: str
    revision: outcome_pb2.OutcomeRevision


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """What the revisions add up to, whatever the day; `applied` are those that took effect, in the ledger's order."""

    standing: pb.OutcomeStanding
    applied: tuple[Revised, ...] = ()

    @property
    def last_applied(self) -> str:
        """Record id of the newest revision that took effect; empty where none has."""
        return self.applied[-1].record_id if self.applied else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Where a kind of revision is allowed, what state it leads to (0: the state stays), and by which article."""

    law: str
    states: frozenset[int]
    to: int = 0


def _ends(law: str) -> Rule:
    return Rule(law=law, states=DECIDED, to=REVOKED)


RULES: Mapping[int, Rule] = {
    Kind.OUTCOME_REVISION_KIND_SERVED: Rule(law="行政处罚法 61", states=frozenset({ISSUED}), to=SERVED),
    Kind.OUTCOME_REVISION_KIND_EFFECTIVE: Rule(law="行政处罚法 61、66", states=frozenset({SERVED}), to=EFFECTIVE),
    Kind.OUTCOME_REVISION_KIND_PUBLISHED: Rule(law="行政处罚法 48", states=frozenset({SERVED, EFFECTIVE}), to=PUBLISHED),
    Kind.OUTCOME_REVISION_KIND_REPAIRED: Rule(law="信用修复管理办法", states=frozenset({PUBLISHED}), to=REPAIRED),
    Kind.OUTCOME_REVISION_KIND_EXPIRED: Rule(
        law="市场监督管理行政处罚信息公示规定 13; 上海市优化营商环境条例 67", states=frozenset({PUBLISHED}), to=EXPIRED
    ),
    Kind.OUTCOME_REVISION_KIND_UNPUBLISHED: Rule(law="行政处罚法 48", states=DECIDED | {REVOKED}),
    Kind.OUTCOME_REVISION_KIND_REVIEW_OPENED: Rule(law="行政复议法 20; 行政诉讼法 45、46", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_REVIEW_CLOSED: Rule(law="行政复议法 68; 行政诉讼法 69", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_EXECUTION_STAYED: Rule(law="行政处罚法 73; 行政复议法 42; 行政诉讼法 56", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_STAY_LIFTED: Rule(law="行政处罚法 73; 行政复议法 42; 行政诉讼法 56", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_PERFORMED: Rule(law="行政处罚法 66", states=IN_EFFECT),
    Kind.OUTCOME_REVISION_KIND_TEST_DISPUTED: Rule(law="食品安全法 88", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_TEST_CONFIRMED: Rule(law="食品安全法 88", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_CHANGED: Rule(law="行政复议法 63; 行政诉讼法 77", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_PARTLY_REVOKED: Rule(law="行政复议法 64; 行政诉讼法 70", states=DECIDED),
    Kind.OUTCOME_REVISION_KIND_REVOKED: _ends("行政复议法 64; 行政诉讼法 70"),
    Kind.OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL: _ends("行政复议法 65; 行政诉讼法 74"),
    Kind.OUTCOME_REVISION_KIND_CONFIRMED_VOID: _ends("行政复议法 67; 行政诉讼法 75"),
    Kind.OUTCOME_REVISION_KIND_SELF_CORRECTED: _ends("行政处罚法 75"),
}
"""The transitions. Confidence of the articles: RULES.md §4.3; those of the codes of review from general knowledge."""


class Beginning(NamedTuple):
    """Where an outcome stands before any revision: the state, since when it has legal effect, until when it is published."""

    state: int
    effective_on: str
    publish_until: str


def beginning(outcome: outcome_pb2.Outcome) -> Beginning:
    """What an outcome's own dates and its source say. (A tuple, since it is asked of every outcome that is pulled.)

    What an official publication shows, or has a day of publication, is published; a check or an advice counts from its day; a simple
    decision is handed over on the spot (行政处罚法 52). Of any other decision only that it was taken is known: it counts as served when
    the period for service is over (行政处罚法 61).
    """
    decided, published, until, step = outcome.decided_on, outcome.published_on, outcome.publish_until, outcome.step
    if published or until or step == _MADE_PUBLIC or outcome.source.kind == _PUBLICATION:
        return Beginning(PUBLISHED, decided or published, until)
    if step in _EFFECTIVE_AT_ONCE:
        return Beginning(EFFECTIVE, outcome.check.checked_on or decided, "")
    if outcome.procedure == _SIMPLE:
        return Beginning(SERVED, decided, "")
    return Beginning(ISSUED, _served_at_latest(decided) if decided else "", "")


def begin(outcome: outcome_pb2.Outcome) -> pb.OutcomeStanding:
    """The standing of an outcome that nobody has revised."""
    state, effective_on, until = beginning(outcome)
    published = state == PUBLISHED
    return pb.OutcomeStanding(state=state, published=published, publish_until=until, effective_on=effective_on)  # type: ignore[arg-type]  # an enum's number


def fold(outcome: outcome_pb2.Outcome, revisions: Iterable[Revised], *, origin: str) -> Life:
    """The outcome's life.

    Args:
        outcome: as signed by its origin.
        revisions: all that name it, those of a ledger in that ledger's order.
        origin: member whose ledger the outcome lies in.
    """
    standing = begin(outcome)
    applied: list[Revised] = []
    refused: list[pb.RefusedRevision] = []
    for one in revisions:
        if one.member != origin:
            text = f"only {origin} may revise its outcome; {one.member} can ask for a correction"
            refused.append(_refused(one, error_pb2.ERROR_REASON_NOT_ORIGIN, text))
        elif fault := check_revision(standing, one.revision):
            refused.append(_refused(one, error_pb2.ERROR_REASON_REVISION_NOT_ALLOWED, fault))
        else:
            standing = _apply(standing, one.revision)
            applied.append(one)
    standing.refused.extend(refused)
    return Life(standing=standing, applied=tuple(applied))


def _refused(one: Revised, reason: int, explanation: str) -> pb.RefusedRevision:
    name = error_pb2.ErrorReason.Name(reason).removeprefix("ERROR_REASON_")
    return pb.RefusedRevision(record_id=one.record_id, reason=name, explanation=explanation)


def check_revision(standing: pb.OutcomeStanding, revision: outcome_pb2.OutcomeRevision) -> str:
    """Why a revision isn't allowed where an outcome stands; empty where it is."""
    rule = RULES.get(revision.kind)
    if rule is None:
        return f"revision kind {revision.kind} is unknown to this build"
    if standing.state not in rule.states:
        allowed = ", ".join(state_name(one) for one in sorted(rule.states))
        return f"{kind_name(revision.kind)} isn't possible from {state_name(standing.state)}; it is from {allowed} ({rule.law})"
    if faults := revision_faults(revision):
        return "; ".join(f"{one.field}: {one.fault}" for one in faults)
    fault = _flag_fault(standing, revision)
    return f"{fault} ({rule.law})" if fault else ""


def _flag_fault(standing: pb.OutcomeStanding, revision: outcome_pb2.OutcomeRevision) -> str:
    match revision.kind:
        case Kind.OUTCOME_REVISION_KIND_REVIEW_OPENED if standing.under_review:
            return "a review is pending; it must be closed before another is opened"
        case Kind.OUTCOME_REVISION_KIND_REVIEW_CLOSED if standing.under_review != revision.review:
            return "no such review is pending"
        case Kind.OUTCOME_REVISION_KIND_EXECUTION_STAYED if standing.execution_stayed:
            return "execution is stayed already"
        case Kind.OUTCOME_REVISION_KIND_STAY_LIFTED if not standing.execution_stayed:
            return "execution isn't stayed"
        case Kind.OUTCOME_REVISION_KIND_TEST_DISPUTED if revision.report_number in standing.disputed_reports:
            return f"report {revision.report_number} is disputed already"
        case Kind.OUTCOME_REVISION_KIND_TEST_CONFIRMED if revision.report_number not in standing.disputed_reports:
            return f"report {revision.report_number} isn't disputed"
    return ""


def _apply(before: pb.OutcomeStanding, revision: outcome_pb2.OutcomeRevision) -> pb.OutcomeStanding:
    """The standing after an allowed revision."""
    standing = pb.OutcomeStanding()
    standing.CopyFrom(before)
    standing.state = RULES[revision.kind].to or before.state  # type: ignore[assignment]  # an enum's number
    match revision.kind:
        case Kind.OUTCOME_REVISION_KIND_SERVED | Kind.OUTCOME_REVISION_KIND_EFFECTIVE:
            standing.effective_on = revision.effective_on  # a decision takes effect on service, unless it names a later day
        case Kind.OUTCOME_REVISION_KIND_PUBLISHED:
            standing.published, standing.publish_until = True, revision.publish_until
        case Kind.OUTCOME_REVISION_KIND_REPAIRED | Kind.OUTCOME_REVISION_KIND_EXPIRED:
            standing.published = False
        case Kind.OUTCOME_REVISION_KIND_UNPUBLISHED:
            standing.published, standing.publish_until = False, ""
            standing.state = EFFECTIVE if before.state == PUBLISHED else before.state
        case Kind.OUTCOME_REVISION_KIND_REVIEW_OPENED:
            standing.under_review = revision.review
        case Kind.OUTCOME_REVISION_KIND_REVIEW_CLOSED:  # a stay lasts for the review it was ordered in
            standing.under_review, standing.execution_stayed = outcome_pb2.REVIEW_KIND_UNSPECIFIED, False
        case Kind.OUTCOME_REVISION_KIND_EXECUTION_STAYED:
            standing.execution_stayed = True
        case Kind.OUTCOME_REVISION_KIND_STAY_LIFTED:
            standing.execution_stayed = False
        case Kind.OUTCOME_REVISION_KIND_TEST_DISPUTED:
            standing.disputed_reports.append(revision.report_number)
        case Kind.OUTCOME_REVISION_KIND_TEST_CONFIRMED:
            standing.disputed_reports.remove(revision.report_number)
        case kind if kind in CHANGING and revision.review == before.under_review:  # the review that changed it is over with that
            standing.under_review, standing.execution_stayed = outcome_pb2.REVIEW_KIND_UNSPECIFIED, False
        case kind if kind in ENDING:  # what is on display stays there until it is taken down: within three days (行政处罚法 48)
            standing.under_review, standing.execution_stayed = outcome_pb2.REVIEW_KIND_UNSPECIFIED, False
            standing.revoked_by, standing.revoked_on = revision.kind, revision.effective_on
    return standing


def in_effect(standing: pb.OutcomeStanding, day: date) -> bool:
    """Whether a decision has legal effect on a day; a stay of execution is another question."""
    return standing.state != REVOKED and "" < standing.effective_on <= day.isoformat()


def standing_on(life: Life, outcome: outcome_pb2.Outcome, *, day: date, origin: str) -> pb.OutcomeStanding:
    """What the recorded standing means on a day; `outcome` is the content that holds (`content_of`)."""
    standing = pb.OutcomeStanding()
    standing.CopyFrom(life.standing)
    if standing.published and not standing.publish_until:
        standing.publish_until = _publish_until(life, outcome, origin)
    advance(standing, day)
    standing.contestable_until = _contestable_until(life, outcome, day.isoformat())
    return standing


def advance(standing: pb.OutcomeStanding, day: date) -> None:
    """Brings a recorded standing to a day, in place: what took effect by then, and what is no longer on display."""
    if standing.state in {ISSUED, SERVED} and in_effect(standing, day):  # it takes effect on service
        standing.state = EFFECTIVE
    if standing.published and "" < standing.publish_until < day.isoformat():
        standing.published = False
        if standing.state == PUBLISHED:
            standing.state = EXPIRED


def _publish_until(life: Life, outcome: outcome_pb2.Outcome, origin: str) -> str:
    """The longest that the law allows, where nobody said until when."""
    days = [one.revision.effective_on for one in life.applied if one.revision.kind == Kind.OUTCOME_REVISION_KIND_PUBLISHED]
    since = days[-1] if days else outcome.published_on or outcome.decided_on
    try:
        first = date.fromisoformat(since)
    except ValueError:
        return ""
    period = publication_period(outcome, since=first, region=outcome.region_code or origin)
    return period.latest_end.isoformat() if period.latest_end else ""


def _contestable_until(life: Life, outcome: outcome_pb2.Outcome, today: str) -> str:
    """Last day on which reconsideration or litigation can begin; empty where it can't any more, or while one is pending.

    60 days or six months from the day the party knew (行政复议法 20, 行政诉讼法 46), 15 days after a reconsideration (45).
    """
    if life.standing.state == REVOKED or life.standing.under_review or outcome.step == Step.OUTCOME_STEP_PERSUADED:
        return ""
    closed = [one.revision for one in life.applied if one.revision.kind == Kind.OUTCOME_REVISION_KIND_REVIEW_CLOSED]
    if closed and closed[-1].review == outcome_pb2.REVIEW_KIND_LITIGATION:
        return ""
    since = closed[-1].effective_on if closed else life.standing.effective_on
    until = _last_day("SUE-AFTER-RECONSIDER" if closed else "SUE-DIRECT", since) if since else ""
    return until if until >= today else ""


@lru_cache(maxsize=CACHED_DAYS)
def _last_day(rule: str, since: str) -> str:
    """Last day of a clock that began that day; empty where it isn't a day: a peer's records aren't held to our field rules."""
    try:
        return due(rule, end_of_day(date.fromisoformat(since))).day.isoformat()
    except ValueError:
        return ""


def _served_at_latest(decided_on: str) -> str:
    """The last day for service (行政处罚法 61: seven working days)."""
    return _last_day("SERVE", decided_on)


def content_of(outcome: outcome_pb2.Outcome, applied: Sequence[Revised]) -> outcome_pb2.Outcome:
    """The decision as it stands: as changed last, else as signed."""
    for one in reversed(applied):
        if one.revision.kind in CHANGING:
            return one.revision.replacement
    return outcome


def tombstone(outcome: outcome_pb2.Outcome) -> outcome_pb2.Outcome:
    """What may still be shown of a decision that was revoked or is void: which one it was, and nothing that it said (RULES.md §4.3)."""
    names = (
        "document_number", "case_number", "domain", "step", "decided_on", "deciding_organ_name", "deciding_organ_uscc", "region_code",
        "procedure",
    )  # fmt: skip
    kept = outcome_pb2.Outcome(source=outcome_pb2.OutcomeSource(kind=outcome.source.kind))
    for name in names:
        setattr(kept, name, getattr(outcome, name))
    return kept


def kind_name(kind: int) -> str:
    """`OUTCOME_REVISION_KIND_SERVED` → `SERVED`."""
    return Kind.Name(kind).removeprefix("OUTCOME_REVISION_KIND_")


def state_name(state: int) -> str:
    """`OUTCOME_STATE_SERVED` → `SERVED`."""
    return State.Name(state).removeprefix("OUTCOME_STATE_")
