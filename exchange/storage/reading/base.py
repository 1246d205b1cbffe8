"""Who asks, how far the copies go, and what an asker may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import ColumnElement, Connection, and_, or_

from exchange.ledger.checkpoints import ledger_origin
from exchange.storage.ledgers import Head, list_heads
from exchange.storage.tables import INDEX_BITS, entries, index_of, position
from exchange.v1 import outcome_service_pb2, record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who asks, and which node answers; `auditor` where it is by the role that supervises (执法监督)."""

    member: str
    own: str
    auditor: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the asker belongs to this node."""
        return self.member == self.own


@dataclass(frozen=True, slots=True)
class Ledgers:
    """All heads of one moment, by number."""

    heads: Mapping[int, Head]

    @classmethod
    def read(cls, connection: Connection) -> Ledgers:
        """As they stand."""
        return cls({head.number: head for head in list_heads(connection)})

    def of(self, key: int) -> Head:
        """The ledger that a position lies in."""
        return self.heads[key >> INDEX_BITS]

    def state(self, key: int) -> record_pb2.RecordState:
        """How far the record at a position has come."""
        head, index = self.of(key), index_of(key)
        if index < head.witnessed_size:
            return record_pb2.RECORD_STATE_WITNESSED
        return record_pb2.RECORD_STATE_PUBLISHED if index < head.checkpoint_size else record_pb2.RECORD_STATE_SEQUENCED

    def freshness(self, reader: Reader) -> list[outcome_service_pb2.SourceFreshness]:
        """How far the copy of each ledger goes."""
        return [
            outcome_service_pb2.SourceFreshness(
                member=head.member, size=head.size, verified_at=timestamp(head.verified_at), frozen=head.frozen_at is not None
            )
            for head in self.heads.values()
            if head.origin == ledger_origin(head.member) and (reader.is_own or head.own)
        ]


def timestamp(microseconds: int | None) -> Timestamp | None:
    """A wire time from µs since 1970."""
    if microseconds is None:
        return None
    return Timestamp(seconds=microseconds // 1_000_000, nanos=microseconds % 1_000_000 * 1000)


def visible(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    """The condition on table `entries` that an asker may see the entry. Interventions are for the own member's auditors alone (国令825)."""
    if reader.is_own:
        held = entries.c.refused.is_(None) & entries.c.body.is_not(None)
        return held if reader.auditor else held & (entries.c.type != record_pb2.RECORD_TYPE_INTERVENTION)
    own = next(head for head in list_heads(connection) if head.origin == ledger_origin(reader.own))
    inside = (entries.c.position >= position(own.number, 0)) & (entries.c.position < position(own.number + 1, 0))
    addressed = or_(entries.c.audience.is_(None), entries.c.audience.contains(reader.member))
    return and_(inside, entries.c.body.is_not(None), addressed, entries.c.type != record_pb2.RECORD_TYPE_INTERVENTION)
