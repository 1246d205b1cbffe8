"""Penalties of a row: kinds, amounts and licences put together, and taken apart again.

Kinds come from the domain's crosswalk and keep the source's own code. A value that stands for several kinds (双公示 2018
「没收违法所得、没收非法财物」) is resolved by the words of the decision; where these don't decide, the crosswalk's choice (the
mildest) stays, and the penalty's note says what the value may mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from adapters.faults import BadValueError, Faults
from adapters.layout import Field, Layout, words
from adapters.values import parse_amount, write_amount
from exchange.domain.money import AmountKind, CheckResult, check_amount
from exchange.domain.penalties import (
    CodeSet,
    MappedPenalty,
    PenaltyError,
    PenaltyReason,
    from_system_code,
    from_text_2018,
    from_zhejiang,
    system_code,
    to_text_2018,
    to_zhejiang,
)
from exchange.v1 import outcome_pb2

FINE, GAINS, PROPERTY = (
    outcome_pb2.PENALTY_KIND_FINE,
    outcome_pb2.PENALTY_KIND_CONFISCATION_OF_GAINS,
    outcome_pb2.PENALTY_KIND_CONFISCATION_OF_PROPERTY,
)
LICENCE_KINDS = frozenset({outcome_pb2.PENALTY_KIND_LICENCE_SUSPENSION, outcome_pb2.PENALTY_KIND_LICENCE_REVOCATION})
_CODE_SEPARATORS = re.compile(r"[,，、;；|\s]+")
_SEPARATORS = re.compile(r"[;；]")
_CACHED = 1024

_CHINESE = {
    PenaltyReason.EMPTY: "处罚类别为空",
    PenaltyReason.UNKNOWN_CODE: "处罚类别不在代码表中",
    PenaltyReason.NOT_A_PENALTY: "责令改正不是行政处罚（行政处罚法第二十八条），不应填入处罚类别",
    PenaltyReason.FORMAT: "处罚类别格式不对",
}
_BARE_OTHER = frozenset({"其他", "其它", "其他-", "其它-", "其他－"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PenaltyColumns:
    """The columns of a layout that speak of penalties."""

    kinds: Field | None
    amounts: tuple[Field, ...]
    licence: Field | None

    @classmethod
    def of(cls, layout: Layout) -> PenaltyColumns:
        """Returns those of a layout."""
        return cls(
            kinds=layout.first("penalties.kinds"),
            amounts=tuple(column for column in layout.fields if column.to == "penalties.amount"),
            licence=layout.first("penalties.licence"),
        )


def read_penalties(
    cells: Mapping[str, str], *, layout: Layout, columns: PenaltyColumns, content: str, faults: Faults
) -> tuple[list[outcome_pb2.Penalty], str]:
    """Returns a row's penalties, and the orders that stood among them and are none (处罚法 28).

    Args:
        cells: column name to trimmed text, empty cells left out.
        layout: the row's layout.
        columns: its columns about penalties.
        content: 处罚内容, for the words that decide between kinds and for the cross-check of amounts.
        faults: takes what is wrong.
    """
    mapped, orders = _kinds(cells, layout=layout, columns=columns, faults=faults)
    penalties: list[outcome_pb2.Penalty] = []
    for one in mapped:
        penalties.extend(_penalties(one, content))
    _licence(cells, penalties, columns=columns, faults=faults)
    stated = _amounts(cells, penalties, layout=layout, columns=columns, faults=faults)
    _cross_check(stated, cells, content=content, columns=columns, faults=faults)
    return penalties, orders


def _kinds(cells: Mapping[str, str], *, layout: Layout, columns: PenaltyColumns, faults: Faults) -> tuple[Sequence[MappedPenalty], str]:
    column = columns.kinds
    text = cells.get(column.name, "") if column else ""
    orders = ""
    if text and layout.separate_rectification:
        parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
        orders = "；".join(part for part in parts if part in words().rectification)
        text = "；".join(part for part in parts if part not in words().rectification)
    if column is None or not text:
        return (), orders
    if bare := [part for part in _SEPARATORS.split(text) if part.strip() in _BARE_OTHER]:
        faults.add(
            column.name,
            "PENALTY_OTHER_UNEXPLAINED",
            bare[0],
            zh="“其他”须注明，写作 其他-xxx",
            en="其他 must say what it is: 其他-xxx",
        )
        return (), orders
    try:
        return _mapped(text, layout.code_set), orders
    except PenaltyError as error:
        _, _, english = str(error).partition(": ")
        faults.add(column.name, f"PENALTY_{error.reason}", text, zh=_CHINESE[error.reason], en=english)
        return (), orders


@lru_cache(maxsize=_CACHED)
def _mapped(text: str, code_set: str) -> tuple[MappedPenalty, ...]:
    if code_set == CodeSet.ZHEJIANG:
        codes = dict.fromkeys(part.zfill(2) for part in _CODE_SEPARATORS.split(text) if part)
        return tuple(from_zhejiang(code) for code in codes)
    return from_text_2018(text)


def _penalties(mapped: MappedPenalty, content: str) -> list[outcome_pb2.Penalty]:
    kinds: tuple[outcome_pb2.PenaltyKind, ...] = (mapped.kind,)
    note = mapped.note
    if len(mapped.candidates) > 1:
        named = tuple(kind for kind in mapped.candidates if any(word in content for word in _words_of(kind)))
        kinds, note = (named, "") if named else (kinds, note)
    return [
        outcome_pb2.Penalty(kind=kind, source_code=mapped.source_code, source_code_set=str(mapped.source_code_set), note=note)
        for kind in kinds
    ]


@lru_cache(maxsize=_CACHED)
def _words_of(kind: outcome_pb2.PenaltyKind) -> tuple[str, ...]:
    return words().penalty_words.get(system_code(kind), ())


@lru_cache(maxsize=_CACHED)
def _kinds_of(column: Field) -> frozenset[outcome_pb2.PenaltyKind]:
    return frozenset(from_system_code(code) for code in column.kinds)


def _licence(cells: Mapping[str, str], penalties: list[outcome_pb2.Penalty], *, columns: PenaltyColumns, faults: Faults) -> None:
    column = columns.licence
    if column is None:
        return
    about = [one for one in penalties if one.kind in LICENCE_KINDS]
    text = cells.get(column.name, "")
    if about and not text and column.need == "C":
        faults.add(
            column.name,
            "LICENCE_REQUIRED",
            "",
            zh="处罚类别含暂扣或吊销，须填写证照名称及编号",
            en="the category names a suspended or revoked licence: its name and number are needed",
        )
    for one in about:
        one.note = text or one.note


def _amounts(
    cells: Mapping[str, str], penalties: list[outcome_pb2.Penalty], *, layout: Layout, columns: PenaltyColumns, faults: Faults
) -> dict[str, int]:
    stated: dict[str, int] = {}
    for column in columns.amounts:
        text = cells.get(column.name, "")
        fen = 0
        if text:
            try:
                fen = parse_amount(text, layout)
            except BadValueError as error:
                faults.take(column.name, text, error)
                continue
        fitting = [one for one in penalties if one.kind in _kinds_of(column)]
        if fen and not fitting:
            if not any(one.field == (columns.kinds.name if columns.kinds else "") for one in faults.found):
                _without_kind(column, text, faults)
        elif fen:
            fitting[0].amount_fen = fen
            stated[column.name] = fen
        elif fitting and column.need == "C":
            faults.add(
                column.name,
                "AMOUNT_REQUIRED",
                text,
                zh="处罚类别含该项，须填写大于零的金额",
                en="the category names this penalty: an amount above zero is needed",
            )
    return stated


def _without_kind(column: Field, text: str, faults: Faults) -> None:
    faults.add(
        column.name,
        "AMOUNT_WITHOUT_KIND",
        text,
        zh="填写了金额，但处罚类别中没有对应的种类",
        en="an amount is given, but the category names no such penalty: correct one of the two",
    )


def _cross_check(stated: Mapping[str, int], cells: Mapping[str, str], *, content: str, columns: PenaltyColumns, faults: Faults) -> None:
    for kind, codes in ((AmountKind.FINE, {FINE}), (AmountKind.CONFISCATION, {GAINS, PROPERTY})):
        about = [column for column in columns.amounts if codes & _kinds_of(column) and column.name in stated]
        if not about or not content:
            continue
        check = check_amount(content, sum(stated[column.name] for column in about), kind=kind)
        if check.result is CheckResult.MISMATCH:
            said = "、".join(format(fen / 100, ".2f") for fen in check.stated)
            hint = "，相差一万倍：元与万元混淆" if check.off_by_wan else ""
            faults.add(
                about[0].name,
                "AMOUNT_TEXT_MISMATCH",
                cells[about[0].name],
                zh=f"与处罚内容不符：文中为 {said} 元{hint}",
                en=f"disagrees with the decision's text, which says {said} yuan"
                + ("; off by exactly 10,000: yuan and 万元 were confused" if check.off_by_wan else ""),
            )


def write_penalties(outcome: outcome_pb2.Outcome, *, layout: Layout, columns: PenaltyColumns) -> dict[str, str]:
    """Returns the cells about penalties: column name to text.

    Raises:
        BadValueError: PENALTY_UNKNOWN: a kind that this program doesn't know (a newer sender).
    """
    cells: dict[str, str] = {}
    if columns.kinds is not None:
        codes = dict.fromkeys(_code(one, layout.code_set) for one in outcome.penalties)
        cells[columns.kinds.name] = ("," if layout.code_set == CodeSet.ZHEJIANG else "；").join(codes)
    for column in columns.amounts:
        fen = sum(one.amount_fen for one in outcome.penalties if one.kind in _kinds_of(column))
        cells[column.name] = write_amount(fen, layout) if fen else ""
    if columns.licence is not None:
        licences = dict.fromkeys(one.note for one in outcome.penalties if one.note and one.kind in LICENCE_KINDS)
        cells[columns.licence.name] = "；".join(licences)
    return cells


def _code(penalty: outcome_pb2.Penalty, code_set: str) -> str:
    if penalty.source_code and penalty.source_code_set == code_set:
        return penalty.source_code
    try:
        return to_zhejiang(penalty.kind) if code_set == CodeSet.ZHEJIANG else to_text_2018([penalty.kind])
    except PenaltyError as error:
        raise BadValueError("PENALTY_UNKNOWN", zh="处罚种类不明", en=str(error)) from error
