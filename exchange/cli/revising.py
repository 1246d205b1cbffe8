"""A step in an outcome's life as a draft: for those who have the decision, on its basis."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from exchange.cli.publishing import request_id
from exchange.v1 import record_pb2, record_service_pb2
from exchange.v1.record_service_pb2_grpc import RecordServiceStub

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.v1.outcome_pb2 import OutcomeRevision


def publish_revision(
    client: Client, outcome_id: str, revision: OutcomeRevision, *, organ: str, basis: str = "", purpose: str
) -> record_service_pb2.PublishRecordResponse:
    """Publishes a revision to the audience of its outcome, on its basis unless another is named; the same revision at most once."""
    stub = client.stub(RecordServiceStub)
    header = client.call(stub.GetRecord, record_service_pb2.GetRecordRequest(record_id=outcome_id)).record.header
    draft = record_pb2.RecordDraft(
        organ=organ,
        thread_id=outcome_id,
        audience=header.audience,
        sharing_class=header.sharing_class,
        basis_id=basis or header.basis_id,
        purpose=f"PURPOSE_{purpose}",
        outcome_revision=revision,
    )
    digest = sha256(draft.SerializeToString(deterministic=True)).hexdigest()
    request = record_service_pb2.PublishRecordRequest(request_id=request_id(organ, "revision", digest), draft=draft)
    answer: record_service_pb2.PublishRecordResponse = client.call(stub.PublishRecord, request)
    return answer
