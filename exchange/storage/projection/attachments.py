"""Which record cites which file. What a neighbour's node didn't check is checked here: a digest of 32 bytes, a type that is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from exchange.domain.attachments import DIGEST_SIZE, media_types
from exchange.domain.policy import cited_attachments
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector
from exchange.storage.tables import attachment_citations
from exchange.v1 import record_pb2

MAX_SIZE = (1 << 63) - 1  # the column's; no node takes so much


def project(connection: Connection, _chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of attachment_citations."""
    insert_rows(connection, attachment_citations, [row for one in found for row in _rows(one)])


def _rows(one: Found) -> list[tuple[Any, ...]]:
    cited = {bytes(each.digest): each for each in cited_attachments(one.body) if len(each.digest) == DIGEST_SIZE}
    return [
        (one.position, digest, each.media_type if each.media_type in media_types() else "", min(each.size, MAX_SIZE))
        for digest, each in cited.items()
    ]


PROJECTOR = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_LEAD, record_pb2.RECORD_TYPE_LEAD_EVENT, record_pb2.RECORD_TYPE_CORRECTION_REQUEST}),
    tables=(attachment_citations,),
    project=project,
)
