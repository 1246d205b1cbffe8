"""The task sheet of a visit (现场检查任务单): what the team carries and fills in, a page that prints on A4 and needs nothing else.

It has the fields to fill in by hand: the inspection code before entry (H5), who shows which certificate, a result for each point, and the
company's signature.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from exchange.planning.model import Problem
from exchange.planning.outputs.checklist import Checklist
from exchange.planning.outputs.labels import Labels, cited, half_word, law_of, why
from exchange.planning.plan import Visit
from exchange.texts import i18n


def task_sheet(problem: Problem, visit: Visit, checklist: Checklist, labels: Labels, *, plan_id: str, number: int) -> str:
    """Return the sheet as an HTML document; `number` is the visit's in the plan, from 1."""
    target = next(one for one in problem.targets if one.id == visit.target)
    numbers = {point.line.name: at for at, point in enumerate(checklist.points, 1)}
    return (
        _environment()
        .get_template("task_sheet.html")
        .render(
            plan_id=plan_id,
            number=number,
            visit=visit,
            target=target,
            checklist=checklist,
            labels=labels,
            numbers=numbers,
            reasons=why(problem, visit),
        )
    )


@cache
def _environment() -> Environment:
    """As the console's: what is printed is escaped, a name that isn't there is an error."""
    made = Environment(
        loader=PackageLoader("exchange.planning.outputs"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_=i18n._, language=i18n.language, half_word=half_word, cited=cited, law_of=law_of)
    return made
