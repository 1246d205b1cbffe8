"""What stands before every handler, whatever the transport: permission, purpose, the request's own rules; and the audit log behind it.

A call is answered only after its audit event is on disk: where the log can't be written, nothing is shown.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import protovalidate
from google.protobuf.message import Message

from exchange.domain.policy import ROLE_PURPOSES, field_with_identity_number
from exchange.node.calls import Call
from exchange.node.permissions import Permission, purpose_number
from exchange.node.refusals import to_refused
from exchange.sync.violations import faults_of, time_faults
from exchange.trust.identity import Identity
from exchange.v1 import audit_pb2, error_pb2, record_pb2
from exchange.wire import FieldFault, RefusedError

PURPOSE_KEY = "exchange-purpose"
_RECORDS = frozenset({"PublishRecordRequest", "PublishRecordsRequest"})  # many and large; the policy looks into each record

log = logging.getLogger(__name__)


class Entrance:
    """The rules of one node."""

    def __init__(
        self, *, member: str, permissions: Mapping[str, Permission], write_audit: Callable[[audit_pb2.AuditEvent], Awaitable[None]]
    ) -> None:
        self._member = member
        self._permissions = permissions
        self._write_audit = write_audit
        self._validator = protovalidate.Validator()

    def permit(self, call: Call, purpose: str) -> None:
        """Permission first, then purpose (its code, e.g. CASE_HANDLING); the call's identity is known.

        Raises:
            RefusedError: ROLE_NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED.
        """
        identity = call.identity
        if identity is None or not self.allows(call.method, identity):
            who = f"role {identity.role.value} of {identity.member}" if identity else "nobody"
            permission = self._permissions[call.method]
            roles = ", ".join(sorted(one.value for one in permission.roles))
            where = f" of {self._member}" if permission.own_member_only else ""
            raise RefusedError(error_pb2.ERROR_REASON_ROLE_NOT_ALLOWED, f"{who} may not call {call.method}; {roles}{where} may")
        self._check_purpose(call, self._permissions[call.method], purpose)

    def allows(self, method: str, identity: Identity) -> bool:
        """Whether the role may call the method."""
        permission = self._permissions[method]
        return identity.role in permission.roles and not (permission.own_member_only and identity.member != self._member)

    def _check_purpose(self, call: Call, permission: Permission, code: str) -> None:
        if not code and not permission.purposes:
            return
        try:
            call.purpose = purpose_number(code)
        except ValueError as error:
            names = "CASE_HANDLING, SUPERVISION, …"
            raise RefusedError(
                error_pb2.ERROR_REASON_PURPOSE_MISSING, f"metadata {PURPOSE_KEY} is {code!r}; it must be a purpose code ({names})"
            ) from error
        if permission.purposes and call.purpose not in permission.purposes:
            allowed = ", ".join(record_pb2.Purpose.Name(one).removeprefix("PURPOSE_") for one in sorted(permission.purposes))
            raise RefusedError(error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED, f"purpose {code} doesn't allow {call.method}; {allowed} do")
        role = call.identity.role.value if call.identity else ""
        if permission.purposes and call.purpose not in ROLE_PURPOSES.get(role, frozenset()):
            allowed = "auditors and administrators call for SUPERVISION, planners for JOINT_INSPECTION"
            message = f"purpose {code} isn't one of the role {role}: {allowed}"
            raise RefusedError(error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED, message)

    def validate(self, request: Message) -> None:
        """The request's field rules; and that nobody is asked for by an identity number, which would stand in logs then.

        Raises:
            RefusedError: FIELD_INVALID, naming each field; IDENTITY_NUMBER.
        """
        if faults := faults_of(self._validator, request):
            text = "; ".join(f"{fault.field or 'request'}: {fault.description}" for fault in faults)
            raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, text, fields=faults)
        if request.DESCRIPTOR.name in _RECORDS:
            return
        if faults := time_faults(request):
            raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, f"{faults[0].field}: {faults[0].description}", fields=faults)
        if field := field_with_identity_number(request):
            fault = f"{field} holds an identity number of a natural person; nothing is asked or told by it (个保法 6, 34)"
            raise RefusedError(error_pb2.ERROR_REASON_IDENTITY_NUMBER, fault, fields=[FieldFault(field=field, description=fault)])

    async def log_allowed(self, call: Call) -> None:
        """Writes the event of a call that discloses or changes something, once, before its (first) answer goes out."""
        if call.tag is None or call.logged:
            return
        call.logged = True
        try:
            if call.event_on_its_way is not None:
                await asyncio.wrap_future(call.event_on_its_way)
            else:
                await self._write_audit(call.event(audit_pb2.AUDIT_RESULT_ALLOWED))
        except Exception as error:
            raise RefusedError(
                error_pb2.ERROR_REASON_AUDIT_UNAVAILABLE, "the audit log can't be written, so nothing is shown; try again"
            ) from error

    async def log_refused(self, call: Call, error: Exception) -> RefusedError:
        """Writes the event of a call that failed, and returns what its caller may know of that."""
        refused = to_refused(error)
        failed = refused.reason == error_pb2.ERROR_REASON_INTERNAL
        if failed:
            log.error("%s failed, correlation id %s", call.method, call.correlation_id, exc_info=error)
        result = audit_pb2.AUDIT_RESULT_FAILED if failed else audit_pb2.AUDIT_RESULT_REFUSED
        try:
            await self._write_audit(call.event(result, reason=refused.reason, detail=refused.message))
        except Exception:
            log.exception("the refusal of %s, correlation id %s, could not be logged", call.method, call.correlation_id)
        return refused
