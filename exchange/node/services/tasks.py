"""What the services share about tasks: the moment they are shown for, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import ColumnElement, Connection, or_

from exchange.domain.tasks import AsOf
from exchange.domain.tasks.values import EARLIEST, LATEST, moment
from exchange.node.calls import Call
from exchange.storage import reading
from exchange.storage.tables import tasks
from exchange.sync.context import NodeContext
from exchange.trust.identity import Role
from exchange.v1 import lead_service_pb2
from exchange.wire import invalid


def as_of(context: NodeContext, asked: Timestamp | None = None) -> AsOf:
    """The moment asked about, else now.

    Raises:
        RefusedError: FIELD_INVALID, as_of (a time that deadlines can't be counted at).
    """
    if asked is None:
        return AsOf(now=context.now(), soon_working_days=context.settings.sync.due_soon_working_days)
    if not EARLIEST.timestamp() < asked.seconds < LATEST.timestamp():
        raise invalid("as_of", f"{asked.seconds} s since 1970 is out of range; {EARLIEST.year} to {LATEST.year} is needed")
    now = moment(asked.seconds, asked.nanos)
    return AsOf(now=now, soon_working_days=context.settings.sync.due_soon_working_days)


def seen_by(call: Call, own: str) -> list[ColumnElement[bool]]:
    """Conditions on table `tasks`: an organ sees its own, its member's as a whole, those of threads it takes part in; others see all."""
    if call.identity is None or call.identity.role is not Role.ORGAN:
        return []
    organ = call.identity.name
    whole = (tasks.c.organ == "") & (tasks.c.member == own)
    return [or_(tasks.c.organ == organ, tasks.c.organs.contains(organ, autoescape=True), whole)]


def add_tasks(connection: Connection, views: Sequence[lead_service_pb2.LeadThread], at: AsOf) -> None:
    """Fills in the tasks of leads' threads."""
    found = reading.tasks_of_threads(connection, [one.lead_record_id for one in views], at)
    for one in views:
        one.tasks.extend(found.get(one.lead_record_id, ()))
