"""What a node answered when it didn't do what was asked: from a gRPC status to one clear error.

The node says why in `google.rpc.Status` details: `ErrorInfo{domain "delta-exchange", reason}` and `BadRequest` field violations.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import grpc
from cryptography import x509
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from exchange.cli.errors import CliError, FieldFault, UnreachableError
from exchange.cli.profile import Connection
from exchange.texts.i18n import _

ERROR_DOMAIN = "delta-exchange"  # DESIGN §2

_NAME_SIGNS = ("dns resolution failed", "name resolution", "domain name not found", "could not contact dns")  # gRPC's resolvers' words


def from_rpc_error(error: grpc.RpcError, connection: Connection, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> CliError:
    """The error to show for a failed call."""
    if not isinstance(error, grpc.Call):
        return CliError(str(error), reason="INTERNAL")
    code, details = error.code(), error.details() or ""
    status = _status(error)
    reason, fields = _details(status) if status is not None else ("", [])
    if not reason and code is grpc.StatusCode.UNAVAILABLE:
        return _unavailable(details, connection, now=now())
    if not reason and code is grpc.StatusCode.DEADLINE_EXCEEDED:
        message = _("{node} didn't answer within {seconds:g} s; raise --timeout, or look at the node").format(
            node=connection.node, seconds=connection.timeout_s
        )
        return UnreachableError(message, reason="DEADLINE_EXCEEDED")
    return CliError(details.removeprefix(f"{reason}: ") or code.name, reason=reason or code.name, fields=fields)


def _status(call: grpc.Call) -> status_pb2.Status | None:
    try:
        status: status_pb2.Status | None = rpc_status.from_call(call)
    except ValueError:  # details that contradict the status: what the transport says counts
        return None
    return status


def _details(status: status_pb2.Status) -> tuple[str, list[FieldFault]]:
    reason, fields = "", []
    for detail in status.details:
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo.FromString(detail.value)
            reason = info.reason if info.domain == ERROR_DOMAIN else reason
        elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            request = error_details_pb2.BadRequest.FromString(detail.value)
            fields += [FieldFault(field=one.field, description=one.description) for one in request.field_violations]
    return reason, fields


def _unavailable(details: str, connection: Connection, *, now: datetime) -> UnreachableError:
    if any(sign in details.lower() for sign in _NAME_SIGNS):
        message = _("no address is known for {node}; is the host's name spelt right?").format(node=connection.node)
        return UnreachableError(message, reason="HOST_UNKNOWN")
    if "refused" in details.lower():
        return UnreachableError(_("nothing listens at {node}; is the node running?").format(node=connection.node))
    if fault := certificate_fault(connection, now=now):
        return UnreachableError(fault, reason="HANDSHAKE_REFUSED")
    message = _(
        "{node} closed the connection ({details}). A client certificate that is missing, expired or of a foreign authority shows "
        "like this: check --cert and --key; or the node's own certificate isn't from --ca, or isn't for {server_name}"
    )
    return UnreachableError(message.format(node=connection.node, details=details, server_name=connection.server_name))


def certificate_fault(connection: Connection, *, now: datetime) -> str:
    """What is wrong with the own certificate, as far as it can be seen here; empty if nothing is."""
    try:
        certificate = x509.load_pem_x509_certificate(connection.cert.read_bytes())
    except (OSError, ValueError) as error:
        return _("certificate {path} can't be read: {reason}").format(path=connection.cert, reason=error)
    if now > certificate.not_valid_after_utc:
        return _("certificate {path} expired on {moment}; ask for a new one").format(
            path=connection.cert, moment=certificate.not_valid_after_utc.date().isoformat()
        )
    if now < certificate.not_valid_before_utc:
        return _("certificate {path} is valid only from {moment} on; is this machine's clock right?").format(
            path=connection.cert, moment=certificate.not_valid_before_utc.isoformat()
        )
    return ""
