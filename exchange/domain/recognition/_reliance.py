"""What becomes of a recognition when its outcome changes: suspended, withdrawn for a person to review, reviewed (RULES.md §4.2, §4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.domain.outcomes import CHANGING, ENDING, Life
from exchange.v1 import outcome_pb2, recognition_pb2, recognition_service_pb2

Kind = outcome_pb2.OutcomeRevisionKind
Scope = recognition_pb2.RecognitionScope
State = recognition_service_pb2.RelianceState

STAYED_SCOPES = frozenset(
    {
        Scope.RECOGNITION_SCOPE_INSPECTION,
        Scope.RECOGNITION_SCOPE_DISCRETION,
        Scope.RECOGNITION_SCOPE_NE_BIS,
        Scope.RECOGNITION_SCOPE_CREDIT,
    }
)
"""A stay of execution suspends R3 to R6 (行政处罚法 73); evidence and tests don't rest on the decision's force."""

CREDIT_ENDS = frozenset({Kind.OUTCOME_REVISION_KIND_REPAIRED, Kind.OUTCOME_REVISION_KIND_EXPIRED, Kind.OUTCOME_REVISION_KIND_UNPUBLISHED})
"""R6 follows publication and repair at the origin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reliance:
    """Where a recognition stands; `ended_by` is the record that ended it last, empty while it lasts."""

    state: int
    ended_by: str = ""


def reliance_of(recognition: recognition_pb2.Recognition, life: Life, *, superseded_by: str, reviewed: str) -> Reliance:
    """Where a recognition stands.

    Args:
        recognition: as signed.
        life: its outcome's.
        superseded_by: record id of a newer version of the outcome, or empty.
        reviewed: what the newest review by a person looked at: record id of what had ended the recognition.
    """
    ended_by = _ended_by(recognition, life, superseded_by=superseded_by)
    if ended_by:
        done = reviewed == ended_by
        return Reliance(state=State.RELIANCE_STATE_REVIEWED if done else State.RELIANCE_STATE_WITHDRAWN_TO_REVIEW, ended_by=ended_by)
    suspended = _suspended(recognition, life)
    return Reliance(state=State.RELIANCE_STATE_SUSPENDED if suspended else State.RELIANCE_STATE_IN_EFFECT)


def _ended_by(recognition: recognition_pb2.Recognition, life: Life, *, superseded_by: str) -> str:
    """What ends it: a revocation before all, then a newer version, then the newest change that the recognition didn't know of."""
    ids = [one.record_id for one in life.applied]
    known = ids.index(recognition.last_revision_record_id) + 1 if recognition.last_revision_record_id in ids else 0
    kinds = CHANGING | CREDIT_ENDS if recognition.scope == Scope.RECOGNITION_SCOPE_CREDIT else CHANGING
    revoked = [one.record_id for one in life.applied if one.revision.kind in ENDING]
    changed = [one.record_id for one in life.applied[known:] if one.revision.kind in kinds]
    return next((one for one in (*revoked, superseded_by, *reversed(changed)) if one), "")


def _suspended(recognition: recognition_pb2.Recognition, life: Life) -> bool:
    if recognition.scope in STAYED_SCOPES:
        return life.standing.execution_stayed
    disputed = life.standing.disputed_reports
    if recognition.scope == Scope.RECOGNITION_SCOPE_TEST:
        return recognition.report_number in disputed if recognition.report_number else bool(disputed)
    return False
