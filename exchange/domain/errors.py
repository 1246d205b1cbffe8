"""The root of the domain floor's errors.

Every error of this floor is the caller's data being wrong, never a failure of ours, so one ``except DomainError``
is enough at a boundary. Each leaf carries the field, the closed reason and the value as parts, and a message that
says what is wrong and what would be right.
"""

from __future__ import annotations


class DomainError(ValueError):
    """Data that breaks a domain rule.

    Attributes:
        reason: member of the leaf's closed enum of reasons.
        field: name of the offending field, as the caller named it.
        value: the offending value, already masked where it could be a natural person's identity number.
    """

    def __init__(self, message: str, *, reason: str, field: str, value: str) -> None:
        super().__init__(f"{field}: {message}")
        self.reason = reason
        self.field = field
        self.value = value
