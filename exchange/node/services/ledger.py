"""LedgerService: this node's ledger read, proved and watched by its neighbours, and theirs witnessed.

Entries go out as the bytes they were stored as: a batch is joined from fragments, never parsed and serialized again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Connection, select

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import ledger_origin, member_of
from exchange.ledger.errors import LedgerError
from exchange.ledger.proofs import consistency_proof, inclusion_proof
from exchange.node.calls import current
from exchange.node.feed import CheckpointFeed
from exchange.node.services.base import Service
from exchange.node.services.fragments import join_batch, join_entries
from exchange.software import SOFTWARE
from exchange.storage import ledgers, witness
from exchange.storage.ledgers import Head, StoredNodes
from exchange.storage.tables import checkpoints
from exchange.sync.context import NodeContext
from exchange.v1 import error_pb2
from exchange.v1 import ledger_pb2 as pb
from exchange.v1.ledger_pb2_grpc import LedgerServiceServicer
from exchange.wire import RefusedError

DEFAULT_BATCH = 1024  # entries a message; LIBRARIES.md, figures for the hot path


class LedgerService(Service, LedgerServiceServicer):
    """For the nodes of the federation."""

    def __init__(self, context: NodeContext, feed: CheckpointFeed) -> None:
        super().__init__(context)
        self._feed = feed

    async def GetCheckpoint(self, request: pb.GetCheckpointRequest, _context: Any) -> pb.GetCheckpointResponse:
        """The latest checkpoint held of a ledger: what this node has seen of others is the federation's gossip."""
        origin = request.ledger or ledger_origin(self.context.member)
        head = await self.read(lambda connection: _known(connection, origin))
        if not head.checkpoint:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no checkpoint of {origin} is held here yet")
        return pb.GetCheckpointResponse(checkpoint=head.checkpoint, software=SOFTWARE)

    async def ReadEntries(self, request: pb.ReadEntriesRequest, _context: Any) -> AsyncIterator[pb.ReadEntriesResponse | bytes]:
        """The checkpoint, then batches up to it, each with the proof that ties it to the checkpoint."""
        call = current()
        reader = call.member
        head = await self.read(lambda connection: _known(connection, ledger_origin(self.context.member)))
        end = head.checkpoint_size
        if request.first_index > end:
            raise RefusedError(
                error_pb2.ERROR_REASON_INDEX_OUT_OF_RANGE, f"first_index {request.first_index}; the ledger has {end} entries"
            )
        call.tag, call.ledger, call.first_index, call.end_index = AuditTag.ENTRIES_SHOWN, head.origin, request.first_index, end
        yield pb.ReadEntriesResponse(checkpoint=head.checkpoint, software=SOFTWARE)
        first, size = request.first_index, request.batch_size or DEFAULT_BATCH
        upcoming = asyncio.create_task(self._batch(head, reader, first, size, end)) if first < end else None
        try:
            while upcoming is not None:
                message, first = await upcoming
                upcoming = asyncio.create_task(self._batch(head, reader, first, size, end)) if first < end else None
                yield message
        finally:
            if upcoming is not None:
                upcoming.cancel()

    async def _batch(self, head: Head, reader: str, first: int, size: int, checkpoint_size: int) -> tuple[bytes, int]:
        def build(connection: Connection) -> tuple[bytes, int]:
            rows = ledgers.read_fragments(connection, head.number, first=first, end=min(first + size, checkpoint_size))
            parts, end = join_entries(rows, reader=reader, first=first)
            proof = consistency_proof(StoredNodes(connection, head.number), size1=end, size2=checkpoint_size)
            return join_batch(first, parts, proof), end

        return await self.read(build)

    async def WatchCheckpoints(self, _request: pb.WatchCheckpointsRequest, _context: Any) -> AsyncIterator[pb.WatchCheckpointsResponse]:
        """Each new checkpoint."""
        async for note in self._feed.watch():
            yield pb.WatchCheckpointsResponse(checkpoint=note)

    async def GetInclusionProof(self, request: pb.GetInclusionProofRequest, _context: Any) -> pb.GetInclusionProofResponse:
        """RFC 9162 §2.1.3."""
        origin = request.ledger or ledger_origin(self.context.member)

        def ask(connection: Connection) -> pb.GetInclusionProofResponse:
            head = _known(connection, origin)
            size = request.size or head.checkpoint_size
            if not request.index < size <= head.size:
                raise RefusedError(
                    error_pb2.ERROR_REASON_INDEX_OUT_OF_RANGE,
                    f"index {request.index} of size {size}; {origin} has {head.size} entries here",
                )
            nodes = StoredNodes(connection, head.number)
            return pb.GetInclusionProofResponse(
                leaf_hash=nodes.hashes(level=0, first=request.index, count=1)[0],
                size=size,
                proof=inclusion_proof(nodes, index=request.index, size=size),
                checkpoint=_checkpoint_of(connection, head, size),
            )

        return await self.read(ask)

    async def GetConsistencyProof(self, request: pb.GetConsistencyProofRequest, _context: Any) -> pb.GetConsistencyProofResponse:
        """RFC 9162 §2.1.4."""
        origin = request.ledger or ledger_origin(self.context.member)

        def ask(connection: Connection) -> pb.GetConsistencyProofResponse:
            head = _known(connection, origin)
            if not request.first_size <= request.second_size <= head.size:
                sizes = f"{request.first_size} to {request.second_size}"
                raise RefusedError(error_pb2.ERROR_REASON_INDEX_OUT_OF_RANGE, f"sizes {sizes}; {origin} has {head.size} entries here")
            nodes = StoredNodes(connection, head.number)
            return pb.GetConsistencyProofResponse(proof=consistency_proof(nodes, size1=request.first_size, size2=request.second_size))

        return await self.read(ask)

    async def Cosign(self, request: pb.CosignRequest, _context: Any) -> pb.CosignResponse:
        """Verifies that the caller's ledger only grew, remembers it, and only then cosigns (C2SP tlog-witness)."""
        call = current()
        call.tag = AuditTag.CHECKPOINT_COSIGNED
        origin = request.checkpoint.split(b"\n", 1)[0].decode(errors="replace")
        call.ledger, call.query = origin[:64], f"old_size={request.old_size}"
        try:
            owner = member_of(origin)
        except LedgerError as error:
            raise RefusedError(error_pb2.ERROR_REASON_LEDGER_UNKNOWN, str(error)) from error
        if owner != call.member:
            raise RefusedError(error_pb2.ERROR_REASON_LEDGER_UNKNOWN, f"{call.member} may have its own ledgers cosigned, not {owner}'s")
        lines = await asyncio.to_thread(witness.add_checkpoint, self.witness_state(), origin=origin, request=request)
        return pb.CosignResponse(cosignatures=lines)

    def witness_state(self) -> witness.Witness:
        """What cosigning needs, with the membership of this moment."""
        context = self.context
        return witness.Witness(
            database=context.database,
            member=context.member,
            signer=context.witness_signer,
            log_keys=lambda origin: (
                context.trust.membership.audit_verifier(member_of(origin))
                if origin.endswith("/audit")
                else context.trust.membership.ledger_verifier(member_of(origin))
            ),
            now=context.microseconds,
        )


def _known(connection: Connection, origin: str) -> Head:
    head = ledgers.find(connection, origin)
    if head is None:
        raise RefusedError(error_pb2.ERROR_REASON_LEDGER_UNKNOWN, f"ledger {origin!r} isn't kept here")
    return head


def _checkpoint_of(connection: Connection, head: Head, size: int) -> bytes:
    """A kept checkpoint of that size, if there is one."""
    if size == head.checkpoint_size:
        return head.checkpoint
    note = connection.execute(select(checkpoints.c.note).where(checkpoints.c.ledger == head.number, checkpoints.c.size == size)).scalar()
    return bytes(note) if note else b""
