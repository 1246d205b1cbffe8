"""What `exchange inspection plan` writes of a plan, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.output import print_details, print_json
from exchange.texts.i18n import _

if TYPE_CHECKING:
    from exchange.planning.model import Problem
    from exchange.planning.outputs.sources import Held
    from exchange.planning.plan import Plan

SHEETS = "sheets"


def write_plan(folder: Path, problem: Problem, plan: Plan, *, plan_id: str, held: Held | None = None) -> list[Path]:
    """Everything that the plan gives people, into a folder that is new or empty; returns what was written.

    Args:
        folder: where.
        problem: what it was made of.
        plan: what is written.
        plan_id: names it.
        held: the standards whose checklists are merged; without them there are none.

    Raises:
        OSError: the folder can't be written, or holds something.
    """
    from exchange.planning.files import written
    from exchange.planning.outputs.calendar import calendar_of
    from exchange.planning.outputs.checklist import Checklist
    from exchange.planning.outputs.labels import Labels
    from exchange.planning.outputs.overview import overview
    from exchange.planning.outputs.revisions import entries
    from exchange.planning.outputs.sources import checklists_of
    from exchange.planning.outputs.task_sheet import task_sheet
    from exchange.planning.outputs.workbook import workbook_of
    from exchange.planning.tours import tours_of

    make_empty(folder)
    labels, members = Labels(), {one.uscc: one.member for one in problem.organs}
    checklists = dict(enumerate(checklists_of(held, plan.visits, members=members))) if held is not None else {}
    calendar = calendar_of(
        entries([plan.visits]),
        labels,
        plan_id=plan_id,
        members=members,
        stamp=datetime.now(UTC),
        half_day_minutes=problem.terms.half_day_minutes,
        in_force=False,
    )
    contents: dict[str, bytes] = {
        "problem.json": written(problem),
        "plan.json": written(plan),
        "plan.ics": calendar,
        "plan.xlsx": workbook_of(problem, plan, labels, checklists),
        "overview.html": overview(problem, plan, tours_of(problem, plan), labels, plan_id=plan_id).encode(),
    }
    for at, visit in enumerate(plan.visits):
        checklist = checklists.get(at, Checklist(points=(), without=()))
        sheet = task_sheet(problem, visit, checklist, labels, plan_id=plan_id, number=at + 1)
        contents[f"{SHEETS}/{at + 1:04}.html"] = sheet.encode()
    return write_all(folder, contents)


def make_empty(folder: Path) -> None:
    """Makes the folder, where it isn't there.

    Raises:
        OSError: it can't be made, or holds something.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} isn't empty")


def write_all(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Files by their names, task sheets in a folder of their own; returns what was written."""
    (folder / SHEETS).mkdir()
    for name, content in contents.items():
        with (folder / name).open("xb") as file:
            file.write(content)
    return [folder / name for name in contents]


def file_name(text: str) -> str:
    """A name that somebody else chose, as one of a file: it never leaves its folder.

    >>> file_name("V0001"), file_name("../../home")
    ('V0001', '______home')
    """
    return re.sub(r"[^A-Za-z0-9_-]", "_", text) or "_"


def unwritable(folder: Path, error: OSError) -> CliError:
    """The error to show where `--output` can't be written."""
    description = _("{path} can't be written: {reason}").format(path=folder, reason=error)
    return CliError(description, reason="FILE_UNWRITABLE", fields=[FieldFault(field="output", description=description)])


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a re-made plan does to the one before: visits that are new or other than they were; visits of it that aren't planned again."""

    changed: int
    dropped: int


def show_plan(
    problem: Problem, plan: Plan, files: list[Path], *, folder: Path | None, as_json: bool, changes: Changes | None = None
) -> None:
    """In figures; of a re-made plan also what changes."""
    from exchange.planning.outputs.savings import savings_of

    saved = savings_of(problem, plan)
    if as_json:
        figures: dict[str, Any] = {
            "visits": len(plan.visits),
            "joint": saved.joint,
            "visits_alone": saved.visits_alone,
            "metres": saved.metres,
            "metres_alone": saved.metres_alone,
            "paper": len(plan.paper),
            "left_out": len(plan.left_out),
            "cost": plan.cost.total,
            "bound": plan.bound,
            "proven": plan.proven,
            "gap": round(plan.gap, 4),
        }
        if changes is not None:
            figures |= {"changed_visits": changes.changed, "dropped_visits": changes.dropped}
        print_json({**figures, "folder": str(folder) if folder else "", "files": len(files)})
        return
    quality = _("proven to be the cheapest") if plan.proven else _("at most {gap:.1%} above the cheapest").format(gap=plan.gap)
    changed: list[tuple[str, str]] = []
    if changes is not None:
        said = _("{count}; {dropped} of the plan before are carried out, gone, or outside the period")
        changed.append((_("Changed visits"), said.format(count=changes.changed, dropped=changes.dropped)))
    print_details(
        [
            (_("Visits"), _("{count}, {joint} of them joint").format(count=len(plan.visits), joint=saved.joint)),
            *changed,
            (_("Each organ alone"), _("{count} visits").format(count=saved.visits_alone)),
            (_("Travel"), _("{now:.0f} km instead of {alone:.0f} km").format(now=saved.metres / 1000, alone=saved.metres_alone / 1000)),
            (_("On paper"), str(len(plan.paper))),
            (_("Left out"), str(len(plan.left_out))),
            (_("Quality"), quality),
            (_("Files"), str(folder) if folder else _("none; name a folder with --output")),
        ]
    )
