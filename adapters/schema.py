"""SQLAlchemy tables of a mapping, and making such a database for demonstrations and tests.

Column keys are the mapping's names whatever case the database uses. Amounts are exact on every database: SQLite, which
would keep a DECIMAL as a float, keeps them as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Index, Integer, MetaData, Numeric, PrimaryKeyConstraint, String, Table, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

from adapters.layout import Field
from adapters.mapping import MappedColumn, StoreMapping

RECORD_ID_LENGTH = 36
"""UUID with hyphens."""
DECIMAL_TEXT_LENGTH = 32
LONGEST_VARCHAR = 1000
"""Characters above which a text is made TEXT: MariaDB counts varchars against 65,535 bytes a row."""
_TYPE = re.compile(r"(?P<name>varchar|char|text|decimal|bigint|timestamp)(?:\((?P<a>\d+)(?:,(?P<b>\d+))?\))?")


class ExactDecimal(TypeDecorator[Decimal]):
    """DECIMAL(p, s); on SQLite text, since that has no exact decimals."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision=precision, scale=scale, asdecimal=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, numeric elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(DECIMAL_TEXT_LENGTH))
        return super().load_dialect_impl(dialect)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Writes digits without an exponent on SQLite."""
        return format(value, "f") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Reads what the database holds; a float (a foreign SQLite file) by its shortest form."""
        if value is None or isinstance(value, Decimal):
            return value
        return Decimal(str(value))


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreTables:
    """The tables of one mapping.

    Attributes:
        metadata: all of them.
        own, neighbour, inbox: as in the mapping.
        payloads: one for each `StoreMapping.payloads`, in their order.
    """

    metadata: MetaData
    own: Table
    neighbour: Table
    inbox: Table
    payloads: tuple[Table, ...]


def build_tables(mapping: StoreMapping) -> StoreTables:
    """Returns the tables that a mapping speaks of; nothing is asked of or made in a database."""
    metadata = MetaData()
    fold = _Names(lower=mapping.lower_case)
    own, neighbour = mapping.own, mapping.neighbour
    changed = {"timestamp": _timestamp(), "bigint": BigInteger(), "text": String(26)}[own.changed_type]
    own_columns = [
        fold.column(own.row_key, BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
        *(fold.column(one.name, _type(one.sql_type)) for one in mapping.layout.fields),
        fold.column(own.changed, changed, nullable=False),
    ]
    own_table = Table(fold.name(own.table), metadata, *own_columns)
    Index(f"ix_{fold.name(own.table)}_changed", own_table.c[own.changed], own_table.c[own.row_key])
    layout_columns = [one for one in mapping.layout.fields if one.to != "personal"]
    neighbour_table = Table(
        fold.name(neighbour.table),
        metadata,
        *(fold.column(one.name, _type(one.sql_type)) for one in layout_columns),
        *(fold.column(one.column, _type(one.type), primary_key=one.path == "$root") for one in neighbour.columns if one.type),
    )
    Index(f"ix_{fold.name(neighbour.table)}_record", neighbour_table.c[neighbour.column("$record_id")])
    inbox = Table(
        mapping.inbox,
        metadata,
        Column("record_id", String(RECORD_ID_LENGTH), primary_key=True),
        Column("payload", String(32), nullable=False),
        Column("origin", String(6), nullable=False),
        Column("applied_at", _timestamp(), nullable=False),
    )
    payloads = tuple(_payload_table(metadata, fold=fold, table=one.table, key=one.key, columns=one.columns) for one in mapping.payloads)
    return StoreTables(metadata=metadata, own=own_table, neighbour=neighbour_table, inbox=inbox, payloads=payloads)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Names:
    lower: bool

    def name(self, name: str) -> str:
        return name.lower() if self.lower else name

    def column(self, name: str, kind: TypeEngine[Any], **options: Any) -> Column[Any]:
        return Column(self.name(name), kind, key=name, **options)


def _payload_table(metadata: MetaData, *, fold: _Names, table: str, key: tuple[str, ...], columns: tuple[MappedColumn, ...]) -> Table:
    return Table(
        fold.name(table),
        metadata,
        *(fold.column(one.column, _type(one.type), autoincrement=False) for one in columns),
        PrimaryKeyConstraint(*key),
    )


def _timestamp() -> TypeEngine[Any]:
    return DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def _type(text: str) -> TypeEngine[Any]:
    found = _TYPE.fullmatch(text)
    if found is None:
        raise RuntimeError(f"type {text!r} passed the mapping's checks and is unknown here")
    name, length = found["name"], int(found["a"] or 0)
    if name == "decimal":
        return ExactDecimal(length, int(found["b"] or 0))
    if name == "bigint":
        return BigInteger()
    if name == "timestamp":
        return _timestamp()
    return Text() if name == "text" or length > LONGEST_VARCHAR else String(length)


def declared_type(field: Field) -> str:
    """Returns the bare name of a field's SQL type ("varchar", "decimal", …)."""
    return field.sql_type.partition("(")[0]
