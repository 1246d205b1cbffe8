"""Leads' threads, gathered from whichever ledgers their records lie in, and folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from exchange.domain import leads
from exchange.ledger.envelope import parse_header
from exchange.storage.bulk import chunks
from exchange.storage.tables import entries, index_of
from exchange.v1 import record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A thread, and the position of the lead that starts it."""

    position: int
    thread: leads.Thread


def header_of(row: Row[Any]) -> record_pb2.RecordHeader:
    """The header of a stored record."""
    return parse_header(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)


def load(connection: Connection, record_id: str) -> leads.Thread | None:
    """The thread that a lead's record starts, as far as its records have arrived; None where the lead itself hasn't, or was erased."""
    found = load_many(connection, [record_id])
    return found[record_id].thread if record_id in found else None


def load_many(connection: Connection, record_ids: Iterable[str]) -> Mapping[str, Placed]:
    """The threads of many leads, in two questions for all; without those that `load` answers with None.

    Of leads that hostile members give the same id, the one that was stored first counts.
    """
    found: dict[str, Placed] = {}
    for block in chunks(dict.fromkeys(record_ids)):
        trusted = entries.c.refused.is_(None) & entries.c.body.is_not(None)
        first = select(entries).where(entries.c.record_id.in_(block), entries.c.type == record_pb2.RECORD_TYPE_LEAD, trusted)
        following = select(entries).where(entries.c.thread_id.in_(block), entries.c.type == record_pb2.RECORD_TYPE_LEAD_EVENT, trusted)
        steps: dict[str, list[leads.Step]] = {}
        for row in connection.execute(following):
            steps.setdefault(row.thread_id, []).append(_step(row))
        for row in connection.execute(first.order_by(entries.c.stored_at, entries.c.position)):
            if row.record_id not in found:
                found[row.record_id] = Placed(position=row.position, thread=_thread(row, steps.get(row.record_id, [])))
    return found


def _thread(row: Row[Any], steps: list[leads.Step]) -> leads.Thread:
    header = header_of(row)
    return leads.fold(
        record_id=header.record_id,
        lead=record_pb2.RecordBody.FromString(bytes(row.body)).lead,
        from_member=header.origin,
        from_organ=header.organ,
        steps=steps,
        issued_at=leads.moment(header.issued_at),
    )


def _step(row: Row[Any]) -> leads.Step:
    header = header_of(row)
    return leads.Step(
        record_id=header.record_id,
        member=header.origin,
        organ=header.organ,
        index=index_of(row.position),
        issued_at=leads.moment(header.issued_at),
        event=record_pb2.RecordBody.FromString(bytes(row.body)).lead_event,
    )
