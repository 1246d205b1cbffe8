"""Which standards apply to a matter in each place, and how two places' compare: one moment's copy, put together for the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from exchange.domain import standards as law
from exchange.storage.reading.base import Ledgers, Reader
from exchange.storage.reading.standards import adopted, adoption_views, mapping_statements, standards_at, versions_about
from exchange.v1 import standard_pb2, standard_service_pb2

View = standard_service_pb2.StandardView
Applicable = standard_service_pb2.ApplicableStandard


@dataclass(frozen=True, kw_only=True, slots=True)
class MatterQuestion:
    """What is asked. Days are ISO 8601. `organ` (of `organ_member`): only what it applies. Empty `kind`, `place`: all."""

    matter: law.Matter
    act_on: str
    decided_on: str
    kind: int = 0
    place: str = ""
    organ: str = ""
    organ_member: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Names:
    """What the matter is called in each place: as mapped on the day of the act or of the decision."""

    asked: law.Matter
    elsewhere: Mapping[law.Matter, law.Correspondence]

    @classmethod
    def read(cls, question: MatterQuestion, statements: Sequence[law.Statement]) -> _Names:
        """From what stands of the matter's correspondence; the day of the act comes first."""
        matter = question.matter
        days = [law.correspondences(statements, matter, day) for day in (question.decided_on, question.act_on)]
        return cls(asked=matter, elsewhere={one.matter: one for found in days for one in found})

    def matters(self, member: str) -> list[law.Matter]:
        """The matter in one place; without a mapping it has the same code there."""
        if member == self.asked.member:
            return [self.asked]
        return sorted(one for one in self.elsewhere if one.member == member) or [law.Matter(member=member, code=self.asked.code)]

    def codes(self) -> list[str]:
        """Every code that the matter may stand under."""
        return sorted({self.asked.code, *(one.code for one in self.elsewhere)})

    def found(self, matter: law.Matter) -> law.Correspondence | None:
        """How a place's matter was found; None: by the same code."""
        if matter == self.asked:
            return law.Correspondence(matter=matter, relation=standard_pb2.MAPPING_RELATION_EQUAL, record_ids=())
        return self.elsewhere.get(matter)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    """A standard's versions in force at the act and at the decision, under one code of the matter."""

    matter: law.Matter
    kind: int
    standard_id: str
    at_act: law.Version | None
    at_decision: law.Version | None


def applicable_standards(
    connection: Connection, question: MatterQuestion, reader: Reader
) -> standard_service_pb2.GetApplicableStandardsResponse:
    """In each place the version by both dates (行政处罚法 37), its items on the matter, who applies it, and why."""
    known = Ledgers.read(connection)
    names = _Names.read(question, mapping_statements(connection, [question.matter], reader))
    candidates = _candidates(connection, question, names, reader)
    versions = [one for each in candidates for one in (each.at_act, each.at_decision) if one is not None]
    views = standards_at(connection, (one.position for one in versions), known)
    found = [one for each in candidates if (one := _judged(question, each, names, views)) is not None]
    answer = standard_service_pb2.GetApplicableStandardsResponse(
        standards=_with_adoptions(connection, question, found, reader), sources=known.freshness(reader)
    )
    further = mapping_statements(connection, names.elsewhere.keys(), reader)
    for chain in law.chains(further, question.matter, names.elsewhere.values(), question.decided_on):
        answer.not_followed.add(
            member=chain.matter.member, matter_code=chain.matter.code, via_member=chain.via.member, via_matter_code=chain.via.code
        )
    return answer


def _candidates(connection: Connection, question: MatterQuestion, names: _Names, reader: Reader) -> list[_Candidate]:
    """Standards of which a version names the matter, the asked place's first."""
    groups: dict[tuple[str, str], list[law.Version]] = {}
    for version in versions_about(connection, names.codes(), reader, member=question.place):
        groups.setdefault((version.origin, version.standard_id), []).append(version)
    found = []
    for (member, standard_id), versions in groups.items():
        at_act, at_decision = law.in_force(versions, question.act_on), law.in_force(versions, question.decided_on)
        newest = at_decision or at_act
        if newest is None or (question.kind and newest.kind != question.kind):
            continue
        for matter in names.matters(member):
            one = _Candidate(matter=matter, kind=newest.kind, standard_id=standard_id, at_act=at_act, at_decision=at_decision)
            found.append(one)
    own = question.matter.member
    return sorted(found, key=lambda one: (one.matter.member != own, one.matter.member, one.kind, one.standard_id, one.matter.code))


def _judged(question: MatterQuestion, candidate: _Candidate, names: _Names, views: Mapping[int, View]) -> Applicable | None:
    """The version that applies; None where neither says anything of the matter."""
    matter = candidate.matter
    old, new = (None if one is None else views[one.position] for one in (candidate.at_act, candidate.at_decision))
    at_act, at_decision = (None if view is None else _wording(view, matter.code) for view in (old, new))
    if not any(one is not None and one.items for one in (at_act, at_decision)):
        return None
    choice = law.choose(candidate.kind, at_act=at_act, at_decision=at_decision, act_on=question.act_on, decided_on=question.decided_on)
    if choice.day is None and (at_decision is None or not at_decision.items):
        return None  # procedural, and gone by the decision
    found = names.found(matter)
    reason = law.joined([choice.reason, law.explained(found)])
    applies, other = {law.Day.ACT: (old, new), law.Day.DECISION: (new, old), None: (None, new)}[choice.day]
    shown = at_act if choice.day is law.Day.ACT else at_decision
    return Applicable(
        member=matter.member,
        matter_code=matter.code,
        relation=found.relation if found else standard_pb2.MAPPING_RELATION_UNSPECIFIED,
        standard=applies,
        other_version=None if other is None or (applies is not None and other.record_id == applies.record_id) else other,
        reason=reason.zh,
        reason_en=reason.en.strip(),
        items=shown.items if shown is not None else (),
        needs_person=choice.needs_person or (found is not None and found.disputed),
        mapping_record_ids=found.record_ids if found else (),
    )


def _wording(view: View, code: str) -> law.Wording:
    items = law.items_of(view.standard, {code})
    return law.Wording(
        record_id=view.record_id,
        items=items,
        legal_basis=[*view.standard.legal_basis, *(basis for item in items for basis in item.legal_basis)] if items else (),
    )


def _with_adoptions(connection: Connection, question: MatterQuestion, found: Sequence[Applicable], reader: Reader) -> list[Applicable]:
    """Each with what organs said of that version; with an organ in the question only what it applies."""
    said = adopted(connection, {_shown(one).standard.standard_id for one in found}, reader)
    rows = {word.position: row for word, row in said}
    words = law.standing((word for word, _row in said), question.decided_on)
    kept = []
    for one in found:
        mine = [word for word in words if _is_about(word, one)]
        if _is_applied(question, one, mine):
            one.adoptions.extend(adoption_views([rows[word.position] for word in mine]))
            kept.append(one)
    return kept


def _shown(found: Applicable) -> View:
    return found.standard if found.HasField("standard") else found.other_version


def _is_about(word: law.Adopted, found: Applicable) -> bool:
    standard = _shown(found).standard
    return (word.issuer, word.standard_id, word.version) == (found.member, standard.standard_id, standard.version)


def _is_applied(question: MatterQuestion, found: Applicable, words: Iterable[law.Adopted]) -> bool:
    """Whether the organ applies it: it said so, or its own member issued it and it said nothing."""
    if not question.organ:
        return True
    own = [word for word in words if word.organ == question.organ and word.origin == question.organ_member]
    return own[-1].applies if own else found.member == question.organ_member
