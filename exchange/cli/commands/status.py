"""`exchange status`: whether the node answers, and its latest checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import FAILED
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_details, print_json
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.client import Client

SERVING = "SERVING"
_NOT_FOR_THIS_ROLE = "ROLE_NOT_ALLOWED"


@click.command(
    cls=Command,
    help=N_("Whether the node serves, and its latest checkpoint. Exit code 1 if it doesn't serve, 4 if it can't be reached."),
)
@option("--ledger", "origin", help=N_("Origin line of a ledger; by default the node's own."))
@client_options(purpose="SUPERVISION")
@json_option
def status(*, connection: Connection, origin: str | None, as_json: bool) -> int:
    """Health and checkpoint."""
    with connect(connection) as client:
        health = _health(client)
        checkpoint = _checkpoint(client, origin or "")
    if as_json:
        print_json({"node": connection.node, "health": health, "checkpoint": checkpoint})
    else:
        print_details(
            [
                (_("Node"), connection.node),
                (_("Health"), _("serving") if health == SERVING else health),
                (_("Ledger"), str(checkpoint.get("origin", ""))),
                (_("Entries"), str(checkpoint.get("size", ""))),
                (_("Root"), str(checkpoint.get("root", ""))),
                (_("Signed by"), ", ".join(checkpoint.get("signed_by", []))),
                (_("Checkpoint"), _("not shown to this role; an auditor sees it") if checkpoint.get("refused") else ""),
            ]
        )
    return 0 if health == SERVING else FAILED


def _health(client: Client) -> str:
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    response = client.call(client.stub(health_pb2_grpc.HealthStub).Check, health_pb2.HealthCheckRequest())
    return str(health_pb2.HealthCheckResponse.ServingStatus.Name(response.status))


def _checkpoint(client: Client, origin: str) -> dict[str, Any]:
    """What the checkpoint says; its signatures are named, not verified (`exchange ledger verify` does)."""
    import grpc

    from exchange.cli.remote import from_rpc_error
    from exchange.ledger.checkpoints import parse_checkpoint
    from exchange.ledger.notes import parse_note
    from exchange.v1 import ledger_pb2
    from exchange.v1.ledger_pb2_grpc import LedgerServiceStub

    try:
        response = client.call(client.stub(LedgerServiceStub).GetCheckpoint, ledger_pb2.GetCheckpointRequest(ledger=origin))
    except grpc.RpcError as error:
        refusal = from_rpc_error(error, client.connection)
        if refusal.reason != _NOT_FOR_THIS_ROLE:
            raise refusal from error
        return {"refused": refusal.reason}
    text, signatures = parse_note(response.checkpoint)
    checkpoint = parse_checkpoint(text)
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "signed_by": [one.name for one in signatures],
        "note": response.checkpoint.decode(),
    }
