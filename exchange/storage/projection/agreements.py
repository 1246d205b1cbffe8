"""Agreements, as each party signed them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from exchange.domain.policy import AgreementTerms
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, fitting
from exchange.storage.tables import agreements
from exchange.v1 import agreement_pb2, record_pb2

MIN_MEMBERS = 2  # exchange/v1/agreement.proto


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of agreements. One between nobody, or whose dates don't exist, is no ground for anything, whoever signed it: it gets none."""
    rows = (_row(one, chunk.member) for one in found if _is_sound(one.body.agreement))
    insert_rows(connection, agreements, fitting(agreements, rows))


def _is_sound(agreement: agreement_pb2.Agreement) -> bool:
    """A neighbour's record was verified, its fields weren't: its node may have checked nothing."""
    try:
        terms = AgreementTerms.of(agreement)
    except ValueError:
        return False
    return len(terms.members) >= MIN_MEMBERS


def _row(one: Found, member: str) -> tuple[Any, ...]:
    """The parties' records name the same terms when their fields are the same, whatever their bytes' order."""
    agreement = one.body.agreement
    terms = sha256(agreement.SerializeToString(deterministic=True)).digest()
    members = ",".join(sorted(agreement.members))
    return (one.position, agreement.agreement_id, member, terms, members, agreement.valid_from, agreement.valid_to)


PROJECTOR = Projector(types=frozenset({record_pb2.RECORD_TYPE_AGREEMENT}), tables=(agreements,), project=project)
