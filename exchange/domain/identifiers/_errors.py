"""Errors of the identifiers: one closed set of reasons for codes, one for regions."""

from __future__ import annotations

import re
from enum import StrEnum

from exchange.domain.errors import DomainError

VALUE_LIMIT = 64
"""Characters of an offending value that an error repeats; longer ones are cut (an error is no place for a document)."""

_IDENTITY_SHAPE = re.compile(r"[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]")


class IdentifierReason(StrEnum):
    """Why a text is not the identifier it should be. Closed: values are never renamed or reused."""

    EMPTY = "EMPTY"
    MASKED = "MASKED"
    LENGTH = "LENGTH"
    ALPHABET = "ALPHABET"
    CHECKSUM = "CHECKSUM"
    INNER_CHECKSUM = "INNER_CHECKSUM"
    REGISTRATION_NUMBER = "REGISTRATION_NUMBER"


class RegionReason(StrEnum):
    """Why a text is not a usable division code. Closed: values are never renamed or reused."""

    EMPTY = "EMPTY"
    FORMAT = "FORMAT"
    UNKNOWN = "UNKNOWN"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    OUTSIDE_TABLE = "OUTSIDE_TABLE"


class IdentifierError(DomainError):
    """A code that is not what its field asks for; ``reason`` says in which respect."""

    reason: IdentifierReason

    def __init__(self, message: str, *, reason: IdentifierReason, field: str, value: str) -> None:
        super().__init__(message, reason=reason, field=field, value=shown(value))


class RegionError(DomainError):
    """A division code that can't be used; ``reason`` says in which respect."""

    reason: RegionReason

    def __init__(self, message: str, *, reason: RegionReason, field: str, value: str) -> None:
        super().__init__(message, reason=reason, field=field, value=shown(value))


def shown(value: str) -> str:
    """Return a value as an error may repeat it: cut to VALUE_LIMIT, identity-number shapes masked.

    People type identity numbers into code columns (个保法 28: no log should keep them).
    """
    masked = _IDENTITY_SHAPE.sub(lambda found: found[0][:6] + "*" * 12, value)
    return masked if len(masked) <= VALUE_LIMIT else masked[:VALUE_LIMIT] + "…"
