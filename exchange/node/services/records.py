"""RecordService: publish one or many, get, list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import ledger_origin
from exchange.ledger.envelope import parse_header
from exchange.node.calls import Call, current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service, published, subject_key, subjects_in
from exchange.storage import ledgers, reading
from exchange.storage.writer import Item, Receipt, RequestKey
from exchange.sync.publisher import DraftRequest
from exchange.v1 import error_pb2, record_pb2
from exchange.v1 import record_service_pb2 as pb
from exchange.v1.record_service_pb2_grpc import RecordServiceServicer
from exchange.wire import RefusedError


class RecordService(Service, RecordServiceServicer):
    """For organs of this member; other members' organs may read what is for them."""

    async def GetRecord(self, request: pb.GetRecordRequest, _context: Any) -> pb.GetRecordResponse:
        """One record with its place."""
        call, reader = current(), self.reader()
        call.tag, call.query = AuditTag.RECORD_READ, request.record_id

        def ask(connection: Any) -> pb.StoredRecord | None:
            row = reading.record_by_id(connection, request.record_id, reader)
            known = reading.Ledgers.read(connection)
            if row is None:
                return None
            return reading.stored_record(row, known, erased=reading.tombstones(connection, [row], known=known, reader=reader))

        found = await self.read(ask)
        if found is None:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no record {request.record_id} that {reader.member} may see is held here")
        call.shows(subjects=subjects_in(found.body), record_ids=[request.record_id])
        return pb.GetRecordResponse(record=found)

    async def ListRecords(self, request: pb.ListRecordsRequest, _context: Any) -> pb.ListRecordsResponse:
        """Records oldest first, a page at a time."""
        call, reader, limit = current(), self.reader(), page_size(request)
        call.tag = AuditTag.RECORDS_LISTED
        after = key_in(request, 0)

        def ask(connection: Any) -> tuple[list[pb.StoredRecord], str]:
            rows = reading.list_records(connection, request, reader, after=after, limit=limit + 1)
            known = reading.Ledgers.read(connection)
            token = token_for(request, rows[limit - 1].position) if len(rows) > limit else ""
            erased = reading.tombstones(connection, rows[:limit], known=known, reader=reader)
            return [reading.stored_record(row, known, erased=erased) for row in rows[:limit]], token

        found, token = await self.read(ask)
        call.shows(subjects=[key for one in found for key in subjects_in(one.body)], record_ids=[one.header.record_id for one in found])
        return pb.ListRecordsResponse(records=found, next_page_token=token)

    async def PublishRecord(self, request: pb.PublishRecordRequest, _context: Any) -> pb.PublishRecordResponse:
        """One record into this node's ledger."""
        call = current()
        call.tag = AuditTag.RECORD_PUBLISHED
        if request.WhichOneof("content") == "record":
            (item,) = await self._signed([request.record], call)
            digest = sha256(request.record.SerializeToString(deterministic=True)).digest()
            key = RequestKey(request_id=request.request_id, caller=call.identity.uri if call.identity else "", digest=digest)
            items = [replace(item, request=key)]
        else:
            items = await self._drafted([pb.DraftItem(request_id=request.request_id, draft=request.draft)], call)
        return published(await self.publish(items, call))

    async def PublishRecords(
        self, requests: AsyncIterator[pb.PublishRecordsRequest], _context: Any
    ) -> AsyncIterator[pb.PublishRecordsResponse]:
        """Chunks, each appended as a whole or refused as a whole."""
        call = current()
        call.tag = AuditTag.RECORD_PUBLISHED
        async for request in requests:
            call.subjects.clear()
            call.record_ids.clear()
            items = [*await self._signed(request.records, call), *await self._drafted(request.drafts, call)]
            yield _chunk_answer(request.request_id, await self.publish(items, call))

    async def _signed(self, records: Sequence[record_pb2.SignedRecord], call: Call) -> list[Item]:
        if not records:
            return []
        for record in records:
            organ = parse_header(record.header).organ
            if call.identity and organ != call.identity.name:
                raise RefusedError(
                    error_pb2.ERROR_REASON_SIGNING_NOT_GRANTED, f"the certificate is {call.identity.name}'s; it can't publish for {organ}"
                )

        def verify() -> list[Item]:
            with self.context.database.reading() as connection:
                size = ledgers.get(connection, ledger_origin(self.context.member)).size
            items = self.publisher.signed_items(records, next_index=size)
            for record in records:  # verified: the bodies can be read
                call.shows(subjects=subjects_in(record_pb2.RecordBody.FromString(record.body)))
            return items

        return await asyncio.to_thread(verify)

    async def _drafted(self, drafts: Sequence[pb.DraftItem], call: Call) -> list[Item]:
        if not drafts:
            return []
        caller = call.identity.uri if call.identity else ""
        for item in drafts:
            if call.identity and item.draft.organ != call.identity.name:
                raise RefusedError(
                    error_pb2.ERROR_REASON_SIGNING_NOT_GRANTED,
                    f"the certificate is {call.identity.name}'s; it can't publish for {item.draft.organ}",
                )
            _note_subject(item.draft, call)

        def sign() -> list[Item]:
            return self.publisher.draft_items(
                [
                    DraftRequest(
                        draft=item.draft,
                        request=RequestKey(
                            request_id=item.request_id,
                            caller=caller,
                            digest=sha256(item.draft.SerializeToString(deterministic=True)).digest(),
                        ),
                    )
                    for item in drafts
                ]
            )

        return await asyncio.to_thread(sign)


def _note_subject(draft: record_pb2.RecordDraft, call: Call) -> None:
    payload = draft.WhichOneof("payload")
    if payload in {"outcome", "lead"} and getattr(draft, payload).HasField("subject"):
        call.shows(subjects=[subject_key(getattr(draft, payload).subject)])


def _chunk_answer(request_id: str, receipt: Receipt) -> pb.PublishRecordsResponse:
    records = [pb.PublishedRecord(record_id=one.record_id, index=one.index, repeated_request=one.repeated) for one in receipt.appended]
    return pb.PublishRecordsResponse(
        request_id=request_id, records=records, state=record_pb2.RECORD_STATE_PUBLISHED, checkpoint=receipt.checkpoint
    )
