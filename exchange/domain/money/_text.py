"""Amounts in the text of a decision, and the cross-check of CF_NR against CF_NR_FK (RULES 2.1).

The reading is a check on other people's data, not a source of amounts: where it can't tell, it says so.

    >>> [(a.fen, a.kind.value) for a in amounts_in_text("没收违法所得1000元，并处罚款人民币壹万元整")]
    [(100000, 'CONFISCATION'), (1000000, 'FINE')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from exchange.domain.money._numerals import DIGITS, FOLD, NUMERAL_CHARACTERS, NUMERAL_LIMIT, number
from exchange.domain.money._units import FEN_PER_YUAN, MAX_FEN

_PRECISION = 64
"""Digits of reckoning: more than any numeral of NUMERAL_LIMIT characters can need, whatever the caller's context."""
_WAN = 10_000
"""Ratio of 万元 to yuan: the usual confusion of units."""

_NUMERAL = rf"[{NUMERAL_CHARACTERS}]"
_AMOUNT = re.compile(
    rf"(?:(?P<sign>¥)\s*|(?<!{_NUMERAL}))"
    rf"(?P<number>{_NUMERAL}{{0,{NUMERAL_LIMIT - 1}}}[0-9零一二三四五六七八九十百千万亿])(?!{_NUMERAL})"
    rf"(?P<about>余|多)?(?:\s+(?P<scale>[万亿]))?(?P<unit>\s*元)?"
    rf"(?:零?(?P<jiao>[0-9{DIGITS}])角)?(?:零?(?P<fen>[0-9{DIGITS}])分(?!之))?"
)
_BOUND = re.compile(r"\s*(?:以上|以下|以内|至|到|~|—)")
_FINE_BEHIND = re.compile(r"[整正]?(?:\([^()]{0,40}\))?(?:人民币)?的?(?:行政)?罚款(?!的|数额)")
_CLAUSE_END = re.compile(r"[。；;、\n]|[，,](?![0-9])")
_KEYWORD = re.compile(r"罚款|没收|货值|价值|价款|销售额|成本|滞纳金|缴纳|退还|赔偿|注册资本")
_FILLER = re.compile(r"[\s:(]*(?:人民币|合计|共计|共|计|大写|小写|即|金额|为|¥|[\s:(])*")
_RESTATEMENT = re.compile(r"\((?:大写|小写|人民币|即|[:\s¥])*$")


class AmountKind(StrEnum):
    """What an amount in a text is."""

    FINE = "FINE"
    CONFISCATION = "CONFISCATION"
    OTHER = "OTHER"


class CheckResult(StrEnum):
    """How a stated amount and a text agree."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    NOT_STATED = "NOT_STATED"


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountInText:
    """An amount found in a text.

    Attributes:
        fen: the amount.
        kind: fine, confiscation, or something else (the value of goods …).
        start: index of its first character.
        end: index behind its last character.
        restates: whether it only repeats the amount before it, as in ``（大写：贰仟元整）``.
    """

    fen: int
    kind: AmountKind
    start: int
    end: int
    restates: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountCheck:
    """Result of comparing a field with a text.

    Attributes:
        result: NOT_STATED where the text names no amount of that kind.
        given: the field's amount, in fen.
        stated: the text's amounts of that kind, in fen.
        off_by_wan: whether they differ by exactly 10,000: yuan and 万元 were confused.
    """

    result: CheckResult
    given: int
    stated: tuple[int, ...]
    off_by_wan: bool


def amounts_in_text(text: str) -> tuple[AmountInText, ...]:
    """Return the exact amounts that a text states, in order.

    Left out: approximations (``1万余元``), bounds of a range (``5000元以上``), and numerals that can't be read with
    certainty (``3万5元``).
    """
    return tuple(_amounts(text.translate(FOLD)))


def check_amount(text: str, fen: int, *, kind: AmountKind = AmountKind.FINE) -> AmountCheck:
    """Compare an amount with what the text of the decision says.

    It matches if it is one of the amounts stated, or their sum, and the amounts in words agree with those in figures.

    Args:
        text: 处罚内容 (CF_NR).
        fen: the amount of the field (CF_NR_FK or CF_NR_WFFF, converted).
        kind: which amounts of the text count.
    """
    found = [amount for amount in amounts_in_text(text) if amount.kind is kind]
    stated = tuple(amount.fen for amount in found if not amount.restates)
    restated = {amount.fen for amount in found if amount.restates}
    candidates = {*stated, sum(stated)}
    if not stated:
        result = CheckResult.NOT_STATED
    elif fen in candidates and restated <= candidates:
        result = CheckResult.MATCH
    else:
        result = CheckResult.MISMATCH
    off = result is CheckResult.MISMATCH and any(fen == c * _WAN or c == fen * _WAN for c in candidates)
    return AmountCheck(result=result, given=fen, stated=stated, off_by_wan=off)


def _amounts(text: str) -> Iterator[AmountInText]:
    for found in _AMOUNT.finditer(text):
        fen = _value(found)
        if fen is None or found["about"] or _BOUND.match(text, found.end()):
            continue
        before = text[: found.start()]
        yield AmountInText(
            fen=fen,
            kind=_kind(before, text[found.end() :]),
            start=found.start(),
            end=found.end(),
            restates=_RESTATEMENT.search(before) is not None,
        )


def _value(found: re.Match[str]) -> int | None:
    if not (found["unit"] or found["sign"]):
        return None
    with localcontext(prec=_PRECISION):
        yuan = number(found["number"].lstrip(".,") + (found["scale"] or ""))
        if yuan is None:
            return None
        fen = yuan * FEN_PER_YUAN + _digit(found["jiao"]) * 10 + _digit(found["fen"])
    return int(fen) if fen == fen.to_integral_value() and 0 <= fen <= MAX_FEN else None


def _digit(text: str | None) -> Decimal:
    if text is None:
        return Decimal(0)
    return Decimal(DIGITS.index(text) if text in DIGITS else text)


def _kind(before: str, behind: str) -> AmountKind:
    if _FINE_BEHIND.match(behind):
        return AmountKind.FINE
    ends = [end.end() for end in _CLAUSE_END.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    words = _KEYWORD.findall(clause)
    if not words and _FILLER.fullmatch(clause):
        words = _KEYWORD.findall(before)
    return {"罚款": AmountKind.FINE, "没收": AmountKind.CONFISCATION}.get(words[-1] if words else "", AmountKind.OTHER)
