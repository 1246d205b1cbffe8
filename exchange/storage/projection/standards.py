"""Standards and the matters they name, mappings between matters, adoptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, fitting, mark_superseded
from exchange.storage.tables import standard_adoptions, standard_mappings, standard_matters, standards
from exchange.v1 import record_pb2


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of each kind; marks what was replaced."""
    versions = [one for one in found if one.type == record_pb2.RECORD_TYPE_STANDARD]
    mappings = [one for one in found if one.type == record_pb2.RECORD_TYPE_STANDARD_MAPPING]
    adoptions = [one for one in found if one.type == record_pb2.RECORD_TYPE_STANDARD_ADOPTION]
    insert_rows(connection, standards, fitting(standards, (_row(one, chunk.member) for one in versions)))
    insert_rows(
        connection, standard_matters, fitting(standard_matters, ((code, one.position) for one in versions for code in _matters(one)))
    )
    insert_rows(connection, standard_mappings, fitting(standard_mappings, (_mapping_row(one, chunk.member) for one in mappings)))
    insert_rows(connection, standard_adoptions, fitting(standard_adoptions, (_adoption_row(one, chunk.member) for one in adoptions)))
    for table, records in ((standards, versions), (standard_mappings, mappings), (standard_adoptions, adoptions)):
        mark_superseded(connection, table, chunk, records)


def _row(one: Found, member: str) -> tuple[Any, ...]:
    standard = one.body.standard
    dates = (standard.valid_from, standard.valid_to)
    return (one.position, one.record_id, member, standard.standard_id, standard.version, standard.kind, standard.domain, *dates, None)


def _matters(one: Found) -> list[str]:
    """Every matter the standard is about, its lines' own too."""
    standard = one.body.standard
    return sorted({*standard.matter_codes, *(item.matter_code for item in standard.items if item.matter_code)})


def _mapping_row(one: Found, member: str) -> tuple[Any, ...]:
    mapping = one.body.standard_mapping
    ends = (mapping.from_member, mapping.from_matter_code, mapping.to_member, mapping.to_matter_code)
    return (one.position, one.record_id, member, *ends, mapping.relation, mapping.valid_from, mapping.valid_to, None)


def _adoption_row(one: Found, member: str) -> tuple[Any, ...]:
    adoption = one.body.standard_adoption
    what = (adoption.standard_id, adoption.issuer, adoption.version, adoption.adoption, adoption.valid_from, adoption.valid_to)
    return (one.position, one.record_id, member, one.header().organ, *what, None)


PROJECTOR = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_STANDARD, record_pb2.RECORD_TYPE_STANDARD_MAPPING, record_pb2.RECORD_TYPE_STANDARD_ADOPTION}),
    tables=(standards, standard_matters, standard_mappings, standard_adoptions),
    project=project,
)
