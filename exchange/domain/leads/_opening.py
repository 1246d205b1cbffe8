"""Whether a lead as it was signed may open a thread at all: approval chain, receiver, filing, hand-overs (RULES.md §2.4, §3.1)."""

from __future__ import annotations

from exchange.domain.leads._values import Kind, LeadStepError, Moment, State, Thread, is_time, kind_name, moment
from exchange.v1 import error_pb2, lead_pb2

MIN_HANDLERS = 2  # 行政处罚法 42
MAX_CASE_HOPS = 1  # a lead that was filed goes to the competent organ once; what came as a case goes nowhere (生态环境行政处罚办法 16)
HANDED_ON = frozenset({Kind.LEAD_KIND_LEAD, Kind.LEAD_KIND_CASE})  # kinds by which a matter goes to another organ to be handled
_REVIEWED = frozenset({Kind.LEAD_KIND_CASE, Kind.LEAD_KIND_CRIMINAL, Kind.LEAD_KIND_REVERSE})


def check_lead(lead: lead_pb2.Lead, *, from_member: str, from_organ: str, issued_at: Moment | None = None) -> None:
    """Raises unless the lead has effect: otherwise its thread is shown with the reason, and nobody can do anything on it.

    Args:
        lead: as its sender signs it.
        from_member: the sender's member code.
        from_organ: USCC of the organ that signs.
        issued_at: when it is signed; None: times aren't compared.

    Raises:
        LeadStepError: FIELD_INVALID, RECEIVER_NOT_ALLOWED, APPROVAL_MISSING, STEP_INCOMPLETE, NO_RETRANSFER; `field` names what decides.
    """
    if lead.kind not in {number for number in Kind.values() if number}:
        raise LeadStepError(error_pb2.ERROR_REASON_FIELD_INVALID, f"lead.kind {lead.kind} isn't one of the five kinds", field="lead.kind")
    _check_receiver(lead, from_member, from_organ)
    _check_approval(lead, from_organ)
    _check_times(lead, issued_at)
    _check_hops(lead)


def _check_receiver(lead: lead_pb2.Lead, from_member: str, from_organ: str) -> None:
    """国务院令第310号 5: to the police of the same level, so within the member; 13: back to the organ of the same level, or abroad."""
    own = lead.to_member == from_member
    if lead.kind == Kind.LEAD_KIND_CRIMINAL and not own:
        fault = (
            f"lead.to_member {lead.to_member} isn't the sender's; a suspected crime goes to the police of {from_member} (国务院令第310号 5)"
        )
    elif own and lead.kind not in {Kind.LEAD_KIND_CRIMINAL, Kind.LEAD_KIND_REVERSE}:
        fault = f"lead.to_member {lead.to_member} is the sender's own; a {kind_name(lead.kind)} goes to another member"
    elif lead.to_organ == from_organ:
        fault = f"lead.to_organ {lead.to_organ} is the sender itself"
    else:
        return
    raise LeadStepError(
        error_pb2.ERROR_REASON_RECEIVER_NOT_ALLOWED, fault, field="lead.to_organ" if "to_organ" in fault else "lead.to_member"
    )


def _check_approval(lead: lead_pb2.Lead, from_organ: str) -> None:
    """Two handlers, reviewer, approver, legal reviewer: officers of the sending organ, each another person."""
    seen: dict[str, str] = {}
    for at, officer in enumerate(lead.handlers):
        _take(officer, f"lead.handlers[{at}]", from_organ, seen)
    if len(lead.handlers) < MIN_HANDLERS:
        raise _unapproved("lead.handlers", f"names {len(lead.handlers)}; two officers must have handled it (行政处罚法 42)")
    needed = {
        "reviewer": lead.kind in _REVIEWED,  # 案件移送审批表: 审核意见
        "approver": True,  # 审批意见
        "legal_reviewer": lead.major_case,  # 行政处罚法 58
    }
    why = {"reviewer": "案件移送审批表 审核意见", "approver": "案件移送审批表 审批意见", "legal_reviewer": "a major case: 行政处罚法 58"}
    for name, must in needed.items():
        if lead.HasField(name):
            _take(getattr(lead, name), f"lead.{name}", from_organ, seen)
        elif must:
            raise _unapproved(f"lead.{name}", f"is missing; a {kind_name(lead.kind)} needs it ({why[name]})")


def _take(officer: lead_pb2.OfficerReference, field: str, from_organ: str, seen: dict[str, str]) -> None:
    number = officer.certificate_number
    if not number:
        raise _unapproved(field, "has no certificate number; the number of the enforcement certificate is needed (行政处罚法 42)")
    if officer.organ != from_organ:
        raise _unapproved(field, f"is of organ {officer.organ}; it must be an officer of the sending organ {from_organ}")
    if number in seen:
        raise _unapproved(field, f"is {number}, as {seen[number]} is; it must be another person")
    seen[number] = field


def _unapproved(field: str, fault: str) -> LeadStepError:
    return LeadStepError(error_pb2.ERROR_REASON_APPROVAL_MISSING, f"{field} {fault}", field=field)


def _incomplete(field: str, fault: str) -> LeadStepError:
    return LeadStepError(error_pb2.ERROR_REASON_STEP_INCOMPLETE, f"{field} {fault}", field=field)


def _check_times(lead: lead_pb2.Lead, issued_at: Moment | None) -> None:
    """A case is transferred after it was filed; an act ends after it began."""
    if lead.kind == Kind.LEAD_KIND_CASE:
        if not lead.case_number:
            raise _incomplete("lead.case_number", "is missing; a CASE is transferred after filing, under its number")
        if not is_time(moment(lead.filed_at)):
            raise _incomplete("lead.filed_at", "is missing; a CASE is transferred after filing (行政处罚法 25)")
    if lead.HasField("filed_at") and issued_at is not None and moment(lead.filed_at) > issued_at:
        raise _incomplete("lead.filed_at", "lies after the moment of signing; it must be when the case was filed")
    if lead.HasField("act_from") and lead.HasField("act_to") and moment(lead.act_from) > moment(lead.act_to):
        raise LeadStepError(error_pb2.ERROR_REASON_FIELD_INVALID, "lead.act_to lies before lead.act_from", field="lead.act_to")


def _check_hops(lead: lead_pb2.Lead) -> None:
    if lead.hops and not lead.continues:
        raise _incomplete("lead.continues", f"is missing; it was handed on {lead.hops} times, so it continues a lead")
    if lead.kind == Kind.LEAD_KIND_CASE and lead.hops > MAX_CASE_HOPS:
        raise LeadStepError(
            error_pb2.ERROR_REASON_NO_RETRANSFER,
            f"lead.hops is {lead.hops}; a case is handed on once at most: report to the common superior instead (生态环境行政处罚办法 16)",
            field="lead.hops",
        )


def check_continuation(lead: lead_pb2.Lead, *, from_organ: str, before: Thread, again: str) -> None:
    """Raises unless a new lead may follow from one that is held here.

    Args:
        lead: the new one; `lead.continues` names the other.
        from_organ: USCC of the organ that signs it.
        before: the thread that it continues.
        again: the record by which this organ handed the same one on before; "" where it hasn't.

    Raises:
        LeadStepError: NOT_RECEIVER (no part in the other), NO_RETRANSFER, ALREADY_USED, FIELD_INVALID (hops).
    """
    if from_organ not in {before.from_organ, before.lead.to_organ, before.handler}:
        raise LeadStepError(
            error_pb2.ERROR_REASON_NOT_RECEIVER,
            f"{from_organ} has no part in {lead.continues}; it can't go on from it",
            field="lead.continues",
        )
    on = lead.kind in HANDED_ON and from_organ != before.from_organ
    to_designee = lead.to_organ == before.facts.designated_organ  # 行政处罚法 25: whom the superior named gets the case
    if lead.kind in HANDED_ON and not to_designee:
        _check_handing_on(lead, before, on=on)
    if on and again:
        raise LeadStepError(
            error_pb2.ERROR_REASON_ALREADY_USED, f"{lead.continues} was handed on once already, as {again}", field="lead.continues"
        )
    hops = before.lead.hops + on
    if lead.hops != hops:
        fault = f"lead.hops is {lead.hops}; after {lead.continues} it must be {hops}: each organ that hands it on counts"
        raise LeadStepError(error_pb2.ERROR_REASON_FIELD_INVALID, fault, field="lead.hops")


def _check_handing_on(lead: lead_pb2.Lead, before: Thread, *, on: bool) -> None:
    """生态环境行政处罚办法 16: what came as a case isn't sent on; its sender sends it elsewhere only once it has it back."""
    back = before.state == State.LEAD_STATE_WITHDRAWN
    if before.no_retransfer and (on or not back):
        raise LeadStepError(
            error_pb2.ERROR_REASON_NO_RETRANSFER,
            f"{lead.continues} may not be handed on; report to the common superior instead (行政处罚法 25; 生态环境行政处罚办法 16)",
            field="lead.continues",
        )
