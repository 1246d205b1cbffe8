"""Standards and the matters they name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, mark_superseded
from exchange.storage.tables import standard_matters, standards
from exchange.v1 import record_pb2


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of standards; marks versions that were replaced."""
    insert_rows(connection, standards, [_row(one, chunk.member) for one in found])
    insert_rows(connection, standard_matters, [(code, one.position) for one in found for code in one.body.standard.matter_codes])
    mark_superseded(connection, standards, chunk, found)


def _row(one: Found, member: str) -> tuple[Any, ...]:
    standard = one.body.standard
    dates = (standard.valid_from, standard.valid_to)
    return (one.position, one.record_id, member, standard.standard_id, standard.version, standard.kind, standard.domain, *dates, None)


PROJECTOR = Projector(types=frozenset({record_pb2.RECORD_TYPE_STANDARD}), tables=(standards, standard_matters), project=project)
