"""The rules about a record's header: class, purpose, audience, organ; and to whom a lead may go."""

from __future__ import annotations

from exchange.domain.policy._decision import Refusal
from exchange.domain.policy._questions import Publication, names
from exchange.domain.policy._types import type_rules
from exchange.v1 import error_pb2, record_pb2


def sharing_class(question: Publication) -> Refusal | None:
    """政务数据共享条例: 无条件、有条件、不予共享. What isn't in the table is refused."""
    header = question.header
    rules = type_rules().get(header.type)
    name = record_pb2.RecordType.Name(header.type).removeprefix("RECORD_TYPE_") if rules else str(header.type)
    if rules is None or header.sharing_class not in rules.classes:
        known = names(record_pb2.SharingClass, "SHARING_CLASS_", rules.classes if rules else ())
        return Refusal(
            reason=error_pb2.ERROR_REASON_CLASS_NOT_ALLOWED,
            field="sharing_class",
            message=f"a record of type {name} can't have this sharing class; it can be {known or 'of none'}",
        )
    return None


def withheld(question: Publication) -> Refusal | None:
    """A record that stays in the node has no audience beyond its own member."""
    header = question.header
    others = sorted(set(header.audience) - {question.sharing.member})
    if header.sharing_class != record_pb2.SHARING_CLASS_WITHHELD or not others:
        return None
    return Refusal(
        reason=error_pb2.ERROR_REASON_CLASS_WITHHELD,
        field="audience",
        message=f"a record of class WITHHELD stays in this node; {', '.join(others)} can't be in its audience: leave it empty",
    )


def purpose(question: Publication) -> Refusal | None:
    """个保法 6, 34; 上海市数据条例 40: for the duty it serves, and no other."""
    header = question.header
    allowed = type_rules()[header.type].purposes
    if header.purpose in allowed:
        return None
    return Refusal(
        reason=error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED,
        field="purpose",
        message=f"a record of this type is shared for {names(record_pb2.Purpose, 'PURPOSE_', allowed)} only",
    )


def organ(question: Publication) -> Refusal | None:
    """An organ shares what is its own member's."""
    member, name = question.sharing.member, question.header.organ
    if question.sharing.organs.get(name) == member:
        return None
    return Refusal(
        reason=error_pb2.ERROR_REASON_ORGAN_UNKNOWN, field="organ", message=f"{name} isn't an organ of {member} in the membership"
    )


def audience(question: Publication) -> Refusal | None:
    """Only members can be addressed."""
    sharing = question.sharing
    unknown = sorted(set(question.header.audience) - sharing.members)
    if not unknown:
        return None
    known = ", ".join(sorted(sharing.members))
    return Refusal(
        reason=error_pb2.ERROR_REASON_MEMBER_UNKNOWN,
        field="audience",
        message=f"{', '.join(unknown)} isn't a member; members are {known}",
    )


def lead_receiver(question: Publication) -> Refusal | None:
    """A lead goes to one organ of a member that can read it; whether to one's own member is `leads.check_lead`'s to say."""
    if question.header.type != record_pb2.RECORD_TYPE_LEAD:
        return None
    sharing, lead = question.sharing, question.body.lead
    if lead.to_member not in sharing.members:
        return Refusal(reason=error_pb2.ERROR_REASON_MEMBER_UNKNOWN, field="lead.to_member", message=f"{lead.to_member} isn't a member")
    if lead.to_member not in question.header.audience:
        message = f"the receiver {lead.to_member} must be in the audience"
        return Refusal(reason=error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, field="audience", message=message)
    if sharing.organs.get(lead.to_organ) != lead.to_member:
        message = f"{lead.to_organ} isn't an organ of {lead.to_member}"
        return Refusal(reason=error_pb2.ERROR_REASON_ORGAN_UNKNOWN, field="lead.to_organ", message=message)
    return None
