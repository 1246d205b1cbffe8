"""What auditors ask of the tables, on each database: words, nights, counts, saved filters."""

from __future__ import annotations

import pytest

from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.storage import audit, audit_reviews, ledgers
from exchange.storage.engine import Database
from exchange.v1 import audit_pb2 as pb

MEMBER = "310116"
ACTOR = f"exchange://{MEMBER}/organ/11310116MB2F3040XF#zhang"
MIDNIGHT = 20_717 * 86_400 - 8 * 3600  # 00:00 in Asia/Shanghai, of a day in 2026
HOUR = 3600


@pytest.fixture
def log(database: Database) -> Database:
    refused = {"result": pb.AUDIT_RESULT_REFUSED, "reason": "PURPOSE_MISSING", "tag": "call:any:refuse"}
    allowed = {"result": pb.AUDIT_RESULT_ALLOWED, "tag": "outcome:subject:list"}
    events = [
        pb.AuditEvent(actor=ACTOR, member=MEMBER, query="subject=宏达印刷", **allowed),
        pb.AuditEvent(actor=ACTOR, member=MEMBER, subjects=["name:宏大五金"], **allowed),
        pb.AuditEvent(actor=ACTOR, member=MEMBER, detail="目的缺失", **refused),
    ]
    for event, hours in zip(events, (1, 12, 23), strict=True):
        event.at.FromSeconds(MIDNIGHT + hours * HOUR)
    with database.durable() as connection:
        ledgers.ensure(connection, origin=ledger_origin(MEMBER), own=True)
        ledgers.ensure(connection, origin=audit_origin(MEMBER), own=True)
        audit.append(connection, MEMBER, events, now=1)
    with database.relaxed() as connection:
        audit.index_records(connection, MEMBER)
    return database


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "宏达"}, [0]),
        ({"text": "宏"}, [1, 0]),
        ({"text": "五金 宏大"}, [1]),
        ({"text": "达宏"}, []),
        ({"night": True}, [2, 0]),
        ({"reason": "PURPOSE_MISSING"}, [2]),
        ({"person": "zhang"}, [2, 1, 0]),
        ({"person": "hang"}, []),
        ({"organ": "11310116MB2F3040XF", "before": 1}, [0]),
    ],
)
def test_each_filter_finds_its_events(log: Database, wanted: dict[str, object], found: list[int]) -> None:
    with log.reading() as connection:
        assert [one.index for one in audit.find(connection, MEMBER, audit.AuditFilter(**wanted), limit=10)] == found  # type: ignore[arg-type]


def test_counts_are_by_legal_hour_and_leave_out_what_is_outside_the_time(log: Database) -> None:
    def counts(first: int, end: int) -> dict[tuple[str, str], int]:
        with log.reading() as connection:
            found = audit_reviews.summarise(connection, from_time=first * 1_000_000, to_time=end * 1_000_000)
        return {(one.series, one.key): one.count for one in found}

    whole = counts(MIDNIGHT, MIDNIGHT + 24 * HOUR)
    assert whole["hour", "1"] == whole["hour", "12"] == whole["night", ACTOR] == whole["purpose", ACTOR] == 1
    assert whole["lookups", ACTOR] == 2
    assert whole["refused", "PURPOSE_MISSING"] == 1
    assert ("hour", "12") not in counts(MIDNIGHT, MIDNIGHT + 12 * HOUR)


def test_a_filter_saved_twice_is_the_later_one(database: Database) -> None:
    with database.durable() as connection:
        for text in ("night=1", "result=2"):
            audit_reviews.save(connection, pb.SavedReview(name="夜间", filter=text, actor=ACTOR), now=1)
    with database.reading() as connection:
        assert [(one.name, one.filter) for one in audit_reviews.saved(connection)] == [("夜间", "result=2")]
    with database.durable() as connection:
        assert (audit_reviews.remove(connection, "夜间"), audit_reviews.remove(connection, "夜间")) == (1, 0)
