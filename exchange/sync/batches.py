"""The batches of one pull: each checked against the tree, then stored with the cursor in one transaction (steps 2 to 4 of `pull`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from exchange.domain.audit import AuditTag
from exchange.domain.policy import refused_arrival
from exchange.ledger.checkpoints import SignedCheckpoint, ledger_origin
from exchange.ledger.envelope import RecordError, RecordVerifier
from exchange.ledger.errors import ProofError
from exchange.ledger.merkle import HASH_SIZE, Extension, Frontier, hash_leaves, verify_consistency
from exchange.software import told
from exchange.storage import audit, forks, ledgers
from exchange.storage.ledgers import Head, NewEntry
from exchange.storage.tables import entries, position
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.v1 import audit_pb2, error_pb2, ledger_pb2
from exchange.wire import reason_name


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


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedBatch:
    """A batch that fits the checkpoint, its records verified one by one."""

    first: int
    entries: list[NewEntry]
    extension: Extension


class Batches:
    """Takes the batches of one stream in their order, up to the checkpoint that began it.

    `check` and `store` of one batch follow one another; the next batch may be checked while this one is being stored.
    """

    def __init__(self, context: NodeContext, member: str, signed: SignedCheckpoint, *, software: str = "") -> None:
        """`software` is what the peer says of its own."""
        self._context = context
        self._software = told(software)
        self._member = member
        self._signed = signed
        self._origin = ledger_origin(member)
        self._verifier = RecordVerifier(context.trust.keys)
        self._target_kept = False
        with context.database.reading() as connection:
            self._frontier = ledgers.get(connection, self._origin).frontier

    def take(self, batch: ledger_pb2.EntryBatch, counts: PullCounts) -> None:
        """Checks and stores a batch.

        Raises:
            PullError: as `check` and `store`.
        """
        self.store(self.check(batch), counts)

    def check(self, batch: ledger_pb2.EntryBatch) -> CheckedBatch:
        """Whether a batch follows the last one and its end is a beginning of the checkpoint's tree; and each record by itself.

        Raises:
            PullError: it isn't the next batch, or doesn't fit the checkpoint.
        """
        given = batch.entries[:]
        leaves = _leaves(given)
        first = self._frontier.size
        if batch.first_index != first or not leaves:
            raise PullError(
                error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, f"a batch of {len(leaves)} from {batch.first_index} on; {first} is next here"
            )
        extension = self._frontier.extend(leaves)
        self._check_proof(extension.frontier, batch.consistency_proof)
        checked = CheckedBatch(first=first, entries=self._verify(given, leaves, first=first), extension=extension)
        self._frontier = extension.frontier
        return checked

    def _check_proof(self, frontier: Frontier, proof: Sequence[bytes]) -> None:
        checkpoint = self._signed.checkpoint
        try:
            verify_consistency(size1=frontier.size, size2=checkpoint.size, proof=list(proof), root1=frontier.root(), root2=checkpoint.root)
        except ProofError as error:
            raise PullError(error_pb2.ERROR_REASON_CONSISTENCY_PROOF_INVALID, f"{self._origin} at {frontier.size}: {error}") from error

    def _verify(self, batch: Sequence[ledger_pb2.Entry], leaves: Sequence[bytes], *, first: int) -> list[NewEntry]:
        check, member, own = self._verifier.check, self._member, self._context.member
        new: list[NewEntry] = []
        for index, (entry, leaf) in enumerate(zip(batch, leaves, strict=True), first):
            if not entry.HasField("record"):
                new.append(NewEntry(leaf))
                continue
            record = entry.record
            try:
                header = check(record, leaf, member=member, index=index)
            except RecordError as error:
                new.append(_refused(record, leaf, error.reason))
                continue
            if reason := refused_arrival(header, own):
                new.append(_refused(record, leaf, reason))
                continue
            body = record.body
            record.ClearField("body")
            audience = ",".join(header.audience) or None
            thread_id = header.thread_id or None
            new.append(NewEntry(leaf, header.record_id, header.type, thread_id, audience, record.SerializeToString(), body or None))
        return new

    def store(self, checked: CheckedBatch, counts: PullCounts) -> None:
        """Commits a batch with the cursor and its audit events.

        Raises:
            PullError: another process has moved or frozen the mirror meanwhile; nothing is kept.
        """
        context = self._context
        with context.database.relaxed() as connection:
            head = ledgers.lock(connection, self._origin)
            if head.size != checked.first:
                raise PullError(error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, f"{self._origin} was moved to {head.size} by another process")
            if head.frozen_at is not None:
                raise PullError(error_pb2.ERROR_REASON_LEDGER_FROZEN, f"{self._origin} was frozen meanwhile ({head.frozen_reason})")
            new = _refuse_known(connection, head.number, checked.entries)
            refused = [(at, one) for at, one in enumerate(new, checked.first) if one.refused is not None]
            now = context.microseconds()
            reached = checked.extension.frontier.size == self._signed.checkpoint.size
            values = self._reached(connection, head, now) if reached else {}
            if not self._target_kept:
                forks.remember_target(connection, head.number, size=self._signed.checkpoint.size, note=self._signed.note, now=now)
            ledgers.append(connection, head, new, now=now, extension=checked.extension, **values)
            audit.append(connection, context.member, self._events(checked, refused), now=now)
        self._target_kept = True
        counts.entries += len(new)
        counts.withheld += sum(1 for one in new if one.envelope is None)
        counts.refused += len(refused)
        counts.batches += 1

    def _events(self, checked: CheckedBatch, refused: Sequence[tuple[int, NewEntry]]) -> list[audit_pb2.AuditEvent]:
        context, ledger = self._context, self._origin
        end = checked.extension.frontier.size
        return [
            job_event(context, AuditTag.LEDGER_PULLED, ledger=ledger, first_index=checked.first, end_index=end),
            *(
                job_event(
                    context,
                    AuditTag.ENTRY_REFUSED,
                    result=audit_pb2.AUDIT_RESULT_REFUSED,
                    reason=one.refused or "",
                    ledger=ledger,
                    first_index=at,
                    end_index=at + 1,
                )
                for at, one in refused
            ),
        ]

    def _reached(self, connection: Connection, head: Head, now: int) -> dict[str, object]:
        """What is set in the ledger's row when the mirror has come to the checkpoint; one that is witnessed further is kept as proof."""
        membership, size = self._context.trust.membership, self._signed.checkpoint.size
        known = {key.name for code in membership.members if code != self._member for key in membership.witness_verifier(code)}
        cosigned = len({one.name for one in self._signed.cosignatures} & known)
        witnessed = size if 0 < self._context.settings.sync.witness_quorum <= cosigned else 0
        if witnessed > head.witnessed_size:
            ledgers.keep_checkpoint(connection, head.number, size=size, note=self._signed.note, now=now)
        return {
            "checkpoint": self._signed.note,
            "checkpoint_size": size,
            "verified_at": now,
            "software": self._software,
            "witnessed_size": max(witnessed, head.witnessed_size),
        }

    def finish(self) -> None:
        """The stream has ended: it must have come to its checkpoint.

        Raises:
            PullError: it ended early.
        """
        size = self._signed.checkpoint.size
        with self._context.database.relaxed() as connection:
            head = ledgers.lock(connection, self._origin)
            if head.size < size:
                raise PullError(error_pb2.ERROR_REASON_STREAM_OUT_OF_ORDER, f"the stream ended at {head.size} of {size}")
            if head.size == size:
                ledgers.set_values(connection, head.number, **self._reached(connection, head, self._context.microseconds()))


def _leaves(batch: Sequence[ledger_pb2.Entry]) -> list[bytes]:
    """The leaf hashes: of the headers where there are records, as given where there are none."""
    leaves = [entry.leaf_hash for entry in batch]
    if not all(leaves):
        hashed = iter(hash_leaves([entry.record.header for entry, leaf in zip(batch, leaves, strict=True) if not leaf]))
        leaves = [leaf or next(hashed) for leaf in leaves]
    if any(len(leaf) != HASH_SIZE for leaf in leaves):
        raise PullError(error_pb2.ERROR_REASON_LEAF_HASH_MISMATCH, "an entry is neither a record nor a hash of 32 bytes")
    return leaves


def _refused(record: Any, leaf: bytes, reason: int) -> NewEntry:
    """Kept as evidence, body and all, under no record id: nobody finds it as a record."""
    body = record.body
    record.ClearField("body")
    return NewEntry(leaf, envelope=record.SerializeToString(), body=body or None, refused=reason_name(reason))


def _refuse_known(connection: Connection, ledger: int, new: list[NewEntry]) -> list[NewEntry]:
    """A record id stands once in a ledger: the later entry is refused. What another ledger has under it is that ledger's affair.

    (Else a member that copies a neighbour's id could have the neighbour's record refused; delivery shows such a pair to a person.)
    Ids are ordered by time, so one range query finds the few candidates.
    """
    ids = [one.record_id for one in new if one.record_id is not None]
    if not ids:
        return new
    inside = (entries.c.position >= position(ledger, 0)) & (entries.c.position < position(ledger + 1, 0))
    statement = select(entries.c.record_id).where(entries.c.record_id >= min(ids), entries.c.record_id <= max(ids), inside)
    seen = set(connection.execute(statement).scalars())
    if len(set(ids)) == len(ids) and seen.isdisjoint(ids):
        return new
    kept: list[NewEntry] = []
    for one in new:
        if one.record_id is not None and one.record_id in seen:
            reason = reason_name(error_pb2.ERROR_REASON_DUPLICATE_RECORD)
            kept.append(NewEntry(one.leaf_hash, envelope=one.envelope, body=one.body, refused=reason))
        else:
            kept.append(one)
        if one.record_id is not None:
            seen.add(one.record_id)
    return kept
