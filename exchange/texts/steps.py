"""Steps of a lead in words."""

from __future__ import annotations

from exchange.texts.formats import moment
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.v1 import lead_pb2


def said_by(event: lead_pb2.LeadEvent) -> str:
    """What a step says beside its name."""
    other = event.earlier_filing
    parts = (
        (_("Ground"), word(lead_pb2.RefusalGround, event.ground)),
        (_("Competent organ"), event.suggested_organ),
        (_("Missing items"), ", ".join(event.missing_items)),
        (_("Reply by"), event.reply_by),
        (_("Case number"), event.case_number),
        (_("Filed"), moment(event.filed_at) if event.HasField("filed_at") else ""),
        (_("Filed earlier by others"), f"{other.organ_name} {other.case_number} {moment(other.filed_at)}" if other.case_number else ""),
        (_("Common superior"), event.superior_organ),
        (_("Designated organ"), event.designated_organ),
        (_("Document number"), event.document_number),
        (_("Duplicate of"), event.duplicate_of),
        (_("Decision"), word(lead_pb2.DecisionKind, event.decision)),
        (_("Outcome"), event.outcome_record_id),
        (_("Clock stopped for"), word(lead_pb2.SuspensionReason, event.suspension)),
        (_("Extended by"), str(event.extension or "")),
        (_("Went to"), f"{event.onward_organ} {event.onward_record_id}".strip()),
        (_("Items"), ", ".join(event.items)),
        (_("Attachments"), ", ".join(one.name for one in event.attachments)),
        (_("Officer"), event.officer.certificate_number),
        (_("Approver"), event.approver.certificate_number),
        (_("Legal reviewer"), event.legal_reviewer.certificate_number),
        (_("Note"), event.note),
    )
    return "; ".join(f"{name}: {value}" for name, value in parts if value)
