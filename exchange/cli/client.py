"""Calls to a node over mutual TLS, and the options that all client commands share.

@lazy.command()
@client_options(purpose="CASE_HANDLING")
def show(connection: Connection) -> None:
    with connect(connection) as client:
        client.records.GetRecord(…)
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import click

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.cli.lazy import option
from exchange.cli.pairs import check_pair, read_file
from exchange.cli.profile import PROFILE_VARIABLE, Connection, resolve
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    import grpc

MAX_MESSAGE_SIZE = 32 * 1024 * 1024  # bytes; holds a chunk of 4,096 records of 1 KB several times over
DEFAULT_TIMEOUT_S = 30.0
_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """The services of one node; every call carries the metadata and has the deadline of the connection."""

    connection: Connection
    channel: grpc.Channel
    correlation_id: str

    def stub(self, kind: Callable[[Any], Any]) -> Any:
        """A generated stub over this channel; `kind` is its class."""
        return kind(self.channel)

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What each call carries: its purpose, and an id under which the node's audit log shows it."""
        return (("exchange-purpose", self.connection.purpose), ("exchange-correlation-id", self.correlation_id))

    def call(self, method: Any, request: Any) -> Any:
        """One unary call."""
        return method(request, metadata=self.metadata, timeout=self.connection.timeout_s)


@contextmanager
def connect(connection: Connection) -> Iterator[Client]:
    """A client for the block; gRPC errors leave it as `CliError`.

    Raises:
        CliError: a file can't be read, the node refused, or couldn't be reached.
    """
    import grpc

    from exchange.cli.remote import from_rpc_error

    chain, key = check_pair(connection.cert, connection.key)
    credentials = grpc.ssl_channel_credentials(root_certificates=read_file(connection.ca, "ca"), private_key=key, certificate_chain=chain)
    connection = _with_server_name(connection)
    options = [
        ("grpc.ssl_target_name_override", connection.server_name),
        ("grpc.max_receive_message_length", MAX_MESSAGE_SIZE),
        ("grpc.max_send_message_length", MAX_MESSAGE_SIZE),
    ]
    with grpc.secure_channel(connection.node, credentials, options=options) as channel:
        try:
            yield Client(connection=connection, channel=channel, correlation_id=str(uuid4()))
        except grpc.RpcError as error:
            raise from_rpc_error(error, connection) from error


def _with_server_name(connection: Connection) -> Connection:
    """Where none is given: the node of the member that the own certificate names (certificates.node_target_name)."""
    if connection.server_name:
        return connection
    from dataclasses import replace

    from exchange.trust.certificates import identity_of, load_certificates, node_target_name
    from exchange.trust.errors import TrustError

    try:
        member = identity_of(load_certificates(read_file(connection.cert, "cert"))[0]).member
    except TrustError as error:
        description = _("{path}: {reason}; or give --server-name").format(path=connection.cert, reason=error)
        raise CliError(
            description, reason="IDENTITY_MISSING", fields=[FieldFault(field="cert", description=description)], exit_code=USAGE
        ) from error
    return replace(connection, server_name=node_target_name(member))


def client_options(*, purpose: str, only_with: str = "") -> Callable[[_Function], _Function]:
    """Adds the connection's options to a command, which gets them as `connection`; `purpose` is its default.

    An empty `purpose`: the command itself says later for what it calls, where neither option nor profile does. With `only_with`, the
    name of one of its arguments, the command calls a node only where that is given; else its `connection` is None.
    """

    def decorate(function: _Function) -> _Function:
        @functools.wraps(function)
        def command(**arguments: Any) -> Any:
            given = {name: arguments.pop(name) for name in ("node", "ca", "cert", "key", "server_name", "purpose")}
            profile, timeout_s = arguments.pop("profile"), arguments.pop("timeout")
            if only_with and not arguments[only_with]:
                return function(connection=None, **arguments)
            connection = resolve(given, profile=profile, purpose=purpose, timeout_s=timeout_s)
            return function(connection=_known_purpose(connection), **arguments)

        for decorator in reversed(_options()):
            command = decorator(command)
        return command  # type: ignore[return-value]  # the same function, wrapped

    return decorate


def _options() -> Sequence[Callable[[Any], Any]]:
    file = click.Path(path_type=str)
    return (
        option("--node", metavar="HOST:PORT", help=N_("The node to call.")),
        option("--ca", type=file, help=N_("Certificate of the authority of the node's member, PEM.")),
        option("--cert", type=file, help=N_("Own certificate, PEM.")),
        option("--key", type=file, help=N_("Own private key, PEM.")),
        option("--server-name", help=N_("DNS name in the node's certificate; default: the own member's node.")),
        option(
            "--purpose", metavar="CODE", help=N_("Purpose of the call, as in record.proto without prefix; by default the command's own.")
        ),
        option("--profile", type=click.Path(path_type=Path), envvar=PROFILE_VARIABLE, help=N_("TOML file with these values.")),
        option("--timeout", type=click.FloatRange(min=0.1), default=DEFAULT_TIMEOUT_S, help=N_("Seconds to wait for one answer.")),
    )


def _known_purpose(connection: Connection) -> Connection:
    from exchange.v1 import record_pb2

    names = [name.removeprefix("PURPOSE_") for name in record_pb2.Purpose.keys()[1:]]
    if connection.purpose and connection.purpose not in names:
        raise click.BadParameter(
            _("{value} is no purpose; known are {names}").format(value=connection.purpose, names=", ".join(names)), param_hint="--purpose"
        )
    return connection
