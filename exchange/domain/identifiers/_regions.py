"""Administrative divisions: GB/T 2260 codes of 沪苏浙皖 with history, functional zones, border townships.

Three tables answer, told apart by ``Region.source``: the current and historical GB/T 2260 codes, the Statistics
Bureau's codes of development zones (an extension: those have enforcement bodies but no GB/T 2260 code), and nine-digit
township codes of the border counties. History is by year: in the year of a change the old and the new code both hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.identifiers._errors import RegionError, RegionReason
from exchange.domain.identifiers._text import clean_code

_PROVINCE_DIGITS = 2
_COUNTY_DIGITS = 6
_TOWNSHIP_DIGITS = 9
_SHAPE = re.compile(r"[0-9]{6}(?:[0-9]{3})?")


class RegionLevel(StrEnum):
    """Level of a division."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    GROUPING = "grouping"
    """A code such as 330401 市辖区, which stands for the districts of a city and names no place."""


class RegionSource(StrEnum):
    """Table that a division was found in."""

    GBT2260 = "GB/T 2260"
    FUNCTIONAL_ZONE = "functional zone"
    TOWNSHIP = "township"


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """One division under one code, in one span of years.

    Attributes:
        code: six digits, or nine for a township.
        name: Chinese name in that span.
        level: level of the division.
        start_year: first year of the code under this name; None where the table doesn't say.
        end_year: last year; None while it holds, or where the table doesn't say.
        parent: code of the division above; None for a province.
        current: whether the code is in the current table.
        source: the table it was found in.
    """

    code: str
    name: str
    level: RegionLevel
    start_year: int | None
    end_year: int | None
    parent: str | None
    current: bool
    source: RegionSource

    @property
    def extension(self) -> bool:
        """Whether the code lies outside GB/T 2260 (functional zones; townships follow GB/T 10114)."""
        return self.source is not RegionSource.GBT2260

    def in_force(self, on: date) -> bool:
        """Return whether the code held in the year of a day; unknown bounds don't exclude."""
        return (self.start_year is None or self.start_year <= on.year) and (self.end_year is None or on.year <= self.end_year)


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A county that touches another one.

    Attributes:
        code: GB/T 2260 code of the neighbour.
        name: its Chinese name.
        cross_province: whether the provincial border lies between the two.
    """

    code: str
    name: str
    cross_province: bool


def parse_region(code: str | None, on: date | None = None, *, field: str = "region_code") -> Region:
    """Return the division that a code names.

    Args:
        code: six digits (GB/T 2260 or functional zone) or nine (township of a border county); blanks and full-width
            digits are tolerated.
        on: day for which the code must be in force; None accepts every code ever used, preferring the current one
            and else the latest (``Region.current`` tells which).
        field: name of the field for error messages.

    Returns:
        The division, by its name at ``on``.

    Raises:
        RegionError: EMPTY; FORMAT (not six or nine digits); UNKNOWN; NOT_IN_FORCE (on that day); OUTSIDE_TABLE (a
            valid province beyond 沪苏浙皖, or townships of a county off the border: the table isn't held).
    """
    digits = clean_code(code)
    if not digits:
        raise RegionError(
            "empty; a GB/T 2260 code of six digits is needed",
            reason=RegionReason.EMPTY,
            field=field,
            value=code or "",
        )
    if _SHAPE.fullmatch(digits) is None:
        raise RegionError(
            f"{digits[:32]!r} has the wrong form; six digits (GB/T 2260) or nine (township) are needed",
            reason=RegionReason.FORMAT,
            field=field,
            value=digits,
        )
    entries = region_entries(digits)
    if not entries:
        raise _missing(digits, field=field)
    if on is None:
        return entries[-1]
    valid = [entry for entry in entries if entry.in_force(on)]
    if not valid:
        spans = ", ".join(f"{e.name} {e.start_year or '…'}–{e.end_year or '…'}" for e in entries)
        raise RegionError(
            f"{digits} was not in force on {on.isoformat()}; it stood for {spans}; give the code of that day",
            reason=RegionReason.NOT_IN_FORCE,
            field=field,
            value=digits,
        )
    return valid[-1]


def neighbours(code: str | None) -> tuple[Neighbour, ...]:
    """Return the counties that touch a county, in the order of the table.

    The table holds the border counties of the Delta that this exchange serves and is unverified ([C], see the data
    README): an empty answer means that no pair is on file.

    Raises:
        RegionError: the code names no division (as ``parse_region``).
    """
    return _neighbour_index().get(parse_region(code).code, ())


def current_county(code: str) -> str | None:
    """Return the county that carries on a county's code, the code itself while it holds; None where that isn't certain.

    Successors are derived, not listed: the one current county of the same province whose name differs in its ending only (金山县 310228,
    金山区 310116). Where a county was merged into another of a different name, none is told.
    """
    entries = _divisions().get(code, ())
    if not entries or entries[-1].level is not RegionLevel.COUNTY:
        return None
    if entries[-1].current:
        return code
    heirs = _current_names().get((code[:_PROVINCE_DIGITS], entries[-1].name[:-1]), ())
    return heirs[0] if len(heirs) == 1 else None


def region_entries(digits: str) -> tuple[Region, ...]:
    """Return every entry of a clean code, oldest first and the current one last; empty when unknown."""
    if len(digits) == _TOWNSHIP_DIGITS:
        township = _townships().get(digits)
        return () if township is None else (township,)
    return _divisions().get(digits, ())


def province_name(prefix: str) -> str | None:
    """Return the province of a two-digit GB/T 2260 prefix, None when there is none."""
    row = _provinces().get(prefix)
    return None if row is None else row["name"]


def _missing(digits: str, *, field: str) -> RegionError:
    province = _provinces().get(digits[:2])
    if province is None:
        reason = RegionReason.UNKNOWN
        message = f"{digits} is unknown: {digits[:2]} is no province of GB/T 2260"
    elif province["counties_held"] != "yes":
        reason = RegionReason.OUTSIDE_TABLE
        message = (
            f"{digits} lies in {province['name']}, a valid province of GB/T 2260, but only the tables of "
            "上海, 江苏, 浙江 and 安徽 are held here: the code can be neither confirmed nor refuted"
        )
    elif len(digits) == _TOWNSHIP_DIGITS and region_entries(digits[:_COUNTY_DIGITS]) and not _held(digits[:6]):
        reason = RegionReason.OUTSIDE_TABLE
        message = f"{digits}: townships are held for the border counties only; give the county code {digits[:6]}"
    else:
        reason = RegionReason.UNKNOWN
        message = f"{digits} is in no current or historical table of {province['name']}; check the digits"
    return RegionError(message, reason=reason, field=field, value=digits)


def _held(county: str) -> bool:
    return any(code.startswith(county) for code in _townships())


@cache
def _provinces() -> Mapping[str, Mapping[str, str]]:
    return {row["prefix"]: row for row in rows("provinces_gbt2260")}


@cache
def _divisions() -> Mapping[str, tuple[Region, ...]]:
    current = {row["code"]: row for row in rows("divisions_delta_gbt2260")}
    spans = (*rows("divisions_delta_history"), *rows("divisions_delta_supplement"))
    known = {row["code"] for row in spans}
    index: dict[str, list[Region]] = {}
    for row in spans:
        index.setdefault(row["code"], []).append(_from_history(row, current=current, known=known))
    for row in rows("functional_zones_delta_nbs"):
        index.setdefault(row["code"], []).append(_from_zone(row))
    return {code: tuple(sorted(entries, key=_age)) for code, entries in index.items()}


@cache
def _current_names() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Codes of the current counties by province and name without its ending (县, 市, 区)."""
    index: dict[tuple[str, str], tuple[str, ...]] = {}
    for code, entries in _divisions().items():
        last = entries[-1]
        if last.current and last.level is RegionLevel.COUNTY and not last.extension:
            key = (code[:_PROVINCE_DIGITS], last.name[:-1])
            index[key] = (*index.get(key, ()), code)
    return index


def _age(region: Region) -> tuple[bool, int, int]:
    return (region.current, region.start_year or 0, region.end_year or date.max.year)


def _from_history(row: Mapping[str, str], *, current: Mapping[str, Mapping[str, str]], known: set[str]) -> Region:
    code, listed = row["code"], current.get(row["code"])
    is_current = listed is not None and not row["end_year"]
    prefecture, province = code[:4] + "00", code[:2] + "0000"
    parent = prefecture if prefecture in known and code != prefecture else province
    return Region(
        code=code,
        name=listed["name"] if is_current and listed is not None else row["name"],
        level=_level(code, row["name"]) if not is_current or listed is None else RegionLevel(listed["level"]),
        start_year=int(row["start_year"]) if row["start_year"] else None,
        end_year=int(row["end_year"]) if row["end_year"] else None,
        parent=None if code == province else parent,
        current=is_current,
        source=RegionSource.GBT2260,
    )


def _level(code: str, name: str) -> RegionLevel:
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    if name == "市辖区":
        return RegionLevel.GROUPING
    return RegionLevel.PREFECTURE if code.endswith("00") else RegionLevel.COUNTY


def _from_zone(row: Mapping[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        level=RegionLevel.COUNTY,
        start_year=None,
        end_year=None,
        parent=row["prefecture_code"],
        current=True,
        source=RegionSource.FUNCTIONAL_ZONE,
    )


@cache
def _townships() -> Mapping[str, Region]:
    return {
        row["code9"]: Region(
            code=row["code9"],
            name=row["name"],
            level=RegionLevel.TOWNSHIP,
            start_year=None,
            end_year=None,
            parent=row["county_code"],
            current=True,
            source=RegionSource.TOWNSHIP,
        )
        for row in rows("townships_border_counties")
    }


@cache
def _neighbour_index() -> Mapping[str, tuple[Neighbour, ...]]:
    index: dict[str, list[Neighbour]] = {}
    for row in rows("neighbour_pairs"):
        cross = row["kind"] == "cross-province"
        for here, there in (("a", "b"), ("b", "a")):
            neighbour = Neighbour(code=row[f"code_{there}"], name=row[f"name_{there}"], cross_province=cross)
            index.setdefault(row[f"code_{here}"], []).append(neighbour)
    return {code: tuple(found) for code, found in index.items()}
