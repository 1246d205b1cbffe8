"""The one interceptor: who calls, may they, for what purpose, is the request well formed; errors to statuses; everything to the audit log.

`exchange.node.entrance` holds the rules; here they meet gRPC: certificates, metadata, statuses.

Handlers are plain `async def`s of the servicers. They may return bytes instead of a message where they have them ready (ReadEntries).
"""

from __future__ import annotations

import inspect
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from google.protobuf.message import DecodeError, Message

from exchange.node.calls import Call, enter
from exchange.node.entrance import PURPOSE_KEY, Entrance
from exchange.node.permissions import OPEN_SERVICES
from exchange.trust.certificates import identity_of
from exchange.trust.errors import CertificateError, IdentityError
from exchange.trust.membership import Membership
from exchange.v1 import error_pb2
from exchange.wire import STATUS_KEY, RefusedError, status_of

CORRELATION_KEY = "exchange-correlation-id"
MAX_CACHED_CERTIFICATES = 1024
TLS_VERSION = b"TLSv1.3"  # as gRPC's auth context names it; gRPC itself would take 1.2

_CERTIFICATE_REASONS = {
    "UNKNOWN_MEMBER": error_pb2.ERROR_REASON_MEMBER_UNKNOWN,
    "UNKNOWN_ORGAN": error_pb2.ERROR_REASON_ORGAN_UNKNOWN,
}


class Guard(grpc.aio.ServerInterceptor):
    """Wraps every handler of the node."""

    def __init__(self, *, entrance: Entrance, membership: Callable[[], Membership], now: Callable[[], Any]) -> None:
        self._entrance = entrance
        self._membership = membership
        self._now = now
        self._certificates: dict[bytes, tuple[x509.Certificate, str]] = {}

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
        if handler.request_streaming and not handler.response_streaming:
            return grpc.stream_unary_rpc_method_handler(self._unary(handler.stream_unary, method, metadata), **options)
        if handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(self._stream(handler.stream_stream, method, metadata), **options)
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(self._stream(handler.unary_stream, method, metadata), **options)
        return grpc.unary_unary_rpc_method_handler(self._unary(handler.unary_unary, method, metadata), **options)

    def _unary(self, handler: Callable[..., Awaitable[Any]], method: str, metadata: Mapping[str, str]) -> Callable[..., Awaitable[Any]]:
        async def call_unary(request: Any, context: Any) -> Any:
            call = _call(method, metadata, context)
            try:
                self._admit(call, metadata, context)
                request = self._checked(request)
                enter(call)
                answer = await handler(request, context)
                await self._entrance.log_allowed(call)
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
                request = self._checked(request)
                enter(call)
                async for answer in handler(request, context):
                    await self._entrance.log_allowed(call)
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

    def _admit(self, call: Call, metadata: Mapping[str, str], context: Any) -> None:
        """The transport first, then identity, then permission, then purpose."""
        _check_transport(context)
        certificate, call.certificate = self._certificate(context)
        try:
            call.identity = identity_of(certificate)
            self._membership().authenticate(certificate, now=self._now())
        except IdentityError as error:
            raise RefusedError(error_pb2.ERROR_REASON_IDENTITY_MISSING, str(error)) from error
        except CertificateError as error:
            reason = _CERTIFICATE_REASONS.get(error.reason, error_pb2.ERROR_REASON_IDENTITY_NOT_FROM_MEMBER)
            raise RefusedError(reason, str(error)) from error
        self._entrance.permit(call, metadata.get(PURPOSE_KEY, ""))

    def _certificate(self, context: Any) -> tuple[x509.Certificate, str]:
        """The caller's certificate with its fingerprint (SHA-256, hex)."""
        pems = context.auth_context().get("x509_pem_cert") or ()
        if not pems:
            raise RefusedError(error_pb2.ERROR_REASON_IDENTITY_MISSING, "no client certificate")
        pem: bytes = pems[0]
        found = self._certificates.get(pem)
        if found is None:
            if len(self._certificates) >= MAX_CACHED_CERTIFICATES:
                self._certificates.clear()
            certificate = x509.load_pem_x509_certificate(pem)
            found = self._certificates[pem] = (certificate, certificate.fingerprint(hashes.SHA256()).hex())
        return found

    def _checked(self, request: Any) -> Any:
        """The request, checked; of a stream, each message is when it comes."""
        if not isinstance(request, Message | _Unreadable):
            return self._validated(request)
        self._validate(request)
        return request

    def _validate(self, request: Message | _Unreadable) -> None:
        if isinstance(request, _Unreadable):
            raise RefusedError(
                error_pb2.ERROR_REASON_FIELD_INVALID, "request: the bytes aren't the protobuf message that this method takes"
            )
        self._entrance.validate(request)

    async def _validated(self, requests: AsyncIterator[Message]) -> AsyncIterator[Message]:
        async for request in requests:
            self._validate(request)
            yield request

    async def _refuse(self, call: Call, error: Exception, context: Any) -> None:
        """Logs the refusal and answers with its status; never returns."""
        refused = await self._entrance.log_refused(call, error)
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
