"""The parts of a thread: signed steps with their effect, cited files, steps that aren't open."""

from __future__ import annotations

from starlette.requests import Request

from exchange.console.pages.names import member_name, organ_name
from exchange.console.tables import Cell, Table, address_of, cell
from exchange.texts.formats import moment
from exchange.texts.i18n import _
from exchange.texts.steps import said_by
from exchange.texts.terms import reason_word, word
from exchange.v1 import lead_pb2
from exchange.v1.lead_service_pb2 import AttachmentView, LeadStep, LeadThread


def steps_table(request: Request, thread: LeadThread) -> Table:
    """Both sides' signed records, the lead first: who signed, what, and its effect or why it has none."""
    sent = [
        cell(moment(thread.sent_at)),
        cell(organ_name(request, thread.from_organ)),
        cell(member_name(request, thread.from_member)),
        cell(word(lead_pb2.LeadKind, thread.lead.kind)),
        cell(thread.lead.title),
        _effect(thread.refused_reason),
        cell(thread.lead_record_id, code=True),
    ]
    return Table(
        columns=[_("Signed"), _("Organ"), _("Member"), _("Step"), _("Content"), _("Effect"), _("Record")],
        rows=[sent, *(_step(request, step) for step in thread.steps)],
    )


def _step(request: Request, step: LeadStep) -> list[Cell]:
    return [
        cell(moment(step.issued_at)),
        cell(organ_name(request, step.organ)),
        cell(member_name(request, step.member)),
        cell(word(lead_pb2.LeadAction, step.event.action)),
        cell(said_by(step.event)),
        _effect(step.refused_reason),
        cell(step.record_id, code=True),
    ]


def _effect(refused: str) -> Cell:
    return cell(reason_word(refused), tone="bad", title=refused) if refused else cell(_("took effect"), tone="good")


def attachments_table(thread: LeadThread) -> Table:
    """The files that its records cite, and how much of each is here."""
    return Table(
        columns=[_("Attachment"), _("Type"), _("Size"), _("State"), _("Digest")],
        rows=[
            [
                _link(one),
                cell(one.attachment.media_type),
                cell(f"{one.attachment.size:,}"),
                _arrived(one),
                cell(one.attachment.digest.hex(), code=True),
            ]
            for one in thread.attachments
        ],
    )


def _link(one: AttachmentView) -> Cell:
    digest = one.attachment.digest.hex()
    place = address_of(f"/attachments/{digest}", name=one.attachment.name)
    return cell(one.attachment.name, href=place if one.complete else "")


def _arrived(file: AttachmentView) -> Cell:
    if file.complete:
        return cell(_("here"), tone="good")
    if not file.received:
        return cell(_("not here yet"), tone="warn", title=file.failure)
    text = _("{received} of {size} bytes here").format(received=file.received, size=file.attachment.size)
    return cell(text, tone="warn", title=file.failure)


def blocked_table(thread: LeadThread) -> Table:
    """The other steps of this kind of lead, and the rule that keeps each shut."""
    return Table(
        columns=[_("Step"), _("Reason"), _("Rule")],
        rows=[
            [cell(word(lead_pb2.LeadAction, one.action)), cell(reason_word(one.reason), title=one.reason), cell(one.explanation)]
            for one in thread.blocked_actions
        ],
    )
