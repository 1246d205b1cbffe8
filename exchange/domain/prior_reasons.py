"""The reasons that an earlier outcome counts, or doesn't: in Chinese and English, with the article. Made once each, however often given."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

TERRITORIES = {"county": "本县（市、区）", "prefecture": "本设区的市", "province": "本省（市）", "delta": "长三角"}
"""Territories that a list may count in, as the wire names them."""
REMEMBERED = 4096  # texts with a day or a code in them: the same few come up all the time


class Text(NamedTuple):
    """The same said twice."""

    zh: str
    en: str


UNCERTAIN = Text(
    "仅按旧注册号匹配，须由人工确认是否为同一当事人",
    "matched by the old registration number only: a person confirms that it is the same company",
)
SAME_WORDS = Text("违法行为表述相同", "the act is worded the same")
UNDATED = Text(
    "记录未载明行为时间，且决定不早于本次行为：可能是同一行为",
    "the record doesn't date its act, and was decided no earlier: it may be the same",
)
UNPLACED = Text("地点未载明，须比对案卷", "a place isn't given: compare the files")
SAME_PLACE = Text("地点相同", "the same place")
FINED = Text(
    "同一违法行为已受罚款，不得再次罚款（行政处罚法第29条）；是否同一行为由人工确认",
    "fined already: no second fine for the same act (行政处罚法 29); a person confirms that it is the same act",
)
NOT_FINED = Text("未处罚款，不构成一事不再罚（行政处罚法第29条仅限罚款）", "no fine: 行政处罚法 29 bars only a second fine")
REVOKED = Text("已撤销或确认违法、无效，不予计入", "revoked, or confirmed unlawful or void: doesn't count")
STAYED = Text("已裁定停止执行，暂不计入（行政处罚法第73条）", "its execution is stayed: doesn't count for now (行政处罚法 73)")
NOT_YET = Text("尚未生效，不予计入", "not in effect yet: doesn't count")
UNDER_REVIEW = Text(
    "复议或诉讼期间不停止执行，仍予计入（行政处罚法第73条）", "under review, which doesn't stay it: it still counts (行政处罚法 73)"
)
NO_PENALTY = Text("不是行政处罚（行政处罚法第9条、第28条），供参考", "no penalty (行政处罚法 9, 28): for information")
NO_DATE = Text("没有决定日期", "it has no date of decision")
OTHER_DOMAIN = Text("其他执法领域的处理结果", "an outcome of another domain")
SAME_DOMAIN = Text("同一执法领域的处罚，可作从重情节参考", "a penalty in the same domain: may aggravate")
ANY_DOMAIN = Text("未限定执法领域，全部计入", "no domain was asked for: all count")


@lru_cache(maxsize=REMEMBERED)
def replaced(record_id: str) -> Text:
    """A newer version of the decision stands."""
    return Text(f"已被新版本 {record_id} 取代", f"replaced by {record_id}")


@lru_cache(maxsize=REMEMBERED)
def same_matter(code: str) -> Text:
    """By its code."""
    return Text(f"同一监管事项 {code}", f"the same matter {code}")


@lru_cache(maxsize=REMEMBERED)
def overlap(first: str, last: str) -> Text:
    """The act's days."""
    return Text(f"行为时间重合：{first} 至 {last}", f"the days overlap: {first} to {last}")


@lru_cache(maxsize=REMEMBERED)
def not_before(day: str) -> Text:
    """Decided too late to be a prior violation."""
    return Text(f"决定日 {day} 不早于本次行为", f"decided on {day}, not before the act")


@lru_cache(maxsize=REMEMBERED)
def too_old(first: str, months: int) -> Text:
    """Decided before the look-back's first day."""
    return Text(f"早于回溯期首日 {first}（{months}个月）", f"before {first}, the look-back's first day ({months} months)")


@lru_cache(maxsize=REMEMBERED)
def outside(territory: str) -> Text:
    """Decided elsewhere."""
    return Text(f"不在{TERRITORIES[territory]}范围内", f"outside the {territory}")


def counted_how(*, day: str, first: str, months: int, territory: str, source: Text, matter: bool) -> Text:
    """How a first violation was counted: before `day`, from `first` on, where, by whose rule."""
    span = Text(f"自 {first} 起{months}个月内", f"{months} months, from {first} on") if months else Text("不限时间", "however long ago")
    where = Text(f"{TERRITORIES[territory]}范围内", f"within the {territory}") if territory else Text("不限地域", "wherever")
    by = Text("（没有清单、查询或设置限定）", " (no list, request or setting limits it)")
    if source.zh:
        by = Text(f"（依据：{source.zh}）", f" (by {source.en})")
    what = Text("同一事项", "of the same matter") if matter else Text("同一领域", "of the domain")
    return Text(
        f"{day} 之前作出且有效的、{what.zh}的行政处罚，{span.zh}，{where.zh}{by.zh}（行政处罚法第33条）",
        f"penalties {what.en}, decided before {day} and in effect, {span.en}, {where.en}{by.en} (行政处罚法 33)",
    )
