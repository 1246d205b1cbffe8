"""Names of members and organs, choices of wire values, and the pieces that several pages show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from google.protobuf.message import Message
from starlette.requests import Request

from exchange.console.asking import ask, may, visitor_of
from exchange.console.faults import refusal_words
from exchange.console.tables import Cell, Table, cell
from exchange.sync.context import NodeContext
from exchange.texts.formats import moment, yuan
from exchange.texts.i18n import CHINESE, _, language
from exchange.texts.terms import word
from exchange.trust.errors import UnknownMemberError
from exchange.trust.membership import Membership
from exchange.v1 import outcome_pb2, outcome_service_pb2, task_pb2
from exchange.wire import RefusedError

URGENT = {task_pb2.TASK_STATE_OVERDUE: "bad", task_pb2.TASK_STATE_DUE_SOON: "warn", task_pb2.TASK_STATE_OPEN: "good"}


def context_of(request: Request) -> NodeContext:
    """The node."""
    context: NodeContext = request.app.state.context
    return context


def organ_of(request: Request) -> str:
    """USCC of the organ whose certificate the visitor holds."""
    return visitor_of(request).identity.name


def _membership(request: Request) -> Membership:
    return context_of(request).trust.membership


def member_name(request: Request, code: str) -> str:
    """`Jinshan 310116`; the code alone of one that isn't a member any more."""
    members = _membership(request).members
    return f"{members[code].name} {code}" if code in members else code


def organ_name(request: Request, uscc: str) -> str:
    """The organ's name; its code where no member has it."""
    try:
        return _membership(request).organ(uscc)[1].name
    except UnknownMemberError:
        return uscc


def member_choices(request: Request) -> list[tuple[str, str]]:
    """Members by code."""
    return [(code, member_name(request, code)) for code in sorted(_membership(request).members)]


def organ_choices(request: Request) -> list[tuple[str, str]]:
    """Organs of all members."""
    members = _membership(request).members
    return [(organ.uscc, f"{organ.name} ({member_name(request, code)})") for code, one in sorted(members.items()) for organ in one.organs]


def choices(kind: Any, values: Iterable[int] = ()) -> list[tuple[str, str]]:
    """An enum's values in words (all but UNSPECIFIED, unless some are given)."""
    return [(str(number), word(kind, number)) for number in (sorted(values) or kind.values()) if number]


def put(message: Message, wanted: dict[str, str]) -> None:
    """Puts filters of the same names into a request; enums by number, what isn't a number is no filter."""
    for name, text in wanted.items():
        kind = message.DESCRIPTOR.fields_by_name.get(name)
        if text and kind is not None and kind.enum_type is None:
            setattr(message, name, text)
        elif text.isdecimal() and kind is not None:
            setattr(message, name, int(text))


def said(chinese: str, english: str) -> str:
    """What a node explains in both languages, in the one in use."""
    return chinese if language() == CHINESE else english


def in_language(text: str) -> str:
    """The half of a "Chinese / English" text that is in use; the whole where it isn't halved."""
    chinese, halved, english = text.partition(" / ")
    return said(chinese, english) if halved else text


def penalties(outcome: outcome_pb2.Outcome) -> str:
    """`fine 10,000 yuan; warning`."""
    parts = []
    for one in outcome.penalties:
        kind = word(outcome_pb2.PenaltyKind, one.kind)
        parts.append(_("{kind} {amount} yuan").format(kind=kind, amount=yuan(one.amount_fen)) if one.amount_fen else kind)
    return "; ".join(parts) or word(outcome_pb2.OutcomeStep, outcome.step)


def sources_table(request: Request, sources: Iterable[outcome_service_pb2.SourceFreshness]) -> Table:
    """How fresh each source is: what isn't here can't be seen."""
    own = context_of(request).member
    return Table(
        columns=[_("Source"), _("Entries"), _("As of"), ""],
        rows=[
            [
                cell(member_name(request, one.member)),
                cell(one.size),
                _as_of(one, is_own=one.member == own),
                cell(_("frozen"), tone="bad") if one.frozen else cell(""),
            ]
            for one in sources
        ],
    )


def _as_of(one: outcome_service_pb2.SourceFreshness, *, is_own: bool) -> Cell:
    if is_own:
        return cell(_("own ledger, always current"))
    known = moment(one.verified_at)
    return cell(known) if known else cell(_("never read"), tone="bad")


def clock_text(task: task_pb2.Task) -> str:
    """What is left of a duty's time, in working days."""
    left = task.working_days_left
    if task.state == task_pb2.TASK_STATE_OVERDUE:
        return _("{days} working days overdue").format(days=-left) if left else _("overdue today")
    if task.state in {task_pb2.TASK_STATE_OPEN, task_pb2.TASK_STATE_DUE_SOON}:
        return _("{days} working days left").format(days=left) if left else _("due today")
    return word(task_pb2.TaskState, task.state)


def clock(task: task_pb2.Task) -> Cell:
    """The same, in its colour."""
    provisional = " " + _("(provisional: the year's holidays aren't known yet)") if task.provisional else ""
    return cell(clock_text(task), tone=URGENT.get(task.state, "soft"), title=f"{task.basis} {moment(task.due_at)}{provisional}".strip())


async def part(request: Request, method: str, message: Message) -> tuple[Any, str]:
    """One part of a page: its answer, or why it isn't shown to this visitor for this purpose."""
    if not may(request, method):
        return None, _("Your role may not see this.")
    try:
        return await ask(request, method, message), ""
    except RefusedError as refused:
        return None, refusal_words(refused)
