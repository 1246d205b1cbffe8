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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from exchange.domain import prior_reasons as why
from exchange.domain.prior_reasons import Text
from exchange.v1 import outcome_pb2, standard_pb2
from exchange.v1 import outcome_service_pb2 as pb

MONTHS_A_YEAR = 12
MIN_WORDS = 4
"""Characters that the shorter of two wordings needs before its standing in the longer one makes them the same."""
CACHED_WORDINGS, CACHED_DAYS, CACHED_PLACES = 4096, 512, 512
"""Results kept of pure functions: the same acts, days and places come up all the time."""
TERRITORY_DIGITS = {"county": 6, "prefecture": 4, "province": 2, "delta": 0}
"""Leading digits of a GB/T 2260 code that two places of one territory share."""
_NOT_YET = {pb.OUTCOME_STATE_ISSUED, pb.OUTCOME_STATE_SERVED}


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
    rule: FirstRule
    first_day: str
    last_day: str
    domain: int = 0
    matter_code: str = ""
    act: str = ""
    place: str = ""

    @property
    def counted_from(self) -> str:
        """First day on which a decision counts; empty: all of them."""
        return months_before(self.first_day, self.rule.lookback_months) if self.rule.lookback_months else ""


def first_rule(condition: standard_pb2.NoPenaltyCondition | None, asked: pb.AssessPriorsRequest, configured: tuple[int, str]) -> FirstRule:
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


@lru_cache(maxsize=CACHED_DAYS)
def months_before(day: str, months: int) -> str:
    """The same day of the month so many months before, the month's last day where it is shorter: 2024-02-29 for 2024-03-31 and one."""
    end = date.fromisoformat(day)
    year, month = divmod(end.year * MONTHS_A_YEAR + end.month - 1 - months, MONTHS_A_YEAR)
    if year < date.min.year:
        return date.min.isoformat()
    return date(year, month + 1, min(end.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def assess(question: Question, answer: pb.AssessPriorsResponse) -> None:
    """Weighs the outcome of each finding of `answer` and fills in the rest, but for the sources and their warnings.

    In place: copies of a company's many outcomes would take longer than weighing them.
    """
    for finding in answer.findings:
        weigh(question, finding)
    against = _standing_against(question, answer.findings)
    fined = any(one.relevance == pb.PRIOR_RELEVANCE_SAME_ACT and _has_fine(one.outcome.outcome) for one in answer.findings)
    how = why.counted_how(
        day=question.first_day,
        first=question.counted_from,
        months=question.rule.lookback_months,
        territory=question.rule.territory,
        source=question.rule.source,
        matter=bool(question.matter_code or question.act),
    )
    answer.first_violation = not against
    answer.already_fined_same_act = fined
    answer.counted = len(against)
    answer.counted_how, answer.counted_how_en = how
    answer.needs_person = fined or not all(one.certain for one in against)


def _standing_against(question: Question, findings: Iterable[pb.PriorFinding]) -> list[pb.PriorFinding]:
    """What contradicts a first violation: the same matter; without a matter or act in the question, the domain."""
    matters = question.matter_code or question.act
    wanted = pb.PRIOR_RELEVANCE_SAME_MATTER if matters else pb.PRIOR_RELEVANCE_SAME_DOMAIN
    return [one for one in findings if one.relevance == wanted]


def weigh(question: Question, finding: pb.PriorFinding) -> None:
    """Fills in one finding: its outcome's relevance, and why."""
    view = finding.outcome
    finding.relevance, reasons = _relevance(question, view, view.outcome)
    if view.outcome.subject.uscc == question.subject:
        finding.certain = True
    else:
        reasons.append(why.UNCERTAIN)
    chinese, english = zip(*reasons, strict=True)
    finding.reasons.extend(chinese)
    finding.reasons_en.extend(english)


def _relevance(question: Question, view: pb.OutcomeView, outcome: outcome_pb2.Outcome) -> tuple[pb.PriorRelevance, list[Text]]:
    matter = _same_matter(question, outcome)
    if fault := _standing_fault(view):
        return pb.PRIOR_RELEVANCE_NOT_COUNTED, [fault, *matter]
    review = [why.UNDER_REVIEW] if view.standing.under_review else []
    if matter and (act := _same_act(question, outcome)):
        return pb.PRIOR_RELEVANCE_SAME_ACT, [*matter, *act, why.FINED if _has_fine(outcome) else why.NOT_FINED, *review]
    faults = list(_prior_faults(question, view))
    if matter:
        kind = pb.PRIOR_RELEVANCE_SAME_MATTER
    elif not question.domain or question.domain == outcome.domain:
        kind = pb.PRIOR_RELEVANCE_SAME_DOMAIN
        matter = [why.SAME_DOMAIN if question.domain else why.ANY_DOMAIN]
    else:
        return pb.PRIOR_RELEVANCE_NOT_COUNTED, [why.OTHER_DOMAIN, *faults]
    if faults:
        return pb.PRIOR_RELEVANCE_NOT_COUNTED, [*faults, *matter]
    return kind, [*matter, *review]


def _same_matter(question: Question, outcome: outcome_pb2.Outcome) -> list[Text]:
    """Why it is the same matter; empty where it isn't. Each place has codes of its own, so the same words count beside the same code."""
    code = question.matter_code
    if code and code == outcome.matter_code:
        return [why.same_matter(code)]
    if question.act and _same_words(question.act, outcome.act):
        return [why.SAME_WORDS]
    return []


@lru_cache(maxsize=CACHED_WORDINGS)
def _same_words(one: str, other: str) -> bool:
    """Letters and digits only, whatever their width: equal, or the shorter stands within the longer."""
    short, long = sorted((_words(one), _words(other)), key=len)
    return short == long != "" or (len(short) >= MIN_WORDS and short in long)


@lru_cache(maxsize=CACHED_WORDINGS)
def _words(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())


def _same_act(question: Question, outcome: outcome_pb2.Outcome) -> list[Text]:
    """Why it may be the very act (RULES.md §3.4: matter, place, overlap in time); empty where days or places differ."""
    first, last = outcome.act_from or outcome.act_on, outcome.act_on or outcome.act_from
    if first:
        if first > question.last_day or last < question.first_day:
            return []
        time = why.overlap(first, last)
    elif outcome.decided_on and outcome.decided_on >= question.first_day:
        time = why.UNDATED
    else:
        return []
    if not (question.place and outcome.act_place):
        return [time, why.UNPLACED]
    if not _same_words(question.place, outcome.act_place):
        return []
    return [time, why.SAME_PLACE]


def _standing_fault(view: pb.OutcomeView) -> Text | None:
    """Why a decision doesn't stand; None where it does."""
    if view.superseded_by:
        return why.replaced(view.superseded_by)
    if not view.effective:
        return why.REVOKED
    if view.standing.execution_stayed:
        return why.STAYED
    if view.standing.state in _NOT_YET:
        return why.NOT_YET
    return None


def _prior_faults(question: Question, view: pb.OutcomeView) -> Iterator[Text]:
    """Why a decision that stands is no prior violation: no penalty, its day, its place."""
    outcome, rule, first = view.outcome, question.rule, question.counted_from
    if not _has_penalty(outcome):
        yield why.NO_PENALTY
    decided = outcome.decided_on
    if not decided:
        yield why.NO_DATE
    elif decided >= question.first_day:
        yield why.not_before(decided)
    elif decided < first:
        yield why.too_old(first, rule.lookback_months)
    if not in_territory(rule.territory, home=question.home, place=outcome.region_code or view.origin):
        yield why.outside(rule.territory)


@lru_cache(maxsize=CACHED_PLACES)
def in_territory(territory: str, *, home: str, place: str) -> bool:
    """Whether an organ of `place` (GB/T 2260) decides within the territory around `home`; one above `home` does."""
    shared = TERRITORY_DIGITS.get(territory, 0)
    wide = place.rstrip("0") if place.endswith("00") else place
    wide += "0" * (len(wide) % 2)
    return place[:shared] == home[:shared] or home.startswith(wide)


def _has_fine(outcome: outcome_pb2.Outcome) -> bool:
    return any(one.kind == outcome_pb2.PENALTY_KIND_FINE for one in outcome.penalties)


def _has_penalty(outcome: outcome_pb2.Outcome) -> bool:
    """行政处罚法 9 counts a warning among the penalties; an order to rectify isn't one (28)."""
    return outcome.step == outcome_pb2.OUTCOME_STEP_PENALISED or bool(outcome.penalties)
