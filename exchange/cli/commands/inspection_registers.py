"""`exchange inspection register | registers | register-forms | draw-task | problem`: the registers, and what is ordered on them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_json, print_table
from exchange.cli.paging import fetch, pages
from exchange.cli.parameters import DATE, MATTER, MOMENT, PAIR, USCC
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, send, send_options
from exchange.domain.calendar import legal_day
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.planning.commission import Drawn
    from exchange.planning.registers import Registers

WEIGHTS = "1,2,4,8"
TABLE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_FILE = click.Path(path_type=Path, dir_okay=False)


def add_to(group: Group) -> None:
    """Puts the commands into the group `inspection`."""
    for command in (register, registers, register_forms, draw_task, problem):
        group.add_command(command)


@click.command(
    "register",
    cls=Group.command_class,
    help=N_(
        "Publish an organ's register NAME from tables (.csv, .xlsx; titles as `register-forms` writes them). It replaces the register of "
        "that name, whole. Nothing is published where a cell is wrong; each is named."
    ),
)
@click.argument("name")
@option("--as-of", type=DATE, help=N_("Day as of which it holds; by default today."))
@option("--organ-file", type=TABLE, help=N_("Protobuf JSON of RegisteredOrgan: power, yard, yearly caps."))
@option("--matters", type=TABLE, help=N_("Inspectable matters."))
@option("--companies", type=TABLE, help=N_("Companies with their sites, classes and grades."))
@option("--officers", type=TABLE, help=N_("Officers, by opaque references."))
@option("--visits", type=TABLE, help=N_("Visits already made this year that no joint plan tells of."))
@option("--empty", is_flag=True, help=N_("Take the register back: from now on it holds nothing."))
@send_options
@client_options(purpose="JOINT_INSPECTION")
@json_option
def register(
    *,
    connection: Connection,
    name: str,
    as_of: str | None,
    organ_file: Path | None,
    empty: bool,
    sending: SendOptions,
    as_json: bool,
    **tables: Path | None,
) -> None:
    """One register, in one record."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.cli.register_files import LAYOUTS, read_table
    from exchange.v1 import inspection_register_pb2

    made = inspection_register_pb2.InspectionRegister(name=name, as_of=as_of or legal_day(datetime.now(UTC)).isoformat())
    if organ_file is None and not any(tables.values()) and not empty:
        raise click.UsageError(_("nothing to register; name a table or --organ-file, or take the register back with --empty"))
    if organ_file is not None:
        made.organ.CopyFrom(parse_object(read_object(organ_file), inspection_register_pb2.RegisteredOrgan, place=str(organ_file)))
    faults: list[CliError] = []
    for field, path in tables.items():
        try:
            getattr(made, field).extend(read_table(path, LAYOUTS[field]) if path is not None else ())
        except CliError as error:
            faults.append(error)
    if faults:
        words, fields = "; ".join(one.message for one in faults), [field for one in faults for field in one.fields]
        raise CliError(words, reason=faults[0].reason, fields=fields)
    draft = draft_from(sending, connection)
    draft.inspection_register.CopyFrom(made)
    with connect(connection) as client:
        send(draft, client, as_json=as_json)


@click.command("registers", cls=Group.command_class, help=N_("List the registers that count here, own ones and neighbours'."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def registers(*, connection: Connection, as_json: bool) -> None:
    """All of them."""
    from exchange.v1 import inspection_service_pb2 as pb

    with connect(connection) as client:
        views = _views(client)
    if as_json:
        print_json(pb.ListInspectionRegistersResponse(registers=views))
        return
    columns = [
        _("Member"),
        _("Organ"),
        _("Register"),
        _("As of"),
        _("Matters"),
        _("Companies"),
        _("Officers"),
        _("Visits made"),
        _("Signed"),
    ]
    rows = []
    for one in views:
        counts = (len(one.register.matters), len(one.register.companies), len(one.register.officers), len(one.register.visits))
        rows.append((one.member, one.organ, one.register.name, one.register.as_of, *map(str, counts), moment(one.issued_at)))
    print_table(columns, rows)


@click.command(
    "register-forms",
    cls=Group.command_class,
    help=N_(
        "Write empty tables for `register` into FOLDER, and an example of the organ's file. With --known, the companies that this node's "
        "outcomes and risk grades name stand in theirs already; places, credit and the rest are to be filled in."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@option("--known", is_flag=True, help=N_("Fill in the companies that the node knows."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def register_forms(*, connection: Connection, folder: Path, known: bool, as_json: bool) -> None:
    """Five files."""
    from exchange.cli.register_files import LAYOUTS, write_table

    companies: list[dict[str, str]] = []
    if known:
        with connect(connection) as client:
            companies = _known_companies(client)
    organ = {"power": "INSPECTION_POWER_OWN", "yard": {"x": 0, "y": 0}, "caps": {"": 2}}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, layout in LAYOUTS.items():
            write_table(folder / f"{name}.csv", layout, companies if name == "companies" else ())
        with (folder / "organ.json").open("x", encoding="utf-8") as file:
            file.write(json.dumps(organ, indent=2) + "\n")
    except OSError as error:
        raise _unwritable(folder, error) from error
    if as_json:
        print_json({"folder": str(folder), "companies": len(companies)})
    else:
        click.echo(_("Forms are in {folder}; {count} companies are filled in.").format(folder=folder, count=len(companies)))


def _known_companies(client: Client) -> list[dict[str, str]]:
    """Of outcomes and risk grades: code, and the riskiest grade that holds today."""
    from exchange.v1 import outcome_service_pb2, risk_pb2, risk_service_pb2
    from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub
    from exchange.v1.risk_service_pb2_grpc import RiskServiceStub

    today = legal_day(datetime.now(UTC)).isoformat()
    outcomes, grades = client.stub(OutcomeServiceStub).ListOutcomes, client.stub(RiskServiceStub).ListRiskGrades
    found: dict[str, int] = {}
    for page in pages(client, outcomes, outcome_service_pb2.ListOutcomesRequest()):
        found.update(dict.fromkeys((one.outcome.subject.uscc for one in page.outcomes), 0))
    for page in pages(client, grades, risk_service_pb2.ListRiskGradesRequest(on=today)):
        for one in page.grades:
            code = one.grade.subject.uscc
            found[code] = max(found.get(code, 0), one.grade.level)
    found.pop("", None)
    names = {number: name.removeprefix("RISK_LEVEL_") for name, number in risk_pb2.RiskLevel.items() if number}
    return [{"uscc": code, "risk": names.get(level, "")} for code, level in sorted(found.items())]


@click.command(
    "draw-task",
    cls=Group.command_class,
    help=N_(
        "Write a draw's task from the registers, for `announce`: the companies in the organ's territory with why one isn't drawn from "
        "(no-disturb list, yearly cap, recognised results), and the officers with a certificate that holds."
    ),
)
@option("--title", required=True, help=N_("Title of the task."))
@option("--organ", "uscc", type=USCC, required=True, help=N_("Organ whose matters are checked."))
@option("--matter", "matters", type=MATTER, multiple=True, required=True, help=N_("Matter of the organ; repeat it."))
@option("--share", type=click.FloatRange(min=0, max=100), default=5.0, show_default=True, help=N_("Percent of the companies drawn."))
@option("--least", type=click.IntRange(min=0), default=1, show_default=True, help=N_("Companies drawn at least."))
@option("--risk-weights", default=WEIGHTS, show_default=True, help=N_("Weights of risk classes A,B,C,D."))
@option("--credit-weights", default=WEIGHTS, show_default=True, help=N_("Weights of credit grades A,B,C,D."))
@option("--party", "parties", type=PAIR, multiple=True, required=True, help=N_("MEMBER=ORGAN that commits to a nonce; two at least."))
@option("--witness", "witnesses", type=PAIR, multiple=True, help=N_("MEMBER=ORGAN that steps in where fewer than two are left."))
@option("--officers", type=PAIR, multiple=True, help=N_("ORGAN=COUNT: so many of its officers are drawn; repeat it."))
@option("--reveal-by", type=MOMENT, help=N_("Until when nonces are awaited; by default for a day."))
@option("--round-hours", type=click.IntRange(min=1, max=720), default=24, show_default=True, help=N_("Hours of each further round."))
@option("--output", type=NEW_FILE, required=True, help=N_("File to write; it must not exist."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def draw_task(*, connection: Connection, uscc: str, output: Path, as_json: bool, **given: Any) -> None:
    """One task."""
    from google.protobuf import json_format

    from exchange.planning.commission import DrawOrder, draw_task_of
    from exchange.planning.draw import LEAST_PARTIES
    from exchange.planning.registers import RegisterError
    from exchange.v1 import draw_pb2

    now = datetime.now(UTC)
    if (given["reveal_by"] or now + timedelta(days=1)) <= now:
        raise click.BadParameter(_("lies in the past; nobody could reveal a nonce by then"), param_hint="--reveal-by")
    if len({member for member, _organ in given["parties"]}) < LEAST_PARTIES:
        raise click.BadParameter(_("name two members at least: nobody draws alone"), param_hint="--party")
    parties, witnesses = (
        [draw_pb2.DrawParty(member=member, organ=organ) for member, organ in given[name]] for name in ("parties", "witnesses")
    )
    officers = {organ: _count(organ, text) for organ, text in given["officers"]}
    order = DrawOrder(
        title=given["title"],
        organ=uscc,
        matters=given["matters"],
        share_bp=round(given["share"] * 100),
        least=given["least"],
        risk_weights=_weights("risk_weights", given["risk_weights"]),
        credit_weights=_weights("credit_weights", given["credit_weights"]),
        officers=officers,
        parties=parties,
        witnesses=witnesses,
        reveal_by=int((given["reveal_by"] or now + timedelta(days=1)).timestamp()),
        round_hours=given["round_hours"],
        on=legal_day(now),
    )
    with connect(connection) as client:
        organs = [uscc, *(one for one in officers if one != uscc)]
        held = _registers(client, _history(client, organs), organs)
    try:
        task = draw_task_of(held, order)
    except RegisterError as error:
        raise _lacking(error) from error
    _write(output, (json_format.MessageToJson(task, ensure_ascii=False) + "\n").encode())
    excluded = sum(1 for one in task.candidates if one.excluded)
    if as_json:
        print_json(
            {"file": str(output), "companies": len(task.candidates), "excluded": excluded, "register_version": task.register_version}
        )
    else:
        text = _("{file}: {count} companies, {excluded} of them not drawn from; publish it with `exchange inspection announce`.")
        click.echo(text.format(file=output, count=len(task.candidates), excluded=excluded))


@click.command(
    "problem",
    cls=Group.command_class,
    help=N_(
        "Write a planning problem, for `plan`: companies that draws have chosen and rectifications to be checked again, with the organs' "
        "matters and officers from the registers, and what was inspected or recognised already. Whom another plan sends out on a day is "
        "absent then. With --replan, for `plan --before`: of a plan that stands, what wasn't carried out, from today on."
    ),
)
@option("--id", "name", required=True, help=N_("Name of the work plan (工作方案)."))
@option("--from", "first", type=DATE, required=True, help=N_("First day of the plan."))
@option("--to", "last", type=DATE, required=True, help=N_("Last day of the plan."))
@option("--organ", "organs", type=USCC, multiple=True, required=True, help=N_("Organ taking part, the lead first; repeat it."))
@option("--draw", "draws", multiple=True, help=N_("Task of a published draw; repeat it."))
@option("--approved-on", type=DATE, required=True, help=N_("Day on which the organs' heads approved the checks: before each visit."))
@option("--published-on", type=DATE, help=N_("Day on which the yearly plan was published."))
@option("--invite", type=PAIR, multiple=True, help=N_("HOST=GUEST: officers of the organ GUEST assist at HOST's checks; repeat it."))
@option("--replan", metavar="PLAN", help=N_("Record of the first version of the plan that is re-made; its own visits bind nobody."))
@option("--output", type=NEW_FILE, required=True, help=N_("File to write; it must not exist."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def problem(*, connection: Connection, output: Path, replan: str | None, as_json: bool, **given: Any) -> None:
    """One problem."""
    from exchange.cli.inspecting import plan_of
    from exchange.planning.commission import PlanOrder, problem_of
    from exchange.planning.files import written
    from exchange.planning.model import Period
    from exchange.planning.registers import RegisterError, agreements_of, carried_out, overdue

    today = legal_day(datetime.now(UTC))
    first = date.fromisoformat(given["first"])
    period = Period(first=max(first, today) if replan else first, last=date.fromisoformat(given["last"]))
    if period.last < period.first:
        raise click.BadParameter(_("{last} lies before {first}").format(last=period.last, first=period.first), param_hint="--to")
    if period.last.year != period.first.year:
        text = _("{last} is of another year than {first}: the caps are yearly")
        raise click.BadParameter(text.format(last=period.last, first=period.first), param_hint="--to")
    if given["approved_on"] >= given["last"]:
        text = _("a check is approved before the visit; give a day before {last}")
        raise click.BadParameter(text.format(last=period.last), param_hint="--approved-on")
    invited: dict[str, frozenset[str]] = {}
    for host, guest in given["invite"]:
        invited[host] = invited.get(host, frozenset()) | {guest}
    order = PlanOrder(
        id=given["name"],
        period=period,
        organs=given["organs"],
        approved_on=date.fromisoformat(given["approved_on"]),
        published_on=date.fromisoformat(given["published_on"]) if given["published_on"] else None,
        invited=invited,
    )
    with connect(connection) as client:
        plan_id = plan_of(client, replan).view.plan_id if replan else ""
        drawn = [_drawn(client, one) for one in given["draws"]]
        history = _history(client, given["organs"])
        held = _registers(client, history, given["organs"], replanned=plan_id)
    order = replace(order, agreements=agreements_of(history.joint_rights, given["organs"]))
    try:
        kept = carried_out(history, plan_id) if plan_id else ()
        made = problem_of(held, order, draws=drawn, rectifications=history.rectifications, carried_out=kept)
    except RegisterError as error:
        raise _lacking(error) from error
    late = overdue(history, plan_id, today=today) if plan_id else ()
    if late:
        text = _("Without a result though their day is over, so planned anew: {visits}. If they were made, enter their results first.")
        click.echo(text.format(visits=", ".join(late)), err=True)
    _write(output, written(made))
    if as_json:
        counts = {"checks": len(made.checks), "targets": len(made.targets), "officers": len(made.officers)}
        print_json({"file": str(output), **counts, **({"replan": plan_id, "overdue": list(late)} if plan_id else {})})
    else:
        text = _("{file}: {checks} checks at {targets} sites, {officers} officers; plan it with `exchange inspection plan`.")
        click.echo(text.format(file=output, checks=len(made.checks), targets=len(made.targets), officers=len(made.officers)))


def _views(client: Client) -> list[Any]:
    from exchange.v1 import inspection_service_pb2 as pb
    from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

    method = client.stub(InspectionServiceStub).ListInspectionRegisters
    return list(fetch(client, method, pb.ListInspectionRegistersRequest(), items="registers", limit=0).registers)


def _history(client: Client, organs: Iterable[str]) -> Any:
    """This year's, of these organs."""
    from exchange.v1 import inspection_service_pb2 as pb
    from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

    since = legal_day(datetime.now(UTC)).replace(month=1, day=1).isoformat()
    return client.call(
        client.stub(InspectionServiceStub).GetInspectionHistory, pb.GetInspectionHistoryRequest(since=since, organs=sorted(set(organs)))
    )


def _registers(client: Client, history: Any, organs: Iterable[str], *, replanned: str = "") -> Registers:
    from exchange.planning.registers import RegisterError, registers_of

    try:
        return registers_of(_views(client), history, organs=list(organs), replanned=replanned)
    except RegisterError as error:
        raise _lacking(error) from error


def _drawn(client: Client, task: str) -> Drawn:
    """A draw that is published, and computed alike here."""
    from exchange.planning.commission import Drawn
    from exchange.v1 import inspection_service_pb2 as pb
    from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

    answer = client.call(client.stub(InspectionServiceStub).GetDraw, pb.GetDrawRequest(task_record_id=task))
    if answer.draw.state != pb.DRAW_STATE_DRAWN:
        description = _("draw {task}: {state}; only one that is published and computed alike here is planned by").format(
            task=task, state=word(pb.DrawState, answer.draw.state)
        )
        raise CliError(description, reason="NOT_DRAWN", fields=[FieldFault(field="draw", description=description)])
    return Drawn(task_id=task, task=answer.task, result=answer.result)


def _weights(name: str, text: str) -> list[int]:
    parts = text.split(",")
    if len(parts) != 4 or not all(part.strip().isdecimal() and int(part) for part in parts):  # noqa: PLR2004  # A to D
        option_name = "--" + name.replace("_", "-")
        raise click.BadParameter(_("{value}: write four whole numbers from 1 up, as 1,2,4,8").format(value=text), param_hint=option_name)
    return [int(part) for part in parts]


def _count(organ: str, text: str) -> int:
    if not text.isdecimal():
        raise click.BadParameter(_("{value}: write ORGAN=COUNT").format(value=f"{organ}={text}"), param_hint="--officers")
    return int(text)


def _lacking(error: Exception) -> CliError:
    return CliError(str(error), reason="REGISTER_LACKS", fields=[FieldFault(field="register", description=str(error))])


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CliError:
    description = _("{path} can't be written: {reason}").format(path=path, reason=error.strerror or error)
    return CliError(description, reason="FILE_UNWRITABLE", fields=[FieldFault(field="output", description=description)])
