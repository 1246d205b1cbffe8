"""Subjects that may be one company: found by code, else by rare pairs of characters; compared; counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from exchange.domain.leads import ENDED
from exchange.domain.subjects import Match, Profile, compare, profile, search_keys, with_ambiguity
from exchange.storage.bulk import chunks
from exchange.storage.projection.subjects import key_number
from exchange.storage.tables import leads, outcomes, subject_keys, subject_records, subjects
from exchange.v1 import subject_pb2

PER_KEY = 400  # subjects looked at for one key; a key that more have says little
CANDIDATES = 80  # subjects compared in full, a tenth of a millisecond each; 150 find no more (bench_subjects)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundSubject:
    """A subject as records here spell it, what the comparison gave, and how many records there are."""

    subject: subject_pb2.Subject
    match: Match
    outcomes: int
    open_leads: int


def matching_subjects(connection: Connection, asked: Profile, *, min_score: int, limit: int) -> list[FoundSubject]:
    """Subjects of records here that may be the one asked for, best first."""
    rows = _bodies(connection, _candidates(connection, asked))
    read = [(number, subject, profile(subject)) for number, subject in rows]
    compared = [(one, compare(asked, one)) for _number, _subject, one in read]
    matches = with_ambiguity(compared)
    ranked = sorted(
        (-match.score, subject.name, number, subject, match)
        for (number, subject, _profile), match in zip(read, matches, strict=True)
        if match.verdict and match.score >= min_score
    )
    return [_counted(connection, number, subject, match) for _score, _name, number, subject, match in ranked[:limit]]


def _candidates(connection: Connection, asked: Profile) -> list[int]:
    """Numbers of subjects worth a comparison: all that share a code, then those that share the rarest keys."""
    codes = asked.codes
    columns = (
        (subjects.c.uscc, codes.uscc.code if codes.uscc else ""),
        (subjects.c.organisation_code, codes.organisation),
        (subjects.c.registration_number, codes.registration),
        (subjects.c.uscc, codes.parent),
    )
    conditions = [column == value for column, value in columns if value]
    by_code = connection.execute(select(subjects.c.subject).where(or_(*conditions)).limit(PER_KEY)).scalars() if conditions else ()
    weights = dict.fromkeys(by_code, float("inf"))
    for key in sorted(key_number(key) for key in search_keys(asked)):
        found = connection.execute(select(subject_keys.c.subject).where(subject_keys.c.key == key).limit(PER_KEY)).scalars().all()
        for number in found:
            weights[number] = weights.get(number, 0.0) + 1 / len(found)
    return sorted(weights, key=lambda number: (-weights[number], number))[:CANDIDATES]


def _bodies(connection: Connection, numbers: Sequence[int]) -> Iterable[tuple[int, subject_pb2.Subject]]:
    for block in chunks(numbers):
        for row in connection.execute(select(subjects.c.subject, subjects.c.body).where(subjects.c.subject.in_(block))):
            yield row.subject, subject_pb2.Subject.FromString(bytes(row.body))


def _counted(connection: Connection, number: int, subject: subject_pb2.Subject, match: Match) -> FoundSubject:
    """With the outcomes that name it so (replaced ones left out) and the leads that haven't ended."""
    standing = select(func.count()).select_from(outcomes).where(outcomes.c.superseded_by.is_(None))
    linked = select(subject_records.c.position).where(subject_records.c.subject == number)
    if subject.uscc:
        counted = standing.where(outcomes.c.uscc == subject.uscc, outcomes.c.name == subject.name)
    elif subject.registration_number:
        counted = standing.where(
            outcomes.c.registration_number == subject.registration_number, outcomes.c.uscc.is_(None), outcomes.c.name == subject.name
        )
    else:
        counted = standing.where(outcomes.c.position.in_(linked))
    open_leads = select(func.count()).select_from(leads).where(leads.c.position.in_(linked), leads.c.state.not_in(ENDED))
    return FoundSubject(
        subject=subject,
        match=match,
        outcomes=connection.execute(counted).scalar_one(),
        open_leads=connection.execute(open_leads).scalar_one(),
    )
