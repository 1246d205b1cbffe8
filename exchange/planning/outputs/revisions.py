"""Each visit through a plan's versions: which visit of the new plan is which of the old, so that calendars change what they hold.

A visit is named by its anchor: one of the checks that it makes (a check is made once in a plan). A later version's visit that makes an
old visit's anchor check is that visit, moved or changed; an old visit whose anchor nobody makes any more is dropped, and is the same again
should the check return. Each difference raises the sequence (RFC 5545 §3.8.7.4). All is folded from the published versions, nothing kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from exchange.planning.model import CheckKey
from exchange.planning.plan import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A visit as it stands after all versions.

    Attributes:
        anchor: the check that names it.
        sequence: how often it was changed, dropped or taken up again.
        visit: as last planned.
        dropped: the last version doesn't make it.
        officers, organs: who were in any version of it.
    """

    anchor: CheckKey
    sequence: int
    visit: Visit
    dropped: bool = False
    officers: frozenset[str]
    organs: frozenset[str]


def checks_of(visit: Visit) -> tuple[CheckKey, ...]:
    """What a visit checks, ascending."""
    return tuple(sorted(CheckKey(target=visit.target, organ=part.organ, matter=code) for part in visit.parts for code in part.matters))


def organs_of(visit: Visit) -> frozenset[str]:
    """Whose matters a visit checks."""
    return frozenset(part.organ for part in visit.parts)


def entries(versions: Iterable[Iterable[Visit]]) -> tuple[Entry, ...]:
    """Return what became of each visit of a plan's versions, oldest version first; by slot and anchor."""
    known: dict[CheckKey, Entry] = {}
    for version in versions:
        made = {_anchor(visit, known): visit for visit in version}
        for anchor in known.keys() - made.keys():
            known[anchor] = _dropped(known[anchor])
        for anchor, visit in made.items():
            known[anchor] = _planned(known.get(anchor), anchor, visit)
    return tuple(sorted(known.values(), key=lambda one: (one.visit.slot, one.anchor)))


def _anchor(visit: Visit, known: dict[CheckKey, Entry]) -> CheckKey:
    """An old visit's that still stands before a dropped one's before a new."""
    checks = checks_of(visit)
    return min(checks, key=lambda one: (one not in known or known[one].dropped, one not in known, one))


def _dropped(entry: Entry) -> Entry:
    return entry if entry.dropped else replace(entry, dropped=True, sequence=entry.sequence + 1)


def _planned(old: Entry | None, anchor: CheckKey, visit: Visit) -> Entry:
    if old is None:
        return Entry(anchor=anchor, sequence=0, visit=visit, officers=visit.team, organs=organs_of(visit))
    changed = old.dropped or old.visit != visit
    return replace(
        old,
        visit=visit,
        dropped=False,
        sequence=old.sequence + changed,
        officers=old.officers | visit.team,
        organs=old.organs | organs_of(visit),
    )
