"""The conditions of the six scopes (RULES.md §4.2), each with its source: tables to be read beside the law.

Recognition is never automatic, makes no decision enforceable here and moves no liability; it says what may be relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from exchange.domain.calendar import end_of_day
from exchange.domain.outcomes import in_effect, state_name
from exchange.domain.recognition._facts import Facts
from exchange.v1 import error_pb2, outcome_pb2, outcome_service_pb2, recognition_pb2, subject_pb2

Scope = recognition_pb2.RecognitionScope
Trigger = outcome_pb2.TriggerClass

TWO_OFFICERS = 2
TERRITORY_DIGITS = {"county": 6, "prefecture": 4, "province": 2, "delta": 0}
"""Leading digits of a GB/T 2260 code that two places of one territory share."""

_MISSED = error_pb2.ERROR_REASON_CONDITION_NOT_MET
_WITHDRAWN = error_pb2.ERROR_REASON_WITHDRAWN
_NOT_EFFECTIVE = error_pb2.ERROR_REASON_NOT_EFFECTIVE
_REVIEW = error_pb2.ERROR_REASON_REVIEW_MISSING


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One condition: its name, the article it comes from, the reason of a refusal, and what is wrong (empty: it is met)."""

    name: str
    source: str
    fault: Callable[[Facts], str]
    reason: error_pb2.ErrorReason = _MISSED


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalStep:
    """What only a person can do; a condition where a recognition is signed, and before that something left to do."""

    name: str
    source: str
    to_do: str
    fault: Callable[[Facts], str]
    reason: error_pb2.ErrorReason = _MISSED


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeRules:
    """What a scope asks for, and what it doesn't allow though it is recognised."""

    conditions: tuple[Condition, ...]
    steps: tuple[PersonalStep, ...] = ()
    notes: tuple[str, ...] = ()


def _own(facts: Facts) -> str:
    return "it is your own member's outcome: recognition is of a neighbour's" if facts.origin == facts.member else ""


def _revoked(facts: Facts) -> str:
    if facts.standing.state != outcome_service_pb2.OUTCOME_STATE_REVOKED:
        return ""
    return f"its origin ended it on {facts.standing.revoked_on}"


def _superseded(facts: Facts) -> str:
    return f"a newer version stands, {facts.superseded_by}: look at that" if facts.superseded_by else ""


def _stayed(facts: Facts) -> str:
    return "its execution is stayed" if facts.standing.execution_stayed else ""


def _not_effective(facts: Facts) -> str:
    if in_effect(facts.standing, facts.today):
        return ""
    return f"it isn't in effect ({state_name(facts.standing.state)}, effective on {facts.standing.effective_on or 'no day known'})"


COMMON = (
    Condition(name="NEIGHBOURS", source="优化营商环境条例 57", fault=_own),
    Condition(name="NOT_REVOKED", source="RULES.md §4.3; 行政复议法 64; 行政诉讼法 70", fault=_revoked, reason=_WITHDRAWN),
    Condition(name="NEWEST_VERSION", source="RULES.md §4.3", fault=_superseded, reason=_WITHDRAWN),
)
NOT_STAYED = Condition(name="NOT_STAYED", source="行政处罚法 73; 行政复议法 42; 行政诉讼法 56", fault=_stayed, reason=_NOT_EFFECTIVE)
IN_EFFECT = Condition(name="IN_EFFECT", source="行政处罚法 61", fault=_not_effective, reason=_NOT_EFFECTIVE)


# R1 证据


def _lacking(facts: Facts, what: str, is_lacking: Callable[[outcome_pb2.EvidenceItem], bool]) -> str:
    names = [one.name for one in facts.evidence if is_lacking(one)]
    return f"{', '.join(names)}: {what}" if names else ""


def _no_evidence(facts: Facts) -> str:
    if not facts.outcome.evidence:
        return "the outcome carries no evidence"
    return "" if facts.evidence else "none of its evidence was reviewed; name the items in the review"


def _too_few_officers(item: outcome_pb2.EvidenceItem) -> bool:
    return len({(one.certificate_number, one.organ) for one in item.officers}) < TWO_OFFICERS


def _review_fault(facts: Facts) -> str:
    review = facts.review
    if review is None:
        return "the organ's own review of the evidence isn't recorded"
    failed = [name for name in ("lawful", "authentic", "relevant") if not getattr(review, name)]
    if failed:
        return f"the review found it not {', not '.join(failed)}"
    known = {one.name for one in facts.outcome.evidence}
    if unknown := sorted(set(review.items) - known):
        return f"the review names {', '.join(unknown)}, which the outcome doesn't carry"
    if review.reviewer.organ != facts.organ:
        return f"the reviewer is of {review.reviewer.organ}; {facts.organ} must review what it relies on"
    if review.reviewed_at.seconds > int(end_of_day(facts.today).timestamp()):
        return "the review is dated after today"
    return ""


EVIDENCE = ScopeRules(
    conditions=(
        *COMMON,
        Condition(name="EVIDENCE_CARRIED", source="行政处罚法 46", fault=_no_evidence),
        Condition(
            name="COLLECTOR",
            source="行政处罚法 46; 浙江省综合行政执法条例 18",
            fault=lambda facts: _lacking(facts, "the collecting organ isn't named", lambda one: not one.collecting_organ),
        ),
        Condition(
            name="TWO_OFFICERS",
            source="行政处罚法 42",
            fault=lambda facts: _lacking(facts, "it takes two officers, each with a certificate", _too_few_officers),
        ),
        Condition(
            name="METHOD",
            source="行政处罚法 41、46",
            fault=lambda facts: _lacking(facts, "how it was collected isn't said", lambda one: not one.method),
        ),
        Condition(
            name="TIME",
            source="行政处罚法 47; 电子签名法 5",
            fault=lambda facts: _lacking(facts, "when it was collected isn't said", lambda one: not one.HasField("collected_at")),
        ),
        Condition(
            name="CUSTODY",
            source="电子签名法 5—8",
            fault=lambda facts: _lacking(
                facts,
                "no digest of the thing, original or copy, is carried",
                lambda one: not one.custody_digests,
            ),
        ),
    ),
    steps=(
        PersonalStep(
            name="REVIEWED",
            source="行政处罚法 46; 浙江省综合行政执法条例 18(1); 上海市促进长三角生态绿色一体化发展示范区高质量发展条例 57",
            to_do="review the evidence yourselves: lawful, authentic, relevant; record who reviewed which items and when",
            fault=_review_fault,
            reason=_REVIEW,
        ),
    ),
    notes=("never automatic: each case takes its own review",),
)


# R2 检验检测


def _no_report(facts: Facts) -> str:
    if facts.tests:
        return ""
    return f"the outcome carries no report {facts.report_number}".rstrip()


def _reports(facts: Facts, what: str, is_lacking: Callable[[outcome_pb2.TestReport], bool]) -> str:
    numbers = [one.report_number for one in facts.tests if is_lacking(one)]
    return f"{', '.join(numbers)}: {what}" if numbers else ""


def _outside_validity(facts: Facts) -> str:
    today = facts.today.isoformat()
    return _reports(facts, "not valid today", lambda one: one.tested_on > today or bool(one.valid_until and one.valid_until < today))


TEST = ScopeRules(
    conditions=(
        *COMMON,
        Condition(name="REPORT_CARRIED", source="RULES.md §4.2", fault=_no_report),
        Condition(
            name="CMA",
            source="检验检测机构资质认定管理办法",
            fault=lambda facts: _reports(facts, "the laboratory's CMA number isn't given", lambda one: not one.cma_number),
        ),
        Condition(
            name="CMA_SCOPE",
            source="检验检测机构资质认定管理办法",
            fault=lambda facts: _reports(facts, "what the accreditation covers isn't given", lambda one: not one.cma_scope),
        ),
        Condition(
            name="METHOD_STANDARD",
            source="食品安全法 84、85",
            fault=lambda facts: _reports(facts, "the method's standard isn't named", lambda one: not one.method_standard),
        ),
        Condition(
            name="SAMPLING_RECORD",
            source="食品安全法 87; 行政处罚法 56",
            fault=lambda facts: _reports(facts, "the sampling record isn't named", lambda one: not one.sampling_record),
        ),
        Condition(name="VALID", source="RULES.md §4.2", fault=_outside_validity),
        Condition(
            name="NOT_DISPUTED",
            source="食品安全法 88",
            fault=lambda facts: _reports(
                facts, "disputed, or being tested again", lambda one: one.report_number in facts.standing.disputed_reports
            ),
            reason=_NOT_EFFECTIVE,
        ),
    ),
    notes=("the same sample and parameter only; the party may still ask for a re-test (食品安全法 88)",),
)


# R3 检查结果

NOT_WAIVED = frozenset({Trigger.TRIGGER_CLASS_COMPLAINT, Trigger.TRIGGER_CLASS_LEAD, Trigger.TRIGGER_CLASS_KEY_SAFETY})


def _no_check(facts: Facts) -> str:
    return "" if facts.outcome.HasField("check") else "the outcome carries no result of a check"


def _trigger(facts: Facts) -> str:
    if facts.outcome.check.trigger not in NOT_WAIVED:
        return ""
    name = Trigger.Name(facts.outcome.check.trigger).removeprefix("TRIGGER_CLASS_")
    return f"{name}: such checks stand for themselves, and neither replace nor are replaced"


def _other_matter(facts: Facts) -> str:
    theirs = facts.outcome.matter_code
    if not theirs:
        return "the outcome names no matter"
    if facts.matter_code in {"", theirs} or theirs in facts.mapped_codes:
        return ""
    return f"matter {theirs} isn't {facts.matter_code}, and no standard maps one to the other"


def _outside_window(facts: Facts) -> str:
    today, check = facts.today.isoformat(), facts.outcome.check
    if not facts.outcome.HasField("check"):
        return ""
    if not check.valid_until:
        return "how long the result stands isn't said"
    if check.checked_on <= today <= check.valid_until:
        return ""
    return f"the window is {check.checked_on} to {check.valid_until}"


INSPECTION = ScopeRules(
    conditions=(
        *COMMON,
        NOT_STAYED,
        Condition(name="CHECK_CARRIED", source="RULES.md §4.2", fault=_no_check),
        Condition(name="TRIGGER", source="优化营商环境条例 54", fault=_trigger),
        Condition(name="SAME_MATTER", source="浙江省综合行政执法条例 13; RULES.md §4.2", fault=_other_matter),
        Condition(name="WINDOW", source="RULES.md §4.2", fault=_outside_window),
    ),
    notes=("it counts toward the enterprise's yearly cap (国办发〔2024〕54号)",),
)


# R4 裁量


def _natural_person(facts: Facts) -> str:
    named = facts.outcome.subject.kind in {subject_pb2.SUBJECT_KIND_ORGANISATION, subject_pb2.SUBJECT_KIND_SOLE_TRADER}
    return "" if named or facts.outcome.subject.uscc else "it isn't certain that the party is no natural person"


def _no_decision(facts: Facts) -> str:
    return "" if facts.outcome.penalties else "nothing was penalised: it is no earlier violation (行政处罚法 28)"


def _outside_territory(facts: Facts) -> str:
    if not facts.territory:
        return ""
    digits = TERRITORY_DIGITS.get(facts.territory)
    if digits is None:
        return f"the list counts within {facts.territory!r}, which isn't one of {', '.join(TERRITORY_DIGITS)}"
    if facts.region[:digits] == facts.member[:digits]:
        return ""
    return f"the list counts within one {facts.territory}; {facts.region} lies in another than {facts.member}"


DISCRETION = ScopeRules(
    conditions=(
        *COMMON,
        NOT_STAYED,
        IN_EFFECT,
        Condition(name="NO_NATURAL_PERSON", source="RULES.md §4.2; 个人信息保护法 6", fault=_natural_person),
        Condition(name="PENALISED", source="行政处罚法 9、28", fault=_no_decision),
        Condition(name="TERRITORY", source="行政处罚法 33、34", fault=_outside_territory),
    ),
    steps=(
        PersonalStep(
            name="LIST_NAMED",
            source="行政处罚法 33、34",
            to_do="name the list or benchmark whose rule counts earlier violations: which territory counts is its to say",
            fault=lambda facts: "" if facts.territory else "no list or benchmark that says which territory counts is named, or held here",
        ),
    ),
)


# R5 一事不再罚


def _not_fined(facts: Facts) -> str:
    fined = any(one.kind == outcome_pb2.PENALTY_KIND_FINE for one in facts.outcome.penalties)
    return "" if fined else "no fine was imposed: it bars nothing"


def _not_confirmed(facts: Facts) -> str:
    if facts.confirmed_by is None or not facts.confirmed_by.certificate_number:
        return "nobody has confirmed that it is the same act"
    if facts.confirmed_by.organ != facts.organ:
        return f"it was confirmed by an officer of {facts.confirmed_by.organ}; {facts.organ} must confirm it"
    return ""


NE_BIS = ScopeRules(
    conditions=(
        *COMMON,
        NOT_STAYED,
        IN_EFFECT,
        Condition(name="FINED", source="行政处罚法 29", fault=_not_fined),
        Condition(name="SAME_MATTER", source="行政处罚法 29", fault=lambda facts: _other_matter(facts) if facts.matter_code else ""),
    ),
    steps=(
        PersonalStep(
            name="SAME_ACT_CONFIRMED",
            source="行政处罚法 29",
            to_do="confirm that it is the same act: company, act, place and time",
            fault=_not_confirmed,
        ),
    ),
    notes=("only a second fine is barred; other measures stay possible (行政处罚法 29)",),
)


# R6 信用


def _not_shown(facts: Facts) -> str:
    if facts.standing.published:
        return ""
    return f"its origin doesn't publish it ({state_name(facts.standing.state)})"


CREDIT = ScopeRules(
    conditions=(
        *COMMON,
        NOT_STAYED,
        Condition(name="PUBLISHED", source="行政处罚法 48; 市场监督管理行政处罚信息公示规定 13", fault=_not_shown, reason=_NOT_EFFECTIVE),
    ),
    notes=("it ends with the publication at its origin: repair, expiry, take-down",),
)

SCOPES: Mapping[int, ScopeRules] = {
    Scope.RECOGNITION_SCOPE_EVIDENCE: EVIDENCE,
    Scope.RECOGNITION_SCOPE_TEST: TEST,
    Scope.RECOGNITION_SCOPE_INSPECTION: INSPECTION,
    Scope.RECOGNITION_SCOPE_DISCRETION: DISCRETION,
    Scope.RECOGNITION_SCOPE_NE_BIS: NE_BIS,
    Scope.RECOGNITION_SCOPE_CREDIT: CREDIT,
}
