"""`exchange task`: what is to be done by when, and who is late (督办)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, MEMBER, MOMENT, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.texts.formats import LEGAL_TIME, moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from google.protobuf.timestamp_pb2 import Timestamp

    from exchange.v1.task_pb2 import Task

STATE = EnumType("task", "TaskState", prefix="TASK_STATE_")
as_of_option = option("--as-of", type=MOMENT, help=N_("As it stood, or will stand, at this moment; by default now."))


@click.group(cls=Group, help=N_("What is to be done by when, and who is late."))
def task() -> None:
    """Group of commands."""


@task.command(
    "list",
    help=N_("List tasks, most urgent first: an organ's own and those of its cases; to the supervising auditor, all of the member."),
)
@option("--due", "due", is_flag=True, help=N_("Only what is due soon."))
@option("--overdue", "overdue", is_flag=True, help=N_("Only what is overdue."))
@option("--state", "states", type=STATE, multiple=True, help=N_("State, as in task.proto without prefix; may be repeated."))
@option("--member", type=MEMBER, help=N_("Member that must act."))
@option("--organ", type=USCC, help=N_("Organ that must act."))
@option("--rule", "rule_id", help=N_("Rule that sets the period, such as LEAD-VERIFY-SAMR, or AGREEMENT."))
@option("--thread", "thread_id", help=N_("Record of the lead, outcome or request that it belongs to."))
@option("--subject", type=USCC, help=N_("USCC of the company."))
@option("--due-to", type=DATE, help=N_("Due on this day or earlier."))
@as_of_option
@limit_option
@client_options(purpose="SUPERVISION")
@json_option
def list_tasks(
    *,
    connection: Connection,
    due: bool,
    overdue: bool,
    states: tuple[int, ...],
    as_of: datetime | None,
    limit: int,
    as_json: bool,
    **texts: str | None,
) -> None:
    """Many tasks."""
    from exchange.v1 import supervision_service_pb2, task_pb2
    from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceStub

    flags = {task_pb2.TASK_STATE_DUE_SOON: due, task_pb2.TASK_STATE_OVERDUE: overdue}
    wanted = {*states, *(state for state, given in flags.items() if given)}
    request = supervision_service_pb2.ListTasksRequest(states=sorted(wanted), **{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    if as_of is not None:
        request.as_of.FromDatetime(as_of)
    with connect(connection) as client:
        answer = fetch(client, client.stub(SupervisionServiceStub).ListTasks, request, items="tasks", limit=limit)
    if as_json:
        print_json(answer)
        return
    columns = [_("Due"), _("Days left"), _("State"), _("Task"), _("Responsible"), _("Company"), _("About"), _("Basis"), _("Record")]
    print_table(columns, [_row(one) for one in answer.tasks], title=_("Tasks at {when}").format(when=moment(answer.as_of)))
    if any(one.provisional for one in answer.tasks):
        click.echo(_("* provisional: the holidays of that year aren't announced yet."))
    if answer.next_page_token:
        more_pages()


def _row(one: Task) -> tuple[str, ...]:
    from exchange.v1 import task_pb2

    return (
        _due(one.due_at, provisional=one.provisional),
        str(one.working_days_left),
        word(task_pb2.TaskState, one.state),
        _with_extension(one),
        " ".join(part for part in (one.member, one.organ) if part) or _("common superior"),
        one.subject,
        one.title,
        one.basis,
        one.thread_id,
    )


def _due(due_at: Timestamp, *, provisional: bool) -> str:
    day = due_at.ToDatetime(tzinfo=UTC).astimezone(LEGAL_TIME)
    text = day.date().isoformat() if (day.hour, day.minute) == (23, 59) else day.strftime("%Y-%m-%d %H:%M")
    return f"{text}*" if provisional else text


def _with_extension(one: Task) -> str:
    return f"{one.process} (+{one.extended_by})" if one.extended_by else one.process


@task.command("summary", help=N_("Count tasks by organ, rule and state."))
@option("--member", type=MEMBER, help=N_("Member that must act."))
@as_of_option
@client_options(purpose="SUPERVISION")
@json_option
def summary(*, connection: Connection, member: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Counts."""
    from exchange.v1 import supervision_service_pb2, task_pb2
    from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceStub

    request = supervision_service_pb2.SummariseTasksRequest(member=member or "")
    if as_of is not None:
        request.as_of.FromDatetime(as_of)
    with connect(connection) as client:
        answer = client.call(client.stub(SupervisionServiceStub).SummariseTasks, request)
    if as_json:
        print_json(answer)
        return
    rows = [
        (
            one.member or _("common superior"),
            one.organ,
            one.rule_id,
            word(task_pb2.TaskState, one.state),
            str(one.count),
            _due(one.earliest_due_at, provisional=False) if one.HasField("earliest_due_at") else "",
        )
        for one in answer.counts
    ]
    columns = [_("Member"), _("Organ"), _("Rule"), _("State"), _("Number"), _("First due")]
    print_table(columns, rows, title=_("Tasks at {when}").format(when=moment(answer.as_of)))
