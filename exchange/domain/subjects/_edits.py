"""How far two short texts lie apart, counted in damaged characters (weighted Damerau-Levenshtein, optimal string alignment).

A slip that people or machines make easily costs less than any other; characters by which names are told apart on purpose (first and
second, east and west) cost more than damage could explain.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.subjects._characters import look_alike, sound_alike

EASY = 0.4  # of a character: a slip by sound or shape
SWAPPED = 0.5  # two neighbours change places
ONE = 1.0
ON_PURPOSE = 3.0  # 一 for 二: another company, not a slip
ANYTHING = "*"  # a hidden part of a name fits anything

_CODE_CONFUSIONS = ("0ODQUC", "1IL7J|T", "2Z7", "5S6", "8B3R", "6GC", "4A", "9G7", "MNH", "VYU", "KXHR", "PRF", "EF")
"""Characters that OCR and hands mix up, general knowledge [C]; which pairs count only shifts weights, never decides."""


def name_distance(one: str, other: str) -> float:
    """Damaged characters between two names or parts of them."""
    return _distance(one, other, _name_substitution, _name_gap)


def code_distance(one: str, other: str) -> float:
    """Damaged characters between two codes."""
    return _distance(one, other, _code_substitution, lambda _character: ONE)


def _distance(one: str, other: str, substitution: Callable[[str, str], float], gap: Callable[[str], float]) -> float:
    if one == other:
        return 0.0
    before: list[float] = []
    row = [0.0]
    for character in other:
        row.append(row[-1] + gap(character))
    for i, left in enumerate(one):
        here = [row[0] + gap(left)]
        for j, right in enumerate(other):
            best = min(row[j] + substitution(left, right), row[j + 1] + gap(left), here[j] + gap(right))
            if i and j and left != right and left == other[j - 1] and one[i - 1] == right:
                best = min(best, before[j - 1] + SWAPPED)
            here.append(best)
        before, row = row, here
    return row[-1]


@cache
def _name_substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if ANYTHING in (one, other):
        return 0.0
    if told_apart(one) & told_apart(other):
        return ON_PURPOSE
    return EASY if sound_alike(one, other) or look_alike(one, other) else ONE


@cache
def _name_gap(character: str) -> float:
    if character == ANYTHING:
        return 0.0
    return ON_PURPOSE if told_apart(character) & {"NUMERAL", "LETTER"} else ONE


@cache
def told_apart(character: str) -> frozenset[str]:
    """The classes of characters that tell names apart on purpose which this one belongs to."""
    return frozenset(row["class"] for row in rows("subject_words") if row["kind"] == "distinct" and row["word"] == character)


@cache
def _code_substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return SWAPPED if any(one in group and other in group for group in _CODE_CONFUSIONS) else ONE
