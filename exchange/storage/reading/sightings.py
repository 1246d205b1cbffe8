"""Sightings for the warning rules: what they haven't looked at yet, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, update

from exchange.domain.warnings import Sighting
from exchange.storage.bulk import chunks
from exchange.storage.projection.sightings import select_sightings
from exchange.storage.projection.subjects import key_number
from exchange.storage.tables import index_of, outcomes, position, sighting_cursors, sighting_keys, sightings

PER_KEY = 400  # sightings looked at for one key: a name that more share joins nobody


@dataclass(frozen=True, kw_only=True, slots=True)
class Unjudged:
    """Sightings of one ledger that the rules haven't looked at, up to index `end`."""

    ledger: int
    end: int
    sightings: tuple[Sighting, ...]


def unjudged(connection: Connection, *, limit: int) -> Unjudged | None:
    """The next; None where the rules have looked at all that was read."""
    behind = sighting_cursors.c.judged_index < sighting_cursors.c.next_index
    cursor = connection.execute(select(sighting_cursors).where(behind).order_by(sighting_cursors.c.ledger).limit(1)).first()
    if cursor is None:
        return None
    low, high = position(cursor.ledger, cursor.judged_index), position(cursor.ledger, cursor.next_index)
    inside = (sightings.c.position >= low) & (sightings.c.position < high)
    keys = connection.execute(select(sightings.c.position).where(inside).order_by(sightings.c.position).limit(limit)).scalars().all()
    end = index_of(keys[-1]) + 1 if len(keys) == limit else cursor.next_index
    return Unjudged(ledger=cursor.ledger, end=end, sightings=tuple(_at(connection, keys)))


def set_judged(connection: Connection, ledger: int, end: int) -> None:
    """The rules have looked at the ledger up to index `end`."""
    connection.execute(update(sighting_cursors).where(sighting_cursors.c.ledger == ledger).values(judged_index=end))


def _at(connection: Connection, positions: Iterable[int]) -> list[Sighting]:
    """The sightings at positions, those that still stand."""
    return [one for block in chunks(positions) for _key, one in select_sightings(connection, outcomes.c.position.in_(block))]


def sightings_sharing(connection: Connection, key: str, *, after: date) -> list[Sighting]:
    """Sightings after a day that share a lookup key; none where so many do that it says nothing."""
    statement = (
        select(sighting_keys.c.position)
        .join(sightings, sightings.c.position == sighting_keys.c.position)
        .where(sighting_keys.c.key == key_number(key), sightings.c.decided_on > after.isoformat())
        .limit(PER_KEY + 1)
    )
    found = connection.execute(statement).scalars().all()
    return _at(connection, found) if len(found) <= PER_KEY else []


def sightings_of_company(connection: Connection, uscc: str, *, after: date) -> list[Sighting]:
    """Sightings of one company after a day, by its code."""
    mine = (outcomes.c.uscc == uscc) & (outcomes.c.decided_on > after.isoformat())
    return [one for _key, one in select_sightings(connection, mine)]


def sightings_of_matter(connection: Connection, matter_code: str, places: Sequence[str], *, after: date) -> list[Sighting]:
    """Adverse sightings of a matter in some places after a day."""
    here = (sightings.c.matter_code == matter_code) & (sightings.c.matter_code != "") & sightings.c.place.in_(places)
    statement = select(sightings.c.position).where(here, sightings.c.adverse, sightings.c.decided_on > after.isoformat())
    return _at(connection, connection.execute(statement).scalars().all())
