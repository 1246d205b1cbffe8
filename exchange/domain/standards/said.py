"""A sentence in both languages: what the domain explains crosses the wire in Chinese, with English beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BP_PER_PERCENT = 100  # hundredths of a percent
WHOLE_BP = 10_000
MAX_FINE_FEN = 10**15  # ten trillion yuan: beyond any fine, and 33 shares of it still fit int64
MILLI = 1000  # thousandths in a unit
FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class Said:
    """The same thing said twice."""

    zh: str
    en: str

    def __add__(self, other: Said) -> Said:
        return Said(self.zh + other.zh, self.en + other.en)


def plain(text: str) -> Said:
    """A text that both languages write alike: a name, a code, a figure."""
    return Said(text, text)


def joined(parts: Iterable[Said]) -> Said:
    """Sentences one after another."""
    found = list(parts)
    return Said("".join(one.zh for one in found), " ".join(one.en for one in found))


def yuan(fen: int) -> Said:
    """`12345678` → 123,456.78元."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    text = f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
    return Said(f"{text}元", f"{text} yuan")


def percent(bp: int) -> str:
    """`1250` → `12.5%`; hundredths of a percent come in."""
    whole, rest = divmod(bp, BP_PER_PERCENT)
    return f"{whole}.{rest:02d}".rstrip("0") + "%" if rest else f"{whole}%"


def milli(figure: int) -> str:
    """`1500` → `1.5`; thousandths come in."""
    whole, rest = divmod(abs(figure), MILLI)
    sign = "-" if figure < 0 else ""
    return f"{sign}{whole}" + (f".{rest:03d}".rstrip("0") if rest else "")


def days(first: str, last: str) -> Said:
    """An interval of ISO 8601 days, of which one end may be open (empty)."""
    if not last:
        return Said(f"自{first}起", f"from {first} on")
    return Said(f"自{first}至{last}", f"from {first} to {last}") if first else Said(f"至{last}", f"until {last}")
