"""`exchange inspection announce | draws | verify-draw`: draws (双随机) announced, looked at, and computed anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import CliError, FieldFault, VerificationFailedError
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import config_option, load_settings, open_database
from exchange.cli.output import print_details, print_json, print_table
from exchange.cli.parameters import MEMBER, USCC
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of, send
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.planning.ledger_draw import Folded, Thread


def add_to(group: Group) -> None:
    """Puts the commands into the group `inspection`."""
    for command in (announce, draws, verify_draw):
        group.add_command(command)


@click.command(
    "announce",
    cls=Group.command_class,
    help=N_(
        "Announce a draw: FILE is protobuf JSON of DrawTask, without registerVersion (it is computed). The parties' nodes commit and "
        "reveal by themselves; then this node publishes the lists."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
@option("--basis", required=True, help=N_("Law or agreement that it rests on."))
@option("--audience", multiple=True, type=MEMBER, help=N_("Members that see it, parties and verifiers; repeat it. By default everybody."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def announce(*, connection: Connection, file: Path, organ: str | None, basis: str, audience: tuple[str, ...], as_json: bool) -> None:
    """One task."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.planning.draw import register_version
    from exchange.planning.ledger_draw import register_of, task_faults
    from exchange.v1 import draw_pb2, record_pb2

    task = parse_object(read_object(file), draw_pb2.DrawTask, place=str(file))
    task.register_version = register_version(*register_of(task))
    if faults := task_faults(task):
        fields = [FieldFault(field=name, description=fault) for name, fault in faults]
        raise CliError("; ".join(fault for _name, fault in faults), reason="FIELD_INVALID", fields=fields)
    draft = record_pb2.RecordDraft(
        organ=organ_of(organ, connection),
        audience=audience,
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=basis,
        purpose=f"PURPOSE_{connection.purpose}",
        draw_task=task,
    )
    with connect(connection) as client:
        send(draft, client, as_json=as_json)


@click.command("draws", cls=Group.command_class, help=N_("List draws, newest first, and where each stands."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def draws(*, connection: Connection, as_json: bool) -> None:
    """The first thousand."""
    from exchange.v1 import inspection_service_pb2 as pb
    from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

    with connect(connection) as client:
        listed = client.call(client.stub(InspectionServiceStub).ListDraws, pb.ListDrawsRequest(page_size=1000))
    if as_json:
        print_json(listed)
        return
    columns = [_("Signed"), _("Title"), _("State"), _("Round"), _("Parties"), _("Nonce withheld by"), _("Record")]
    rows = [
        (
            moment(one.issued_at),
            one.title,
            word(pb.DrawState, one.state),
            str(one.number + 1),
            "; ".join(each.member for each in one.parties),
            "; ".join(one.withheld),
            one.task_record_id,
        )
        for one in listed.draws
    ]
    print_table(columns, rows)


@click.command(
    "verify-draw",
    cls=Group.command_class,
    help=N_(
        "Compute the draw of the task TASK anew from the ledgers in the node's own database, and compare. Exit code 3 if it isn't the one "
        "that was published; each difference is named."
    ),
)
@click.argument("task")
@config_option
@option("--database", help=N_("Another database than node.toml's."))
@json_option
def verify_draw(*, config: Path, task: str, database: str | None, as_json: bool) -> None:
    """By whoever holds the ledgers."""
    from dataclasses import replace

    from exchange.planning.ledger_draw import check, fold
    from exchange.sync.draw_threads import task_row, thread_of

    settings = load_settings(config)
    chosen = replace(settings, database=database) if database else settings
    with open_database(chosen) as opened, opened.reading() as connection:
        row = task_row(connection, task)
        if row is None:
            raise CliError(_("no draw's task {task} is in this database").format(task=task), reason="NOT_FOUND")
        thread = thread_of(connection, row)
    folded = fold(thread)
    findings = check(thread, folded)
    if as_json:
        print_json(_object(thread, folded, findings))
    else:
        _show(thread, folded, findings)
    if findings:
        named = "; ".join(f"{one.fault}{' ' + one.name if one.name else ''}: {one.fact}" for one in findings)
        raise VerificationFailedError(named, reason="DRAW_DIFFERS")
    if folded.result is None:
        waits = folded.failed or _("round {number} awaits its nonces").format(number=folded.number + 1)
        raise CliError(_("nothing is published yet: {waits}").format(waits=waits), reason="NOT_DRAWN")


def _object(thread: Thread, folded: Folded, findings: list[Any]) -> dict[str, Any]:
    result = folded.result.content if folded.result else None
    return {
        "task": thread.task_id,
        "round": folded.number,
        "parties": list(folded.parties),
        "withheld": list(folded.withheld),
        "equivocated": sorted(folded.equivocated),
        "complete": folded.complete,
        "published": result is not None,
        "seed": result.seed.hex() if result else "",
        "drawn": list(result.drawn) if result else [],
        "full": list(result.full) if result else [],
        "findings": [{"fault": one.fault, "name": one.name, "fact": one.fact} for one in findings],
    }


def _show(thread: Thread, folded: Folded, findings: list[Any]) -> None:
    result = folded.result.content if folded.result else None
    print_details(
        [
            (_("Title"), thread.task.title),
            (_("Round"), str(folded.number + 1)),
            (_("Parties"), "; ".join(folded.parties)),
            (_("Nonce withheld by"), "; ".join(folded.withheld)),
            (_("Seed"), result.seed.hex() if result else _("not published yet")),
            (_("Drawn"), "; ".join(result.drawn) if result else ""),
            (_("Key sectors"), "; ".join(result.full) if result else ""),
            *((_("Officers of {organ}").format(organ=one.organ), "; ".join(one.officers)) for one in (result.officers if result else ())),
        ]
    )
    for one in findings:
        click.echo(f"{one.fault} {one.name} {one.fact}")
    if result and not findings:
        click.echo(_("Computed anew from the ledgers here: the same."))
