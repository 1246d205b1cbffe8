"""双公示 and the like as CSV or Excel files: reading with every fault named, writing without formulas.

    for result in read_table(path, "shuanggongshi_2018", today=today):
        if result.outcome is not None: …            # a good row
        for fault in result.faults: …               # line, field, rule, value, message

Good rows come as outcomes with their source key and content digest; a bad row comes with all its faults, and nothing of
it is used. Headers may be the technical names or the Chinese titles; columns that hold personal information are dropped
unread. The tables of layouts are in ``adapters/layouts``.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import xlsxwriter

from adapters.faults import fault
from adapters.files import FORMULA, RawRow, TableError, read_rows
from adapters.layout import Field, Layout, load_layout
from adapters.reading import Reading, ReadOptions, RowReader
from adapters.writing import RowWriter
from exchange.domain.casestore import RowFault, content_digest
from exchange.v1 import outcome_pb2

HEADER_WITHIN = 10
"""Rows in which the header must come: files carry a title or two above it."""
HEADER_LEAST = 3
"""Recognised columns that make a row a header."""
DELIMITERS = (",", "\t", ";", "，")
GUARDED = "=+-@\t\r"
"""First characters that spreadsheet programs take for a formula (OWASP, CSV injection)."""

_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_NUMBER = re.compile(r"[+\-][0-9.,，]+%?")
_CODE_TARGETS = frozenset(
    {"subject.code", "subject.registration_number", "subject.organisation_code", "deciding_organ_uscc", "source_organ_uscc", "matter_code"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowResult:
    """What a row of a file came to.

    Attributes:
        line: line of the file, the header's being 1 unless titles stand above it.
        outcome: the decision; None for bad, skipped or withdrawn rows, and for the header.
        source_key: what identifies the decision; empty where the row doesn't say.
        digest: SHA-256 of the content without its source; empty where there is no outcome.
        faults: why the row isn't used; NATURAL_PERSON alone means that it was passed over.
        notes: what a reader should know of a row that is used.
        withdrawn: name of the revision kind where the row says that the decision doesn't stand; else empty.
        reason: reason of the withdrawal.
    """

    line: int
    outcome: outcome_pb2.Outcome | None = None
    source_key: str = ""
    digest: bytes = b""
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()
    withdrawn: str = ""
    reason: str = ""


def read_table(
    path: Path | str, layout: Layout | str, *, today: date | None = None, options: ReadOptions | None = None
) -> Iterator[RowResult]:
    """Yields one result for each row; the header too, where there is something to note about it.

    Args:
        path: a .csv or .xlsx file.
        layout: a layout or its name.
        today: legal day up to which dates may lie; not checked if None.
        options: what the rows don't say themselves; the file's name as system if None.

    Raises:
        TableError: the file as a whole can't be read, or its header lacks columns; nothing was yielded before.
    """
    file, shape = Path(path), load_layout(layout) if isinstance(layout, str) else layout
    given = options or ReadOptions(system=file.name)
    return _Table(file, shape, options=replace(given, today=today or given.today)).results()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Header:
    line: int
    columns: tuple[str | None, ...]
    unknown: tuple[str, ...]


class _Table:
    """One file on its way through."""

    def __init__(self, path: Path, layout: Layout, *, options: ReadOptions) -> None:
        self._path, self._layout = path, layout
        self._names = {_folded(header): one.name for one in layout.fields for header in (one.name, *one.titles)}
        self._delimiter, self._header = self._find_header()
        self._fields = [layout.field(name) if name else None for name in self._header.columns]
        self._reader = RowReader(layout, columns=self._header.columns, options=options)
        self._first: dict[str, tuple[int, bytes]] = {}

    def results(self) -> Iterator[RowResult]:
        if self._header.unknown:
            yield RowResult(line=self._header.line, notes=tuple(self._unknown_notes()))
        for raw in read_rows(self._path, delimiter=self._delimiter):
            second_header = raw.line <= self._header.line + HEADER_WITHIN and self._is_header(raw)
            if raw.line > self._header.line and not second_header:
                yield self._result(raw)

    def _find_header(self) -> tuple[str, _Header]:
        for delimiter in DELIMITERS if self._path.suffix.lower() == ".csv" else (",",):
            for count, raw in enumerate(read_rows(self._path, delimiter=delimiter)):
                if self._is_header(raw):
                    return delimiter, self._checked_header(raw)
                if count >= HEADER_WITHIN:
                    break
        wanted = "、".join(_title(one) for one in self._layout.fields if one.need == "M")
        raise TableError(
            "HEADER_MISSING",
            zh=f"前 {HEADER_WITHIN} 行没有表头；须含：{wanted}",
            en="no header row with the columns of " + self._layout.name,
        )

    def _is_header(self, raw: RawRow) -> bool:
        known = sum(_folded(cell) in self._names for cell in raw.cells)
        return known >= HEADER_LEAST and known * 2 > sum(bool(cell.strip()) for cell in raw.cells)

    def _checked_header(self, raw: RawRow) -> _Header:
        columns = tuple(self._names.get(_folded(cell)) for cell in raw.cells)
        known = [name for name in columns if name]
        if doubled := sorted({name for name in known if known.count(name) > 1}):
            names = "、".join(doubled)
            raise TableError("HEADER_DOUBLED", zh=f"表头重复：{names}", en=f"columns given twice: {names}; keep one of each")
        if missing := [one for one in self._layout.fields if one.need == "M" and one.name not in known]:
            names = "、".join(f"{_title(one)}({one.name})" for one in missing)
            raise TableError("HEADER_COLUMNS", zh=f"表头缺少必填列：{names}", en=f"mandatory columns are missing: {names}")
        unknown = tuple(cell.strip() for cell, name in zip(raw.cells, columns, strict=True) if name is None and cell.strip())
        return _Header(line=raw.line, columns=columns, unknown=unknown)

    def _unknown_notes(self) -> Iterator[RowFault]:
        for name in self._header.unknown:
            zh, en = "不是本布局的列，未读取", f"no column of {self._layout.name}: not read"
            yield fault(self._header.line, name, "HEADER_UNKNOWN", name, zh=zh, en=en)

    def _result(self, raw: RawRow) -> RowResult:
        whole = self._whole_row_fault(raw)
        if whole is not None:
            return RowResult(line=raw.line, faults=(whole,))
        cells, faults = self._plain_cells(raw)
        reading = self._reader.read(cells, line=raw.line)
        if reading.outcome is None and not reading.withdrawn and _only_person(reading):
            return RowResult(line=raw.line, faults=reading.faults)
        named = {(one.field) for one in faults}
        faults += [one for one in reading.faults if one.field not in named]
        if faults:
            return RowResult(line=raw.line, source_key=reading.key, faults=tuple(faults), notes=reading.notes)
        return self._good(raw.line, reading)

    def _good(self, line: int, reading: Reading) -> RowResult:
        if reading.withdrawn is not None:
            kind = outcome_pb2.OutcomeRevisionKind.Name(reading.withdrawn.kind).removeprefix("OUTCOME_REVISION_KIND_")
            return RowResult(line=line, source_key=reading.key, withdrawn=kind, reason=reading.reason)
        assert reading.outcome is not None
        digest = _digest(reading.outcome)
        if (before := self._first.get(reading.key)) is not None:
            return RowResult(line=line, source_key=reading.key, faults=(_duplicate(line, reading.key, before, digest),))
        self._first[reading.key] = (line, digest)
        return RowResult(line=line, outcome=reading.outcome, source_key=reading.key, digest=digest, notes=reading.notes)

    def _whole_row_fault(self, raw: RawRow) -> RowFault | None:
        if raw.fault:
            zh, en = f"引号不配对或字段过长（{raw.fault}）", f"{raw.fault}: quotes must come in pairs and be doubled inside a field"
            return fault(raw.line, "", "CSV_QUOTING", "", zh=zh, en=en)
        wanted, given = len(self._fields), len(raw.cells)
        if given != wanted:
            zh = f"有 {given} 列，表头有 {wanted} 列；字段内的逗号须加引号"
            en = f"{given} cells under a header of {wanted}: put quotes around fields that hold the separator"
            return fault(raw.line, "", "COLUMN_COUNT", str(given), zh=zh, en=en)
        return None

    def _plain_cells(self, raw: RawRow) -> tuple[list[str], list[RowFault]]:
        """Cells as texts, with faults for formulas and for codes that a spreadsheet turned into numbers."""
        cells, faults = [], []
        for column, cell in zip(self._fields, raw.cells, strict=False):
            text = cell.strip()
            if column is None or column.to in {"personal", "ignore"}:
                cells.append("")
                continue
            if is_formula(text):
                zh, en = "单元格是公式；须填写文字或数字本身", "a formula: the cell must hold the text or number itself"
                shown = "" if text == FORMULA else text
                faults.append(fault(raw.line, column.name, "FORMULA", shown, zh=zh, en=en))
                text = ""
            elif column.to in _CODE_TARGETS and _SCIENTIFIC.fullmatch(text):
                zh = "电子表格把代码变成了数字，后几位已丢失；请把该列设为文本后重新填写"
                en = "a spreadsheet turned the code into a number and lost its last digits: set the column to text and enter it again"
                faults.append(fault(raw.line, column.name, "NUMBER_FOR_TEXT", text, zh=zh, en=en))
                text = ""
            cells.append(unguarded(text))
        return cells, faults


def _only_person(reading: Reading) -> bool:
    return len(reading.faults) == 1 and reading.faults[0].rule == "NATURAL_PERSON"


def _duplicate(line: int, key: str, before: tuple[int, bytes], digest: bytes) -> RowFault:
    first, content = before
    if content == digest:
        zh, en = f"与第 {first} 行完全相同", f"repeats line {first} word for word: delete one"
    else:
        zh, en = f"与第 {first} 行是同一决定而内容不同", f"the same decision as line {first} with other content: keep the right one"
    return fault(line, "", "DUPLICATE_ROW", key, zh=zh, en=en)


def _digest(outcome: outcome_pb2.Outcome) -> bytes:
    content = outcome_pb2.Outcome()
    content.CopyFrom(outcome)
    content.ClearField("source")
    return content_digest(content)


def _folded(header: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", header).replace("\ufeff", "").split())
    return text.strip("*").replace("(必填)", "").upper()


def _title(column: Field) -> str:
    return column.titles[0] if column.titles else column.name


def is_formula(text: str) -> bool:
    """Returns whether a spreadsheet would take a text for a formula; signed numbers and lone dashes aren't."""
    if text == FORMULA:
        return True
    if not text or text[0] not in GUARDED:
        return False
    return text[0] in "=@" or not (_NUMBER.fullmatch(text) or set(text) <= {"-"})


def guarded(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula: with an apostrophe before it where it would be."""
    return f"'{text}" if text.lstrip("'")[:1] in tuple(GUARDED) else text


def unguarded(text: str) -> str:
    """Returns what `guarded` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'")[:1] in tuple(GUARDED) else text


def write_table(path: Path | str, outcomes: Iterable[outcome_pb2.Outcome], layout: Layout | str, *, chinese_titles: bool = False) -> int:
    """Writes outcomes as a .csv (UTF-8 with BOM, so that Excel reads it) or .xlsx file; returns the number of rows.

    The file appears under its name when it is whole. Columns with personal information stay empty.

    Raises:
        TableError: FILE_TYPE.
        StoreRefusedError: an outcome doesn't fit the layout.
        OSError: the file can't be written.
    """
    file, shape = Path(path), load_layout(layout) if isinstance(layout, str) else layout
    columns = [one for one in shape.fields if one.to not in {"state", "ignore"}]
    header = [_title(one) if chinese_titles else one.name for one in columns]
    writer = RowWriter(shape)
    rows = ([cells.get(one.name, "") for one in columns] for cells in map(writer.write, outcomes))
    write = _WRITERS.get(file.suffix.lower())
    if write is None:
        raise TableError(
            "FILE_TYPE", zh=f"不支持 {file.suffix or '无扩展名'} 文件；可写 .csv 或 .xlsx", en=f"{file.name}: .csv or .xlsx is right"
        )
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-", suffix=file.suffix)
    os.close(handle)
    try:
        count = write(Path(name), header, rows)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    return count


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            writer.writerow([guarded(cell) for cell in row])
            count += 1
    return count


def _write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet()
        for column, title in enumerate(header):
            sheet.write_string(0, column, title)
        for count, row in enumerate(rows, start=1):  # the last number is the answer
            for column, cell in enumerate(row):
                sheet.write_string(count, column, guarded(cell))
    return count


_WRITERS: Mapping[str, Callable[[Path, Sequence[str], Iterable[Sequence[str]]], int]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
