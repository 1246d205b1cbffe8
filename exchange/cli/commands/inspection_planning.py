"""`exchange inspection plan`: from a problem to a plan that is lawful, or to the rules in conflict."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options
from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.profile import Connection
from exchange.texts.i18n import CHINESE, N_, _, language

if TYPE_CHECKING:
    from exchange.cli.planning import Changes
    from exchange.planning.model import Problem
    from exchange.planning.plan import Plan


def add_to(group: Group) -> None:
    """Puts the command into the group `inspection`."""
    group.add_command(plan)


@click.command(
    "plan",
    cls=Group.command_class,
    help=N_(
        "Plan joint inspections: PROBLEM is JSON of exchange.planning.model.Problem (companies, matters, checks due, officers as "
        "references, agreements). The plan is checked by a second program before it is written. Exit code 1, with the smallest set of "
        "rules in conflict, where there is none. With --before only what must change changes."
    ),
)
@click.argument("problem", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@option("--example", type=click.IntRange(min=0), help=N_("Instead of PROBLEM: two made-up districts, by this seed."))
@option("--companies", type=click.IntRange(min=10, max=500), default=60, show_default=True, help=N_("Companies of the example."))
@option("--output", type=click.Path(path_type=Path, file_okay=False), help=N_("Folder for plan, calendar, workbook, map and task sheets."))
@option(
    "--before",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=N_("Folder of the plan that is re-made (its plan.json): as few of its visits as can be are changed."),
)
@option("--seconds", type=click.FloatRange(min=1), default=30.0, show_default=True, help=N_("Time that the solver may take."))
@option("--standards", is_flag=True, help=N_("With --output: merge the checklists of the standards that the node holds."))
@client_options(purpose="JOINT_INSPECTION", only_with="standards")
@json_option
def plan(
    *,
    connection: Connection | None,
    problem: Path | None,
    example: int | None,
    companies: int,
    output: Path | None,
    before: Path | None,
    seconds: float,
    standards: bool,
    as_json: bool,
) -> None:
    """By fewest visits first."""
    from exchange.cli.checklists import held_at
    from exchange.cli.planning import show_plan, unwritable, write_plan
    from exchange.planning.checker import violations
    from exchange.planning.conflicts import smallest_conflict
    from exchange.planning.model import InfeasibleError, PlanningError
    from exchange.planning.solver import SolverError

    if standards and output is None:
        raise click.UsageError(_("--standards goes with --output: checklists are written there"))
    try:
        wanted, old = _problem(problem, example, companies), _before(before)
        counts = {"checks": len(wanted.checks), "targets": len(wanted.targets)}
        held = held_at(connection) if connection is not None else None
        click.echo(_("Planning {checks} checks at {targets} companies …").format(**counts), err=True)
        made, changes = _made(wanted, old, seconds=seconds)
    except PlanningError as error:
        raise CliError(str(error), reason="PROBLEM_INVALID", fields=[FieldFault(field="problem", description=str(error))]) from error
    except InfeasibleError as error:
        conflict = smallest_conflict(wanted)
        words = (conflict.zh if language() == CHINESE else conflict.en) if conflict else str(error)
        fields = [FieldFault(field=rule, description=words) for rule in conflict.rules] if conflict else []
        raise CliError(words, reason="INFEASIBLE", fields=fields) from error
    except SolverError as error:
        description = _("no plan was found in {seconds:g} s; give more with --seconds").format(seconds=seconds)
        raise CliError(description, reason="NO_PLAN_IN_TIME", fields=[FieldFault(field="seconds", description=description)]) from error
    if found := violations(wanted, made):
        raise CliError("; ".join(map(str, found[:5])), reason="PLAN_UNLAWFUL")
    try:
        files = write_plan(output, wanted, made, plan_id=wanted.work_plan.id, held=held) if output else []
    except OSError as error:
        raise unwritable(output or Path(), error) from error
    show_plan(wanted, made, files, folder=output, as_json=as_json, changes=changes)


def _made(problem: Problem, before: Plan | None, *, seconds: float) -> tuple[Plan, Changes | None]:
    """The cheapest; or that which changes least, with how much that is."""
    from exchange.cli.planning import Changes
    from exchange.planning.assign import make_plan
    from exchange.planning.replan import replan, still_asked

    if before is None:
        return make_plan(problem, seconds=seconds), None
    old = still_asked(problem, before)
    again = replan(problem, old, today=problem.period.first - timedelta(days=1), seconds=seconds)
    changes = Changes(changed=len({*again.plan.visits} - {*old.visits}), dropped=len(before.visits) - len(old.visits))
    return again.plan, changes


def _before(folder: Path | None) -> Plan | None:
    """The plan that was made before.

    Raises:
        CliError: it isn't there, or isn't one.
    """
    from exchange.cli.drafts import read_bytes
    from exchange.planning.files import plan_of
    from exchange.planning.model import PlanningError

    if folder is None:
        return None
    path = folder / "plan.json"
    try:
        return plan_of(read_bytes(path))
    except PlanningError as error:
        description = f"{path}: {error}"
        raise CliError(description, reason="PLAN_INVALID", fields=[FieldFault(field="before", description=description)]) from error


def _problem(path: Path | None, example: int | None, companies: int) -> Problem:
    """From the file, or made up."""
    from exchange.planning.files import problem_of
    from exchange.planning.generate import Size, district_pair

    if (path is None) == (example is None):
        description = _("give a file with the problem, or --example SEED")
        raise CliError(description, reason="USAGE", fields=[FieldFault(field="problem", description=description)], exit_code=USAGE)
    if path is not None:
        return problem_of(path.read_bytes())
    return district_pair(seed=example or 0, size=Size(companies=companies, officers=max(30, companies // 2)))
