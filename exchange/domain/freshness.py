"""How far an answer from local copies can be trusted: sources that are frozen, were never read, or haven't been for a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from exchange.v1 import outcome_service_pb2

STALE_AFTER = timedelta(days=1)  # outcome_service.proto, AssessPriorsResponse.warnings


class SourceWarning(NamedTuple):
    """What an answer may lack, said twice."""

    zh: str
    en: str


def source_warnings(sources: Iterable[outcome_service_pb2.SourceFreshness], *, own: str, now: datetime) -> Iterator[SourceWarning]:
    """One warning for each doubtful source; the own ledger is always current."""
    for one in sources:
        if one.frozen:
            yield SourceWarning(
                f"{one.member} 的账本已冻结，其后的记录未取入", f"{one.member}: its ledger is frozen, nothing later was taken in"
            )
        elif one.member == own:
            continue
        elif not one.HasField("verified_at"):
            yield SourceWarning(f"从未完整读取 {one.member} 的账本", f"{one.member}: its ledger was never read to its end")
        elif now - (read := one.verified_at.ToDatetime(tzinfo=UTC)) > STALE_AFTER:
            at = read.isoformat(timespec="seconds")
            yield SourceWarning(f"{one.member} 的账本自 {at} 起未更新", f"{one.member}: its ledger was last read {at}")
