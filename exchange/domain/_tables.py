"""Packaged code tables, read once, on first use.

The files lie in ``exchange/domain/data`` (origin and licence of each: the README there). Nothing is read at import.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a packaged CSV table.

    Args:
        name: file name without ``.csv``.

    Returns:
        One read-only mapping (column name to text) per row, in file order.

    Raises:
        RuntimeError: the packaged file has a row whose number of columns differs from its header.
    """
    text = (resources.files("exchange.domain") / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    for number, row in enumerate(table, start=2):
        if None in row or None in row.values():
            raise RuntimeError(f"packaged table {name}.csv, line {number}: wrong number of columns")
    return tuple(MappingProxyType(row) for row in table)
