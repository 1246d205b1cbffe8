"""The rules about whose content it is: only the origin changes its records, and nobody passes a neighbour's on."""

from __future__ import annotations

from exchange.domain.policy._decision import Refusal
from exchange.domain.policy._questions import Publication, reached
from exchange.domain.policy._references import cited_attachments, content_references
from exchange.v1 import error_pb2, outcome_pb2, record_pb2


def originator_control(question: Publication) -> Refusal | None:
    """Only a record's origin replaces it, revises it, or answers for it; others ask for a correction (CORRECTION_REQUEST)."""
    header, sharing, own = question.header, question.sharing, question.sharing.member
    if header.supersedes and (refusal := _not_own(question, "supersedes", header.supersedes)):
        return refusal
    if header.type == record_pb2.RECORD_TYPE_OUTCOME_REVISION:
        return _not_own(question, "thread_id", header.thread_id)
    if header.type == record_pb2.RECORD_TYPE_RELIANCE_REVIEW:
        return _not_own(question, "reliance_review.recognition_record_id", question.body.reliance_review.recognition_record_id)
    if header.type == record_pb2.RECORD_TYPE_CORRECTION_ANSWER:
        asked = sharing.records.get(header.thread_id)
        if asked is None or asked.type != record_pb2.RECORD_TYPE_CORRECTION_REQUEST:
            return _unknown("thread_id", header.thread_id)
        if asked.about != own:
            message = f"the request is about a record of {asked.about}; only {asked.about} can answer it"
            return Refusal(reason=error_pb2.ERROR_REASON_NOT_ORIGIN, field="thread_id", message=message)
    return None


def _not_own(question: Publication, field: str, record_id: str) -> Refusal | None:
    own, known = question.sharing.member, question.sharing.records.get(record_id)
    if known is None:
        return _unknown(field, record_id)
    if known.origin == own:
        return None
    message = f"{record_id} is a record of {known.origin}; only {known.origin} can change it: ask for a correction instead"
    return Refusal(reason=error_pb2.ERROR_REASON_NOT_ORIGIN, field=field, message=message)


def _unknown(field: str, record_id: str) -> Refusal:
    message = f"no record {record_id or '(none given)'} that could be continued or replaced is held here"
    return Refusal(reason=error_pb2.ERROR_REASON_THREAD_UNKNOWN, field=field, message=message)


def onward_transfer(question: Publication) -> Refusal | None:
    """上海市数据条例 40, 政务数据共享条例 25: no third parties. Decisions, copied or commented records, files."""
    for refusal in (_neighbours_decision(question), _neighbours_content(question), _neighbours_files(question)):
        if refusal:
            return refusal
    return None


def _neighbours_decision(question: Publication) -> Refusal | None:
    """What an official publication shows everybody isn't a neighbour's record."""
    body, sharing = question.body, question.sharing
    if question.header.type == record_pb2.RECORD_TYPE_OUTCOME:
        field, outcome = "outcome", body.outcome
    elif body.outcome_revision.HasField("replacement"):
        field, outcome = "outcome_revision.replacement", body.outcome_revision.replacement
    else:
        return None
    owner = sharing.organs.get(outcome.deciding_organ_uscc, sharing.member)
    if owner == sharing.member or outcome.source.kind == outcome_pb2.SOURCE_KIND_PUBLICATION:
        return None
    return _onward(f"{field}.deciding_organ_uscc", f"the decision is by an organ of {owner}; only {owner} may share it")


def _neighbours_content(question: Publication) -> Refusal | None:
    sharing, mine = question.sharing, reached(question)
    for field, record_id in content_references(question.header, question.body):
        known = sharing.records.get(record_id)
        if known is None or known.origin == sharing.member:
            continue
        if others := sorted(mine - known.readers(sharing.members)):
            message = f"{record_id} is {known.origin}'s record, and not for {', '.join(others)}; narrow the audience"
            return _onward(field, message)
    return None


def _neighbours_files(question: Publication) -> Refusal | None:
    sharing, mine = question.sharing, reached(question)
    for one in cited_attachments(question.body):
        readers = sharing.attachments.get(bytes(one.digest))
        if readers is not None and (others := sorted(mine - readers)):
            message = f"a neighbour sent {one.digest.hex()[:16]}…; it isn't for {', '.join(others)}, who may ask its sender"
            return _onward(f"{question.body.WhichOneof('payload')}.attachments", message)
    return None


def _onward(field: str, message: str) -> Refusal:
    return Refusal(reason=error_pb2.ERROR_REASON_ONWARD_TRANSFER, field=field, message=message)
