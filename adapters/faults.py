"""Collecting what is wrong with a row, and the checks that every text passes.

A row is read to its end and all its faults are reported together: whoever must correct it should not have to send it
once per fault. Messages are Chinese first, then English, and say what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapters.layout import TEXTS, Field
from exchange.domain.casestore import RowFault, shown
from exchange.domain.errors import shown as redacted
from exchange.domain.identifiers import find_identity_numbers

PLACEHOLDERS = frozenset(
    {"undefined", "null", "NULL", "None", "none", "nan", "NaN", "N/A", "n/a", "-", "--", "/", "\\", "无", "暂无", "空"}
)
"""Cells that systems write where they have no value (RULES 1.1)."""

_MEASURED = TEXTS | {"source_field", "penalties.kinds", "penalties.licence"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line ends, and the signs that turn the direction of writing (a name could lie)."""
_BROKEN = re.compile("\ufffd|锟斤拷")
"""What is left of characters that were read in the wrong encoding."""


_MANY_DIGITS = re.compile(r"\d(?:[ \-\u3000\uff0d]?\d){14}")
"""What every identity number holds (15 digits, or 17 and a sign, single blanks or dashes between): most texts hold none."""


class BadValueError(ValueError):
    """A cell that isn't what its column asks for.

    Attributes:
        rule: UPPER_SNAKE rule.
        chinese, english: what is wrong and what would be right.
    """

    def __init__(self, rule: str, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.rule = rule
        self.chinese = zh
        self.english = en


@dataclass(kw_only=True, slots=True)
class Faults:
    """Faults and notes of one row, in the order found.

    Attributes:
        line: the row's line or key.
        found: what makes the row unusable.
        notes: what a reader should know about a row that is used.
    """

    line: int
    found: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)

    def add(self, name: str, rule: str, value: str, *, zh: str, en: str) -> None:
        """Adds a fault."""
        self.found.append(fault(self.line, name, rule, value, zh=zh, en=en))

    def note(self, name: str, rule: str, value: str, *, zh: str, en: str) -> None:
        """Adds a note."""
        self.notes.append(fault(self.line, name, rule, value, zh=zh, en=en))

    def take(self, name: str, value: str, error: BadValueError) -> None:
        """Adds a value's fault."""
        self.add(name, error.rule, value, zh=error.chinese, en=error.english)


def fault(line: int, name: str, rule: str, value: str, *, zh: str, en: str) -> RowFault:
    """Returns a fault whose value is shortened and shows no identity number."""
    return RowFault(line=line, field=name, rule=rule, value=shown(redacted(value)), message=f"{zh} / {en}")


def natural_person(line: int, name: str) -> RowFault:
    """Returns the note of a row about a natural person: passed over, nothing of it repeated."""
    return fault(
        line,
        name,
        "NATURAL_PERSON",
        "",
        zh="当事人为自然人，不进入交换，已跳过",
        en="the party is a natural person, which doesn't enter the exchange: row passed over",
    )


def check_texts(cells: Sequence[tuple[Field, str]], faults: Faults) -> None:
    """Adds faults for characters that no text may hold, texts too long, and identity numbers of natural persons.

    Codes aren't measured here: their own checks clean them of labels first.
    """
    for column, text in cells:
        if column.max and len(text) > column.max and column.to in _MEASURED:
            zh, en = f"{len(text)} 个字符，最多 {column.max} 个", f"{len(text)} characters; at most {column.max}"
            faults.add(column.name, "TOO_LONG", text, zh=zh, en=en)
    joined = "\n".join(text for _, text in cells)  # one search finds most rows clean
    if _FORBIDDEN.search(joined) or _BROKEN.search(joined):
        for column, text in cells:
            _characters(column, text, faults)
    if has_identity_number(joined):
        check_identity_numbers(cells, faults)


def has_identity_number(text: str) -> bool:
    """Returns what `find_identity_numbers` finds, quickly where there is nothing to find."""
    return _MANY_DIGITS.search(text) is not None and bool(find_identity_numbers(text))


def check_encoding(cells: dict[str, str], faults: Faults) -> None:
    """Adds a fault for each cell with bytes that fitted no encoding, and replaces those so that the other checks can go on."""
    try:
        "".join(cells.values()).encode()  # most rows are whole: one attempt
    except UnicodeEncodeError:
        for name, text in cells.items():
            whole = text.encode("utf-8", "replace").decode("utf-8")
            if whole != text:
                cells[name] = whole
                _encoding(name, whole, faults)


def _encoding(name: str, text: str, faults: Faults) -> None:
    faults.add(
        name,
        "ENCODING",
        text,
        zh="含有无法识别的字符（编码错误）；请用 UTF-8 或 GB18030 重新导出",
        en="holds characters broken by a wrong encoding; export again as UTF-8 or GB18030",
    )


def _characters(column: Field, text: str, faults: Faults) -> None:
    if _BROKEN.search(text):
        _encoding(column.name, text, faults)
    elif bad := _FORBIDDEN.search(text):
        faults.add(
            column.name,
            "CONTROL_CHARACTER",
            _FORBIDDEN.sub("?", text),
            zh=f"含有控制字符 U+{ord(bad[0]):04X}；请删除",
            en=f"holds the control character U+{ord(bad[0]):04X}; delete it",
        )


def check_identity_numbers(cells: Iterable[tuple[Field, str]], faults: Faults) -> None:
    """Adds a fault for each cell that holds an identity number of a natural person."""
    for column, text in cells:
        if hits := find_identity_numbers(text):
            where = hits[0].start + 1
            faults.add(
                column.name,
                "IDENTITY_NUMBER",
                "",
                zh=f"第 {where} 个字符起是公民身份号码；身份号码不得进入交换，请删除或遮盖",
                en=f"an identity number of a natural person stands at character {where}; none may enter the exchange: remove or mask it",
            )
