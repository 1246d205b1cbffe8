"""Where a company is registered, and whether that is a member's place: codes are older than the districts they name today."""

from __future__ import annotations

from exchange.domain.identifiers import IdentifierError, Region, RegionError, RegionLevel, parse_region, parse_uscc
from exchange.v1 import subject_pb2

DELTA = frozenset({"31", "32", "33", "34"})
"""Provinces whose organs the exchange is made for (沪苏浙皖), by the first two digits of GB/T 2260."""

_LEVEL_WORDS = "县区市"
_PROVINCE_DIGITS = 2


def registered_region(subject: subject_pb2.Subject) -> str:
    """Return the GB/T 2260 code of a company's place of registration, perhaps a historical one; empty where it isn't known."""
    if subject.registered_region:
        return subject.registered_region
    try:
        return parse_uscc(subject.uscc).region_code
    except IdentifierError:
        return ""


def is_same_county(code: str, other: str) -> bool:
    """Return whether two codes name the same county, whatever it was called when they were given (310228 金山县, 310116 金山区)."""
    if code == other:
        return True
    first, second = _county(code), _county(other)
    if first is None or second is None or code[:_PROVINCE_DIGITS] != other[:_PROVINCE_DIGITS]:
        return False
    return first.name.rstrip(_LEVEL_WORDS) == second.name.rstrip(_LEVEL_WORDS)


def _county(code: str) -> Region | None:
    try:
        region = parse_region(code)
    except RegionError:
        return None
    return region if region.level is RegionLevel.COUNTY else None
