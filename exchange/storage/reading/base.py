"""Who asks, how far the copies go, and what an asker may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import ColumnElement, Connection, and_, or_

from exchange.domain.policy import PolicyError, readable_types, type_rules
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage.ledgers import Head, list_heads
from exchange.storage.tables import INDEX_BITS, entries, index_of, position
from exchange.v1 import error_pb2, outcome_service_pb2, record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who asks, and which node answers: the asker's member, its role as in its certificate, and the Purpose of the call."""

    member: str
    own: str
    role: str
    purpose: int

    @classmethod
    def of_organs(cls, own: str) -> Reader:
        """Any organ of the node's own member on a case: what the node itself may rest on when it judges what an organ writes."""
        return cls(member=own, own=own, role="organ", purpose=record_pb2.PURPOSE_CASE_HANDLING)

    @property
    def is_own(self) -> bool:
        """Whether the asker belongs to this node."""
        return self.member == self.own

    @property
    def types(self) -> frozenset[int]:
        """The RecordTypes that the asker's role may be shown for the call's purpose."""
        return readable_types(self.role, self.purpose)

    def must_see(self, kind: int) -> None:
        """Lets an asker pass whose call may show records of a RecordType.

        Raises:
            PolicyError: PURPOSE_NOT_ALLOWED. (An empty answer would be taken for "there is nothing": a fine would be reckoned without the
                decisions before it.)
        """
        if kind in self.types:
            return
        name = record_pb2.RecordType.Name(kind).removeprefix("RECORD_TYPE_")
        purpose = record_pb2.Purpose.Name(self.purpose).removeprefix("PURPOSE_")
        message = f"the purpose {purpose} doesn't show records of type {name} to the role {self.role}; see record_types.toml"
        reason, article = error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED, type_rules()[kind].article
        raise PolicyError(reason, "purpose", message, rule="purpose", article=article)


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


def visible(connection: Connection, reader: Reader, *, only: int = 0) -> ColumnElement[bool]:
    """The condition on table `entries` that an asker may see the entry: what `policy.decide` says of each, as one question to all.

    What is withheld has its own member as audience (`publisher.entry_of`). With `only`, all entries in question are of that RecordType.

    Raises:
        PolicyError: as `Reader.must_see`, of `only`.
    """
    if only:
        reader.must_see(only)
    trusted = _trusted(None if only else reader.types)
    if reader.is_own:
        return trusted
    own = next(head for head in list_heads(connection) if head.origin == ledger_origin(reader.own))
    inside = (entries.c.position >= position(own.number, 0)) & (entries.c.position < position(own.number + 1, 0))
    return and_(inside, trusted, or_(entries.c.audience.is_(None), entries.c.audience.contains(reader.member)))


@cache
def _trusted(types: frozenset[int] | None) -> ColumnElement[bool]:
    """Held here with its body and not refused, of one of some types (None: any). The same object each time, for statements kept by it."""
    conditions = [entries.c.refused.is_(None), entries.c.body.is_not(None)]
    return and_(*conditions) if types is None else and_(*conditions, entries.c.type.in_(sorted(types)))
