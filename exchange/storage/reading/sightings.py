"""Sightings for the warning rules: what they haven't looked at yet, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select, update

from exchange.domain.warnings import Sighting
from exchange.storage.bulk import chunks
from exchange.storage.projection.sightings import select_sightings
from exchange.storage.projection.subjects import key_number
from exchange.storage.tables import index_of, outcomes, position, sighting_cursors, sighting_keys, sightings

PER_KEY = 100  # sightings looked at for one key: a name that more share joins nobody


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
    return Unjudged(ledger=cursor.ledger, end=end, sightings=tuple(_by_position(connection, keys).values()))


def set_judged(connection: Connection, ledger: int, end: int) -> None:
    """The rules have looked at the ledger up to index `end`."""
    connection.execute(update(sighting_cursors).where(sighting_cursors.c.ledger == ledger).values(judged_index=end))


def _by_position(connection: Connection, positions: Iterable[int]) -> dict[int, Sighting]:
    """The sightings at positions, those that still stand."""
    return {key: one for block in chunks(sorted(positions)) for key, one in select_sightings(connection, outcomes.c.position.in_(block))}


def sightings_sharing(connection: Connection, keys: Iterable[str], *, after: date) -> list[list[Sighting]]:
    """Groups of sightings after a day that share a lookup key; not those of which so many do that it says nothing."""
    shared: dict[int, list[int]] = {}
    for block in chunks(sorted({key_number(key) for key in keys})):
        statement = (
            select(sighting_keys.c.key, sighting_keys.c.position)
            .join(sightings, sightings.c.position == sighting_keys.c.position)
            .where(sighting_keys.c.key.in_(block), sightings.c.decided_on > after.isoformat())
        )
        for row in connection.execute(statement):
            shared.setdefault(row.key, []).append(row.position)
    groups = [positions for positions in shared.values() if 1 < len(positions) <= PER_KEY]
    found = _by_position(connection, {position for group in groups for position in group})
    return [[found[position] for position in sorted(group) if position in found] for group in groups]


def companies_seen_often(connection: Connection, usccs: Iterable[str], *, after: date, at_least: int) -> list[list[Sighting]]:
    """For each company with so many outcomes after a day its sightings, by its code."""
    often: list[str] = []
    young = outcomes.c.decided_on > after.isoformat()
    for block in chunks(sorted(set(usccs))):
        counted = select(outcomes.c.uscc).where(outcomes.c.uscc.in_(block), young).group_by(outcomes.c.uscc)
        often += connection.execute(counted.having(func.count() >= at_least)).scalars()
    return [[one for _key, one in select_sightings(connection, (outcomes.c.uscc == code) & young)] for code in often]


def matters_seen(connection: Connection, matters: Iterable[str], *, after: date) -> dict[str, dict[str, int]]:
    """Adverse sightings after a day by matter and place."""
    found: dict[str, dict[str, int]] = {}
    for block in chunks(sorted({one for one in matters if one})):
        wanted = sightings.c.matter_code.in_(block) & (sightings.c.matter_code != "")
        statement = (
            select(sightings.c.matter_code, sightings.c.place, func.count().label("seen"))
            .where(wanted, sightings.c.adverse, sightings.c.decided_on > after.isoformat())
            .group_by(sightings.c.matter_code, sightings.c.place)
        )
        for row in connection.execute(statement):
            found.setdefault(row.matter_code, {})[row.place] = row.seen
    return found


def sightings_of_matter(connection: Connection, matter_code: str, places: Sequence[str], *, after: date) -> list[Sighting]:
    """Adverse sightings of a matter in some places after a day."""
    here = (sightings.c.matter_code == matter_code) & (sightings.c.matter_code != "") & sightings.c.place.in_(places)
    statement = select(sightings.c.position).where(here, sightings.c.adverse, sightings.c.decided_on > after.isoformat())
    return list(_by_position(connection, connection.execute(statement).scalars().all()).values())
