"""Reading numbers as Chinese documents write them: 2000, 1.5万, 3万5千, 壹万贰仟, 二〇〇〇."""

from __future__ import annotations

import re
from decimal import Decimal

_VARIANTS = {
    "零": "〇○Ｏ",
    "一": "壹弌",
    "二": "贰貳两兩",
    "三": "叁參叄",
    "四": "肆",
    "五": "伍",
    "六": "陆陸",
    "七": "柒",
    "八": "捌",
    "九": "玖",
    "十": "拾",
    "百": "佰",
    "千": "仟",
    "万": "萬",
    "亿": "億",
    "元": "圆圓",
    "¥": "￥",
}
FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(variant): plain for plain, variants in _VARIANTS.items() for variant in variants
}
"""Character-for-character folding (offsets stay): full-width to ASCII, capital numerals to plain ones."""

DIGITS = "零一二三四五六七八九"
NUMERAL_CHARACTERS = "0-9.,零一二三四五六七八九十百千万亿"

NUMERAL_LIMIT = 30
"""Characters of the longest numeral read; longer runs are no amounts (int64 fen has 19 digits)."""

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ONE = rf"(?:{_ARABIC}|[一二三四五六七八九])"
_SECTION = re.compile(
    rf"(?:(?P<k>{_ONE})千)?零?(?:(?P<h>{_ONE})百)?零?(?:(?P<t>{_ONE}?)十)?零?(?P<u>{_ONE})?",
)
_POSITIONAL = re.compile(rf"[{DIGITS}]{{2,}}")


def number(text: str) -> Decimal | None:
    """Return the value of a folded numeral, None where it is none (also for colloquial ``3万5``, which is unclear)."""
    for sign, unit in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(sign)
        if found:
            high, low = number(head), number(tail.removeprefix("零")) if tail else Decimal(0)
            if high is None or low is None or low >= unit or _is_colloquial(tail):
                return None
            return high * unit + low
    return _section(text)


def _is_colloquial(tail: str) -> bool:
    return len(tail) == 1


def _section(text: str) -> Decimal | None:
    if _POSITIONAL.fullmatch(text):
        return Decimal("".join(str(DIGITS.index(character)) for character in text))
    found = _SECTION.fullmatch(text) if text and text != "零" else None
    if found is None:
        return Decimal(0) if text == "零" else None
    parts = (("k", 1000), ("h", 100), ("t", 10), ("u", 1))
    if found["u"] and text[-2:-1] in ("千", "百"):
        return None  # colloquial 三千五: 3,500 or 3,005
    return sum((_one(found[name], unit=unit) for name, unit in parts), Decimal(0))


def _one(text: str | None, *, unit: int) -> Decimal:
    if text is None:
        return Decimal(0)
    if not text:
        return Decimal(unit)  # 十 without a digit before it
    if text in DIGITS:
        return Decimal(DIGITS.index(text) * unit)
    return Decimal(text.replace(",", "")) * unit
