"""A plan as an Excel workbook: visits, also by organ and by officer, checklists; of a planner's, what isn't done and why, what it saves.

Every value is written as a text: no spreadsheet runs one as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

from exchange.planning.model import CheckKey, Problem
from exchange.planning.outputs.checklist import Checklist, Point
from exchange.planning.outputs.facts import Facts, facts_of
from exchange.planning.outputs.labels import Labels, cited, half_word, law_of, why_left_out
from exchange.planning.outputs.savings import Savings, savings_of
from exchange.planning.plan import Plan, Visit
from exchange.texts.i18n import N_, _

MAX_WIDTH = 60  # characters
MIN_WIDTH = 8
CJK_FROM = "\u2e80"  # characters from here on take two columns' width
Rows = Iterable[Sequence[str]]
Told = tuple[Visit, Facts]

VISITS = (
    N_("No."), N_("Day"), N_("Half-day"), N_("Company"), N_("Area"), N_("Lead organ"), N_("Organs and matters"), N_("Officers"),
    N_("Assisting"), N_("Why it is checked"), N_("Inspection code"), N_("Results public by"),
)  # fmt: skip
ORGANS = (
    N_("Organ"), N_("Day"), N_("Half-day"), N_("Visit"), N_("Company"), N_("Takes the lead"), N_("Matters"), N_("Officers"),
    N_("Assisting"),
)  # fmt: skip
OFFICERS = (
    N_("Officer (reference)"), N_("Day"), N_("Half-day"), N_("Visit"), N_("Company"), N_("For the matters of"), N_("Assists only"),
)  # fmt: skip
CHECKS = (
    N_("Visit"), N_("Company"), N_("No."), N_("How it is checked"), N_("Check item"), N_("Conditions"), N_("Requirement"),
    N_("Mandatory"), N_("By whose standard"), N_("Law"), N_("Stricter than the others"), N_("Covers also"), N_("Not comparable with"),
    N_("Result"),
)  # fmt: skip
SAVINGS = (N_("Figure"), N_("Each organ alone"), N_("This plan"), N_("Less"))
LEFT_OUT = (
    N_("Company"), N_("Organ"), N_("Matter"), N_("Why"),
)  # fmt: skip


def workbook_of(problem: Problem, plan: Plan, labels: Labels, checklists: Mapping[int, Checklist]) -> bytes:
    """Return the file; `checklists` by the visit's place in the plan, from 0 (without one, a visit's checklist isn't in it)."""
    further = [
        (_("Not on site"), LEFT_OUT, _not_on_site(plan, labels)),
        (_("Savings"), SAVINGS, _saved(savings_of(problem, plan))),
    ]
    return _book(list(zip(plan.visits, facts_of(problem, plan.visits), strict=True)), labels, checklists, further)


def visits_workbook(visits: Sequence[Told], labels: Labels, checklists: Mapping[int, Checklist]) -> bytes:
    """Return the file for visits of which no more is known than is told; `checklists` by their place, from 0."""
    return _book(visits, labels, checklists, ())


def _book(
    visits: Sequence[Told], labels: Labels, checklists: Mapping[int, Checklist], further: Iterable[tuple[str, Sequence[str], Rows]]
) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.formats[0].set_text_wrap()
        _sheet(book, _("Visits"), VISITS, _visits(visits, labels))
        _sheet(book, _("By organ"), ORGANS, _by_organ(visits, labels))
        _sheet(book, _("By officer"), OFFICERS, _by_officer(visits, labels))
        _sheet(book, _("Checklists"), CHECKS, _checks(visits, labels, checklists))
        for name, titles, rows in further:
            _sheet(book, name, titles, rows)
    return out.getvalue()


def _sheet(book: Any, name: str, titles: Sequence[str], rows: Rows) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    shown = [_(one) for one in titles]
    widths = [_width(one) for one in shown]
    for column, title in enumerate(shown):
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
            widths[column] = max(widths[column], _width(text))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(MAX_WIDTH, width))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(text: str) -> int:
    return MIN_WIDTH // 4 + max(MIN_WIDTH, *(sum(1 + (char >= CJK_FROM) for char in line) for line in text.split("\n")))


def _visits(visits: Iterable[Told], labels: Labels) -> Rows:
    for visit, facts in visits:
        yield [
            facts.number,
            visit.slot.day.isoformat(),
            half_word(visit.slot.half),
            labels.target(visit.target),
            facts.area,
            labels.organ(visit.lead),
            "\n".join(f"{labels.organ(part.organ)}{_(': ')}{labels.listed(part.matters)}" for part in visit.parts),
            "\n".join(sorted({ref for part in visit.parts for ref in part.officers})),
            "\n".join(sorted({ref for part in visit.parts for ref in part.assistants})),
            "\n".join(facts.reasons),
            facts.inspection_code,  # else written in when the code is handed over, before entry (H5)
            visit.publish_by.isoformat(),
        ]


def _by_organ(visits: Iterable[Told], labels: Labels) -> Rows:
    parts = [(part, visit, facts.number, at) for at, (visit, facts) in enumerate(visits) for part in visit.parts]
    for part, visit, number, _at in sorted(parts, key=lambda one: (one[0].organ, one[3])):
        yield [
            labels.organ(part.organ),
            visit.slot.day.isoformat(),
            half_word(visit.slot.half),
            number,
            labels.target(visit.target),
            _("yes") if visit.lead == part.organ else _("no"),
            labels.listed(part.matters),
            "\n".join(sorted(part.officers)),
            "\n".join(sorted(part.assistants)),
        ]


def _by_officer(visits: Iterable[Told], labels: Labels) -> Rows:
    going = [(ref, at, visit, facts.number) for at, (visit, facts) in enumerate(visits) for ref in visit.team]
    for ref, _at, visit, number in sorted(going, key=lambda one: one[:2]):
        inspects = [labels.organ(part.organ) for part in visit.parts if ref in part.officers]
        assists = [labels.organ(part.organ) for part in visit.parts if ref in part.assistants]
        yield [
            ref,
            visit.slot.day.isoformat(),
            half_word(visit.slot.half),
            number,
            labels.target(visit.target),
            _(", ").join(inspects or assists),
            _("no") if inspects else _("yes"),
        ]


def _checks(visits: Iterable[Told], labels: Labels, checklists: Mapping[int, Checklist]) -> Rows:
    for at, (visit, facts) in enumerate(visits):
        if at not in checklists:
            continue
        points = checklists[at].points
        numbers = {point.line.name: number for number, point in enumerate(points, 1)}
        for number, point in enumerate(points, 1):
            yield [facts.number, labels.target(visit.target), str(number), *_point(point, labels, numbers), ""]
        for organ, code in checklists[at].without:
            text = _("{organ} has no checklist in force for {matter}").format(organ=labels.organ(organ), matter=labels.matter(code))
            yield [facts.number, labels.target(visit.target), "", "", text, "", "", "", labels.organ(organ), "", "", "", "", ""]


def _point(point: Point, labels: Labels, numbers: Mapping[tuple[str, str, int], int]) -> list[str]:
    item = point.line.item
    return [
        item.check.method,
        item.act,
        item.conditions,
        item.check.requirement or item.measures,
        _("yes") if item.check.mandatory else _("no"),
        cited(point.line, labels),
        law_of(point.line),
        _("yes") if point.is_stricter else "",
        "\n".join(f"{cited(one, labels)}\n{law_of(one)}".strip() for one in point.merged),
        _(", ").join(_("No. {number}").format(number=numbers[one]) for one in point.beside),
    ]


def _not_on_site(plan: Plan, labels: Labels) -> Rows:
    for key in plan.paper:
        yield [*_key(key, labels), _("checked on paper, nobody enters")]
    for one in plan.left_out:
        yield [*_key(one.check, labels), why_left_out(one)]


def _saved(savings: Savings) -> Rows:
    yield [_("Entries into companies"), str(savings.visits_alone), str(savings.visits), f"{savings.visits_percent:.1f} %"]
    ways = (f"{one / 1000:.1f}" for one in (savings.metres_alone, savings.metres))
    yield [_("Kilometres from the yard and back"), *ways, f"{savings.metres_percent:.1f} %"]


def _key(key: CheckKey, labels: Labels) -> list[str]:
    return [labels.target(key.target), labels.organ(key.organ), labels.matter(key.matter)]
