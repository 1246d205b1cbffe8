"""What the services share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from exchange.node.calls import Call, current
from exchange.storage.reading import Reader
from exchange.storage.writer import Item, Receipt, Submission
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
        return Reader(member=current().member, own=self.context.member)

    async def read(self, question: Callable[[Connection], T]) -> T:
        """Asks the database in a thread, in one read-only transaction."""

        def ask() -> T:
            with self.context.database.reading() as connection:
                return question(connection)

        return await asyncio.to_thread(ask)

    async def publish(self, items: Sequence[Item], call: Call) -> Receipt:
        """Appends to the own ledger; the call's audit event goes into the same transaction."""
        call.record_ids.extend(item.entry.record_id or "" for item in items[:1000])
        call.logged = True
        event = call.event(audit_pb2.AUDIT_RESULT_ALLOWED)
        return await asyncio.wrap_future(self.context.writer.submit(Submission(items=items, audit=[event])))


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
