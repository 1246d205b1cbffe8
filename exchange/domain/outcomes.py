"""What a decision must be beyond its fields' shapes: identifiers with right check digits, dates that exist and follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.v1 import outcome_pb2

_DATES = ("decided_on", "valid_until", "published_on", "publish_until", "act_on")


class FieldFaultText(NamedTuple):
    """A field's path within the message, and what would be right."""

    field: str
    fault: str


def faults_of(outcome: outcome_pb2.Outcome) -> list[FieldFaultText]:
    """Everything wrong with an outcome; empty when nothing is."""
    return [*_code_faults(outcome), *_date_faults(outcome)]


def _code_faults(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    codes = {
        "subject.uscc": outcome.subject.uscc,
        "deciding_organ_uscc": outcome.deciding_organ_uscc,
        "source_organ_uscc": outcome.source_organ_uscc,
    }
    for field, code in codes.items():
        if not code:
            continue
        try:
            parse_uscc(code)
        except IdentifierError as error:
            yield FieldFaultText(field, f"{error.reason}: {error}")


def _date_faults(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    dates: dict[str, date] = {}
    for field in _DATES:
        if not (text := getattr(outcome, field)):
            continue
        try:
            dates[field] = date.fromisoformat(text)
        except ValueError:
            yield FieldFaultText(field, f"{text} isn't a day of the calendar; it must be YYYY-MM-DD")
    for earlier, later in (("decided_on", "valid_until"), ("decided_on", "publish_until"), ("act_on", "decided_on")):
        if earlier in dates and later in dates and dates[earlier] > dates[later]:
            yield FieldFaultText(later, f"{dates[later]} is before {earlier} {dates[earlier]}")
