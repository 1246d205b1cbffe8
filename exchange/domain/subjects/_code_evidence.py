"""Evidence of codes: equal, different, fitting a mask, near in spite of damage (RULES 1.1)."""

from __future__ import annotations

from collections.abc import Iterable

from exchange.domain.subjects._codes import Codes
from exchange.domain.subjects._edits import code_distance
from exchange.domain.subjects._reasons import Reason, Why, both
from exchange.domain.subjects._weights import limit, points

LENGTH_SLACK = 3  # characters that a damaged code may be shorter or longer than what it was
FAR_LENGTH = 17  # characters of a damaged code from which being far says that it is another: a shorter one may be the beginning of anything
_REGION_END = 8  # characters of a credit code up to the end of its division
_ORGANISATION = slice(8, 17)


def speaks_for(reason: Reason) -> bool:
    """Whether a code is evidence enough that a strange name can't outweigh it."""
    if reason.why is Why.DAMAGED_CODE_NEAR:
        return reason.points >= points("damaged_code_near") + limit("damaged_code_sure") * points("damaged_code_character")
    if reason.why is Why.MASK_FITS:
        return reason.points >= points("mask_fits") + limit("mask_sure") * points("mask_fits_character")
    return reason.why in {Why.ORGANISATION_EQUAL, Why.REGISTRATION_EQUAL}


def code_evidence(one: Codes, other: Codes) -> tuple[Reason, ...]:
    """What the codes of two subjects say of each other."""
    if one.uscc and other.uscc:
        equal = one.uscc == other.uscc
        return (Reason(why=Why.USCC_EQUAL if equal else Why.USCC_DIFFERENT, detail=both(one.uscc.code, other.uscc.code)),)
    found = []
    for why, against, left, right in (
        (Why.ORGANISATION_EQUAL, Why.ORGANISATION_DIFFERENT, one.organisation, other.organisation),
        (Why.REGISTRATION_EQUAL, Why.REGISTRATION_DIFFERENT, one.registration, other.registration),
    ):
        if left and right:
            decided = why if left == right else against
            found.append(Reason(why=decided, points=points(decided), detail=both(left, right)))
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
    worth = points("mask_fits") + visible * points("mask_fits_character")
    return Reason(why=Why.MASK_FITS, points=worth, detail=f"{pattern} ~ {code}")


def _visible(pattern: str) -> int:
    """Visible characters that a neighbour from the same registrar would not share."""
    head, _mask, tail = pattern.partition("*")
    return len(head[_REGION_END:]) + len(tail.replace("*", ""))


def _damaged(one: Codes, other: Codes) -> Iterable[Reason]:
    """The nearest pair of a damaged code and a code of the other side."""
    pairs = [
        (code_distance(text, code), text, code, len(seen))
        for damaged, whole in ((one, other), (other, one))
        for seen in damaged.damaged
        for text, code in _comparable(seen, whole)
    ]
    if not pairs:
        return
    distance, text, code, length = min(pairs)
    if distance <= limit("damaged_code_near"):
        worth = round(points("damaged_code_near") + distance * points("damaged_code_character"))
        yield Reason(why=Why.DAMAGED_CODE_NEAR, points=worth, detail=f"{text} ~ {code}")
    elif distance >= limit("damaged_code_far") and length >= FAR_LENGTH:
        yield Reason(why=Why.DAMAGED_CODE_FAR, points=points("damaged_code_far"), detail=f"{text} ≠ {code}")


def _comparable(text: str, codes: Codes) -> Iterable[tuple[str, str]]:
    """Pairs of (damaged text, code): whole codes of about the same length, and the organisation code where a credit code would have it."""
    for code in (codes.uscc.code if codes.uscc else "", codes.organisation, codes.registration, *codes.damaged):
        if code and abs(len(code) - len(text)) <= LENGTH_SLACK:
            yield text, code
    if codes.organisation and codes.uscc is None and len(text) > _ORGANISATION.stop:
        yield text[_ORGANISATION], codes.organisation
