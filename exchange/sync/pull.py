"""Pulling a neighbour's ledger: every leaf, batch by batch, each verified and committed by itself.

The protocol, for one peer:

1. Ask `ReadEntries` from the number of entries already here. The first answer is the peer's signed checkpoint; it must be signed by the
   peer's ledger key and must not contradict what is here (a smaller or equal tree must be a beginning of ours).
2. Each batch must begin where the last ended. Its leaves (headers hashed here, bare hashes where the record isn't for us) extend the
   frontier; the batch's consistency proof must tie the tree so grown to the checkpoint. Then each record is verified by itself.
3. Entries, subtree hashes, frontier, cursor (the ledger's size) and the audit event are committed in one transaction. A crash anywhere
   resumes after the last committed batch: nothing lost, nothing twice.
4. A record that doesn't verify keeps its place as a leaf, is marked with the reason and never delivered; the rest goes on.
5. A checkpoint that can't be true beside what is here freezes the ledger: both notes are kept, nothing more is taken until a person
   lifts it. Where a batch doesn't fit a larger checkpoint, the peer is asked to prove that its tree continues ours; a proof that
   doesn't verify is a fork, none at all is only a refusal.
6. A peer that keeps silent for `rpc_timeout_s` is given up; what was verified stays.

One pull of a peer at a time (the job's lease); a batch that another process has committed meanwhile is noticed under the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress

import grpc

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import SignedCheckpoint, ledger_origin, open_checkpoint
from exchange.ledger.errors import NoteError, ProofError
from exchange.ledger.merkle import verify_consistency
from exchange.ledger.notes import keep_known
from exchange.storage import audit, forks, ledgers, projection
from exchange.storage.ledgers import Head, StoredNodes
from exchange.sync.batches import Batches, PullCounts, PullError
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.patience import patient
from exchange.sync.peers import Peers, metadata
from exchange.v1 import audit_pb2, error_pb2, ledger_pb2
from exchange.wire import reason_name, reason_of


class Puller:
    """Pulls from one peer. `progress` is told the counts after each batch."""

    def __init__(self, context: NodeContext, peers: Peers, *, progress: Callable[[PullCounts], None] = lambda _counts: None) -> None:
        self._context = context
        self._peers = peers
        self._progress = progress

    def pull(self, member: str) -> PullCounts:
        """Brings the mirror of the member's ledger up to its checkpoint, and the projection up to the mirror.

        Raises:
            PullError: refused or unreachable; what was committed before stays.
        """
        try:
            return self.fetch(member)
        finally:
            projection.catch_up(self._context.database)

    def fetch(self, member: str) -> PullCounts:
        """As `pull`, but the projection is left to its own pace.

        Raises:
            PullError: as `pull`.
        """
        counts = PullCounts()
        head = self._head(member)
        if head.frozen_at is not None:
            raise PullError(
                error_pb2.ERROR_REASON_LEDGER_FROZEN, f"{head.origin} is frozen ({head.frozen_reason}); see `exchange ledger forks`"
            )
        try:
            self._exchange(member, head, counts)
        except PullError as error:
            self._log_refusal(head, error)
            raise
        return counts

    def _exchange(self, member: str, head: Head, counts: PullCounts) -> None:
        request = ledger_pb2.ReadEntriesRequest(first_index=head.size, batch_size=self._context.settings.sync.batch_size)
        stream = self._peers.ledger(member).ReadEntries(request, metadata=metadata(), wait_for_ready=False)
        try:
            self._read(member, head, patient(stream, self._context.settings.sync.rpc_timeout_s), counts)
        except grpc.RpcError as error:
            reason, _details = reason_of(error)
            if reason == error_pb2.ERROR_REASON_INDEX_OUT_OF_RANGE:
                self._check_shrunken(member, head)
            raise PullError(reason, f"{member}: {error.code().name}: {error.details()}") from error
        finally:
            stream.cancel()

    def _check_shrunken(self, member: str, head: Head) -> None:
        """The peer has fewer entries than are verified here: its checkpoint says whether it only lost some, or has others now."""
        with suppress(grpc.RpcError):
            answer = self._peers.ledger(member).GetCheckpoint(
                ledger_pb2.GetCheckpointRequest(), metadata=metadata(), timeout=self._context.settings.sync.rpc_timeout_s
            )
            self._check_against_mirror(head, self._open(member, answer.checkpoint))

    def _head(self, member: str) -> Head:
        origin = ledger_origin(member)
        with self._context.database.reading() as connection:
            head = ledgers.find(connection, origin)
        if head is None:
            with self._context.database.durable() as connection:
                ledgers.ensure(connection, origin=origin, own=False)
                head = ledgers.get(connection, origin)
        return head

    def _read(self, member: str, head: Head, stream: Iterator[ledger_pb2.ReadEntriesResponse], counts: PullCounts) -> None:
        first = next(stream, None)
        if first is None or first.WhichOneof("part") != "checkpoint":
            raise PullError(error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, "the stream must begin with a checkpoint")
        signed = self._open(member, first.checkpoint)
        self._check_against_mirror(head, signed)
        batches = Batches(self._context, member, signed, software=first.software)
        try:
            with ThreadPoolExecutor(1, thread_name_prefix=f"store-{member}") as storing:
                self._take_all(batches, stream, storing, counts)
        except PullError as error:
            if error.reason == error_pb2.ERROR_REASON_CONSISTENCY_PROOF_INVALID:
                self._check_continues(member, signed)
            raise
        batches.finish()

    def _take_all(self, batches: Batches, stream: Iterator[ledger_pb2.ReadEntriesResponse], storing: Executor, counts: PullCounts) -> None:
        """While one batch is being stored, the next is verified; never more than these two are held."""
        stored: Future[None] | None = None
        try:
            for answer in stream:
                if answer.WhichOneof("part") != "batch":
                    raise PullError(error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, "a second checkpoint within one stream")
                checked = batches.check(answer.batch)
                if stored is not None:
                    stored.result()
                    self._progress(counts)
                stored = storing.submit(batches.store, checked, counts)
        finally:
            if stored is not None:
                stored.result()
                self._progress(counts)

    def _open(self, member: str, note: bytes) -> SignedCheckpoint:
        membership = self._context.trust.membership
        witnesses = [key for code in membership.members for key in membership.witness_verifier(code)]
        log_keys = membership.ledger_verifier(member)
        try:
            return open_checkpoint(
                keep_known(note, [*log_keys, *witnesses]), origin=ledger_origin(member), log_keys=log_keys, witnesses=witnesses
            )
        except NoteError as error:
            raise PullError(error_pb2.ERROR_REASON_CHECKPOINT_INVALID, f"{member}: {error}") from error

    def _check_against_mirror(self, head: Head, signed: SignedCheckpoint) -> None:
        """A checkpoint no larger than the mirror must be a beginning of it: we hold every leaf, so this is decided here."""
        checkpoint = signed.checkpoint
        if checkpoint.size > head.size:
            return
        with self._context.database.reading() as connection:
            root = StoredNodes(connection, head.number).root(checkpoint.size)
        if root != checkpoint.root:
            self.freeze(head, signed.note, source=head.member)
        if checkpoint.size < head.size:
            raise PullError(
                error_pb2.ERROR_REASON_CHECKPOINT_STALE,
                f"{head.member} shows a checkpoint of {checkpoint.size}; {head.size} entries are verified here",
            )

    def _check_continues(self, member: str, signed: SignedCheckpoint) -> None:
        """A batch didn't fit the peer's checkpoint: whether that continues what is verified here is the peer's to prove."""
        head, checkpoint = self._head(member), signed.checkpoint
        if not 0 < head.size < checkpoint.size:
            return  # a tree no larger than the mirror was compared with it before
        request = ledger_pb2.GetConsistencyProofRequest(first_size=head.size, second_size=checkpoint.size)
        try:
            answer = self._peers.ledger(member).GetConsistencyProof(
                request, metadata=metadata(), timeout=self._context.settings.sync.rpc_timeout_s
            )
        except grpc.RpcError:
            return
        try:
            verify_consistency(
                size1=head.size, size2=checkpoint.size, proof=list(answer.proof), root1=head.frontier.root(), root2=checkpoint.root
            )
        except ProofError:
            self.freeze(head, signed.note, source=member)

    def freeze(self, head: Head, note: bytes, *, source: str) -> None:
        """Keeps both notes and freezes the ledger.

        Raises:
            PullError: always, FORK_DETECTED.
        """
        context = self._context
        with context.database.durable() as connection:
            now = context.microseconds()
            kept = forks.contradicted_note(connection, head.origin)
            reason = error_pb2.ERROR_REASON_FORK_DETECTED
            if forks.freeze(connection, head.origin, reason=reason, first=kept, second=note, source=source, now=now):
                event = job_event(
                    context, AuditTag.LEDGER_FROZEN, result=audit_pb2.AUDIT_RESULT_REFUSED, reason=reason_name(reason), ledger=head.origin
                )
                audit.append(connection, context.member, [event], now=now)
        raise PullError(error_pb2.ERROR_REASON_FORK_DETECTED, f"{head.origin} shows two checkpoints that can't both be true; it is frozen")

    def _log_refusal(self, head: Head, error: PullError) -> None:
        context = self._context
        if error.reason in {error_pb2.ERROR_REASON_UNSPECIFIED, error_pb2.ERROR_REASON_FORK_DETECTED}:
            return  # out of reach, or logged with the evidence
        with context.database.durable() as connection:
            event = job_event(
                context,
                AuditTag.LEDGER_REFUSED,
                result=audit_pb2.AUDIT_RESULT_REFUSED,
                reason=reason_name(error.reason),
                detail=str(error),
                ledger=head.origin,
            )
            audit.append(connection, context.member, [event], now=context.microseconds())
