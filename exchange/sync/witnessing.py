"""Being witnessed: this node takes its checkpoints (of the ledger and of the audit log) to its neighbours and keeps what they cosign.

And gossip: each neighbour's latest checkpoint of every other ledger is compared with the mirror here, so a ledger that shows different
trees to different readers is found out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import grpc

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    WitnessPolicy,
    add_signatures,
    audit_origin,
    ledger_origin,
    open_checkpoint,
)
from exchange.ledger.errors import NoteError
from exchange.ledger.notes import VerifierKey, parse_note, parse_signature_lines
from exchange.ledger.proofs import consistency_proof
from exchange.storage import audit, ledgers
from exchange.storage.ledgers import Head, StoredNodes
from exchange.storage.writer import remember_checkpoint
from exchange.sync.batches import PullError
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.peers import Peers, metadata
from exchange.sync.pull import Puller
from exchange.v1 import audit_pb2, error_pb2, ledger_pb2
from exchange.wire import reason_name, reason_of


@dataclass(slots=True)
class WitnessCounts:
    """What a run brought."""

    cosigned: int = 0
    refused: int = 0
    unreachable: int = 0


class Witnessing:
    """One node's checkpoints before its neighbours."""

    def __init__(self, context: NodeContext, peers: Peers) -> None:
        self._context = context
        self._peers = peers

    def run(self) -> WitnessCounts:
        """Seals the audit log, then asks each neighbour to cosign both ledgers' latest checkpoints, unless it has."""
        context, counts = self._context, WitnessCounts()
        with context.database.durable() as connection:
            audit.seal(connection, context.member, context.audit_signer, now=context.microseconds())
        for origin in (ledger_origin(context.member), audit_origin(context.member)):
            for peer in self._peers.codes():
                self._ask(origin, peer, counts)
        return counts

    def _ask(self, origin: str, peer: str, counts: WitnessCounts) -> None:
        with self._context.database.reading() as connection:
            head = ledgers.get(connection, origin)
        witness_keys = self._context.trust.membership.witness_verifier(peer)
        if not head.checkpoint or _carries(head.checkpoint, witness_keys):
            return
        try:
            lines = self._cosign(head, peer, old_size=min(head.witnessed_size, head.checkpoint_size))
        except grpc.RpcError as error:
            reason, _details = reason_of(error)
            counts.refused += reason != 0
            counts.unreachable += reason == 0
            return
        try:
            self._keep(head, lines, witness_keys)
        except NoteError as error:
            self._log_nonsense(head, peer, str(error))
            counts.refused += 1
        else:
            counts.cosigned += 1

    def _log_nonsense(self, head: Head, peer: str, detail: str) -> None:
        context = self._context
        event = job_event(
            context,
            AuditTag.CHECKPOINT_COSIGNED,
            result=audit_pb2.AUDIT_RESULT_REFUSED,
            reason=reason_name(error_pb2.ERROR_REASON_COSIGNATURE_INVALID),
            detail=f"{peer}: {detail}",
            ledger=head.origin,
        )
        with context.database.durable() as connection:
            audit.append(connection, context.member, [event], now=context.microseconds())

    def _cosign(self, head: Head, peer: str, *, old_size: int) -> bytes:
        """Asks once; where the witness says what it cosigned last, once more from there."""
        stub = self._peers.ledger(peer)
        timeout = self._context.settings.sync.rpc_timeout_s
        try:
            return bytes(stub.Cosign(self._request(head, old_size), metadata=metadata(), timeout=timeout).cosignatures)
        except grpc.RpcError as error:
            reason, details = reason_of(error)
            if reason != error_pb2.ERROR_REASON_CHECKPOINT_STALE or not details.get("size", "").isdigit():
                raise
            size = int(details["size"])
            if size > head.checkpoint_size:
                raise
        return bytes(stub.Cosign(self._request(head, size), metadata=metadata(), timeout=timeout).cosignatures)

    def _request(self, head: Head, old_size: int) -> ledger_pb2.CosignRequest:
        with self._context.database.reading() as connection:
            proof = consistency_proof(
                StoredNodes(connection, head.number), size1=min(old_size, head.checkpoint_size), size2=head.checkpoint_size
            )
        return ledger_pb2.CosignRequest(old_size=old_size, consistency_proof=proof, checkpoint=head.checkpoint)

    def _keep(self, head: Head, lines: bytes, keys: Sequence[VerifierKey]) -> None:
        """Adds verified cosignatures to the note they are for.

        Raises:
            NoteError: the witness answered with something else than its cosignature.
        """
        context = self._context
        own = {(key.name, key.key_hash) for key in keys}
        given = [one for one in parse_signature_lines(lines) if (one.name, one.key_hash) in own]  # no other lines get into our note
        note = add_signatures(head.checkpoint, given)
        log_keys = self._log_keys(head.origin)
        signed = open_checkpoint(note, origin=head.origin, log_keys=log_keys, witnesses=keys)
        if not signed.cosignatures:
            raise NoteError("the witness's answer holds no cosignature of its own")
        with context.database.durable() as connection:
            current = ledgers.lock(connection, head.origin)
            kept = current.checkpoint if current.checkpoint_size == head.checkpoint_size else note
            merged = add_signatures(kept, given)
            witnessed = self._witnessed_size(merged, head.origin, log_keys)
            remember_checkpoint(connection, current, merged, witnessed_size=witnessed, now=context.microseconds())

    def _log_keys(self, origin: str) -> Sequence[VerifierKey]:
        membership, member = self._context.trust.membership, self._context.member
        return membership.audit_verifier(member) if origin == audit_origin(member) else membership.ledger_verifier(member)

    def _witnessed_size(self, note: bytes, origin: str, log_keys: Sequence[VerifierKey]) -> int:
        witnesses = tuple(key for peer in self._peers.codes() for key in self._context.trust.membership.witness_verifier(peer))
        signed = open_checkpoint(note, origin=origin, log_keys=log_keys, witnesses=witnesses)
        policy = WitnessPolicy(quorum=self._context.settings.sync.witness_quorum, witnesses=witnesses)
        return signed.checkpoint.size if policy.is_witnessed(signed) else 0


def _carries(note: bytes, keys: Sequence[VerifierKey]) -> bool:
    """Whether a note has a line by one of the keys."""
    _text, lines = parse_note(note)
    return bool({(one.name, one.key_hash) for one in lines} & {(key.name, key.key_hash) for key in keys})


class Gossip:
    """Compares what neighbours have seen of one another's ledgers with what was seen here."""

    def __init__(self, context: NodeContext, peers: Peers, puller: Puller) -> None:
        self._context = context
        self._peers = peers
        self._puller = puller

    def run(self) -> int:
        """Asks each neighbour for its view of each other ledger; returns the number of ledgers found forked."""
        forked = 0
        for peer in self._peers.codes():
            for member in self._peers.codes():
                if member != peer:
                    forked += self._compare(peer, ledger_origin(member))
        return forked

    def _compare(self, peer: str, origin: str) -> bool:
        try:
            request = ledger_pb2.GetCheckpointRequest(ledger=origin)
            note = (
                self._peers.ledger(peer)
                .GetCheckpoint(request, metadata=metadata(), timeout=self._context.settings.sync.rpc_timeout_s)
                .checkpoint
            )
        except grpc.RpcError:
            return False
        with self._context.database.reading() as connection:
            head = ledgers.find(connection, origin)
        if head is None or head.frozen_at is not None or not self._contradicts(head, note):
            return False
        try:
            self._puller.freeze(head, note, source=peer)
        except PullError:
            return True
        return False

    def _contradicts(self, head: Head, note: bytes) -> bool:
        """Whether a note that the ledger's own key signed can't be true beside the mirror."""
        keys = self._context.trust.membership.ledger_verifier(head.member)
        try:
            signed: SignedCheckpoint = open_checkpoint(note, origin=head.origin, log_keys=keys)
        except NoteError:
            return False
        checkpoint: Checkpoint = signed.checkpoint
        if checkpoint.size > head.size:
            return False
        with self._context.database.reading() as connection:
            return StoredNodes(connection, head.number).root(checkpoint.size) != checkpoint.root
