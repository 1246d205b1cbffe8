"""The standards that a node holds, and the sheets of a plan of record: merged checklists, workbook, calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.cli.profile import Connection
    from exchange.planning.outputs.checklist import Checklist
    from exchange.planning.outputs.sources import Held
    from exchange.planning.plan import Visit
    from exchange.v1.inspection_pb2 import InspectionPlan, PlannedVisit


def held_at(connection: Connection) -> Held:
    """All checklists, adoptions and mappings that a node holds."""
    from exchange.cli.client import connect

    with connect(connection) as client:
        return held_by(client)


def held_by(client: Client) -> Held:
    """As `held_at`, over a connection that is open."""
    from exchange.cli.paging import fetch
    from exchange.planning.outputs.sources import Held
    from exchange.v1 import standard_pb2
    from exchange.v1 import standard_service_pb2 as pb
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    stub = client.stub(StandardServiceStub)
    kind = standard_pb2.STANDARD_KIND_INSPECTION_CHECKLIST
    return Held(
        standards=fetch(client, stub.ListStandards, pb.ListStandardsRequest(kind=kind), items="standards", limit=0).standards,
        adoptions=fetch(client, stub.ListAdoptions, pb.ListAdoptionsRequest(), items="adoptions", limit=0).adoptions,
        mappings=fetch(client, stub.ListMappings, pb.ListMappingsRequest(), items="mappings", limit=0).mappings,
    )


def write_checklists(
    folder: Path,
    plan_id: str,
    plan: InspectionPlan,
    planned: Sequence[PlannedVisit],
    *,
    versions: Sequence[InspectionPlan],
    held: Held,
    stamp: datetime,
    in_force: bool,
) -> tuple[list[Path], list[Checklist]]:
    """Sheets, workbook and calendar of some visits; returns what was written, and the visits' checklists.

    Args:
        folder: new or empty.
        plan_id: record id of the first version.
        plan: the version that is meant.
        planned: visits of it.
        versions: all up to that one, oldest first: a calendar marks what changed since. Empty: no calendar is written.
        held: whose checklists are merged.
        stamp: when that version was signed.
        in_force: whether it is.

    Raises:
        OSError: the folder can't be written, or holds something.
    """
    from exchange.cli.planning import SHEETS, file_name, make_empty, write_all
    from exchange.planning.model import Terms
    from exchange.planning.outputs.labels import Labels
    from exchange.planning.outputs.sources import checklists_of
    from exchange.planning.outputs.task_sheet import sheet_of
    from exchange.planning.outputs.workbook import visits_workbook
    from exchange.planning.recorded import facts_of, members_of, visit_of

    make_empty(folder)
    terms, labels = Terms(), Labels()
    visits = [visit_of(one, terms=terms) for one in planned]
    facts = [facts_of(one) for one in planned]
    checklists = checklists_of(held, visits, members=members_of(plan))
    workbook = visits_workbook(list(zip(visits, facts, strict=True)), labels, dict(enumerate(checklists)))
    contents: dict[str, bytes] = {"plan.xlsx": workbook}
    if versions:
        contents["plan.ics"] = _calendar(plan_id, versions, visits, stamp=stamp, in_force=in_force)
    for visit, told, checklist in zip(visits, facts, checklists, strict=True):
        contents[f"{SHEETS}/{file_name(told.number)}.html"] = sheet_of(visit, checklist, labels, plan_id=plan_id, facts=told).encode()
    return write_all(folder, contents), checklists


def _calendar(plan_id: str, versions: Sequence[InspectionPlan], visits: Sequence[Visit], *, stamp: datetime, in_force: bool) -> bytes:
    """Of those visits; of the whole plan also what earlier versions had and this one hasn't."""
    from exchange.planning.model import Terms
    from exchange.planning.outputs.calendar import calendar_of
    from exchange.planning.outputs.labels import Labels
    from exchange.planning.outputs.revisions import entries
    from exchange.planning.recorded import members_of, visits_of

    terms, whole = Terms(), len(visits) == len(versions[-1].visits)
    found = [one for one in entries(visits_of(versions, terms=terms)) if one.visit in visits or (whole and one.dropped)]
    members = {organ: member for plan in versions for organ, member in members_of(plan).items()}
    return calendar_of(
        found,
        Labels(),
        plan_id=plan_id,
        members=members,
        stamp=stamp,
        half_day_minutes=terms.half_day_minutes,
        in_force=in_force,
    )
