"""Which code a matter has in another place: what either of the two places has signed about it.

A mapping is read in both directions. Chains aren't followed: "equal" of "broader" is no relation that anybody signed, so a matter that only
a chain leads to is named, not taken. Of what one side says of the same two matters the latest counts; where the sides contradict
each other, a person is asked. What a third place says of two others counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exchange.domain.standards.said import Said, joined
from exchange.domain.standards.validity import covers
from exchange.v1 import standard_pb2

Relation = standard_pb2.MappingRelation
_MIRROR = {
    Relation.MAPPING_RELATION_BROADER: Relation.MAPPING_RELATION_NARROWER,
    Relation.MAPPING_RELATION_NARROWER: Relation.MAPPING_RELATION_BROADER,
}


@dataclass(frozen=True, order=True, kw_only=True, slots=True)
class Matter:
    """A matter as one place codes it."""

    member: str
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A signed mapping: `first` is that in relation to `second`. Days are ISO 8601, both included, open where empty."""

    position: int
    record_id: str
    origin: str
    first: Matter
    second: Matter
    relation: standard_pb2.MappingRelation
    valid_from: str
    valid_to: str

    @property
    def counts(self) -> bool:
        """One of the two places says it, and it is about two places."""
        return self.origin in {self.first.member, self.second.member} and self.first.member != self.second.member


@dataclass(frozen=True, kw_only=True, slots=True)
class Correspondence:
    """A matter in another place, and what the asked matter is to it. `record_ids`: who says so. `disputed`: the sides don't agree."""

    matter: Matter
    relation: standard_pb2.MappingRelation
    record_ids: tuple[str, ...]
    disputed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """A matter that only another mapping's end leads to."""

    matter: Matter
    via: Matter


def mirror(relation: standard_pb2.MappingRelation) -> standard_pb2.MappingRelation:
    """The same relation from the other side."""
    return _MIRROR.get(relation, relation)


def correspondences(statements: Iterable[Statement], matter: Matter, day: str) -> list[Correspondence]:
    """What the matter is called elsewhere on a day, by place and code."""
    found: dict[Matter, dict[str, tuple[Statement, standard_pb2.MappingRelation]]] = {}
    for one in sorted(statements, key=lambda one: one.position):  # a side's latest overwrites what it said before
        if one.counts and covers(one.valid_from, one.valid_to, day) and matter in {one.first, one.second}:
            other = one.second if one.first == matter else one.first
            relation = one.relation or Relation.MAPPING_RELATION_EQUAL  # unspecified: equal (standard.proto)
            found.setdefault(other, {})[one.origin] = (one, relation if one.first == matter else mirror(relation))
    return [_agreed(other, list(said.values())) for other, said in sorted(found.items())]


def _agreed(other: Matter, said: Sequence[tuple[Statement, standard_pb2.MappingRelation]]) -> Correspondence:
    relations = {relation for _one, relation in said}
    disputed = len(relations) > 1
    return Correspondence(
        matter=other,
        relation=Relation.MAPPING_RELATION_OVERLAPPING if disputed else relations.pop(),  # what both sides can still mean
        record_ids=tuple(one.record_id for one, _relation in said),
        disputed=disputed,
    )


def chains(statements: Iterable[Statement], matter: Matter, reached: Iterable[Correspondence], day: str) -> list[Chain]:
    """Matters of places not reached directly that a second step would lead to; `statements` are those about the matters reached."""
    known = list(statements)
    direct = list(reached)
    places = {one.matter.member for one in direct} | {matter.member}
    return [
        Chain(matter=further.matter, via=one.matter)
        for one in direct
        for further in correspondences(known, one.matter, day)
        if further.matter.member not in places
    ]


_SAID = {
    Relation.MAPPING_RELATION_BROADER: Said("所问事项比该地事项范围宽。", "The matter asked about is broader than the one there."),
    Relation.MAPPING_RELATION_NARROWER: Said("所问事项比该地事项范围窄。", "The matter asked about is narrower than the one there."),
    Relation.MAPPING_RELATION_OVERLAPPING: Said("所问事项与该地事项交叉。", "The matter asked about and the one there overlap."),
}
_DISPUTED = Said("两地对应关系的记录不一致，须由人工判断。", "The two places' mappings contradict each other: a person must decide.")
_SAME_CODE = Said("没有事项对应关系记录，按相同编码列出。", "No mapping was signed: it is listed for its same code.")


def explained(found: Correspondence | None) -> Said:
    """What an officer should know of how the matter was found; None: without a mapping, by the same code."""
    if found is None:
        return _SAME_CODE
    if found.disputed:
        return _DISPUTED
    return _SAID.get(found.relation, joined(()))
