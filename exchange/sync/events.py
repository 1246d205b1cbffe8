"""Audit events of jobs."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.domain.audit import AuditTag, audited_subject
from exchange.sync.context import NodeContext
from exchange.v1 import audit_pb2, record_pb2


def job_event(
    context: NodeContext,
    tag: AuditTag,
    *,
    result: audit_pb2.AuditResult = audit_pb2.AUDIT_RESULT_ALLOWED,
    reason: str = "",
    detail: str = "",
    ledger: str = "",
    first_index: int = 0,
    end_index: int = 0,
    subjects: Sequence[str] = (),
    record_ids: Sequence[str] = (),
) -> audit_pb2.AuditEvent:
    """What a job did, by this node's own name."""
    event = audit_pb2.AuditEvent(
        tag=tag,
        actor=f"exchange://{context.member}/node/sync",
        member=context.member,
        role="node",
        purpose=record_pb2.PURPOSE_SYNCHRONISATION,
        result=result,
        reason=reason,
        detail=detail[:500],
        ledger=ledger,
        first_index=first_index,
        end_index=end_index,
        subjects=map(audited_subject, subjects),
        record_ids=record_ids,
    )
    event.at.FromDatetime(context.now())
    return event
