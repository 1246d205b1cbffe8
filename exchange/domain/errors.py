"""The root of the domain floor's errors.

Every error of this floor is the caller's data being wrong, never a failure of ours, so one ``except DomainError``
is enough at a boundary. Each leaf carries the field, the closed reason and the value as parts, and a message that
says what is wrong and what would be right. People type identity numbers into code columns; neither the message nor
the value repeats one (个保法 28: no log should keep them).
"""

from __future__ import annotations

import re

VALUE_LIMIT = 64
"""Characters of an offending value that an error repeats; longer ones are cut (an error is no place for a document)."""

_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY_SHAPE = re.compile(
    rf"[1-8]\d{{5}}(?:19|20)\d{{2}}{_MONTH_DAY}\d{{3}}[0-9Xx]|(?<!\d)[1-8]\d{{7}}{_MONTH_DAY}\d{{3}}(?!\d)", re.ASCII
)
"""The 18-character form and, standing alone, the old one of 15 digits (GB 11643): by shape only, to be on the safe side."""


class DomainError(ValueError):
    """Data that breaks a domain rule.

    Attributes:
        reason: member of the leaf's closed enum of reasons.
        field: name of the offending field, as the caller named it.
        value: the offending value, cut to VALUE_LIMIT, already masked where it could be an identity number.
    """

    def __init__(self, message: str, *, reason: str, field: str, value: str) -> None:
        super().__init__(f"{field}: {_redacted(message)}")
        self.reason = reason
        self.field = field
        self.value = shown(value)


def shown(value: str) -> str:
    """Return a value as an error may repeat it: cut to VALUE_LIMIT, identity-number shapes masked."""
    masked = _redacted(value)
    return masked if len(masked) <= VALUE_LIMIT else masked[:VALUE_LIMIT] + "…"


def _redacted(text: str) -> str:
    return _IDENTITY_SHAPE.sub(lambda found: found[0][:6] + "*" * 12, text)
