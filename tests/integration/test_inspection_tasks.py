"""Tasks of rectifications in table `tasks`: the same whichever ledger arrives first, and held up by nothing that a party signs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import select

from exchange.ledger.envelope import TYPES
from exchange.storage import projection
from exchange.storage.engine import Database
from exchange.storage.ledgers import NewEntry
from exchange.storage.tables import tasks
from exchange.v1 import inspection_pb2 as pb
from exchange.v1 import record_pb2
from tests.support.federation import ORGANS, SINK, SOURCE
from tests.support.hostile import Hostile, plant
from tests.support.inspections import MATTERS, found, made_plan, rectify

LEAD, PARTY = ((code, ORGANS[code]) for code in (SOURCE, SINK))
NAMES = ("plan", "consent", "publication", "result", "other", "check")
PLAN, CONSENT, PUBLICATION, RESULT, OTHER, CHECK = (f"01a21783-9c3a-7204-8db5-8e6686fb73{n:02d}" for n in range(len(NAMES)))
BY = "2026-12-18"


class Thread:
    """The entries of a plan's thread, each ready to be planted."""

    def __init__(self) -> None:
        self.made = Hostile(1, [SOURCE, SINK])
        self.plan = made_plan(LEAD, PARTY)
        head = self.entry(SOURCE, PLAN, inspection_plan=self.plan, thread_id="")
        header = record_pb2.RecordHeader.FromString(record_pb2.SignedRecord.FromString(head.envelope).header)
        of = {"plan_record_id": PLAN, "plan_digest": header.body_digest}
        self.lead = [
            head,
            self.entry(SOURCE, PUBLICATION, plan_publication=pb.PlanPublication(consent_record_ids=[CONSENT], **of)),
            self.entry(SOURCE, OTHER, inspection_record=self.result(LEAD[1], visit=1)),
        ]
        self.party = [
            self.entry(SINK, CONSENT, plan_consent=pb.PlanConsent(agreed=True, **of)),
            self.entry(SINK, RESULT, inspection_record=self.result(PARTY[1])),
            self.entry(SINK, CHECK, rectification_check=self.check(RESULT)),
        ]

    def result(self, organ: str, visit: int = 0, **given: Any) -> pb.InspectionRecord:
        return found(PLAN, self.plan.visits[visit], organ, **{"results": rectify(BY, MATTERS[0]), **given})

    def check(self, of: str) -> pb.RectificationCheck:
        return pb.RectificationCheck(inspection_record_id=of, matter_code=MATTERS[0], checked_on="2026-12-10", rectified=True)

    def entry(self, member: str, record_id: str, *, thread_id: str = PLAN, **payload: Any) -> NewEntry:
        ((name, content),) = payload.items()
        signed = Timestamp()
        signed.FromJsonString("2026-12-14T01:00:00Z")
        header = {"record_id": record_id, "thread_id": thread_id, "supersedes": "", "issued_at": signed}
        return self.made.entry(member, TYPES[name], content, **header)


def planted(database: Database, entries: Iterable[tuple[str, NewEntry]]) -> list[tuple[str, str, str | None, bool]]:
    """The tasks (organ, started by, ended by, still running) after each entry was stored and projected by itself."""
    plant(database, SOURCE, [], own=True)
    for member, one in entries:
        plant(database, member, [one])
        projection.catch_up(database)
    return rows(database)


def rows(database: Database) -> list[tuple[str, str, str | None, bool]]:
    with database.reading() as connection:
        statement = select(tasks).order_by(tasks.c.organ, tasks.c.started_by, tasks.c.task_id)
        return [(one.organ, one.started_by, one.ended_by, one.ended_at is None) for one in connection.execute(statement)]


@pytest.mark.parametrize("order", ["lead first", "party first", "in turn"])
def test_the_tasks_are_the_same_whichever_ledger_arrives_first(database: Database, order: str) -> None:
    thread = Thread()
    lead, party = ([(member, one) for one in some] for member, some in ((SOURCE, thread.lead), (SINK, thread.party)))
    turns = [one for pair in zip(lead, party, strict=True) for one in pair]
    entries = {"lead first": lead + party, "party first": party + lead, "in turn": turns}[order]

    shown = planted(database, entries)

    assert shown == sorted([(LEAD[1], OTHER, None, True), (PARTY[1], RESULT, CHECK, False)])
    projection.rebuild(database)
    assert rows(database) == shown


def test_copied_record_ids_and_wild_values_hold_up_nothing(database: Database) -> None:
    """A party that copies its neighbour's record id, and its own, takes no task from anybody; times and days may be anything."""
    thread = Thread()
    wild = thread.result(PARTY[1], results=rectify("2027-02-30", MATTERS[0]))
    never = thread.result(PARTY[1])
    never.started_at.seconds = 2**63 - 1
    unknown = thread.result(PARTY[1], trigger=99)
    late = thread.result(PARTY[1], results=rectify("9999-12-31", MATTERS[0]))
    hostile = [
        *(
            thread.entry(SINK, f"01a21783-9c3a-7204-8db5-8e6686fb74{n:02d}", inspection_record=one)
            for n, one in enumerate((wild, never, unknown))
        ),
        thread.entry(SINK, OTHER, inspection_record=late),
        thread.entry(SINK, OTHER, inspection_record=thread.result(PARTY[1], visit=1)),
        thread.entry(SINK, CHECK, rectification_check=thread.check("a\x00b")),
    ]
    entries = [(SOURCE, one) for one in thread.lead] + [(SINK, one) for one in (thread.party[0], *hostile)]

    shown = planted(database, entries)

    assert (LEAD[1], OTHER, None, True) in shown
    assert (PARTY[1], OTHER, None, True) in shown
    projection.rebuild(database)
    assert rows(database) == shown
