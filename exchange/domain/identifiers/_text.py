"""Cleaning of codes as feeds deliver them (RULES 1.1, "dirt seen in real feeds")."""

from __future__ import annotations

import re
import unicodedata

PLACEHOLDERS = frozenset({"", "NULL", "NONE", "NIL", "NAN", "UNDEFINED", "N/A", "NA", "无", "暂无", "空", "未知", "不详", "/", "\\", "."})
"""Texts that systems write where they have no value (upper case, blanks and dashes removed)."""

MASK_SIGN = "*"
_MASK_SIGNS = re.compile("[*＊﹡∗⁎✱●•○◯×✕╳■□#]")
_MASK_X_RUN = re.compile("X{4,}")
"""Four X in a row are a mask: an X is a legal character, so shorter runs may be part of a real code."""

_BLANKS_AND_DASHES = re.compile(r"[\s\-‐‑‒–—―−－\u200b-\u200d\u2060\ufeff\xad]+")
_PREFIX = re.compile(r"^(?:(?:统一社会信用代码证?|社会信用代码|信用代码|统一代码|组织机构代码证?|纳税人识别号)(?:号码?)?[:：]*|USCC[:：]+)")
_SUFFIX = re.compile(r"\((?:\d+/\d+)?\)$")


def clean_code(text: str | None) -> str:
    """Return a code without the dirt around and inside it.

    Full-width forms become ASCII, letters upper case; blanks, dashes, a leading label (``统一社会信用代码：``) and a
    trailing ``（1/1）`` or ``()`` go; a placeholder (``undefined``, ``无``, ``-``) becomes the empty string.
    Nothing that could be a character of the code itself is repaired: an O stays an O.
    """
    folded = unicodedata.normalize("NFKC", text or "").upper()
    bare = _BLANKS_AND_DASHES.sub("", folded)
    bare = _SUFFIX.sub("", _PREFIX.sub("", bare))
    return "" if bare in PLACEHOLDERS else bare


def with_masks_unified(code: str) -> str:
    """Return a cleaned code with every masking sign, and every run of four or more X, as asterisks."""
    signs = _MASK_SIGNS.sub(MASK_SIGN, code)
    return _MASK_X_RUN.sub(lambda run: MASK_SIGN * len(run[0]), signs)


def is_masked(code: str) -> bool:
    """Return whether a cleaned code hides some of its characters."""
    return _MASK_SIGNS.search(code) is not None or _MASK_X_RUN.search(code) is not None
