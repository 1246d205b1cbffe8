"""Registers of joint inspections as tables (.csv, .xlsx): what the columns are called, and how a row becomes a line of the register.

A column's title may be the Chinese one or the field's name. Several values in one cell are parted by `;`, `；`, `、` or a comma; a period
is written `2026-12-01/2026-12-05` or `2026-12-01至2026-12-05`. Every bad cell of a file is told of at once, by line, column, its fault and
what would be right.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import protovalidate

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.plugins import TABLES, load_plugin
from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.sync.violations import faults_of
from exchange.texts.i18n import _
from exchange.v1 import inspection_pb2
from exchange.v1 import inspection_register_pb2 as pb

MOST_FAULTS = 50
YES = frozenset({"是", "1", "true", "yes", "y", "√"})
NO = frozenset({"否", "0", "false", "no", "n"})
_VALIDATOR = protovalidate.Validator()
_PARTED = re.compile(r"[;；、，,]")
_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?: 00:00:00)?")
_PERIOD = re.compile(r"(?P<first>\d{4}[-/.]\d\d?[-/.]\d\d?)(?:\s*[/至~～]\s*(?P<last>\d{4}[-/.]\d\d?[-/.]\d\d?))?", re.ASCII)


class _CellError(ValueError):
    """A cell that can't be read; the message says what would be right."""


def _text(cell: str) -> str:
    return cell


def _flag(cell: str) -> bool:
    word = cell.lower()
    if word not in YES | NO:
        raise _CellError(_("{cell}: write 是 or 否").format(cell=repr(cell)))
    return word in YES


def _number(cell: str) -> int:
    try:
        return int(cell)
    except ValueError as error:
        raise _CellError(_("{cell}: a whole number is right").format(cell=repr(cell))) from error


def _list(cell: str) -> list[str]:
    return [one.strip() for one in _PARTED.split(cell) if one.strip()]


def _day(cell: str) -> str:
    parts = _DAY.fullmatch(cell)
    try:
        return date(*map(int, parts.groups())).isoformat() if parts else date.fromisoformat(cell).isoformat()
    except ValueError as error:
        raise _CellError(_("{cell}: a day such as 2026-12-01 is right").format(cell=repr(cell))) from error


def _periods(cell: str) -> list[pb.Absence]:
    """Of days, or of `first/last`. (A day itself may be written with strokes.)"""
    found = []
    for one in _list(cell):
        ends = _PERIOD.fullmatch(one)
        if ends is None:
            raise _CellError(_("{cell}: a period such as 2026-12-01/2026-12-05 is right").format(cell=repr(one)))
        found.append(pb.Absence(first_day=_day(ends["first"]), last_day=_day(ends["last"] or ends["first"])))
    return found


def _company(cell: str) -> str:
    try:
        return parse_uscc(cell).code
    except IdentifierError as error:
        raise _CellError(str(error)) from error


def _companies(cell: str) -> list[str]:
    return [_company(one) for one in _list(cell)]


TRIGGERS = {
    "日常检查": inspection_pb2.INSPECTION_TRIGGER_ROUTINE,
    "个案检查": inspection_pb2.INSPECTION_TRIGGER_CASE,
    "专项检查": inspection_pb2.INSPECTION_TRIGGER_SPECIAL,
    "上级部署的专项检查": inspection_pb2.INSPECTION_TRIGGER_SPECIAL_FROM_ABOVE,
    "投诉举报": inspection_pb2.INSPECTION_TRIGGER_COMPLAINT,
    "转办交办": inspection_pb2.INSPECTION_TRIGGER_TRANSFER,
    "监测触发": inspection_pb2.INSPECTION_TRIGGER_MONITORING,
    "整改复查": inspection_pb2.INSPECTION_TRIGGER_RECHECK,
}
"""As inspection.proto has them: what tables in China say, whatever language the command speaks."""


def _trigger(cell: str) -> int:
    if cell in TRIGGERS:
        return TRIGGERS[cell]
    try:
        return inspection_pb2.InspectionTrigger.Value(f"INSPECTION_TRIGGER_{cell.upper()}")
    except ValueError as error:
        raise _CellError(_("{cell}: one of {words} is right").format(cell=repr(cell), words=", ".join(TRIGGERS))) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: the field, its Chinese title, how a cell is read, whether it may be empty or missing."""

    name: str
    title: str
    read: Callable[[str], Any] = _text
    needed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """One kind of table; `field` is the register's, `kind` its message."""

    field: str
    kind: Callable[..., Any]
    columns: Sequence[Column]


_X, _Y = (
    Column(name="x", title="横坐标（米）", read=_number, needed=True),
    Column(name="y", title="纵坐标（米）", read=_number, needed=True),
)
LAYOUTS: Mapping[str, Layout] = {
    "matters": Layout(
        field="matters",
        kind=pb.RegisteredMatter,
        columns=(
            Column(name="matter_code", title="事项编码", needed=True),
            Column(name="title", title="事项名称"),
            Column(name="skills", title="所需专业", read=_list),
            Column(name="minutes", title="现场用时（分钟）", read=_number, needed=True),
            Column(name="remote", title="可非现场检查", read=_flag),
            Column(name="cap_class", title="频次上限类别"),
            Column(name="published", title="已公布", read=_flag, needed=True),
        ),
    ),
    "companies": Layout(
        field="companies",
        kind=pb.RegisteredCompany,
        columns=(
            Column(name="uscc", title="统一社会信用代码", read=_company, needed=True),
            Column(name="site", title="场所编号"),
            _X,
            _Y,
            Column(name="area", title="乡镇街道代码"),
            Column(name="industry", title="行业代码"),
            Column(name="risk", title="风险等级", needed=True),
            Column(name="credit", title="信用等级", needed=True),
            Column(name="key_sector", title="重点领域", read=_flag),
            Column(name="no_disturb", title="无事不扰", read=_flag),
            Column(name="covered_on", title="上次全覆盖检查日", read=_day),
        ),
    ),
    "officers": Layout(
        field="officers",
        kind=pb.RegisteredOfficer,
        columns=(
            Column(name="officer", title="人员标识", needed=True),
            Column(name="skills", title="专业", read=_list),
            _X,
            _Y,
            Column(name="certificate_until", title="执法证有效期至", read=_day),
            Column(name="avoids", title="回避企业", read=_companies),
            Column(name="leave", title="请假", read=_periods),
        ),
    ),
    "visits": Layout(
        field="visits",
        kind=pb.RegisteredVisit,
        columns=(
            Column(name="uscc", title="统一社会信用代码", read=_company, needed=True),
            Column(name="matter_code", title="事项编码", needed=True),
            Column(name="trigger", title="检查类型", read=_trigger, needed=True),
            Column(name="day", title="检查日期", read=_day, needed=True),
        ),
    ),
}


def read_table(path: Path, layout: Layout) -> list[Any]:
    """The lines of a register's table.

    Raises:
        CliError: the file can't be read, lacks a column, or has bad cells: all of them are named.
    """
    rows = _rows(path)
    head = next(rows, None)
    if head is None:
        raise _file_error(path, _("is empty; its first row must name the columns"))
    columns = _columns(path, head.cells, layout)
    made, faults = [], list[FieldFault]()
    for row in rows:
        line, bad = _line(row, columns, layout)
        faults += [FieldFault(field=f"{path.name}:{row.line}:{title}", description=fault) for title, fault in bad]
        made.append(line)
    if faults:
        more = len(faults) - MOST_FAULTS
        words = "; ".join(f"{one.field}: {one.description}" for one in faults[:3])
        raise CliError(
            _("{path}: {count} cells can't be read, so nothing was published: {words}").format(path=path, count=len(faults), words=words),
            reason="ROW_INVALID",
            fields=faults[:MOST_FAULTS] + ([FieldFault(field="…", description=_("and {more} more").format(more=more))] if more > 0 else []),
        )
    return made


def write_table(path: Path, layout: Layout, rows: Iterable[Mapping[str, str]]) -> None:
    """Writes a table with Chinese titles, UTF-8 with BOM (for Excel); cells by the columns' names."""
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([one.title for one in layout.columns])
        writer.writerows([row.get(one.name, "") for one in layout.columns] for row in rows)


def _rows(path: Path) -> Iterator[Any]:
    """Rows with `line`, `cells` and `fault`, through the plugin."""
    try:
        yield from load_plugin(TABLES)(path)
    except (ValueError, OSError) as error:
        raise _file_error(path, str(getattr(error, "detail", error))) from error


def _columns(path: Path, titles: Sequence[str], layout: Layout) -> list[Column]:
    """What each cell of a row is."""
    known = {name: one for one in layout.columns for name in (one.name, one.title)}
    found = [known.get(one.strip().replace("(", "（").replace(")", "）")) or known.get(one.strip()) for one in titles]
    names = [one.name for one in found if one is not None]
    if unknown := [title for title, one in zip(titles, found, strict=True) if one is None and title.strip()]:
        raise _file_error(
            path, _("column {names} isn't known; columns are {known}").format(names=", ".join(unknown), known=_titles(layout))
        )
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise _file_error(path, _("column {names} stands twice").format(names=", ".join(twice)))
    if missing := [one.title for one in layout.columns if one.needed and one.name not in names]:
        raise _file_error(path, _("column {names} is missing; columns are {known}").format(names=", ".join(missing), known=_titles(layout)))
    return [one or Column(name="", title="") for one in found]


def _titles(layout: Layout) -> str:
    return ", ".join(f"{one.title} ({one.name})" for one in layout.columns)


def _line(row: Any, columns: Sequence[Column], layout: Layout) -> tuple[Any, list[tuple[str, str]]]:
    """One line of the register, and what is wrong with its cells."""
    if row.fault or len(row.cells) > len(columns):
        return None, [("", row.fault or _("{found} cells under {wanted} titles").format(found=len(row.cells), wanted=len(columns)))]
    bad: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    for column, cell in zip(columns, (*row.cells, *[""] * (len(columns) - len(row.cells))), strict=True):
        text = cell.strip()
        try:
            if text and column.name:
                values[column.name] = column.read(_plain(text))
            elif column.needed:
                bad.append((column.title, _("is empty; it is needed")))
        except _CellError as error:
            bad.append((column.title, str(error)))
    return (None, bad) if bad else _message(values, layout)


def _plain(text: str) -> str:
    """A cell's text as somebody typed it: no formula, no broken bytes."""
    if not text.isprintable():
        raise _CellError(_("holds a formula, or bytes that are no text; put in the value itself, saved as UTF-8 or GB18030"))
    return text


def _message(values: dict[str, Any], layout: Layout) -> tuple[Any, list[tuple[str, str]]]:
    """The line by the register's own rules (inspection_register.proto)."""
    titles = {one.name: one.title for one in layout.columns}
    place = {name: values.pop(name) for name in ("x", "y") if name in values}
    try:
        if place:
            values["station" if layout.field == "officers" else "place"] = pb.MapPlace(**place)
        made = layout.kind(**values)
    except ValueError as error:  # a number that no field holds
        return None, [("", str(error))]
    faults = faults_of(_VALIDATOR, made)
    return made, [(titles.get(one.field.partition("[")[0], one.field), one.description) for one in faults]


def _file_error(path: Path, description: str) -> CliError:
    return CliError(f"{path}: {description}", reason="FILE_UNREADABLE", fields=[FieldFault(field=str(path), description=description)])
