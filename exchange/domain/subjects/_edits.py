"""How far two short texts lie apart, counted in damaged characters (weighted Damerau-Levenshtein, optimal string alignment).

A slip that people or machines make easily costs less than any other; characters by which names are told apart on purpose (first and
second, east and west) cost more than damage could explain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.subjects._characters import look_alike, sound_alike

EASY = 0.4  # of a character: a slip by sound or shape
SWAPPED = 0.5  # two neighbours change places
ONE = 1.0
ON_PURPOSE = 3.0  # 一 for 二: another company, not a slip
ANYTHING = "*"  # stands for a hidden part of a name

_CODE_CONFUSIONS = ("0ODQUC", "1IL7J|T", "2Z7", "5S6", "8B3R", "6GC", "4A", "9G7", "MNH", "VYU", "KXHR", "PRF", "EF")
"""Characters that OCR and hands mix up, general knowledge [C]; which pairs count only shifts weights, never decides."""


def name_distance(one: str, other: str) -> float:
    """Damaged characters between two names or parts of them."""
    if one == other:
        return 0.0
    left, right, _start = _differing_middle(one, other)
    return _table(left, right, _name_substitution, _name_gap)[-1][-1]


def code_distance(one: str, other: str) -> float:
    """Damaged characters between two codes."""
    return 0.0 if one == other else _table(one, other, _code_substitution, _code_gap)[-1][-1]


def costs_by_part(parts: Sequence[str], damaged: str) -> list[float]:
    """Where the damage lies: the distance between the joined parts of a name and another one, split among the parts."""
    whole, other, start = _differing_middle("".join(parts), damaged)
    part_of = [number for number, part in enumerate(parts) for _character in part]
    table = _table(whole, other, _name_substitution, _name_gap)
    costs = [0.0] * len(parts)
    i, j = len(whole), len(other)
    while i or j:
        next_i, next_j = _step_back(whole, other, table, i, j)
        costs[part_of[max(start + i - 1, 0)]] += table[i][j] - table[next_i][next_j]  # what is too much counts with what stands before it
        i, j = next_i, next_j
    return costs


def _differing_middle(one: str, other: str) -> tuple[str, str, int]:
    """Both texts without what they begin and end with alike, one character of it apart, and where the middle begins."""
    shorter = min(len(one), len(other))
    alike = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    start = max(alike - 1, 0)
    alike = next((at for at in range(shorter - start) if one[-1 - at] != other[-1 - at]), shorter - start)
    tail = max(alike - 1, 0)
    return one[start : len(one) - tail], other[start : len(other) - tail], start


def _step_back(one: str, other: str, table: Sequence[Sequence[float]], i: int, j: int) -> tuple[int, int]:
    """The cell from which the cheapest way comes into (i, j)."""
    here = table[i][j]
    if i and j and here == table[i - 1][j - 1] + _name_substitution(one[i - 1], other[j - 1]):
        return i - 1, j - 1
    if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1] and here == table[i - 2][j - 2] + SWAPPED:
        return i - 2, j - 2
    if i and here == table[i - 1][j] + _name_gap(one[i - 1], one[i - 2 : i - 1]):
        return i - 1, j
    return (i, j - 1) if j else (i - 1, j)


def _table(one: str, other: str, substitution: Callable[[str, str], float], gap: Callable[[str, str], float]) -> list[list[float]]:
    """The distances between all beginnings of two texts, row by row of the first."""
    rows_done = [[0.0]]
    for j, right in enumerate(other):
        rows_done[0].append(rows_done[0][-1] + gap(right, other[j - 1] if j else ""))
    for i, left in enumerate(one):
        above, lost = rows_done[-1], gap(left, one[i - 1] if i else "")
        here = [above[0] + lost]
        for j, right in enumerate(other):
            best = min(above[j] + substitution(left, right), above[j + 1] + lost, here[j] + gap(right, other[j - 1] if j else ""))
            if i and j and left != right and left == other[j - 1] and one[i - 1] == right:
                best = min(best, rows_done[-2][j - 1] + SWAPPED)
            here.append(best)
        rows_done.append(here)
    return rows_done


@cache
def _name_substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if told_apart(one) & told_apart(other):
        return ON_PURPOSE
    return EASY if sound_alike(one, other) or look_alike(one, other) else ONE


@cache
def _name_gap(character: str, before: str) -> float:
    """A character too many or too few; one that only repeats the one before it is an easy slip."""
    if character == before:
        return EASY
    return ON_PURPOSE if told_apart(character) else ONE


@cache
def told_apart(character: str) -> frozenset[str]:
    """The classes of characters that tell names apart on purpose which this one belongs to."""
    return frozenset(row["class"] for row in rows("subject_words") if row["kind"] == "distinct" and row["word"] == character)


@cache
def _code_substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return SWAPPED if any(one in group and other in group for group in _CODE_CONFUSIONS) else ONE


def _code_gap(_character: str, _before: str) -> float:
    return ONE
