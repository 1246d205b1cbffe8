"""What a decision must be beyond its fields' shapes.

Identifiers with right check digits, dates that exist and follow one another, and what each step of the ladder 查劝改罚公开 has to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.v1 import outcome_pb2

Step = outcome_pb2.OutcomeStep
Kind = outcome_pb2.OutcomeRevisionKind

_DATES = ("decided_on", "valid_until", "published_on", "publish_until", "act_on", "act_from")
_WITHOUT_PENALTY = frozenset({Step.OUTCOME_STEP_CHECKED, Step.OUTCOME_STEP_PERSUADED, Step.OUTCOME_STEP_RECTIFIED})
_REPLACING = frozenset({Kind.OUTCOME_REVISION_KIND_CHANGED, Kind.OUTCOME_REVISION_KIND_PARTLY_REVOKED})
_REVIEWS = frozenset({Kind.OUTCOME_REVISION_KIND_REVIEW_OPENED, Kind.OUTCOME_REVISION_KIND_REVIEW_CLOSED})
_TESTS = frozenset({Kind.OUTCOME_REVISION_KIND_TEST_DISPUTED, Kind.OUTCOME_REVISION_KIND_TEST_CONFIRMED})


class FieldFaultText(NamedTuple):
    """A field's path within the message, and what would be right."""

    field: str
    fault: str


def faults_of(outcome: outcome_pb2.Outcome) -> list[FieldFaultText]:
    """Everything wrong with an outcome; empty when nothing is."""
    return [*_code_faults(outcome), *_date_faults(outcome), *_step_faults(outcome), *_named_once(outcome), *_tested(outcome)]


def _code_faults(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    codes = {
        "subject.uscc": outcome.subject.uscc,
        "deciding_organ_uscc": outcome.deciding_organ_uscc,
        "source_organ_uscc": outcome.source_organ_uscc,
    }
    for field, code in codes.items():
        if not code:
            continue
        try:
            parse_uscc(code)
        except IdentifierError as error:
            yield FieldFaultText(field, f"{error.reason}: {error}")


def _date_faults(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    texts = {field: text for field in _DATES if (text := getattr(outcome, field))}
    order = [("decided_on", "valid_until"), ("decided_on", "publish_until"), ("act_on", "decided_on"), ("act_from", "act_on")]
    if outcome.HasField("check"):
        check = outcome.check
        texts |= {f"check.{field}": text for field in ("checked_on", "valid_until", "rectify_by") if (text := getattr(check, field))}
        order += [("check.checked_on", "check.valid_until"), ("check.checked_on", "check.rectify_by")]
    yield from _in_order(texts, order)


def _tested(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    for at, report in enumerate(outcome.tests):
        tested, until = f"tests[{at}].tested_on", f"tests[{at}].valid_until"
        yield from _in_order({tested: report.tested_on} | ({until: report.valid_until} if report.valid_until else {}), [(tested, until)])


def _in_order(texts: dict[str, str], order: Iterable[tuple[str, str]]) -> Iterator[FieldFaultText]:
    """Days that aren't in the calendar, and those that come before what they must follow."""
    dates: dict[str, date] = {}
    for field, text in texts.items():
        try:
            dates[field] = date.fromisoformat(text)
        except ValueError:
            yield FieldFaultText(field, f"{text} isn't a day of the calendar; it must be YYYY-MM-DD")
    for earlier, later in order:
        if earlier in dates and later in dates and dates[earlier] > dates[later]:
            yield FieldFaultText(later, f"{dates[later]} is before {earlier} {dates[earlier]}")


def _step_faults(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    """一查 二劝 三改 四罚 五公开: each step says what it consists of; what isn't a penalty carries none (行政处罚法 28)."""
    step = outcome.step
    name = Step.Name(step).removeprefix("OUTCOME_STEP_") if step in Step.values() else ""
    if step in _WITHOUT_PENALTY and outcome.penalties:
        yield FieldFaultText("penalties", f"step {name} has no penalties; with a penalty it is PENALISED")
    if step == Step.OUTCOME_STEP_CHECKED and not outcome.HasField("check"):
        yield FieldFaultText("check", "step CHECKED needs the result of the check: trigger, day, passed or not")
    if step == Step.OUTCOME_STEP_RECTIFIED and not outcome.rectification_order:
        yield FieldFaultText("rectification_order", "step RECTIFIED needs the order to rectify (行政处罚法 28)")
    if step == Step.OUTCOME_STEP_PUBLISHED and not (outcome.published_on or outcome.source.kind == outcome_pb2.SOURCE_KIND_PUBLICATION):
        yield FieldFaultText("published_on", "step PUBLISHED needs the day of publication")


def _named_once(outcome: outcome_pb2.Outcome) -> Iterator[FieldFaultText]:
    """A review names evidence, and a recognition a report: so each name stands for one."""
    for field, names in (("evidence", [one.name for one in outcome.evidence]), ("tests", [one.report_number for one in outcome.tests])):
        if twice := sorted(name for name, count in Counter(names).items() if count > 1):
            yield FieldFaultText(field, f"{', '.join(twice)} stands there twice; each needs a name of its own")


def revision_faults(revision: outcome_pb2.OutcomeRevision) -> list[FieldFaultText]:
    """Everything that is wrong with a revision by itself, whatever it revises; empty when nothing is."""
    faults = list(_in_order({"effective_on": revision.effective_on}, ()))
    if revision.publish_until:
        faults += _in_order(
            {"effective_on": revision.effective_on, "publish_until": revision.publish_until}, [("effective_on", "publish_until")]
        )
    return [*dict.fromkeys(faults), *_parts(revision), *_replacement(revision)]


def _parts(revision: outcome_pb2.OutcomeRevision) -> Iterator[FieldFaultText]:
    if revision.kind in _REVIEWS and not revision.review:
        yield FieldFaultText("review", "say which review it is: RECONSIDERATION or LITIGATION")
    if revision.kind in _TESTS and not revision.report_number:
        yield FieldFaultText("report_number", "say which test report it is about")
    if revision.publish_until and revision.kind != Kind.OUTCOME_REVISION_KIND_PUBLISHED:
        yield FieldFaultText("publish_until", "goes with PUBLISHED only")


def _replacement(revision: outcome_pb2.OutcomeRevision) -> Iterator[FieldFaultText]:
    """变更、部分撤销 leave a decision standing, so they say which; after the others nothing stands."""
    if revision.kind in _REPLACING and not revision.HasField("replacement"):
        yield FieldFaultText("replacement", "the decision as changed is needed; where nothing of it stands, it is REVOKED")
    if revision.kind not in _REPLACING and revision.HasField("replacement"):
        yield FieldFaultText("replacement", "goes with CHANGED and PARTLY_REVOKED only")
    if revision.HasField("replacement"):
        yield from (FieldFaultText(f"replacement.{one.field}", one.fault) for one in faults_of(revision.replacement))
