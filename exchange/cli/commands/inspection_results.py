"""`exchange inspection result | recheck | recognise`: what was found, whether it was rectified, which neighbour takes it as its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import CliError, FieldFault
from exchange.cli.inspecting import basis_option, continuing, organ_option, plan_in_force, plan_of, version_of, visit_of
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.parameters import DATE, MATTER, MOMENT, PAIR, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of, say_published
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.v1.inspection_pb2 import InspectionPlan, InspectionRecord, PlannedVisit

RESULT = EnumType("inspection", "InspectionResult", prefix="INSPECTION_RESULT_")


class FoundType(click.ParamType[tuple[str, int, str]]):
    """What was found of a matter: `CODE=RESULT`, and `:DAY` behind it for a rectification that was ordered."""

    name = "matter=result[:day]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int, str]:
        """Code, result, last day of the rectification (empty: none was ordered)."""
        if isinstance(value, tuple):
            return value
        code, found = PAIR.convert(value, param, ctx)
        result, _colon, day = found.partition(":")
        return MATTER.convert(code, param, ctx), RESULT.convert(result, param, ctx), DATE.convert(day, param, ctx) if day else ""


FOUND = FoundType()


def add_to(group: Group) -> None:
    """Puts the commands into the group `inspection`."""
    for command in (result, recheck, recognise):
        group.add_command(command)


@click.command(
    "result",
    cls=Group.command_class,
    help=N_(
        "Enter what the own organ found at VISIT of PLAN: every matter that it was to check, by --matter or in FILE (protobuf JSON of "
        "InspectionRecord). Version, visit, trigger and officers are the plan's where nothing else is said."
    ),
)
@click.argument("plan_id", metavar="PLAN")
@click.argument("visit_id", metavar="VISIT")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@option(
    "--matter",
    "found",
    type=FOUND,
    multiple=True,
    metavar="CODE=RESULT[:DAY]",
    help=N_("Result by the matter's code, as in inspection.proto without prefix; RECTIFICATION_ORDERED with the last day. Repeat it."),
)
@option("--officer", "officers", multiple=True, help=N_("Reference of an officer who was there; by default those that the plan names."))
@option("--started", type=MOMENT, help=N_("When it began, in Asia/Shanghai."))
@option("--ended", type=MOMENT, help=N_("When it ended, in Asia/Shanghai."))
@option(
    "--version",
    "version_id",
    metavar="RECORD",
    help=N_("Record of the published version that it was made by; by default the one in force."),
)
@option("--inspection-code", help=N_("Inspection code (检查码); by default the plan's."))
@organ_option
@basis_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def result(
    *,
    connection: Connection,
    plan_id: str,
    visit_id: str,
    file: Path | None,
    organ: str | None,
    basis: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """One organ's record of one visit."""
    from exchange.cli.publishing import publish_one

    made = _from_file(file)
    _put(made, said)
    signer = organ_of(organ, connection)
    with connect(connection) as client:
        answer = plan_of(client, plan_id)
        named = made.plan_record_id
        plan = version_of(client, answer.view.plan_id, named) if named else plan_in_force(answer)
        made.plan_record_id = named or answer.view.in_force_record_id
        _complete(made, plan, visit_of(plan, visit_id), organ=signer)
        draft = continuing(client, answer.view.plan_id, organ=signer, basis=basis)
        draft.inspection_record.CopyFrom(made)
        published = publish_one(client, draft)
    say_published(published, as_json=as_json, plan_record_id=made.plan_record_id, visit_id=made.visit_id)


def _from_file(file: Path | None) -> InspectionRecord:
    from exchange.cli.drafts import parse_object, read_object
    from exchange.v1 import inspection_pb2

    if file is None:
        return inspection_pb2.InspectionRecord()
    return parse_object(read_object(file), inspection_pb2.InspectionRecord, place=str(file))


def _put(made: InspectionRecord, said: dict[str, Any]) -> None:
    """What the options say, over what the file says.

    Raises:
        click.UsageError: something that the plan doesn't know is in neither.
    """
    from exchange.v1 import inspection_pb2

    if said["found"]:
        del made.results[:]
        made.results.extend(
            inspection_pb2.MatterResult(matter_code=code, result=found, rectify_by=day) for code, found, day in said["found"]
        )
    if said["officers"]:
        made.officers[:] = said["officers"]
    made.inspection_code = said["inspection_code"] or made.inspection_code
    made.plan_record_id = said["version_id"] or made.plan_record_id
    for name in ("started", "ended"):
        moment: datetime | None = said[name]
        if moment:
            getattr(made, f"{name}_at").FromDatetime(moment)
        elif not made.HasField(f"{name}_at"):
            raise click.UsageError(_("--{name} missing; give it, or `{name}_at` in the file").format(name=name))
    if not made.results:
        raise click.UsageError(_("give --matter CODE=RESULT for each matter, or `results` in the file"))


def _complete(made: InspectionRecord, plan: InspectionPlan, visit: PlannedVisit, *, organ: str) -> None:
    """The plan's words where nothing else was said."""
    part = next((one for one in visit.parts if one.organ == organ), None)
    if part is None:
        description = _("{organ} has no part in visit {visit}; {organs} have").format(
            organ=organ, visit=visit.visit_id, organs=", ".join(one.organ for one in visit.parts)
        )
        raise CliError(description, reason="FIELD_INVALID", fields=[FieldFault(field="organ", description=description)])
    known = {one.matter_code for one in made.results}
    if strange := sorted(known ^ set(part.matter_codes)):
        description = _("results of {matters} are missing, or weren't to be checked; version {version} has {planned}").format(
            matters=", ".join(strange), version=plan.version, planned=", ".join(part.matter_codes)
        )
        raise CliError(description, reason="FIELD_INVALID", fields=[FieldFault(field="matter", description=description)])
    made.visit_id = made.visit_id or visit.visit_id
    made.trigger = made.trigger or visit.trigger
    made.inspection_code = made.inspection_code or visit.inspection_code
    if not made.officers:
        made.officers.extend(part.officers)


@click.command(
    "recheck",
    cls=Group.command_class,
    help=N_("Enter whether a rectification that INSPECTION_RECORD ordered was done (整改复查); the organ that ordered it signs."),
)
@click.argument("plan_id", metavar="PLAN")
@click.argument("inspection_record_id", metavar="INSPECTION_RECORD")
@option("--matter", "matter_code", type=MATTER, required=True, help=N_("Code of the matter."))
@option("--rectified/--not-rectified", "rectified", default=None, help=N_("Whether it was done."))
@option("--on", "checked_on", type=DATE, required=True, help=N_("Day of the check."))
@option("--note", help=N_("What was seen, and what follows; without a person's name."))
@organ_option
@basis_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def recheck(
    *,
    connection: Connection,
    plan_id: str,
    rectified: bool | None,
    organ: str | None,
    basis: str | None,
    as_json: bool,
    **said: str | None,
) -> None:
    """One check."""
    from exchange.cli.publishing import publish_one
    from exchange.v1 import inspection_pb2

    if rectified is None:
        raise click.UsageError(_("say --rectified or --not-rectified"))
    made = inspection_pb2.RectificationCheck(rectified=rectified, **{name: value or "" for name, value in said.items()})
    signer = organ_of(organ, connection)
    with connect(connection) as client:
        draft = continuing(client, plan_id, organ=signer, basis=basis)
        draft.rectification_check.CopyFrom(made)
        published = publish_one(client, draft)
    say_published(published, as_json=as_json)


@click.command(
    "recognise",
    cls=Group.command_class,
    help=N_(
        "Take a neighbour's result of INSPECTION_RECORD as the own organ's (检查结果互认): it doesn't check the same matter there until a "
        "day. With --end the recognition ends."
    ),
)
@click.argument("plan_id", metavar="PLAN")
@click.argument("inspection_record_id", metavar="INSPECTION_RECORD")
@option("--matter", "matter_code", type=MATTER, required=True, help=N_("Code of the matter, as the organ that inspected has it."))
@option("--own-matter", "own_matter_code", type=MATTER, help=N_("The own organ's code of it, where it differs."))
@option("--until", type=DATE, help=N_("Last day on which it holds."))
@option("--end", is_flag=True, help=N_("Instead of --until: it ends."))
@option("--reason", required=True, help=N_("Why."))
@organ_option
@basis_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def recognise(
    *, connection: Connection, plan_id: str, end: bool, organ: str | None, basis: str | None, as_json: bool, **said: str | None
) -> None:
    """One recognition."""
    from exchange.cli.publishing import publish_one
    from exchange.v1 import inspection_pb2

    if end == bool(said["until"]):
        raise click.UsageError(_("give --until DAY, or --end"))
    made = inspection_pb2.InspectionRecognition(**{name: value or "" for name, value in said.items()})
    signer = organ_of(organ, connection)
    with connect(connection) as client:
        draft = continuing(client, plan_id, organ=signer, basis=basis)
        draft.inspection_recognition.CopyFrom(made)
        published = publish_one(client, draft)
    say_published(published, as_json=as_json)
