"""Why two records may be about the same company, or not: a closed list, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """One piece of evidence. Values are never reused; each has its weight in `data/subject_weights.toml`."""

    USCC_EQUAL = "uscc_equal"
    USCC_DIFFERENT = "uscc_different"
    ORGANISATION_EQUAL = "organisation_equal"
    ORGANISATION_DIFFERENT = "organisation_different"
    REGISTRATION_EQUAL = "registration_equal"
    REGISTRATION_DIFFERENT = "registration_different"
    MASK_FITS = "mask_fits"
    MASK_CONTRADICTS = "mask_contradicts"
    DAMAGED_CODE_NEAR = "damaged_code_near"
    DAMAGED_CODE_FAR = "damaged_code_far"
    NAME_EQUAL = "name_equal"
    CORE_EQUAL = "core_equal"
    CORE_SLIP = "core_slip"
    CORE_NEAR = "core_near"
    CORE_FITS = "core_fits"
    CORE_DIFFERENT = "core_different"
    CORE_TOLD_APART = "core_told_apart"
    PLACE_EQUAL = "place_equal"
    PLACE_NEAR = "place_near"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_DIFFERENT = "place_different"
    TRADE_EQUAL = "trade_equal"
    TRADE_NEAR = "trade_near"
    TRADE_UNKNOWN = "trade_unknown"
    TRADE_DIFFERENT = "trade_different"
    FORM_EQUAL = "form_equal"
    FORM_UNKNOWN = "form_unknown"
    FORM_DIFFERENT = "form_different"
    FORMER_NAME = "former_name"
    NAME_HIDDEN = "name_hidden"
    BRANCH = "branch"
    PARENT_CODE = "parent_code"
    AMBIGUOUS = "ambiguous"


WORDS = {
    Why.USCC_EQUAL: ("统一社会信用代码相同", "same credit code"),
    Why.USCC_DIFFERENT: ("统一社会信用代码均有效但不同，不是同一主体", "both credit codes are right and differ: never the same"),
    Why.ORGANISATION_EQUAL: ("组织机构代码相同（信用代码第9至17位）", "same organisation code (characters 9 to 17 of the credit code)"),
    Why.ORGANISATION_DIFFERENT: ("组织机构代码均有效但不同，不是同一主体", "both organisation codes are right and differ: never the same"),
    Why.REGISTRATION_EQUAL: ("工商注册号相同", "same registration number"),
    Why.REGISTRATION_DIFFERENT: ("工商注册号均有效但不同", "both registration numbers are right and differ"),
    Why.MASK_FITS: ("遮盖代码的可见部分相符（遮盖代码不是标识）", "the visible part of the masked code fits (a mask identifies nobody)"),
    Why.MASK_CONTRADICTS: ("遮盖代码的可见部分不符", "the visible part of the masked code doesn't fit"),
    Why.DAMAGED_CODE_NEAR: ("有误代码与对方代码相近", "the damaged code is near the other's code"),
    Why.DAMAGED_CODE_FAR: ("有误代码与对方代码相差很远", "the damaged code is far from the other's code"),
    Why.NAME_EQUAL: ("名称相同", "same name"),
    Why.CORE_EQUAL: ("字号相同", "same core name"),
    Why.CORE_SLIP: ("字号仅有音近或形近之差", "core names differ by a slip of sound or shape"),
    Why.CORE_NEAR: ("字号相近", "core names are near"),
    Why.CORE_FITS: ("字号的可见部分相符", "what is visible of a core name fits"),
    Why.CORE_DIFFERENT: ("字号不同", "core names differ"),
    Why.CORE_TOLD_APART: ("字号以数字、方位等相区别", "core names are told apart by a number, a direction or the like"),
    Why.PLACE_EQUAL: ("地区相符", "same place"),
    Why.PLACE_NEAR: ("地区相近", "near places"),
    Why.PLACE_UNKNOWN: ("一方地区不明", "one side names no place"),
    Why.PLACE_DIFFERENT: ("地区不同", "different places"),
    Why.TRADE_EQUAL: ("行业相同", "same trade"),
    Why.TRADE_NEAR: ("行业相近", "related trades"),
    Why.TRADE_UNKNOWN: ("一方行业不明", "one side names no trade"),
    Why.TRADE_DIFFERENT: ("行业不同", "different trades"),
    Why.FORM_EQUAL: ("组织形式相符", "same legal form"),
    Why.FORM_UNKNOWN: ("一方组织形式不明", "one side's legal form is unknown"),
    Why.FORM_DIFFERENT: ("组织形式不同", "different legal forms"),
    Why.FORMER_NAME: ("与曾用名相符", "agrees with a former name"),
    Why.NAME_HIDDEN: ("名称有遮盖", "part of a name is hidden"),
    Why.BRANCH: ("一方是分支机构：有关联，不是同一主体（公司法13）", "one is a branch: related, not the same (公司法 13)"),
    Why.PARENT_CODE: ("一方登记为对方的分支机构（公司法13）", "one is recorded as the other's branch (公司法 13)"),
    Why.AMBIGUOUS: ("另有代码不同的主体同样相符，须人工判断", "another subject with another code fits as well: a person decides"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A piece of evidence between two subjects.

    Attributes:
        why: which.
        points: what it adds to the score, or takes from it.
        detail: the parts that were compared.
    """

    why: Why
    points: int = 0
    detail: str = ""

    def words(self) -> tuple[str, str]:
        """In Chinese and in English, with detail and points."""
        sign = f" {self.points:+d}" if self.points else ""
        detail = f"：{self.detail}" if self.detail else ""
        chinese, english = WORDS[self.why]
        return f"{chinese}{detail}{sign}", f"{english}{detail.replace('：', ': ', 1)}{sign}"

    def __str__(self) -> str:
        """Chinese / English."""
        return " / ".join(self.words())


def both(one: str, other: str) -> str:
    """Two texts that were compared, as a detail; in one order whichever side they come from."""
    return one if one == other else " | ".join(sorted((one, other)))
