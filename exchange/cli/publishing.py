"""Publishing many records: in chunks, each at most once, a refused one found without holding up its neighbours.

A chunk is appended as a whole or refused as a whole (record_service.proto). One that is refused for what a record says is halved until
the refused record stands alone; one refused for anything else (who calls, on which basis) ends the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from exchange.cli.errors import CliError
from exchange.texts.i18n import _
from exchange.v1 import record_pb2, record_service_pb2
from exchange.v1.record_service_pb2_grpc import RecordServiceStub

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.cli.drafts import Publishable

CHUNK_SIZE = 500  # records; LIBRARIES.md: a few hundred to 1,000 a message
REQUEST_NAMESPACE = uuid5(NAMESPACE_URL, "urn:delta-exchange:request")
RECORD_REASONS = frozenset(
    {
        "FIELD_INVALID",
        "REQUEST_ID_REUSED",
        "HEADER_MALFORMED",
        "BODY_MALFORMED",
        "BODY_DIGEST_MISMATCH",
        "TYPE_MISMATCH",
        "ORIGIN_MISMATCH",
        "KEY_UNKNOWN",
        "KEY_NOT_VALID",
        "SIGNATURE_INVALID",
        "BATCH_PROOF_INVALID",
        "DUPLICATE_RECORD",
        "ISSUED_IN_FUTURE",
        "ONWARD_TRANSFER",
        "IDENTITY_NUMBER",
        "THREAD_UNKNOWN",
        "AGREEMENT_SCOPE",
        "IMPACT_ASSESSMENT_MISSING",
        "NOT_ORIGIN",
        "SECRET_MARKED",
    }
)
"""Reasons (error.proto) that are about one record, so that its neighbours may still go through."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One record to publish under a request id; `place` says where it was read, for reports."""

    place: int
    request_id: str
    record: Publishable


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of an item: its record's id and index, or the refusal."""

    item: Item
    record_id: str = ""
    index: int = 0
    repeated: bool = False
    refusal: CliError | None = None


def request_id(*parts: str) -> str:
    """UUIDv5 of the parts, so that the same request has the same id however often it is made."""
    return str(uuid5(REQUEST_NAMESPACE, "\x1f".join(parts)))


def import_request_id(*, organ: str, source_key: str, content_digest: bytes, supersedes: str = "") -> str:
    """The id under which a source's row, with this content, is published at most once.

    `supersedes` counts too: a row that goes back to an earlier content is news again.
    """
    parts = [organ, source_key, content_digest.hex()]
    return request_id(*parts, supersedes) if supersedes else request_id(*parts)


def item_of(record: Publishable, *, place: int) -> Item:
    """An item whose request id is derived from the record's content."""
    digest = sha256(record.SerializeToString(deterministic=True)).hexdigest()
    organ = record.organ if isinstance(record, record_pb2.RecordDraft) else ""
    return Item(place=place, request_id=request_id(organ, "file", digest), record=record)


def publish(client: Client, items: Iterable[Item], *, chunk_size: int = CHUNK_SIZE) -> Iterator[Result]:
    """Publishes the items; results come in the items' order.

    Raises:
        CliError: the call as a whole was refused. What was published before stays, and is recognised when it is sent again.
    """
    for _kind, run in groupby(items, key=lambda item: type(item.record)):  # a request's drafts and signed records are lists apart
        while chunk := list(islice(run, chunk_size)):
            yield from _publish_chunk(client, chunk)


def publish_one(client: Client, draft: record_pb2.RecordDraft) -> Result:
    """Publishes one draft, at most once however often it is tried.

    Raises:
        CliError: it, or the call, was refused.
    """
    result = next(iter(publish(client, [item_of(draft, place=0)])))
    if result.refusal is not None:
        raise result.refusal
    return result


def _publish_chunk(client: Client, chunk: Sequence[Item]) -> Iterator[Result]:
    import grpc

    from exchange.cli.remote import from_rpc_error

    try:
        response = _send(client, chunk)
    except grpc.RpcError as error:
        refusal = from_rpc_error(error, client.connection)
        if refusal.reason not in RECORD_REASONS:
            raise refusal from error
        if len(chunk) == 1:
            yield Result(item=chunk[0], refusal=refusal)
            return
        middle = len(chunk) // 2
        yield from _publish_chunk(client, chunk[:middle])
        yield from _publish_chunk(client, chunk[middle:])
        return
    for item, one in zip(chunk, response.records, strict=True):
        yield Result(item=item, record_id=one.record_id, index=one.index, repeated=one.repeated_request)


def _send(client: Client, chunk: Sequence[Item]) -> record_service_pb2.PublishRecordsResponse:
    request = record_service_pb2.PublishRecordsRequest(request_id=_chunk_id(chunk))
    for item in chunk:
        if isinstance(item.record, record_pb2.RecordDraft):
            request.drafts.add(request_id=item.request_id, draft=item.record)
        else:
            request.records.append(item.record)
    stub = client.stub(RecordServiceStub)
    responses = stub.PublishRecords(iter([request]), metadata=client.metadata, timeout=client.connection.timeout_s)
    response: record_service_pb2.PublishRecordsResponse | None = next(responses, None)
    if response is None or len(response.records) != len(chunk):
        raise CliError(_("the node's answer doesn't fit the records that were sent"), reason="INTERNAL")
    return response


def _chunk_id(chunk: Sequence[Item]) -> str:
    digest = sha256(b"".join(UUID(item.request_id).bytes for item in chunk)).hexdigest()
    return request_id("chunk", digest)
