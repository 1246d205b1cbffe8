"""国民经济行业分类 GB/T 4754-2017: sections (a letter), divisions, groups, classes (two to four digits).

>>> [industry.name for industry in ancestors("0111")]
['谷物种植', '农业', '农、林、牧、渔业']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.errors import DomainError
from exchange.domain.identifiers._text import clean_code

_SHAPE = re.compile(r"([A-T]?)([0-9]{2,4})|([A-T])")
_LEVELS = ("section", "division", "group", "class")


class IndustryReason(StrEnum):
    """Why a text is no industry code. Closed: values are never renamed or reused."""

    EMPTY = "EMPTY"
    FORMAT = "FORMAT"
    UNKNOWN = "UNKNOWN"
    WRONG_SECTION = "WRONG_SECTION"


class IndustryError(DomainError):
    """A text that is no code of GB/T 4754-2017."""

    reason: IndustryReason


class IndustryLevel(StrEnum):
    """Level of an industry: 门类, 大类, 中类, 小类."""

    SECTION = "section"
    DIVISION = "division"
    GROUP = "group"
    CLASS = "class"


class Edition(StrEnum):
    """Edition of GB/T 4754."""

    Y2011 = "2011"
    Y2017 = "2017"


@dataclass(frozen=True, kw_only=True, slots=True)
class Industry:
    """One entry of the classification.

    Attributes:
        code: a letter, or two to four digits, without the section's letter before them.
        name: Chinese name of the 2017 edition.
        level: its level.
        parent: code of the entry above; None for a section.
    """

    code: str
    name: str
    level: IndustryLevel
    parent: str | None


def parse_industry(code: str | None, *, field: str = "industry_code") -> Industry:
    """Return the entry of a code: ``C``, ``13``, ``131``, ``1311``, or with the section before it, ``C1311``.

    A zero that a spreadsheet dropped isn't guessed: 111 is read as it stands.

    Raises:
        IndustryError: EMPTY; FORMAT; UNKNOWN; WRONG_SECTION (the letter before the digits isn't theirs).
    """
    bare = clean_code(code)
    if not bare:
        raise _error("empty; a code of GB/T 4754-2017 is needed", IndustryReason.EMPTY, field=field, value=code or "")
    shape = _SHAPE.fullmatch(bare)
    if shape is None:
        raise _error(
            f"{bare[:32]!r} has the wrong form; a letter A to T, two to four digits, or both are needed",
            IndustryReason.FORMAT,
            field=field,
            value=bare,
        )
    found = _table().get(shape[2] or shape[3])
    if found is None:
        raise _error(_unknown(shape[2] or shape[3]), IndustryReason.UNKNOWN, field=field, value=bare)
    if shape[1] and (section := ancestors(found.code)[-1]).code != shape[1]:
        raise _error(
            f"{found.code} {found.name} is in section {section.code} {section.name}, not {shape[1]}",
            IndustryReason.WRONG_SECTION,
            field=field,
            value=bare,
        )
    return found


def ancestors(code: str) -> tuple[Industry, ...]:
    """Return the entries above a code, nearest first, the section last; empty for a section.

    Raises:
        IndustryError: as ``parse_industry``.
    """
    found, above = parse_industry(code), []
    while found.parent is not None:
        found = _table()[found.parent]
        above.append(found)
    return tuple(above)


def edition_of_name(code: str, name: str) -> Edition | None:
    """Return the edition whose name for a code a source uses; None where it is neither's, or the code no code.

    Feeds still carry 2011 classifications under codes that read like 2017 ones (RULES 1.4). Only the names in
    ``data/gbt4754_2011_names.csv`` give the old edition away; most names are the same in both, and then 2017 is told.
    """
    try:
        found = parse_industry(code)
    except IndustryError:
        return None
    bare = "".join(name.split())
    if bare == found.name:
        return Edition.Y2017
    return Edition.Y2011 if _names_of_2011().get(found.code) == bare else None


def _unknown(code: str) -> str:
    known = next((code[:length] for length in range(len(code) - 1, 1, -1) if code[:length] in _table()), None)
    if known is None:
        return f"{code} is in no division of GB/T 4754-2017; divisions are two digits, 01 to 97"
    below = ", ".join(entry.code for entry in _table().values() if entry.parent == known)
    return f"{code} is not in GB/T 4754-2017; below {known} {_table()[known].name} are {below}"


def _error(message: str, reason: IndustryReason, *, field: str, value: str) -> IndustryError:
    return IndustryError(message, reason=reason, field=field, value=value)


@cache
def _table() -> Mapping[str, Industry]:
    return {
        row["code"]: Industry(
            code=row["code"],
            name=row["name"],
            level=IndustryLevel(_LEVELS[int(row["level"]) - 1]),
            parent=row["parent"] or None,
        )
        for row in rows("gbt4754_2017")
    }


@cache
def _names_of_2011() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in rows("gbt4754_2011_names")}
