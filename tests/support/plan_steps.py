"""Steps on joint inspection plans, published over real nodes."""

from __future__ import annotations

from typing import Any

from exchange.v1 import record_pb2
from tests.support.exchanging import Exchanging, said


def draft(member: str, plan: str = "", **payload: Any) -> record_pb2.RecordDraft:
    """What a member's organ says, of a plan or to begin one."""
    made: record_pb2.RecordDraft = said(member, thread_id=plan, purpose=record_pb2.PURPOSE_JOINT_INSPECTION, **payload)
    return made


def publish(world: Exchanging, member: str, plan: str = "", *, key: object = "", **payload: Any) -> str:
    """Publishes it, and has everybody pull; returns the record's id."""
    record = world.publish(member, draft(member, plan, **payload), key=key).record_id
    world.pull_all()
    return str(record)
