"""Errors on the wire: `google.rpc.Status` with ErrorInfo{domain, reason} and field violations, written and read here and nowhere else.

Codes cross the wire, classes don't.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2

from exchange.v1 import error_pb2

DOMAIN = "delta-exchange"
STATUS_KEY = "grpc-status-details-bin"  # gRPC richer error model

R = error_pb2.ErrorReason
_CODES: Mapping[int, int] = {
    R.ERROR_REASON_IDENTITY_MISSING: code_pb2.UNAUTHENTICATED,
    R.ERROR_REASON_IDENTITY_NOT_FROM_MEMBER: code_pb2.UNAUTHENTICATED,
    R.ERROR_REASON_MEMBER_UNKNOWN: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_ROLE_NOT_ALLOWED: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_PURPOSE_MISSING: code_pb2.INVALID_ARGUMENT,
    R.ERROR_REASON_HANDSHAKE_REFUSED: code_pb2.UNAUTHENTICATED,
    R.ERROR_REASON_NOT_FOUND: code_pb2.NOT_FOUND,
    R.ERROR_REASON_REQUEST_ID_REUSED: code_pb2.ALREADY_EXISTS,
    R.ERROR_REASON_MESSAGE_TOO_LARGE: code_pb2.RESOURCE_EXHAUSTED,
    R.ERROR_REASON_DUPLICATE_RECORD: code_pb2.ALREADY_EXISTS,
    R.ERROR_REASON_ORGAN_UNKNOWN: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_SIGNING_NOT_GRANTED: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_NOT_IN_AUDIENCE: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_ONWARD_TRANSFER: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_CLASS_WITHHELD: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_PURPOSE_NOT_ALLOWED: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_LEDGER_UNKNOWN: code_pb2.NOT_FOUND,
    R.ERROR_REASON_LEDGER_FROZEN: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_CHECKPOINT_STALE: code_pb2.ABORTED,
    R.ERROR_REASON_ROOT_MISMATCH: code_pb2.ABORTED,
    R.ERROR_REASON_CONSISTENCY_PROOF_INVALID: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_FORK_DETECTED: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_INDEX_OUT_OF_RANGE: code_pb2.OUT_OF_RANGE,
    R.ERROR_REASON_ACTION_NOT_ALLOWED: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_NOT_RECEIVER: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_NOT_SENDER: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_NO_RETRANSFER: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_THREAD_UNKNOWN: code_pb2.NOT_FOUND,
    R.ERROR_REASON_NOT_DESIGNEE: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_ALREADY_USED: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_FILED_EARLIER: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_CLOCK_STATE: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_AGREEMENT_SCOPE: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_SECRET_MARKED: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_NOT_ORIGIN: code_pb2.PERMISSION_DENIED,
    R.ERROR_REASON_CONDITION_NOT_MET: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_REVIEW_MISSING: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_NOT_EFFECTIVE: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_WITHDRAWN: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_REVISION_NOT_ALLOWED: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_SAME_DECISION_AGAIN: code_pb2.FAILED_PRECONDITION,
    R.ERROR_REASON_ATTACHMENT_TOO_LARGE: code_pb2.RESOURCE_EXHAUSTED,
    R.ERROR_REASON_OFFSET_MISMATCH: code_pb2.ABORTED,
    R.ERROR_REASON_ATTACHMENT_MISSING: code_pb2.NOT_FOUND,
    R.ERROR_REASON_INTERNAL: code_pb2.INTERNAL,
    R.ERROR_REASON_AUDIT_UNAVAILABLE: code_pb2.UNAVAILABLE,
    R.ERROR_REASON_DEADLINE_TOO_SHORT: code_pb2.DEADLINE_EXCEEDED,
    R.ERROR_REASON_OVERLOADED: code_pb2.RESOURCE_EXHAUSTED,
}  # every other reason: INVALID_ARGUMENT
GRPC_CODES = {code.value[0]: code for code in grpc.StatusCode}


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldFault:
    """One field that is wrong: its path, and what would be right."""

    field: str
    description: str


class RefusedError(Exception):
    """A call that is answered with a reason instead of a result."""

    def __init__(
        self, reason: error_pb2.ErrorReason, message: str, *, fields: Sequence[FieldFault] = (), metadata: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.fields = tuple(fields)
        self.metadata = dict(metadata or {})


def reason_name(reason: int) -> str:
    """`ERROR_REASON_NOT_FOUND` → `NOT_FOUND`."""
    return error_pb2.ErrorReason.Name(reason).removeprefix("ERROR_REASON_")


def invalid(field: str, description: str) -> RefusedError:
    """A request refused for one field."""
    return RefusedError(
        error_pb2.ERROR_REASON_FIELD_INVALID, f"{field}: {description}", fields=[FieldFault(field=field, description=description)]
    )


def status_of(refused: RefusedError, *, correlation_id: str) -> status_pb2.Status:
    """The status with its details."""
    info = error_details_pb2.ErrorInfo(
        reason=reason_name(refused.reason), domain=DOMAIN, metadata={**refused.metadata, "correlation_id": correlation_id}
    )
    details = [any_pb2.Any(), any_pb2.Any()][: 2 if refused.fields else 1]
    details[0].Pack(info)
    if refused.fields:
        violations = [error_details_pb2.BadRequest.FieldViolation(field=one.field, description=one.description) for one in refused.fields]
        details[1].Pack(error_details_pb2.BadRequest(field_violations=violations))
    code = _CODES.get(refused.reason, code_pb2.INVALID_ARGUMENT)
    return status_pb2.Status(code=code, message=f"{reason_name(refused.reason)}: {refused.message}", details=details)


def reason_of(error: grpc.RpcError) -> tuple[int, Mapping[str, str]]:
    """The reason and metadata a node gave with an error; 0 where it gave none."""
    trailing = getattr(error, "trailing_metadata", lambda: None)() or ()
    for key, value in trailing:
        if key == STATUS_KEY:
            return _reason_in(value)
    return 0, {}


def _reason_in(data: bytes) -> tuple[int, Mapping[str, str]]:
    status = status_pb2.Status.FromString(data)
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info) and info.domain == DOMAIN:
            number = dict(error_pb2.ErrorReason.items()).get(f"ERROR_REASON_{info.reason}", 0)
            return number, dict(info.metadata)
    return 0, {}
