"""What auditors look at beside the events themselves: counts of what is unusual, and the filters they keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from exchange.domain.audit import LOOKUPS, NIGHT_HOURS
from exchange.storage.audit import HOUR_US, LEGAL_OFFSET_H, legal_hour
from exchange.storage.tables import audit_events, saved_reviews
from exchange.v1 import audit_pb2 as pb
from exchange.v1 import error_pb2

MAX_KEYS = 20  # of a series by caller
HOURS_A_DAY = 24
PURPOSE_REASONS = tuple(
    error_pb2.ErrorReason.Name(number).removeprefix("ERROR_REASON_")
    for number in (error_pb2.ERROR_REASON_PURPOSE_MISSING, error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED)
)
_Series = tuple[str, ColumnElement[Any], ColumnElement[bool]]


def summarise(connection: Connection, *, from_time: int, to_time: int) -> list[pb.AuditCount]:
    """The series of AuditCount over a time (µs; 0: open); of each the largest counts first, MAX_KEYS of those by caller."""
    events = audit_events.c
    inside: ColumnElement[bool] = events.at >= from_time
    if to_time:
        inside &= events.at < to_time
    found: list[pb.AuditCount] = []
    for name, key, condition in _series():
        statement = select(key.label("key"), func.count().label("count")).where(inside, condition).group_by("key")
        statement = statement.order_by(func.count().desc(), "key").limit(MAX_KEYS if key is events.actor else None)
        found += [pb.AuditCount(series=name, key=str(value), count=count) for value, count in connection.execute(statement)]
    return found


def _series() -> Iterator[_Series]:
    events = audit_events.c
    looked = events.tag.in_(sorted(LOOKUPS)) & (events.result == pb.AUDIT_RESULT_ALLOWED)
    yield "hour", legal_hour(), looked
    yield "day", (events.at // HOUR_US + LEGAL_OFFSET_H) // HOURS_A_DAY, events.index >= 0
    yield "lookups", events.actor, looked
    yield "night", events.actor, looked & legal_hour().in_(NIGHT_HOURS)
    yield "refused", events.reason, events.result != pb.AUDIT_RESULT_ALLOWED
    yield "purpose", events.actor, events.reason.in_(PURPOSE_REASONS)


def save(connection: Connection, review: pb.SavedReview, *, now: int) -> None:
    """Keeps a filter; one of the same name is replaced. `now` in µs."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"filter": review.filter, "actor": review.actor, "saved_at": now}
    statement = dialect.insert(saved_reviews).values(name=review.name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[saved_reviews.c.name], set_=values))


def saved(connection: Connection) -> Sequence[pb.SavedReview]:
    """By name."""
    found = []
    for row in connection.execute(select(saved_reviews).order_by(saved_reviews.c.name)):
        review = pb.SavedReview(name=row.name, filter=row.filter, actor=row.actor)
        review.saved_at.FromMicroseconds(row.saved_at)
        found.append(review)
    return found


def remove(connection: Connection, name: str) -> int:
    """How many there were."""
    return connection.execute(delete(saved_reviews).where(saved_reviews.c.name == name)).rowcount
