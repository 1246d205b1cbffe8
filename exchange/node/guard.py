"""The one interceptor: who calls, may they, for what purpose, is the request well formed; errors to statuses; everything to the audit log.

A call is answered only after its audit event is on disk: where the log can't be written, nothing is shown.

Handlers are plain `async def`s of the servicers. They may return bytes instead of a message where they have them ready (ReadEntries).
"""

from __future__ import annotations

import inspect
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import grpc
import protovalidate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from google.protobuf.message import DecodeError, Message

from exchange.node.calls import Call, enter
from exchange.node.permissions import OPEN_SERVICES, Permission, purpose_number
from exchange.node.refusals import to_refused
from exchange.sync.violations import faults_of
from exchange.trust.certificates import identity_of
from exchange.trust.errors import CertificateError, IdentityError
from exchange.trust.membership import Membership
from exchange.v1 import audit_pb2, error_pb2
from exchange.wire import STATUS_KEY, RefusedError, status_of

PURPOSE_KEY = "exchange-purpose"
CORRELATION_KEY = "exchange-correlation-id"
MAX_CACHED_CERTIFICATES = 1024
TLS_VERSION = b"TLSv1.3"  # as gRPC's auth context names it; gRPC itself would take 1.2

_CERTIFICATE_REASONS = {
    "UNKNOWN_MEMBER": error_pb2.ERROR_REASON_MEMBER_UNKNOWN,
    "UNKNOWN_ORGAN": error_pb2.ERROR_REASON_ORGAN_UNKNOWN,
}

log = logging.getLogger(__name__)


class Guard(grpc.aio.ServerInterceptor):
    """Wraps every handler of the node."""

    def __init__(
        self,
        *,
        member: str,
        permissions: Mapping[str, Permission],
        membership: Callable[[], Membership],
        write_audit: Callable[[audit_pb2.AuditEvent], Awaitable[None]],
        now: Callable[[], Any],
    ) -> None:
        self._member = member
        self._permissions = permissions
        self._membership = membership
        self._write_audit = write_audit
        self._now = now
        self._validator = protovalidate.Validator()
        self._certificates: dict[bytes, x509.Certificate] = {}

    async def intercept_service(self, continuation: Callable[[Any], Awaitable[Any]], details: Any) -> Any:
        """Gives the handler back wrapped; of health and reflection only the transport is checked (TLS has admitted the caller)."""
        handler = await continuation(details)
        method: str = details.method
        if handler is None:
            return None
        metadata = {key: value for key, value in details.invocation_metadata or () if isinstance(value, str)}
        if method.rpartition("/")[0].lstrip("/") in OPEN_SERVICES:
            return self._open(handler, method, metadata)
        options: dict[str, Any] = {
            "request_deserializer": _readable(handler.request_deserializer),
            "response_serializer": _pass_bytes(handler.response_serializer),
        }
        if handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(self._stream(handler.stream_stream, method, metadata), **options)
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(self._stream(handler.unary_stream, method, metadata), **options)
        return grpc.unary_unary_rpc_method_handler(self._unary(handler.unary_unary, method, metadata), **options)

    def _unary(self, handler: Callable[..., Awaitable[Any]], method: str, metadata: Mapping[str, str]) -> Callable[..., Awaitable[Any]]:
        async def call_unary(request: Message, context: Any) -> Any:
            call = _call(method, metadata, context)
            try:
                self._admit(call, metadata, context)
                self._validate(request)
                enter(call)
                answer = await handler(request, context)
                await self.log_allowed(call)
            except Exception as error:  # noqa: BLE001  # every failure becomes a status
                await self._refuse(call, error, context)
            return answer

        return call_unary

    def _stream(
        self, handler: Callable[..., AsyncIterator[Any]], method: str, metadata: Mapping[str, str]
    ) -> Callable[..., AsyncIterator[Any]]:
        async def call_stream(request: Any, context: Any) -> AsyncIterator[Any]:
            call = _call(method, metadata, context)
            try:
                self._admit(call, metadata, context)
                if isinstance(request, Message | _Unreadable):
                    self._validate(request)
                else:
                    request = self._validated(request)
                enter(call)
                async for answer in handler(request, context):
                    await self.log_allowed(call)
                    yield answer
            except Exception as error:  # noqa: BLE001  # every failure becomes a status
                await self._refuse(call, error, context)

        return call_stream

    def _open(self, handler: Any, method: str, metadata: Mapping[str, str]) -> Any:
        """The handler as it is, for callers by TLS 1.3."""
        name = {(False, False): "unary_unary", (False, True): "unary_stream", (True, True): "stream_stream"}[
            handler.request_streaming, handler.response_streaming
        ]
        behaviour = getattr(handler, name)

        async def check(context: Any) -> None:
            try:
                _check_transport(context)
            except RefusedError as error:
                await self._refuse(_call(method, metadata, context), error, context)

        async def call(request: Any, context: Any) -> Any:
            await check(context)
            return await behaviour(request, context)

        async def call_generator(request: Any, context: Any) -> AsyncIterator[Any]:
            await check(context)
            async for answer in behaviour(request, context):
                yield answer

        make = getattr(grpc, f"{name}_rpc_method_handler")
        wrapped = call_generator if inspect.isasyncgenfunction(behaviour) else call
        return make(wrapped, request_deserializer=handler.request_deserializer, response_serializer=handler.response_serializer)

    async def log_allowed(self, call: Call) -> None:
        """Writes the event of a call that discloses or changes something, once, before its (first) answer goes out."""
        if call.tag is None or call.logged:
            return
        call.logged = True
        try:
            await self._write_audit(call.event(audit_pb2.AUDIT_RESULT_ALLOWED))
        except Exception as error:
            raise RefusedError(
                error_pb2.ERROR_REASON_AUDIT_UNAVAILABLE, "the audit log can't be written, so nothing is shown; try again"
            ) from error

    def _admit(self, call: Call, metadata: Mapping[str, str], context: Any) -> None:
        """The transport first, then identity, then permission, then purpose."""
        _check_transport(context)
        certificate = self._certificate(context)
        call.certificate = certificate.fingerprint(hashes.SHA256()).hex()
        try:
            call.identity = identity_of(certificate)
            self._membership().authenticate(certificate, now=self._now())
        except IdentityError as error:
            raise RefusedError(error_pb2.ERROR_REASON_IDENTITY_MISSING, str(error)) from error
        except CertificateError as error:
            reason = _CERTIFICATE_REASONS.get(error.reason, error_pb2.ERROR_REASON_IDENTITY_NOT_FROM_MEMBER)
            raise RefusedError(reason, str(error)) from error
        permission = self._permissions[call.method]
        if call.identity.role not in permission.roles or (permission.own_member_only and call.identity.member != self._member):
            who = f"role {call.identity.role.value} of {call.identity.member}"
            raise RefusedError(error_pb2.ERROR_REASON_ROLE_NOT_ALLOWED, f"{who} may not call {call.method}; see permissions.toml")
        self._check_purpose(call, permission, metadata.get(PURPOSE_KEY, ""))

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
            raise RefusedError(error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED, f"purpose {code} doesn't allow {call.method}")

    def _certificate(self, context: Any) -> x509.Certificate:
        pems = context.auth_context().get("x509_pem_cert") or ()
        if not pems:
            raise RefusedError(error_pb2.ERROR_REASON_IDENTITY_MISSING, "no client certificate")
        pem: bytes = pems[0]
        found = self._certificates.get(pem)
        if found is None:
            if len(self._certificates) >= MAX_CACHED_CERTIFICATES:
                self._certificates.clear()
            found = self._certificates[pem] = x509.load_pem_x509_certificate(pem)
        return found

    def _validate(self, request: Message | _Unreadable) -> None:
        if isinstance(request, _Unreadable):
            raise RefusedError(
                error_pb2.ERROR_REASON_FIELD_INVALID, "request: the bytes aren't the protobuf message that this method takes"
            )
        if faults := faults_of(self._validator, request):
            text = "; ".join(f"{fault.field or 'request'}: {fault.description}" for fault in faults)
            raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, text, fields=faults)

    async def _validated(self, requests: AsyncIterator[Message]) -> AsyncIterator[Message]:
        async for request in requests:
            self._validate(request)
            yield request

    async def _refuse(self, call: Call, error: Exception, context: Any) -> None:
        """Logs the refusal and answers with its status; never returns."""
        refused = to_refused(error)
        failed = refused.reason == error_pb2.ERROR_REASON_INTERNAL
        if failed:
            log.error("%s failed, correlation id %s", call.method, call.correlation_id, exc_info=error)
        result = audit_pb2.AUDIT_RESULT_FAILED if failed else audit_pb2.AUDIT_RESULT_REFUSED
        try:
            await self._write_audit(call.event(result, reason=refused.reason, detail=refused.message))
        except Exception:
            log.exception("the refusal of %s, correlation id %s, could not be logged", call.method, call.correlation_id)
        status = status_of(refused, correlation_id=call.correlation_id)
        context.set_trailing_metadata(((STATUS_KEY, status.SerializeToString()),))
        await context.abort(_grpc_code(status.code), status.message)


class _Unreadable:
    """Stands for a request whose bytes are no message."""


def _readable(deserialize: Callable[[bytes], Message]) -> Callable[[bytes], Message | _Unreadable]:
    """Garbage is refused like any other wrong request, logged too, instead of by gRPC with the exception's text."""

    def read(data: bytes) -> Message | _Unreadable:
        try:
            return deserialize(data)
        except DecodeError:
            return _Unreadable()

    return read


def _check_transport(context: Any) -> None:
    versions = context.auth_context().get("ssl_tls_version") or ()
    if list(versions) != [TLS_VERSION]:
        shown = b", ".join(versions).decode(errors="replace") or "unknown"
        raise RefusedError(error_pb2.ERROR_REASON_HANDSHAKE_REFUSED, f"the connection is {shown}; it must be TLS 1.3 (DESIGN §4)")


def _call(method: str, metadata: Mapping[str, str], context: Any) -> Call:
    correlation_id = metadata.get(CORRELATION_KEY, "")[:64] or str(uuid.uuid4())
    return Call(method=method, correlation_id=correlation_id, peer=context.peer())


def _grpc_code(number: int) -> grpc.StatusCode:
    return next(code for code in grpc.StatusCode if code.value[0] == number)


def _pass_bytes(serializer: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """Messages are serialized; bytes that are a message already go as they are."""

    def serialize(answer: Any) -> bytes:
        return answer if isinstance(answer, bytes) else serializer(answer)

    return serialize
