"""What is checked before a decision, or a step in its life, enters this node's ledger; the fold would refuse the same, but too late.

The records of one batch are seen in their order: a decision that is published together with its service, its effect, … stands for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, literal_column, select

from exchange.domain.outcomes import (
    CHANGING,
    ENDING,
    Life,
    PublicationPeriod,
    Revised,
    basically_same,
    check_revision,
    content_of,
    fold,
    kind_name,
    publication_period,
    revision_faults,
)
from exchange.domain.policy import PolicyError
from exchange.storage import lives
from exchange.storage.tables import entries, outcome_revisions, outcomes
from exchange.v1 import error_pb2, outcome_pb2, record_pb2

if TYPE_CHECKING:
    from exchange.sync.admission import Candidate
    from exchange.sync.context import NodeContext

Kind = outcome_pb2.OutcomeRevisionKind
PUBLISHED, REPAIRED = Kind.OUTCOME_REVISION_KIND_PUBLISHED, Kind.OUTCOME_REVISION_KIND_REPAIRED
OUTCOME, REVISION = "outcome", "outcome_revision"
PAYLOADS = frozenset({OUTCOME, REVISION})
HEARD_BY_ALL = ENDING | CHANGING | {Kind.OUTCOME_REVISION_KIND_EXECUTION_STAYED}
"""Revisions that whoever has the decision must learn of (RULES.md §4.3: mandatory for peers)."""


@dataclass(slots=True)
class _Thread:
    """A decision as far as the batch has come: in the ledger, or before it in the batch."""

    origin: str
    audience: frozenset[str]
    outcome: outcome_pb2.Outcome
    revisions: list[Revised]

    def life(self) -> Life:
        """What the revisions add up to."""
        return fold(self.outcome, self.revisions, origin=self.origin)


def check(
    connection: Connection, candidates: Sequence[Candidate], context: NodeContext, *, is_repeated: Callable[[Connection, Candidate], bool]
) -> None:
    """Judges the outcomes and revisions of one batch; what was published before under the same id isn't judged again.

    Raises:
        PolicyError: SAME_DECISION_AGAIN, THREAD_UNKNOWN, NOT_ORIGIN, REVISION_NOT_ALLOWED, FIELD_INVALID, NOT_IN_AUDIENCE.
    """
    judged = _judged_by_courts(connection, context.member)
    if not judged and not any(one.payload == REVISION for one in candidates):
        return
    threads: dict[str, _Thread] = {}
    for one in candidates:
        content: Any = one.content
        try:
            if one.payload == OUTCOME:
                _check_new(content, judged)
                threads[one.record_id] = _Thread(context.member, frozenset(one.audience), content, [])
            else:
                _check_revision(connection, one, content, threads, context.member)
        except PolicyError:
            if not is_repeated(connection, one):
                raise


def _judged_by_courts(connection: Connection, member: str) -> list[outcome_pb2.Outcome]:
    """What courts have revoked of this member's decisions, for more than procedure. For a whole batch at once: mostly there is nothing."""
    revoked = select(outcome_revisions.c.outcome_record_id).where(
        outcome_revisions.c.review != literal_column("0"),  # as the partial index says it
        outcome_revisions.c.review == outcome_pb2.REVIEW_KIND_LITIGATION,
        outcome_revisions.c.kind == Kind.OUTCOME_REVISION_KIND_REVOKED,
    )
    if not (found := connection.execute(revoked).scalars().all()):
        return []
    decisions = lives.load_many(connection, found, within=outcomes.c.origin == member)
    return [one.outcome for one in decisions if any(_bars(each.revision) for each in one.life.applied)]


def _bars(revision: outcome_pb2.OutcomeRevision) -> bool:
    of_court = revision.review == outcome_pb2.REVIEW_KIND_LITIGATION and not revision.for_procedure
    return revision.kind == Kind.OUTCOME_REVISION_KIND_REVOKED and of_court


def _check_new(outcome: outcome_pb2.Outcome, judged: Sequence[outcome_pb2.Outcome]) -> None:
    if any(basically_same(outcome, one) for one in judged):
        raise PolicyError(
            error_pb2.ERROR_REASON_SAME_DECISION_AGAIN,
            OUTCOME,
            "a court has revoked basically the same decision on the same facts and grounds (行政诉讼法 71)",
        )


def _check_revision(
    connection: Connection, candidate: Candidate, revision: outcome_pb2.OutcomeRevision, threads: dict[str, _Thread], member: str
) -> None:
    thread = threads.get(candidate.thread_id) or _load(connection, candidate.thread_id)
    threads[candidate.thread_id] = thread
    if thread.origin != member:
        raise PolicyError(
            error_pb2.ERROR_REASON_NOT_ORIGIN,
            "thread_id",
            f"the outcome is {thread.origin}'s; only {thread.origin} may revise it. Ask it with a correction request",
        )
    if faults := revision_faults(revision):
        raise _invalid(faults[0].field, "; ".join(f"{one.field}: {one.fault}" for one in faults))
    life = thread.life()
    if fault := check_revision(life.standing, revision):
        raise PolicyError(error_pb2.ERROR_REASON_REVISION_NOT_ALLOWED, f"{REVISION}.kind", fault)
    _check_publication(thread, life, revision)
    _check_audience(candidate, thread, revision)
    thread.revisions.append(Revised(record_id=candidate.record_id, member=member, revision=revision))


def _load(connection: Connection, record_id: str) -> _Thread:
    found = lives.load(connection, record_id)
    if found is None:
        fault = f"no outcome {record_id or '(none given)'} is held here: name the decision's record"
        raise PolicyError(error_pb2.ERROR_REASON_THREAD_UNKNOWN, "thread_id", fault)
    audience = connection.execute(select(entries.c.audience).where(entries.c.position == found.row.position)).scalar()
    return _Thread(found.row.origin, frozenset(audience.split(",") if audience else ()), found.outcome, list(found.revisions))


def _check_publication(thread: _Thread, life: Life, revision: outcome_pb2.OutcomeRevision) -> None:
    """Only rules whose text was read refuse anything; the others are for people to weigh."""
    if revision.kind not in {PUBLISHED, REPAIRED}:
        return
    outcome = content_of(thread.outcome, life.applied)
    days = [one.revision.effective_on for one in life.applied if one.revision.kind == PUBLISHED]
    since = revision.effective_on if revision.kind == PUBLISHED else (days or [outcome.published_on])[-1]
    if since:
        region = outcome.region_code or thread.origin
        _check_period(revision, publication_period(outcome, since=date.fromisoformat(since), region=region, read_only=True))


def _check_period(revision: outcome_pb2.OutcomeRevision, period: PublicationPeriod) -> None:
    rules = "; ".join(period.rules)
    if revision.kind == PUBLISHED and not period.publishable:
        raise _invalid("kind", f"such a decision isn't published ({rules})")
    if revision.kind == PUBLISHED and period.latest_end and revision.publish_until > period.latest_end.isoformat():
        raise _invalid("publish_until", f"{revision.publish_until} is beyond {period.latest_end}, as long as it may be shown ({rules})")
    if revision.kind == REPAIRED and revision.effective_on < period.earliest_end.isoformat():
        raise _invalid("effective_on", f"it must be shown until {period.earliest_end} at least ({rules})")


def _check_audience(candidate: Candidate, thread: _Thread, revision: outcome_pb2.OutcomeRevision) -> None:
    """Whoever has a decision must learn that it ended: a revision that tells fewer would leave others relying on it."""
    if revision.kind not in HEARD_BY_ALL or thread.audience == {thread.origin}:
        return
    told = frozenset(candidate.audience)
    withheld = candidate.sharing_class == record_pb2.SHARING_CLASS_WITHHELD
    if not withheld and (not told or (thread.audience and thread.audience <= told)):
        return
    who = ", ".join(sorted(thread.audience)) or "every member"
    raise PolicyError(
        error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", f"{kind_name(revision.kind)} must reach whoever has the decision: {who}"
    )


def _invalid(field: str, fault: str) -> PolicyError:
    return PolicyError(error_pb2.ERROR_REASON_FIELD_INVALID, f"{REVISION}.{field}", fault)
