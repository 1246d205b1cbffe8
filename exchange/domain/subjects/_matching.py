"""Whether two subjects may be the same company: evidence, summed into a score, capped by what speaks against it.

By code only is anything *the same*. Names make it likely or possible, and a person decides: nothing here merges anything. Two right credit
codes that differ are two companies, whatever their names; a branch is related to its legal person, not the same (公司法 13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from exchange.domain.subjects._code_evidence import code_evidence, speaks_for
from exchange.domain.subjects._edits import EASY, name_distance
from exchange.domain.subjects._name_evidence import name_evidence
from exchange.domain.subjects._names import words
from exchange.domain.subjects._profile import Profile
from exchange.domain.subjects._reasons import Reason, Why, both
from exchange.domain.subjects._weights import summed, threshold
from exchange.v1 import subject_service_pb2

Verdict = subject_service_pb2.MatchVerdict
SURE = 1000
_AGAINST = frozenset({Why.USCC_DIFFERENT, Why.ORGANISATION_DIFFERENT})
RIVAL = 100  # points that another's likeliness may be behind and still cast doubt


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What came of a comparison.

    Attributes:
        score: 0 to 1,000.
        verdict: a MatchVerdict; UNSPECIFIED where nothing worth showing was found.
        reasons: the evidence, for and against.
    """

    score: int
    verdict: Verdict
    reasons: tuple[Reason, ...]


def compare(one: Profile, other: Profile) -> Match:
    """Compares two subjects; the order of the two makes no difference."""
    codes = code_evidence(one.codes, other.codes)
    found = {reason.why for reason in codes}
    if Why.USCC_EQUAL in found:
        return Match(score=SURE, verdict=Verdict.MATCH_VERDICT_SAME, reasons=(*codes, *name_evidence(one, other)))
    names = name_evidence(one, other)
    score = summed((*codes, *names), capped=not any(map(speaks_for, codes)))
    by_code = found & {Why.ORGANISATION_EQUAL, Why.REGISTRATION_EQUAL}
    if by_code and not found & _AGAINST:
        strange = Why.CORE_DIFFERENT in {reason.why for reason in names}  # renamed, or an old number given to another
        verdict = Verdict.MATCH_VERDICT_LIKELY if strange else Verdict.MATCH_VERDICT_SAME
        return Match(score=max(score, threshold("likely")) if strange else SURE, verdict=verdict, reasons=(*codes, *names))
    if related := _relation(one, other):
        total = max(score, threshold("likely")) if related.why is Why.PARENT_CODE else score
        worth = total >= threshold("possible") or related.why is Why.PARENT_CODE
        verdict = Verdict.MATCH_VERDICT_RELATED if worth else Verdict.MATCH_VERDICT_UNSPECIFIED
        return Match(score=total, verdict=verdict, reasons=(related, *codes, *names))
    if found & _AGAINST:
        return Match(score=0, verdict=Verdict.MATCH_VERDICT_UNSPECIFIED, reasons=(*codes, *names))
    return Match(score=score, verdict=_verdict(score), reasons=(*codes, *names))


def _verdict(score: int) -> Verdict:
    if score >= threshold("likely"):
        return Verdict.MATCH_VERDICT_LIKELY
    return Verdict.MATCH_VERDICT_POSSIBLE if score >= threshold("possible") else Verdict.MATCH_VERDICT_UNSPECIFIED


def _relation(one: Profile, other: Profile) -> Reason | None:
    """Branch and legal person, or two branches of one."""
    for branch, whole in ((one, other), (other, one)):
        if branch.codes.parent and whole.codes.uscc and branch.codes.parent == whole.codes.uscc.code:
            return Reason(why=Why.PARENT_CODE, detail=branch.codes.parent)
    if not one.names or not other.names:
        return None
    left, right = one.names[0].branch, other.names[0].branch
    if left != right and name_distance(left, right) > EASY:
        return Reason(why=Why.BRANCH, detail=both(left or "-", right or "-"))
    shorter, longer = sorted((one.names[0].text, other.names[0].text), key=len)
    tail = longer.removeprefix(shorter)
    if tail not in {longer, ""} and tail.endswith(tuple(words("branch"))):  # the legal person's name was cut off before its form's end
        return Reason(why=Why.BRANCH, detail=tail)
    return None


def with_ambiguity(matches: Sequence[tuple[Profile, Match]]) -> list[Match]:
    """Makes likely matches possible ones where another company fits about as well: names alone don't decide between the two."""
    likely = [(one, match) for one, match in matches if match.verdict == Verdict.MATCH_VERDICT_LIKELY]
    return [_doubted(match) if _has_rival(one, match, likely) else match for one, match in matches]


def _has_rival(one: Profile, match: Match, likely: Sequence[tuple[Profile, Match]]) -> bool:
    if match.verdict != Verdict.MATCH_VERDICT_LIKELY:
        return False
    return any(rival.score >= match.score - RIVAL and _two_companies(one, other) for other, rival in likely)


def _two_companies(one: Profile, other: Profile) -> bool:
    pairs = ((one.codes.organisation, other.codes.organisation), (one.codes.registration, other.codes.registration))
    return any(left and right and left != right for left, right in pairs)


def _doubted(match: Match) -> Match:
    score = min(match.score, threshold("likely") - 1)
    return replace(match, score=score, verdict=_verdict(score), reasons=(*match.reasons, Reason(why=Why.AMBIGUOUS)))


def default_min_score() -> int:
    """The score from which a match is worth a person's look."""
    return threshold("possible")
