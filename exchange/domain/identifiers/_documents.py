"""Numbers of decisions and letters (文号), compared in one written form (RULES 1.7).

A document number is not unique in the country: 金市监处罚〔2025〕72号 is of 广西金秀, not of 金山. The key is the organ's
credit code together with the number. The form made here is for comparison only; what was published stays as it is for
display and signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.domain.identifiers._errors import IdentifierError, IdentifierReason
from exchange.domain.identifiers._text import PLACEHOLDERS
from exchange.domain.identifiers._uscc import parse_uscc

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OPENING = "([{（［｛【〔〖〘﹝﹙⦗❲"
_CLOSING = ")]}）］｝】〕〗〙﹞﹚⦘❳"
_DASHES = "‐‑‒–—―−－﹣"
_DROPPED = "\u200b\u200c\u200d\u2060\ufeff\xad"
_FOLD = (
    _FULL_WIDTH
    | dict.fromkeys(map(ord, _OPENING), "〔")
    | dict.fromkeys(map(ord, _CLOSING), "〕")
    | dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, _DROPPED))
)


def normalize_document_number(text: str | None, *, field: str = "document_number") -> str:
    """Return a document number in the form used for comparison.

    Every kind of bracket becomes 〔 or 〕, full-width digits, letters and signs become ASCII, dashes become ``-``,
    blanks go; 号 stays and case stays. Applying it twice changes nothing more.

        >>> normalize_document_number("丽环(青)罚[２０２１]4 号")
        '丽环〔青〕罚〔2021〕4号'

    Raises:
        IdentifierError: EMPTY (nothing there, or a placeholder such as ``无`` or ``undefined``).
    """
    folded = "".join((text or "").translate(_FOLD).split())
    if folded.upper().strip("-") in PLACEHOLDERS:
        raise IdentifierError(
            "empty or a placeholder; the document number as printed, e.g. 沪市监金处〔2025〕1号, is needed",
            reason=IdentifierReason.EMPTY,
            field=field,
            value=text or "",
        )
    return folded


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What identifies a decision: the deciding organ and its number.

    Both parts are normalised when the key is made, so keys compare equal whatever brackets a source used.

    Attributes:
        organ: unified social credit code of the organ, 18 characters.
        number: document number as ``normalize_document_number`` writes it.

    Raises:
        IdentifierError: the organ is no valid credit code, or the number is empty.
    """

    organ: str
    number: str

    def __post_init__(self) -> None:
        """Normalise both parts."""
        object.__setattr__(self, "organ", parse_uscc(self.organ, field="organ").code)
        object.__setattr__(self, "number", normalize_document_number(self.number))
