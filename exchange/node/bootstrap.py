"""The composition root: the one place where a node's parts meet."""

from __future__ import annotations

import os

from sqlalchemy import Connection

from exchange.ledger.checkpoints import Checkpoint, audit_origin, ledger_origin, sign_checkpoint
from exchange.ledger.keys import Ed25519Signer, Signer
from exchange.settings import NodeSettings
from exchange.storage import audit, ledgers, projection
from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from exchange.storage.writer import LedgerWriter
from exchange.sync.context import NodeContext, TrustHolder, utc_now
from exchange.trust.client import TrustClient
from exchange.v1 import audit_pb2


def open_node(settings: NodeSettings) -> NodeContext:
    """Opens a node's database (migrating it) and keys and loads the membership it last accepted.

    Raises:
        OSError, UnsoundKeyError: a key file can't be read.
        SchemaError: the database is of a newer build.
        TrustError: no membership has been accepted yet; `exchange member refresh` gets one.
    """
    client = TrustClient(settings.trust_directory)
    trust = TrustHolder(client, client.load())
    signer = Ed25519Signer.from_pem(settings.ledger_key.read_bytes())
    database = Database(settings.database)
    migrate(database)
    with database.durable() as connection:
        _ensure_ledgers(connection, settings.code, signer)
    projection.catch_up(database)  # a migration may have emptied it: nothing is answered from half a cache
    return NodeContext(
        settings=settings,
        database=database,
        writer=LedgerWriter(database, member=settings.code, signer=signer),
        trust=trust,
        ledger_signer=signer,
        audit_signer=Ed25519Signer.from_pem(settings.audit_key.read_bytes()),
        witness_signer=Ed25519Signer.from_pem(settings.witness_key.read_bytes()),
        organ_signers={organ: Ed25519Signer.from_pem(path.read_bytes()) for organ, path in settings.organ_keys.items()},
        now=utc_now,
        randomness=os.urandom,
    )


def _ensure_ledgers(connection: Connection, member: str, signer: Signer) -> None:
    """A new node's two ledgers; the empty ledger has its checkpoint too, so that neighbours can tell it from one that is withheld."""
    for origin in (ledger_origin(member), audit_origin(member)):
        ledgers.ensure(connection, origin=origin, own=True)
    head = ledgers.lock(connection, ledger_origin(member))
    if not head.checkpoint:
        note = sign_checkpoint(Checkpoint(origin=head.origin, size=head.size, root=head.frontier.root()), signer)
        ledgers.set_values(connection, head.number, checkpoint=note, checkpoint_size=head.size)


def close_node(context: NodeContext) -> None:
    """Finishes what is queued, seals the audit log, closes the database."""
    context.writer.close()
    with context.database.durable() as connection:
        audit.seal(connection, context.member, context.audit_signer, now=context.microseconds())
    context.database.dispose()


def node_event(
    context: NodeContext, tag: str, *, result: int = audit_pb2.AUDIT_RESULT_ALLOWED, reason: str = "", detail: str = ""
) -> audit_pb2.AuditEvent:
    """An audit event of the node's own doing."""
    event = audit_pb2.AuditEvent(
        tag=tag,
        actor=f"exchange://{context.member}/node/node",
        member=context.member,
        role="node",
        result=audit_pb2.AuditResult.Name(result),
        reason=reason,
        detail=detail,
    )
    event.at.FromDatetime(context.now())
    return event
