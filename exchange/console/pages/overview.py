"""What a subject shows of itself on the first page."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.console.tables import Table

ROWS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """The rows that matter most, `href` of the page that has them all, and what is said where there are none."""

    title: str
    href: str
    table: Table
    nothing: str
    more: bool = False
