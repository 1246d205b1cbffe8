"""iCalendar files of a plan (RFC 5545; methods: RFC 5546 §3.2): for everybody, for an organ, for an officer.

Names of visits last (UID) and each change raises SEQUENCE, so that a calendar that takes the next file in moves what it holds. A visit that
was dropped, or from which the officer or organ was taken off, is CANCELLED. Nobody is named: organs by what they are called, officers by
their opaque references. The organiser is the lead organ's identity as certificates write it (DESIGN.md §4).

    calendar_of(entries([first.visits, second.visits]), labels, plan_id="…", stamp=now, audience=Audience(officer="officer-0007"))
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from exchange.planning.model import Half
from exchange.planning.outputs.labels import Labels
from exchange.planning.outputs.revisions import Entry, organs_of
from exchange.planning.plan import Visit
from exchange.texts.formats import LEGAL_TIME, printable
from exchange.texts.i18n import _

PRODUCT = "-//delta-exchange//joint inspection//ZH"
ZONE = "Asia/Shanghai"
OFFSET, SUMMER_OFFSET = timedelta(hours=8), timedelta(hours=9)  # no summer time since 1991
BEGINS = {Half.MORNING: time(8, 30), Half.AFTERNOON: time(13, 30)}  # the usual office hours; a half-day's end follows from its length
UID_BYTES = 16


class Method(StrEnum):
    """What a calendar is asked to do with a file."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"  # holds only what is cancelled


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """Whose calendar: an officer's, an organ's (USCC), or with neither the whole plan's."""

    officer: str = ""
    organ: str = ""

    def knows(self, entry: Entry) -> bool:
        """Whether any version of the visit was the audience's."""
        return (not self.officer or self.officer in entry.officers) and (not self.organ or self.organ in entry.organs)

    def goes(self, visit: Visit) -> bool:
        """Whether the audience is at the visit as it is planned now."""
        return (not self.officer or self.officer in visit.team) and (not self.organ or self.organ in organs_of(visit))


EVERYBODY = Audience()


def calendar_of(
    found: Iterable[Entry],
    labels: Labels,
    *,
    plan_id: str,
    members: Mapping[str, str],
    stamp: datetime,
    half_day_minutes: int,
    audience: Audience = EVERYBODY,
    method: Method = Method.PUBLISH,
    in_force: bool = True,
) -> bytes:
    """Return the file.

    Args:
        found: what `revisions.entries` made of the plan's versions.
        labels: what is shown for codes.
        plan_id: names the plan; with the anchor it makes the UID.
        members: the GB/T 2260 code of each organ, for the organiser's identity.
        stamp: when the last version was published.
        half_day_minutes: see `Terms`.
        audience: whose file it is.
        method: PUBLISH holds all visits, CANCEL only those cancelled.
        in_force: whether the plan is; before, its visits are tentative (RFC 5545 §3.8.1.11).
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method.value)
    made.add_component(_zone())
    for entry in found:
        cancelled = entry.dropped or not audience.goes(entry.visit)
        if audience.knows(entry) and (cancelled or method is Method.PUBLISH):
            event = _event(entry.visit, labels, length=timedelta(minutes=half_day_minutes))
            event.add("status", "CANCELLED" if cancelled else "CONFIRMED" if in_force else "TENTATIVE")
            event.add("uid", uid_of(plan_id, entry))
            event.add("sequence", entry.sequence)
            event.add("dtstamp", stamp)
            event.add("organizer", vCalAddress(f"exchange://{members[entry.visit.lead]}/organ/{entry.visit.lead}"))
            made.add_component(event)
    return bytes(made.to_ical())


def uid_of(plan_id: str, entry: Entry) -> str:
    """Return the visit's lasting name (RFC 7986 §5.3: opaque, says nothing of who is inspected)."""
    parts = (plan_id, entry.anchor.target, entry.anchor.organ, entry.anchor.matter)
    digest = hashlib.sha256("\x00".join(parts).encode()).digest()
    return f"{digest[:UID_BYTES].hex()}@delta-exchange"


def _zone() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15, 2))  # noqa: DTZ001  # RFC 5545 §3.6.5: local time; the last summer time ended
    standard.add("tzoffsetfrom", SUMMER_OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone


def _event(visit: Visit, labels: Labels, *, length: timedelta) -> Event:
    begins = datetime.combine(visit.slot.day, BEGINS[visit.slot.half], tzinfo=LEGAL_TIME)
    event = Event()
    event.add("summary", _("Joint inspection: {company}").format(company=labels.target(visit.target)))
    event.add("dtstart", begins)
    event.add("dtend", begins + length)
    event.add("class", "CONFIDENTIAL")
    event.add("description", printable("\n".join(_described(visit, labels))))
    return event


def _described(visit: Visit, labels: Labels) -> Iterable[str]:
    yield _("Lead organ: {organ}").format(organ=labels.organ(visit.lead))
    for part in visit.parts:
        yield _("{organ}: {matters}").format(organ=labels.organ(part.organ), matters=labels.listed(part.matters))
        yield _("Officers: {officers}").format(officers=_(", ").join(sorted(part.officers)))
        if part.assistants:
            yield _("Assisting: {officers}").format(officers=_(", ").join(sorted(part.assistants)))
    yield _("Results are public by {day}").format(day=visit.publish_by.isoformat())
