"""Earlier outcomes of one company, weighed for two questions: is it a first violation (行政处罚法 33), was this act fined before (29)?

Nothing here is decided in a person's stead: each outcome gets its relevance and the reasons for it, in Chinese and English. What counts:

- Only decisions that stand: replaced, revoked, stayed or not yet effective ones are shown, and don't count (RULES.md §4.2 R4, R5).
- The same act: the company, the matter or the act's words, the days, the place (RULES.md §3.4). Only a fine bars a second fine (29);
  whether it is the same act, a person confirms.
- A first violation: no penalty (9) for the same matter before the act, within the months and the territory that a no-penalty list, the
  request or the node's settings name. No law names them for the whole country; where nobody does, everything known counts.
- A match by an old registration number is never certain.
"""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from exchange.v1 import outcome_pb2, outcome_service_pb2, standard_pb2

MONTHS_A_YEAR = 12
MIN_WORDS = 4
"""Characters that the shorter of two wordings needs before its standing in the longer one makes them the same."""
TERRITORY_DIGITS = {"county": 6, "prefecture": 4, "province": 2, "delta": 0}
"""Leading digits of a GB/T 2260 code that two places of one territory share."""
_TERRITORIES = {"county": "本县（市、区）", "prefecture": "本设区的市", "province": "本省（市）", "delta": "长三角"}
_NOT_YET = {outcome_service_pb2.OUTCOME_STATE_ISSUED, outcome_service_pb2.OUTCOME_STATE_SERVED}


class Text(NamedTuple):
    """The same said twice."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstRule:
    """How "first" is counted; 0 months or an empty territory: without limit. `source` says who says so."""

    lookback_months: int
    territory: str
    source: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """The act in question: whose (as asked), what, when (first and last day, ISO 8601), where; `home` is the asking member's code."""

    subject: str
    home: str
    first_day: str
    last_day: str
    domain: int = 0
    matter_code: str = ""
    act: str = ""
    place: str = ""
    rule: FirstRule = field(kw_only=True)

    @property
    def counted_from(self) -> str:
        """First day on which a decision counts; empty: all of them."""
        return months_before(self.first_day, self.rule.lookback_months) if self.rule.lookback_months else ""


def first_rule(
    condition: standard_pb2.NoPenaltyCondition | None, asked: outcome_service_pb2.AssessPriorsRequest, configured: tuple[int, str]
) -> FirstRule:
    """The list's months and territory; where it names none the request's, then the node's settings (`configured`)."""
    named = (condition.lookback_months, condition.territory) if condition else (0, "")
    given = ((named, "免罚清单", "the no-penalty list"), ((asked.lookback_months, asked.territory), "本次查询", "the request"),
             (configured, "本节点设置", "the node's settings"))  # fmt: skip
    months, months_zh, months_en = next(((one[0], zh, en) for one, zh, en in given if one[0]), (0, "", ""))
    territory, place_zh, place_en = next(((one[1], zh, en) for one, zh, en in given if one[1]), ("", "", ""))
    source = Text(
        "、".join(dict.fromkeys(filter(None, (months_zh, place_zh)))), ", ".join(dict.fromkeys(filter(None, (months_en, place_en))))
    )
    return FirstRule(lookback_months=months, territory=territory, source=source)


def months_before(day: str, months: int) -> str:
    """The same day of the month so many months before, the month's last day where it is shorter: 2024-02-29 for 2024-03-31 and one."""
    end = date.fromisoformat(day)
    year, month = divmod(end.year * MONTHS_A_YEAR + end.month - 1 - months, MONTHS_A_YEAR)
    return date(year, month + 1, min(end.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def assess(question: Question, views: Sequence[outcome_service_pb2.OutcomeView]) -> outcome_service_pb2.AssessPriorsResponse:
    """Weighs every outcome; the answer has everything but its sources and their warnings."""
    findings = [weigh(question, view) for view in views]
    against = _standing_against(question, findings)
    fined = [one for one in findings if one.relevance == outcome_service_pb2.PRIOR_RELEVANCE_SAME_ACT and _has_fine(one.outcome.outcome)]
    how = _counted_how(question)
    return outcome_service_pb2.AssessPriorsResponse(
        first_violation=not against,
        already_fined_same_act=bool(fined),
        counted=len(against),
        findings=findings,
        counted_how=how.zh,
        counted_how_en=how.en,
        needs_person=bool(fined) or not all(one.certain for one in against),
    )


def _standing_against(question: Question, findings: Sequence[outcome_service_pb2.PriorFinding]) -> list[outcome_service_pb2.PriorFinding]:
    """What contradicts a first violation: the same matter; without a matter or act in the question, the domain."""
    wanted = outcome_service_pb2.PRIOR_RELEVANCE_SAME_MATTER
    if not (question.matter_code or question.act):
        wanted = outcome_service_pb2.PRIOR_RELEVANCE_SAME_DOMAIN
    return [one for one in findings if one.relevance == wanted]


def weigh(question: Question, view: outcome_service_pb2.OutcomeView) -> outcome_service_pb2.PriorFinding:
    """One outcome's relevance, and why."""
    certain = view.outcome.subject.uscc == question.subject
    relevance, reasons = _relevance(question, view)
    if not certain:
        reasons.append(
            Text(
                "仅按旧注册号匹配，须由人工确认是否为同一当事人",
                "matched by the old registration number only: a person confirms that it is the same company",
            )
        )
    return outcome_service_pb2.PriorFinding(
        outcome=view, relevance=relevance, certain=certain, reasons=[one.zh for one in reasons], reasons_en=[one.en for one in reasons]
    )


def _relevance(question: Question, view: outcome_service_pb2.OutcomeView) -> tuple[outcome_service_pb2.PriorRelevance, list[Text]]:
    outcome = view.outcome
    matter = _same_matter(question, outcome)
    if fault := _standing_fault(view):
        return outcome_service_pb2.PRIOR_RELEVANCE_NOT_COUNTED, [fault, *matter]
    review = list(_review(view))
    if matter and (act := _same_act(question, outcome)):
        return outcome_service_pb2.PRIOR_RELEVANCE_SAME_ACT, [*matter, *act, _fine_reason(outcome), *review]
    faults = list(_prior_faults(question, view))
    if matter:
        kind = outcome_service_pb2.PRIOR_RELEVANCE_SAME_MATTER
    elif not question.domain or question.domain == outcome.domain:
        kind = outcome_service_pb2.PRIOR_RELEVANCE_SAME_DOMAIN
        matter = [_domain_reason(question)]
    else:
        faults.insert(0, Text("其他执法领域的处理结果", "an outcome of another domain"))
    if faults:
        return outcome_service_pb2.PRIOR_RELEVANCE_NOT_COUNTED, [*faults, *matter]
    return kind, [*matter, *review]


def _same_matter(question: Question, outcome: outcome_pb2.Outcome) -> list[Text]:
    """Why it is the same matter; empty where it isn't. Each place has codes of its own, so the same words count beside the same code."""
    if question.matter_code and question.matter_code == outcome.matter_code:
        return [Text(f"同一监管事项 {outcome.matter_code}", f"the same matter {outcome.matter_code}")]
    if question.act and _same_words(question.act, outcome.act):
        return [Text("违法行为表述相同", "the act is worded the same")]
    return []


def _same_words(one: str, other: str) -> bool:
    """Letters and digits only, whatever their width: equal, or the shorter stands within the longer."""
    short, long = sorted((_words(one), _words(other)), key=len)
    return short == long != "" or (len(short) >= MIN_WORDS and short in long)


def _words(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())


def _same_act(question: Question, outcome: outcome_pb2.Outcome) -> list[Text]:
    """Why it may be the very act (RULES.md §3.4: matter, place, overlap in time); empty where days or places differ."""
    first, last = outcome.act_from or outcome.act_on, outcome.act_on or outcome.act_from
    if first:
        if first > question.last_day or last < question.first_day:
            return []
        time = Text(f"行为时间重合：{first} 至 {last}", f"the days overlap: {first} to {last}")
    elif outcome.decided_on and outcome.decided_on >= question.first_day:
        time = Text(
            "记录未载明行为时间，且决定不早于本次行为：可能是同一行为",
            "the record doesn't date its act, and was decided no earlier: it may be the same",
        )
    else:
        return []
    if not (question.place and outcome.act_place):
        return [time, Text("地点未载明，须比对案卷", "a place isn't given: compare the files")]
    if not _same_words(question.place, outcome.act_place):
        return []
    return [time, Text("地点相同", "the same place")]


def _fine_reason(outcome: outcome_pb2.Outcome) -> Text:
    if _has_fine(outcome):
        return Text(
            "同一违法行为已受罚款，不得再次罚款（行政处罚法第29条）；是否同一行为由人工确认",
            "fined already: no second fine for the same act (行政处罚法 29); a person confirms that it is the same act",
        )
    return Text("未处罚款，不构成一事不再罚（行政处罚法第29条仅限罚款）", "no fine: 行政处罚法 29 bars only a second fine")


def _standing_fault(view: outcome_service_pb2.OutcomeView) -> Text | None:
    """Why a decision doesn't stand; None where it does."""
    if view.superseded_by:
        return Text(f"已被新版本 {view.superseded_by} 取代", f"replaced by {view.superseded_by}")
    if not view.effective:
        return Text("已撤销或确认违法、无效，不予计入", "revoked, or confirmed unlawful or void: doesn't count")
    if view.standing.execution_stayed:
        return Text("已裁定停止执行，暂不计入（行政处罚法第73条）", "its execution is stayed: doesn't count for now (行政处罚法 73)")
    if view.standing.state in _NOT_YET:
        return Text("尚未生效，不予计入", "not in effect yet: doesn't count")
    return None


def _review(view: outcome_service_pb2.OutcomeView) -> Iterator[Text]:
    if view.standing.under_review:
        yield Text(
            "复议或诉讼期间不停止执行，仍予计入（行政处罚法第73条）", "under review, which doesn't stay it: it still counts (行政处罚法 73)"
        )


def _prior_faults(question: Question, view: outcome_service_pb2.OutcomeView) -> Iterator[Text]:
    """Why a decision that stands is no prior violation: no penalty, its day, its place."""
    outcome, rule = view.outcome, question.rule
    if not _has_penalty(outcome):
        yield Text("不是行政处罚（行政处罚法第9条、第28条），供参考", "no penalty (行政处罚法 9, 28): for information")
    if not outcome.decided_on:
        yield Text("没有决定日期", "it has no date of decision")
    elif outcome.decided_on >= question.first_day:
        yield Text(f"决定日 {outcome.decided_on} 不早于本次行为", f"decided on {outcome.decided_on}, not before the act")
    elif outcome.decided_on < question.counted_from:
        yield Text(
            f"早于回溯期首日 {question.counted_from}（{rule.lookback_months}个月）",
            f"before {question.counted_from}, the look-back's first day ({rule.lookback_months} months)",
        )
    if not in_territory(rule.territory, home=question.home, place=outcome.region_code or view.origin):
        yield Text(f"不在{_TERRITORIES[rule.territory]}范围内", f"outside the {rule.territory}")


def in_territory(territory: str, *, home: str, place: str) -> bool:
    """Whether an organ of `place` (GB/T 2260) decides within the territory around `home`; one above `home` does."""
    shared = TERRITORY_DIGITS.get(territory, 0)
    wide = place.rstrip("0") if place.endswith("00") else place
    wide += "0" * (len(wide) % 2)
    return place[:shared] == home[:shared] or home.startswith(wide)


def _domain_reason(question: Question) -> Text:
    if question.domain:
        return Text("同一执法领域的处罚，可作从重情节参考", "a penalty in the same domain: may aggravate")
    return Text("未限定执法领域，全部计入", "no domain was asked for: all count")


def _has_fine(outcome: outcome_pb2.Outcome) -> bool:
    return any(one.kind == outcome_pb2.PENALTY_KIND_FINE for one in outcome.penalties)


def _has_penalty(outcome: outcome_pb2.Outcome) -> bool:
    """行政处罚法 9 counts a warning among the penalties; an order to rectify isn't one (28)."""
    return bool(outcome.penalties) or outcome.step == outcome_pb2.OUTCOME_STEP_PENALISED


def _counted_how(question: Question) -> Text:
    rule = question.rule
    months = Text(
        f"自 {question.counted_from} 起{rule.lookback_months}个月内", f"{rule.lookback_months} months, from {question.counted_from} on"
    )
    if not rule.lookback_months:
        months = Text("不限时间", "however long ago")
    where = (
        Text(f"{_TERRITORIES[rule.territory]}范围内", f"within the {rule.territory}") if rule.territory else Text("不限地域", "wherever")
    )
    by = (
        Text(f"（依据：{rule.source.zh}）", f" (by {rule.source.en})")
        if rule.source.zh
        else Text("（没有清单、查询或设置限定）", " (no list, request or setting limits it)")
    )
    what = Text("同一事项", "of the same matter") if question.matter_code or question.act else Text("同一领域", "of the domain")
    return Text(
        f"{question.first_day} 之前作出且有效的、{what.zh}的行政处罚，{months.zh}，{where.zh}{by.zh}（行政处罚法第33条）",
        f"penalties {what.en}, decided before {question.first_day} and in effect, {months.en}, {where.en}{by.en} (行政处罚法 33)",
    )
