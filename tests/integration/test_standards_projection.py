"""What a hostile or careless peer has signed stays in its ledger and stops nothing: the projection takes what fits and goes on."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import func, select

from exchange.domain.standards import Matter
from exchange.ledger.checkpoints import ledger_origin
from exchange.ledger.envelope import TYPES, body_digest, new_record_id
from exchange.storage import ledgers, projection, reading, tables
from exchange.storage.engine import Database
from exchange.storage.ledgers import NewEntry
from exchange.v1 import record_pb2, standard_pb2, standard_service_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.standards import MATTER, Item, Kind, example_benchmark, tier

RANDOM = random.Random(37)
READER = reading.Reader.of_organs(SOURCE)


def entry(member: str, payload: str, content: Any, *, supersedes: str = "") -> NewEntry:
    body = record_pb2.RecordBody(salt=bytes(16), **{payload: content}).SerializeToString()
    header = record_pb2.RecordHeader(
        record_id=new_record_id(at_ms=1_790_000_000_000, random=RANDOM.randbytes(10)),
        origin=member,
        organ=ORGANS[member],
        type=TYPES[payload],
        supersedes=supersedes,
        body_digest=body_digest(body),
    )
    envelope = record_pb2.SignedRecord(header=header.SerializeToString()).SerializeToString()
    return NewEntry(bytes(32), header.record_id, header.type, None, None, envelope, body)


def append(database: Database, member: str, entries: Iterable[NewEntry]) -> None:
    with database.durable() as connection:
        ledgers.ensure(connection, origin=ledger_origin(member), own=member == SOURCE)
        head = ledgers.lock(connection, ledger_origin(member))
        ledgers.append(connection, head, list(entries), now=0)


def asked(database: Database, **given: str) -> standard_service_pb2.GetApplicableStandardsResponse:
    question = reading.MatterQuestion(
        matter=Matter(member=SOURCE, code=MATTER), **{"act_on": "2026-06-01", "decided_on": "2026-06-02", **given}
    )
    with database.reading() as connection:
        return reading.applicable_standards(connection, question, READER)


@pytest.mark.parametrize(
    ("payload", "content"),
    [
        ("standard", example_benchmark(version=2**32 - 1)),
        ("standard", example_benchmark(kind=2**31 - 1)),
        ("standard", example_benchmark(valid_from="from the first of March on")),
        ("standard", example_benchmark(standard_id="x" * 129)),
        ("standard", example_benchmark(standard_id="a\x00b")),
        ("standard", example_benchmark(matter_codes=["1" * 15])),
        ("standard_mapping", standard_pb2.StandardMapping(from_member="3304820", from_matter_code=MATTER)),
        ("standard_mapping", standard_pb2.StandardMapping(from_member=SINK, from_matter_code=MATTER, relation=2**31 - 1)),
        ("standard_adoption", standard_pb2.StandardAdoption(version=2**32 - 1)),
    ],
)
def test_what_the_tables_cannot_hold_is_passed_over(database: Database, payload: str, content: Any) -> None:
    append(database, SINK, [entry(SINK, payload, content), entry(SINK, "standard", example_benchmark(standard_id="good"))])

    projection.catch_up(database)

    with database.reading() as connection:
        good = connection.execute(select(func.count()).where(tables.standards.c.standard_id == "good")).scalar_one()
    assert good == 1


def test_nonsense_that_fits_is_compared_without_falling_over(database: Database) -> None:
    old, new = example_benchmark(), example_benchmark(version=2, valid_from="2026-06-02")
    new.items[0].discretion.range.min_fen = 2**62
    new.items[0].discretion.factors[0].tiers.extend([tier("A1", "", 1, (5, 1)), tier("A1", "", 2, (-(2**60), 2**60))])
    new.items.extend([new.items[0], Item()])
    append(database, SINK, [entry(SINK, "standard", one) for one in (old, new)])
    projection.catch_up(database)

    (found,) = asked(database).standards

    assert found.needs_person
    assert found.standard.standard.version == 1


def test_a_third_place_s_word_on_two_others_counts_for_nothing(database: Database) -> None:
    elsewhere = "33048200000001"
    mapping = standard_pb2.StandardMapping(from_member=SOURCE, from_matter_code=MATTER, to_member=SINK, to_matter_code=elsewhere)
    append(database, SINK, [entry(SINK, "standard", example_benchmark(matter_codes=[elsewhere]))])
    append(database, THIRD, [entry(THIRD, "standard_mapping", mapping)])
    projection.catch_up(database)
    assert asked(database).standards == []

    append(database, SINK, [entry(SINK, "standard_mapping", mapping)])
    projection.catch_up(database)
    assert [one.matter_code for one in asked(database).standards] == [elsewhere]


def test_a_mapping_that_ended_between_act_and_decision_still_leads_there(database: Database) -> None:
    elsewhere = "33048200000001"
    mapping = standard_pb2.StandardMapping(
        from_member=SOURCE, from_matter_code=MATTER, to_member=SINK, to_matter_code=elsewhere, valid_to="2026-06-01"
    )
    standard = example_benchmark(matter_codes=[elsewhere], legal_basis=[])
    append(database, SINK, [entry(SINK, "standard", standard), entry(SINK, "standard_mapping", mapping)])
    projection.catch_up(database)

    (found,) = asked(database).standards

    assert (found.matter_code, found.needs_person) == (elsewhere, False)
    assert asked(database, act_on="2026-06-02").standards == []


def test_no_one_replaces_another_s_mapping(database: Database) -> None:
    first = standard_pb2.StandardMapping(from_member=SOURCE, from_matter_code=MATTER, to_member=SINK, to_matter_code="2" * 14)
    mine = entry(SOURCE, "standard_mapping", first)
    append(database, SOURCE, [mine])
    append(database, SINK, [entry(SINK, "standard_mapping", first, supersedes=mine.record_id or "")])
    projection.catch_up(database)

    with database.reading() as connection:
        standing = reading.mapping_rows(connection, [tables.standard_mappings.c.superseded_by.is_(None)], READER, after=0, limit=9)
    assert [row.origin for row in standing] == [SOURCE, SINK]


def test_an_item_s_own_matter_leads_to_its_standard(database: Database) -> None:
    standard = standard_pb2.Standard(
        standard_id="S",
        version=1,
        kind=Kind.STANDARD_KIND_NO_PENALTY_LIST,
        valid_from="2026-01-01",
        items=[Item(code="1", act="a"), Item(code="2", act="b", matter_code=MATTER)],
    )
    append(database, SINK, [entry(SINK, "standard", standard)])
    projection.catch_up(database)

    (found,) = asked(database).standards

    assert [item.code for item in found.items] == ["2"]
    assert found.reason.endswith("没有事项对应关系记录，按相同编码列出。")


def test_a_version_that_dropped_the_matter_is_a_person_s_question(database: Database) -> None:
    old = entry(SINK, "standard", example_benchmark())
    new = example_benchmark(version=2, valid_from="2026-06-02", matter_codes=["9" * 14])
    append(database, SINK, [old, entry(SINK, "standard", new, supersedes=old.record_id or "")])
    projection.catch_up(database)

    (found,) = asked(database).standards

    assert (found.standard.standard.version, found.other_version.standard.version, found.needs_person) == (1, 2, True)
    assert "不再列入该事项" in found.reason


def test_a_standard_that_came_after_the_act_is_shown_and_not_applied(database: Database) -> None:
    append(database, SINK, [entry(SINK, "standard", example_benchmark(valid_from="2026-06-02"))])
    projection.catch_up(database)

    (found,) = asked(database).standards

    assert (found.HasField("standard"), found.other_version.standard.version, found.needs_person) == (False, 1, True)
    assert [item.code for item in found.items] == ["1"]


def test_a_checklist_that_ended_before_the_decision_applies_no_more(database: Database) -> None:
    checklist = standard_pb2.Standard(
        standard_id="S", version=1, kind=Kind.STANDARD_KIND_INSPECTION_CHECKLIST, valid_from="2026-01-01", valid_to="2026-06-01",
        matter_codes=[MATTER], items=[Item(code="1", act="a")],
    )  # fmt: skip
    append(database, SINK, [entry(SINK, "standard", checklist)])
    projection.catch_up(database)

    assert asked(database).standards == []
    assert len(asked(database, decided_on="2026-06-01").standards) == 1
