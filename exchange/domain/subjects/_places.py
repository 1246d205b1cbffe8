"""The place at the head of a company's name, and where a code says a company is registered (GB/T 2260)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from exchange.domain._tables import rows

_PROVINCE, _PREFECTURE, _COUNTY = 2, 4, 6  # leading digits that name each level
_DISTRICT_SUFFIX = "区"  # 朝阳区 may be called 朝阳 only behind its city
_SUFFIXED = re.compile("[省市县区州盟旗]$")
_UNLISTED = re.compile("^[^都城超夜门上集菜]{1,3}[市县旗]")
"""Counties that have been renamed (彬县) aren't in the table; a name of one to three characters with such an end still is a place."""
_TOWNSHIP = re.compile("^[^市场城古集]{2,3}?(?:街道|镇|乡)")
_NATIONAL = "100000"
MIN_CORE = 2  # characters that must stay behind a place named without its suffix (东方物流 is no 物流 in 东方市)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name says that its company is.

    Attributes:
        text: as it stands in the name.
        codes: GB/T 2260 codes that the text may mean; empty for an unlisted county.
    """

    text: str
    codes: frozenset[str]

    @property
    def code(self) -> str:
        """One of the codes, the same for each spelling of the place: a current one if there is one; empty if there is none."""
        return max(self.codes & _current(), default=max(self.codes, default=""))

    @property
    def is_bare_county(self) -> bool:
        """Whether it may be a county named without 县 or 市, and nothing else."""
        return bool(self.codes) and not _SUFFIXED.search(self.text) and all(not code.endswith("00") for code in self.codes)


NOWHERE = Place("", frozenset())


def read_place(text: str, *, alone: bool = False) -> Place:
    """The places at the beginning of a name (province, city, county, township), with the codes of the narrowest one that has any.

    Args:
        text: a name in normal form.
        alone: whether no name goes on behind the places.
    """
    end, codes, behind = 0, frozenset[str](), MIN_CORE if alone else 0
    while found := _next(text[end:], codes, behind=behind):
        end += len(found.text)
        codes = found.codes
        if not codes:
            break
    if end and (township := _TOWNSHIP.match(text[end:])) and len(text) + behind - end - township.end() >= MIN_CORE:
        end += township.end()
    return Place(text[:end], codes) if end else NOWHERE


def _next(text: str, within: frozenset[str], *, behind: int) -> Place | None:
    for length in range(min(len(text), _longest()), 1, -1):
        word = text[:length]
        codes = frozenset(code for code in _places().get(word, ()) if _allowed(code, word, within, rest=len(text) - length + behind))
        if codes:
            return Place(word, codes)
    if not within and (unlisted := _UNLISTED.match(text)) and len(text) + behind - unlisted.end() >= MIN_CORE:
        return Place(unlisted[0], frozenset())
    return None


def _allowed(code: str, word: str, within: frozenset[str], *, rest: int) -> bool:
    if within and not any(inside(code, outer) for outer in within):
        return False
    bare = not _SUFFIXED.search(word) or word not in _full_names()
    if not bare:
        return True
    district = any(name.endswith(_DISTRICT_SUFFIX) and code[_PREFECTURE:] != "00" for name in _names_of(code))
    if district and not within:
        return False
    return rest >= MIN_CORE or code.endswith("00")


def inside(code: str, outer: str) -> bool:
    """Whether a division lies in another, or is it."""
    return code.startswith(outer[: _level(outer)])


def _level(code: str) -> int:
    return _PROVINCE if code.endswith("0000") else _PREFECTURE if code.endswith("00") else _COUNTY


def nearness(one: str, other: str) -> int:
    """How far two GB/T 2260 codes agree, in levels: 3 same county or one contains the other, 2 same city, 1 same province, 0 not at all.

    A registrar of a city registers for its counties (440300), one of a province for its cities, and the nation's (100000) for all.
    """
    if _NATIONAL in (one, other):
        return 3
    if inside(one, other) or inside(other, one):
        return 3
    if one[:_PREFECTURE] == other[:_PREFECTURE]:
        return 2
    return int(one[:_PROVINCE] == other[:_PROVINCE])


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    current = [(row["code"], row["name"], row["short"]) for row in rows("places_gbt2260")]
    old = [(row["code"], row["name"], _SUFFIXED.sub("", row["name"])) for row in rows("divisions_delta_history") if row["name"] != "市辖区"]
    return (*current, *old)


@cache
def _current() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("places_gbt2260"))


@cache
def _places() -> Mapping[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for code, name, short in _rows():
        for word in {name, short} - {""}:
            if len(word) > 1:
                index.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in index.items()}


@cache
def _full_names() -> frozenset[str]:
    return frozenset(name for _code, name, _short in _rows())


@cache
def _names_by_code() -> Mapping[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for code, name, _short in _rows():
        index.setdefault(code, set()).add(name)
    return {code: frozenset(names) for code, names in index.items()}


def _names_of(code: str) -> frozenset[str]:
    return _names_by_code().get(code, frozenset())


@cache
def _longest() -> int:
    return max(map(len, _places()))
