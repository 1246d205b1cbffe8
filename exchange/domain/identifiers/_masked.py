"""Masked credit codes in published decisions (``91430102**********``): for matching by name and visible part only."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.domain.identifiers._checks import USCC_ALPHABET
from exchange.domain.identifiers._errors import IdentifierError, IdentifierReason
from exchange.domain.identifiers._text import MASK_SIGN, clean_code, with_masks_unified
from exchange.domain.identifiers._uscc import USCC_LENGTH, Uscc


@dataclass(frozen=True, slots=True)
class MaskedUscc:
    """The visible part of a masked code. It is no identifier: many codes fit it.

    Attributes:
        pattern: visible characters as they stand, ``*`` for each masked one. Where the mask was shortened (fewer
            than 18 characters in all) only the parts before the first and after the last ``*`` have a known place.
    """

    pattern: str

    @property
    def visible(self) -> int:
        """Number of visible characters."""
        return len(self.pattern) - self.pattern.count(MASK_SIGN)

    @property
    def has_full_length(self) -> bool:
        """Whether every character's place is known."""
        return len(self.pattern) == USCC_LENGTH

    def fits(self, uscc: Uscc) -> bool:
        """Return whether a full code could be the one that was masked. Necessary, never sufficient."""
        if self.has_full_length:
            return all(seen in (MASK_SIGN, real) for seen, real in zip(self.pattern, uscc.code, strict=True))
        head, tail = self.pattern.split(MASK_SIGN)[0], self.pattern.rsplit(MASK_SIGN)[-1]
        return uscc.code.startswith(head) and uscc.code.endswith(tail)


def parse_masked_uscc(text: str | None, *, field: str = "uscc") -> MaskedUscc:
    """Return the visible pattern of a masked code.

    Masking signs are asterisks and the like, and runs of four or more X (``91430681XXXXXXXXXX``).

    Raises:
        IdentifierError: EMPTY; LENGTH (more than 18 characters); ALPHABET (a visible character that no code has, or
            nothing masked at all: then ``parse_uscc`` is the right reader); MASKED (nothing visible).
    """
    pattern = with_masks_unified(clean_code(text))
    if not pattern:
        raise IdentifierError(
            "empty; a masked code with some visible characters is needed",
            reason=IdentifierReason.EMPTY,
            field=field,
            value=text or "",
        )
    if len(pattern) > USCC_LENGTH:
        raise IdentifierError(
            f"{len(pattern)} characters; a credit code has 18", reason=IdentifierReason.LENGTH, field=field, value=pattern
        )
    wrong = sorted(set(pattern) - set(USCC_ALPHABET) - {MASK_SIGN})
    if wrong or MASK_SIGN not in pattern:
        fault = f"{''.join(wrong)!r} can't be part of a credit code" if wrong else "nothing is masked; use parse_uscc"
        raise IdentifierError(fault, reason=IdentifierReason.ALPHABET, field=field, value=pattern)
    if set(pattern) == {MASK_SIGN}:
        raise IdentifierError(
            "every character is masked; some must be visible to match anything",
            reason=IdentifierReason.MASKED,
            field=field,
            value=pattern,
        )
    return MaskedUscc(pattern)
