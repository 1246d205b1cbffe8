"""Collecting: what is new or changed in a local case store becomes signed records in this node's own ledger.

Exactly once: the records, the store's cursor and the table `collected` (which row became which record) are written in one transaction. A
changed row becomes a record that supersedes the one before; a withdrawn row becomes an OutcomeRevision in its thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from exchange.domain.audit import AuditTag
from exchange.domain.casestore import CaseStore, Change, RowFault, content_digest
from exchange.domain.policy import PolicyError
from exchange.settings import CaseStoreSettings
from exchange.storage.bulk import chunks
from exchange.storage.tables import collect_cursors, collected
from exchange.storage.writer import Item, Submission
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.publisher import LEGAL_ZONE, DraftRequest, Publisher
from exchange.v1 import audit_pb2, outcome_pb2, record_pb2
from exchange.wire import RefusedError, reason_name

PAGE = 1000  # rows collected and signed at once


@dataclass(slots=True)
class CollectCounts:
    """What a run collected."""

    published: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0


@dataclass(slots=True)
class _Page:
    """One page on its way: drafts with what they become in table `collected`."""

    drafts: list[record_pb2.RecordDraft] = field(default_factory=list)
    keys: list[tuple[str, bytes]] = field(default_factory=list)


class Collector:
    """Collects from one store."""

    def __init__(
        self,
        context: NodeContext,
        settings: CaseStoreSettings,
        store: CaseStore,
        *,
        progress: Callable[[CollectCounts], None] = lambda _counts: None,
    ) -> None:
        self._context = context
        self._settings = settings
        self._store = store
        self._publisher = Publisher(context)
        self._progress = progress

    def collect(self) -> CollectCounts:
        """Takes all that is new; each page is committed by itself.

        Raises:
            StoreUnreachableError: the store can't be read; what was committed before stays.
        """
        counts = CollectCounts()
        cursor = self._cursor()
        while True:
            page = self._store.collect(cursor, PAGE)
            if page.cursor != cursor:
                self._take(page.changes, page.rejected, page.cursor, counts)
                cursor = page.cursor
                self._progress(counts)
            if not page.more:
                return counts

    def _cursor(self) -> str:
        with self._context.database.reading() as connection:
            found = connection.execute(select(collect_cursors.c.cursor).where(collect_cursors.c.store == self._store.name)).scalar()
        return found or ""

    def _take(self, changes: Sequence[Change], rejected: Sequence[RowFault], cursor: str, counts: CollectCounts) -> None:
        known = self._known([one.source_key for one in changes])
        page = _Page()
        faults = list(rejected)
        for change in changes:
            self._draft(change, known, page, counts)
        items = self._sign(page, faults)
        keys = page.keys

        def remember(connection: Connection) -> None:
            rows = {key: (self._store.name, key, digest, item.entry.record_id) for (key, digest), item in zip(keys, items, strict=True)}
            names = list(rows)
            for block in chunks(names):
                connection.execute(delete(collected).where(collected.c.store == self._store.name, collected.c.source_key.in_(block)))
            if rows:
                connection.execute(insert(collected), [dict(zip(collected.c.keys(), row, strict=True)) for row in rows.values()])
            connection.execute(delete(collect_cursors).where(collect_cursors.c.store == self._store.name))
            connection.execute(insert(collect_cursors).values(store=self._store.name, cursor=cursor))

        self._context.writer.submit(Submission(items=items, audit=self._events(items, faults), companion=remember)).result()
        counts.rejected += len(faults)
        counts.published += len(items)

    def _known(self, keys: Sequence[str]) -> dict[str, tuple[bytes, str]]:
        found: dict[str, tuple[bytes, str]] = {}
        with self._context.database.reading() as connection:
            for block in chunks(keys):
                rows = connection.execute(select(collected).where(collected.c.store == self._store.name, collected.c.source_key.in_(block)))
                found.update({row.source_key: (bytes(row.digest), row.record_id) for row in rows})
        return found

    def _draft(self, change: Change, known: dict[str, tuple[bytes, str]], page: _Page, counts: CollectCounts) -> None:
        digest, record_id = known.get(change.source_key, (b"", ""))
        if change.operation == "withdraw" or change.outcome is None:
            if record_id and digest:
                page.drafts.append(self._withdrawal(change, record_id))
                page.keys.append((change.source_key, b""))  # an empty digest: withdrawn; the row may come back as new
                counts.withdrawn += 1
            return
        now = content_digest(change.outcome)
        if now == digest:
            counts.unchanged += 1
            return
        page.drafts.append(
            self._base(purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION, supersedes=record_id if digest else "", outcome=change.outcome)
        )
        page.keys.append((change.source_key, now))

    def _base(self, **values: Any) -> record_pb2.RecordDraft:
        return record_pb2.RecordDraft(
            organ=self._settings.organ,
            audience=self._settings.audience,
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=self._settings.basis_id,
            **values,
        )

    def _withdrawal(self, change: Change, record_id: str) -> record_pb2.RecordDraft:
        revision = outcome_pb2.OutcomeRevision(
            kind=change.withdrawal or outcome_pb2.OUTCOME_REVISION_KIND_REVOKED,
            reason=change.reason or "案件库撤销，未说明原因",
            effective_on=self._context.now().astimezone(LEGAL_ZONE).date().isoformat(),
        )
        return self._base(purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION, thread_id=record_id, outcome_revision=revision)

    def _sign(self, page: _Page, faults: list[RowFault]) -> list[Item]:
        """Signs the page; where policy or content forbids one row, that row is reported and the others go on."""
        try:
            return self._publisher.draft_items([DraftRequest(draft=one) for one in page.drafts])
        except (RefusedError, PolicyError):
            items: list[Item] = []
            kept: list[tuple[str, bytes]] = []
            for draft, key in zip(page.drafts, page.keys, strict=True):
                try:
                    items += self._publisher.draft_items([DraftRequest(draft=draft)])
                except (RefusedError, PolicyError) as error:
                    faults.append(
                        RowFault(
                            line=0, field=getattr(error, "field", ""), rule=reason_name(error.reason), value=key[0][:40], message=str(error)
                        )
                    )
                else:
                    kept.append(key)
            page.keys = kept
            return items

    def _events(self, items: Sequence[Item], faults: Sequence[RowFault]) -> list[audit_pb2.AuditEvent]:
        context = self._context
        ids = [item.entry.record_id or "" for item in items]
        events = (
            [job_event(context, AuditTag.CASES_COLLECTED, detail=f"{self._store.name}: {len(items)} records", record_ids=ids)]
            if items
            else []
        )
        events += [
            job_event(
                context,
                AuditTag.CASE_REJECTED,
                result=audit_pb2.AUDIT_RESULT_REFUSED,
                reason=one.rule,
                detail=f"{self._store.name} {one.line} {one.field}: {one.message}",
            )
            for one in faults
        ]
        return events
