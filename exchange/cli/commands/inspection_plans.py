"""`exchange inspection propose | plans | show | consent | publish-plan | withdraw`: a plan's way through its organs' hands (会签)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.cli.inspecting import basis_option, check_digest, continuing, organ_option, plan_of, versions_to
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json
from exchange.cli.paging import fetch, limit_option
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, organ_of, say_published, send_options
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.planning.model import Problem
    from exchange.planning.plan import Plan
    from exchange.planning.plan_record import Before, Heading
    from exchange.v1.inspection_pb2 import InspectionPlan
    from exchange.v1.inspection_service_pb2 import GetInspectionPlanResponse
    from exchange.v1.record_pb2 import RecordDraft

SHOWN_FAULTS = 5  # the others are of the same kind, as a rule
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def add_to(group: Group) -> None:
    """Puts the commands into the group `inspection`."""
    for command in (propose, plans, show, consent, publish_plan, withdraw):
        group.add_command(command)


@click.command(
    "propose",
    cls=Group.command_class,
    help=N_(
        "Sign a plan as its lead organ and put it to the parties: FOLDER is what `inspection plan --output` wrote (or name its two files). "
        "It is checked anew by the second program first. With --replan it is the next version of a plan that stands: visits to the same "
        "companies keep their ids, and those that were carried out stay as they were."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@option("--plan", "plan_file", type=FILE, help=N_("Instead of FOLDER: plan.json."))
@option("--problem", "problem_file", type=FILE, help=N_("Instead of FOLDER: problem.json, of which it was made."))
@option("--title", help=N_("Title; with --replan by default the one before."))
@option(
    "--draw",
    "draws",
    multiple=True,
    help=N_("Record of a draw's task whose companies are visited; repeat it. --replan keeps those before."),
)
@option("--replan", "--supersedes", "replan", metavar="PLAN", help=N_("Record of the first version of the plan that this re-makes."))
@option("--reason", help=N_("With --replan: what changed and why."))
@send_options
@client_options(purpose="JOINT_INSPECTION")
@json_option
def propose(
    *,
    connection: Connection,
    sending: SendOptions,
    folder: Path | None,
    plan_file: Path | None,
    problem_file: Path | None,
    title: str | None,
    draws: tuple[str, ...],
    replan: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """One version."""
    from exchange.cli.publishing import publish_one
    from exchange.planning.plan_record import Before, Heading

    if bool(replan) != bool(reason):
        raise click.UsageError(_("--replan and --reason go together: a re-made plan says what changed and why"))
    if not replan and not title:
        raise click.UsageError(_("--title missing; give it"))
    problem, plan = _files(folder, plan_file, problem_file)
    draft = draft_from(sending, connection)
    with connect(connection) as client:
        before: Before | None = None
        if replan:
            standing = plan_of(client, replan)
            done = frozenset(one.inspection.visit_id for one in standing.results)
            before = Before(plan=standing.plan, reason=reason or "", used=_used_ids(client, standing), done=done)
            draft.thread_id, draft.supersedes = standing.view.plan_id, standing.view.version_record_id
            title, draws = title or standing.plan.title, (*standing.plan.draw_task_record_ids, *draws)
        content = _content(problem, plan, Heading(title=title or "", lead=draft.organ, draws=draws), before)
        draft.inspection_plan.CopyFrom(content)
        _address(draft)
        result = publish_one(client, draft)
    say_published(
        result,
        as_json=as_json,
        lines=_said(content, plan),
        plan_id=replan or result.record_id,
        version=content.version,
        visits=len(content.visits),
        parties=[one.organ for one in content.parties],
        changed_visits=list(content.changed_visits),
        paper=len(plan.paper),
        left_out=len(plan.left_out),
    )


def _files(folder: Path | None, plan_file: Path | None, problem_file: Path | None) -> tuple[Problem, Plan]:
    """What the planner wrote.

    Raises:
        CliError: it isn't there, or isn't what it should be.
    """
    from exchange.cli.drafts import read_bytes
    from exchange.planning.files import plan_of as read_plan
    from exchange.planning.files import problem_of
    from exchange.planning.model import PlanningError

    if (folder is None) == (plan_file is None) or (plan_file is None) != (problem_file is None):
        description = _("give the folder that `inspection plan --output` wrote, or both --plan and --problem")
        raise CliError(description, reason="USAGE", fields=[FieldFault(field="plan", description=description)], exit_code=USAGE)
    paths = (problem_file or (folder or Path()) / "problem.json", plan_file or (folder or Path()) / "plan.json")
    contents = [read_bytes(path) for path in paths]
    try:
        problem = problem_of(contents[0])
    except PlanningError as error:
        raise _unreadable("PROBLEM_INVALID", "problem", paths[0], error) from error
    try:
        return problem, read_plan(contents[1])
    except PlanningError as error:
        raise _unreadable("PLAN_INVALID", "plan", paths[1], error) from error


def _unreadable(reason: str, field: str, path: Path, error: Exception) -> CliError:
    description = f"{path}: {error}"
    return CliError(description, reason=reason, fields=[FieldFault(field=field, description=description)])


def _content(problem: Problem, plan: Plan, heading: Heading, before: Before | None) -> InspectionPlan:
    """The record, lawful by both programs.

    Raises:
        CliError: it isn't; each fault is named with its field.
    """
    from exchange.planning.checker import violations
    from exchange.planning.plan_record import RecordError, record_of

    if found := violations(problem, plan):
        fields = [FieldFault(field=one.rule, description=f"{one.target} {one.fact}".strip()) for one in found]
        raise CliError(_several([str(one.fact) for one in found]), reason="PLAN_UNLAWFUL", fields=fields[:SHOWN_FAULTS])
    try:
        return record_of(problem, plan, heading=heading, before=before)
    except RecordError as error:
        if not heading.draws and all(field.endswith(".selection") for field, _fault in error.faults):
            description = _("the plan visits companies that were drawn; name the draw's task with --draw")
            raise CliError(description, reason="DRAW_MISSING", fields=[FieldFault(field="draw", description=description)]) from error
        fields = [FieldFault(field=field, description=fault) for field, fault in error.faults]
        message = _several([fault for _field, fault in error.faults])
        raise CliError(message, reason="FIELD_INVALID", fields=fields[:SHOWN_FAULTS]) from error


def _several(faults: list[str]) -> str:
    """The first few."""
    more = len(faults) - SHOWN_FAULTS
    said = "; ".join(faults[:SHOWN_FAULTS])
    return _("{faults}; and {count} more").format(faults=said, count=more) if more > 0 else said


def _used_ids(client: Client, standing: GetInspectionPlanResponse) -> frozenset[str]:
    """Visit ids that any version had: a result is filed by them."""
    versions = versions_to(client, standing, last=standing.view.version_record_id)
    return frozenset(visit.visit_id for plan in versions for visit in plan.visits)


def _address(draft: RecordDraft) -> None:
    """The lead's own member is among those it is for."""
    if draft.audience:
        codes = sorted({*draft.audience, draft.inspection_plan.lead.member})
        draft.audience[:] = codes


def _said(content: InspectionPlan, plan: Plan) -> list[str]:
    """What was proposed, and what the record doesn't say."""
    lines = [
        _("Version {version}: {visits} visits; to be countersigned by {organs}.").format(
            version=content.version, visits=len(content.visits), organs=", ".join(one.organ for one in content.parties)
        )
    ]
    if content.version > 1:
        lines.append(_("Changed visits: {visits}.").format(visits=", ".join(content.changed_visits) or _("none")))
    if plan.paper or plan.left_out:
        text = _("Not in the record, but in the planner's files only: {paper} checks on paper, {left_out} left out.")
        lines.append(text.format(paper=len(plan.paper), left_out=len(plan.left_out)))
    return lines


@click.command("plans", cls=Group.command_class, help=N_("List joint inspection plans, newest first, and where each stands."))
@limit_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def plans(*, connection: Connection, limit: int, as_json: bool) -> None:
    """Many plans."""
    from exchange.cli.plan_views import print_plans
    from exchange.v1 import inspection_service_pb2 as pb
    from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

    with connect(connection) as client:
        method = client.stub(InspectionServiceStub).ListInspectionPlans
        answer = fetch(client, method, pb.ListInspectionPlansRequest(), items="plans", limit=limit)
    if as_json:
        print_json(answer)
        return
    print_plans(answer.plans)
    if answer.next_page_token:
        more_pages()


@click.command(
    "show", cls=Group.command_class, help=N_("Show a plan (PLAN: record of its first version): answers, visits, results, what is open.")
)
@click.argument("plan_id", metavar="PLAN")
@client_options(purpose="JOINT_INSPECTION")
@json_option
def show(*, connection: Connection, plan_id: str, as_json: bool) -> None:
    """One plan."""
    from exchange.cli.plan_views import print_plan

    with connect(connection) as client:
        answer = plan_of(client, plan_id)
    if as_json:
        print_json(answer)
    else:
        print_plan(answer)


@click.command(
    "consent",
    cls=Group.command_class,
    help=N_(
        "Countersign the newest version of PLAN as a party, or refuse it. What is agreed to is shown; its record and digest are what is "
        "signed. An organ's first answer to a version counts."
    ),
)
@click.argument("plan_id", metavar="PLAN")
@option("--refuse", is_flag=True, help=N_("It isn't agreed to; say why with --reason."))
@option("--reason", help=N_("Why it isn't agreed to."))
@option(
    "--version", "version_id", metavar="RECORD", help=N_("Record of the version that was read: nothing is signed if a newer one is there.")
)
@organ_option
@basis_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def consent(
    *,
    connection: Connection,
    plan_id: str,
    refuse: bool,
    reason: str | None,
    version_id: str | None,
    organ: str | None,
    basis: str | None,
    as_json: bool,
) -> None:
    """One answer."""
    from exchange.cli.plan_views import print_version
    from exchange.cli.publishing import publish_one
    from exchange.v1 import inspection_pb2

    if refuse != bool(reason):
        raise click.UsageError(_("--refuse and --reason go together"))
    signer = organ_of(organ, connection)
    with connect(connection) as client:
        answer = plan_of(client, plan_id)
        view = answer.view
        if version_id and version_id != view.version_record_id:
            raise _newer(view.version, view.version_record_id)
        check_digest(client, answer)
        if not as_json:
            print_version(answer.plan)
        draft = continuing(client, view.plan_id, organ=signer, basis=basis)
        draft.plan_consent.CopyFrom(
            inspection_pb2.PlanConsent(
                plan_record_id=view.version_record_id, plan_digest=view.version_digest, agreed=not refuse, reason=reason or ""
            )
        )
        result = publish_one(client, draft)
    text = _("Refused: version {version}, record {record}.") if refuse else _("Agreed to: version {version}, record {record}.")
    say_published(
        result,
        as_json=as_json,
        lines=[text.format(version=view.version, record=view.version_record_id)],
        plan_record_id=view.version_record_id,
        plan_digest=view.version_digest.hex(),
        version=view.version,
        agreed=not refuse,
    )


def _newer(version: int, record_id: str) -> CliError:
    description = _("the newest version is {version}, record {record}; read that one").format(version=version, record=record_id)
    return CliError(description, reason="NOT_NEWEST", fields=[FieldFault(field="version", description=description)])


@click.command(
    "publish-plan",
    cls=Group.command_class,
    help=N_("Publish the newest version of PLAN as its lead organ, once all parties have countersigned it: from then on it is in force."),
)
@click.argument("plan_id", metavar="PLAN")
@organ_option
@basis_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def publish_plan(*, connection: Connection, plan_id: str, organ: str | None, basis: str | None, as_json: bool) -> None:
    """One publication."""
    from exchange.cli.publishing import publish_one
    from exchange.v1 import inspection_pb2

    signer = organ_of(organ, connection)
    with connect(connection) as client:
        answer = plan_of(client, plan_id)
        view = answer.view
        _check_answers(answer)
        check_digest(client, answer)
        draft = continuing(client, view.plan_id, organ=signer, basis=basis)
        draft.plan_publication.CopyFrom(
            inspection_pb2.PlanPublication(
                plan_record_id=view.version_record_id,
                plan_digest=view.version_digest,
                consent_record_ids=sorted(one.record_id for one in answer.answers),
            )
        )
        result = publish_one(client, draft)
    text = _("In force: version {version}, record {record}.").format(version=view.version, record=view.version_record_id)
    say_published(result, as_json=as_json, lines=[text], plan_record_id=view.version_record_id, version=view.version)


def _check_answers(answer: GetInspectionPlanResponse) -> None:
    """All parties have agreed to a plan that stands.

    Raises:
        CliError: they haven't; who, is said.
    """
    from exchange.v1 import inspection_service_pb2 as pb

    if answer.view.state == pb.PLAN_STATE_WITHDRAWN:
        description = _("plan {plan} was withdrawn").format(plan=answer.view.plan_id)
        raise CliError(description, reason="WITHDRAWN", fields=[FieldFault(field="plan", description=description)])
    given = {one.organ: one.consent for one in answer.answers}
    missing = [one.organ for one in answer.plan.parties if one.organ not in given]
    refused = [f"{organ} ({one.reason})" for organ, one in given.items() if not one.agreed]
    waits = [
        *([_("no answer yet from {organs}").format(organs=", ".join(missing))] if missing else ()),
        *([_("refused by {organs}; propose the next version with --replan").format(organs=", ".join(refused))] if refused else ()),
    ]
    if waits:
        description = _("version {version} isn't countersigned by all: {waits}").format(version=answer.view.version, waits="; ".join(waits))
        raise CliError(description, reason="NOT_COUNTERSIGNED", fields=[FieldFault(field="plan", description=description)])


@click.command("withdraw", cls=Group.command_class, help=N_("Take the whole PLAN back, as its lead organ."))
@click.argument("plan_id", metavar="PLAN")
@option("--reason", required=True, help=N_("Why."))
@organ_option
@basis_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def withdraw(*, connection: Connection, plan_id: str, reason: str, organ: str | None, basis: str | None, as_json: bool) -> None:
    """One withdrawal."""
    from exchange.cli.publishing import publish_one
    from exchange.v1 import inspection_pb2

    signer = organ_of(organ, connection)
    with connect(connection) as client:
        draft = continuing(client, plan_of(client, plan_id).view.plan_id, organ=signer, basis=basis)
        draft.plan_withdrawal.CopyFrom(inspection_pb2.PlanWithdrawal(reason=reason))
        result = publish_one(client, draft)
    say_published(result, as_json=as_json)
