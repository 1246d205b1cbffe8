"""处罚种类: the exchange's kinds and the code sets of real feeds (RULES 1.5).

Three incompatible code sets are in use. Some of their values stand for several kinds (双公示 2018 has one text for both
confiscations, one for suspending and revoking a licence; Zhejiang's 07 is everything else). Such a value maps to the
*mildest* of its kinds, is marked lossy, and keeps all candidates: nothing is claimed that the source didn't say.
Always store the source code beside the kind.

责令改正 is no penalty (处罚法 28): it is refused here and belongs into ``Outcome.rectification_order``.

    >>> [mapped.source_code for mapped in from_text_2018("警告；其他-责令关闭")]
    ['警告', '其他-责令关闭']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import cast

from exchange.domain._tables import rows
from exchange.domain.errors import DomainError, shown
from exchange.v1.outcome_pb2 import PenaltyKind

SEPARATOR = "；"
"""What 双公示 2018 puts between several kinds."""
OTHER_PREFIX = "其他-"
"""What 双公示 2018 puts before a kind that has no value of its own."""

ALTERNATIVES = "|"
"""What parts the forms of a name in the packaged table."""

_OTHER = "其他"
_OTHER_CODE = "O1"
_RECTIFICATIONS = ("责令改正", "责令限期改正", "责令立即改正", "限期改正")
_DASHES = str.maketrans("－—–", "---")


class PenaltyReason(StrEnum):
    """Why a value is no kind of penalty. Closed: values are never renamed or reused."""

    EMPTY = "EMPTY"
    UNKNOWN_CODE = "UNKNOWN_CODE"
    NOT_A_PENALTY = "NOT_A_PENALTY"
    FORMAT = "FORMAT"


class PenaltyError(DomainError):
    """A value that names no kind of penalty; the message lists the allowed ones."""

    reason: PenaltyReason


class CodeSet(StrEnum):
    """Code sets that penalties arrive in; values are those of ``Penalty.source_code_set``."""

    ZHEJIANG = "zj14"
    TEXT_2018 = "text_2018"
    DIGIT_2016A = "digit_2016a"
    DIGIT_2016B = "digit_2016b"


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedPenalty:
    """One value of a feed and what it means here.

    Attributes:
        kind: the kind; the mildest candidate where the value stands for several.
        source_code: the value as delivered.
        source_code_set: ``zj14``, ``text_2018``, ``digit_2016a`` or ``digit_2016b``.
        lossy: whether kind and value don't say exactly the same.
        note: why it is lossy, or the text behind 其他-; else empty.
        candidates: every kind the value may stand for, mildest first.
    """

    kind: PenaltyKind
    source_code: str
    source_code_set: CodeSet
    lossy: bool
    note: str
    candidates: tuple[PenaltyKind, ...]


def system_code(kind: PenaltyKind) -> str:
    """Return the two-character code of a kind (``F1`` for a fine).

    Raises:
        PenaltyError: UNKNOWN_CODE (unspecified, or a kind this version doesn't know).
    """
    for code, known in _kinds().items():
        if known == kind:
            return code
    raise _unknown(str(kind), field="kind", allowed=map(PenaltyKind.Name, _kinds().values()), what="PenaltyKind")


def from_system_code(code: str, *, field: str = "kind") -> PenaltyKind:
    """Return the kind of a two-character code.

    Raises:
        PenaltyError: UNKNOWN_CODE.
    """
    kind = _kinds().get(code)
    if kind is None:
        raise _unknown(code, field=field, allowed=_kinds(), what="system code")
    return kind


def kind_name(kind: PenaltyKind) -> str:
    """Return the Chinese name of a kind.

    Raises:
        PenaltyError: UNKNOWN_CODE.
    """
    return _by_code()[system_code(kind)]["name"]


def from_zhejiang(code: str, *, field: str = "punish_type") -> MappedPenalty:
    """Map a two-digit code of the Zhejiang feed (``02``).

    Raises:
        PenaltyError: EMPTY, UNKNOWN_CODE.
    """
    return _from_column(code, code_set=CodeSet.ZHEJIANG, field=field)


def from_digit(code: str, *, code_set: CodeSet, field: str = "CF_CFLB") -> MappedPenalty:
    """Map a digit of a 2016 feed; which edition it is must be known from the source.

    Args:
        code: one digit.
        code_set: DIGIT_2016A (0 警告 to 6 其他) or DIGIT_2016B (1 警告 to 9 其他).
        field: name of the field for error messages.

    Raises:
        PenaltyError: EMPTY, UNKNOWN_CODE (also for a code set without digits).
    """
    editions = (CodeSet.DIGIT_2016A, CodeSet.DIGIT_2016B)
    if code_set not in editions:
        raise _unknown(code_set, field="code_set", allowed=editions, what="digit code set")
    return _from_column(code, code_set=code_set, field=field)


def from_text_2018(text: str, *, field: str = "CF_CFLB") -> tuple[MappedPenalty, ...]:
    """Map the 处罚类别 of 双公示 2018: texts joined by ``；``, others as ``其他-`` and their name.

    A text behind ``其他-`` that names a known kind maps to it; any other maps to 其他 with the text as note. Names of
    处罚法 9 that stand alone where 2018 has one text for two (``没收违法所得``) map exactly. Repetitions count once.

    Raises:
        PenaltyError: EMPTY; UNKNOWN_CODE; NOT_A_PENALTY (责令改正, 处罚法 28).
    """
    parts = [part.strip() for part in text.replace(";", SEPARATOR).split(SEPARATOR)]
    found = tuple(_from_text(part, field=field) for part in dict.fromkeys(parts) if part)
    if not found:
        raise _empty(text, field=field, allowed=_texts())
    return found


def to_zhejiang(kind: PenaltyKind) -> str:
    """Return the two-digit code of the Zhejiang feed; L4, D2 and O1 share 07.

    Raises:
        PenaltyError: UNKNOWN_CODE.
    """
    return _by_code()[system_code(kind)]["zj14"]


def to_text_2018(kinds: Sequence[PenaltyKind], *, other: str = "") -> str:
    """Return the 处罚类别 of 双公示 2018 for several kinds; kinds that share a text give it once.

    Args:
        kinds: the kinds, in order.
        other: what to put behind ``其他-`` for PENALTY_KIND_OTHER; the law's own words if empty.

    Raises:
        PenaltyError: EMPTY (no kind); UNKNOWN_CODE; FORMAT (``other`` contains the separator).
    """
    if not kinds:
        raise _empty("", field="kinds", allowed=_kinds())
    if SEPARATOR in other or ";" in other:
        raise PenaltyError(
            f"{shown(other)!r} contains {SEPARATOR}, which separates kinds; write it without",
            reason=PenaltyReason.FORMAT,
            field="other",
            value=other,
        )
    texts = []
    for kind in kinds:
        code = system_code(kind)
        texts.append(OTHER_PREFIX + other if code == _OTHER_CODE and other else _by_code()[code]["text_2018"])
    return SEPARATOR.join(dict.fromkeys(texts))


def _from_column(code: str, *, code_set: CodeSet, field: str) -> MappedPenalty:
    index = _index(code_set)
    bare = code.strip()
    if not bare:
        raise _empty(code, field=field, allowed=index)
    if bare not in index:
        raise _unknown(code, field=field, allowed=index, what=code_set)
    return _mapped(index[bare], source=code, code_set=code_set)


def _from_text(part: str, *, field: str) -> MappedPenalty:
    folded = part.translate(_DASHES)
    if folded.removeprefix(OTHER_PREFIX).strip() in _RECTIFICATIONS:
        raise PenaltyError(
            f"{part!r} is no penalty (行政处罚法 28); put it into rectification_order",
            reason=PenaltyReason.NOT_A_PENALTY,
            field=field,
            value=part,
        )
    known = _index(CodeSet.TEXT_2018).get(folded) or _names().get(folded)
    if known is not None:
        return _mapped(known, source=part, code_set=CodeSet.TEXT_2018)
    if folded.startswith(OTHER_PREFIX):
        return _other(part, note=folded.removeprefix(OTHER_PREFIX).strip())
    if folded == _OTHER:
        return _other(part, note="")
    raise _unknown(part, field=field, allowed=(*_texts(), OTHER_PREFIX + "…"), what=CodeSet.TEXT_2018)


def _other(part: str, *, note: str) -> MappedPenalty:
    named = _names().get(note)
    if named is not None:
        return _mapped(named, source=part, code_set=CodeSet.TEXT_2018)
    kind = from_system_code(_OTHER_CODE)
    return MappedPenalty(
        kind=kind,
        source_code=part,
        source_code_set=CodeSet.TEXT_2018,
        lossy=True,
        note=note or "其他, not specified by the source",
        candidates=(kind,),
    )


def _mapped(kinds: tuple[PenaltyKind, ...], *, source: str, code_set: CodeSet) -> MappedPenalty:
    lossy = len(kinds) > 1
    note = f"{code_set} {source} stands for {' / '.join(kind_name(kind) for kind in kinds)}" if lossy else ""
    return MappedPenalty(kind=kinds[0], source_code=source, source_code_set=code_set, lossy=lossy, note=note, candidates=kinds)


@cache
def _by_code() -> Mapping[str, Mapping[str, str]]:
    return {row["kind"]: row for row in rows("penalty_kinds")}


@cache
def _kinds() -> Mapping[str, PenaltyKind]:
    return {row["kind"]: cast("PenaltyKind", PenaltyKind.Value(row["wire_name"])) for row in rows("penalty_kinds")}


@cache
def _names() -> Mapping[str, tuple[PenaltyKind, ...]]:
    """Return the kind of each name of 处罚法 9, and of the forms of it that feeds use."""
    return {
        name: (_kinds()[row["kind"]],)
        for row in rows("penalty_kinds")
        for name in (row["name"], *filter(None, row["aliases"].split(ALTERNATIVES)))
    }


@cache
def _index(code_set: CodeSet) -> Mapping[str, tuple[PenaltyKind, ...]]:
    """Return the kinds of each value of a code set, the likeliest and least claiming first."""
    index: dict[str, list[tuple[bool, PenaltyKind]]] = {}
    for row in rows("penalty_kinds"):
        value = row[code_set].strip("()")
        if value:
            index.setdefault(value, []).append((value != row[code_set], _kinds()[row["kind"]]))
    return {value: tuple(kind for _, kind in sorted(index[value], key=_claim)) for value in sorted(index)}


def _claim(entry: tuple[bool, PenaltyKind]) -> tuple[bool, bool, int]:
    """Order candidates: usual before rare, 其他 before a named kind (it claims least), then mildest first."""
    rare, kind = entry
    return (rare, kind != PenaltyKind.PENALTY_KIND_OTHER, int(kind))


def _texts() -> tuple[str, ...]:
    return tuple(text for text in _index(CodeSet.TEXT_2018) if not text.startswith(OTHER_PREFIX))


def _empty(value: str, *, field: str, allowed: Iterable[str]) -> PenaltyError:
    return PenaltyError(f"empty; one of {_listed(allowed)} is needed", reason=PenaltyReason.EMPTY, field=field, value=value)


def _unknown(value: str, *, field: str, allowed: Iterable[str], what: str) -> PenaltyError:
    return PenaltyError(
        f"{shown(value)!r} is no {what}; allowed are {_listed(allowed)}",
        reason=PenaltyReason.UNKNOWN_CODE,
        field=field,
        value=value,
    )


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)
