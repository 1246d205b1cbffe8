"""From one cell to one value: dates, amounts, codes. Pure; a value that doesn't fit raises `BadValueError`."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from adapters.faults import BadValueError
from adapters.layout import Layout
from exchange.domain.identifiers import IdentifierError, IdentifierReason, RegionError, RegionReason, Uscc, parse_region, parse_uscc
from exchange.domain.money import MoneyError, fen_from_wan, fen_from_yuan, wan, yuan

PENALTY_LAW_IN_FORCE = date(1996, 10, 1)
"""行政处罚法 took effect; a decision dated before is a typing error."""
OPEN_ENDED = frozenset({"长期", "长期有效", "永久", "无期限"})
"""What sources write for "no end" where the standard asks for 2099/12/31."""

_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?:(?P<s>[/\-.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})|年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日|(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_ZEROES = re.compile(r"(?P<county>[0-9]{6})(?:000|[0-9]{3}000|[0-9]{6})")
_CACHED = 4096
"""Distinct cells remembered: organs, regions and days repeat from row to row."""


@lru_cache(maxsize=_CACHED)
def parse_day(text: str, style: str) -> tuple[str, bool]:
    """Returns an ISO 8601 date, and whether it stood in the layout's own form.

    Args:
        text: the cell; other unambiguous forms (2024-3-5, 2024年3月5日, 20240305, a time behind it) are understood.
        style: "slash" (YYYY/MM/DD) or "iso" (YYYY-MM-DD).

    Raises:
        BadValueError: DATE_FORMAT, DATE_NOT_REAL.
    """
    form = "YYYY/MM/DD" if style == "slash" else "YYYY-MM-DD"
    found = _DATE.fullmatch(text)
    if found is None:
        raise BadValueError(
            "DATE_FORMAT",
            zh=f"不是日期；应为 {form}",
            en=f"no date that can be read without doubt; {form} is right, e.g. {_written(style)}",
        )
    year, month, day = (int(found["y"]), int(found["m"] or found["m2"] or found["m3"]), int(found["d"] or found["d2"] or found["d3"]))
    try:
        value = date(year, month, day)
    except ValueError as error:
        raise BadValueError("DATE_NOT_REAL", zh="日历上没有这一天", en=f"no such day ({error}); {form} is right") from error
    return value.isoformat(), text == write_day(value.isoformat(), style)


def write_day(iso: str, style: str) -> str:
    """Returns an ISO date as a layout writes it; the empty text stays empty."""
    return iso.replace("-", "/") if style == "slash" else iso


def _written(style: str) -> str:
    return write_day("2024-03-05", style)


def parse_amount(text: str, layout: Layout) -> int:
    """Returns fen.

    Raises:
        BadValueError: AMOUNT_FORMAT, AMOUNT_NEGATIVE, AMOUNT_FINER_THAN_FEN, AMOUNT_RANGE.
    """
    in_wan = layout.amount_unit == "wan"
    try:
        return fen_from_wan(text) if in_wan else fen_from_yuan(text)
    except MoneyError as error:
        unit = "万元，最多六位小数" if in_wan else "元，最多两位小数"
        _, _, english = str(error).partition(": ")
        raise BadValueError(
            f"AMOUNT_{error.reason}",
            zh=f"不是合格的金额；应为数字，单位{unit}",
            en=f"{english} (unit: {'万元' if in_wan else 'yuan'})",
        ) from error


def write_amount(fen: int, layout: Layout) -> str:
    """Returns fen in the layout's unit, without needless zeros: 2000 yuan is "0.2" 万元 or "2000" yuan."""
    number = format(wan(fen) if layout.amount_unit == "wan" else yuan(fen), "f")
    return number.rstrip("0").rstrip(".")


@lru_cache(maxsize=_CACHED)
def parse_organ_code(text: str) -> Uscc:
    """Returns the code of an organ.

    Raises:
        BadValueError: ORGAN_CODE_<reason of parse_uscc>, or ORGAN_CODE_CLASS for a code of a business (9…).
    """
    code = parse_code(text, prefix="ORGAN_CODE")
    if code.registrar == "9":
        raise BadValueError(
            "ORGAN_CODE_CLASS",
            zh=f"{code.kind} 开头是企业或个体工商户的代码；应为机关代码（首位通常为 1）",
            en=f"a code of class {code.kind} belongs to a business; an organ's code is needed (it usually starts with 1)",
        )
    return code


@lru_cache(maxsize=_CACHED)
def parse_code(text: str, prefix: str) -> Uscc:
    """Returns a unified social credit code.

    Raises:
        BadValueError: <prefix>_<reason of parse_uscc>.
    """
    try:
        return parse_uscc(text)
    except IdentifierError as error:
        raise identifier_fault(error, prefix=prefix) from error


_CHINESE_REASONS = {
    IdentifierReason.EMPTY: "为空",
    IdentifierReason.MASKED: "代码被遮盖，不能识别主体；需要完整代码",
    IdentifierReason.LENGTH: "长度不对",
    IdentifierReason.ALPHABET: "含有不允许的字符",
    IdentifierReason.CHECKSUM: "校验码不符，至少有一位错误",
    IdentifierReason.INNER_CHECKSUM: "第17位（组织机构代码校验码）不符",
    IdentifierReason.REGISTRATION_NUMBER: "是15位工商注册号，应填入注册号一栏；此处需要18位统一社会信用代码",
}


def identifier_fault(error: IdentifierError, *, prefix: str) -> BadValueError:
    """Returns an identifier's error as a cell's fault."""
    _, _, english = str(error).partition(": ")
    return BadValueError(f"{prefix}_{error.reason}", zh=_CHINESE_REASONS[error.reason], en=english)


@lru_cache(maxsize=_CACHED)
def parse_region_code(text: str) -> tuple[str, bool]:
    """Returns six digits, and whether the tables held here confirm them.

    Longer codes (township, statistical 12 digits) are cut to the county. False means a valid province outside 沪苏浙皖.

    Raises:
        BadValueError: REGION_<reason of parse_region>.
    """
    found = _ZEROES.fullmatch(text)
    digits = found["county"] if found else text
    try:
        return parse_region(digits).code[:6], True
    except RegionError as error:
        if error.reason is RegionReason.OUTSIDE_TABLE:
            return digits, False
        _, _, english = str(error).partition(": ")
        raise BadValueError(f"REGION_{error.reason}", zh="不是有效的行政区划代码（GB/T 2260，六位）", en=english) from error
