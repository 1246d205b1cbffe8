"""Recognition on this node: what a decision about it rests on, and the checks of its records before they enter this node's ledger.

The same conditions answer CheckRecognition and decide whether a recognition may be signed, whoever signs it (`admission`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from exchange.domain.outcomes import standing_on
from exchange.domain.policy import PolicyError
from exchange.domain.recognition import TERRITORY_DIGITS, Facts, advise, faults_in
from exchange.storage import lives, reading
from exchange.storage.lives import Decision
from exchange.v1 import error_pb2, recognition_pb2, recognition_service_pb2, record_pb2

if TYPE_CHECKING:
    from exchange.sync.admission import Candidate
    from exchange.sync.context import NodeContext

State = recognition_service_pb2.RelianceState
TO_REVIEW = frozenset({State.RELIANCE_STATE_WITHDRAWN_TO_REVIEW, State.RELIANCE_STATE_REVIEWED})


def facts_of(
    connection: Connection,
    decision: Decision,
    context: NodeContext,
    *,
    organ: str,
    recognition: recognition_pb2.Recognition,
    signing: bool = False,
) -> Facts:
    """What is known here about relying on a decision; `recognition` holds what the organ says of its own case, as far as it does."""
    header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(decision.row.envelope)).header)
    origin = decision.row.origin
    return Facts(
        outcome=decision.content,
        standing=standing_on(decision.life, decision.content, day=context.today, origin=origin),
        origin=origin,
        signed_by=header.organ,
        superseded_by=decision.row.superseded_by or "",
        member=context.member,
        organ=organ,
        today=context.today,
        matter_code=recognition.matter_code,
        mapped_codes=_mapped_codes(connection, recognition, decision, context),
        report_number=recognition.report_number,
        territory=_territory(connection, recognition.standard_record_id, context),
        signing=signing,
        review=recognition.review if recognition.HasField("review") else None,
        confirmed_by=recognition.same_act_confirmed_by if recognition.HasField("same_act_confirmed_by") else None,
    )


def _mapped_codes(
    connection: Connection, recognition: recognition_pb2.Recognition, decision: Decision, context: NodeContext
) -> frozenset[str]:
    if recognition.matter_code in {"", decision.content.matter_code}:
        return frozenset()
    members = (context.member, decision.row.origin)
    return reading.covering_codes(connection, recognition.matter_code, members=members, day=context.today.isoformat())


def _territory(connection: Connection, standard_record_id: str, context: NodeContext) -> str:
    """What counts for a first violation: as the list says, the narrowest where its lines differ; else as this node's settings say."""
    if not standard_record_id:
        return ""
    row = reading.record_by_id(connection, standard_record_id, reading.Reader.of_organs(context.member))
    if row is None or row.type != record_pb2.RECORD_TYPE_STANDARD:
        return ""
    items = record_pb2.RecordBody.FromString(bytes(row.body)).standard.items
    named = {one.no_penalty.territory for one in items if one.no_penalty.first_violation and one.no_penalty.territory}
    configured = context.settings.priors.territory
    return max(named, key=lambda one: TERRITORY_DIGITS.get(one, len(one)), default=configured)


def check_recognition(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """Every condition of the scope, on the basis that the record names.

    Raises:
        PolicyError: one isn't met, or the record contradicts itself.
    """
    recognition: Any = candidate.content
    decision = _decision(connection, candidate, recognition.outcome_record_id, recognition.outcome_origin, field="recognition")
    if recognition.decision.organ != candidate.organ:
        raise _invalid("recognition.decision.organ", f"must be the organ that signs, {candidate.organ}")
    facts = facts_of(connection, decision, context, organ=candidate.organ, recognition=recognition, signing=True)
    agreements = reading.agreements_in_force(connection).values()
    advice = advise(facts, recognition.scope, agreements=agreements, basis_id=candidate.basis_id)
    if not advice.allowed:
        reason = error_pb2.ErrorReason.Value(f"ERROR_REASON_{advice.reason}")
        raise PolicyError(reason, "recognition", faults_in(advice))  # type: ignore[arg-type]  # an enum's number
    if recognition.last_revision_record_id != decision.life.last_applied:
        known = decision.life.last_applied or "none: leave it empty"
        raise _invalid("recognition.last_revision_record_id", f"the newest revision that holds here is {known}")


def check_reliance_review(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """A person of the organ that relied looks at what was withdrawn, as it was withdrawn last.

    Raises:
        PolicyError: there is nothing to review, or it is another's.
    """
    review: Any = candidate.content
    row = reading.own_recognition(connection, review.recognition_record_id, context.member)
    if row is None:
        raise PolicyError(
            error_pb2.ERROR_REASON_THREAD_UNKNOWN,
            "reliance_review.recognition_record_id",
            f"no recognition {review.recognition_record_id} was signed here",
        )
    if candidate.thread_id != review.recognition_record_id:
        raise _invalid("thread_id", f"must be the recognition's record_id, {review.recognition_record_id}")
    if candidate.organ != row.organ or review.officer.organ != row.organ:
        raise _invalid("reliance_review.officer.organ", f"{row.organ} relied on it: it reviews what it decided, by an officer of its own")
    if row.state not in TO_REVIEW:
        raise PolicyError(
            error_pb2.ERROR_REASON_CONDITION_NOT_MET, "reliance_review", "nothing was withdrawn: the recognition still stands"
        )
    if review.ended_by != row.ended_by:
        raise _invalid("reliance_review.ended_by", f"what ended it last is {row.ended_by}; look at that")


def check_withdrawal_report(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """A report says what is so: what was withdrawn, and who here had relied on it; once.

    Raises:
        PolicyError: it doesn't.
    """
    report: Any = candidate.content
    _decision(connection, candidate, report.outcome_record_id, report.outcome_origin, field="withdrawal_report")
    withdrawal = reading.withdrawal(connection, report.revision_record_id, report.outcome_origin)
    if withdrawal is None or withdrawal.outcome_record_id != report.outcome_record_id:
        raise _invalid("withdrawal_report.revision_record_id", f"no withdrawal {report.revision_record_id} of that outcome is known here")
    if withdrawal.reported:
        raise _invalid("withdrawal_report.revision_record_id", "that withdrawal was reported already")
    relied = {row.record_id for row in reading.relied(connection, report.revision_record_id, context.member, origin=report.outcome_origin)}
    if report.recognitions != len(relied) or not relied.issuperset(report.recognition_record_ids):
        names = ", ".join(sorted(relied)) or "none"
        raise _invalid("withdrawal_report.recognitions", f"{len(relied)} recognitions were withdrawn here: {names}")
    if report.applied_at.seconds > int(context.now().timestamp()):
        raise _invalid("withdrawal_report.applied_at", "must not lie ahead")


def _decision(connection: Connection, candidate: Candidate, record_id: str, origin: str, *, field: str) -> Decision:
    """The decision that a record is about, held here and in the ledger of the member that it names, which must be told."""
    decision = lives.load(connection, record_id)
    if decision is None:
        raise PolicyError(
            error_pb2.ERROR_REASON_THREAD_UNKNOWN, f"{field}.outcome_record_id", f"no outcome {record_id} is held here; wait for the pull"
        )
    if decision.row.origin != origin:
        raise _invalid(f"{field}.outcome_origin", f"the outcome is {decision.row.origin}'s")
    if candidate.thread_id != record_id:
        raise _invalid("thread_id", f"must be the outcome's record_id, {record_id}")
    if candidate.audience and origin not in candidate.audience:
        raise PolicyError(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", f"{origin}, whose outcome it is, must be in the audience")
    return decision


def _invalid(field: str, fault: str) -> PolicyError:
    return PolicyError(error_pb2.ERROR_REASON_FIELD_INVALID, field, f"{field}: {fault}")
