"""The rules by which a node shows a record to a caller.

Lists ask the database, which must come to the same (`exchange.storage.reading.visible`). The answer to a caller is always NOT_FOUND, so
that it can't tell one rule from another.
"""

from __future__ import annotations

from exchange.domain.policy._decision import Refusal
from exchange.domain.policy._questions import Citation, Disclosure, FileDisclosure
from exchange.domain.policy._types import NODE, ROLE_PURPOSES, type_rules
from exchange.v1 import error_pb2, record_pb2


def trusted(question: Disclosure) -> Refusal | None:
    """What didn't verify is kept as evidence and shown to nobody as a record."""
    if question.trusted:
        return None
    return _refused(error_pb2.ERROR_REASON_SIGNATURE_INVALID, "record", "it didn't verify when it came")


def onward_transfer(question: Disclosure) -> Refusal | None:
    """上海市数据条例 40: a node shows its own records to others, never a neighbour's."""
    if question.own in {question.member, question.origin}:
        return None
    return _refused(error_pb2.ERROR_REASON_ONWARD_TRANSFER, "origin", f"it is a record of {question.origin}; ask there")


def withheld(question: Disclosure) -> Refusal | None:
    """不予共享: it stays in its node."""
    if not question.withheld or question.member == question.origin:
        return None
    return _refused(error_pb2.ERROR_REASON_CLASS_WITHHELD, "sharing_class", f"{question.origin} withholds it")


def audience(question: Disclosure) -> Refusal | None:
    """Whom its organ shared it with."""
    if not question.audience or question.member in question.audience or question.member == question.origin:
        return None
    return _refused(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", f"it isn't for {question.member}")


def role(question: Disclosure) -> Refusal | None:
    """Who reads it in the course of their duty: interventions are for those who supervise. Nodes carry, they don't read."""
    rules = type_rules().get(question.type)
    if rules is not None and (question.role in rules.roles or question.role == NODE):
        return None
    return _refused(error_pb2.ERROR_REASON_ROLE_NOT_ALLOWED, "type", f"the role {question.role or 'none'} doesn't see this type of record")


def purpose(question: Disclosure) -> Refusal | None:
    """个保法 34: for a duty that needs it."""
    mine = question.purpose in ROLE_PURPOSES.get(question.role, frozenset())
    if mine and (question.role == NODE or question.purpose in type_rules()[question.type].asked_for):
        return None
    return _refused(error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED, "purpose", "the call's purpose doesn't need this type of record")


def refused_arrival(header: record_pb2.RecordHeader, member: str) -> error_pb2.ErrorReason:
    """Why a neighbour's record must not have come to `member`: it stays in its node, or is for others; 0 where it may come.

    What one must not have one doesn't use, though the neighbour's node gave it away. Quick: it is asked of every record pulled.
    """
    if header.type == record_pb2.RECORD_TYPE_INTERVENTION:  # a register that leaves its node is no register (国令825)
        return error_pb2.ERROR_REASON_CLASS_NOT_ALLOWED
    if header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD:
        return error_pb2.ERROR_REASON_CLASS_WITHHELD
    if header.audience and member not in header.audience:
        return error_pb2.ERROR_REASON_NOT_IN_AUDIENCE
    return error_pb2.ERROR_REASON_UNSPECIFIED


def file_purpose(question: FileDisclosure) -> Refusal | None:
    """个保法 34: for a duty of the caller's role."""
    if question.purpose in ROLE_PURPOSES.get(question.role, frozenset()):
        return None
    return _refused(error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED, "purpose", f"the role {question.role or 'none'} doesn't call for this")


def file_parties(question: FileDisclosure) -> Refusal | None:
    """Files are for those who take part: one's own organs in the matter, and members that a record of this node's was written for."""
    if question.member == question.own:
        mine = question.organ in question.uploaders or any(question.organ in one.organs for one in question.citations)
    else:
        mine = any(_gives(one, question) for one in question.citations)
    if mine:
        return None
    return _refused(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "digest", "no record for the caller cites the file here")


def _gives(citation: Citation, question: FileDisclosure) -> bool:
    """上海市数据条例 40: what only a neighbour's record cites is the neighbour's to give."""
    addressed = not citation.audience or question.member in citation.audience
    return citation.origin == question.own and not citation.withheld and addressed


def _refused(reason: error_pb2.ErrorReason, field: str, message: str) -> Refusal:
    return Refusal(reason=reason, field=field, message=message)
