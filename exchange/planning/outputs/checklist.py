"""The merged checklist of a visit: what all its organs would check, each point once (国办发〔2024〕54号: 能合并不重复; RULES.md §5.1 H7).

Two lines are one point if they lie under one matter (the same code in one member, or codes that a mapping in force calls equal, with
no disagreement between the places), word act and conditions alike, and can be ranked. The stricter is what is checked; the others are
named beside it. Lines that no program can rank stay apart, side by side. A line that fits several points isn't merged by guessing. So each
line of each organ is either a point or named in exactly one.

    merged_checklist(visit, sources, statements, members={"11310116MB2F3040XF": "310116", …}).points
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from exchange.domain.standards.comparing import Comparison, compare_items
from exchange.domain.standards.items import bare, numbers_of
from exchange.domain.standards.mapping import Matter, Relation, Statement, correspondences
from exchange.domain.standards.validity import covers
from exchange.planning.plan import Visit
from exchange.v1 import standard_pb2

_UNDER = {Comparison.COMPARISON_SAME, Comparison.COMPARISON_MILDER}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A standard that an organ checks by, as the record `record_id` gives it."""

    organ: str
    record_id: str
    standard: standard_pb2.Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of one organ's checklist. `number`: its place in the standard, from 0; `matters`: those of the visit that it is about."""

    source: Source
    number: int
    matters: tuple[str, ...]

    @property
    def item(self) -> standard_pb2.StandardItem:
        """What the standard says there."""
        return self.source.standard.items[self.number]

    @property
    def name(self) -> tuple[str, str, int]:
        """What tells lines apart: organ, record, place in it."""
        return self.source.organ, self.source.record_id, self.number


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What is checked once: by `line`, the strictest wording; `merged` are the other organs' lines on the same, with how they compare.

    `beside`: lines (by name) on the same act that can't be ranked against this one, so are points of their own.
    """

    line: Line
    merged: tuple[Line, ...] = ()
    beside: tuple[tuple[str, str, int], ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that the point stands for."""
        return (self.line, *self.merged)

    @property
    def is_stricter(self) -> bool:
        """Whether some merged line asks less."""
        return any(compare_items(self.line.item, one.item)[0] == Comparison.COMPARISON_STRICTER for one in self.merged)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checklist:
    """The points in the order of the work on site; `without` names (organ, matter) pairs that no standard in force has a line on."""

    points: tuple[Point, ...]
    without: tuple[tuple[str, str], ...]


def merged_checklist(visit: Visit, sources: Iterable[Source], statements: Iterable[Statement], *, members: Mapping[str, str]) -> Checklist:
    """Return what is checked at a visit, by the checklists in force on its day.

    Args:
        visit: whose organs and matters count.
        sources: the organs' standards, without records that were corrected since; other kinds than checklists, other organs' and other
            days' versions are passed over.
        statements: signed mappings between the members' matters.
        members: the GB/T 2260 code of each organ of the visit.
    """
    day = visit.slot.day.isoformat()
    standing = _in_force(sources, day)
    lines, without = list[Line](), list[tuple[str, str]]()
    for part in visit.parts:
        mine = _lines(part.matters, [one for one in standing if one.organ == part.organ])
        lines += mine
        covered = {code for one in mine for code in one.matters}
        without += [(part.organ, code) for code in part.matters if code not in covered]
    alike = _Alike(tuple(statements), members, day)
    worded: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        worded[bare(line.item.act), bare(line.item.conditions)].append(line)
    points = [point for same in worded.values() for point in _points(same, alike)]
    return Checklist(points=tuple(sorted(points, key=_on_site)), without=tuple(without))


def _points(lines: Iterable[Line], alike: _Alike) -> list[Point]:
    """What lines of one wording are about."""
    points: list[Point] = []
    for line in sorted(lines, key=lambda one: one.name):
        _place(line, points, alike)
    return [_with_beside(one, points, alike) for one in points]


def _in_force(sources: Iterable[Source], day: str) -> list[Source]:
    """Of each organ's each checklist the version of the day; where it ended, none revives (domain.standards.validity)."""
    begun: dict[tuple[str, str], Source] = {}
    for one in sources:
        standard, key = one.standard, (one.organ, one.standard.standard_id)
        if standard.kind == standard_pb2.StandardKind.STANDARD_KIND_INSPECTION_CHECKLIST and standard.valid_from <= day:
            begun[key] = max(begun.get(key, one), one, key=_age)
    return [one for one in begun.values() if covers(one.standard.valid_from, one.standard.valid_to, day)]


def _age(source: Source) -> tuple[str, int]:
    return source.standard.valid_from, source.standard.version


def _lines(matters: Sequence[str], sources: Iterable[Source]) -> list[Line]:
    found = []
    for source in sources:
        about: dict[int, list[str]] = defaultdict(list)
        for code in matters:
            for number in numbers_of(source.standard, [code]):
                about[number].append(code)
        found += [Line(source=source, number=number, matters=tuple(codes)) for number, codes in about.items()]
    return found


class _Alike:
    """Whether two lines are about the same matter."""

    def __init__(self, statements: tuple[Statement, ...], members: Mapping[str, str], day: str) -> None:
        self._statements, self._members, self._day = statements, members, day
        self._equal: dict[Matter, frozenset[Matter]] = {}

    def __call__(self, first: Line, second: Line) -> bool:
        theirs = self._matters(second)
        return any(not theirs.isdisjoint(self._equals(matter)) for matter in self._matters(first))

    def _matters(self, line: Line) -> frozenset[Matter]:
        return frozenset(Matter(member=self._members[line.source.organ], code=code) for code in line.matters)

    def _equals(self, matter: Matter) -> frozenset[Matter]:
        if matter not in self._equal:
            found = correspondences(self._statements, matter, self._day)
            equal = (one.matter for one in found if one.relation == Relation.MAPPING_RELATION_EQUAL and not one.disputed)
            self._equal[matter] = frozenset({matter, *equal})
        return self._equal[matter]


def _place(line: Line, points: list[Point], alike: _Alike) -> None:
    """Merge a line into the one point that it fits, or make it a point."""
    fitting = [at for at, point in enumerate(points) if _fits(line, point, alike)]
    same = [at for at in fitting if _is_same_record(line, points[at])]
    if len(same) == 1:  # two organs check by one standard
        fitting = same
    if len(fitting) != 1:
        points.append(Point(line=line))
        return
    at = fitting[0]
    point = points[at]
    if compare_items(line.item, point.line.item)[0] == Comparison.COMPARISON_STRICTER:
        points[at] = Point(line=line, merged=point.lines)
    else:
        points[at] = Point(line=point.line, merged=(*point.merged, line))


def _fits(line: Line, point: Point, alike: _Alike) -> bool:
    """Alike every line of the point (chains of mappings aren't followed), none of its own standard, and ranked against the strictest."""
    if any(line.name[:2] == one.name[:2] or not alike(line, one) for one in point.lines):
        return False
    verdict = compare_items(line.item, point.line.item)[0]
    return verdict in _UNDER or verdict == Comparison.COMPARISON_STRICTER


def _is_same_record(line: Line, point: Point) -> bool:
    return any((one.source.record_id, one.number) == (line.source.record_id, line.number) for one in point.lines)


def _with_beside(point: Point, points: Iterable[Point], alike: _Alike) -> Point:
    others = (one for one in points if one is not point and any(alike(point.line, line) for line in one.lines))
    return replace(point, beside=tuple(one.line.name for one in others))


def _on_site(point: Point) -> tuple[bool, str, str, bool, tuple[str, str, int]]:
    """On site before on paper; then by how it is checked and by matter, so that one round does; mandatory first."""
    check = point.line.item.check
    return check.remote, check.method, point.line.matters[0], not check.mandatory, point.line.name
