"""The party of a decision: name, kind, codes (RULES 1.1).

A masked code is never an identifier; entities registered before 2015 may only have a registration number or an
organisation code; a code and the stated kind must not contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from adapters.faults import BadValueError, Faults
from adapters.layout import Field, Layout
from adapters.values import identifier_fault, parse_code
from exchange.domain.identifiers import (
    IdentifierError,
    parse_masked_uscc,
    parse_organisation_code,
    parse_registration_number,
)
from exchange.v1 import subject_pb2

SOLE_TRADER_CLASS = "92"
_ORGANISATION_CODE_LENGTH = 9
_REGISTRATION_LENGTH = 15


def read_subject(cells: Mapping[str, str], subject: subject_pb2.Subject, *, layout: Layout, faults: Faults) -> None:
    """Fills kind and codes of a subject from a row's cells (column name to text, empty cells left out)."""
    _kind(cells, subject, layout=layout, faults=faults)
    for to, attribute, parse, prefix in (
        ("subject.registration_number", "registration_number", parse_registration_number, "REGISTRATION_NUMBER"),
        ("subject.organisation_code", "organisation_code", parse_organisation_code, "ORGANISATION_CODE"),
    ):
        column = layout.first(to)
        if column is not None and (text := cells.get(column.name)):
            try:
                setattr(subject, attribute, parse(text))
            except IdentifierError as error:
                faults.take(column.name, text, identifier_fault(error, prefix=prefix))
    column = layout.first("subject.code")
    if column is not None:
        _code(cells, subject, column=column, layout=layout, faults=faults)
        _agreement(cells, subject, column=column, layout=layout, faults=faults)


def _kind(cells: Mapping[str, str], subject: subject_pb2.Subject, *, layout: Layout, faults: Faults) -> None:
    column = layout.first("subject.kind")
    text = cells.get(column.name) if column else None
    if column is None or text is None:
        return
    name = layout.subject_kinds.get(text)
    if name is None:
        allowed = "、".join(layout.subject_kinds)
        faults.add(
            column.name,
            "SUBJECT_KIND_UNKNOWN",
            text,
            zh=f"行政相对人类别未知；可用：{allowed}",
            en=f"unknown kind of party; known are {allowed}",
        )
        return
    subject.kind = cast("subject_pb2.SubjectKind", subject_pb2.SubjectKind.Value(f"SUBJECT_KIND_{name}"))


def _code(cells: Mapping[str, str], subject: subject_pb2.Subject, *, column: Field, layout: Layout, faults: Faults) -> None:
    text = cells.get(column.name, "")
    if not text:
        _missing(subject, column=column, faults=faults)
        return
    type_column = layout.first("subject.code_type")
    stated = layout.code_types.get(cells.get(type_column.name, ""), "") if type_column else "uscc"
    try:
        subject.uscc = parse_code(text, prefix="USCC").code
    except BadValueError as error:
        if error.rule == "USCC_MASKED" and column.need == "O":
            _masked(text, subject, column=column, faults=faults)
        elif stated == "uscc" or not _other_code(text, subject):
            faults.take(column.name, text, error)


def _missing(subject: subject_pb2.Subject, *, column: Field, faults: Faults) -> None:
    if subject.registration_number or subject.organisation_code:
        faults.note(
            column.name,
            "USCC_ABSENT",
            "",
            zh="没有统一社会信用代码，以注册号或组织机构代码识别",
            en="no unified social credit code; known by its registration number or organisation code",
        )
    elif column.need in {"M", "C"}:
        faults.add(
            column.name,
            "REQUIRED",
            "",
            zh="法人及非法人组织、个体工商户必填（或填写工商注册号、组织机构代码）",
            en="mandatory for organisations and sole traders, unless a registration number or organisation code is given",
        )


def _masked(text: str, subject: subject_pb2.Subject, *, column: Field, faults: Faults) -> None:
    try:
        subject.masked_code = parse_masked_uscc(text).pattern
    except IdentifierError as error:
        faults.take(column.name, text, identifier_fault(error, prefix="USCC"))
        return
    faults.note(
        column.name, "USCC_MASKED", text, zh="代码被遮盖，仅供比对，不作为标识", en="the code is masked: kept for comparison, no identifier"
    )


def _other_code(text: str, subject: subject_pb2.Subject) -> bool:
    """Takes a code of another type by its form; False where it has none of those."""
    try:
        if len(text) == _REGISTRATION_LENGTH:
            subject.registration_number = parse_registration_number(text)
            return True
        if len(text.replace("-", "")) == _ORGANISATION_CODE_LENGTH:
            subject.organisation_code = parse_organisation_code(text)
            return True
    except IdentifierError:
        return False
    return False


def _agreement(cells: Mapping[str, str], subject: subject_pb2.Subject, *, column: Field, layout: Layout, faults: Faults) -> None:
    is_trader = subject.uscc[:2] == SOLE_TRADER_CLASS
    if not subject.uscc:
        return
    if "SOLE_TRADER" not in layout.subject_kinds.values():
        if is_trader:
            subject.kind = subject_pb2.SUBJECT_KIND_SOLE_TRADER
        return
    stated_trader = subject.kind == subject_pb2.SUBJECT_KIND_SOLE_TRADER
    if subject.kind and stated_trader != is_trader:
        faults.add(
            column.name,
            "SUBJECT_KIND_MISMATCH",
            cells[column.name],
            zh=f"代码以 {subject.uscc[:2]} 开头，与行政相对人类别不符（92 为个体工商户）",
            en=f"the code is of class {subject.uscc[:2]}, which contradicts the stated kind of party (92 is a sole trader)",
        )
