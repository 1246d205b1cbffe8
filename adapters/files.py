"""Rows of text out of CSV and Excel files as people really send them: encodings, quoting, formulas, numbers for texts.

A CSV file is read as a stream. Its encoding is UTF-8 (with or without BOM) or GB18030, whichever fits more of the first
lines; bytes that fit neither come through as surrogates, so that the row is told of and the file goes on. An Excel
workbook (.xlsx, first sheet) is read by calamine; formulas are found beside it, since their values are not the sender's
word but a program's.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

LINE_LIMIT = 1 << 20
"""Bytes of one line: several times the longest row that the layouts allow."""
SNIFFED_LINES = 1000
"""Lines by which the encoding is judged."""
EXPANDED_LIMIT = 1 << 30
"""Bytes of a workbook unpacked; more is no table but an attack on the memory."""
CHUNK = 1 << 16
FORMULA = "\x00FORMULA\x00"
"""Stands for an Excel cell that holds a formula."""

_CELL_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f[\s/>]')
_FIRST_SHEET = re.compile(rb'<sheet [^>]*r:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship [^>]*>")
_OVERLAP = 256
_WIDE_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class TableError(ValueError):
    """A file that can't be read as a table at all.

    Attributes:
        rule: UPPER_SNAKE rule.
        detail: what is wrong and what would be right, Chinese first, then English.
    """

    def __init__(self, rule: str, *, zh: str, en: str) -> None:
        super().__init__(f"{rule}: {zh} / {en}")
        self.rule = rule
        self.detail = f"{zh} / {en}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RawRow:
    """One row of a file.

    Attributes:
        line: its first line (CSV) or row (Excel); from 1.
        cells: texts; a broken byte is a surrogate, a formula cell of Excel is `FORMULA`.
        fault: what kept the row from being cut into cells; empty where nothing did.
    """

    line: int
    cells: tuple[str, ...]
    fault: str = ""


def read_rows(path: Path, *, delimiter: str = ",") -> Iterator[RawRow]:
    """Yields the rows of a .csv or .xlsx file, empty ones left out.

    Raises:
        TableError: FILE_MISSING, FILE_TYPE, ENCODING (UTF-16), LINE_TOO_LONG, WORKBOOK.
    """
    if not path.is_file():
        raise TableError("FILE_MISSING", zh=f"文件不存在：{path}", en=f"{path}: there is no such file")
    kind = path.suffix.lower()
    if kind == ".csv":
        return _csv_rows(path, delimiter=delimiter)
    if kind == ".xlsx":
        return _sheet_rows(path)
    raise TableError(
        "FILE_TYPE", zh=f"不支持 {kind or '无扩展名'} 文件；请另存为 .csv 或 .xlsx", en=f"{path.name}: save it as .csv or .xlsx"
    )


def _csv_rows(path: Path, *, delimiter: str) -> Iterator[RawRow]:
    encoding = sniff_encoding(path)
    with path.open("rb") as file:
        reader = csv.reader(_lines(file, encoding), delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RawRow(line=line, cells=(), fault=str(error))
                continue
            if any(cell.strip() for cell in cells):
                yield RawRow(line=line, cells=tuple(cells))


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    for number, raw in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), start=1):
        if len(raw) > LINE_LIMIT:
            raise TableError(
                "LINE_TOO_LONG", zh=f"第 {number} 行超过 {LINE_LIMIT} 字节", en=f"line {number} is over {LINE_LIMIT} bytes: is it CSV?"
            )
        text = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        yield text.decode(encoding, errors="surrogateescape").replace("\r\n", "\n")


def sniff_encoding(path: Path) -> str:
    """Returns "utf-8" or "gb18030", by the first lines that aren't plain ASCII; UTF-8 where they tell nothing.

    Raises:
        TableError: ENCODING, the file is UTF-16.
    """
    votes = {"utf-8": 0, "gb18030": 0}
    with path.open("rb") as file:
        start = file.read(2)
        if start in _WIDE_BOMS:
            raise TableError(
                "ENCODING", zh="文件为 UTF-16 编码；请另存为 UTF-8 或 GB18030", en="the file is UTF-16: save it as UTF-8 or GB18030"
            )
        file.seek(0)
        for _ in range(SNIFFED_LINES):
            raw = file.readline(LINE_LIMIT)
            if not raw:
                break
            if not raw.isascii():
                _vote(raw, votes)
    return "gb18030" if votes["gb18030"] > votes["utf-8"] else "utf-8"


def _vote(raw: bytes, votes: dict[str, int]) -> None:
    """UTF-8 first: hardly any GB18030 text is UTF-8 by chance, while most UTF-8 text passes as GB18030."""
    for encoding in votes:
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        votes[encoding] += 1
        return


def _sheet_rows(path: Path) -> Iterator[RawRow]:
    try:
        formulas = _formulas(path)
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            sheet = workbook.get_sheet_by_index(0)
            offset = sheet.start[1] if sheet.start else 0
            for line, cells in enumerate(sheet.iter_rows(), start=1):
                texts = tuple(FORMULA if (line, offset + index) in formulas else _cell(value) for index, value in enumerate(cells))
                if any(text.strip() for text in texts):
                    yield RawRow(line=line, cells=texts)
    except (CalamineError, zipfile.BadZipFile, KeyError, OSError) as error:
        raise TableError(
            "WORKBOOK", zh=f"不是可读的 Excel 文件（{error}）", en=f"no readable workbook ({error}); protected or damaged?"
        ) from error


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return format(Decimal(repr(value)).normalize(), "f") if abs(value) < 10**15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y/%m/%d %H:%M:%S")
    return value.strftime("%Y/%m/%d") if isinstance(value, date) else str(value)


def _formulas(path: Path) -> frozenset[tuple[int, int]]:
    """Row (from 1) and column (from 0) of each formula of the first sheet."""
    with zipfile.ZipFile(path) as archive:
        if sum(one.file_size for one in archive.infolist()) > EXPANDED_LIMIT:
            raise TableError("WORKBOOK", zh="文件解压后过大", en=f"the workbook unpacks to over {EXPANDED_LIMIT} bytes")
        found: set[tuple[int, int]] = set()
        with archive.open(_first_sheet(archive)) as sheet:
            window = b""
            while chunk := sheet.read(CHUNK):
                window = window[-_OVERLAP:] + chunk
                found.update((int(row), _column(letters)) for letters, row in _CELL_FORMULA.findall(window))
    return frozenset(found)


def _first_sheet(archive: zipfile.ZipFile) -> str:
    sheet = _FIRST_SHEET.search(archive.read("xl/workbook.xml"))
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'Target="([^"]+)"', relation)
        if sheet and target and b'Id="' + sheet[1] + b'"' in relation:
            name = target[1].decode()
            return name.removeprefix("/") if name.startswith("/") else str(PurePosixPath("xl") / name)
    return "xl/worksheets/sheet1.xml"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
