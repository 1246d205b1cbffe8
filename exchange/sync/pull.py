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
   lifts it.

One pull of a peer at a time (the job's lease); a batch that another process has committed meanwhile is noticed under the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from sqlalchemy import Connection, select

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import Checkpoint, SignedCheckpoint, ledger_origin, open_checkpoint
from exchange.ledger.envelope import RecordError, RecordVerifier
from exchange.ledger.errors import NoteError, ProofError
from exchange.ledger.merkle import HASH_SIZE, Frontier, hash_leaves, verify_consistency
from exchange.storage import audit, forks, ledgers, projection
from exchange.storage.ledgers import Head, NewEntry, StoredNodes
from exchange.storage.tables import entries
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.peers import Peers, metadata
from exchange.v1 import audit_pb2, error_pb2, ledger_pb2
from exchange.wire import reason_name, reason_of


class PullError(Exception):
    """A pull that had to stop; `reason` is an ErrorReason, or 0 where the peer couldn't be reached."""

    def __init__(self, reason: int, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(slots=True)
class PullCounts:
    """What a pull brought."""

    entries: int = 0
    withheld: int = 0
    refused: int = 0
    batches: int = 0


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
        request = ledger_pb2.ReadEntriesRequest(first_index=head.size, batch_size=self._context.settings.sync.batch_size)
        stream = self._peers.ledger(member).ReadEntries(request, metadata=metadata(), wait_for_ready=False)
        try:
            self._read(member, head, stream, counts)
        except grpc.RpcError as error:
            reason, _details = reason_of(error)
            raise PullError(reason, f"{member}: {error.code().name}: {error.details()}") from error
        except PullError as error:
            self._log_refusal(head, error)
            raise
        finally:
            stream.cancel()
        return counts

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
        batches = Batches(self._context, member, signed)
        for answer in stream:
            if answer.WhichOneof("part") != "batch":
                raise PullError(error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, "a second checkpoint within one stream")
            batches.take(answer.batch, counts)
            self._progress(counts)
        batches.finish()

    def _open(self, member: str, note: bytes) -> SignedCheckpoint:
        membership = self._context.trust.membership
        witnesses = [key for code in membership.members for key in membership.witness_verifier(code)]
        try:
            return open_checkpoint(note, origin=ledger_origin(member), log_keys=membership.ledger_verifier(member), witnesses=witnesses)
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

    def freeze(self, head: Head, note: bytes, *, source: str) -> None:
        """Keeps both notes and freezes the ledger.

        Raises:
            PullError: always, FORK_DETECTED.
        """
        context = self._context
        with context.database.durable() as connection:
            now = context.microseconds()
            kept = ledgers.get(connection, head.origin).checkpoint
            reason = error_pb2.ERROR_REASON_FORK_DETECTED
            if forks.freeze(connection, head.origin, reason=reason, first=kept, second=note, source=source, now=now):
                event = job_event(
                    context, AuditTag.LEDGER_FROZEN, result=audit_pb2.AUDIT_RESULT_REFUSED, reason=reason_name(reason), ledger=head.origin
                )
                audit.append(connection, context.member, [event], now=now)
        raise PullError(error_pb2.ERROR_REASON_FORK_DETECTED, f"{head.origin} shows two checkpoints that can't both be true; it is frozen")

    def _log_refusal(self, head: Head, error: PullError) -> None:
        context = self._context
        if error.reason == error_pb2.ERROR_REASON_FORK_DETECTED:
            return
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


class Batches:
    """Takes the batches of one stream in their order, up to the checkpoint that began it."""

    def __init__(self, context: NodeContext, member: str, signed: SignedCheckpoint) -> None:
        self._context = context
        self._member = member
        self._signed = signed
        self._origin = ledger_origin(member)
        self._verifier = RecordVerifier(context.trust.keys)

    @property
    def _checkpoint(self) -> Checkpoint:
        return self._signed.checkpoint

    def take(self, batch: ledger_pb2.EntryBatch, counts: PullCounts) -> None:
        """Verifies a batch and commits it with the cursor.

        Raises:
            PullError: it isn't the next batch, or doesn't fit the checkpoint; nothing of it is kept.
        """
        leaves = _leaves(batch.entries)
        context = self._context
        with context.database.relaxed() as connection:
            head = ledgers.lock(connection, self._origin)
            if batch.first_index != head.size or not leaves:
                raise PullError(
                    error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER,
                    f"a batch of {len(leaves)} from {batch.first_index} on; {head.size} is next here",
                )
            frontier = head.frontier.extend(leaves).frontier
            self._check_proof(frontier, batch.consistency_proof)
            new = self._verify(batch.entries, leaves, first=head.size)
            _refuse_known(connection, new)
            self._commit(connection, head, new, frontier)
        counts.entries += len(new)
        counts.withheld += sum(1 for one in new if one.record_id is None and one.refused is None)
        counts.refused += sum(1 for one in new if one.refused is not None)
        counts.batches += 1

    def _check_proof(self, frontier: Frontier, proof: Sequence[bytes]) -> None:
        try:
            verify_consistency(
                size1=frontier.size, size2=self._checkpoint.size, proof=list(proof), root1=frontier.root(), root2=self._checkpoint.root
            )
        except ProofError as error:
            raise PullError(error_pb2.ERROR_REASON_CONSISTENCY_PROOF_INVALID, f"{self._origin} at {frontier.size}: {error}") from error

    def _verify(self, batch: Sequence[ledger_pb2.Entry], leaves: Sequence[bytes], *, first: int) -> list[NewEntry]:
        check, member = self._verifier.check, self._member
        new: list[NewEntry] = []
        for index, (entry, leaf) in enumerate(zip(batch, leaves, strict=True), first):
            if not entry.HasField("record"):
                new.append(NewEntry(leaf_hash=leaf))
                continue
            record = entry.record
            try:
                header = check(record, leaf, member=member, index=index)
            except RecordError as error:
                new.append(_refused(record, leaf, error))
                continue
            body = record.body
            record.ClearField("body")
            new.append(
                NewEntry(
                    leaf_hash=leaf,
                    record_id=header.record_id,
                    type=header.type,
                    thread_id=header.thread_id or None,
                    audience=",".join(header.audience) or None,
                    envelope=record.SerializeToString(),
                    body=body or None,
                )
            )
        return new

    def _commit(self, connection: Connection, head: Head, new: Sequence[NewEntry], frontier: Frontier) -> None:
        context, now = self._context, self._context.microseconds()
        values: dict[str, object] = {}
        if frontier.size == self._checkpoint.size:
            values = self.reached(head, now)
        ledgers.append(connection, head, new, now=now, **values)
        events = [job_event(context, AuditTag.LEDGER_PULLED, ledger=head.origin, first_index=head.size, end_index=frontier.size)]
        events += [
            job_event(
                context,
                AuditTag.ENTRY_REFUSED,
                result=audit_pb2.AUDIT_RESULT_REFUSED,
                reason=one.refused or "",
                ledger=head.origin,
                first_index=head.size + at,
                end_index=head.size + at + 1,
                record_ids=[one.record_id] if one.record_id else [],
            )
            for at, one in enumerate(new)
            if one.refused is not None
        ]
        audit.append(connection, context.member, events, now=now)

    def reached(self, head: Head, now: int) -> dict[str, object]:
        """What is set in the ledger's row when the mirror has come to the checkpoint."""
        membership = self._context.trust.membership
        known = {key.name for code in membership.members if code != self._member for key in membership.witness_verifier(code)}
        cosigned = len({one.name for one in self._signed.cosignatures} & known)
        witnessed = self._checkpoint.size if 0 < self._context.settings.sync.witness_quorum <= cosigned else 0
        return {
            "checkpoint": self._signed.note,
            "checkpoint_size": self._checkpoint.size,
            "verified_at": now,
            "witnessed_size": max(witnessed, head.witnessed_size),
        }

    def finish(self) -> None:
        """The stream has ended: it must have come to its checkpoint.

        Raises:
            PullError: it ended early.
        """
        with self._context.database.relaxed() as connection:
            head = ledgers.lock(connection, self._origin)
            if head.size < self._checkpoint.size:
                raise PullError(error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, f"the stream ended at {head.size} of {self._checkpoint.size}")
            if head.size == self._checkpoint.size:
                ledgers.set_values(connection, head.number, **self.reached(head, self._context.microseconds()))


def _leaves(batch: Sequence[ledger_pb2.Entry]) -> list[bytes]:
    """The leaf hashes: of the headers where there are records, as given where there are none."""
    hashed = iter(hash_leaves(entry.record.header for entry in batch if entry.HasField("record")))
    leaves = [next(hashed) if entry.HasField("record") else entry.leaf_hash for entry in batch]
    if any(len(leaf) != HASH_SIZE for leaf in leaves):
        raise PullError(error_pb2.ERROR_REASON_LEAF_HASH_MISMATCH, "an entry is neither a record nor a hash of 32 bytes")
    return leaves


def _refused(record: Any, leaf: bytes, error: RecordError) -> NewEntry:
    """Kept as evidence, body and all, under no record id: nobody finds it as a record."""
    body = record.body
    record.ClearField("body")
    return NewEntry(leaf_hash=leaf, envelope=record.SerializeToString(), body=body or None, refused=reason_name(error.reason))


def _refuse_known(connection: Connection, new: list[NewEntry]) -> None:
    """A record id that stands here already, in whatever ledger, isn't another record's: the later one is refused.

    Ids are ordered by time, so one range query finds the few candidates.
    """
    ids = [one.record_id for one in new if one.record_id is not None]
    if not ids:
        return
    statement = select(entries.c.record_id).where(entries.c.record_id >= min(ids), entries.c.record_id <= max(ids))
    seen = set(connection.execute(statement).scalars())
    if len(set(ids)) == len(ids) and seen.isdisjoint(ids):
        return
    for at, one in enumerate(new):
        if one.record_id is None:
            continue
        if one.record_id in seen:
            reason = reason_name(error_pb2.ERROR_REASON_DUPLICATE_RECORD)
            new[at] = NewEntry(leaf_hash=one.leaf_hash, envelope=one.envelope, body=one.body, refused=reason)
        seen.add(one.record_id)
