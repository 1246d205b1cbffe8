"""Agreements, as each party signed them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector
from exchange.storage.tables import agreements
from exchange.v1 import record_pb2


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of agreements."""
    insert_rows(connection, agreements, [_row(one, chunk.member) for one in found])


def _row(one: Found, member: str) -> tuple[Any, ...]:
    """The parties' records name the same terms when their fields are the same, whatever their bytes' order."""
    agreement = one.body.agreement
    terms = sha256(agreement.SerializeToString(deterministic=True)).digest()
    members = ",".join(sorted(agreement.members))
    return (one.position, agreement.agreement_id, member, terms, members, agreement.valid_from, agreement.valid_to)


PROJECTOR = Projector(types=frozenset({record_pb2.RECORD_TYPE_AGREEMENT}), tables=(agreements,), project=project)
