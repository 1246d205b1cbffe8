"""Whether two subjects may be the same company: evidence, summed into a score, capped by what speaks against it.

By code only is anything *the same*. Names make it likely or possible, and a person decides: nothing here merges anything. Two right credit
codes that differ are two companies, whatever their names; a branch is related to its legal person, not the same (公司法 13).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from exchange.domain.subjects._codes import Codes, read_codes
from exchange.domain.subjects._edits import EASY, ON_PURPOSE, ONE, code_distance, name_distance
from exchange.domain.subjects._names import Name, is_common, names_of, words
from exchange.domain.subjects._places import nearness
from exchange.domain.subjects._reasons import Reason, Why
from exchange.v1 import subject_pb2, subject_service_pb2

Verdict = subject_service_pb2.MatchVerdict
SURE = 1000
HIGHEST_UNSURE = 999
SHORT_CORE = 2
_REGION_END = 8  # characters of a credit code up to the end of its division


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A subject, read once to be compared with many."""

    names: tuple[Name, ...]
    codes: Codes
    former: frozenset[str]  # normal forms of names that are no longer borne


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


def profile(subject: subject_pb2.Subject) -> Profile:
    """Reads a subject. Any text is taken, damaged codes too; what can't be read just says less."""
    names = names_of([subject.name, *subject.former_names])
    current = {name.text for name in names_of([subject.name])[:1]}
    return Profile(names=names, codes=read_codes(subject), former=frozenset(name.text for name in names) - current)


def compare(one: Profile, other: Profile) -> Match:
    """Compares two subjects; the order of the two makes no difference."""
    codes = _codes(one.codes, other.codes)
    found = {reason.why for reason in codes}
    if Why.USCC_EQUAL in found:
        return Match(score=SURE, verdict=Verdict.MATCH_VERDICT_SAME, reasons=(*codes, *_best_names(one, other)))
    names = _best_names(one, other)
    score = _score(codes, names)
    if related := _relation(one, other):
        total = max(score, _settings()["likely"]) if related.why is Why.PARENT_CODE else score
        worth = total >= _settings()["possible"] or related.why is Why.PARENT_CODE
        verdict = Verdict.MATCH_VERDICT_RELATED if worth else Verdict.MATCH_VERDICT_UNSPECIFIED
        return Match(score=min(total, HIGHEST_UNSURE), verdict=verdict, reasons=(related, *codes, *names))
    if found & {Why.USCC_DIFFERENT, Why.ORGANISATION_DIFFERENT}:
        return Match(score=0, verdict=Verdict.MATCH_VERDICT_UNSPECIFIED, reasons=(*codes, *names))
    by_code = found & {Why.ORGANISATION_EQUAL, Why.REGISTRATION_EQUAL}
    if by_code and Why.CORE_DIFFERENT not in {reason.why for reason in names}:
        return Match(score=SURE, verdict=Verdict.MATCH_VERDICT_SAME, reasons=(*codes, *names))
    return Match(score=score, verdict=_verdict(score), reasons=(*codes, *names))


def _verdict(score: int) -> Verdict:
    if score >= _settings()["likely"]:
        return Verdict.MATCH_VERDICT_LIKELY
    return Verdict.MATCH_VERDICT_POSSIBLE if score >= _settings()["possible"] else Verdict.MATCH_VERDICT_UNSPECIFIED


def _score(codes: Sequence[Reason], names: Sequence[Reason]) -> int:
    reasons = (*codes, *names)
    total = sum(reason.points for reason in reasons)
    if not any(_speaks_for(reason) for reason in codes):
        caps = [_settings()["caps"][reason.why] for reason in reasons if reason.why in _settings()["caps"]]
        total = min(total, *caps) if caps else total
    return max(0, min(total, HIGHEST_UNSURE))


def _speaks_for(reason: Reason) -> bool:
    """Whether a code is evidence enough that a strange name can't outweigh it."""
    limits = _settings()["limits"]
    enough = {
        Why.DAMAGED_CODE_NEAR: _points("damaged_code_near") + limits["damaged_code_sure"] * _points("damaged_code_character"),
        Why.MASK_FITS: _points("mask_fits") + limits["mask_sure"] * _points("mask_fits_character"),
        Why.ORGANISATION_EQUAL: 0,
        Why.REGISTRATION_EQUAL: 0,
    }
    return reason.why in enough and reason.points >= int(enough[reason.why])


# Codes


def _codes(one: Codes, other: Codes) -> tuple[Reason, ...]:
    if one.uscc and other.uscc:
        equal = one.uscc == other.uscc
        return (Reason(why=Why.USCC_EQUAL if equal else Why.USCC_DIFFERENT, detail=_both(one.uscc.code, other.uscc.code)),)
    found = []
    for why, against, left, right in (
        (Why.ORGANISATION_EQUAL, Why.ORGANISATION_DIFFERENT, one.organisation, other.organisation),
        (Why.REGISTRATION_EQUAL, Why.REGISTRATION_DIFFERENT, one.registration, other.registration),
    ):
        if left and right:
            decided = why if left == right else against
            found.append(Reason(why=decided, points=_points(decided, 0), detail=_both(left, right)))
    return (*found, *_masks(one, other), *_damaged(one, other))


def _masks(one: Codes, other: Codes) -> Iterable[Reason]:
    for masked, whole in ((one, other), (other, one)):
        if masked.masked is None:
            continue
        pattern = masked.masked.pattern
        if whole.uscc is not None:
            fits = masked.masked.fits(whole.uscc)
            yield _mask_reason(fits, pattern, _visible(pattern), whole.uscc.code)
        elif whole.organisation and masked.masked.has_full_length:
            seen = pattern[_REGION_END:-1]
            fits = all(left in ("*", right) for left, right in zip(seen, whole.organisation, strict=True))
            yield _mask_reason(fits, pattern, len(seen.replace("*", "")), whole.organisation)


def _mask_reason(fits: bool, pattern: str, visible: int, code: str) -> Reason:
    if not fits:
        return Reason(why=Why.MASK_CONTRADICTS, detail=f"{pattern} ≠ {code}")
    points = _points("mask_fits") + visible * _points("mask_fits_character")
    return Reason(why=Why.MASK_FITS, points=points, detail=f"{pattern} ~ {code}")


def _visible(pattern: str) -> int:
    """Visible characters that a neighbour from the same registrar would not share."""
    head, _mask, tail = pattern.partition("*")
    return len(head[_REGION_END:]) + len(tail.replace("*", ""))


def _damaged(one: Codes, other: Codes) -> Iterable[Reason]:
    """The nearest pair of a damaged code and a code of the other side."""
    pairs = [
        (code_distance(text, code), text, code)
        for damaged, whole in ((one, other), (other, one))
        for text in damaged.damaged
        for code in _comparable(text, whole)
    ]
    if not pairs:
        return
    distance, text, code = min(pairs)
    limits = _settings()["limits"]
    if distance <= limits["damaged_code_near"]:
        points = round(_points("damaged_code_near") + distance * _points("damaged_code_character"))
        yield Reason(why=Why.DAMAGED_CODE_NEAR, points=points, detail=f"{text} ~ {code}")
    elif distance >= limits["damaged_code_far"]:
        yield Reason(why=Why.DAMAGED_CODE_FAR, points=_points("damaged_code_far"), detail=f"{text} ≠ {code}")


LENGTH_SLACK = 3  # characters that a damaged code may be shorter or longer than what it was


def _comparable(text: str, codes: Codes) -> list[str]:
    whole = [codes.uscc.code if codes.uscc else "", codes.organisation, codes.registration, *codes.damaged]
    return [code for code in whole if code and abs(len(code) - len(text)) <= LENGTH_SLACK]


# Names


def _best_names(one: Profile, other: Profile) -> tuple[Reason, ...]:
    """The evidence of the two names that fit best, former ones among them."""
    best: tuple[int, int, tuple[Reason, ...]] | None = None
    for left in one.names:
        for right in other.names:
            reasons = _names(left, right, one.codes, other.codes)
            former = left.text in one.former or right.text in other.former
            if former:
                reasons = (*reasons, Reason(why=Why.FORMER_NAME, detail=_both(left.text, right.text)))
            rank = (_score((), reasons), -int(former), reasons)
            if best is None or rank[:2] > best[:2]:
                best = rank
    return best[2] if best else ()


def _names(one: Name, other: Name, codes: Codes, other_codes: Codes) -> tuple[Reason, ...]:
    core, place_cut = _core(one, other)
    place = _place(one, other, codes, other_codes, cut=place_cut)
    found = [core, place, _trade(one, other), _form(one, other)]
    if one.text == other.text and not one.hidden:
        found.insert(0, Reason(why=Why.NAME_EQUAL, points=_points(Why.NAME_EQUAL), detail=one.text))
    if one.hidden or other.hidden:
        found.append(Reason(why=Why.NAME_HIDDEN))
    return tuple(found)


def _core(one: Name, other: Name) -> tuple[Reason, bool]:
    """The cores' reason, and whether one name's place was cut into (山市巨汉 for 佛山市巨汉)."""
    detail = _both(*sorted((one.core, other.core)))
    if one.core == other.core:
        return Reason(why=Why.CORE_EQUAL, points=_equal_points(one.core), detail=one.core), False
    for left, right in ((one, other), (other, one)):
        if left.head != left.core or not right.place.text:
            continue
        rest = left.core.removesuffix(right.core)
        if rest != left.core and len(right.core) >= SHORT_CORE and (right.place.text.endswith(rest) or right.place.text.startswith(rest)):
            return Reason(why=Why.CORE_EQUAL, points=_equal_points(right.core), detail=right.core), True
    cost = min(name_distance(one.core, other.core), name_distance(one.head, other.head))
    length = max(len(one.core), len(other.core))
    if cost >= ON_PURPOSE and name_distance(one.core, other.core) - ON_PURPOSE < 1 and length > 1:
        return Reason(why=Why.CORE_TOLD_APART, detail=detail), False
    if cost <= EASY + 0.1 and length >= SHORT_CORE:
        return Reason(why=Why.CORE_SLIP, points=_points(Why.CORE_SLIP), detail=detail), False
    if cost <= max(ONE if length > SHORT_CORE else 0, length * _settings()["limits"]["core_near_share"]):
        return Reason(why=Why.CORE_NEAR, points=_points(Why.CORE_NEAR), detail=detail), False
    return Reason(why=Why.CORE_DIFFERENT, detail=detail), False


def _equal_points(core: str) -> int:
    if len(core) == 1:
        return _points("core_equal_single")
    return _points("core_equal_common" if len(core) <= SHORT_CORE and is_common(core) else "core_equal")


def _place(one: Name, other: Name, codes: Codes, other_codes: Codes, *, cut: bool) -> Reason:
    left, right = _codes_of(one, codes), _codes_of(other, other_codes)
    detail = _both(*sorted((one.place.text or "-", other.place.text or "-")))
    if one.place.text and one.place.text == other.place.text:
        return Reason(why=Why.PLACE_EQUAL, points=_points(Why.PLACE_EQUAL), detail=one.place.text)
    if cut:
        return Reason(why=Why.PLACE_EQUAL, points=_points(Why.PLACE_EQUAL), detail=detail)
    if not left or not right:
        return Reason(why=Why.PLACE_UNKNOWN, points=_points(Why.PLACE_UNKNOWN), detail=detail)
    nearest = max(nearness(a, b) for a in left for b in right)
    why = (Why.PLACE_DIFFERENT, Why.PLACE_DIFFERENT, Why.PLACE_NEAR, Why.PLACE_EQUAL)[nearest]
    return Reason(why=why, points=_points(why), detail=detail)


def _codes_of(name: Name, codes: Codes) -> frozenset[str]:
    """The place in the name counts; where it has none, that of the codes."""
    return name.place.codes or (frozenset() if name.place.text else codes.regions)


def _trade(one: Name, other: Name) -> Reason:
    detail = _both(*sorted((one.trades or "-", other.trades or "-")))
    if one.trades == other.trades:
        why = Why.TRADE_EQUAL if one.trades else Why.TRADE_UNKNOWN
        return Reason(why=why, points=_points(why), detail=one.trades)
    if not one.trades or not other.trades:
        return Reason(why=Why.TRADE_UNKNOWN, points=_points(Why.TRADE_UNKNOWN), detail=detail)
    cost, length = name_distance(one.trades, other.trades), max(len(one.trades), len(other.trades))
    if cost <= ONE and length > SHORT_CORE:
        return Reason(why=Why.TRADE_EQUAL, points=_points(Why.TRADE_EQUAL), detail=detail)
    groups = [{words("trade")[word] for word in name.trade} for name in (one, other)]
    if groups[0] & groups[1] or set(one.trade) & set(other.trade):
        return Reason(why=Why.TRADE_NEAR, points=_points(Why.TRADE_NEAR), detail=detail)
    return Reason(why=Why.TRADE_DIFFERENT, points=_points(Why.TRADE_DIFFERENT), detail=detail)


_COMPANIES = frozenset({"LIMITED", "JOINT_STOCK", "COMPANY"})


def _form(one: Name, other: Name) -> Reason:
    if one.form == other.form and one.form:
        why = Why.FORM_EQUAL
    elif not one.form or not other.form or (one.form != other.form and {one.form, other.form} <= _COMPANIES):
        why = Why.FORM_UNKNOWN  # 公司 may stand for either kind, and a limited company may turn into one by shares (公司法 9)
    else:
        why = Why.FORM_DIFFERENT
    return Reason(why=why, points=_points(why))


# Relations


def _relation(one: Profile, other: Profile) -> Reason | None:
    """Branch and legal person, or two branches of one."""
    for branch, whole in ((one, other), (other, one)):
        if branch.codes.parent and whole.codes.uscc and branch.codes.parent == whole.codes.uscc.code:
            return Reason(why=Why.PARENT_CODE, detail=branch.codes.parent)
    if not one.names or not other.names:
        return None
    left, right = one.names[0].branch, other.names[0].branch
    if left != right and name_distance(left, right) > EASY:
        return Reason(why=Why.BRANCH, detail=_both(*sorted((left or "-", right or "-"))))
    return None


def with_ambiguity(matches: Sequence[tuple[Profile, Match]]) -> list[Match]:
    """Makes likely matches possible ones where two of them can't both be right: the names alone don't decide between them."""
    likely = [one for one, match in matches if match.verdict == Verdict.MATCH_VERDICT_LIKELY]
    apart = any(_two_companies(one, other) for place, one in enumerate(likely) for other in likely[:place])
    return [_doubted(match) if apart and match.verdict == Verdict.MATCH_VERDICT_LIKELY else match for _one, match in matches]


def _two_companies(one: Profile, other: Profile) -> bool:
    found = {reason.why for reason in _codes(one.codes, other.codes)}
    return bool(found & {Why.USCC_DIFFERENT, Why.ORGANISATION_DIFFERENT, Why.REGISTRATION_DIFFERENT})


def _doubted(match: Match) -> Match:
    score = min(match.score, _settings()["likely"] - 1)
    return replace(match, score=score, verdict=_verdict(score), reasons=(*match.reasons, Reason(why=Why.AMBIGUOUS)))


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one} | {other}"


def _points(key: str, default: int | None = None) -> int:
    points: Mapping[str, int] = _settings()["points"]
    return points[key] if default is None else points.get(key, default)


@cache
def _settings() -> Mapping[str, Any]:
    """Weights, caps, thresholds, from `data/subject_weights.toml`."""
    text = (resources.files("exchange.domain") / "data" / "subject_weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def default_min_score() -> int:
    """The score from which a match is worth a person's look."""
    return int(_settings()["possible"])
