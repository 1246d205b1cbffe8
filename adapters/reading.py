"""From a row to an outcome: every column by its meaning, then the rules between columns (RULES 1.1, 1.5, 2.1, 2.2).

One reader is made per table or file and used for all its rows; it keeps no state between rows. Cells of columns marked
personal are dropped before anything else, and a row about a natural person is left at the first look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from adapters.faults import PLACEHOLDERS, BadValueError, Faults, check_encoding, check_texts, natural_person
from adapters.layout import DATES, ORGAN_CODES, TEXTS, UNREAD, Field, Layout, Withdrawn, words
from adapters.penalties import PenaltyColumns, read_penalties
from adapters.subjects import read_subject
from adapters.values import (
    OPEN_ENDED,
    PENALTY_LAW_IN_FORCE,
    parse_day,
    parse_organ_code,
    parse_region_code,
)
from exchange.domain.casestore import RowFault
from exchange.domain.identifiers import IdentifierError, normalize_document_number, parse_matter_code, parse_region
from exchange.v1 import outcome_pb2, subject_pb2

KEY_LIMIT = 200
"""Characters of ``OutcomeSource.key``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadOptions:
    """What a row doesn't say itself.

    Attributes:
        system: name of the system or file, for ``source.system``.
        source_kind: name of a SourceKind; empty: the layout's own.
        domain: name of an EnforcementDomain for rows without one; empty: told from the organ's name.
        region_code: six digits for rows without a region; empty: the region of the organ's code, if it still exists.
        today: legal day up to which dates may lie; None where that isn't checked.
    """

    system: str
    source_kind: str = ""
    domain: str = ""
    region_code: str = ""
    today: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a row came to.

    Attributes:
        outcome: the decision; None where the row can't be used, was passed over, or is withdrawn.
        key: source key; empty where the row gives none.
        faults: why it can't be used, or NATURAL_PERSON for one passed over.
        notes: what a reader should know of a row that is used.
        withdrawn: the rule that says it doesn't stand, None if it stands.
        reason: the reason of the withdrawal.
    """

    outcome: outcome_pb2.Outcome | None
    key: str = ""
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()
    withdrawn: Withdrawn | None = None
    reason: str = ""


@dataclass(kw_only=True, slots=True)
class _Row:
    """A row under way."""

    cells: dict[str, str]
    faults: Faults
    outcome: outcome_pb2.Outcome = field(default_factory=outcome_pb2.Outcome)


class RowReader:
    """Reads rows of one layout."""

    def __init__(self, layout: Layout, *, columns: Sequence[str | None], options: ReadOptions) -> None:
        """Prepares to read rows.

        Args:
            layout: the rows' layout.
            columns: for each cell of a row, the layout's field name; None for cells to pass over.
            options: what the rows don't say themselves.
        """
        self._layout = layout
        self._options = options
        read = [(index, layout.field(name)) for index, name in enumerate(columns) if name is not None]
        self._read = [(index, column) for index, column in read if column.to not in {"personal", "ignore"}]
        self._present = [column for column in layout.fields if column.to not in UNREAD and column in [one for _, one in self._read]]
        self._kind = layout.first("subject.kind")
        self._code_type = layout.first("subject.code_type")
        self._penalties = PenaltyColumns.of(layout)
        self._handlers = [(column, handler) for column in self._present if (handler := _handler(column)) is not None]
        self._source_kind = cast(
            "outcome_pb2.SourceKind", outcome_pb2.SourceKind.Value(f"SOURCE_KIND_{options.source_kind or layout.source_kind}")
        )

    def read(self, raw: Sequence[str | None], *, line: int) -> Reading:
        """Returns what a row of cells came to; never raises for bad data."""
        cells: dict[str, str] = {}
        for index, column in self._read:
            text = (raw[index] or "").strip()
            if text and text not in PLACEHOLDERS:
                cells[column.name] = text
        if self._is_person(cells):
            column_name = self._kind.name if self._kind else ""
            return Reading(outcome=None, faults=(natural_person(line, column_name),))
        row = _Row(cells=cells, faults=Faults(line=line))
        check_encoding(cells, row.faults)
        if (withdrawn := self._withdrawn(row)) is not None:
            return withdrawn
        self._texts(row)
        self._fill(row)
        if row.faults.found:
            return Reading(outcome=None, key=_key(row), faults=tuple(row.faults.found), notes=tuple(row.faults.notes))
        row.outcome.source.key = _key(row)
        return Reading(outcome=row.outcome, key=row.outcome.source.key, notes=tuple(row.faults.notes))

    def _is_person(self, cells: Mapping[str, str]) -> bool:
        kind = self._layout.subject_kinds.get(cells.get(self._kind.name, "")) if self._kind else None
        code_type = self._layout.code_types.get(cells.get(self._code_type.name, "")) if self._code_type else None
        return kind == "NATURAL_PERSON" or code_type == "identity"

    def _withdrawn(self, row: _Row) -> Reading | None:
        for rule in self._layout.withdrawn:
            if rule.holds(row.cells.get(rule.field, "")):
                silent = _Row(cells=row.cells, faults=Faults(line=row.faults.line))
                self._fill(silent)  # for the key only: a row that is taken back need not be right in all else
                reason = row.cells.get(rule.reason_field, "")
                said = Faults(line=row.faults.line)
                check_texts([(self._layout.field(rule.reason_field or rule.field), reason)], said)
                usable = reason and not said.found and "\ufffd" not in reason  # a withdrawal isn't held up by its reason
                return Reading(outcome=None, key=_key(silent), withdrawn=rule, reason=reason if usable else rule.reason)
        return None

    def _texts(self, row: _Row) -> None:
        texts = [(column, row.cells[column.name]) for column in self._present if column.name in row.cells]
        check_texts(texts, row.faults)

    def _fill(self, row: _Row) -> None:
        outcome, cells = row.outcome, row.cells
        self._required(row)
        for column, handler in self._handlers:
            if text := cells.get(column.name):
                try:
                    handler(outcome, text, column, self._layout, row.faults)
                except BadValueError as error:
                    row.faults.take(column.name, text, error)
        read_subject(cells, outcome.subject, layout=self._layout, faults=row.faults)
        penalties, orders = read_penalties(cells, layout=self._layout, columns=self._penalties, content=outcome.content, faults=row.faults)
        outcome.penalties.extend(penalties)
        if orders and not outcome.rectification_order:
            outcome.rectification_order = orders
        self._settle(outcome)
        self._dates(row)
        if outcome.source.kind == outcome_pb2.SOURCE_KIND_PUBLICATION:
            self._note_gaps(row)

    def _note_gaps(self, row: _Row) -> None:
        """What a publication left out stays out; the reader is told."""
        for to in ("document_number", "decided_on", "subject.code"):
            column = self._layout.first(to)
            if column is not None and column.name not in row.cells:
                row.faults.note(column.name, "NOT_GIVEN", "", zh="公开页面未载明", en="the publication doesn't give it; left empty")

    def _required(self, row: _Row) -> None:
        for column in self._layout.fields:
            if column.need == "M" and column.name not in row.cells:
                title = column.titles[0] if column.titles else column.name
                row.faults.add(column.name, "REQUIRED", "", zh=f"{title}为必填项", en="mandatory, and empty or a placeholder")

    def _settle(self, outcome: outcome_pb2.Outcome) -> None:
        options = self._options
        outcome.step = outcome_pb2.OUTCOME_STEP_PENALISED
        outcome.source.system = options.system
        marked = words().generated_mark in outcome.subject.name
        outcome.source.kind = outcome_pb2.SOURCE_KIND_GENERATED if marked else self._source_kind
        if not outcome.domain:
            outcome.domain = _domain_value(options.domain or domain_of_organ(outcome.deciding_organ_name))
        if not outcome.region_code:
            outcome.region_code = options.region_code or _region_of(outcome.deciding_organ_uscc)

    def _dates(self, row: _Row) -> None:
        outcome, today = row.outcome, self._options.today
        decided = outcome.decided_on
        for column in self._present:
            if column.to not in DATES or not (value := getattr(outcome, column.to)):
                continue
            text = row.cells[column.name]
            if column.to in {"decided_on", "act_on"} and value < PENALTY_LAW_IN_FORCE.isoformat():
                row.faults.add(
                    column.name,
                    "DATE_IMPLAUSIBLE",
                    text,
                    zh="早于行政处罚法施行日 1996-10-01；请核对年份",
                    en="before 1996-10-01, when the law on penalties took effect: check the year",
                )
            if column.to in {"decided_on", "published_on", "act_on"} and today and value > today.isoformat():
                row.faults.add(
                    column.name, "DATE_FUTURE", text, zh=f"晚于今天 {today}；请核对", en=f"lies after today, {today}: check year and month"
                )
            if decided and ((column.to == "act_on" and value > decided) or (column.to not in {"act_on", "decided_on"} and value < decided)):
                row.faults.add(
                    column.name,
                    "DATE_ORDER",
                    text,
                    zh=f"与处罚决定日期 {decided} 的先后不合",
                    en=f"in the wrong order with the decision of {decided}: it can't be {'later' if column.to == 'act_on' else 'earlier'}",
                )


def _domain_value(name: str) -> subject_pb2.EnforcementDomain:
    return cast("subject_pb2.EnforcementDomain", subject_pb2.EnforcementDomain.Value(f"ENFORCEMENT_DOMAIN_{name}"))


def domain_of_organ(name: str) -> str:
    """Returns the name of the EnforcementDomain that an organ's name speaks of; "OTHER" where no word is known."""
    return next((domain for word, domain in words().organ_words if word in name), "OTHER")


def _region_of(organ: str) -> str:
    """The region in an organ's code if it still exists: organs keep old codes (RULES 1.1)."""
    if not organ:
        return ""
    try:
        region = parse_region(organ[2:8])
    except ValueError:
        return ""
    return region.code if region.current else ""


def _key(row: _Row) -> str:
    """Organ and document number, or case number; else a digest of what the row says."""
    outcome = row.outcome
    organ = outcome.deciding_organ_uscc or outcome.deciding_organ_name
    try:
        key = f"{organ}|{normalize_document_number(outcome.document_number)}"
    except IdentifierError:
        party = outcome.subject.uscc or outcome.subject.name
        if outcome.case_number:
            key = f"{organ}|case:{outcome.case_number}|{party}"
        elif organ and party:
            content = f"{party}\x1f{outcome.act}\x1f{outcome.decided_on}\x1f{outcome.source.url}"
            key = f"{organ}|content:{hashlib.sha256(content.encode()).hexdigest()[:32]}"
        else:
            return ""
    return key if len(key) <= KEY_LIMIT else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


_Handler = Callable[[outcome_pb2.Outcome, str, Field, Layout, Faults], None]


def _handler(column: Field) -> _Handler | None:
    if column.to in {"source.url", "source.provenance"}:
        return _source_text
    if column.to in TEXTS:
        return _text
    if column.to in DATES:
        return _day
    if column.to in ORGAN_CODES:
        return _organ_code
    return _HANDLERS.get(column.to)


def _text(outcome: outcome_pb2.Outcome, text: str, column: Field, _layout: Layout, _faults: Faults) -> None:
    if column.to == "subject.name":
        outcome.subject.name = text
    else:
        setattr(outcome, column.to, text)


def _source_text(outcome: outcome_pb2.Outcome, text: str, column: Field, _layout: Layout, _faults: Faults) -> None:
    if column.to == "source.url" and not text.startswith(("http://", "https://")):
        raise BadValueError(
            "URL_FORMAT", zh="不是网址；应以 http:// 或 https:// 开头", en="no web address; http:// or https:// must lead it"
        )
    setattr(outcome.source, column.to.removeprefix("source."), text)


def _day(outcome: outcome_pb2.Outcome, text: str, column: Field, layout: Layout, faults: Faults) -> None:
    if text in OPEN_ENDED and column.to in {"valid_until", "publish_until"}:
        setattr(outcome, column.to, layout.open_end)
        faults.note(column.name, "DATE_OPEN_ENDED", text, zh=f"按 {layout.open_end} 处理", en=f"taken as {layout.open_end}")
        return
    value, exact = parse_day(text, layout.date_style)
    setattr(outcome, column.to, value)
    if not exact:
        faults.note(column.name, "DATE_STYLE", text, zh=f"格式不合标准，按 {value} 读取", en=f"not in the standard's form; read as {value}")


def _organ_code(outcome: outcome_pb2.Outcome, text: str, column: Field, _layout: Layout, _faults: Faults) -> None:
    setattr(outcome, column.to, parse_organ_code(text).code)


def _matter_code(outcome: outcome_pb2.Outcome, text: str, _column: Field, _layout: Layout, _faults: Faults) -> None:
    try:
        outcome.matter_code = parse_matter_code(text)
    except IdentifierError as error:
        raise BadValueError(f"MATTER_CODE_{error.reason}", zh="监管事项编码应为14位数字", en=str(error).partition(": ")[2]) from error


def _region(outcome: outcome_pb2.Outcome, text: str, column: Field, layout: Layout, faults: Faults) -> None:
    code, known = parse_region_code(text)
    if not known and not layout.region_outside_delta:
        raise BadValueError(
            "REGION_OUTSIDE_TABLE", zh="不在沪苏浙皖范围内", en="not in 沪苏浙皖, whose organs' decisions this layout is for"
        )
    if not known:
        faults.note(
            column.name, "REGION_OUTSIDE_TABLE", text, zh="沪苏浙皖以外地区，代码未核对", en="outside 沪苏浙皖: the code wasn't checked"
        )
    outcome.region_code = code


def _domain(outcome: outcome_pb2.Outcome, text: str, _column: Field, _layout: Layout, _faults: Faults) -> None:
    name = words().domains.get(text, text if text.isupper() else "")
    if f"ENFORCEMENT_DOMAIN_{name}" not in subject_pb2.EnforcementDomain.keys()[1:]:
        raise BadValueError(
            "DOMAIN_UNKNOWN",
            zh=f"执法领域未知；可用：{'、'.join(words().domains)}",
            en=f"unknown domain; known are {', '.join(words().domains)}",
        )
    outcome.domain = _domain_value(name)


def _procedure(outcome: outcome_pb2.Outcome, text: str, _column: Field, layout: Layout, _faults: Faults) -> None:
    if text not in layout.procedures:
        allowed = "、".join(layout.procedures)
        raise BadValueError("ENUM_UNKNOWN", zh=f"案件程序类别未知；可用：{allowed}", en=f"unknown procedure; known are {allowed}")
    outcome.procedure = cast("outcome_pb2.Procedure", outcome_pb2.Procedure.Value(f"PROCEDURE_{layout.procedures[text]}"))


def _source_field(outcome: outcome_pb2.Outcome, text: str, column: Field, _layout: Layout, _faults: Faults) -> None:
    outcome.source_fields.add(name=column.name, value=text)


_HANDLERS: Mapping[str, _Handler] = {
    "matter_code": _matter_code,
    "region_code": _region,
    "domain": _domain,
    "procedure": _procedure,
    "source_field": _source_field,
}
