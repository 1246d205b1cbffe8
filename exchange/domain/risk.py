"""What risk grades and guidance cases must be beyond their fields' shapes (分级分类, 案例指导)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.domain.outcomes import FieldFaultText
from exchange.v1 import risk_pb2


def grade_faults(grade: risk_pb2.RiskGrade, today: date) -> list[FieldFaultText]:
    """Everything wrong with a grade: it is of a company told by a code, given on a day that has come, valid from then on."""
    found = []
    subject = grade.subject
    if subject.uscc:
        try:
            parse_uscc(subject.uscc)
        except IdentifierError as error:
            found.append(FieldFaultText("subject.uscc", f"{error.reason}: {error}"))
    elif not subject.registration_number:
        found.append(FieldFaultText("subject.uscc", "a grade is of one company: give its USCC, or its registration number"))
    days, faults = _days({"graded_on": grade.graded_on, "valid_until": grade.valid_until})
    found += faults
    if "graded_on" in days and days["graded_on"] > today:
        found.append(FieldFaultText("graded_on", f"{days['graded_on']} lies ahead of today, {today}"))
    if len(days) == len(("graded_on", "valid_until")) and days["valid_until"] < days["graded_on"]:
        found.append(FieldFaultText("valid_until", f"{days['valid_until']} is before graded_on {days['graded_on']}"))
    return found


def guidance_faults(case: risk_pb2.GuidanceCase) -> list[FieldFaultText]:
    """Everything wrong with a guidance case: days of the calendar, laws in force from a day to a later one."""
    found = list(_days({"decided_on": case.decided_on})[1])
    for number, law in enumerate(case.legal_basis):
        place = f"legal_basis[{number}]"
        days, faults = _days({f"{place}.valid_from": law.valid_from, f"{place}.valid_to": law.valid_to})
        found += faults
        if len(days) == len(("valid_from", "valid_to")) and law.valid_to < law.valid_from:
            found.append(FieldFaultText(f"{place}.valid_to", f"{law.valid_to} is before valid_from {law.valid_from}"))
    return found


def _days(texts: Mapping[str, str]) -> tuple[dict[str, date], list[FieldFaultText]]:
    days: dict[str, date] = {}
    faults = list(_read_days(texts, days))
    return days, faults


def _read_days(texts: Mapping[str, str], days: dict[str, date]) -> Iterator[FieldFaultText]:
    for field, text in texts.items():
        if not text:
            continue
        try:
            days[field] = date.fromisoformat(text)
        except ValueError:
            yield FieldFaultText(field, f"{text} isn't a day of the calendar; it must be YYYY-MM-DD")
