"""The one door into this node's own ledgers: submissions that arrive together are committed together (group commit).

A thread takes what is waiting, gives indexes under the lock on the ledger's head, signs the checkpoint that covers them, appends the
audit events, and fills the projection, all in one durable transaction; only then are the callers answered. A submission that can't be
carried out is refused by itself and leaves nothing behind; the others go through.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from exchange.ledger.checkpoints import Checkpoint, ledger_origin, sign_checkpoint
from exchange.ledger.keys import Signer
from exchange.storage import audit, ledgers, projection
from exchange.storage.bulk import chunks, insert_rows
from exchange.storage.engine import Database
from exchange.storage.ledgers import Head, NewEntry
from exchange.storage.tables import entries, index_of, position, requests
from exchange.v1 import audit_pb2

MAX_GROUP_ENTRIES = 4096  # entries committed at once
MAX_GROUP_SUBMISSIONS = 64  # LIBRARIES.md: beyond 64 a larger group gains nothing
IDLE_S = 0.25  # seconds without a submission after which what was put off is done
MAX_UNINDEXED = 1024  # audit events that may be put off while submissions keep coming
log = logging.getLogger(__name__)


class DuplicateRecordError(ValueError):
    """The ledger has another record under this id."""


class RequestReusedError(ValueError):
    """The request id was used before for something else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestKey:
    """What makes a write idempotent: the caller's id for it, and a digest of what was asked."""

    request_id: str
    caller: str
    digest: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One record to append, verified already."""

    entry: NewEntry
    request: RequestKey | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Appended:
    """Where a record stands; `repeated` when it stood there before."""

    record_id: str
    index: int
    repeated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What became of a submission."""

    appended: tuple[Appended, ...]
    checkpoint: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """What is done as a whole or not at all.

    `companion` writes more into the same transaction; `audit` may depend on where the items came to stand.
    """

    items: Sequence[Item] = ()
    audit: Sequence[audit_pb2.AuditEvent] | Callable[[Sequence[Appended]], Sequence[audit_pb2.AuditEvent]] = ()
    companion: Callable[[Connection], None] | None = None


@dataclass(slots=True)
class _Waiting:
    submission: Submission
    future: Future[Receipt] = field(default_factory=Future)


def microseconds() -> int:
    """Now, in µs since 1970."""
    return time.time_ns() // 1000


class LedgerWriter:
    """Owns the thread; `submit` from any other."""

    def __init__(self, database: Database, *, member: str, signer: Signer, clock: Callable[[], int] = microseconds) -> None:
        self._database = database
        self._member = member
        self._signer = signer
        self._clock = clock
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._listeners: list[Callable[[bytes], None]] = []
        self._unindexed = 1  # audit events not yet found by record; at first nobody knows
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def on_checkpoint(self, listener: Callable[[bytes], None]) -> None:
        """`listener` is called from the writer's thread with each new checkpoint note."""
        self._listeners.append(listener)

    def submit(self, submission: Submission) -> Future[Receipt]:
        """Queues it; the future holds the receipt once it is on disk, or the error that refused it.

        What is queued is carried out, though its caller went away meanwhile: no call escapes the audit log by being cancelled.
        """
        waiting = _Waiting(submission)
        waiting.future.set_running_or_notify_cancel()  # from here on it can't be cancelled
        self._queue.put(waiting)
        return waiting.future

    def close(self) -> None:
        """Finishes what is queued and stops."""
        self._queue.put(None)
        self._thread.join()

    def index_audit(self) -> None:
        """Indexes by record whatever audit events aren't yet, before somebody looks for them so."""
        while self._index_audit():
            pass

    def _index_audit(self) -> int:
        with self._database.relaxed() as connection:
            return audit.index_records(connection, self._member)

    def _next(self) -> _Waiting | None:
        """What is waiting; while nothing is, or when too much has been put off, audit events are indexed."""
        while True:
            if self._unindexed >= MAX_UNINDEXED:
                self._tidy()
            try:
                return self._queue.get(timeout=IDLE_S if self._unindexed else None)
            except queue.Empty:
                self._tidy()

    def _tidy(self) -> None:
        """A failure costs nobody an answer; what wasn't done is done later."""
        try:
            self._unindexed = self._index_audit()
        except Exception:
            self._unindexed = 0
            log.exception("audit events couldn't be indexed by record")

    def _run(self) -> None:
        while True:
            group = [self._next()]
            size = 0
            while group[-1] is not None and len(group) < MAX_GROUP_SUBMISSIONS and size < MAX_GROUP_ENTRIES:
                size += len(group[-1].submission.items)
                try:
                    group.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            waiting = [one for one in group if one is not None]
            self._commit(waiting)
            if len(waiting) < len(group):
                self._tidy()
                return

    def _commit(self, group: Sequence[_Waiting]) -> None:
        """Commits the group as one; where that fails, each by itself, so that only the culprit is refused."""
        if not group:
            return
        try:
            receipts = self._write([one.submission for one in group])
        except Exception as error:  # noqa: BLE001  # whatever it was, it goes to the caller it concerns
            if len(group) == 1:
                group[0].future.set_exception(error)
                return
            for one in group:
                self._commit([one])
            return
        for one, receipt in zip(group, receipts, strict=True):
            one.future.set_result(receipt)

    def _write(self, submissions: Sequence[Submission]) -> list[Receipt]:
        now = self._clock()
        checkpoint = b""
        with self._database.durable() as connection:
            if any(one.items for one in submissions):
                head = ledgers.lock(connection, ledger_origin(self._member))
                appended, checkpoint = self._append(connection, head, submissions, now)
            else:
                appended = [() for _ in submissions]
            for one in submissions:
                if one.companion is not None:
                    one.companion(connection)
            events = [event for one, placed in zip(submissions, appended, strict=True) for event in _events(one, placed)]
            audit.append(connection, self._member, events, now=now)
        self._unindexed += len(events)
        if checkpoint:
            self._tell(checkpoint)
        return [Receipt(appended=one, checkpoint=checkpoint) for one in appended]

    def _tell(self, checkpoint: bytes) -> None:
        """What is committed stays so, whatever a listener makes of it."""
        for listener in self._listeners:
            try:
                listener(checkpoint)
            except Exception:
                log.exception("a listener to checkpoints failed")

    def _append(
        self, connection: Connection, head: Head, submissions: Sequence[Submission], now: int
    ) -> tuple[list[tuple[Appended, ...]], bytes]:
        placing = _Placing(connection, head, [item for one in submissions for item in one.items])
        appended = [tuple(placing.place(item) for item in one.items) for one in submissions]
        if not placing.new:
            return appended, head.checkpoint
        frontier = ledgers.append(connection, head, placing.new, now=now)
        insert_rows(connection, requests, placing.request_rows(now))
        note = sign_checkpoint(Checkpoint(origin=head.origin, size=frontier.size, root=frontier.root()), self._signer)
        ledgers.set_values(connection, head.number, checkpoint=note, checkpoint_size=frontier.size)
        while projection.catch_up_chunk(connection, only=head.number):
            pass
        return appended, note


def _events(submission: Submission, appended: Sequence[Appended]) -> Sequence[audit_pb2.AuditEvent]:
    return submission.audit(appended) if callable(submission.audit) else submission.audit


class _Placing:
    """Decides for each item whether it is new, and where it goes. What the database knows is asked for all items at once."""

    def __init__(self, connection: Connection, head: Head, items: Sequence[Item]) -> None:
        self._head = head
        self._placed = _stored_records(connection, head, [one.entry.record_id or "" for one in items])
        self._requested = _stored_requests(connection, [one.request.request_id for one in items if one.request is not None])
        self._requests: list[tuple[RequestKey, Appended]] = []
        self.new: list[NewEntry] = []

    def place(self, item: Item) -> Appended:
        """The item's place.

        Raises:
            RequestReusedError: its request id was used for something else.
            DuplicateRecordError: its record id was.
        """
        if item.request is not None and (known := self._known_request(item.request)):
            return known
        record_id = item.entry.record_id or ""
        if (found := self._placed.get(record_id)) is not None:
            if found[1] != item.entry.leaf_hash:
                raise DuplicateRecordError(f"record_id {record_id} stands at index {found[0]} with another header; make a new id")
            return Appended(record_id=record_id, index=found[0], repeated=True)
        placed = Appended(record_id=record_id, index=self._head.size + len(self.new), repeated=False)
        self.new.append(item.entry)
        self._placed[record_id] = (placed.index, item.entry.leaf_hash)
        if item.request is not None:
            self._requested[item.request.request_id] = (item.request.digest, placed)
            self._requests.append((item.request, placed))
        return placed

    def request_rows(self, now: int) -> list[tuple[object, ...]]:
        """Rows of table `requests` for the new items."""
        return [(key.request_id, key.caller, key.digest, one.record_id, one.index, now) for key, one in self._requests]

    def _known_request(self, key: RequestKey) -> Appended | None:
        found = self._requested.get(key.request_id)
        if found is None:
            return None
        digest, placed = found
        if digest != key.digest:
            raise RequestReusedError(f"request_id {key.request_id} was used for another request; take a new one")
        return Appended(record_id=placed.record_id, index=placed.index, repeated=True)


def _stored_records(connection: Connection, head: Head, record_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    low, high = position(head.number, 0), position(head.number + 1, 0)
    statement = select(entries.c.record_id, entries.c.position, entries.c.leaf_hash).where(
        entries.c.position >= low, entries.c.position < high
    )
    found: dict[str, tuple[int, bytes]] = {}
    for block in chunks(record_ids):
        for row in connection.execute(statement.where(entries.c.record_id.in_(block))):
            found[row.record_id] = (index_of(row.position), bytes(row.leaf_hash))
    return found


def _stored_requests(connection: Connection, request_ids: Sequence[str]) -> dict[str, tuple[bytes, Appended]]:
    found: dict[str, tuple[bytes, Appended]] = {}
    for block in chunks(request_ids):
        for row in connection.execute(select(requests).where(requests.c.request_id.in_(block))):
            placed = Appended(record_id=row.first_record_id, index=row.first_index, repeated=True)
            found[row.request_id] = (bytes(row.digest), placed)
    return found


def remember_checkpoint(connection: Connection, head: Head, note: bytes, *, witnessed_size: int, now: int) -> None:
    """Keeps a cosigned checkpoint, and how far the ledger is witnessed; the latest note in the head gets the cosignatures too."""
    size = int(note.split(b"\n", 2)[1])
    ledgers.keep_checkpoint(connection, head.number, size=size, note=note, now=now)
    values: dict[str, object] = {"witnessed_size": max(witnessed_size, head.witnessed_size)}
    if size == head.checkpoint_size:
        values["checkpoint"] = note
    ledgers.set_values(connection, head.number, **values)
