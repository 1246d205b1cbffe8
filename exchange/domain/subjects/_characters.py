"""Chinese characters as people and machines mix them up: by sound (typing), by shape (reading a scan), traditional for simplified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from exchange.domain._tables import rows

CORNERS = 4  # digits of a four-corner code that name the corners; a fifth tells near ones apart
CORNERS_ALIKE = 3


@dataclass(frozen=True, slots=True)
class _Character:
    sounds: frozenset[str]
    corners: str
    components: frozenset[str]


def simplify(text: str) -> str:
    """The text with each traditional character as its simplified one (first choice of OpenCC's table)."""
    return text.translate(_simplified())


def sound(text: str) -> str:
    """The commonest reading of each character, without tones; characters without one stand for themselves."""
    return " ".join(_first_sounds().get(character, character) for character in text)


@cache
def sound_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading, tones aside, or differ in what southern speakers don't tell apart (n/l, in/ing, s/sh)."""
    first, second = _characters().get(one), _characters().get(other)
    return first is not None and second is not None and not first.sounds.isdisjoint(second.sounds)


@cache
def look_alike(one: str, other: str) -> bool:
    """Whether two characters share three corners of the four, or a component that makes up the rest of one of them."""
    first, second = _characters().get(one), _characters().get(other)
    if first is None or second is None:
        return False
    corners = sum(left == right for left, right in zip(first.corners[:CORNERS], second.corners[:CORNERS], strict=False))
    return corners >= CORNERS_ALIKE or one in second.components or other in first.components or _share_a_body(first, second)


def _share_a_body(first: _Character, second: _Character) -> bool:
    """A common component that is no mere radical: one that is a character with a reading of its own, as 告 in 浩 and 皓."""
    return any(part in _bodies() for part in first.components & second.components)


@cache
def _bodies() -> frozenset[str]:
    """Components that few characters have."""
    counts: dict[str, int] = {}
    for character in _characters().values():
        for part in character.components:
            counts[part] = counts.get(part, 0) + 1
    return frozenset(part for part, count in counts.items() if count <= BODY_LIMIT)


BODY_LIMIT = 80  # characters with one component, above which it counts as a radical (氵, 木, 口) and says little about a shape


@cache
def _characters() -> Mapping[str, _Character]:
    return {
        row["character"]: _Character(frozenset(_southern(row["sounds"])), row["four_corner"], frozenset(row["components"]))
        for row in rows("han_characters")
    }


def _southern(sounds: str) -> list[str]:
    """Readings with what many speakers of the Delta type alike made alike: flat and curled initials, -n and -ng, n- and l-."""
    return [_blurred(reading) for reading in sounds.split()]


def _blurred(reading: str) -> str:
    for curled, flat in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if reading.startswith(curled):
            reading = flat + reading[len(curled) :]
    if reading.endswith(("ing", "eng", "ang")):
        reading = reading[:-1]
    return "l" + reading[1:] if reading.startswith("n") and len(reading) > 1 else reading


@cache
def _first_sounds() -> Mapping[str, str]:
    return {row["character"]: _blurred(row["sounds"].split()[0]) for row in rows("han_characters") if row["sounds"]}


@cache
def _simplified() -> Mapping[int, str]:
    table = {row["traditional"]: row["simplified"] for row in rows("han_simplified")}
    return {ord(old): table.get(new, new) for old, new in table.items()}
