"""Records that a member signs past its own node's checks: verified everywhere, whatever they say."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from exchange.ledger.envelope import TYPES, body_digest, new_record_id, sign_record
from exchange.ledger.merkle import leaf_hash
from exchange.storage.ledgers import NewEntry
from exchange.storage.writer import Item, Submission
from exchange.sync.context import NodeContext
from exchange.v1 import record_pb2
from tests.support.exchanging import LAW
from tests.support.federation import ORGANS


def unchecked(
    node: NodeContext, *, record_id: str = "", thread_id: str = "", at: datetime | None = None, **payload: Any
) -> tuple[str, bytes]:
    """Enters it into the node's own ledger, signed `at` a moment (by default now); returns record id and body digest."""
    ((name, content),) = payload.items()
    body = record_pb2.RecordBody(salt=bytes(16))
    getattr(body, name).CopyFrom(content)
    getattr(body, name).SetInParent()
    data, organ = body.SerializeToString(), ORGANS[node.member]
    header = record_pb2.RecordHeader(
        record_id=record_id or new_record_id(at_ms=int(node.now().timestamp() * 1000), random=secrets.token_bytes(10)),
        origin=node.member,
        organ=organ,
        type=TYPES[name],
        thread_id=thread_id,
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=LAW,
        purpose=record_pb2.PURPOSE_JOINT_INSPECTION,
        body_digest=body_digest(data),
        hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
    )
    header.issued_at.FromDatetime(at or node.now())
    signed = header.SerializeToString()
    record = record_pb2.SignedRecord(header=signed, signatures=[sign_record(signed, node.organ_signers[organ])])
    entry = NewEntry(
        leaf_hash=leaf_hash(signed),
        record_id=header.record_id,
        type=TYPES[name],
        thread_id=thread_id or None,
        envelope=record.SerializeToString(),
        body=data,
    )
    node.writer.submit(Submission(items=[Item(entry=entry)])).result()
    return header.record_id, header.body_digest
