"""How times and amounts are written for people: times in Asia/Shanghai, amounts in yuan."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from google.protobuf.timestamp_pb2 import Timestamp

LEGAL_TIME = ZoneInfo("Asia/Shanghai")  # DESIGN §2: legal days
FEN_PER_YUAN = 100


def moment(timestamp: Timestamp) -> str:
    """A time in Asia/Shanghai to the second; empty where none is set."""
    if not timestamp.seconds and not timestamp.nanos:
        return ""
    return timestamp.ToDatetime(tzinfo=UTC).astimezone(LEGAL_TIME).strftime("%Y-%m-%d %H:%M:%S")


def yuan(fen: int) -> str:
    """`99577216` → `995,772.16`."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
