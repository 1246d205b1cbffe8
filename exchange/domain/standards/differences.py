"""One field in which two standards differ, and which side it makes the stricter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from exchange.domain.standards.said import Said

_VERDICTS = {1: Said("（第一方更严）", " (the first is stricter)"), -1: Said("（第一方更宽）", " (the first is milder)"), 0: Said("", "")}
_UNRANKED = Said("（不可比）", " (can't be ranked)")
_SHOWN = Said("", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """`order`: 1 the first is stricter, -1 milder, None can't be ranked. `counts`: it bears on the verdict."""

    name: Said
    first: Said
    second: Said
    order: int | None = None
    counts: bool = True

    def said(self) -> Said:
        """In one line."""
        verdict = (_UNRANKED if self.order is None else _VERDICTS[self.order]) if self.counts else _SHOWN
        zh = f"{self.name.zh}：第一方{self.first.zh}，第二方{self.second.zh}"
        return Said(zh, f"{self.name.en}: {self.first.en} against {self.second.en}") + verdict


def ordered(name: Said, first: int, second: int, said: Callable[[int], Said]) -> Iterator[Difference]:
    """A dimension in which the greater value is the stricter."""
    if first != second:
        yield Difference(name=name, first=said(first), second=said(second), order=1 if first > second else -1)


def unordered(name: Said, first: Said, second: Said, *, counts: bool = True) -> Iterator[Difference]:
    """A field that can only be the same or another."""
    if first != second:
        yield Difference(name=name, first=first, second=second, counts=counts)


def common(orders: list[int | None]) -> int | None:
    """The order of several dimensions taken as one: 0 where all are equal, None where they point both ways."""
    found = set(orders) - {0}
    if len(found) > 1:
        return None
    return found.pop() if found else 0
