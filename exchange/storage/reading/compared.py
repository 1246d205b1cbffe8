"""Two places' standards on one matter, line by line: one moment's copy, put together for the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from exchange.domain import standards as law
from exchange.storage.reading.base import Ledgers, Reader
from exchange.storage.reading.standards import mapping_statements, standards_at, versions_about
from exchange.v1 import standard_pb2, standard_service_pb2

View = standard_service_pb2.StandardView


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """One place's standards on the matter, and their items by kind: an empty list where a standard in force no longer names it."""

    member: str
    views: list[View] = field(default_factory=list)
    items: dict[int, list[standard_pb2.StandardItem]] = field(default_factory=dict)


def compared_standards(
    connection: Connection, request: standard_service_pb2.CompareStandardsRequest, reader: Reader
) -> standard_service_pb2.CompareStandardsResponse:
    """The whole and each line; MISSING where either place has no standard here."""
    known = Ledgers.read(connection)
    asked = law.Matter(member=request.first_member, code=request.matter_code)
    statements = mapping_statements(connection, [asked], reader)
    there = [one for one in law.correspondences(statements, asked, request.on) if one.matter.member == request.second_member]
    first = _side(connection, request, [asked], reader, known)
    second_matters = [one.matter for one in there] or [law.Matter(member=request.second_member, code=request.matter_code)]
    second = _side(connection, request, second_matters, reader, known)
    lines = [
        line
        for kind in sorted(first.items.keys() | second.items.keys())
        for line in law.compare_lists(kind, first.items.get(kind), second.items.get(kind))
    ]
    return standard_service_pb2.CompareStandardsResponse(
        comparison=law.whole(lines) if lines else standard_service_pb2.COMPARISON_MISSING,
        items=[_line(one, first.member, second.member) for one in lines],
        first=first.views[0] if first.views else None,
        second=second.views[0] if second.views else None,
        others=[*first.views[1:], *second.views[1:]],
        relation=_relation(there),
        sources=known.freshness(reader),
    )


def _side(
    connection: Connection,
    request: standard_service_pb2.CompareStandardsRequest,
    matters: Sequence[law.Matter],
    reader: Reader,
    known: Ledgers,
) -> _Side:
    member, codes = matters[0].member, sorted(one.code for one in matters)
    groups: dict[str, list[law.Version]] = {}
    for version in versions_about(connection, codes, reader, member=member):
        groups.setdefault(version.standard_id, []).append(version)
    current = [one for _name, versions in sorted(groups.items()) if (one := law.in_force(versions, request.on)) is not None]
    chosen = [one for one in current if not request.kind or one.kind == request.kind]
    views = standards_at(connection, (one.position for one in chosen), known)
    side = _Side(member=member)
    for one in chosen:
        view = views[one.position]
        side.views.append(view)
        side.items.setdefault(one.kind, []).extend(law.items_of(view.standard, codes))
    return side


def _relation(there: Sequence[law.Correspondence]) -> standard_pb2.MappingRelation:
    """Of the matter to what it was compared with; to several matters together nobody has signed one."""
    if not there:
        return standard_pb2.MAPPING_RELATION_UNSPECIFIED
    return there[0].relation if len(there) == 1 else standard_pb2.MAPPING_RELATION_OVERLAPPING


def _line(one: law.Compared, first: str, second: str) -> standard_service_pb2.ComparedItem:
    said = [difference.said() for difference in one.differences]
    return standard_service_pb2.ComparedItem(
        kind=one.kind,  # type: ignore[arg-type]  # an enum's number
        comparison=one.comparison,
        first=one.first,
        second=one.second,
        differences=[each.zh for each in said],
        differences_en=[each.en for each in said],
        missing_at=first if one.first is None else second if one.second is None else "",
    )
