"""统一社会信用代码 (GB 32100-2015): parsing with both check characters.

Order of checks, and so which reason wins when several hold: EMPTY (also placeholders), MASKED, REGISTRATION_NUMBER (15
digits), LENGTH, ALPHABET, CHECKSUM (the 18th character, GB 32100), INNER_CHECKSUM (the 17th, GB 11714). The outer
character comes before the inner because it finds every single wrong character; the inner alone does not.

    >>> parse_uscc("统一社会信用代码：913101166078754287（1/1）").code
    '913101166078754287'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.identifiers._checks import (
    USCC_ALPHABET,
    organisation_check,
    registration_check,
    uscc_check,
)
from exchange.domain.identifiers._errors import IdentifierError, IdentifierReason
from exchange.domain.identifiers._regions import province_name, region_entries
from exchange.domain.identifiers._text import clean_code, is_masked

USCC_LENGTH = 18
REGISTRATION_LENGTH = 15
_SHAPE = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}", re.ASCII)
_ALL_ZERO = "0" * USCC_LENGTH
_NATIONAL = "100000"


@dataclass(frozen=True, slots=True)
class Uscc:
    """A unified social credit code that passed both checks. Made by ``parse_uscc`` only.

    Attributes:
        code: the 18 characters, upper case.
    """

    code: str

    def __str__(self) -> str:
        """Return the 18 characters."""
        return self.code

    @property
    def registrar(self) -> str:
        """Character 1, the department that registers (9 市场监管, 1 机构编制 …)."""
        return self.code[0]

    @property
    def kind(self) -> str:
        """Characters 1 and 2, the class within the department (91 企业, 92 个体工商户, 11 机关 …)."""
        return self.code[:2]

    @property
    def region_code(self) -> str:
        """Characters 3 to 8, the registering authority's division when the code was given: it may be historical."""
        return self.code[2:8]

    @property
    def organisation_code(self) -> str:
        """Characters 9 to 17, the GB 11714 code with its own check character."""
        return self.code[8:17]

    @property
    def entity_class(self) -> str | None:
        """Chinese name of the entity's class; None where the table doesn't know it."""
        row = _classes().get(self.kind)
        return None if row is None else row["entity_class"]

    @property
    def is_organ(self) -> bool | None:
        """Whether the entity is a state organ (机关); None where the table doesn't know."""
        row = _classes().get(self.kind)
        return None if row is None or not row["is_organ"] else row["is_organ"] == "yes"

    @property
    def is_individual_business(self) -> bool:
        """Whether it is a 个体工商户, whose name shows the operator's (RULES 5.3: pseudonymise)."""
        row = _classes().get(self.kind)
        return row is not None and row["individual_business"] == "yes"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know and what is no fault: an unlisted class, a historical or unheld region."""
        row = _classes().get(self.kind)
        notes = [] if row is not None else [f"class {self.kind} is not in the table of GB 32100 classes"]
        if row is not None and row["confidence"] == "C":
            notes.append(f"class {self.kind} {row['entity_class']} is listed but unverified")
        region = _region_note(self.region_code)
        return tuple(notes) if region is None else (*notes, region)


def parse_uscc(text: str | None, *, field: str = "uscc") -> Uscc:
    """Return the code that a text holds.

    Tolerates a leading label, a trailing ``（1/1）`` or ``()``, lower case, full-width characters, blanks and dashes.
    Never rejects a region (old codes stay with their holders) nor a class that the table doesn't know.

    Args:
        text: the field as delivered; None counts as empty.
        field: name of the field for error messages.

    Raises:
        IdentifierError: with one of the seven reasons, checked in the order of the module's docstring.
    """
    if text is not None and len(text) == USCC_LENGTH and _SHAPE.fullmatch(text) and "XXXX" not in text:
        code = text  # the common case of a bulk import: nothing to clean
    else:
        code = _clean(text, field=field)
    expected = uscc_check(code[:17])
    if expected != code[17]:
        raise IdentifierError(
            f"check character 18 of {code} is {code[17]}, GB 32100-2015 gives {expected}; some character is wrong",
            reason=IdentifierReason.CHECKSUM,
            field=field,
            value=code,
        )
    inner = organisation_check(code[8:16])
    if inner != code[16]:
        raise IdentifierError(
            f"check character 17 of {code} is {code[16]}, GB 11714-1997 gives {inner}; some character is wrong",
            reason=IdentifierReason.INNER_CHECKSUM,
            field=field,
            value=code,
        )
    if code == _ALL_ZERO:  # passes both checks by arithmetic; systems write it for "none"
        raise _empty(code, field=field)
    return Uscc(code)


def _clean(text: str | None, *, field: str) -> str:
    code = clean_code(text)
    if not code:
        raise _empty(text or "", field=field)
    if is_masked(code):
        raise IdentifierError(
            "the code is masked and identifies nobody; the full 18 characters are needed (parse_masked_uscc for matching)",
            reason=IdentifierReason.MASKED,
            field=field,
            value=code,
        )
    if len(code) == REGISTRATION_LENGTH and code.isascii() and code.isdigit():
        holds = "holds" if registration_check(code[:14]) == code[14] else "fails"
        raise IdentifierError(
            f"{code} has the form of a 15-digit registration number (工商注册号; its check digit {holds}); "
            "the 18-character credit code is needed",
            reason=IdentifierReason.REGISTRATION_NUMBER,
            field=field,
            value=code,
        )
    if len(code) != USCC_LENGTH:
        raise IdentifierError(
            f"{len(code)} characters; a unified social credit code has 18",
            reason=IdentifierReason.LENGTH,
            field=field,
            value=code,
        )
    if _SHAPE.fullmatch(code) is None:
        raise _alphabet(code, field=field)
    return code


def _empty(value: str, *, field: str) -> IdentifierError:
    return IdentifierError(
        "empty or a placeholder; the 18-character unified social credit code is needed",
        reason=IdentifierReason.EMPTY,
        field=field,
        value=value,
    )


def _alphabet(code: str, *, field: str) -> IdentifierError:
    for position, character in enumerate(code, start=1):
        if 3 <= position <= 8 and character not in "0123456789":  # noqa: PLR2004  # GB 32100 positions of the region
            right = "a digit (positions 3 to 8 are the region)"
        elif character not in USCC_ALPHABET:
            right = "a digit or a capital other than I, O, S, V, Z"
        else:
            continue
        return IdentifierError(
            f"character {position} is {character!r}; GB 32100-2015 has {right}",
            reason=IdentifierReason.ALPHABET,
            field=field,
            value=code,
        )
    raise RuntimeError(f"_SHAPE and USCC_ALPHABET disagree about {code!r}")


def _region_note(code: str) -> str | None:
    if code == _NATIONAL:
        return "region 100000: registered nationally"
    entries = region_entries(code)
    if entries and not entries[-1].current:
        last = entries[-1]
        return f"region {code} is historical: {last.name}, until {last.end_year or 'unknown'}"
    if entries:
        return None
    province = province_name(code[:2])
    return f"region {code} is in no table held here ({province or 'no GB/T 2260 province'})"


@cache
def _classes() -> Mapping[str, Mapping[str, str]]:
    return {row["kind"]: row for row in rows("uscc_classes")}
