"""How leads are shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange.cli.output import print_details, print_table
from exchange.texts.formats import moment
from exchange.texts.i18n import _
from exchange.texts.steps import said_by
from exchange.texts.terms import word
from exchange.v1 import lead_pb2, subject_pb2

if TYPE_CHECKING:
    from exchange.v1.lead_service_pb2 import AttachmentView, BlockedAction, CommonSuperior, LeadThread


def print_threads(threads: Iterable[LeadThread]) -> None:
    """A table of leads."""
    rows = [
        (
            moment(one.sent_at),
            one.from_member,
            one.lead.to_member,
            word(lead_pb2.LeadKind, one.lead.kind),
            one.lead.title,
            one.lead.subject.name,
            _state(one),
            one.lead_record_id,
        )
        for one in threads
    ]
    print_table([_("Sent"), _("From"), _("To"), _("Kind"), _("Title"), _("Company"), _("State"), _("Record")], rows)


def _state(thread: LeadThread) -> str:
    if thread.refused_reason:
        return _("without effect: {reason}").format(reason=thread.refused_reason)
    state = word(lead_pb2.LeadState, thread.state)
    return _("{state}, clock stopped").format(state=state) if thread.suspended else state


def print_thread(thread: LeadThread, *, blocked: bool = False) -> None:
    """A lead, its steps, and what may be done next; with `blocked` also what may not, and why."""
    one = thread.lead
    allowed = ", ".join(f"{word(lead_pb2.LeadAction, each)} ({_name(each)})" for each in thread.allowed_actions)
    filed = f"{thread.case_number} {moment(thread.filed_at)} {thread.filed_by_organ}" if thread.HasField("filed_at") else ""
    earlier = "; ".join(f"{each.organ_name} {each.case_number} {moment(each.filed_at)}" for each in thread.earlier_filings)
    print_details(
        [
            (_("Record"), thread.lead_record_id),
            (_("State"), _state(thread)),
            (_("Kind"), word(lead_pb2.LeadKind, one.kind)),
            (_("Title"), one.title),
            (_("From"), f"{thread.from_member} {thread.from_organ}"),
            (_("To"), f"{one.to_member} {one.to_organ}"),
            (_("Handled by"), thread.handler_organ),
            (_("Sent"), moment(thread.sent_at)),
            (_("Company"), f"{one.subject.name} {one.subject.uscc or one.subject.registration_number}".strip()),
            (_("Domain"), word(subject_pb2.EnforcementDomain, one.domain)),
            (_("Matter"), one.matter_code),
            (_("Act"), one.act),
            (_("Place"), one.place),
            (_("Facts"), one.facts),
            (_("Reason"), one.reason),
            (_("Document number"), one.document_number),
            (_("Case number"), one.case_number),
            (_("Filed"), filed),
            (_("Filed earlier by others"), earlier),
            (_("Continues"), one.continues),
            (_("Handing on"), _("not allowed: a transferred, disputed or designated case") if thread.no_retransfer else ""),
            (_("Common superior"), _superior(thread.common_superior)),
            (_("Next"), allowed),
        ]
    )
    _print_steps(thread)
    _print_attachments(thread)
    if blocked:
        rows = [(f"{word(lead_pb2.LeadAction, each.action)} ({_name(each.action)})", _why_not(each)) for each in thread.blocked_actions]
        print_table([_("Step"), _("Rule")], rows, title=_("Not open now"))


def _why_not(blocked: BlockedAction) -> str:
    if not blocked.open_from:
        return f"{blocked.explanation} [{blocked.reason}]"
    states = ", ".join(word(lead_pb2.LeadState, each) for each in blocked.open_from)
    return _("only in the state {states} ({source})").format(states=states, source=blocked.source)


def _superior(found: CommonSuperior) -> str:
    return found.name or found.explanation


def _print_steps(thread: LeadThread) -> None:
    rows = [
        (
            moment(step.issued_at),
            step.member,
            step.organ,
            word(lead_pb2.LeadAction, step.event.action),
            said_by(step.event),
            step.refused_reason or _("took effect"),
        )
        for step in thread.steps
    ]
    if rows:
        print_table([_("When"), _("Member"), _("Organ"), _("Step"), _("Content"), _("Effect")], rows)


def _print_attachments(thread: LeadThread) -> None:
    files = [
        (each.attachment.name, each.attachment.media_type, _arrived(each), each.attachment.digest.hex()) for each in thread.attachments
    ]
    if files:
        print_table([_("Attachments"), _("Type"), _("State"), _("Digest")], files)


def _arrived(file: AttachmentView) -> str:
    """How much of a cited file is here, and why not all of it, where that is known."""
    if file.complete:
        return _("here")
    state = (
        _("{received} of {size} bytes here").format(received=file.received, size=file.attachment.size)
        if file.received
        else _("not here yet")
    )
    return f"{state} ({file.failure})" if file.failure else state


def _name(action: int) -> str:
    return lead_pb2.LeadAction.Name(action).removeprefix("LEAD_ACTION_")
