"""Errors of the identifiers: one closed set of reasons for codes, one for regions."""

from __future__ import annotations

from enum import StrEnum

from exchange.domain.errors import DomainError


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


class RegionError(DomainError):
    """A division code that can't be used; ``reason`` says in which respect."""

    reason: RegionReason
