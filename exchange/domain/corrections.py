"""Corrections of data (校核纠错): a reader says that a field of a neighbour's record is wrong, its origin answers.

The duty: 政务数据共享条例 26 (number [C]); 个保法 8, 46; 公示规定 12.

A request starts a thread; its answers lie in the ledger of the record's origin, in that ledger's order, so every node that holds the same
records sees the same state, in whatever order they arrived:

    OPEN ─▶ UNDER_CHECK ─▶ CORRECTED | CONFIRMED

An answer by anybody else, after the final one, or one that says "corrected" without a record that corrects, changes nothing. The clock
SHARE-CORRECT runs from the request to the final answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from exchange.domain.policy import PolicyError
from exchange.v1 import duty_pb2, error_pb2, record_pb2

Verdict = duty_pb2.CorrectionVerdict
_STEP = re.compile(r"([a-z][a-z0-9_]*)(?:\[([0-9]{1,4})\])?")
_MAX_VALUE = 2000  # characters of CorrectionRequest.found


class CorrectionState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    UNDER_CHECK = "under_check"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more can be answered."""
        return self in {CorrectionState.CORRECTED, CorrectionState.CONFIRMED}


_STATES = {
    Verdict.CORRECTION_VERDICT_UNDER_CHECK: CorrectionState.UNDER_CHECK,
    Verdict.CORRECTION_VERDICT_CORRECTED: CorrectionState.CORRECTED,
    Verdict.CORRECTION_VERDICT_CONFIRMED: CorrectionState.CONFIRMED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An answer as its record gives it.

    Attributes:
        record_id: of the answer.
        member: whose ledger it lies in.
        index: where in that ledger; answers count in this order.
        content: what it says.
        corrects: whether `content.corrected_record_id` names a record of that ledger which replaces or revises the wrong one.
    """

    record_id: str
    member: str
    index: int
    content: duty_pb2.CorrectionAnswer
    corrects: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A request and what its answers add up to. `refused` holds the answers without effect: record id and ErrorReason."""

    record_id: str
    from_member: str
    request: duty_pb2.CorrectionRequest
    state: CorrectionState = CorrectionState.OPEN
    answers: tuple[Answer, ...] = ()
    refused: tuple[tuple[str, int], ...] = ()


def fold(correction: Correction, answers: Iterable[Answer]) -> Correction:
    """The request after its answers, given in any order."""
    for answer in sorted(answers, key=lambda one: (one.index, one.record_id)):
        try:
            check_answer(correction, answer)
        except PolicyError as error:
            correction = replace(correction, refused=(*correction.refused, (answer.record_id, int(error.reason))))
        else:
            correction = replace(correction, state=_STATES[answer.content.verdict], answers=(*correction.answers, answer))
    return correction


def check_answer(correction: Correction, answer: Answer) -> None:
    """Whether an answer counts now.

    Raises:
        PolicyError: NOT_ORIGIN, ACTION_NOT_ALLOWED, or FIELD_INVALID; it names the field that decides.
    """
    if answer.member != correction.request.origin:
        raise PolicyError(
            error_pb2.ERROR_REASON_NOT_ORIGIN,
            "correction_answer",
            f"the record is {correction.request.origin}'s; only {correction.request.origin} can answer, not {answer.member}",
        )
    if correction.state.is_final:
        raise PolicyError(
            error_pb2.ERROR_REASON_ACTION_NOT_ALLOWED,
            "correction_answer.verdict",
            f"request {correction.record_id} has its final answer ({correction.state}); a new doubt needs a new request",
        )
    if answer.content.verdict not in _STATES:
        raise _invalid("correction_answer.verdict", "must be CORRECTED, CONFIRMED or UNDER_CHECK")
    if answer.content.verdict == Verdict.CORRECTION_VERDICT_CORRECTED:
        if not answer.corrects:
            given, about = answer.content.corrected_record_id or "nothing", correction.request.record_id
            fault = f"{given} given; CORRECTED needs a record of this ledger that supersedes or revises {about}"
            raise _invalid("correction_answer.corrected_record_id", fault)
    elif answer.content.corrected_record_id:
        raise _invalid("correction_answer.corrected_record_id", "must be empty unless the verdict is CORRECTED")


def check_request(request: duty_pb2.CorrectionRequest, *, body: record_pb2.RecordBody, origin: str, own: str) -> None:
    """Whether a request is about what the record really says.

    Args:
        request: what is to be published.
        body: of the record it is about.
        origin: member in whose ledger that lies.
        own: member that asks.

    Raises:
        PolicyError: FIELD_INVALID, naming the field.
    """
    if origin == own:
        raise _invalid("correction_request.record_id", "the record is one's own; replace or revise it instead")
    if request.origin != origin:
        raise _invalid("correction_request.origin", f"{request.origin} given; the record lies in the ledger of {origin}")
    try:
        value = value_at(body, request.field)
    except FieldPathError as error:
        raise _invalid("correction_request.field", str(error)) from error
    if request.found != value[:_MAX_VALUE]:
        raise _invalid("correction_request.found", f"isn't the value as it stands, which is {value[:200]!r}")
    if request.proposed == request.found:
        raise _invalid("correction_request.proposed", "is the value as it stands; say what it should be")


def _invalid(field: str, fault: str) -> PolicyError:
    return PolicyError(error_pb2.ERROR_REASON_FIELD_INVALID, field, f"{field}: {fault}")


class FieldPathError(ValueError):
    """A path that leads to no value of the record."""


def value_at(body: record_pb2.RecordBody, path: str) -> str:
    """The value at a path such as `outcome.penalties[0].amount_fen`, as text; empty where the field isn't set.

    Numbers are written in digits, enum values by their name in the .proto, truths as `true` or `false`, bytes in hexadecimal, moments as
    RFC 3339.

    Raises:
        FieldPathError: there is no such field, no such entry of a list, or it isn't a single value.
    """
    payload = body.WhichOneof("payload") or ""
    name, _dot, rest = path.partition(".")
    if name != payload or not rest:
        raise FieldPathError(f"{path!r} given; the record's payload is {payload}, so the path begins with `{payload}.`")
    message: Message = getattr(body, payload)
    *inner, last = rest.split(".")
    for step in inner:
        value = _step(message, step, path)[1]
        if not isinstance(value, Message) or isinstance(value, Timestamp):
            raise FieldPathError(f"{path!r} given; {step} has no fields of its own")
        message = value
    field, value = _step(message, last, path)
    return _text(field, value, path)


def _step(message: Message, step: str, path: str) -> tuple[Any, object]:
    """The field's descriptor (upb's and the pure one share no type) and its value."""
    found = _STEP.fullmatch(step)
    field = message.DESCRIPTOR.fields_by_name.get(found[1]) if found else None
    if field is None or found is None:
        raise FieldPathError(f"{path!r} given; {message.DESCRIPTOR.name} has no field {step}")
    value = getattr(message, field.name)
    if not field.is_repeated:
        if found[2] is not None:
            raise FieldPathError(f"{path!r} given; {field.name} is no list")
        return field, value
    if found[2] is None or int(found[2]) >= len(value):
        raise FieldPathError(f"{path!r} given; {field.name} is a list of {len(value)}: write {field.name}[0] for its first")
    return field, value[int(found[2])]


def _text(field: Any, value: object, path: str) -> str:
    if isinstance(value, Timestamp):
        return value.ToJsonString() if value.seconds or value.nanos else ""
    if isinstance(value, Message):
        raise FieldPathError(f"{path!r} given; {field.name} has fields of its own: name one of them")
    if field.enum_type is not None and isinstance(value, int):
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.hex() if isinstance(value, bytes) else str(value)
