"""Delivery: neighbours' verified records into the local case stores, each exactly once.

The store's own transaction holds the rows and the mark of the record id, so a crash between its commit and our cursor's only makes the
store answer "already". What a store refuses is tried again with growing pauses, then parked with the reason; later records of the same
thread wait behind it, all others go on. `replay` takes parked ones up again. A revision that changes nothing (`domain.outcomes.fold`) isn't
delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.domain.audit import AuditTag
from exchange.domain.casestore import CaseStore, Delivery, DeliveryResult
from exchange.ledger.envelope import PAYLOADS
from exchange.storage import audit, lives
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import Head, list_heads, read_range
from exchange.storage.tables import INDEX_BITS, PARKED, RETRY, deliveries, delivery_cursors, entries, index_of
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.v1 import audit_pb2, record_pb2

PAGE = 1000  # entries looked at a time
FIRST_PAUSE_US = 5_000_000
MAX_PAUSE_US = 3_600_000_000


@dataclass(slots=True)
class DeliverCounts:
    """What a run delivered."""

    applied: int = 0
    already: int = 0
    retried: int = 0
    refused: int = 0
    waiting: int = 0


class Deliverer:
    """Delivers into one store."""

    def __init__(self, context: NodeContext, store: CaseStore, *, progress: Callable[[DeliverCounts], None] = lambda _counts: None) -> None:
        self._context = context
        self._store = store
        self._progress = progress
        self._types = [kind for kind, name in PAYLOADS.items() if name in store.accepts and kind != record_pb2.RECORD_TYPE_INTERVENTION]

    def deliver(self) -> DeliverCounts:
        """Delivers all that is new, then what is due again.

        Raises:
            StoreUnreachableError: the store is away; cursors stay where they are.
        """
        counts = DeliverCounts()
        self._retry(counts)
        with self._context.database.reading() as connection:
            heads = [head for head in list_heads(connection) if not head.own]
        for head in heads:
            while self._page(head, counts):
                self._progress(counts)
        return counts

    def _page(self, head: Head, counts: DeliverCounts) -> bool:
        """One page of one ledger; False at its end."""
        with self._context.database.reading() as connection:
            first = self._cursor(connection, head.number)
            rows = read_range(connection, head.number, first=first, end=min(first + PAGE, head.size))
            blocked = self._blocked_threads(connection)
        if not rows:
            return False
        void = self._without_effect(rows)
        wanted = [
            row for row in rows if row.type in self._types and row.refused is None and row.body is not None and row.position not in void
        ]
        ready, results, held = self._apply_in_turn(wanted, blocked)
        now = self._context.microseconds()
        with self._context.database.durable() as connection:
            for row in held:
                self._hold(connection, row, reason="THREAD_WAITS", detail="an earlier record of its thread hasn't been delivered", now=now)
            for row, result in zip(ready, results, strict=True):
                if result.status == "refused":
                    self._hold(connection, row, reason=result.reason, detail=f"{result.field}: {result.detail}", now=now)
            self._set_cursor(connection, head.number, first + len(rows))
            audit.append(connection, self._context.member, self._events(ready, results), now=now)
        counts.waiting += len(held)
        self._count(results, counts)
        return True

    def _without_effect(self, rows: Sequence[Any]) -> set[int]:
        """Positions of revisions that change nothing where they stand: a case store has no fold, and would carry them out."""
        revisions = [row for row in rows if row.type == record_pb2.RECORD_TYPE_OUTCOME_REVISION and row.refused is None]
        if not revisions:
            return set()
        ledger = lives.of_ledger(revisions[0].position >> INDEX_BITS)
        with self._context.database.reading() as connection:
            decisions = lives.load_many(connection, [row.thread_id for row in revisions if row.thread_id], within=ledger)
        refused = {one.record_id for decision in decisions for one in decision.life.standing.refused}
        applied = {one.record_id for decision in decisions for one in decision.life.applied}
        return {row.position for row in revisions if row.record_id in refused - applied}

    def _apply_in_turn(self, rows: Sequence[Any], blocked: set[str]) -> tuple[list[Any], list[DeliveryResult], list[Any]]:
        """Gives the store the rows, of each thread one at a time; what it took a stand on, with the results, and what has to wait."""
        blocked = set(blocked)
        given: list[Any] = []
        results: list[DeliveryResult] = []
        held: list[Any] = []
        waiting = list(rows)
        while waiting:
            turn: dict[str, Any] = {}
            later: list[Any] = []
            for row in waiting:
                if _thread(row) in blocked:
                    held.append(row)
                elif turn.setdefault(_thread(row), row) is not row:
                    later.append(row)
            answers = self._apply(list(turn.values()))
            given += turn.values()
            results += answers
            blocked |= {thread for thread, answer in zip(turn, answers, strict=True) if answer.status == "refused"}
            waiting = later
        return given, results, held

    def _apply(self, rows: Sequence[Any]) -> list[DeliveryResult]:
        """What the store makes of the rows; a record under an id that another ledger used first is kept for a person to judge."""
        copied = self._copied(rows)
        good = [row for row in rows if row.position not in copied]
        results = iter(self._store.apply_many([_delivery(row) for row in good]) if good else ())
        return [_copy_refused(row, copied[row.position]) if row.position in copied else next(results) for row in rows]

    def _copied(self, rows: Sequence[Any]) -> dict[int, int]:
        """Positions of rows whose record id stands in another ledger that brought it earlier, with the position there.

        The store marks what it has by record id: without this, the later record would count as delivered and be lost.
        """
        by_id = {row.record_id: row for row in rows}
        found: dict[int, int] = {}
        with self._context.database.reading() as connection:
            for block in chunks(by_id):
                same = entries.c.record_id.in_(block) & entries.c.refused.is_(None)
                for other in connection.execute(select(entries.c.position, entries.c.record_id, entries.c.stored_at).where(same)):
                    row = by_id[other.record_id]
                    if (other.stored_at, other.position) < (row.stored_at, row.position):
                        found[row.position] = other.position
        return found

    def _retry(self, counts: DeliverCounts) -> None:
        """What is due again, oldest first; a thread's next only after its first went through."""
        now = self._context.microseconds()
        while due := self._due(now):
            for row in due:
                (result,) = self._apply([row])
                with self._context.database.durable() as connection:
                    self._settle(connection, row, result, now)
                    audit.append(connection, self._context.member, self._events([row], [result]), now=now)
                self._count([result], counts)
                counts.retried += 1
            self._progress(counts)

    def _due(self, now: int) -> Sequence[Any]:
        """Of each thread the record that failed first, where it is due. (One that was settled is gone, or due later than `now`.)"""
        before = deliveries.alias()
        earlier = (before.c.failed_at < deliveries.c.failed_at) | (
            (before.c.failed_at == deliveries.c.failed_at) & (before.c.position < deliveries.c.position)
        )
        first = ~exists().where(before.c.store == deliveries.c.store, before.c.thread_id == deliveries.c.thread_id, earlier)
        with self._context.database.reading() as connection:
            return connection.execute(
                select(deliveries, entries)
                .join(entries, entries.c.position == deliveries.c.position)
                .where(deliveries.c.store == self._store.name, deliveries.c.state == RETRY, deliveries.c.next_attempt_at <= now, first)
                .order_by(deliveries.c.failed_at, deliveries.c.position)
                .limit(PAGE)
            ).all()

    def _settle(self, connection: Connection, row: Any, result: DeliveryResult, now: int) -> None:
        mine = (deliveries.c.store == self._store.name) & (deliveries.c.position == row.position)
        if result.status != "refused":
            connection.execute(delete(deliveries).where(mine))
            return
        attempts = row.attempts + 1
        state = PARKED if attempts >= self._context.settings.sync.max_delivery_attempts else RETRY
        pause = min(FIRST_PAUSE_US << attempts, MAX_PAUSE_US)
        values = {"attempts": attempts, "state": state, "next_attempt_at": now + pause, "reason": result.reason}
        connection.execute(update(deliveries).where(mine).values(**values, detail=f"{result.field}: {result.detail}"))
        if state == PARKED:
            event = job_event(
                self._context,
                AuditTag.DELIVERY_PARKED,
                result=audit_pb2.AUDIT_RESULT_FAILED,
                reason=result.reason,
                detail=f"{self._store.name}: {result.detail}",
                record_ids=[result.record_id],
            )
            audit.append(connection, self._context.member, [event], now=now)

    def _hold(self, connection: Connection, row: Any, *, reason: str, detail: str, now: int) -> None:
        values = {
            "store": self._store.name,
            "position": row.position,
            "thread_id": _thread(row),
            "record_id": row.record_id,
            "state": RETRY,
            "attempts": 1,
            "next_attempt_at": now + FIRST_PAUSE_US,
            "reason": reason,
            "detail": detail,
            "failed_at": now,
        }
        dialect = sqlite if self._context.database.is_sqlite else postgresql
        connection.execute(dialect.insert(deliveries).values(**values).on_conflict_do_nothing())

    def _blocked_threads(self, connection: Connection) -> set[str]:
        return set(connection.execute(select(deliveries.c.thread_id).where(deliveries.c.store == self._store.name)).scalars())

    def _cursor(self, connection: Connection, ledger: int) -> int:
        mine = (delivery_cursors.c.store == self._store.name) & (delivery_cursors.c.ledger == ledger)
        return int(connection.execute(select(delivery_cursors.c.next_index).where(mine)).scalar() or 0)

    def _set_cursor(self, connection: Connection, ledger: int, next_index: int) -> None:
        mine = (delivery_cursors.c.store == self._store.name) & (delivery_cursors.c.ledger == ledger)
        connection.execute(delete(delivery_cursors).where(mine))
        connection.execute(insert(delivery_cursors).values(store=self._store.name, ledger=ledger, next_index=next_index))

    def _events(self, rows: Sequence[Any], results: Sequence[DeliveryResult]) -> list[audit_pb2.AuditEvent]:
        done = [row.record_id for row, result in zip(rows, results, strict=True) if result.status == "applied"]
        if not done:
            return []
        detail = f"{self._store.name}: {len(done)} records"
        return [job_event(self._context, AuditTag.RECORDS_DELIVERED, detail=detail, record_ids=done)]

    def _count(self, results: Sequence[DeliveryResult], counts: DeliverCounts) -> None:
        for result in results:
            if result.status == "applied":
                counts.applied += 1
            elif result.status == "already":
                counts.already += 1
            else:
                counts.refused += 1


def _copy_refused(row: Any, other: int) -> DeliveryResult:
    detail = f"another ledger used this record_id first (entry {index_of(other)} there); one of the two members must explain it"
    return DeliveryResult(record_id=row.record_id, status="refused", reason="DUPLICATE_RECORD", field="record_id", detail=detail)


def _thread(row: Any) -> str:
    """The thread a record belongs to: its own where it starts one."""
    return str(row.thread_id or row.record_id)


def _delivery(row: Any) -> Delivery:
    header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
    return Delivery(
        record_id=header.record_id,
        thread_id=header.thread_id,
        supersedes=header.supersedes,
        origin=header.origin,
        organ=header.organ,
        issued_at=header.issued_at.ToDatetime(tzinfo=UTC),
        body=record_pb2.RecordBody.FromString(bytes(row.body)),
    )


def replay(context: NodeContext, *, store: str = "", record_id: str = "", reason: str = "") -> int:
    """Makes parked deliveries due at once (all, or of one store, record or reason); returns how many."""
    now = context.microseconds()
    with context.database.durable() as connection:
        chosen = deliveries.c.state == PARKED
        if store:
            chosen &= deliveries.c.store == store
        if record_id:
            chosen &= deliveries.c.record_id == record_id
        if reason:
            chosen &= deliveries.c.reason == reason
        ids = list(connection.execute(select(deliveries.c.record_id).where(chosen)).scalars())
        connection.execute(update(deliveries).where(chosen).values(state=RETRY, attempts=0, next_attempt_at=now))
        if ids:
            audit.append(connection, context.member, [job_event(context, AuditTag.DELIVERY_REPLAYED, record_ids=ids[:1000])], now=now)
    return len(ids)


def list_held(context: NodeContext) -> Sequence[Any]:
    """All deliveries that haven't gone through, oldest first."""
    with context.database.reading() as connection:
        return connection.execute(select(deliveries).order_by(deliveries.c.failed_at, deliveries.c.position)).all()
