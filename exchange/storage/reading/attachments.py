"""Which records cite a file, for what the policy has to decide of it; and what of a record's files is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from exchange.domain.policy import Citation
from exchange.storage import attachments as store
from exchange.storage import threads
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import list_heads, read_position
from exchange.storage.tables import INDEX_BITS, attachment_citations, attachment_fetches, attachments, entries
from exchange.v1 import lead_pb2, lead_service_pb2, record_pb2

USCC_SIZE = 18  # a holder that isn't an organ is a member's code, of six digits


def citations(connection: Connection, digest: bytes) -> list[Citation]:
    """The trusted records here that cite a file, with the organs that take part in each matter."""
    members = {head.number: head.member for head in list_heads(connection)}
    table = attachment_citations
    statement = (
        select(entries)
        .join(table, table.c.position == entries.c.position)
        .where(table.c.digest == digest, entries.c.refused.is_(None), entries.c.body.is_not(None))
        .order_by(entries.c.position)
    )
    return [_citation(connection, row, members) for row in connection.execute(statement).all()]


def _citation(connection: Connection, row: Any, members: Mapping[int, str]) -> Citation:
    header = threads.header_of(row)
    return Citation(
        origin=members[row.position >> INDEX_BITS],
        audience=frozenset(header.audience),
        withheld=header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD,
        organs=frozenset({header.organ, *_parties(connection, row, header)} - {""}),
    )


def _parties(connection: Connection, row: Any, header: record_pb2.RecordHeader) -> Iterable[str]:
    """The organs of the matter that a record is about, besides the one that signed it."""
    if row.type == record_pb2.RECORD_TYPE_CORRECTION_REQUEST:
        request = record_pb2.RecordBody.FromString(bytes(row.body)).correction_request
        about = read_position(connection, request.record_id)
        return {threads.header_of(about).organ} if about else set()
    thread = threads.load(connection, header.thread_id or header.record_id)
    if thread is None:
        return set()
    return {thread.from_organ, thread.lead.to_organ, thread.handler, *(one.step.organ for one in thread.steps if not one.refused)}


def uploaders(connection: Connection, digest: bytes) -> frozenset[str]:
    """The organs of this member that brought a file, or are at it."""
    holders = connection.execute(select(attachments.c.holder).where(attachments.c.digest == digest)).scalars()
    return frozenset(one for one in holders if len(one) == USCC_SIZE)


def neighbours_files(
    connection: Connection, digests: Collection[bytes], *, own: str, members: frozenset[str]
) -> dict[bytes, frozenset[str]]:
    """Of these files those that came here with a neighbour's record, and the members that may have each.

    A file is one's own if an own organ brought or cited it before any neighbour did: else a neighbour could make it its own by citing it.
    """
    ours: dict[bytes, int] = {}
    theirs: dict[bytes, int] = {}
    readers: dict[bytes, frozenset[str]] = {}
    for block in chunks(digests):
        ours |= _brought_at(connection, block)
        for row in connection.execute(_citing(block)):
            header, digest = threads.header_of(row), bytes(row.digest)
            first = ours if header.origin == own else theirs
            first[digest] = min(first.get(digest, row.stored_at), row.stored_at)
            if header.origin != own:
                readers[digest] = readers.get(digest, frozenset()) | {header.origin} | (frozenset(header.audience) or members)
    return {digest: who for digest, who in readers.items() if digest not in ours or theirs[digest] < ours[digest]}


def _brought_at(connection: Connection, digests: Sequence[bytes]) -> dict[bytes, int]:
    """When own organs began to bring files, µs."""
    statement = (
        select(attachments.c.digest, func.min(attachments.c.created_at).label("at"))
        .where(attachments.c.digest.in_(digests), func.length(attachments.c.holder) == USCC_SIZE)
        .group_by(attachments.c.digest)
    )
    return {bytes(row.digest): row.at for row in connection.execute(statement)}


def _citing(digests: Sequence[bytes]) -> Select[Any]:
    table = attachment_citations
    statement = select(table.c.digest, entries.c.envelope, entries.c.stored_at).join(entries, entries.c.position == table.c.position)
    return statement.where(table.c.digest.in_(digests), entries.c.refused.is_(None))


def attachment_views(connection: Connection, cited: Sequence[lead_pb2.Attachment]) -> list[lead_service_pb2.AttachmentView]:
    """The files that a thread's records cite, and how much of each is here."""
    views = []
    for digest, one in {bytes(each.digest): each for each in cited}.items():
        view = lead_service_pb2.AttachmentView(attachment=one)
        if found := store.held(connection, digest):
            view.received, view.complete = found[1].received, found[1].complete
        if not view.complete:
            view.failure = connection.execute(_FAILURE, {"digest": digest}).scalar() or ""
        views.append(view)
    return views


_FAILURE = select(attachment_fetches.c.reason).where(attachment_fetches.c.digest == bindparam("digest")).limit(1)
