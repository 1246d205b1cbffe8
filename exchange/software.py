"""What a node says of itself to its neighbours."""

from __future__ import annotations

from importlib.metadata import version

LONGEST = 40
"""Characters kept of what a neighbour says."""

SOFTWARE = f"delta-exchange/{version('delta-exchange')}"


def told(text: str) -> str:
    """What a neighbour says of its software, as it is kept: it is shown to people, and nobody vouches for it."""
    return "".join(one for one in text if one.isascii() and one.isprintable())[:LONGEST]
