"""What a service's refusal is in HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from exchange.wire import GRPC_CODES, RefusedError, status_of

SERVER_ERROR = 500
HTTP_CODES: Mapping[str, int] = {  # gRPC's codes as HTTP says them (google.rpc.Code)
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 409,
    "OUT_OF_RANGE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "ALREADY_EXISTS": 409,
    "RESOURCE_EXHAUSTED": 429,
    "UNAVAILABLE": 503,
}


def http_code(refused: RefusedError) -> int:
    """The status code of the answer to a call that was refused."""
    return HTTP_CODES.get(GRPC_CODES[status_of(refused, correlation_id="").code].name, SERVER_ERROR)
