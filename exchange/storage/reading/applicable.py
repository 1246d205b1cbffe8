"""Which standards apply to a matter in each place, and how two places' compare: one moment's copy, put together for the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """What the matter is called in each place on a day."""

    matter: law.Matter
    elsewhere: Sequence[law.Correspondence]

    def places(self) -> set[str]:
        """Members whose code is known, the asked one's too."""
        return {self.matter.member} | {one.matter.member for one in self.elsewhere}

    def codes(self, member: str) -> list[str]:
        """The codes in one place: as mapped; without a mapping the same."""
        if member == self.matter.member or member not in self.places():
            return [self.matter.code]
        return [one.matter.code for one in self.elsewhere if one.matter.member == member]

    def found(self, matter: law.Matter) -> law.Correspondence | None:
        """How a place's matter was found; None: by the same code."""
        if matter == self.matter:
            return law.Correspondence(matter=matter, relation=standard_pb2.MAPPING_RELATION_EQUAL, record_ids=())
        return next((one for one in self.elsewhere if one.matter == matter), None)


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
    statements = mapping_statements(connection, [question.matter], reader)
    at_act, at_decision = (
        _Names(matter=question.matter, elsewhere=law.correspondences(statements, question.matter, day))
        for day in (question.act_on, question.decided_on)
    )
    candidates = _candidates(connection, question, (at_act, at_decision), reader)
    versions = [one for found in candidates for one in (found.at_act, found.at_decision) if one is not None]
    views = standards_at(connection, (one.position for one in versions), known)
    found = [one for each in candidates if (one := _judged(question, each, (at_act, at_decision), views)) is not None]
    further = mapping_statements(connection, [one.matter for one in at_decision.elsewhere], reader)
    answer = standard_service_pb2.GetApplicableStandardsResponse(
        standards=_with_adoptions(connection, question, found, reader), sources=known.freshness(reader)
    )
    for chain in law.chains(further, question.matter, at_decision.elsewhere, question.decided_on):
        answer.not_followed.add(
            member=chain.matter.member, matter_code=chain.matter.code, via_member=chain.via.member, via_matter_code=chain.via.code
        )
    return answer


def _candidates(connection: Connection, question: MatterQuestion, names: Sequence[_Names], reader: Reader) -> list[_Candidate]:
    """Standards of which a version names the matter under the code of its place, the asked place's first."""
    mapped = set.union(*(one.places() for one in names))
    codes = {member: {code for one in names for code in one.codes(member)} for member in mapped}
    groups: dict[tuple[str, str], list[law.Version]] = {}
    for version in versions_about(connection, sorted(set.union(*codes.values())), reader, member=question.place):
        groups.setdefault((version.origin, version.standard_id), []).append(version)
    found = []
    for (member, standard_id), versions in groups.items():
        on_act, on_decision = law.in_force(versions, question.act_on), law.in_force(versions, question.decided_on)
        newest = on_decision or on_act
        if newest is None or (question.kind and newest.kind != question.kind):
            continue
        for code in sorted(codes.get(member, {question.matter.code})):
            matter = law.Matter(member=member, code=code)
            found.append(_Candidate(matter=matter, kind=newest.kind, standard_id=standard_id, at_act=on_act, at_decision=on_decision))
    own = question.matter.member
    return sorted(found, key=lambda one: (one.matter.member != own, one.matter.member, one.kind, one.standard_id, one.matter.code))


def _judged(question: MatterQuestion, candidate: _Candidate, names: Sequence[_Names], views: dict[int, View]) -> Applicable | None:
    """The version that applies; None where neither says anything of the matter."""
    matter = candidate.matter
    pairs = zip((candidate.at_act, candidate.at_decision), names, strict=True)
    shown = [
        None if version is None or matter.code not in name.codes(matter.member) else views[version.position] for version, name in pairs
    ]
    wordings = [None if view is None else _wording(view, matter.code) for view in shown]
    if not any(one is not None and one.items for one in wordings):
        return None
    choice = law.choose(candidate.kind, at_act=wordings[0], at_decision=wordings[1], act_on=question.act_on, decided_on=question.decided_on)
    chosen = {law.Day.ACT: 0, law.Day.DECISION: 1, None: 0}[choice.day]
    view, other = (shown[0], shown[1]) if chosen == 0 else (shown[1], shown[0])
    if choice.day is None:
        view, other = None, shown[1]
    found = names[0].found(matter) or names[1].found(matter)
    reason = law.joined([choice.reason, law.explained(found)])
    items = wordings[chosen] if choice.day is not None else wordings[1]
    return Applicable(
        member=matter.member,
        matter_code=matter.code,
        relation=found.relation if found else standard_pb2.MAPPING_RELATION_UNSPECIFIED,
        standard=view,
        other_version=other if other is not None and (view is None or other.record_id != view.record_id) else None,
        reason=reason.zh,
        reason_en=reason.en.strip(),
        items=items.items if items is not None else (),
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
