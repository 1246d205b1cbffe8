"""What the services share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from exchange.node.calls import Call, current
from exchange.storage.audit import MAX_SUBJECTS
from exchange.storage.reading import Reader
from exchange.storage.writer import Appended, Item, Receipt, Submission
from exchange.sync.context import NodeContext
from exchange.sync.publisher import Publisher
from exchange.v1 import audit_pb2, outcome_pb2, record_pb2, record_service_pb2

T = TypeVar("T")


class Service:
    """A servicer's common part."""

    def __init__(self, context: NodeContext) -> None:
        self.context = context
        self.publisher = Publisher(context)

    def reader(self) -> Reader:
        """The caller, as queries know it."""
        call = current()
        role = call.identity.role.value if call.identity else ""
        return Reader(member=call.member, own=self.context.member, role=role, purpose=call.purpose)

    async def read(self, question: Callable[[Connection], T]) -> T:
        """Asks the database in a thread, in one read-only transaction."""

        def ask() -> T:
            with self.context.database.reading() as connection:
                return question(connection)

        return await asyncio.to_thread(ask)

    def log_ahead(self, call: Call) -> None:
        """Starts to write the call's event once it is known what will be shown; the entrance waits for it before the answer goes out.

        Should the answer fail after all, the event has said too much, which an auditor can live with; never too little.
        """
        call.event_on_its_way = self.context.writer.submit(Submission(audit=[call.event(audit_pb2.AUDIT_RESULT_ALLOWED)]))

    async def publish(self, items: Sequence[Item], call: Call) -> Receipt:
        """Appends to the own ledger; in the same transaction goes the call's audit event, naming the records that stand there."""
        call.logged = True

        def events(appended: Sequence[Appended]) -> Sequence[audit_pb2.AuditEvent]:
            repeated = sum(1 for one in appended if one.repeated)
            event = call.event(
                audit_pb2.AUDIT_RESULT_ALLOWED, detail=f"{repeated} of {len(appended)} were there already" if repeated else ""
            )
            del event.record_ids[:]
            event.record_ids.extend([*call.record_ids, *(one.record_id for one in appended)][:MAX_SUBJECTS])
            return [event]

        return await asyncio.wrap_future(self.context.writer.submit(Submission(items=items, audit=events)))


def subject_key(subject: outcome_pb2.Outcome | object) -> str:
    """How the audit log names a company: its USCC, else its registration number, else its name."""
    return getattr(subject, "uscc", "") or getattr(subject, "registration_number", "") or f"name:{getattr(subject, 'name', '')}"


def subjects_in(body: record_pb2.RecordBody | None) -> list[str]:
    """The companies a body is about."""
    if body is None:
        return []
    payload = body.WhichOneof("payload")
    if payload in {"outcome", "lead"} and getattr(body, payload).HasField("subject"):
        return [subject_key(getattr(body, payload).subject)]
    return []


def published(receipt: Receipt) -> record_service_pb2.PublishRecordResponse:
    """The answer about the one record of a receipt."""
    one = receipt.appended[0]
    return record_service_pb2.PublishRecordResponse(
        record_id=one.record_id,
        index=one.index,
        state=record_pb2.RECORD_STATE_PUBLISHED,
        repeated_request=one.repeated,
        checkpoint=receipt.checkpoint,
    )
