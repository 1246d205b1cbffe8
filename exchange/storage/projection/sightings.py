"""What the warning rules look at: young outcomes, by company, name and matter.

An outcome older than every rule's window isn't kept. A window that is made longer sees what comes from then on, and everything after
`exchange ledger rebuild`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from exchange.domain.warnings import Sighting, lookup_keys
from exchange.storage.bulk import insert_rows
from exchange.storage.engine import Database
from exchange.storage.projection.base import fitting
from exchange.storage.projection.following import advance, next_stretch
from exchange.storage.projection.subjects import key_number
from exchange.storage.tables import entries, outcomes, position, sighting_cursors, sighting_keys, sightings
from exchange.v1 import record_pb2

CHUNK = 2000  # entries read at once
TABLES = (sightings, sighting_keys, sighting_cursors)


def catch_up(database: Database, *, since: date) -> int:
    """Reads what the projection has beyond the cursors, a chunk a transaction; returns how many entries that was.

    Args:
        database: the node's.
        since: outcomes decided on this day or earlier are left out.
    """
    done = 0
    while True:
        with database.relaxed() as connection:
            stretch = next_stretch(connection, sighting_cursors, size=CHUNK)
            if stretch is None:
                return done
            ledger, first, end = stretch
            _read(connection, position(ledger, first), position(ledger, end), since=since)
            advance(connection, sighting_cursors, ledger, end)
        done += end - first


def _read(connection: Connection, low: int, high: int, *, since: date) -> None:
    """The young outcomes of a stretch, told by the projection's column before a body is parsed."""
    young = (outcomes.c.position >= low) & (outcomes.c.position < high) & (outcomes.c.decided_on > since.isoformat())
    found = list(select_sightings(connection, young))
    rows = [(key, one.place, one.matter_code, one.day.isoformat(), one.adverse) for key, one in found]
    insert_rows(connection, sightings, fitting(sightings, rows))
    keys = [(number, key) for key, one in found for number in sorted(set(map(key_number, lookup_keys(one))))]
    insert_rows(connection, sighting_keys, keys)


def select_sightings(connection: Connection, condition: ColumnElement[bool]) -> Iterator[tuple[int, Sighting]]:
    """(position, sighting) of the outcomes that a condition on table `outcomes` names, as far as they still stand."""
    statement = (
        select(outcomes.c.position, outcomes.c.record_id, outcomes.c.origin, entries.c.audience, entries.c.body)
        .join(entries, entries.c.position == outcomes.c.position)
        .where(condition, ~outcomes.c.revoked, outcomes.c.superseded_by.is_(None), entries.c.body.is_not(None))
        .order_by(outcomes.c.position)
    )
    for row in connection.execute(statement):
        audience = frozenset(row.audience.split(",")) if row.audience else None
        outcome = record_pb2.RecordBody.FromString(bytes(row.body)).outcome
        sighting = Sighting.of(outcome, record_id=row.record_id, origin=row.origin, audience=audience)
        if sighting is not None:
            yield int(row.position), sighting
