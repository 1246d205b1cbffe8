"""The options with which something is sent: by whom, to whom, on which basis, for which purpose."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from exchange.cli.lazy import option
from exchange.cli.output import print_json
from exchange.cli.parameters import MEMBER, USCC
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.cli.publishing import Result
    from exchange.v1 import record_pb2

EVERYONE = "all"
SHARING = ("conditional", "unconditional", "withheld")
_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True, slots=True)
class SendOptions:
    """What the options say; `audience` None where it wasn't given, empty for every member."""

    organ: str
    audience: tuple[str, ...] | None
    basis: str
    sharing: str


def organ_of(given: str | None, connection: Connection) -> str:
    """The organ in whose name something is sent: as given, else the profile's, else the certificate's own.

    Raises:
        click.UsageError: none of them says.
    """
    if given or connection.organ:
        return given or connection.organ
    from exchange.trust.certificates import identity_of, load_certificates
    from exchange.trust.errors import TrustError
    from exchange.trust.identity import Role

    try:
        identity = identity_of(load_certificates(connection.cert.read_bytes())[0])
    except (OSError, TrustError):
        identity = None  # the connection will say what is wrong with the certificate
    if identity is not None and identity.role is Role.ORGAN:
        return identity.name
    raise click.UsageError(_("--organ missing; give it, or `organ` in the profile, or use an organ's certificate"))


def _audience(_context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    codes = [code for text in value for code in text.split(",") if code]
    if codes == [EVERYONE]:
        return ()
    for code in codes:
        MEMBER.convert(code, parameter, _context)
    return tuple(sorted(set(codes))) if codes else None


def send_options(function: _Function) -> _Function:
    """Adds `--organ`, `--audience`, `--basis`, `--sharing`; the command gets them as `sending`."""

    @functools.wraps(function)
    def command(**arguments: Any) -> Any:
        values = {name: arguments.pop(name) for name in ("organ", "audience", "basis", "sharing")}
        return function(sending=SendOptions(**{**values, "organ": values["organ"] or ""}), **arguments)

    for decorate in (
        option("--sharing", type=click.Choice(SHARING), default=SHARING[0], help=N_("How far it may travel (政务数据共享条例).")),
        option("--basis", required=True, help=N_("Law or agreement it is shared on: law:… or agreement:….")),
        option(
            "--audience",
            multiple=True,
            required=True,
            callback=_audience,
            help=N_("Members it is for: codes, several with commas or by repeating; or `all`."),
        ),
        option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's.")),
    ):
        command = decorate(command)
    return command  # type: ignore[return-value]  # the same function, wrapped


def draft_from(sending: SendOptions, connection: Connection) -> record_pb2.RecordDraft:
    """A draft without its payload."""
    from exchange.v1 import record_pb2

    return record_pb2.RecordDraft(
        organ=organ_of(sending.organ, connection),
        audience=sending.audience or (),
        sharing_class=f"SHARING_CLASS_{sending.sharing.upper()}",
        basis_id=sending.basis,
        purpose=f"PURPOSE_{connection.purpose}",
    )


def send(draft: record_pb2.RecordDraft, client: Client, *, as_json: bool) -> None:
    """Publishes one record, whose request id is derived from its content, and says where it stands.

    Raises:
        CliError: the node refused it.
    """
    from exchange.cli.publishing import publish_one

    say_published(publish_one(client, draft), as_json=as_json)


def say_published(result: Result, *, as_json: bool, lines: Sequence[str] = (), **more: Any) -> None:
    """Where the record stands; in JSON with `more`, else with `lines` under it."""
    if as_json:
        print_json({"record_id": result.record_id, "index": result.index, "repeated": result.repeated, **more})
        return
    text = (
        _("Record {record} was already there, at index {index}; nothing was published twice.")
        if result.repeated
        else _("Record {record} is in the ledger at index {index}.")
    )
    click.echo(text.format(record=result.record_id, index=result.index))
    for line in lines:
        click.echo(line)
