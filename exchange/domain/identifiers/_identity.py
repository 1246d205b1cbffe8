"""Finding identity numbers of natural persons (GB 11643-1999) in text, so that no outgoing record carries one.

A run of digits counts only if everything about it fits: a province of GB/T 2260, a real birthday, and, for 18
characters, the check character. A run that passes for a valid credit code as well (one number in 341 does so by chance)
counts as a credit code only if the place it would name as an identity number is unknown in 沪苏浙皖. The 15-digit old
form has no check character and looks like a registration number; such a run is passed over if the check digit of a
registration number holds (which one old number in ten does by chance), unless words before it name an identity number.
The serial of a document number (``〔2025〕`` or ``第`` before it, ``号`` behind it) is passed over in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from exchange.domain.identifiers._checks import identity_check, registration_check
from exchange.domain.identifiers._errors import IdentifierError
from exchange.domain.identifiers._regions import province_name, region_entries
from exchange.domain.identifiers._uscc import parse_uscc

EARLIEST_BIRTH = date(1900, 1, 1)
"""Nobody born before is a party to anything; keeps serial numbers out."""
LATEST_BIRTH = date(2099, 12, 31)
"""Upper bound where the caller gives none; no clock is read here."""

_LABEL_REACH = 16
"""Characters before a run of digits in which a label counts."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_GAP = "[\\s\\-‐-―·._\u200b-\u200d\u2060\ufeff]{0,3}"
"""What people put between digits to group or to hide them: blanks, dashes and dots of any width, signs without width."""
_MODERN = re.compile(rf"(?<![0-9])(?=([1-8](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9]))")
_OLD = re.compile(rf"(?<![0-9A-Za-z])([1-8](?:{_GAP}[0-9]){{14}})(?![0-9A-Za-z])")
_OLD_GROUPED = re.compile(rf"[0-9]{{6}}(?:{_GAP}[0-9]{{6}}{_GAP}[0-9]{{3}}|(?:{_GAP}[0-9]{{2}}){{3}}{_GAP}[0-9]{{3}})")
_NO_DIGIT = re.compile(r"[^0-9Xx]")
_SERIAL_BEFORE = re.compile(r"[〕\])】第]\s?$")
_SERIAL_BEHIND = re.compile(r"\s?号")
_LABEL = re.compile(r"身份证|公民身份|证件号|身份号")


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityHit:
    """Where an identity number stands. The number itself isn't kept, so that a hit can be logged.

    Attributes:
        start: index of its first character.
        end: index behind its last character.
        form: 18 or 15, the number of its characters.
        region: its first six digits, the place of first registration.
    """

    start: int
    end: int
    form: int
    region: str


def find_identity_numbers(text: str, *, latest_birth: date = LATEST_BIRTH) -> tuple[IdentityHit, ...]:
    """Return where a text holds identity numbers of natural persons, in order.

    Full-width digits don't hide one, nor do up to three blanks, dashes or dots between digits. The old form, which has no check
    character, counts in pieces only if the pieces are its own (place, birthday, serial) or words before it name an identity number.

    Args:
        text: any text.
        latest_birth: birthdays after this day aren't plausible (give today where it is known).
    """
    folded = text.translate(_FULL_WIDTH)
    hits = [*_modern(folded, latest_birth), *_old(folded, latest_birth)]
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _modern(text: str, latest: date) -> Iterator[IdentityHit]:
    for found in _MODERN.finditer(text):
        number = _NO_DIGIT.sub("", found[1]).upper()
        if (
            province_name(number[:2]) is not None
            and _plausible(number[6:14], latest)
            and identity_check(number[:17]) == number[17]
            and (_labelled(text, found.start(1)) or not _is_credit_code(number))
            and (_labelled(text, found.start(1)) or not _is_serial(text, found.start(1), found.end(1)))
        ):
            yield IdentityHit(start=found.start(1), end=found.end(1), form=18, region=number[:6])


def _old(text: str, latest: date) -> Iterator[IdentityHit]:
    for found in _OLD.finditer(text):
        number = _NO_DIGIT.sub("", found[1])
        excused = registration_check(number[:14]) == number[14] or _is_serial(text, *found.span()) or not _OLD_GROUPED.fullmatch(found[1])
        if (
            province_name(number[:2]) is not None
            and _plausible("19" + number[6:12], latest)
            and (_labelled(text, found.start()) or not excused)
        ):
            yield IdentityHit(start=found.start(), end=found.end(), form=15, region=number[:6])


def _labelled(text: str, start: int) -> bool:
    return _LABEL.search(text, max(0, start - _LABEL_REACH), start) is not None


def _is_serial(text: str, start: int, end: int) -> bool:
    before = _SERIAL_BEFORE.search(text, max(0, start - 2), start)
    return before is not None and _SERIAL_BEHIND.match(text, end) is not None


def _plausible(digits: str, latest: date) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return EARLIEST_BIRTH <= born <= latest


def _is_credit_code(number: str) -> bool:
    if region_entries(number[:6]):
        return False  # 310116… as a credit code would name region 0116…: it is a person of 金山
    try:
        uscc = parse_uscc(number)
    except IdentifierError:
        return False
    return uscc.entity_class is not None and province_name(uscc.region_code[:2]) is not None
