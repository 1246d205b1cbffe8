"""Standards in their versions, mappings and adoptions. Keys are looked up first; bodies are read only of the rows that are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, Table, and_, bindparam, or_, select

from exchange.domain.standards import Adopted, Matter, Statement, Version
from exchange.storage.bulk import chunks
from exchange.storage.reading.base import Ledgers, Reader, visible
from exchange.storage.tables import entries, index_of, standard_adoptions, standard_mappings, standard_matters, standards
from exchange.v1 import record_pb2, standard_pb2, standard_service_pb2

_TYPES = {
    standards.name: record_pb2.RECORD_TYPE_STANDARD,
    standard_mappings.name: record_pb2.RECORD_TYPE_STANDARD_MAPPING,
    standard_adoptions.name: record_pb2.RECORD_TYPE_STANDARD_ADOPTION,
}
KEPT_STATEMENTS = 16  # written once for the own member's readers; SQLAlchemy would take longer to write one than the database to answer
_KEYS = [standards.c[name] for name in Version.__dataclass_fields__]


def standard_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: int, limit: int
) -> Sequence[Any]:
    """Rows of table `standards` joined with their entries, by position."""
    return _page(connection, standards, conditions, reader, after=after, limit=limit)


def standard_version(connection: Connection, member: str, standard: standard_pb2.Standard) -> str:
    """The record of that version of the member's standard which no other has replaced; empty where there is none."""
    same = (standards.c.origin == member) & (standards.c.standard_id == standard.standard_id) & (standards.c.version == standard.version)
    found = connection.execute(select(standards.c.record_id).where(same, standards.c.superseded_by.is_(None)).limit(1)).scalar()
    return str(found or "")


def versions_of(connection: Connection, standard_id: str, reader: Reader, *, member: str = "") -> list[Version]:
    """All versions of the standards with an id, whoever issued them (`member`: that one's)."""
    return _versions(connection, _keys(connection, reader).where(standards.c.standard_id == standard_id), member=member)


def versions_about(connection: Connection, codes: Collection[str], reader: Reader, *, member: str = "") -> list[Version]:
    """All versions of each standard of which a version names a matter under one of these codes (`member`: only that one's standards).

    A version that no longer names the matter belongs to the answer: that it doesn't is what it says.
    """
    statement = _about(visible(connection, reader, only=record_pb2.RECORD_TYPE_STANDARD))
    return _versions(connection, statement, member=member, codes=sorted(codes))


@lru_cache(maxsize=KEPT_STATEMENTS)
def _about(seen: ColumnElement[bool]) -> Select[Any]:
    """The keys of all versions of standards that name one of `codes`."""
    about = (
        select(standards.c.origin, standards.c.standard_id)
        .join(standard_matters, standard_matters.c.position == standards.c.position)
        .where(standard_matters.c.matter_code.in_(bindparam("codes", expanding=True)))
        .distinct()
        .subquery()
    )
    same = and_(about.c.standard_id == standards.c.standard_id, about.c.origin == standards.c.origin)
    return select(*_KEYS).join(entries, entries.c.position == standards.c.position).where(seen).join(about, same)


def _keys(connection: Connection, reader: Reader) -> Select[Any]:
    return (
        select(*_KEYS)
        .join(entries, entries.c.position == standards.c.position)
        .where(visible(connection, reader, only=record_pb2.RECORD_TYPE_STANDARD))
    )


def _versions(connection: Connection, statement: Select[Any], *, member: str, **values: Any) -> list[Version]:
    if member:
        statement = statement.where(standards.c.origin == member)
    return [Version(**{**row._mapping, "superseded_by": row.superseded_by or ""}) for row in connection.execute(statement, values)]  # noqa: SLF001  # SQLAlchemy's public name


def standards_at(connection: Connection, positions: Iterable[int], known: Ledgers) -> dict[int, standard_service_pb2.StandardView]:
    """The views of standards that the asker may see, by position."""
    found: dict[int, standard_service_pb2.StandardView] = {}
    for block in chunks(sorted(set(positions))):
        rows = connection.execute(_AT, {"positions": block}).all()
        found |= {row.position: view for row, view in zip(rows, standard_views(rows, known), strict=True)}
    return found


def standard_views(rows: Sequence[Any], known: Ledgers) -> list[standard_service_pb2.StandardView]:
    """The wire views of `standard_rows`."""
    views = []
    for row in rows:
        header = _header(row)
        views.append(
            standard_service_pb2.StandardView(
                record_id=row.record_id,
                ledger=known.of(row.position).origin,
                index=index_of(row.position),
                signed_by=header.organ,
                standard=record_pb2.RecordBody.FromString(bytes(row.body)).standard,
                superseded_by=row.superseded_by or "",
                issued_at=header.issued_at,
            )
        )
    return views


def mapping_statements(connection: Connection, matters: Collection[Matter], reader: Reader) -> list[Statement]:
    """What stands of these matters' correspondence, in either direction."""
    codes = sorted({one.code for one in matters})
    if not codes:
        return []
    statement = _mapping(visible(connection, reader, only=record_pb2.RECORD_TYPE_STANDARD_MAPPING))
    return [
        Statement(
            position=row.position,
            record_id=row.record_id,
            origin=row.origin,
            first=Matter(member=row.from_member, code=row.from_code),
            second=Matter(member=row.to_member, code=row.to_code),
            relation=row.relation,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in connection.execute(statement, {"codes": codes})
    ]


@lru_cache(maxsize=KEPT_STATEMENTS)
def _mapping(seen: ColumnElement[bool]) -> Select[Any]:
    """Mappings from or to one of `codes` that no later one has replaced."""
    table = standard_mappings
    codes: BindParameter[str] = bindparam("codes", expanding=True)
    about = or_(table.c.from_code.in_(codes), table.c.to_code.in_(codes))
    return select(table).join(entries, entries.c.position == table.c.position).where(about, table.c.superseded_by.is_(None), seen)


def adopted(connection: Connection, standard_ids: Collection[str], reader: Reader) -> list[tuple[Adopted, Any]]:
    """What organs have said of standards, all of it that no later record of theirs replaces, each with its row for `adoption_views`."""
    names = list(Adopted.__dataclass_fields__)
    statement = _adopting(visible(connection, reader, only=record_pb2.RECORD_TYPE_STANDARD_ADOPTION))
    return [
        (Adopted(**{name: getattr(row, name) for name in names}), row)
        for block in chunks(sorted(set(standard_ids)))
        for row in connection.execute(statement, {"standard_ids": block})
    ]


@lru_cache(maxsize=KEPT_STATEMENTS)
def _adopting(seen: ColumnElement[bool]) -> Select[Any]:
    """Adoptions of `standard_ids` that no later one has replaced."""
    table = standard_adoptions
    about = table.c.standard_id.in_(bindparam("standard_ids", expanding=True))
    return _whole(table).where(about, table.c.superseded_by.is_(None), seen)


def adoption_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: int, limit: int
) -> Sequence[Any]:
    """Rows of table `standard_adoptions` joined with their entries, by position."""
    return _page(connection, standard_adoptions, conditions, reader, after=after, limit=limit)


def adoption_views(rows: Sequence[Any]) -> list[standard_service_pb2.AdoptionView]:
    """The wire views of `adoption_rows`."""
    return [
        standard_service_pb2.AdoptionView(
            record_id=row.record_id,
            member=row.origin,
            organ=row.organ,
            adoption=record_pb2.RecordBody.FromString(bytes(row.body)).standard_adoption,
        )
        for row in rows
    ]


def mapping_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: int, limit: int
) -> Sequence[Any]:
    """Rows of table `standard_mappings` joined with their entries, by position."""
    return _page(connection, standard_mappings, conditions, reader, after=after, limit=limit)


def mapping_views(rows: Sequence[Any]) -> list[standard_service_pb2.MappingView]:
    """The wire views of `mapping_rows`."""
    return [
        standard_service_pb2.MappingView(
            record_id=row.record_id,
            signed_by=_header(row).organ,
            origin=row.origin,
            mapping=record_pb2.RecordBody.FromString(bytes(row.body)).standard_mapping,
        )
        for row in rows
    ]


def _page(
    connection: Connection, table: Table, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: int, limit: int
) -> Sequence[Any]:
    seen = visible(connection, reader, only=_TYPES[table.name])
    statement = _whole(table).where(*conditions, table.c.position > after, seen).order_by(table.c.position)
    return connection.execute(statement.limit(limit)).all()


def _whole(table: Table) -> Select[Any]:
    """Rows of a table with the record behind each."""
    return select(table, entries.c.envelope, entries.c.body).join(entries, entries.c.position == table.c.position)


def _header(row: Any) -> record_pb2.RecordHeader:
    return record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)


_AT = _whole(standards).where(standards.c.position.in_(bindparam("positions", expanding=True)))
