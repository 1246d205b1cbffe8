"""The schematic map of a plan: yards, sites and the day's tours, as an SVG picture; the same in words for who can't see it.

Sites are metres on a schematic plane (`model.Site`), not degrees: no coordinates of real places are in a plan, so there is no GeoJSON
(RFC 7946 asks for WGS 84).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from exchange.planning.model import Problem, Site
from exchange.planning.outputs.labels import Labels
from exchange.planning.plan import Plan
from exchange.planning.tours import Tour
from exchange.texts.i18n import _

SIDE = 720  # units of the picture's longer side
MARGIN = 24
COLOURS = ("#0b5cad", "#a3341f", "#1c7a43", "#7a4fa3", "#8a6100", "#00727a")  # each ≥ 4.5:1 on white (WCAG 1.4.3), told apart by dashes too
DASHES = ("", "8 4", "2 4", "10 3 2 3")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A tour in words: its number on the map, the day, the member, the companies in order, kilometres with one decimal."""

    number: int
    day: date
    member: str
    companies: tuple[str, ...]
    kilometres: str


def rows_of(tours: Sequence[Tour], labels: Labels) -> tuple[Row, ...]:
    """Return what the map shows, as a table."""
    return tuple(
        Row(
            number=number,
            day=one.day,
            member=one.member,
            companies=tuple(labels.target(target) for target in one.targets),
            kilometres=f"{one.metres / 1000:.1f}",
        )
        for number, one in enumerate(tours, 1)
    )


def svg_of(problem: Problem, plan: Plan, tours: Sequence[Tour], labels: Labels) -> str:
    """Return the picture: north is up; only the companies that are visited are on it."""
    visited = {visit.target for visit in plan.visits}
    sites = {one.id: one.site for one in problem.targets if one.id in visited}
    yards = {one.code: one.yard for one in problem.members}
    teams = {(visit.slot.day, visit.target): visit.team for visit in plan.visits}
    scale = _Scale((*sites.values(), *yards.values()))
    title = _("Map of the plan: {visits} visits, {tours} tours").format(visits=len(plan.visits), tours=len(tours))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {scale.width} {scale.height}" role="img" aria-labelledby="plan-map-title">',
        f'<title id="plan-map-title">{escape(title)}</title>',
        *(_tour(number, one, _stops(one, teams, sites, yards), scale) for number, one in enumerate(tours)),
        *(_site(labels.target(target), site, scale) for target, site in sorted(sites.items())),
        *(_yard(code, site, scale) for code, site in sorted(yards.items())),
        "</svg>",
    ]
    return "\n".join(parts)


class _Scale:
    """From metres to the picture's units; y grows downward there."""

    def __init__(self, sites: Iterable[Site]) -> None:
        found = tuple(sites)
        self._left, self._top = min(one.x for one in found), max(one.y for one in found)
        wide, high = max(one.x for one in found) - self._left, self._top - min(one.y for one in found)
        self._unit = (SIDE - 2 * MARGIN) / max(wide, high, 1)
        self.width, self.height = (round(one * self._unit) + 2 * MARGIN for one in (wide, high))

    def at(self, site: Site) -> tuple[int, int]:
        """Where a site is drawn."""
        return round((site.x - self._left) * self._unit) + MARGIN, round((self._top - site.y) * self._unit) + MARGIN


def _stops(
    tour: Tour, teams: Mapping[tuple[date, str], frozenset[str]], sites: Mapping[str, Site], yards: Mapping[str, Site]
) -> list[Site]:
    """From the yard to the yard, by the yard where the people change (tours.py)."""
    yard = yards[tour.member]
    stops, before = [yard], frozenset[str]()
    for number, target in enumerate(tour.targets):
        team = teams[tour.day, target]
        if number and not team & before:
            stops.append(yard)
        stops.append(sites[target])
        before = team
    return [*stops, yard]


def _tour(number: int, tour: Tour, stops: Sequence[Site], scale: _Scale) -> str:
    """The way, with the tour's number at its first company."""
    drawn, colour = [scale.at(one) for one in stops], COLOURS[number % len(COLOURS)]
    points = " ".join(f"{x},{y}" for x, y in drawn)
    said = _("Tour {number} on {day}").format(number=number + 1, day=tour.day.isoformat())
    x, y = drawn[1]
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5" '
        f'stroke-dasharray="{DASHES[number // len(COLOURS) % len(DASHES)]}"><title>{escape(said)}</title></polyline>'
        f'<text x="{x + 5}" y="{y - 5}" font-size="11" fill="{colour}">{number + 1}</text>'
    )


def _site(name: str, site: Site, scale: _Scale) -> str:
    x, y = scale.at(site)
    return f'<circle cx="{x}" cy="{y}" r="4" fill="#222"><title>{escape(name)}</title></circle>'


def _yard(code: str, site: Site, scale: _Scale) -> str:
    x, y = scale.at(site)
    square = f'<rect x="{x - 6}" y="{y - 6}" width="12" height="12" fill="#b00"/>'
    return f'{square}<text x="{x + 9}" y="{y + 4}" font-size="13">{escape(code)}</text>'
