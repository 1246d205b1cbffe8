"""Shorter codes: GB 11714 organisation code, 15-digit registration number, supervision matter codes (RULES 1.1, 1.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from exchange.domain.identifiers._checks import organisation_check, registration_check
from exchange.domain.identifiers._errors import IdentifierError, IdentifierReason
from exchange.domain.identifiers._text import clean_code, is_masked
from exchange.domain.identifiers._uscc import REGISTRATION_LENGTH, USCC_LENGTH, Uscc, parse_uscc

ORGANISATION_LENGTH = 9
MATTER_LENGTH = 14
"""Digits of 监管事项目录编码 (互联网+监管 validator: exactly 14)."""

_ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]", re.ASCII)
_DIGITS = re.compile(r"[0-9]+")
_CHECK_ITEM_TAIL = re.compile(r"([1-5])([0-9A-Z]+)", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckItemCode:
    """检查实施清单编码: which organ implements which item.

    Attributes:
        organ: credit code of the implementing organ.
        level: the digit 1 to 5 behind it.
        serial: the rest.
    """

    organ: Uscc
    level: str
    serial: str


def parse_organisation_code(text: str | None, *, field: str = "organisation_code") -> str:
    """Return the nine characters of a GB 11714-1997 code (``60787542-8`` → ``607875428``).

    Raises:
        IdentifierError: EMPTY, MASKED, LENGTH, ALPHABET or CHECKSUM.
    """
    code = _cleaned(text, field=field, wanted="the nine-character organisation code (GB 11714)")
    _length(code, ORGANISATION_LENGTH, field=field)
    if _ORGANISATION_SHAPE.fullmatch(code) is None:
        raise IdentifierError(
            f"{code!r}: eight digits or capitals and a check character 0 to 9 or X are needed",
            reason=IdentifierReason.ALPHABET,
            field=field,
            value=code,
        )
    _check(code, organisation_check(code[:-1]), field=field, standard="GB 11714-1997")
    return code


def parse_registration_number(text: str | None, *, field: str = "registration_number") -> str:
    """Return the 15 digits of a 工商注册号 (GS15-2006), its check digit verified (ISO 7064 MOD 11,10).

    Numbers given before 2007 have 13 digits and no check digit: they are refused as LENGTH. One published number in
    some 270 fails the check (tests/conformance); a source that must carry it keeps it as text, not as an identifier.

    Raises:
        IdentifierError: EMPTY, MASKED, LENGTH, ALPHABET or CHECKSUM.
    """
    code = _cleaned(text, field=field, wanted="the 15-digit registration number")
    _length(code, REGISTRATION_LENGTH, field=field)
    _digits(code, field=field)
    _check(code, registration_check(code[:-1]), field=field, standard="GS15-2006")
    return code


def parse_matter_code(text: str | None, *, field: str = "matter_code") -> str:
    """Return the 14 digits of a 监管事项目录编码. It has no check digit.

    Raises:
        IdentifierError: EMPTY, MASKED, LENGTH or ALPHABET.
    """
    code = _cleaned(text, field=field, wanted="the 14-digit supervision matter code")
    _length(code, MATTER_LENGTH, field=field)
    _digits(code, field=field)
    return code


def parse_check_item_code(text: str | None, *, field: str = "check_item_code") -> CheckItemCode:
    """Return the parts of a 检查实施清单编码: organ's credit code, one digit 1 to 5, serial.

    Raises:
        IdentifierError: EMPTY or LENGTH (nothing behind the organ), ALPHABET (no digit 1 to 5 there), or what
            ``parse_uscc`` finds wrong with the first 18 characters.
    """
    code = _cleaned(text, field=field, wanted="the organ's credit code, a digit 1 to 5 and a serial")
    if len(code) < USCC_LENGTH + 2:
        raise IdentifierError(
            f"{len(code)} characters; 18 of the organ, a digit 1 to 5 and a serial are needed",
            reason=IdentifierReason.LENGTH,
            field=field,
            value=code,
        )
    organ = parse_uscc(code[:USCC_LENGTH], field=field)
    tail = _CHECK_ITEM_TAIL.fullmatch(code[USCC_LENGTH:])
    if tail is None:
        raise IdentifierError(
            f"{code[USCC_LENGTH:]!r} behind the organ's code; a digit 1 to 5 and a serial are needed",
            reason=IdentifierReason.ALPHABET,
            field=field,
            value=code,
        )
    return CheckItemCode(organ=organ, level=tail[1], serial=tail[2])


def _cleaned(text: str | None, *, field: str, wanted: str) -> str:
    code = clean_code(text)
    if not code:
        raise IdentifierError(f"empty or a placeholder; {wanted} is needed", reason=IdentifierReason.EMPTY, field=field, value=text or "")
    if is_masked(code):
        raise IdentifierError(f"the code is masked; {wanted} is needed in full", reason=IdentifierReason.MASKED, field=field, value=code)
    return code


def _length(code: str, length: int, *, field: str) -> None:
    if len(code) != length:
        raise IdentifierError(f"{len(code)} characters; {length} are needed", reason=IdentifierReason.LENGTH, field=field, value=code)


def _digits(code: str, *, field: str) -> None:
    if _DIGITS.fullmatch(code) is None:
        raise IdentifierError(f"{code!r}: digits only are needed", reason=IdentifierReason.ALPHABET, field=field, value=code)


def _check(code: str, expected: str, *, field: str, standard: str) -> None:
    if code[-1] != expected:
        raise IdentifierError(
            f"check character of {code} is {code[-1]}, {standard} gives {expected}; some character is wrong",
            reason=IdentifierReason.CHECKSUM,
            field=field,
            value=code,
        )
