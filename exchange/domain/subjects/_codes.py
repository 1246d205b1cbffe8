"""What the codes of a record say: whole ones, masked ones (never an identifier), damaged ones (never an identifier either).

RULES 1.1: the organisation code is characters 9 to 17 of the credit code; a registration number begins with its registrar's division.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from exchange.domain.identifiers import (
    IdentifierError,
    MaskedUscc,
    Uscc,
    parse_masked_uscc,
    parse_organisation_code,
    parse_registration_number,
    parse_uscc,
)
from exchange.v1 import subject_pb2

_BLANKS = re.compile(r"\s+")
MIN_DAMAGED = 8  # characters of a damaged code, below which it says nothing
MIN_REGION = 6
_USCC_REGION = slice(2, 8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Codes:
    """The codes of one subject, each checked.

    Attributes:
        uscc: the credit code, if it is whole and right.
        organisation: the GB 11714 code, stated or inside the credit code.
        registration: the registration number, if its check digit is right.
        masked: what is visible of a masked code.
        damaged: codes that fail their checks, as they stand.
        parent: credit code of the legal person that a branch belongs to.
        regions: divisions that the codes or the record name.
    """

    uscc: Uscc | None = None
    organisation: str = ""
    registration: str = ""
    masked: MaskedUscc | None = None
    damaged: tuple[str, ...] = ()
    parent: str = ""
    regions: frozenset[str] = frozenset()


def read_codes(subject: subject_pb2.Subject) -> Codes:
    """The codes of a subject, each by what it is, whatever field it stands in; nothing is repaired, what fails is kept as damaged."""
    uscc: Uscc | None = None
    masked: MaskedUscc | None = None
    organisation = registration = ""
    damaged = []
    for text in filter(None, (subject.uscc, subject.registration_number, subject.organisation_code, subject.masked_code)):
        read = _read(text)
        if isinstance(read, Uscc):
            uscc = uscc or read
        elif isinstance(read, MaskedUscc):
            masked = masked or read
        elif _is(read, parse_organisation_code):
            organisation = organisation or read
        elif _is(read, parse_registration_number):
            registration = registration or read
        elif len(read) >= MIN_DAMAGED:
            damaged.append(read)
    return Codes(
        uscc=uscc,
        organisation=uscc.organisation_code if uscc else organisation,
        registration=registration,
        masked=masked,
        damaged=tuple(dict.fromkeys(damaged)),
        parent=subject.parent_uscc,
        regions=_regions(subject, uscc, registration, masked),
    )


def _read(text: str) -> Uscc | MaskedUscc | str:
    """A credit code, a masked one, or the text in capitals without blanks."""
    for reader in (parse_uscc, parse_masked_uscc):
        try:
            return reader(text)
        except IdentifierError:
            continue
    return _BLANKS.sub("", text).upper()


def _is(code: str, reader: Callable[[str], str]) -> bool:
    """Whether a text is a code as it stands."""
    try:
        return reader(code) == code
    except IdentifierError:
        return False


def _regions(subject: subject_pb2.Subject, uscc: Uscc | None, registration: str, masked: MaskedUscc | None) -> frozenset[str]:
    found = {subject.registered_region, uscc.region_code if uscc else "", registration[:MIN_REGION]}
    if masked:
        visible = masked.pattern.split("*")[0][_USCC_REGION]
        found.add(visible if len(visible) == MIN_REGION else "")
    return frozenset(code for code in found if len(code) == MIN_REGION and code.isdigit())
