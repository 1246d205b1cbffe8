"""What decides whether a record may be published besides its own content: the records that it continues, and who may see them.

A repeated write isn't judged again: the writer answers it with what it was answered before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Connection, Row, select

from exchange.domain.calendar import legal_day
from exchange.domain.corrections import Answer, check_answer, check_request
from exchange.domain.inspections import Step, fold, register_faults, step_fault
from exchange.domain.interventions import check_register
from exchange.domain.outcomes import FieldFaultText
from exchange.domain.policy import PolicyError
from exchange.domain.publication import Received, check_notice
from exchange.domain.risk import grade_faults, guidance_faults
from exchange.domain.tasks.values import moment
from exchange.ledger.checkpoints import ledger_origin
from exchange.planning.ledger_draw import task_faults
from exchange.storage import corrections, ledgers, reading
from exchange.storage.plan_threads import steps_of
from exchange.storage.reading.risk import raised_keys
from exchange.storage.tables import outcomes
from exchange.storage.threads import header_of
from exchange.sync import leading, recognising, revising
from exchange.sync.context import NodeContext
from exchange.v1 import error_pb2, record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A record that is to be published; `payload` names its kind as in RecordBody. `issued_at` is None while it isn't signed."""

    payload: str
    content: Message
    organ: str
    thread_id: str
    supersedes: str
    audience: tuple[str, ...]
    sharing_class: int
    basis_id: str
    issued_at: Timestamp | None = None
    request_id: str = ""
    record_id: str = ""

    @classmethod
    def of_draft(cls, draft: record_pb2.RecordDraft, *, request_id: str = "") -> Candidate:
        """Before it is signed here."""
        payload = draft.WhichOneof("payload") or ""
        return cls._of(draft, payload, getattr(draft, payload), request_id=request_id)

    @classmethod
    def of_record(cls, record: record_pb2.SignedRecord) -> Candidate:
        """Signed elsewhere, and verified."""
        header = record_pb2.RecordHeader.FromString(record.header)
        body = record_pb2.RecordBody.FromString(record.body)
        payload = body.WhichOneof("payload") or ""
        candidate = cls._of(header, payload, getattr(body, payload))
        return replace(candidate, record_id=header.record_id, issued_at=header.issued_at)

    @classmethod
    def _of(cls, header: Any, payload: str, content: Message, *, request_id: str = "") -> Candidate:
        return cls(
            payload=payload,
            content=content,
            organ=header.organ,
            thread_id=header.thread_id,
            supersedes=header.supersedes,
            audience=tuple(header.audience),
            sharing_class=header.sharing_class,
            basis_id=header.basis_id,
            request_id=request_id,
        )


def check(context: NodeContext, candidates: Sequence[Candidate]) -> None:
    """Judges records before they are published.

    Raises:
        PolicyError: one may not be; the error names the rule and the field.
        RefusedError: the law of leads doesn't allow a lead, or a step on one.
    """
    named = {one for candidate in candidates for one in (candidate.thread_id, candidate.supersedes) if one}
    judged = [one for one in candidates if one.payload in _RULES]
    decided = [one for one in candidates if one.payload in revising.PAYLOADS]
    led = [one for one in candidates if one.payload in leading.PAYLOADS]
    if not (named or judged or decided or led):
        return
    with context.database.reading() as connection:
        if found := reading.names_intervention(connection, sorted(named)):
            raise PolicyError(  # in the words for a record that isn't here: that it is an intervention is nobody's business
                error_pb2.ERROR_REASON_THREAD_UNKNOWN, "thread_id", f"no record {found} that could be continued or replaced is held here"
            )
        for candidate in judged:
            if not _is_repeated(connection, candidate):
                _RULES[candidate.payload](connection, candidate, context)
        leading.check(connection, led, context, is_repeated=_is_repeated)
        revising.check(connection, decided, context, is_repeated=_is_repeated)


def _is_repeated(connection: Connection, candidate: Candidate) -> bool:
    if candidate.request_id and reading.is_known_request(connection, candidate.request_id):
        return True
    return bool(candidate.record_id and ledgers.read_position(connection, candidate.record_id))


def _check_intervention(_connection: Connection, candidate: Candidate, _context: NodeContext) -> None:
    check_register(sharing_class=candidate.sharing_class, thread_id=candidate.thread_id, supersedes=candidate.supersedes)


def _check_correction_request(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    request: Any = candidate.content
    row = _held(connection, request.record_id, context, field="correction_request.record_id")
    body = record_pb2.RecordBody.FromString(bytes(row.body))
    check_request(request, body=body, origin=header_of(row).origin, own=context.member)
    if candidate.thread_id:
        raise _invalid("thread_id", "a request begins its own thread; leave it empty")
    _check_reaches(candidate, request.origin)


def _check_correction_answer(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    answer: Any = candidate.content
    correction = corrections.load(connection, candidate.thread_id)
    if correction is None:
        raise PolicyError(
            error_pb2.ERROR_REASON_THREAD_UNKNOWN,
            "thread_id",
            f"no request {candidate.thread_id or '(none given)'} to correct is held here",
        )
    ledger = ledgers.get(connection, ledger_origin(context.member))
    corrects = corrections.corrects(connection, answer.corrected_record_id, about=correction.request.record_id, ledger=ledger.number)
    given = Answer(record_id=candidate.record_id, member=context.member, index=ledger.size, content=answer, corrects=corrects)
    check_answer(correction, given)
    _check_reaches(candidate, correction.from_member)


def _check_publication_notice(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    notice: Any = candidate.content
    row = _held(connection, notice.outcome_record_id, context, field="publication_notice.outcome_record_id")
    if candidate.thread_id != notice.outcome_record_id:
        raise _invalid("thread_id", f"must be the outcome's record_id, {notice.outcome_record_id}")
    received = Received(
        outcome=record_pb2.RecordBody.FromString(bytes(row.body)).outcome,
        header=header_of(row),
        received_on=_day_of(row.stored_at),
        revoked=_is_revoked(connection, row.position),
    )
    members = frozenset(context.trust.membership.members)
    check_notice(notice, received, own=context.member, members=members, today=context.today)
    _check_reaches(candidate, notice.outcome_origin)


def _check_risk_grade(_connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    grade: Any = candidate.content
    _raise_first("risk_grade", grade_faults(grade, legal_day(context.now())))


def _check_guidance_case(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    case: Any = candidate.content
    _raise_first("guidance_case", guidance_faults(case))
    if case.outcome_record_id:
        _held(connection, case.outcome_record_id, context, field="guidance_case.outcome_record_id")


def _check_draw_task(_connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """It can be drawn by, and reaches everybody who takes part."""
    task: Any = candidate.content
    for name, fault in task_faults(task):
        raise _invalid(f"draw_task.{name}", fault)
    if task.reveal_by.ToDatetime(UTC) <= context.now():
        raise _invalid("draw_task.reveal_by", "lies in the past; nobody could reveal a nonce by then")
    for one in (*task.parties, *task.witnesses):
        _check_reaches(candidate, one.member)


def _check_plan_step(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """A plan, or a step on one: it would have an effect, and reaches everybody who takes part."""
    ledger = ledgers.get(connection, ledger_origin(context.member))
    step = Step(
        record_id=candidate.record_id,
        member=context.member,
        organ=candidate.organ,
        index=ledger.size,
        issued_at=moment(at.seconds, at.nanos) if (at := candidate.issued_at) is not None else context.now(),
        digest=b"",
        supersedes=candidate.supersedes,
        content=candidate.content,
        audience=frozenset(candidate.audience),
    )
    plan = fold(candidate.thread_id, steps_of(connection, candidate.thread_id)) if candidate.thread_id else None
    if candidate.thread_id and plan is None:
        raise PolicyError(
            error_pb2.ERROR_REASON_THREAD_UNKNOWN, "thread_id", f"no inspection plan {candidate.thread_id} is held here to continue"
        )
    if fault := step_fault(plan, step):
        if fault[0] == "audience":
            raise PolicyError(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", fault[1])
        field = fault[0] if fault[0] in _HEADER_FIELDS else f"{candidate.payload}.{fault[0]}"
        raise _invalid(field, fault[1])
    of: Any = plan.current.content if plan else candidate.content
    for one in (of.lead, *of.parties):
        _check_reaches(candidate, one.member)


def _check_inspection_register(_connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """An organ's registers replace one another by their names."""
    register: Any = candidate.content
    for field in ("thread_id", "supersedes"):
        if getattr(candidate, field):
            raise _invalid(field, "the last register of a name counts by itself; leave it empty")
    if register.as_of > context.today.isoformat():
        raise _invalid("inspection_register.as_of", f"lies after today, {context.today}")
    for name, fault in register_faults(register):
        raise _invalid(f"inspection_register.{name}", fault)


def _check_warning(connection: Connection, candidate: Candidate, context: NodeContext) -> None:
    """The same finding isn't raised twice; a record that replaces the warning may say it anew."""
    warning: Any = candidate.content
    if not candidate.supersedes and raised_keys(connection, context.member, [warning.key]):
        raise _invalid("warning.key", f"{warning.key} has been raised already; name that record in supersedes to say it anew")


def _raise_first(payload: str, faults: Sequence[FieldFaultText]) -> None:
    for one in faults:
        raise _invalid(f"{payload}.{one.field}", one.fault)


def _held(connection: Connection, record_id: str, context: NodeContext, *, field: str) -> Row[Any]:
    """The entry of a record that this member's organs may see."""
    row: Row[Any] | None = reading.record_by_id(connection, record_id, reading.Reader.of_organs(context.member))
    if row is None:
        raise PolicyError(
            error_pb2.ERROR_REASON_NOT_FOUND, field, f"{field}: no record {record_id} that {context.member} may see is held here"
        )
    return row


def _is_revoked(connection: Connection, key: int) -> bool:
    return bool(connection.execute(select(outcomes.c.revoked).where(outcomes.c.position == key)).scalar())


def _day_of(microseconds: int) -> date:
    return legal_day(datetime.fromtimestamp(microseconds / 1_000_000, UTC))


def _check_reaches(candidate: Candidate, member: str) -> None:
    """What is said to a member must be addressed to it."""
    if candidate.sharing_class == record_pb2.SHARING_CLASS_WITHHELD:
        raise PolicyError(
            error_pb2.ERROR_REASON_CLASS_NOT_ALLOWED, "sharing_class", f"what is withheld doesn't reach {member}; take CONDITIONAL"
        )
    if candidate.audience and member not in candidate.audience:
        raise PolicyError(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", f"{member}, to whom it is said, must be in the audience")


def _invalid(field: str, fault: str) -> PolicyError:
    return PolicyError(error_pb2.ERROR_REASON_FIELD_INVALID, field, f"{field}: {fault}")


_HEADER_FIELDS = frozenset({"organ", "thread_id"})
_RULES: Mapping[str, Callable[[Connection, Candidate, NodeContext], None]] = {
    "correction_answer": _check_correction_answer,
    "correction_request": _check_correction_request,
    "draw_task": _check_draw_task,
    "guidance_case": _check_guidance_case,
    "inspection_plan": _check_plan_step,
    "inspection_recognition": _check_plan_step,
    "inspection_record": _check_plan_step,
    "inspection_register": _check_inspection_register,
    "intervention": _check_intervention,
    "plan_consent": _check_plan_step,
    "plan_publication": _check_plan_step,
    "plan_withdrawal": _check_plan_step,
    "publication_notice": _check_publication_notice,
    "recognition": recognising.check_recognition,
    "rectification_check": _check_plan_step,
    "reliance_review": recognising.check_reliance_review,
    "withdrawal_report": recognising.check_withdrawal_report,
    "risk_grade": _check_risk_grade,
    "warning": _check_warning,
}
