"""Proving audit events: each against its leaf hash, its table rows and the latest checkpoint; a whole time for completeness.

An event holds if the hash over its stored bytes leads, by its inclusion proof, to the root that the node's audit key signed and witnesses
cosigned (RFC 9162 §2.1.3). Whoever changes bytes, hashes and tables together still can't change that root.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from exchange.ledger.checkpoints import Checkpoint, audit_origin, open_checkpoint
from exchange.ledger.errors import NoteError, ProofError
from exchange.ledger.merkle import TILE_HEIGHT, leaf_hash, root_of_hashes, verify_inclusion
from exchange.ledger.proofs import root_at
from exchange.storage import audit, ledgers
from exchange.storage.audit import LoggedEvent
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import Head, StoredNodes
from exchange.storage.tables import audit_events, audit_subjects
from exchange.sync.audit_tree import TILE, KeptTiles, Tree
from exchange.trust.membership import Membership
from exchange.v1 import audit_pb2 as pb

CHUNK = 2000  # events of a range that are read at once
MAX_FAULTS = 1000
PAIRS = 50  # of event and company that one statement looks up; it tries their square
GRACE_US = 60_000_000  # an event may be stored so much later than what it tells of


@dataclass(frozen=True, kw_only=True, slots=True)
class Proved:
    """The latest checkpoint of the audit ledger, as far as it could be verified; None where there is none that holds."""

    head: Head
    checkpoint: Checkpoint | None
    view: pb.AuditCheckpoint

    @property
    def size(self) -> int:
        """Events that it covers."""
        return self.checkpoint.size if self.checkpoint else 0


def open_latest(connection: Connection, membership: Membership, member: str) -> Proved:
    """The checkpoint and its cosigners."""
    head = ledgers.get(connection, audit_origin(member))
    view = pb.AuditCheckpoint(note=head.checkpoint, size=head.checkpoint_size)
    if not head.checkpoint:
        view.faults.add(check="checkpoint", detail="the audit log has no checkpoint yet")
        return Proved(head=head, checkpoint=None, view=view)
    witnesses = [key for code in membership.members for key in membership.witness_verifier(code)]
    try:
        signed = open_checkpoint(head.checkpoint, origin=head.origin, log_keys=membership.audit_verifier(member), witnesses=witnesses)
    except NoteError as error:
        view.faults.add(check="checkpoint", detail=str(error))
        return Proved(head=head, checkpoint=None, view=view)
    view.size = signed.checkpoint.size
    view.witnesses.extend(sorted({one.name for one in signed.cosignatures}))
    return Proved(head=head, checkpoint=signed.checkpoint, view=view)


def prove(connection: Connection, proved: Proved, found: Sequence[LoggedEvent], kept: KeptTiles) -> list[pb.LoggedAuditEvent]:
    """The events with their bytes, proofs, and everything that doesn't fit."""
    tree = Tree(StoredNodes(connection, proved.head.number), proved.size, kept)
    shown = _table_rows(connection, [one.index for one in found])
    subjects = _subjects_of(connection, found)
    answer = []
    for one in found:
        logged = pb.LoggedAuditEvent(index=one.index, event=one.event, leaf_hash=one.leaf_hash, data=one.data)
        logged.faults.extend(_own_faults(one, shown.get(one.index), subjects.get(one.index, set())))
        if one.index < proved.size:
            _prove_inclusion(logged, tree, proved)
        answer.append(logged)
    return answer


def _own_faults(one: LoggedEvent, row: Any, subjects: set[str]) -> Iterable[pb.AuditFault]:
    """What is wrong with an entry, or with what the tables say of it."""
    if not one.leaf_hash:
        yield pb.AuditFault(index=one.index, check="entry", detail="the entry isn't in the ledger")
        return
    computed = leaf_hash(one.data)
    if computed != one.leaf_hash:
        detail = f"the hash over the stored event is {computed.hex()}; the ledger's leaf hash is {one.leaf_hash.hex()}"
        yield pb.AuditFault(index=one.index, check="leaf", detail=detail)
    if row is None:
        yield pb.AuditFault(index=one.index, check="table", detail="the table audit_events lacks the event")
        return
    wrong = [
        f"{column.name} is {said!r}, the ledger says {logged!r}"
        for column, said, logged in zip(audit_events.columns, row, audit.event_row(one.index, one.event), strict=True)
        if said != logged
    ]
    if subjects != set(one.event.subjects):
        wrong.append("the table audit_subjects names other companies than the ledger")
    if wrong:
        yield pb.AuditFault(index=one.index, check="table", detail="; ".join(wrong))


def _prove_inclusion(logged: pb.LoggedAuditEvent, tree: Tree, proved: Proved) -> None:
    assert proved.checkpoint is not None
    try:
        proof = tree.proof(logged.index)
        logged.proof.extend(proof)
        root = proved.checkpoint.root
        verify_inclusion(leaf_hash=leaf_hash(logged.data), index=logged.index, size=proved.size, proof=proof, root=root)
        tree.believe(logged.index)
    except (ProofError, LookupError) as error:
        logged.faults.add(index=logged.index, check="inclusion", detail=f"checkpoint of size {proved.size}: {error}")


class _Nodes:
    """A NodeReader of a tree of `size` leaves that reads whole tiles, once: the events of a page are neighbours more often than not."""

    def __init__(self, stored: StoredNodes, size: int) -> None:
        self._stored = stored
        self._size = size
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def hashes(self, *, level: int, first: int, count: int) -> Sequence[bytes]:
        """See `exchange.ledger.proofs.NodeReader`; never more than a tile."""
        tile, place = divmod(first, TILE)
        if (level, tile) not in self._tiles:
            start = tile * TILE
            self._tiles[level, tile] = self._read(level, start, min(TILE, (self._size >> level) - start))
        return self._tiles[level, tile][place : place + count]

    def _read(self, level: int, first: int, count: int) -> Sequence[bytes]:
        return self._stored.hashes(level=level, first=first, count=count)


class _Recomputed(_Nodes):
    """Believes no kept hash over the leaves [first, end): each is computed from those below it, down to the leaf hashes."""

    def __init__(self, stored: StoredNodes, size: int, *, first: int, end: int) -> None:
        super().__init__(stored, size)
        self._first, self._end = first, end

    def _read(self, level: int, first: int, count: int) -> Sequence[bytes]:
        stored = super()._read(level, first, count)
        if level == 0:
            return stored
        return [self._node(level, index, kept) for index, kept in enumerate(stored, first)]

    def _node(self, level: int, index: int, kept: bytes) -> bytes:
        if (index + 1) << level <= self._first or index << level >= self._end:
            return kept
        return root_of_hashes(self.hashes(level=level - TILE_HEIGHT, first=index * TILE, count=TILE))


def verify_range(connection: Connection, proved: Proved, *, from_time: int, to_time: int) -> pb.VerifyAuditLogResponse:
    """Everything the log's tables and the ledger say of a time (µs; 0: open), compared with each other and with the checkpoint."""
    first, end = index_range(connection, proved.head, from_time=from_time, to_time=to_time)
    answer = pb.VerifyAuditLogResponse(first_index=first, end_index=end, proved=proved.view, unsealed=max(0, end - max(first, proved.size)))
    subjects = _subjects(connection, first, end)
    for start in range(first, end, CHUNK):
        indexes = range(start, min(start + CHUNK, end))
        shown = _table_rows(connection, indexes)
        for one in audit.read(connection, proved.head, indexes):
            _add(answer, _own_faults(one, shown.get(one.index), subjects.get(one.index, set())))
    _add(answer, _beyond(connection, proved.head))
    if proved.checkpoint is not None and first < end:
        _add(answer, _root_faults(connection, proved, first, end))
    return answer


def _add(answer: pb.VerifyAuditLogResponse, faults: Iterable[pb.AuditFault]) -> None:
    answer.faults.extend(list(faults)[: MAX_FAULTS - len(answer.faults)])


def _beyond(connection: Connection, head: Head) -> Iterable[pb.AuditFault]:
    count = connection.execute(select(func.count()).where(audit_events.c.index >= head.size)).scalar_one()
    if count:
        yield pb.AuditFault(check="table", detail=f"the table audit_events has {count} rows about events that the ledger doesn't have")


def _root_faults(connection: Connection, proved: Proved, first: int, end: int) -> Iterable[pb.AuditFault]:
    """The root over all leaves, with nothing between the range's leaf hashes and the root taken on trust."""
    assert proved.checkpoint is not None
    try:
        root = root_at(_Recomputed(StoredNodes(connection, proved.head.number), proved.size, first=first, end=end), size=proved.size)
    except (ProofError, LookupError) as error:
        yield pb.AuditFault(check="root", detail=str(error))
        return
    if root != proved.checkpoint.root:
        detail = f"the entries' root is {root.hex()}; the checkpoint of size {proved.size} says {proved.checkpoint.root.hex()}"
        yield pb.AuditFault(check="root", detail=detail)


def index_range(connection: Connection, head: Head, *, from_time: int, to_time: int) -> tuple[int, int]:
    """The indexes [first, end) that hold every event of a time: events are logged in order of their arrival, nearly that of their times.

    The bounds come from the ledger's own times of storing, which never go back: who moves a table's `at` can't move an event out.
    """
    first = _index_at(connection, head, from_time - GRACE_US) if from_time else 0
    return first, _index_at(connection, head, to_time + GRACE_US) if to_time else head.size


def _index_at(connection: Connection, head: Head, at: int) -> int:
    """The first index stored at `at` (µs) or later, by bisection."""
    low, high = 0, head.size
    while low < high:
        middle = (low + high) // 2
        if _stored_at(connection, head, middle) < at:
            low = middle + 1
        else:
            high = middle
    return low


def _stored_at(connection: Connection, head: Head, index: int) -> int:
    """When an entry was stored; of one that is gone, 0: the range becomes larger, and its loss is found."""
    rows = ledgers.read_range(connection, head.number, first=index, end=index + 1)
    return int(rows[0].stored_at) if rows else 0


def _table_rows(connection: Connection, indexes: Sequence[int]) -> Mapping[int, Any]:
    """The rows of `audit_events` about some events, at most CHUNK; a range is asked for as one."""
    column = audit_events.c.index
    inside = (column >= indexes.start) & (column < indexes.stop) if isinstance(indexes, range) else column.in_(indexes)
    return {row[0]: tuple(row) for row in connection.execute(select(audit_events).where(inside))}


def _subjects_of(connection: Connection, found: Sequence[LoggedEvent]) -> Mapping[int, set[str]]:
    """Those of the events' companies that the table names: it is kept by company, so what it names besides isn't looked for."""
    named: dict[int, set[str]] = {}
    pairs = [(subject, one.index) for one in found for subject in one.event.subjects]
    columns = audit_subjects.c
    for block in chunks(pairs, PAIRS):
        subjects, indexes = {subject for subject, _index in block}, {index for _subject, index in block}
        # SQLite would scan the table for pairs as row values; for two lists it looks each combination up.
        statement = select(audit_subjects).where(columns.subject.in_(subjects), columns.index.in_(indexes))
        for subject, index in connection.execute(statement):
            named.setdefault(index, set()).add(subject)
    return named


def _subjects(connection: Connection, first: int, end: int) -> Mapping[int, set[str]]:
    """All that the table names of a range: one pass over the table, however long the range is."""
    found: dict[int, set[str]] = {}
    inside = (audit_subjects.c.index >= first) & (audit_subjects.c.index < end)
    for subject, index in connection.execute(select(audit_subjects).where(inside)):
        found.setdefault(index, set()).add(subject)
    return found
