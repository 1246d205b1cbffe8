"""Mappings: which tables and columns of a database hold decisions, and where neighbours' records go.

A mapping is a TOML file (two come in ``adapters/mappings``) on top of a layout (`adapters.layout`): the organ's own
table with its key and its change column, the table for neighbours' decisions, the inbox of delivered records, and a
table for each other kind of payload that the local system wants. An existing schema is served by a copy of such a file
with its own names; nothing here is derived from the database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.layout import KNOWN_PERSONAL, Field, Layout, Withdrawn, build, load_layout, parse_field, parse_withdrawn, read_toml
from exchange.domain.casestore import StoreConfigurationError
from exchange.v1 import outcome_pb2, record_pb2

RECORD_VALUES = frozenset({"$record_id", "$thread_id", "$supersedes", "$origin", "$organ", "$issued_at", "$received_at", "$index"})
"""What a column can hold of the delivery itself."""
OUTCOME_VALUES = frozenset({"$root", "$status", "$reason", "$digest", "$penalties"})
"""What a column of the neighbours' table can hold beside the outcome's own fields."""
NEEDED = ("$root", "$record_id", "$origin", "$issued_at", "$status")
CHANGE_TYPES = ("timestamp", "bigint", "text")
VALID = "VALID"
"""The status of a decision that stands."""
MILESTONES = frozenset(
    {
        "SERVED", "EFFECTIVE", "PUBLISHED", "REPAIRED", "EXPIRED", "REVIEW_OPENED", "REVIEW_CLOSED", "EXECUTION_STAYED", "STAY_LIFTED",
        "PERFORMED", "TEST_DISPUTED", "TEST_CONFIRMED",
    }
)  # fmt: skip
"""Kinds of revision that leave a decision standing as it is; a mapping may give them a status code, and needn't."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedColumn:
    """A column and what goes into it.

    Attributes:
        path: a ``$`` value, or a dotted path into the message.
        column: the column's name.
        type: its SQL type; empty where the layout declares the column.
    """

    path: str
    column: str
    type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTable:
    """The organ's own decisions.

    Attributes:
        table: name of the table.
        row_key: increasing integer key, breaks ties between equal change times.
        changed: column that is set at each change.
        changed_type: "timestamp", "bigint" (a counter) or "text" (ISO 8601 local time).
        timezone: of the timestamps in the store.
        settle_s: seconds that a row is left alone after its change time: the longest write transaction of the local
            system, since a row may become visible later than its change time says. Not used for counters.
    """

    table: str
    row_key: str
    changed: str
    changed_type: str
    timezone: str
    settle_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class NeighbourTable:
    """Neighbours' decisions: columns beside the layout's, the codes of states, what a tombstone keeps."""

    table: str
    columns: tuple[MappedColumn, ...]
    erase: frozenset[str]
    keep: frozenset[str]
    status: AbstractMapping[str, str]

    def column(self, path: str) -> str:
        """Returns the column that holds a path; empty where none does."""
        return next((one.column for one in self.columns if one.path == path), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class PayloadTable:
    """A table for payloads other than outcomes.

    Attributes:
        name: name of the payload in ``RecordBody``.
        table: name of the table.
        key: columns of its primary key.
        repeat: repeated field that gives one row per element; empty: one row per record.
        columns: what goes where.
    """

    name: str
    table: str
    key: tuple[str, ...]
    repeat: str
    columns: tuple[MappedColumn, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreMapping:
    """How one kind of database is read and written.

    Attributes:
        name: name of the mapping.
        layout: the layout, with the own table's further columns and withdrawal rules added.
        own, neighbour, inbox: the tables.
        payloads: tables of other payloads.
        lower_case: whether names are folded to lower case in the database.
    """

    name: str
    layout: Layout
    own: OwnTable
    neighbour: NeighbourTable
    inbox: str
    payloads: tuple[PayloadTable, ...]
    lower_case: bool

    @property
    def accepts(self) -> frozenset[str]:
        """Payloads that the mapping has a place for."""
        return frozenset({"outcome", "outcome_revision", *(one.name for one in self.payloads)})


def mapping_names() -> tuple[str, ...]:
    """Returns the names of the mappings that come with the package."""
    names = (Path(entry.name) for entry in (resources.files("adapters") / "mappings").iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".toml"))


def load_mapping(name: str) -> StoreMapping:
    """Returns a mapping of the package by its name, or one from a file if `name` ends in ``.toml``.

    Raises:
        StoreConfigurationError: there is none of that name, or the file breaks a rule; the message says which.
    """
    if name.endswith(".toml"):
        return parse_mapping(read_toml(Path(name)), place=name)
    if name not in mapping_names():
        raise StoreConfigurationError(f"mapping {name!r} is unknown; known are {', '.join(mapping_names())}, or the path of a .toml file")
    text = (resources.files("adapters") / "mappings" / f"{name}.toml").read_text(encoding="utf-8")
    return parse_mapping(tomllib.loads(text), place=f"mappings/{name}.toml")


def parse_mapping(data: AbstractMapping[str, Any], *, place: str) -> StoreMapping:
    """Returns the mapping that a parsed TOML file describes.

    Raises:
        StoreConfigurationError: an entry is missing, unknown or contradicts another; the message names it.
    """
    unknown = sorted(set(data) - {"name", "layout", "identifier_case", "own", "neighbour", "inbox", "payload"})
    if unknown:
        raise StoreConfigurationError(f"{place}: unknown {', '.join(unknown)}")
    case = data.get("identifier_case", "as_is")
    if case not in {"as_is", "lower"}:
        raise StoreConfigurationError(f'{place}: identifier_case = {case!r}; "as_is" or "lower"')
    own_data = dict(_table(data, "own", place=place))
    extra = tuple(parse_field(entry, place=f"{place}: [[own.column]]") for entry in own_data.pop("column", []))
    rules = tuple(parse_withdrawn(entry, place=f"{place}: [[own.withdrawn]]") for entry in own_data.pop("withdrawn", []))
    layout = _extended(load_layout(str(data.get("layout", ""))), extra=extra, rules=rules, place=place)
    own = build(OwnTable, own_data, place=f"{place}: [own]")
    _check_own(own, place=place)
    inbox = _table(data, "inbox", place=place).get("table")
    if not isinstance(inbox, str) or not inbox:
        raise StoreConfigurationError(f"{place}: [inbox] table must name the table of delivered records")
    return StoreMapping(
        name=str(data.get("name", Path(place).stem)),
        layout=layout,
        own=own,
        neighbour=_neighbour(_table(data, "neighbour", place=place), layout=layout, place=f"{place}: [neighbour]"),
        inbox=inbox,
        payloads=tuple(_payload(entry, place=f"{place}: [[payload]]") for entry in data.get("payload", [])),
        lower_case=case == "lower",
    )


def _table(data: AbstractMapping[str, Any], name: str, *, place: str) -> AbstractMapping[str, Any]:
    table = data.get(name)
    if not isinstance(table, dict):
        raise StoreConfigurationError(f"{place}: table [{name}] is missing")
    return table


def _extended(layout: Layout, *, extra: tuple[Field, ...], rules: tuple[Withdrawn, ...], place: str) -> Layout:
    names = {column.name for column in (*layout.fields, *extra)}
    for rule in rules:
        for name in filter(None, (rule.field, rule.reason_field)):
            if name not in names:
                raise StoreConfigurationError(f"{place}: [[own.withdrawn]] names {name!r}, which is no column")
    return replace(layout, fields=(*layout.fields, *extra), withdrawn=(*layout.withdrawn, *rules))


def _check_own(own: OwnTable, *, place: str) -> None:
    if own.changed_type not in CHANGE_TYPES:
        raise StoreConfigurationError(f"{place}: own.changed_type = {own.changed_type!r}; {', '.join(CHANGE_TYPES)}")
    if own.settle_s < 0:
        raise StoreConfigurationError(f"{place}: own.settle_s = {own.settle_s}; seconds, 0 or more")
    try:
        ZoneInfo(own.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise StoreConfigurationError(f"{place}: own.timezone = {own.timezone!r}; a name such as Asia/Shanghai") from error


def _neighbour(data: AbstractMapping[str, Any], *, layout: Layout, place: str) -> NeighbourTable:
    columns = _columns(data.get("columns", []), values=RECORD_VALUES | OUTCOME_VALUES, message=outcome_pb2.Outcome.DESCRIPTOR, place=place)
    table = build(
        NeighbourTable,
        {
            **data,
            "columns": columns,
            "erase": frozenset(data.get("erase", ())),
            "keep": frozenset(data.get("keep", ())),
            "status": MappingProxyType(dict(data.get("status", {}))),
        },
        place=place,
    )
    if missing := [path for path in NEEDED if not table.column(path)]:
        raise StoreConfigurationError(f"{place}: no column for {', '.join(missing)}")
    kinds = [VALID, *(name.removeprefix("OUTCOME_REVISION_KIND_") for name in outcome_pb2.OutcomeRevisionKind.keys()[1:])]
    if missing := [kind for kind in kinds if kind not in table.status and kind not in MILESTONES]:
        raise StoreConfigurationError(f"{place}: status lacks {', '.join(missing)}")
    known = {column.name for column in layout.fields}
    for one in columns:
        if not one.type and one.column not in known:
            raise StoreConfigurationError(f"{place}: {one.column} has no type and is no column of the layout")
    if unknown := sorted(table.keep - known - {one.column for one in columns}):
        raise StoreConfigurationError(f"{place}: keep names {', '.join(unknown)}, which are no columns")
    return table


def _payload(data: AbstractMapping[str, Any], *, place: str) -> PayloadTable:
    name = data.get("name", "")
    field = record_pb2.RecordBody.DESCRIPTOR.fields_by_name.get(str(name))
    if field is None or field.message_type is None or name in {"outcome", "outcome_revision"}:
        known = [
            one.name for one in record_pb2.RecordBody.DESCRIPTOR.oneofs_by_name["payload"].fields if not one.name.startswith("outcome")
        ]
        raise StoreConfigurationError(f"{place}: name = {name!r}; known are {', '.join(known)}")
    message, repeat = field.message_type, str(data.get("repeat", ""))
    if repeat:
        inner = message.fields_by_name.get(repeat)
        if inner is None or inner.message_type is None or not inner.is_repeated:
            raise StoreConfigurationError(f"{place} {name}: repeat = {repeat!r} is no repeated message of it")
        message = inner.message_type
    place = f"{place} {name}"
    columns = _columns(data.get("columns", []), values=RECORD_VALUES, message=message, place=place)
    table = build(PayloadTable, {**data, "repeat": repeat, "key": tuple(data.get("key", ())), "columns": columns}, place=place)
    if not table.key or not set(table.key) <= {one.column for one in columns}:
        raise StoreConfigurationError(f"{place}: key must name columns of the table")
    return table


def _columns(data: Any, *, values: frozenset[str], message: Any, place: str) -> tuple[MappedColumn, ...]:
    columns = []
    for entry in data:
        if not isinstance(entry, list) or len(entry) != 3 or not all(isinstance(part, str) for part in entry):  # noqa: PLR2004  # what, column, type
            raise StoreConfigurationError(f'{place}: columns has {entry!r}; ["what", "column", "type"] is right')
        one = MappedColumn(path=entry[0], column=entry[1], type=entry[2])
        if one.column in KNOWN_PERSONAL:
            raise StoreConfigurationError(f"{place}: {one.column} holds personal information and can't be written")
        if one.path not in values and not _reaches(message, one.path):
            raise StoreConfigurationError(f"{place}: {one.path!r} is no field of {message.name}; $ values are {', '.join(sorted(values))}")
        columns.append(one)
    return tuple(columns)


def _reaches(message: Any, path: str) -> bool:
    name, _, rest = path.partition(".")
    field = message.fields_by_name.get(name)
    if field is None:
        return False
    return not rest or (field.message_type is not None and not field.is_repeated and _reaches(field.message_type, rest))
