"""Which standards each organ checks by on a day, of all that a node holds: the checklists for `merged_checklist`.

An organ checks by what its own member issued unless it said that it doesn't, and by a neighbour's only if it said that it does: of each
standard the version in force on the day (domain.standards; as StandardService.GetApplicableStandards answers for one matter).

    held = Held(standards=…, adoptions=…, mappings=…)
    merged_checklist(visit, sources_on(held, members, day), statements_of(held), members=members)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exchange.domain.standards import Adopted, Matter, Statement, Version, in_force, standing
from exchange.ledger.checkpoints import member_of
from exchange.planning.outputs.checklist import Checklist, Source, merged_checklist
from exchange.planning.plan import Visit
from exchange.v1 import standard_pb2
from exchange.v1 import standard_service_pb2 as pb


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What StandardService lists, each oldest first: all versions of checklists, all adoptions and mappings that stand."""

    standards: Sequence[pb.StandardView] = ()
    adoptions: Sequence[pb.AdoptionView] = ()
    mappings: Sequence[pb.MappingView] = ()


def checklists_of(held: Held, visits: Iterable[Visit], *, members: Mapping[str, str]) -> list[Checklist]:
    """Return the merged checklist of each visit; `members`: the GB/T 2260 code of each organ."""
    statements, sources = statements_of(held), dict[str, list[Source]]()
    made = []
    for visit in visits:
        day = visit.slot.day.isoformat()
        if day not in sources:
            sources[day] = sources_on(held, members, day)
        made.append(merged_checklist(visit, sources[day], statements, members=members))
    return made


def sources_on(held: Held, members: Mapping[str, str], day: str) -> list[Source]:
    """Return the standards of each organ in `members` (USCC → GB/T 2260 code) on a day, ISO 8601."""
    words = standing(_adopted(held), day)
    return [
        Source(organ=organ, record_id=view.record_id, standard=view.standard)
        for issuer, view in _in_force(held, day)
        for organ, member in sorted(members.items())
        if _applies(organ, member, [one for one in words if _is_about(one, issuer, view.standard)], issuer)
    ]


def statements_of(held: Held) -> list[Statement]:
    """Return the signed mappings, in the order in which they came."""
    return [
        Statement(
            position=at,
            record_id=view.record_id,
            origin=view.origin,
            first=Matter(member=view.mapping.from_member, code=view.mapping.from_matter_code),
            second=Matter(member=view.mapping.to_member, code=view.mapping.to_matter_code),
            relation=view.mapping.relation,
            valid_from=view.mapping.valid_from,
            valid_to=view.mapping.valid_to,
        )
        for at, view in enumerate(held.mappings)
    ]


def _in_force(held: Held, day: str) -> Iterator[tuple[str, pb.StandardView]]:
    """Issuer and version of each checklist."""
    groups: dict[tuple[str, str], list[tuple[Version, pb.StandardView]]] = defaultdict(list)
    for at, view in enumerate(held.standards):
        if view.standard.kind == standard_pb2.STANDARD_KIND_INSPECTION_CHECKLIST:
            version = _version(at, view)
            groups[version.origin, version.standard_id].append((version, view))
    for (issuer, _standard_id), versions in groups.items():
        chosen = in_force((version for version, _view in versions), day)
        yield from ((issuer, view) for version, view in versions if version is chosen)


def _version(position: int, view: pb.StandardView) -> Version:
    standard = view.standard
    return Version(
        position=position,
        record_id=view.record_id,
        origin=member_of(view.ledger),
        standard_id=standard.standard_id,
        version=standard.version,
        kind=standard.kind,
        valid_from=standard.valid_from,
        valid_to=standard.valid_to,
        superseded_by=view.superseded_by,
    )


def _adopted(held: Held) -> list[Adopted]:
    return [
        Adopted(
            position=at,
            record_id=view.record_id,
            origin=view.member,
            organ=view.organ,
            issuer=view.adoption.issuer,
            standard_id=view.adoption.standard_id,
            version=view.adoption.version,
            adoption=view.adoption.adoption,
            valid_from=view.adoption.valid_from,
            valid_to=view.adoption.valid_to,
        )
        for at, view in enumerate(held.adoptions)
    ]


def _is_about(word: Adopted, issuer: str, standard: standard_pb2.Standard) -> bool:
    return (word.issuer, word.standard_id, word.version) == (issuer, standard.standard_id, standard.version)


def _applies(organ: str, member: str, words: Iterable[Adopted], issuer: str) -> bool:
    """The organ said so, or its own member issued it and it said nothing."""
    own = [one for one in words if (one.organ, one.origin) == (organ, member)]
    return own[-1].applies if own else issuer == member
