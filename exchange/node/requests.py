"""Parts of requests that several services read the same way."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.wire import invalid


def words(request: Any) -> str:
    """The filter, as the audit log shows it."""
    return ", ".join(f"{field.name}={value}" for field, value in request.ListFields() if field.name not in {"page_token", "page_size"})


def code(text: str) -> str:
    """A USCC, checked and in normal form.

    Raises:
        RefusedError: FIELD_INVALID, subject.
    """
    try:
        return parse_uscc(text).code
    except IdentifierError as error:
        raise invalid("subject", str(error)) from error


def day(text: str, field: str) -> str:
    """An ISO 8601 day that exists.

    Raises:
        RefusedError: FIELD_INVALID, the field.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise invalid(field, f"{text} isn't a day of the calendar; it must be YYYY-MM-DD") from error
