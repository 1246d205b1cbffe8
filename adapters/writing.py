"""From an outcome to a row of a layout: the inverse of `adapters.reading`.

What a layout has no column for is lost in a file; a store's table for neighbours' records has further columns for it
(`adapters.mapping`). Columns marked personal are never filled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adapters.faults import BadValueError
from adapters.layout import DATES, ORGAN_CODES, TEXTS, UNREAD, Field, Layout
from adapters.penalties import PenaltyColumns, write_penalties
from adapters.values import write_day
from exchange.domain.casestore import StoreRefusedError
from exchange.v1 import outcome_pb2, subject_pb2

_REGISTRATION_TYPE = "099"


class RowWriter:
    """Writes outcomes as rows of one layout."""

    def __init__(self, layout: Layout) -> None:
        """Prepares to write rows of a layout."""
        self._layout = layout
        self._penalties = PenaltyColumns.of(layout)
        self._kinds = {name: text for text, name in reversed(list(layout.subject_kinds.items()))}
        self._procedures = {name: text for text, name in layout.procedures.items()}
        self._steps = [(column, step) for column in layout.fields if column.to not in UNREAD and (step := self._step(column)) is not None]
        self._limited = [column for column in layout.fields if column.max]

    def write(self, outcome: outcome_pb2.Outcome) -> dict[str, str]:
        """Returns column name to text, for every column of the layout but the personal ones; empty where nothing is known.

        Raises:
            StoreRefusedError: TOO_LONG, CONTROL_CHARACTER or a penalty that has no code here.
        """
        cells = {column.name: "" for column in self._layout.fields if column.to != "personal"}
        for column, step in self._steps:
            cells[column.name] = step(outcome, column)
        try:
            cells.update(write_penalties(outcome, layout=self._layout, columns=self._penalties))
        except BadValueError as error:
            raise StoreRefusedError(error.rule, field="penalties", detail=f"{error.chinese} / {error.english}") from error
        fields = {one.name: one.value for one in outcome.source_fields}
        for column in self._layout.fields:
            if column.to == "source_field":
                cells[column.name] = fields.get(column.name, "")
        self._check(cells)
        return cells

    def _check(self, cells: Mapping[str, str]) -> None:
        for column in self._limited:
            length = len(cells.get(column.name, ""))
            if length > column.max:
                detail = f"{length} 个字符，本库最多 {column.max} 个 / {length} characters; {self._layout.name} holds {column.max}"
                raise StoreRefusedError("TOO_LONG", field=column.name, detail=detail)
        if "\x00" in "".join(cells.values()):
            name = next(name for name, text in cells.items() if "\x00" in text)
            raise StoreRefusedError(
                "CONTROL_CHARACTER", field=name, detail="含有 U+0000，数据库不能保存 / holds U+0000, which no database keeps"
            )

    def _step(self, column: Field) -> Callable[[outcome_pb2.Outcome, Field], str] | None:
        if column.to in {"source.url", "source.provenance"}:
            return _source
        if column.to == "subject.name":
            return lambda outcome, _column: outcome.subject.name
        if column.to in DATES:
            return lambda outcome, one: write_day(getattr(outcome, one.to), self._layout.date_style)
        if column.to in TEXTS | ORGAN_CODES | {"matter_code", "region_code"}:
            return _same
        return {
            "subject.kind": self._subject_kind,
            "subject.code": self._subject_code,
            "subject.code_type": self._code_type,
            "subject.registration_number": _subject,
            "subject.organisation_code": _subject,
            "domain": _domain,
            "procedure": self._procedure,
        }.get(column.to)

    def _subject_kind(self, outcome: outcome_pb2.Outcome, _column: Field) -> str:
        name = subject_pb2.SubjectKind.Name(outcome.subject.kind).removeprefix("SUBJECT_KIND_")
        return self._kinds.get(name, self._kinds.get("ORGANISATION", "")) if outcome.subject.kind else ""

    def _subject_code(self, outcome: outcome_pb2.Outcome, _column: Field) -> str:
        subject = outcome.subject
        if subject.uscc or self._layout.first("subject.registration_number"):
            return subject.uscc
        return subject.registration_number or subject.organisation_code

    def _code_type(self, outcome: outcome_pb2.Outcome, column: Field) -> str:
        if outcome.subject.uscc:
            return next((code for code, name in self._layout.code_types.items() if name == "uscc"), "")
        return _REGISTRATION_TYPE if self._subject_code(outcome, column) else ""

    def _procedure(self, outcome: outcome_pb2.Outcome, _column: Field) -> str:
        return self._procedures.get(outcome_pb2.Procedure.Name(outcome.procedure).removeprefix("PROCEDURE_"), "")


def _same(outcome: outcome_pb2.Outcome, column: Field) -> str:
    return str(getattr(outcome, column.to))


def _source(outcome: outcome_pb2.Outcome, column: Field) -> str:
    return str(getattr(outcome.source, column.to.removeprefix("source.")))


def _subject(outcome: outcome_pb2.Outcome, column: Field) -> str:
    return str(getattr(outcome.subject, column.to.removeprefix("subject.")))


def _domain(outcome: outcome_pb2.Outcome, _column: Field) -> str:
    return subject_pb2.EnforcementDomain.Name(outcome.domain).removeprefix("ENFORCEMENT_DOMAIN_") if outcome.domain else ""
