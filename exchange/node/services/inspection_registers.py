"""A register in the words of InspectionService."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from exchange.storage.threads import header_of
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1 import record_pb2


def register_view(row: Row[Any]) -> pb.RegisterView:
    """A row of `reading.registers.register_rows`."""
    return pb.RegisterView(
        member=row.member,
        organ=row.organ,
        record_id=row.record_id,
        issued_at=header_of(row).issued_at,
        register=record_pb2.RecordBody.FromString(bytes(row.body)).inspection_register,
    )
