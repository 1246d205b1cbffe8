"""What follows from an inspection's results: checks of rectifications, and recognitions by neighbours' organs.

Which results may be recognised (RULES.md §4.2, R3): those of a check that chance or a programme chose (日常、专项), that found nothing or
only what was corrected at once. A check for a cause (个案、投诉、转办、监测), a re-check and a check of a key sector stand for themselves
(优化营商环境条例 54): they neither replace another nor are replaced. A result that ordered something, left something to be handled or
couldn't be had is none to skip a check for.
"""

from __future__ import annotations

from exchange.domain.calendar import add_months, legal_day
from exchange.domain.inspections._folded import Folded, RecognitionKey, Step, inspected_on
from exchange.domain.inspections._plans import PLANNED, Fault, day_in
from exchange.v1 import inspection_pb2 as pb

RELIABLE_TRIGGERS = PLANNED | {pb.INSPECTION_TRIGGER_SPECIAL_FROM_ABOVE}
RELIABLE_RESULTS = frozenset({pb.INSPECTION_RESULT_NOTHING_FOUND, pb.INSPECTION_RESULT_CORRECTED_AT_ONCE})
LONGEST_MONTHS = 24
"""No recognition lasts longer than the period in which the law covers everybody; of other duties than food's by analogy (confidence C)."""
_UNKNOWN = "is no inspection record that counts in this plan"


def check_fault(folded: Folded, step: Step) -> Fault | None:
    """Why a check of a rectification has no effect."""
    check, named = step.content, folded.named.get(step.content.inspection_record_id)
    if not named:
        return "inspection_record_id", _UNKNOWN
    result = next((one for one in named if (one.member, one.organ) == (step.member, step.organ)), None)
    if result is None:
        return "organ", f"only {named[0].organ} of {named[0].member}, which inspected, checks what it ordered (行政处罚法 28)"
    if step.index <= result.index:
        return "inspection_record_id", "comes later in the ledger than the check of what it ordered"
    ordered = [one.matter_code for one in result.content.results if one.result == pb.INSPECTION_RESULT_RECTIFICATION_ORDERED]
    if check.matter_code not in ordered:
        return "matter_code", f"no rectification of it was ordered there; it was of {', '.join(ordered) or 'none'} (行政处罚法 28)"
    day, inspected = day_in(check.checked_on), inspected_on(result.content)
    if day is None or inspected is None or not inspected <= day <= legal_day(step.issued_at):
        return "checked_on", f"must be a day from the inspection, {inspected}, to the day on which the check is signed"
    before = folded.checks.get(_checked(result, check), ())
    if before and before[-1].content.rectified:
        return "matter_code", f"was found rectified on {before[-1].content.checked_on} already; there is nothing left to check"
    return None


def take_check(folded: Folded, step: Step) -> None:
    """Enters a check that has an effect."""
    results = folded.named[step.content.inspection_record_id]
    result = next(one for one in results if (one.member, one.organ) == (step.member, step.organ))
    folded.checks.setdefault(_checked(result, step.content), []).append(step)


def recognition_fault(folded: Folded, step: Step) -> Fault | None:
    """Why a recognition, or its end, has no effect."""
    said, named = step.content, folded.named.get(step.content.inspection_record_id)
    if not named:
        return "inspection_record_id", _UNKNOWN
    if len(named) > 1:  # a member has taken the id of another's: which is meant, nobody can say
        return "inspection_record_id", "is the id of several organs' records; the one that took it later must enter its results anew"
    result = _recognised(named, step)
    if result is None:
        return (
            "organ",
            f"{step.organ} is of the member that inspected, {step.member}; recognition is of a neighbour's (优化营商环境条例 57)",
        )
    found = next((one for one in result.content.results if one.matter_code == said.matter_code), None)
    if found is None:
        codes = ", ".join(one.matter_code for one in result.content.results)
        return "matter_code", f"wasn't inspected there; name one of {codes} (浙江省综合行政执法条例 13)"
    if not said.until:
        stands = _key(result, step) in folded.recognitions
        return (
            None if stands else ("until", f"is missing: no recognition of {step.organ} stands that could be ended; give its last legal day")
        )
    return _reliance_fault(folded, result, found) or _until_fault(result, said.until)


def _reliance_fault(folded: Folded, result: Step, found: pb.MatterResult) -> Fault | None:
    visit = folded.visit_of(result)
    if visit.trigger not in RELIABLE_TRIGGERS or visit.selection != pb.INSPECTION_SELECTION_DRAWN:
        return (
            "inspection_record_id",
            "is of a check for a cause, a re-check or a check of a key sector: such stand for themselves (优化营商环境条例 54)",
        )
    if found.result not in RELIABLE_RESULTS:
        return "matter_code", "only what found nothing, or was corrected at once, may be relied on in place of a check (RULES.md §4.2)"
    return None


def _until_fault(result: Step, until: str) -> Fault | None:
    last, inspected = day_in(until), inspected_on(result.content)
    if last is None or inspected is None or last < inspected:
        return "until", f"must be a day not before the inspection's, {inspected}; empty, it ends the recognition"
    latest = add_months(inspected, LONGEST_MONTHS)
    if last > latest:
        return "until", f"must not lie beyond {latest}: within two years everybody is inspected again (食品生产经营监督检查管理办法 21)"
    return None


def take_recognition(folded: Folded, step: Step) -> None:
    """Enters a recognition that has an effect, in place of the organ's earlier one; without a last day it ends that."""
    result = _recognised(folded.named[step.content.inspection_record_id], step)
    if result is None:
        return
    key = _key(result, step)
    folded.recognitions.pop(key, None)
    if step.content.until:
        folded.recognitions[key] = step


def _recognised(named: list[Step], step: Step) -> Step | None:
    return next((one for one in named if one.member != step.member), None)


def _checked(result: Step, check: pb.RectificationCheck) -> tuple[str, str, str]:
    return result.content.visit_id, result.organ, check.matter_code


def _key(result: Step, step: Step) -> RecognitionKey:
    return result.content.visit_id, result.organ, step.content.matter_code, step.member, step.organ
