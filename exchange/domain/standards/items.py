"""What a standard says about one matter, and which lines of two standards are about the same act.

Lines are paired by act and conditions, compared without punctuation. Two places number their lines differently, so a line's code pairs it
only with another version of the same standard, and there too the same act comes first: lists are renumbered. A line that could be paired in
two ways isn't paired by guessing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from exchange.v1 import standard_pb2

KEPT_WORDINGS = 4096  # lines' acts and conditions: the same are compared all the time
Item = standard_pb2.StandardItem
Key = Callable[[Item], Hashable]


class Pair(NamedTuple):
    """Two lines on the same act; None where one side has none."""

    first: Item | None
    second: Item | None


def numbers_of(standard: standard_pb2.Standard, codes: Collection[str]) -> list[int]:
    """Places, from 0, of the lines about a matter, under any of its codes; a line without a matter is about those of the standard."""
    whole = not set(codes).isdisjoint(standard.matter_codes)
    return [at for at, item in enumerate(standard.items) if item.matter_code in codes or (whole and not item.matter_code)]


def items_of(standard: standard_pb2.Standard, codes: Collection[str]) -> list[Item]:
    """The lines about a matter, as `numbers_of` finds them."""
    return [standard.items[at] for at in numbers_of(standard, codes)]


@lru_cache(maxsize=KEPT_WORDINGS)
def bare(text: str) -> str:
    """A wording without what doesn't change it: width of characters, blanks, punctuation."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one)[0] not in "PZC").casefold()


def pair(first: Sequence[Item], second: Sequence[Item], *, same_standard: bool) -> list[Pair]:
    """Every line once: pairs first, then the first side's own, then the second's."""
    keys: list[Key] = [lambda item: (bare(item.act), bare(item.conditions)), lambda item: bare(item.act)]
    if same_standard:
        keys = [lambda item: (item.code, bare(item.act)), *keys, lambda item: item.code]
    left, right, pairs = list(first), list(second), list[Pair]()
    for key in keys:
        found = _unambiguous(left, right, key)
        pairs += found
        left = [item for item in left if not any(item is one.first for one in found)]
        right = [item for item in right if not any(item is one.second for one in found)]
    if not same_standard and len(left) == len(right) == 1:  # all that either says of the matter
        return [*pairs, Pair(left[0], right[0])]
    return [*pairs, *(Pair(item, None) for item in left), *(Pair(None, item) for item in right)]


def _unambiguous(left: Sequence[Item], right: Sequence[Item], key: Key) -> list[Pair]:
    """Pairs of lines whose key no other line of their side has."""
    sides: list[dict[Hashable, list[Item]]] = [{}, {}]
    for side, items in zip(sides, (left, right), strict=True):
        for item in items:
            side.setdefault(key(item), []).append(item)
    return [Pair(mine[0], others[0]) for value, mine in sides[0].items() if len(mine) == 1 and len(others := sides[1].get(value, [])) == 1]
