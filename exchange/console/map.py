"""A schematic map: members by the rough position of their seat, with how each stands in shape, colour and word.

No current shapes of counties are licensed for this, so none are drawn. `data/positions.csv` has longitudes and latitudes in degrees, to
about 0.02°, from general knowledge (confidence C): good for a sketch, and for nothing else.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

WIDTH, HEIGHT = 860, 380  # user units of the drawing
SIDE, TOP = 170, 50  # room for labels
_APART = 34  # labels nearer than this to another are moved
_MIDDLE = (120.95, 30.95)
_OUTSIDE = 0.5  # degrees from the middle at which a member of unknown position stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A member to draw; `tone` is "good", "warn" or "bad"."""

    code: str
    name: str
    state: str
    tone: str
    href: str
    own: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A place with its point, and where its label stands."""

    place: Place
    x: int
    y: int
    label_y: int


@cache
def positions() -> Mapping[str, tuple[float, float]]:
    """(longitude, latitude) by member code."""
    text = (resources.files("exchange.console") / "data" / "positions.csv").read_text(encoding="utf-8")
    return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(text.splitlines())}


def drawn(places: Sequence[Place]) -> list[Drawn]:
    """Points that fill the drawing, north up, in true proportion."""
    found = [_position(one.code, at, len(places)) for at, one in enumerate(places)]
    points = list(_fitted(found))
    taken: list[tuple[int, int]] = []
    made = []
    for place, (x, y) in zip(places, points, strict=True):
        label = y - 16
        while any(abs(label - other_y) < _APART // 2 and abs(x - other_x) < WIDTH // 4 for other_x, other_y in taken):
            label += _APART // 2
        taken.append((x, label))
        made.append(Drawn(place=place, x=x, y=y, label_y=label))
    return made


def _position(code: str, at: int, count: int) -> tuple[float, float]:
    """Of a member; one that the table lacks stands on a circle around the others."""
    if code in positions():
        return positions()[code]
    turn = 2 * math.pi * at / max(count, 1)
    return _MIDDLE[0] + _OUTSIDE * math.cos(turn), _MIDDLE[1] + _OUTSIDE * math.sin(turn)


def _fitted(found: Sequence[tuple[float, float]]) -> Iterable[tuple[int, int]]:
    """Scaled alike in both directions (equirectangular), centred."""
    shrink = math.cos(math.radians(_MIDDLE[1]))
    flat = [(longitude * shrink, -latitude) for longitude, latitude in found]
    xs, ys = [x for x, _y in flat], [y for _x, y in flat]
    wide, high = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    scale = min((WIDTH - 2 * SIDE) / wide, (HEIGHT - 2 * TOP) / high)
    left, top = (WIDTH - scale * (max(xs) + min(xs))) / 2, (HEIGHT - scale * (max(ys) + min(ys))) / 2
    return ((round(left + scale * x), round(top + scale * y)) for x, y in flat)
