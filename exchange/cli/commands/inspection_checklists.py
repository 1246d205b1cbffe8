"""`exchange inspection checklist`: what the team of a visit carries, by the standards in force on its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.inspecting import plan_in_force, plan_of, state_of, versions_to, visit_of
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_json, print_table
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.planning.outputs.checklist import Checklist
    from exchange.v1.inspection_pb2 import InspectionPlan, PlannedVisit
    from exchange.v1.inspection_service_pb2 import GetInspectionPlanResponse


def add_to(group: Group) -> None:
    """Puts the command into the group `inspection`."""
    group.add_command(checklist)


@click.command(
    "checklist",
    cls=Group.command_class,
    help=N_(
        "Write the task sheets of PLAN, or of its VISIT, with the merged checklist of each: what the standards ask that its organs apply "
        "on its day, each point once; beside them a workbook and a calendar. The version in force counts, else the newest. Matters that "
        "no standard covers are named."
    ),
)
@click.argument("plan_id", metavar="PLAN")
@click.argument("visit_id", metavar="VISIT", required=False)
@option("--output", type=click.Path(path_type=Path, file_okay=False), required=True, help=N_("Folder, new or empty."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def checklist(*, connection: Connection, plan_id: str, visit_id: str | None, output: Path, as_json: bool) -> None:
    """For those who go."""
    from exchange.cli.checklists import held_by, write_checklists
    from exchange.cli.planning import unwritable

    with connect(connection) as client:
        answer = plan_of(client, plan_id)
        record_id = answer.view.in_force_record_id or answer.view.version_record_id
        versions = _versions(client, answer, record_id)
        plan = plan_in_force(answer) if answer.view.in_force_record_id else answer.plan
        planned = [visit_of(plan, visit_id)] if visit_id else list(plan.visits)
        held = held_by(client)
    stamp, in_force = _signed_at(record_id), bool(answer.view.in_force_record_id)
    try:
        files, made = write_checklists(
            output, answer.view.plan_id, plan, planned, versions=versions, held=held, stamp=stamp, in_force=in_force
        )
    except OSError as error:
        raise unwritable(output, error) from error
    without = _without(planned, made)
    if as_json:
        print_json(
            {
                "plan_record_id": record_id,
                "version": plan.version,
                "in_force": in_force,
                "visits": len(planned),
                "points": sum(len(one.points) for one in made),
                "without": [dict(zip(("visit_id", "organ", "matter_code"), one, strict=True)) for one in without],
                "calendar": bool(versions),
                "folder": str(output),
                "files": len(files),
            }
        )
        return
    if not answer.view.in_force_record_id:
        text = _("No version is in force ({state}): these are of version {version}.")
        click.echo(text.format(state=state_of(answer), version=plan.version))
    points = sum(len(one.points) for one in made)
    click.echo(_("{visits} visits with {points} points are in {folder}.").format(visits=len(planned), points=points, folder=output))
    if not versions:
        click.echo(_("No calendar: it tells what changed, and this role may not read earlier versions. An organ's certificate may."))
    if without:
        print_table([_("Visit"), _("Organ"), _("Matter")], without, title=_("No checklist in force"))


def _versions(client: Client, answer: GetInspectionPlanResponse, record_id: str) -> list[InspectionPlan]:
    """All up to that one, oldest first; none where the caller's role may not read single records."""
    import grpc

    from exchange.cli.remote import from_rpc_error

    try:
        return versions_to(client, answer, last=record_id)
    except grpc.RpcError as error:
        if from_rpc_error(error, client.connection).reason == "ROLE_NOT_ALLOWED":
            return []
        raise


def _signed_at(record_id: str) -> datetime:
    """When a record was made, as its id says (UUIDv7): a planner may not read others' headers."""
    from uuid import UUID

    milliseconds = UUID(record_id).int >> 80
    return datetime.fromtimestamp(milliseconds // 1000, UTC)


def _without(planned: Sequence[PlannedVisit], made: Sequence[Checklist]) -> list[tuple[str, str, str]]:
    """Visit, organ, matter."""
    return [(visit.visit_id, organ, code) for visit, one in zip(planned, made, strict=True) for organ, code in one.without]
