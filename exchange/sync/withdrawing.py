"""A withdrawal at a neighbour: its effects here are gone as soon as it is projected; this says so in the audit log, and to the origin.

Of each withdrawal, once, whatever is killed in between:

1. That it was applied is written down with its moment (`applied_withdrawals`) and logged (WITHDRAWAL_APPLIED), in one transaction.
2. A WithdrawalReport with that moment is signed into this node's ledger, for the origin, under a request id made of the withdrawal alone:
   a second try finds the first. In the same transaction it is logged (WITHDRAWAL_REPORTED).

It is signed by the organ that relied, where the node signs for it; where nothing relied, by any organ that the node signs for. Otherwise
the report is the organ's to publish, and stays outstanding until then.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Connection, insert, select

from exchange.domain.audit import AuditTag
from exchange.domain.policy import PolicyError
from exchange.storage import audit, reading
from exchange.storage.bulk import chunks
from exchange.storage.tables import applied_withdrawals
from exchange.storage.writer import Appended, RequestKey, Submission
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.publisher import DraftRequest, Publisher
from exchange.v1 import audit_pb2, recognition_pb2, record_pb2
from exchange.wire import RefusedError

PAGE = 200  # withdrawals dealt with at once
MAX_LISTED = 1000  # recognitions that a report names, recognition.proto
BASIS = "law:优化营商环境条例:57"  # 处理结果互认: it binds every member, whatever the recognitions stood on
NAMESPACE = uuid5(NAMESPACE_URL, "urn:delta-exchange:withdrawal")
log = logging.getLogger(__name__)


@dataclass(slots=True)
class WithdrawalCounts:
    """What a run did."""

    applied: int = 0
    reported: int = 0
    outstanding: int = 0


class Withdrawing:
    """Applies and reports what neighbours have withdrawn."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._publisher = Publisher(context)

    def run(self) -> WithdrawalCounts:
        """All that is known and not reported yet."""
        counts, after = WithdrawalCounts(), 0
        while rows := self._page(after):
            moments = self._apply(rows, counts)
            for row in rows:
                self._report(row, moments[row.record_id], counts)
            after = rows[-1].position
        return counts

    def _page(self, after: int) -> Sequence[Any]:
        with self._context.database.reading() as connection:
            return reading.unreported(connection, after=after, limit=PAGE)

    def _apply(self, rows: Sequence[Any], counts: WithdrawalCounts) -> dict[str, int]:
        """When each was applied here (µs): now, where nobody has written it down before."""
        context = self._context
        with context.database.durable() as connection:
            now = context.microseconds()
            moments = _applied(connection, [row.record_id for row in rows])
            fresh = [row for row in rows if row.record_id not in moments]
            if fresh:
                ids = dict.fromkeys(row.record_id for row in fresh)  # each once, though hostile members may copy a neighbour's
                connection.execute(insert(applied_withdrawals), [{"record_id": one, "applied_at": now} for one in ids])
                audit.append(connection, context.member, [self._applied_event(connection, row) for row in fresh], now=now)
        counts.applied += len(fresh)
        return moments | {row.record_id: now for row in fresh}

    def _applied_event(self, connection: Connection, row: Any) -> audit_pb2.AuditEvent:
        ended = reading.relied(connection, row.record_id, self._context.member, origin=row.outcome_origin)
        ids = [row.outcome_record_id, row.record_id, *(one.record_id for one in ended)]
        detail = f"{row.outcome_origin} withdrew it; {len(ended)} recognitions are to be reviewed"
        return job_event(self._context, AuditTag.WITHDRAWAL_APPLIED, detail=detail, record_ids=ids[:MAX_LISTED])

    def _report(self, row: Any, applied_at: int, counts: WithdrawalCounts) -> None:
        with self._context.database.reading() as connection:
            ended = reading.relied(connection, row.record_id, self._context.member, origin=row.outcome_origin)
        organ = self._signing_organ({one.organ for one in ended})
        if not organ:
            counts.outstanding += 1
            return
        try:
            counts.reported += self._publish(row, ended, organ=organ, applied_at=applied_at)
        except (RefusedError, PolicyError) as error:  # one that can't be reported doesn't hold up the others
            log.warning("withdrawal %s isn't reported: %s", row.record_id, error)
            counts.outstanding += 1

    def _signing_organ(self, relied: set[str]) -> str:
        """An organ in whose name the node may report: one of those that relied, any where none did; empty where it may for none."""
        _descriptor = self._context.trust.membership.members[self._context.member]
        granted = {one.uscc for one in _descriptor.organs if one.node_signs} & self._context.organ_signers.keys()
        return min(granted & relied if relied else granted, default="")

    def _publish(self, row: Any, ended: Sequence[Any], *, organ: str, applied_at: int) -> bool:
        report = recognition_pb2.WithdrawalReport(
            outcome_record_id=row.outcome_record_id,
            outcome_origin=row.outcome_origin,
            revision_record_id=row.record_id,
            applied_at=Timestamp(seconds=applied_at // 1_000_000, nanos=applied_at % 1_000_000 * 1000),
            scopes=sorted({one.scope for one in ended}),
            recognition_record_ids=[one.record_id for one in ended[:MAX_LISTED]],
            recognitions=len(ended),
        )
        draft = record_pb2.RecordDraft(
            organ=organ,
            thread_id=row.outcome_record_id,
            audience=[row.outcome_origin],
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=BASIS,
            purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
            withdrawal_report=report,
        )
        items = self._publisher.draft_items([DraftRequest(draft=draft, request=_request(self._context.member, row))])
        events = lambda placed: self._reported_events(row, placed)  # noqa: E731  # closes over the row
        receipt = self._context.writer.submit(Submission(items=items, audit=events)).result()
        return not receipt.appended[0].repeated

    def _reported_events(self, row: Any, placed: Sequence[Appended]) -> list[audit_pb2.AuditEvent]:
        """Nothing where it was reported before: that was logged then."""
        ids = [row.outcome_record_id, row.record_id, *(one.record_id for one in placed)]
        new = [one for one in placed if not one.repeated]
        detail = f"to {row.outcome_origin}"
        return [job_event(self._context, AuditTag.WITHDRAWAL_REPORTED, detail=detail, record_ids=ids)] if new else []


def _applied(connection: Connection, record_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for block in chunks(record_ids):
        rows = connection.execute(select(applied_withdrawals).where(applied_withdrawals.c.record_id.in_(block)))
        found.update({row.record_id: row.applied_at for row in rows})
    return found


def _request(member: str, row: Any) -> RequestKey:
    """The same for the same withdrawal, whenever and however often it is tried."""
    name = f"{member} {row.outcome_record_id} {row.record_id}"
    return RequestKey(
        request_id=str(uuid5(NAMESPACE, name)), caller=f"exchange://{member}/node/sync", digest=sha256(name.encode()).digest()
    )
