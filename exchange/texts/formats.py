"""How times and amounts are written for people: times in Asia/Shanghai, amounts in yuan."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from google.protobuf.timestamp_pb2 import Timestamp

LEGAL_TIME = ZoneInfo("Asia/Shanghai")  # DESIGN §2: legal days
FEN_PER_YUAN = 100
REPLACEMENT = "\ufffd"


def moment(timestamp: Timestamp) -> str:
    """A time in Asia/Shanghai to the second; empty where none is set. What a hostile record calls a time stays a number of seconds."""
    if not timestamp.seconds and not timestamp.nanos:
        return ""
    try:
        return timestamp.ToDatetime(tzinfo=UTC).astimezone(LEGAL_TIME).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError):
        return f"{timestamp.seconds} s"


def printable(text: str) -> str:
    r"""A text as a screen may show it: what a hostile record holds could move the cursor, or turn the reading direction of what follows.

    >>> printable("虚构\x1b[2J公司\u202e")
    '虚构�[2J公司�'
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t\u3000" else REPLACEMENT for one in text)


def yuan(fen: int) -> str:
    """`99577216` → `995,772.16`."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
