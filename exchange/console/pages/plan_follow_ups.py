"""Steps that follow an inspection's results: a rectification is checked, a neighbour's result is recognised, a recognition ends."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request

from exchange.console.forms import NO, YES, Field
from exchange.console.pages.names import context_of
from exchange.console.pages.plan_steps import Answer, Step
from exchange.console.pages.plan_tables import is_own, may_be_relied_on, named
from exchange.console.tables import Cell, cell
from exchange.domain.inspections import inspected_on
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.v1 import error_pb2, inspection_pb2, record_pb2
from exchange.v1.inspection_service_pb2 import VisitResult
from exchange.wire import FieldFault, RefusedError


async def checking(request: Request, answer: Answer) -> Step:
    """Whether a rectification that the visitor's organ ordered was done (整改复查)."""
    record_id, matter = _named(request)
    found = [one for one in answer.rectifications if (one.inspection_record_id, one.matter_code) == (record_id, matter)]
    if not found:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("The plan has no such rectification."))
    one = next((each for each in found if is_own(request, each.member, each.organ)), found[0])
    result = next(each for each in _results(answer, record_id, matter) if (each.member, each.organ) == (one.member, one.organ))
    first, today = str(inspected_on(result.inspection)), context_of(request).today.isoformat()
    why_not = ""
    if not is_own(request, one.member, one.organ):
        why_not = _("The organ that ordered the rectification checks it: {organ}.").format(organ=named(request, one.member, one.organ))
    elif one.rectified:
        why_not = _("It was found rectified on {day}; there is nothing left to check.").format(day=one.checked_on)

    def check(draft: record_pb2.RecordDraft) -> Iterator[FieldFault]:
        if not first <= draft.rectification_check.checked_on <= today:
            description = _("a day from the inspection, {first}, to today is needed").format(first=first)
            yield FieldFault(field="rectification_check.checked_on", description=description)

    done = [(YES, _("rectified")), (NO, _("not rectified"))]
    note = _("what was seen, and what follows where it isn't rectified; without a person's name")
    return Step(
        title=_("Check a rectification"),
        fields=[
            Field(name="rectification_check.checked_on", label=_("Checked on"), kind="date", required=True, value=today),
            Field(name="rectification_check.rectified", label=_("Rectification"), kind="select", choices=done, required=True),
            Field(name="rectification_check.note", label=_("Note"), kind="long", hint=note),
        ],
        draft=record_pb2.RecordDraft(
            rectification_check=inspection_pb2.RectificationCheck(inspection_record_id=record_id, matter_code=matter)
        ),
        facts=[*_facts(request, result, matter), (_("To rectify by"), cell(one.rectify_by))],
        why_not=why_not,
        check=check,
    )


async def recognising(request: Request, answer: Answer) -> Step:
    """The visitor's organ takes a neighbour's result as its own until a day (检查结果互认)."""
    record_id, matter = _named(request)
    found, own = _results(answer, record_id, matter), context_of(request).member
    result = next((one for one in found if one.member != own), found[0])
    first = str(inspected_on(result.inspection))
    why_not = ""
    if result.member == own:
        why_not = _("Only an organ of another member recognises it.")
    elif not _may_be_relied_on(answer, result, matter):
        why_not = _("Only what a check by chance found in order, or corrected at once, may be recognised (RULES.md §4.2, R3).")

    def check(draft: record_pb2.RecordDraft) -> Iterator[FieldFault]:
        if draft.inspection_recognition.until < first:
            description = _("a day from the inspection, {first}, on is needed").format(first=first)
            yield FieldFault(field="inspection_recognition.until", description=description)

    return Step(
        title=_("Recognise a result"),
        fields=[
            Field(
                name="inspection_recognition.until",
                label=_("Until"),
                kind="date",
                required=True,
                hint=_("last day on which your organ doesn't inspect the matter there"),
            ),
            Field(
                name="inspection_recognition.own_matter_code",
                label=_("Own code of the matter"),
                hint=_("14 digits, where it differs"),
            ),
            Field(name="inspection_recognition.reason", label=_("Reason"), kind="long", required=True),
        ],
        draft=_recognition(record_id, matter),
        facts=_facts(request, result, matter),
        why_not=why_not,
        check=check,
    )


async def ending(request: Request, answer: Answer) -> Step:
    """A recognition of the visitor's organ ends."""
    record_id, matter = _named(request)
    result = _results(answer, record_id, matter)[0]
    stands = any(
        is_own(request, one.member, one.organ) and (one.inspection_record_id, one.matter_code) == (record_id, matter)
        for one in answer.recognitions
    )
    return Step(
        title=_("End a recognition"),
        fields=[Field(name="inspection_recognition.reason", label=_("Reason"), kind="long", required=True)],
        draft=_recognition(record_id, matter),
        facts=_facts(request, result, matter),
        why_not="" if stands else _("No recognition of your organ stands that could be ended."),
    )


def _results(answer: Answer, record_id: str, matter: str) -> list[VisitResult]:
    """Results of a matter by their record's id; several where a member copied another's id.

    Raises:
        RefusedError: NOT_FOUND.
    """
    found = [
        one for one in answer.results if one.record_id == record_id and any(each.matter_code == matter for each in one.inspection.results)
    ]
    if not found:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("The plan has no such result."))
    return found


def _may_be_relied_on(answer: Answer, result: VisitResult, matter: str) -> bool:
    """Of a visit that the newest version hasn't any more the node decides."""
    visit = next((one for one in answer.plan.visits if one.visit_id == result.inspection.visit_id), None)
    return visit is None or all(may_be_relied_on(visit, one) for one in result.inspection.results if one.matter_code == matter)


def _recognition(record_id: str, matter: str) -> record_pb2.RecordDraft:
    said = inspection_pb2.InspectionRecognition(inspection_record_id=record_id, matter_code=matter)
    return record_pb2.RecordDraft(inspection_recognition=said)


def _named(request: Request) -> tuple[str, str]:
    return str(request.path_params["inspection"]), str(request.path_params["matter"])


def _facts(request: Request, result: VisitResult, matter: str) -> list[tuple[str, Cell]]:
    found = next(one for one in result.inspection.results if one.matter_code == matter)
    return [
        (_("Visit"), cell(result.inspection.visit_id)),
        (_("Inspected by"), cell(named(request, result.member, result.organ))),
        (_("Inspected on"), cell(str(inspected_on(result.inspection)))),
        (_("Matter"), cell(matter, code=True)),
        (_("Result"), cell(word(inspection_pb2.InspectionResult, found.result))),
    ]
