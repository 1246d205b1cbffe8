"""Which fields a lead, and each step of one, needs: what exchange.domain.leads asks of it, in the order in which it is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from exchange.console.forms import Field
from exchange.console.pages.names import choices
from exchange.domain.leads import lawful_grounds
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import _
from exchange.v1 import lead_pb2, subject_pb2
from exchange.v1.lead_pb2 import LeadKind
from exchange.v1.lead_service_pb2 import LeadThread

DEFAULT_BASIS = "law:优化营商环境条例:57"
"""The national provision on exchange between the Delta's organs (bases.toml); an agreement may stand instead."""


def step_fields(thread: LeadThread, action: int, *, now: datetime, organs: Sequence[tuple[str, str]]) -> list[Field]:
    """The fields of a step: when, what it must say, who takes it, papers."""
    kind = thread.lead.kind
    asked = [_field(name, required=name in _REQUIRED.get(action, ()), organs=organs) for name in _ASKED.get(action, ())]
    grounds = lawful_grounds(action, kind)
    if grounds:
        choice = choices(lead_pb2.RefusalGround, grounds)
        needed = action != lead_pb2.LEAD_ACTION_DECLINE_FILING
        asked.insert(0, Field(name="event.ground", label=_("Ground"), kind="select", choices=choice, required=needed))
        if lead_pb2.REFUSAL_GROUND_EARLIER_FILING in grounds:
            asked[1:1] = _earlier_filing()
    return [
        Field(name="event.occurred_at", label=_("When it happened"), kind="moment", required=True, value=local(now)),
        *asked,
        *([] if "note" in _ASKED.get(action, ()) else [_field("note", required=False, organs=())]),
        Field(name="event.officer", label=_("Officer"), kind="officer", hint=_("number of the enforcement certificate")),
        Field(name="event.attachments", label=_("Attachments"), kind="files"),
    ]


def local(now: datetime) -> str:
    """A time as a browser's field takes it, to the minute, in Asia/Shanghai."""
    return now.astimezone(LEGAL_TIME).strftime("%Y-%m-%dT%H:%M")


def _earlier_filing() -> list[Field]:
    hint = _("only on the ground that another organ filed first")
    return [
        Field(name="event.earlier_filing.organ_name", label=_("Organ that filed first"), hint=hint),
        Field(name="event.earlier_filing.case_number", label=_("Its case number"), hint=hint),
        Field(name="event.earlier_filing.filed_at", label=_("When it filed"), kind="moment", hint=hint),
    ]


def _field(name: str, *, required: bool, organs: Sequence[tuple[str, str]]) -> Field:
    certificate = _("number of the enforcement certificate")
    made = {
        "note": ("long", _("Note"), "", ()),
        "missing_items": ("lines", _("What is missing"), _("one a line"), ()),
        "reply_by": ("date", _("Reply by"), _("empty: as the clock's rule says"), ()),
        "suggested_organ": ("text", _("Competent organ"), _("as you see it"), ()),
        "superior_organ": ("text", _("Common superior"), "", ()),
        "designated_organ": ("select", _("Designated organ"), "", organs),
        "document_number": ("text", _("Number of its decision"), "", ()),
        "case_number": ("text", _("Case number"), "", ()),
        "filed_at": ("moment", _("When it was filed"), _("to the minute: who filed first has the case"), ()),
        "decision": ("select", _("Decision"), "", choices(lead_pb2.DecisionKind)),
        "outcome_record_id": ("text", _("Record of the outcome"), "", ()),
        "suspension": ("select", _("Why the clock stands still"), "", choices(lead_pb2.SuspensionReason)),
        "extension": ("number", _("Extension"), _("in the unit of the clock's rule"), ()),
        "collective_discussion": ("check", _("Decided by collective discussion"), "", ()),
        "approver": ("officer", _("Approved by"), certificate, ()),
        "legal_reviewer": ("officer", _("Lawfulness reviewed by"), certificate, ()),
        "onward_organ": ("text", _("Organ it went to"), "", ()),
        "onward_record_id": ("text", _("Record that went there"), "", ()),
        "filing_ordered": ("check", _("The filing is ordered after all"), "", ()),
        "items": ("lines", _("What is handed over"), _("one a line"), ()),
        "duplicate_of": ("text", _("Record of the lead it repeats"), "", ()),
    }
    kind, label, hint, options = made[name]
    return Field(name=f"event.{name}", label=label, kind=kind, hint=hint, choices=options, required=required)


_A = lead_pb2
_ASKED: Mapping[int, tuple[str, ...]] = {
    _A.LEAD_ACTION_REQUEST_SUPPLEMENT: ("missing_items", "reply_by"),
    _A.LEAD_ACTION_RETURN: ("suggested_organ",),
    _A.LEAD_ACTION_ESCALATE: ("superior_organ",),
    _A.LEAD_ACTION_DESIGNATE: ("superior_organ", "document_number", "designated_organ"),
    _A.LEAD_ACTION_FILE: ("case_number", "filed_at", "approver"),
    _A.LEAD_ACTION_DECLINE_FILING: ("note", "approver"),
    _A.LEAD_ACTION_DECIDE: ("decision", "outcome_record_id", "approver", "legal_reviewer"),
    _A.LEAD_ACTION_NOTIFY_OUTCOME: ("outcome_record_id",),
    _A.LEAD_ACTION_CORRECT: ("outcome_record_id", "note"),
    _A.LEAD_ACTION_EXTEND: ("extension", "note", "approver", "collective_discussion"),
    _A.LEAD_ACTION_REFER_CRIMINAL: ("approver",),
    _A.LEAD_ACTION_TRANSFER_OUT: ("onward_organ", "onward_record_id"),
    _A.LEAD_ACTION_TERMINATE: ("note", "approver"),
    _A.LEAD_ACTION_SUSPEND: ("suspension",),
    _A.LEAD_ACTION_HAND_OVER: ("items",),
    _A.LEAD_ACTION_REDIRECT: ("onward_organ", "onward_record_id"),
    _A.LEAD_ACTION_RECONSIDER: ("filing_ordered", "case_number", "filed_at", "note"),
    _A.LEAD_ACTION_MARK_DUPLICATE: ("duplicate_of",),
}
"""What a step says beside its moment, note, officer and papers; grounds come from the law of the lead's kind."""
_REQUIRED: Mapping[int, tuple[str, ...]] = {
    _A.LEAD_ACTION_REQUEST_SUPPLEMENT: ("missing_items",),
    _A.LEAD_ACTION_ESCALATE: ("superior_organ",),
    _A.LEAD_ACTION_DESIGNATE: ("superior_organ", "document_number", "designated_organ"),
    _A.LEAD_ACTION_FILE: ("case_number", "filed_at"),
    _A.LEAD_ACTION_DECIDE: ("decision",),
    _A.LEAD_ACTION_REFER_CRIMINAL: ("approver",),
    _A.LEAD_ACTION_TRANSFER_OUT: ("onward_organ",),
    _A.LEAD_ACTION_TERMINATE: ("note", "approver"),
    _A.LEAD_ACTION_SUSPEND: ("suspension",),
    _A.LEAD_ACTION_REDIRECT: ("onward_organ",),
    _A.LEAD_ACTION_MARK_DUPLICATE: ("duplicate_of",),
}
"""What it is refused without, whatever else it says."""


def lead_fields(kind: int, known: Mapping[str, str], *, organs: Sequence[tuple[str, str]]) -> list[Field]:
    """The fields of a lead of a kind; `known` (the address of the page) fills in the company, `to` the receiver."""
    case = kind == LeadKind.LEAD_KIND_CASE
    reviewed = kind in {LeadKind.LEAD_KIND_CASE, LeadKind.LEAD_KIND_CRIMINAL, LeadKind.LEAD_KIND_REVERSE}
    certificate = _("number of the enforcement certificate")
    return [
        Field(
            name="lead.to_organ",
            label=_("To"),
            kind="select",
            choices=organs,
            required=True,
            value=known.get("to", ""),
            also="lead.to_member",
        ),
        Field(name="lead.title", label=_("Title"), required=True),
        Field(name="lead.subject.name", label=_("Company"), value=known.get("name", "")),
        Field(name="lead.subject.uscc", label=_("Company's code"), hint=_("18-digit code"), value=known.get("subject", "")),
        Field(name="lead.domain", label=_("Domain"), kind="select", choices=choices(subject_pb2.EnforcementDomain), required=True),
        Field(name="lead.matter_code", label=_("Matter"), hint=_("14 digits")),
        Field(name="lead.act", label=_("Act"), kind="long"),
        Field(name="lead.act_from", label=_("Act began"), kind="moment"),
        Field(name="lead.act_to", label=_("Act ended"), kind="moment"),
        Field(name="lead.place", label=_("Place of the act")),
        Field(name="lead.facts", label=_("Facts"), kind="long", required=True),
        Field(name="lead.reason", label=_("Reason for transferring"), kind="long", required=True),
        *(
            [
                Field(name="lead.case_number", label=_("Case number"), required=True),
                Field(name="lead.filed_at", label=_("When it was filed"), kind="moment", required=True),
            ]
            if case
            else []
        ),
        Field(name="lead.document_number", label=_("Number of the transfer letter")),
        Field(name="basis_id", label=_("Shared on"), required=True, value=DEFAULT_BASIS, hint=_("law:… or agreement:…")),
        Field(
            name="lead.handlers",
            label=_("Handled by (two officers)"),
            kind="officers",
            required=True,
            hint=_("one certificate number a line"),
        ),
        *([Field(name="lead.reviewer", label=_("Reviewed by"), kind="officer", required=True, hint=certificate)] if reviewed else []),
        Field(name="lead.approver", label=_("Approved by"), kind="officer", required=True, hint=certificate),
        Field(name="lead.major_case", label=_("Major case"), kind="check"),
        Field(name="lead.legal_reviewer", label=_("Lawfulness reviewed by"), kind="officer", hint=_("needed for a major case")),
        Field(name="lead.attachments", label=_("Attachments"), kind="files"),
    ]
