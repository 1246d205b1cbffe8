"""Verifying everything a node has stored, from the bytes up; every finding names the entry.

For each ledger: every leaf hash against its header (or audit event), the stored subtree hashes and the frontier against the leaves, every
record's body digest and signatures against the membership, and every kept checkpoint, its signature and its root, against the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from google.protobuf.message import DecodeError
from sqlalchemy import Connection, select

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import Checkpoint, audit_origin, open_checkpoint
from exchange.ledger.envelope import RecordError, RecordVerifier, reason_name
from exchange.ledger.errors import NoteError
from exchange.ledger.merkle import HASH_SIZE, Frontier
from exchange.ledger.notes import parse_note
from exchange.storage.engine import Database
from exchange.storage.ledgers import Head, list_heads, read_range
from exchange.storage.tables import audit_events, checkpoints, index_of, ledgers, subtrees
from exchange.sync.findings import LedgerReport
from exchange.sync.verify_tables import check_audit_counts, check_audit_tables, check_witness_states
from exchange.trust.membership import Membership
from exchange.trust.resolver import MembershipKeys
from exchange.v1 import audit_pb2, error_pb2, record_pb2

CHUNK = 2000  # entries read at once


def verify_ledgers(
    database: Database,
    membership: Membership,
    *,
    origins: Sequence[str] = (),
    progress: Callable[[str, int, int], None] = lambda *_words: None,
) -> list[LedgerReport]:
    """Verifies all ledgers (or those named); `progress` is told origin, entries done, entries in all."""
    with database.reading() as connection:
        heads = [head for head in _heads(connection) if not origins or head.origin in origins]
    reports = [_Verification(database, membership, head, progress).run() for head in heads]
    return reports if origins else [*reports, check_witness_states(database, membership)]


def _heads(connection: Connection) -> list[Head]:
    """As `list_heads`, but a frontier that can't be read is left to be found."""
    try:
        return list_heads(connection)
    except Exception:  # noqa: BLE001  # whatever is wrong with a head is a finding, not an end
        rows = connection.execute(select(ledgers).order_by(ledgers.c.ledger)).all()
        return [
            Head(
                number=row.ledger,
                origin=row.origin,
                member=row.member,
                own=bool(row.own),
                frontier=Frontier(row.size, ()),
                checkpoint=bytes(row.checkpoint or b""),
                checkpoint_size=row.checkpoint_size,
                witnessed_size=row.witnessed_size,
                verified_at=row.verified_at,
                frozen_at=row.frozen_at,
                frozen_reason=row.frozen_reason or "",
                software=row.software or "",
            )
            for row in rows
        ]


class _Verification:
    """One ledger."""

    def __init__(self, database: Database, membership: Membership, head: Head, progress: Callable[[str, int, int], None]) -> None:
        self._database = database
        self._membership = membership
        self._head = head
        self._progress = progress
        self._verifier = RecordVerifier(MembershipKeys(membership))
        self._is_audit = head.origin == audit_origin(head.member)
        self._report = LedgerReport(ledger=head.origin, size=head.size, checkpoint_size=head.checkpoint_size)
        self._roots: dict[int, bytes] = {}
        self._events: dict[int, audit_pb2.AuditEvent] = {}
        self._cosigned: set[int] = set()

    def run(self) -> LedgerReport:
        """Reads the ledger once, from the first entry to the last."""
        notes = self._notes()
        wanted = {checkpoint.size for checkpoint, _note in notes}
        frontier = Frontier.empty()
        for rows in self._chunks():
            frontier = self._extend(frontier, rows, wanted)
            if self._is_audit:
                check_audit_tables(self._database, self._events, self._report)
                self._events.clear()
            self._progress(self._head.origin, self._report.entries, self._head.size)
        if self._is_audit:
            check_audit_counts(self._database, self._report)
        self._roots[0] = Frontier.empty().root()
        self._check_end(frontier)
        for checkpoint, _note in notes:
            if checkpoint.size > self._head.size and not self._head.own:
                continue  # a mirror on its way to it
            root = self._roots.get(checkpoint.size)
            if root != checkpoint.root:
                self._find("checkpoint", f"the checkpoint of size {checkpoint.size} isn't the root of the entries stored")
        self._report.root = frontier.root().hex()
        return self._report

    def _chunks(self) -> Iterator[Sequence[Any]]:
        for first in range(0, self._head.size, CHUNK):
            with self._database.reading() as connection:
                rows = read_range(connection, self._head.number, first=first, end=min(first + CHUNK, self._head.size))
            found = {index_of(row.position) for row in rows}
            for index in range(first, min(first + CHUNK, self._head.size)):
                if index not in found:
                    self._find("missing", "the entry isn't in the database", index=index)
            yield rows

    def _extend(self, frontier: Frontier, rows: Sequence[Any], wanted: set[int]) -> Frontier:
        leaves = []
        for row in rows:
            self._report.entries += 1
            leaves.append(self._check_entry(row))
        ends = sorted(size for size in wanted if frontier.size < size <= frontier.size + len(leaves))
        done = frontier.size
        for end in [*ends, frontier.size + len(leaves)]:
            extension = frontier.extend(leaves[frontier.size - done : end - done])
            frontier = extension.frontier
            self._check_subtrees(extension.subtrees)
            self._roots[end] = frontier.root()
        return frontier

    def _check_entry(self, row: Any) -> bytes:
        """The entry's leaf hash as stored; everything wrong about the entry is found."""
        index, stored = index_of(row.position), bytes(row.leaf_hash)
        if len(stored) != HASH_SIZE:
            self._find("leaf", f"the leaf hash has {len(stored)} bytes", index=index)
            stored = bytes(HASH_SIZE)
        if row.envelope is None:
            self._report.withheld += 1
            if row.body is not None or row.record_id is not None:
                self._find("header", "a body without its header", index=index)
        elif self._is_audit:
            self._check_event(row, index, stored)
        else:
            self._check_record(row, index, stored)
        return stored

    def _check_event(self, row: Any, index: int, stored: bytes) -> None:
        data = bytes(row.envelope)
        if sha256(b"\x00" + data).digest() != stored:
            self._find("event", "the audit event isn't the one that was logged", index=index)
            return
        try:
            self._events[index] = audit_pb2.AuditEvent.FromString(data)
        except DecodeError:
            self._find("event", "the logged bytes aren't an audit event", index=index)

    def _check_record(self, row: Any, index: int, stored: bytes) -> None:
        try:
            record = record_pb2.SignedRecord.FromString(bytes(row.envelope))
        except DecodeError:
            self._find("header", "the stored envelope can't be read", row=row, index=index)
            return
        if sha256(b"\x00" + record.header).digest() != stored:
            self._find("header", "the header isn't the one that was logged", row=row, index=index)
            return
        if row.body is None:
            self._report.erased += 1
        else:
            record.body = bytes(row.body)
        self._report.records += 1
        if row.refused is not None:
            self._check_refusal(row, index)
        try:
            header = self._verifier.check(record, stored, member=self._head.member, index=index)
        except RecordError as error:
            if row.refused != reason_name(error.reason):
                self._find(_part(error.reason), str(error), row=row, index=index)
            return
        if row.refused is None:
            self._check_columns(row, header, index)

    def _check_columns(self, row: Any, header: record_pb2.RecordHeader, index: int) -> None:
        """The columns decide who is shown what; the header is what was signed."""
        audience = header.origin if header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD else ",".join(header.audience)
        expected = (header.record_id, header.type, header.thread_id or None, audience or None)
        if (row.record_id, row.type, row.thread_id, row.audience) != expected:
            self._find("header", "the entry's columns say something else than its header", row=row, index=index)

    def _check_refusal(self, row: Any, index: int) -> None:
        """An entry is refused when it is pulled, and the audit log says so: none can be hidden by calling it refused later."""
        said = (audit_events.c.ledger == self._head.origin) & (audit_events.c.first_index == index)
        statement = select(audit_events.c.reason).where(said, audit_events.c.tag == AuditTag.ENTRY_REFUSED)
        with self._database.reading() as connection:
            reasons = set(connection.execute(statement).scalars())
        if row.refused not in reasons:
            self._find("header", f"the entry is marked {row.refused}, but the audit log knows of no such refusal", row=row, index=index)

    def _check_subtrees(self, expected: Sequence[Any]) -> None:
        if not expected:
            return
        with self._database.reading() as connection:
            rows = connection.execute(
                select(subtrees).where(subtrees.c.ledger == self._head.number, subtrees.c.index.in_([one.index for one in expected]))
            ).all()
        stored = {(row.level, row.index): bytes(row.hash) for row in rows}
        for one in expected:
            if stored.get((one.level, one.index)) != one.hash:
                first = one.index << one.level
                self._find("subtree", f"the stored hash over entries {first} to {first + (1 << one.level) - 1} isn't theirs")

    def _check_end(self, frontier: Frontier) -> None:
        if frontier != self._head.frontier:
            self._find("frontier", "the ledger's stored frontier isn't that of its entries: an entry was changed, added or dropped")

    def _notes(self) -> list[tuple[Checkpoint, bytes]]:
        """All kept checkpoints whose signatures verify, every one of them; the others are found."""
        head = self._head
        kept = select(checkpoints.c.size, checkpoints.c.note).where(checkpoints.c.ledger == head.number)
        with self._database.reading() as connection:
            notes = [(row.size, bytes(row.note)) for row in connection.execute(kept)]
        notes += [(head.checkpoint_size, head.checkpoint)] if head.checkpoint else []
        opened = [(checkpoint, note) for size, note in notes if (checkpoint := self._open(note, size)) is not None]
        if head.checkpoint_size and not head.checkpoint:
            self._find("checkpoint", f"the checkpoint of size {head.checkpoint_size} isn't kept")
        if head.size and not opened and not self._is_audit:
            self._find("checkpoint", "no checkpoint covers the ledger")
        if head.witnessed_size and head.witnessed_size not in self._cosigned:
            self._find(
                "cosignature",
                f"the ledger is called witnessed up to {head.witnessed_size}, but no cosigned checkpoint of that size is kept",
            )
        return opened

    def _open(self, note: bytes, size: int) -> Checkpoint | None:
        membership, head = self._membership, self._head
        keys = membership.audit_verifier(head.member) if self._is_audit else membership.ledger_verifier(head.member)
        witnesses = [key for code in membership.members for key in membership.witness_verifier(code)]
        try:
            signed = open_checkpoint(note, origin=head.origin, log_keys=keys, witnesses=witnesses)
            _text, lines = parse_note(note)
        except NoteError as error:
            self._find("checkpoint", str(error))
            return None
        if signed.checkpoint.size != size:
            self._find("checkpoint", f"a checkpoint of size {signed.checkpoint.size} is kept as one of size {size}")
        known = {(key.name, key.key_hash) for key in (*keys, *witnesses)}
        for line in lines:
            if (line.name, line.key_hash) not in known:
                self._find("cosignature", f"the checkpoint of size {size} carries a signature by nobody of the membership, {line.name!r}")
        if signed.cosignatures:
            self._cosigned.add(signed.checkpoint.size)
        self._report.cosignatures = max(self._report.cosignatures, len(signed.cosignatures))
        return signed.checkpoint

    def _find(self, part: str, detail: str, *, row: Any = None, index: int = -1) -> None:
        self._report.find(part, detail, row=row, index=index)


def _part(reason: int) -> str:
    """Which part of an entry a refusal is about."""
    if reason in {error_pb2.ERROR_REASON_BODY_DIGEST_MISMATCH, error_pb2.ERROR_REASON_BODY_MALFORMED, error_pb2.ERROR_REASON_TYPE_MISMATCH}:
        return "body"
    if reason in {
        error_pb2.ERROR_REASON_SIGNATURE_INVALID,
        error_pb2.ERROR_REASON_BATCH_PROOF_INVALID,
        error_pb2.ERROR_REASON_KEY_UNKNOWN,
        error_pb2.ERROR_REASON_KEY_NOT_VALID,
    }:
        return "signature"
    return "header"
