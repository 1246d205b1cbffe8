"""Tasks: what must be done by when, most urgent first, under which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.pages.base import page
from exchange.console.pages.names import URGENT, choices, clock, member_choices, member_name, organ_name, organ_of
from exchange.console.pages.overview import ROWS, Card
from exchange.console.rendering import shown
from exchange.console.tables import Cell, Filter, Table, cell, given, page_token
from exchange.domain.tasks import Family, task_rules
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import supervision_service_pb2, task_pb2

PAGE_SIZE = 50
ALL = "all"
_FOLDERS: Mapping[Family, str] = {Family.LEAD: "leads", Family.OUTCOME: "outcomes", Family.INSPECTION: "plans"}
SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR})


def _is_officer(request: Request) -> bool:
    return visitor_of(request).role is Role.ORGAN


def _filters(request: Request) -> list[Filter]:
    everybody = [(ALL, _("everybody's that I may see"))]
    return [
        *([Filter(name="whose", label=_("Whose"), kind="select", choices=everybody, hint=_("mine"))] if _is_officer(request) else []),
        Filter(name="state", label=_("State"), kind="select", choices=choices(task_pb2.TaskState)),
        Filter(name="member", label=_("Member"), kind="select", choices=member_choices(request)),
        Filter(name="due_to", label=_("Due by"), kind="date"),
        Filter(name="subject", label=_("Company"), hint=_("18-digit code")),
        Filter(name="rule_id", label=_("Rule")),
    ]


async def list_tasks(request: Request) -> Response:
    """Most urgent first; an officer's own organ's unless asked otherwise."""
    filters = _filters(request)
    wanted = given(request, filters)
    message = supervision_service_pb2.ListTasksRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    for name in ("member", "due_to", "subject", "rule_id"):
        setattr(message, name, wanted[name])
    if wanted["state"].isdecimal():
        message.states.append(int(wanted["state"]))  # type: ignore[arg-type]  # validated by the service
    if _is_officer(request) and wanted["whose"] != ALL:
        message.organ = organ_of(request)
    answer = await ask(request, "SupervisionService/ListTasks", message)
    counts = await ask(request, "SupervisionService/SummariseTasks", supervision_service_pb2.SummariseTasksRequest(member=wanted["member"]))
    table = Table(
        columns=[_("Due"), _("Clock"), _("What"), _("Title"), _("Company"), _("Organ"), _("Basis"), _("Rule")],
        rows=[_row(request, one) for one in answer.tasks],
        next_token=answer.next_page_token,
    )
    return shown(request, "tasks.html", table, name="tasks", filters=filters, summary=_summary(message.organ, counts.counts))


async def urgent_tasks(request: Request) -> Card:
    """For the first page: the organ's duties whose time runs, most urgent first."""
    message = supervision_service_pb2.ListTasksRequest(page_size=ROWS, organ=organ_of(request), states=list(URGENT))
    answer = await ask(request, "SupervisionService/ListTasks", message)
    table = Table(
        columns=[_("Due"), _("Clock"), _("What"), _("Title")],
        rows=[_row(request, one)[:4] for one in answer.tasks],
    )
    nothing = _("No clock of your organ is running.")
    return Card(title=_("Due next"), href="/tasks", table=table, nothing=nothing, more=bool(answer.next_page_token))


def _row(request: Request, one: task_pb2.Task) -> list[Cell]:
    return [
        cell(moment(one.due_at)),
        clock(one),
        cell(one.process),
        cell(one.title or one.thread_id, href=_place(one)),
        cell(one.subject, href=f"/companies/{one.subject}" if one.subject else ""),
        cell(organ_name(request, one.organ) if one.organ else member_name(request, one.member)),
        cell(one.basis),
        cell(one.rule_id, code=True),
    ]


def _place(one: task_pb2.Task) -> str:
    """Where the duty's thread is shown; empty for one that has no page."""
    folder = _FOLDERS.get(_families().get(one.rule_id, Family.CORRECTION), "")
    return f"/{folder}/{one.thread_id}" if folder else ""


@cache
def _families() -> Mapping[str, Family]:
    return {row.rule_id: row.thread for row in task_rules()}


def _summary(organ: str, counts: Iterable[supervision_service_pb2.TaskCount]) -> list[tuple[str, str, int]]:
    """(state in words, its colour, how many) of the organ's duties, or of all."""
    totals: Counter[task_pb2.TaskState] = Counter()
    for one in counts:
        if not organ or one.organ == organ:
            totals[one.state] += one.count
    order = sorted(totals, key=lambda state: (state != task_pb2.TASK_STATE_OVERDUE, state != task_pb2.TASK_STATE_DUE_SOON, state))
    return [(word(task_pb2.TaskState, state), URGENT.get(state, ""), totals[state]) for state in order]


PAGE = page(path="/tasks", title=N_("Tasks"), roles=SEEN_BY, handlers={"GET /tasks": list_tasks})
