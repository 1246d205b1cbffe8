"""Layouts: how a row of decisions is shaped, whatever it lies in (a CSV or Excel file, a database table).

A layout is a TOML file in ``adapters/layouts``: columns with their titles, what each means (`to`), whether it must be
filled (`need`), how long it may be; and for the row as a whole the unit of amounts, the way dates are written, the code
set of penalties. Columns marked ``personal`` are recognised so that a file keeps its shape; no code path reads their
cells or writes into them.

    >>> load_layout("shuanggongshi_2018").field("CF_NR_FK").kinds
    ('F1',)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from exchange.domain.casestore import StoreConfigurationError
from exchange.v1 import outcome_pb2

_Built = TypeVar("_Built")

TEXTS = frozenset(
    {
        "document_number",
        "case_number",
        "matter_name",
        "act",
        "facts",
        "violated_provisions",
        "penalty_provisions",
        "content",
        "deciding_organ_name",
        "source_organ_name",
        "rectification_order",
        "subject.name",
        "source.url",
        "source.provenance",
    }
)
"""Outcome fields that hold the column's text as it is."""

DATES = frozenset({"decided_on", "valid_until", "published_on", "publish_until", "act_on"})
ORGAN_CODES = frozenset({"deciding_organ_uscc", "source_organ_uscc"})
SPECIAL = frozenset(
    {
        "subject.kind",
        "subject.code",
        "subject.code_type",
        "subject.registration_number",
        "subject.organisation_code",
        "penalties.kinds",
        "penalties.amount",
        "penalties.licence",
        "matter_code",
        "region_code",
        "domain",
        "procedure",
        "source_field",
    }
)
UNREAD = frozenset({"personal", "ignore", "state"})
"""Targets that never reach an outcome; ``state`` columns say whether the row still stands."""

TARGETS = TEXTS | DATES | ORGAN_CODES | SPECIAL | UNREAD
NEEDS = frozenset({"M", "C", "O"})
KNOWN_PERSONAL = frozenset(
    {"CF_FRDB", "CF_FR_ZJLX", "CF_FR_ZJHM", "CF_FR_SFZH", "CF_XDR_ZJLX", "CF_XDR_ZJHM"}
    | {"legal_represent_type", "legal_represent", "legal_represent_idcard"}
)
"""Columns that a layout may only name as ``personal`` (fields_*.csv: 个人信息, never exchange)."""

_TYPE = re.compile(r"(?P<name>varchar|char|text|decimal|bigint|timestamp)(?:\((?P<a>\d+)(?:,(?P<b>\d+))?\))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One column.

    Attributes:
        name: technical name, unique in the layout.
        titles: other headers under which a file may have it.
        to: what it means, one of `TARGETS`.
        need: "M" mandatory, "C" mandatory under a condition, "O" optional.
        max: longest content in characters; 0: not checked, the type says enough.
        kinds: for ``penalties.amount``: kinds of penalty (F1, F2, F3) whose amount it holds.
        type: SQL type where it isn't ``varchar(max)``.
    """

    name: str
    to: str
    titles: tuple[str, ...] = ()
    need: str = "O"
    max: int = 0
    kinds: tuple[str, ...] = ()
    type: str = ""

    @property
    def sql_type(self) -> str:
        """Type of the column in a store."""
        return self.type or f"varchar({self.max})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """A rule by which a row doesn't stand any more.

    Attributes:
        field: column looked at.
        values: contents that mean "withdrawn"; "*" is anything but empty.
        exceptions: contents that "*" doesn't cover.
        kind: the revision that it amounts to.
        reason_field: column with the reason; empty where none.
        reason: used where the column is empty.
    """

    field: str
    values: tuple[str, ...]
    exceptions: tuple[str, ...]
    kind: outcome_pb2.OutcomeRevisionKind
    reason_field: str
    reason: str

    def holds(self, value: str) -> bool:
        """Returns whether a row with this content is withdrawn."""
        return value in self.values or ("*" in self.values and bool(value) and value not in self.exceptions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """A shape of rows; see the module's docstring and the files for the meaning of each entry."""

    name: str
    title: str
    system: str
    code_set: str
    amount_unit: str
    date_style: str
    open_end: str
    fields: tuple[Field, ...]
    subject_kinds: Mapping[str, str]
    code_types: Mapping[str, str]
    procedures: Mapping[str, str]
    withdrawn: tuple[Withdrawn, ...]
    source_kind: str = "FILE"
    region_outside_delta: bool = False
    separate_rectification: bool = False

    def field(self, name: str) -> Field:
        """Returns a field by its technical name.

        Raises:
            KeyError: the layout has none of that name.
        """
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def first(self, to: str) -> Field | None:
        """Returns the first field with this meaning, None where the layout has none."""
        return next((one for one in self.fields if one.to == to), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The word lists of ``words.toml``."""

    domains: Mapping[str, str]
    organ_words: tuple[tuple[str, str], ...]
    penalty_words: Mapping[str, tuple[str, ...]]
    rectification: tuple[str, ...]
    generated_mark: str


def layout_names() -> tuple[str, ...]:
    """Returns the names of the layouts that come with the package."""
    names = (Path(entry.name) for entry in (resources.files("adapters") / "layouts").iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".toml" and name.stem != "words"))


@cache
def load_layout(name: str) -> Layout:
    """Returns a layout of the package by its name, or one from a file if `name` ends in ``.toml``.

    Raises:
        StoreConfigurationError: there is none of that name, or the file breaks a rule; the message says which.
    """
    if name.endswith(".toml"):
        return parse_layout(read_toml(Path(name)), place=name)
    if name not in layout_names():
        raise StoreConfigurationError(f"layout {name!r} is unknown; known are {', '.join(layout_names())}, or the path of a .toml file")
    text = (resources.files("adapters") / "layouts" / f"{name}.toml").read_text(encoding="utf-8")
    return parse_layout(tomllib.loads(text), place=f"layouts/{name}.toml")


@cache
def words() -> Words:
    """Returns the word lists of the package."""
    data = tomllib.loads((resources.files("adapters") / "layouts" / "words.toml").read_text(encoding="utf-8"))
    return Words(
        domains=MappingProxyType(data["domains"]),
        organ_words=tuple((row["word"], row["domain"]) for row in data["organ_words"]),
        penalty_words=MappingProxyType({kind: tuple(found) for kind, found in data["penalty_words"].items()}),
        rectification=tuple(data["rectification"]["words"]),
        generated_mark=data["generated"]["mark"],
    )


def read_toml(path: Path) -> dict[str, Any]:
    """Returns a TOML file's content.

    Raises:
        StoreConfigurationError: it can't be read or isn't TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StoreConfigurationError(f"{path}: can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoreConfigurationError(f"{path}: not TOML in UTF-8: {error}") from error


def parse_layout(data: Mapping[str, Any], *, place: str) -> Layout:
    """Returns the layout that a parsed TOML file describes.

    Args:
        data: the file's content.
        place: how messages name the file.

    Raises:
        StoreConfigurationError: an entry is missing, unknown or contradicts another; the message names it.
    """
    values = dict(data)
    raw_fields, raw_withdrawn = values.pop("field", []), values.pop("withdrawn", [])
    for table in ("subject_kinds", "code_types", "procedures"):
        values[table] = MappingProxyType(dict(values.get(table, {})))
    columns = tuple(parse_field(entry, place=place) for entry in raw_fields)
    layout = build(
        Layout,
        {**values, "fields": columns, "withdrawn": tuple(parse_withdrawn(entry, place=place) for entry in raw_withdrawn)},
        place=place,
    )
    _check(layout, place=place)
    return layout


def parse_withdrawn(entry: Mapping[str, Any], *, place: str) -> Withdrawn:
    """Returns a withdrawal rule from its TOML table.

    Raises:
        StoreConfigurationError: an entry is missing or unknown, or the kind isn't one of OutcomeRevisionKind.
    """
    values = dict(entry)
    kind = f"OUTCOME_REVISION_KIND_{values.get('kind', '')}"
    if kind not in outcome_pb2.OutcomeRevisionKind.keys():  # noqa: SIM118  # an enum wrapper, no mapping
        known = ", ".join(name.removeprefix("OUTCOME_REVISION_KIND_") for name in outcome_pb2.OutcomeRevisionKind.keys()[1:])
        raise StoreConfigurationError(f"{place}: withdrawn.kind is {values.get('kind')!r}; known are {known}")
    values["kind"] = outcome_pb2.OutcomeRevisionKind.Value(kind)
    values["values"] = tuple(values.get("values", ()))
    values["exceptions"] = tuple(values.pop("except", ()))
    return build(Withdrawn, {"reason_field": "", **values}, place=f"{place}: [[withdrawn]]")


def build(kind: type[_Built], values: Mapping[str, Any], *, place: str) -> _Built:
    """Returns a dataclass from a TOML table.

    Raises:
        StoreConfigurationError: an entry is unknown or missing.
    """
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]  # only dataclasses are built
    if unknown := sorted(set(values) - known):
        raise StoreConfigurationError(f"{place}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    try:
        return kind(**values)
    except TypeError as error:
        raise StoreConfigurationError(f"{place}: {error}") from error


def parse_field(entry: Mapping[str, Any], *, place: str) -> Field:
    """Returns a field from its TOML table.

    Raises:
        StoreConfigurationError: an entry is missing or unknown, or a column known to hold personal information is
            given another meaning.
    """
    values = {**entry, "titles": tuple(entry.get("titles", ())), "kinds": tuple(entry.get("kinds", ()))}
    column: Field = build(Field, values, place=f"{place}: [[field]]")
    where = f"{place}: field {column.name}"
    if column.to not in TARGETS:
        raise StoreConfigurationError(f"{where}: to = {column.to!r}; known are {', '.join(sorted(TARGETS))}")
    if column.need not in NEEDS:
        raise StoreConfigurationError(f"{where}: need = {column.need!r}; M, C or O")
    if _TYPE.fullmatch(column.sql_type) is None:
        raise StoreConfigurationError(f"{where}: type = {column.sql_type!r}; varchar(n), char(n), text, decimal(p,s), bigint or timestamp")
    if column.name in KNOWN_PERSONAL and column.to != "personal":
        raise StoreConfigurationError(f'{where}: holds personal information and may only be to = "personal"')
    return column


def _check(layout: Layout, *, place: str) -> None:
    names = [column.name for column in layout.fields]
    headers = [*names, *(title for column in layout.fields for title in column.titles)]
    doubled = sorted({header for header in headers if headers.count(header) > 1})
    if doubled:
        raise StoreConfigurationError(f"{place}: {', '.join(doubled)} stand for more than one field")
    for entry, allowed in (("amount_unit", ("wan", "yuan")), ("date_style", ("slash", "iso")), ("code_set", ("text_2018", "zj14"))):
        if getattr(layout, entry) not in allowed:
            raise StoreConfigurationError(f"{place}: {entry} = {getattr(layout, entry)!r}; {' or '.join(allowed)}")
    for rule in layout.withdrawn:
        for name in filter(None, (rule.field, rule.reason_field)):
            if name not in names:
                raise StoreConfigurationError(f"{place}: [[withdrawn]] names {name!r}, which is no field")
    for to in ("subject.name", "deciding_organ_name", "act"):
        if layout.first(to) is None:
            raise StoreConfigurationError(f'{place}: no field has to = "{to}", without which there is no outcome')
