"""Which records and files a record refers to, and what of a neighbour's it may carry.

`CONTENT` names the references whose content the record repeats or comments on: it may go only to members that could read that record
anyway. (A bare id, such as an outcome's `lead_record_id`, tells nothing of what the record says.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from exchange.v1 import lead_pb2, record_pb2

_Pairs = Iterable[tuple[str, str]]  # the field's path, a record id
CONTENT: Mapping[str, Callable[[record_pb2.RecordBody], _Pairs]] = {
    "recognition": lambda body: [("recognition.outcome_record_id", body.recognition.outcome_record_id)],
    "withdrawal_report": lambda body: [("withdrawal_report.outcome_record_id", body.withdrawal_report.outcome_record_id)],
    "correction_request": lambda body: [("correction_request.record_id", body.correction_request.record_id)],
    "publication_notice": lambda body: [("publication_notice.outcome_record_id", body.publication_notice.outcome_record_id)],
    "guidance_case": lambda body: [("guidance_case.outcome_record_id", body.guidance_case.outcome_record_id)],
    "warning": lambda body: [("warning.reasons.record_ids", each) for one in body.warning.reasons for each in one.record_ids],
}
THREADS = frozenset({"lead_event", "correction_answer"})
"""Payloads that speak of what their thread says."""
_ATTACHMENTS: Mapping[str, Callable[[record_pb2.RecordBody], Iterable[lead_pb2.Attachment]]] = {
    "lead": lambda body: body.lead.attachments,
    "lead_event": lambda body: body.lead_event.attachments,
    "correction_request": lambda body: body.correction_request.attachments,
}


def content_references(header: record_pb2.RecordHeader, body: record_pb2.RecordBody) -> Iterator[tuple[str, str]]:
    """(field, record id) of each record whose content this one carries or comments on."""
    payload = body.WhichOneof("payload") or ""
    if payload in CONTENT:
        yield from ((field, record_id) for field, record_id in CONTENT[payload](body) if record_id)
    if payload in THREADS and header.thread_id:
        yield "thread_id", header.thread_id


def referred_records(header: record_pb2.RecordHeader, body: record_pb2.RecordBody) -> frozenset[str]:
    """The ids of all records that a decision about this one has to know."""
    ids = {record_id for _field, record_id in content_references(header, body)}
    ids |= {header.supersedes, header.thread_id, body.reliance_review.recognition_record_id}
    return frozenset(ids - {""})


def cited_attachments(body: record_pb2.RecordBody) -> Iterable[lead_pb2.Attachment]:
    """The files that a record cites by their digests."""
    cited = _ATTACHMENTS.get(body.WhichOneof("payload") or "")
    return cited(body) if cited else ()
