"""One suite for every case store: both mappings, on SQLite and on PostgreSQL.

What `exchange.domain.casestore` promises: cursors that resume, exactly once, faults kept apart, nothing personal out or in.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, event, insert, select, text, update
from sqlalchemy.engine import Connection, make_url

from adapters.generate import fill_store
from adapters.layout import KNOWN_PERSONAL
from adapters.mapping import StoreMapping, load_mapping
from adapters.schema import StoreTables, build_tables
from adapters.sql import SqlCaseStore, create_store, open_store
from exchange.domain.casestore import CaseStore, Change, RowFault, StoreRefusedError, StoreUnreachableError
from exchange.v1 import lead_pb2, outcome_pb2, record_pb2, standard_pb2, subject_pb2
from tests.support.adapters import IDENTITY_NUMBER, ORGAN, body_of, deliver, deliveries, outcomes, record_id, revision

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MAPPINGS = ["shanghai_sgs2018", "zhejiang_feed"]


@dataclass
class Bench:
    """A store under test, with a way past it to its tables."""

    url: str
    mapping: StoreMapping
    tables: StoreTables
    store: SqlCaseStore
    engine: object

    def connect(self) -> Connection:
        return self.engine.connect()  # type: ignore[attr-defined]

    def execute(self, statement, *parameters):
        with self.engine.begin() as connection:  # type: ignore[attr-defined]
            result = connection.execute(statement, *parameters)
            return result.mappings().all() if result.returns_rows else []

    def neighbours(self) -> list[dict]:
        table, root = self.tables.neighbour, self.mapping.neighbour.column("$root")
        rows = self.execute(select(*[column.label(column.key) for column in table.c]).order_by(table.c[root]))
        return [dict(row) for row in rows]

    def column(self, to: str) -> str:
        field = self.mapping.layout.first(to)
        assert field is not None
        return field.name

    def status(self, row: dict) -> str:
        return row[self.mapping.neighbour.column("$status")]

    def inbox(self) -> set[str]:
        return {row["record_id"] for row in self.execute(select(self.tables.inbox))}


@pytest.fixture(params=MAPPINGS)
def bench(request: pytest.FixtureRequest, database_url: str) -> Iterator[Bench]:
    name = request.param
    create_store(database_url, name)
    store = open_store(name="test", options={"url": database_url, "mapping": name, "region_code": "310116"}, now=lambda: NOW)
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url)
    mapping = load_mapping(name)
    yield Bench(url=database_url, mapping=mapping, tables=build_tables(mapping), store=store, engine=engine)
    store.close()
    engine.dispose()


def everything(store: CaseStore, *, limit: int = 100, cursor: str = "") -> tuple[list[Change], list[RowFault], str]:
    changes, rejected = [], []
    while True:
        page = store.collect(cursor, limit)
        changes += page.changes
        rejected += page.rejected
        cursor = page.cursor
        if not page.more:
            return changes, rejected, cursor


# --- collecting -------------------------------------------------------------------------------------------------------


def test_an_empty_store_gives_nothing_and_keeps_the_cursor(bench: Bench):
    page = bench.store.collect("", 10)
    assert (page.changes, page.cursor, page.rejected, page.more) == ((), "", (), False)


def test_what_was_filled_is_collected_with_amounts_dates_and_codes(bench: Bench):
    given = outcomes(40, organ=ORGAN, member="310116")
    assert fill_store(bench.url, bench.mapping.name, given) == 40
    changes, rejected, _ = everything(bench.store, limit=7)
    assert rejected == []
    by_number = {one.document_number: one for one in given}
    assert {change.outcome.document_number for change in changes} == set(by_number)
    for change in changes:
        got, wanted = change.outcome, by_number[change.outcome.document_number]
        assert change.operation == "upsert"
        assert got.source.kind == outcome_pb2.SOURCE_KIND_GENERATED
        assert change.source_key == got.source.key == f"{ORGAN.uscc}|{wanted.document_number}"
        assert got.subject == wanted.subject
        assert sorted((one.kind, one.amount_fen) for one in got.penalties) == sorted((o.kind, o.amount_fen) for o in wanted.penalties)
        for name in ("decided_on", "publish_until", "act", "facts", "content", "deciding_organ_uscc", "region_code", "domain"):
            assert getattr(got, name) == getattr(wanted, name), name
        assert all(one.source_code and one.source_code_set == bench.mapping.layout.code_set for one in got.penalties)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_pages_of_any_size_give_every_row_once(bench: Bench, limit: int):
    fill_store(bench.url, bench.mapping.name, outcomes(10, organ=ORGAN), changed_at=datetime(2026, 11, 1, 12))  # noqa: DTZ001  # the store's local time
    keys = [change.source_key for change in everything(bench.store, limit=limit)[0]]
    assert len(keys) == len(set(keys)) == 10


def test_a_changed_row_comes_again_behind_the_old_cursor(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(5, organ=ORGAN), changed_at=datetime(2026, 11, 1, 12))  # noqa: DTZ001
    _, _, cursor = everything(bench.store)
    assert bench.store.collect(cursor, 10).changes == ()
    own = bench.tables.own
    bench.execute(
        update(own)
        .where(own.c[bench.mapping.own.row_key] == 2)
        .values({bench.column("facts"): "更正后的事实", bench.mapping.own.changed: datetime(2026, 11, 2, 12)})  # noqa: DTZ001
    )
    changes, _, _ = everything(bench.store, cursor=cursor)
    assert [change.outcome.facts for change in changes] == ["更正后的事实"]


def test_a_row_younger_than_the_longest_transaction_waits(bench: Bench):
    local = (NOW + timedelta(hours=8)).replace(tzinfo=None)
    fill_store(bench.url, bench.mapping.name, outcomes(1, organ=ORGAN), changed_at=local - timedelta(seconds=1))
    page = bench.store.collect("", 10)
    assert (page.changes, page.cursor) == ((), "")
    later = open_store(name="later", options={"url": bench.url, "mapping": bench.mapping.name, "settle_s": 0.5}, now=lambda: NOW)
    assert len(later.collect("", 10).changes) == 1
    later.close()


def test_a_withdrawn_row_comes_as_withdrawal_with_its_reason(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(2, organ=ORGAN))
    rule = bench.mapping.layout.withdrawn[0]
    own = bench.tables.own
    bench.execute(update(own).where(own.c[bench.mapping.own.row_key] == 1).values({rule.field: "1", rule.reason_field: "复议机关撤销"}))
    bench.execute(update(own).where(own.c[bench.mapping.own.row_key] == 2).values({rule.field: "1"}))
    changes = everything(bench.store)[0]
    assert {change.operation for change in changes} == {"withdraw"}
    assert {change.reason for change in changes} == {"复议机关撤销", rule.reason}
    assert {change.withdrawal for change in changes} == {outcome_pb2.OUTCOME_REVISION_KIND_REVOKED}
    assert all(change.source_key.startswith(ORGAN.uscc) and change.outcome is None for change in changes)


def make_person(bench: Bench, key: int) -> None:
    layout, own = bench.mapping.layout, bench.tables.own
    kind = next(code for code, name in layout.subject_kinds.items() if name == "NATURAL_PERSON")
    values = {bench.column("subject.kind"): kind, bench.column("subject.name"): "王某某", bench.column("facts"): "王某某的事"}
    bench.execute(update(own).where(own.c[bench.mapping.own.row_key] == key).values(values))


def test_natural_persons_are_passed_over_and_counted_and_the_cursor_goes_on(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(3, organ=ORGAN))
    make_person(bench, 3)
    changes, rejected, cursor = everything(bench.store)
    assert len(changes) == 2
    assert [(one.line, one.rule, one.value) for one in rejected] == [(3, "NATURAL_PERSON", "")]
    assert "王" not in rejected[0].message
    assert bench.store.collect(cursor, 10).rejected == ()


def test_no_statement_names_personal_columns_nor_brings_the_text_of_natural_persons(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(2, organ=ORGAN))
    make_person(bench, 1)
    statements: list[str] = []
    engine = bench.store._database._engine
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    changes = everything(bench.store)[0]
    bench.store.apply_many([deliver(changes[0].outcome, 1), deliver(revision("REVOKED"), 2, thread=record_id(1))])
    assert len(statements) >= 5
    assert not [name for name in KNOWN_PERSONAL for said in statements if f"{name} " in said or f'"{name}"' in said or f"{name}," in said]
    collector = bench.store._collector
    with bench.connect() as connection:
        rows = connection.execute(collector._select.where(collector._own.c[bench.mapping.own.row_key] == 1)).all()
    assert len(rows) == 1
    assert not [value for value in rows[0] if isinstance(value, str) and "王" in value]


def test_an_identity_number_in_a_text_keeps_the_row_back(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(2, organ=ORGAN))
    own = bench.tables.own
    said = f"当事人身份证号{IDENTITY_NUMBER}"
    bench.execute(update(own).where(own.c[bench.mapping.own.row_key] == 1).values({bench.column("facts"): said}))
    changes, rejected, _ = everything(bench.store)
    assert len(changes) == 1
    assert [(one.line, one.field, one.rule) for one in rejected] == [(1, bench.column("facts"), "IDENTITY_NUMBER")]
    assert IDENTITY_NUMBER not in str(rejected)


def test_a_reason_of_withdrawal_with_an_identity_number_is_replaced(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(1, organ=ORGAN))
    rule, own = bench.mapping.layout.withdrawn[0], bench.tables.own
    bench.execute(update(own).values({rule.field: "1", rule.reason_field: f"{IDENTITY_NUMBER}申请复议"}))
    assert [change.reason for change in everything(bench.store)[0]] == [rule.reason]


def test_one_bad_row_is_named_and_the_others_come(bench: Bench):
    fill_store(bench.url, bench.mapping.name, outcomes(3, organ=ORGAN))
    own = bench.tables.own
    bench.execute(update(own).where(own.c[bench.mapping.own.row_key] == 2).values({bench.column("decided_on"): "2025/02/30"}))
    changes, rejected, _ = everything(bench.store)
    assert len(changes) == 2
    assert (2, bench.column("decided_on"), "DATE_NOT_REAL") in {(one.line, one.field, one.rule) for one in rejected}


def test_two_rows_of_one_decision_give_the_newest(bench: Bench):
    given = outcomes(1, organ=ORGAN)[0]
    other = outcome_pb2.Outcome()
    other.CopyFrom(given)
    other.facts = "后来的一行"
    fill_store(bench.url, bench.mapping.name, [given, other], changed_at=datetime(2026, 11, 1))  # noqa: DTZ001
    assert [change.outcome.facts for change in everything(bench.store)[0]] == ["后来的一行"]


@pytest.mark.parametrize(
    "cursor", ["x", "[]", '["bigint",1,2]', '["timestamp","nie",2]', '["timestamp","2026-01-01T00:00:00","2"]', "null"]
)
def test_a_cursor_that_is_not_ours_is_refused(bench: Bench, cursor: str):
    with pytest.raises(ValueError, match="isn't one of this store's"):
        bench.store.collect(cursor, 10)


def test_a_limit_below_one_is_refused(bench: Bench):
    with pytest.raises(ValueError, match="limit: 0"):
        bench.store.collect("", 0)


# --- delivering -------------------------------------------------------------------------------------------------------


def test_a_decision_arrives_with_all_it_says(bench: Bench):
    given = outcomes(1)[0]
    assert bench.store.apply(deliver(given, 1)) == "applied"
    (row,) = bench.neighbours()
    neighbour = bench.mapping.neighbour
    assert row[bench.column("subject.name")] == given.subject.name
    assert row[bench.column("document_number")] == given.document_number
    assert row[neighbour.column("$root")] == row[neighbour.column("$record_id")] == record_id(1)
    assert row[neighbour.column("$origin")] == "330482"
    assert row[neighbour.column("$issued_at")] == datetime(2026, 11, 1, 9, 1)  # noqa: DTZ001  # Shanghai time of 01:01 UTC
    assert bench.status(row) == "0"
    unit = 10**6 if bench.mapping.layout.amount_unit == "wan" else 100
    fine = next(one for one in bench.mapping.layout.fields if one.kinds == ("F1",)).name
    wanted = sum(one.amount_fen for one in given.penalties if one.kind == outcome_pb2.PENALTY_KIND_FINE)
    assert row[fine] == Decimal(wanted) / unit
    exact = json.loads(row[neighbour.column("$penalties")])
    assert [one["amount_fen"] for one in exact] == [one.amount_fen for one in given.penalties]


def test_a_record_is_applied_once_however_often_it_comes(bench: Bench):
    one = deliver(outcomes(1)[0], 1)
    assert [bench.store.apply(one), bench.store.apply(one), bench.store.apply(one)] == ["applied", "already", "already"]
    assert [result.status for result in bench.store.apply_many([one, one])] == ["already", "already"]
    assert [result.status for result in bench.store.apply_many([replace(one, record_id=record_id(2))] * 2)] == ["applied", "already"]
    assert len(bench.neighbours()) == 2


def test_what_happens_inside_a_failed_transaction_leaves_no_mark(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    batch = deliveries(outcomes(3))

    def broken(*_arguments, **_named):
        raise OSError("power cut")

    monkeypatch.setattr(type(bench.store._applier), "_update", broken)
    with pytest.raises(OSError, match="power cut"):
        bench.store.apply_many(batch)
    monkeypatch.undo()
    assert bench.inbox() == set()
    assert bench.neighbours() == []
    assert {one.status for one in bench.store.apply_many(batch)} == {"applied"}


def test_a_superseding_decision_replaces_the_row_and_an_older_one_does_not_come_back(bench: Bench):
    first, second, third = outcomes(3)
    bench.store.apply(deliver(first, 1))
    bench.store.apply(deliver(second, 2, supersedes=record_id(1)))
    bench.store.apply(deliver(third, 4, supersedes=record_id(2)))
    assert bench.store.apply(deliver(first, 3, supersedes=record_id(1))) == "applied"  # late: marked, changes nothing
    (row,) = bench.neighbours()
    assert row[bench.column("document_number")] == third.document_number
    assert row[bench.mapping.neighbour.column("$root")] == record_id(1)
    assert bench.inbox() == {record_id(number) for number in (1, 2, 3, 4)}


def test_all_of_a_thread_in_one_batch_comes_to_the_same(bench: Bench):
    first, second = outcomes(2)
    results = bench.store.apply_many(
        [
            deliver(first, 1),
            deliver(second, 2, supersedes=record_id(1)),
            deliver(revision("CONFIRMED_UNLAWFUL"), 3, thread=record_id(2)),
        ]
    )
    assert [one.status for one in results] == ["applied"] * 3
    (row,) = bench.neighbours()
    assert row[bench.column("document_number")] == second.document_number
    assert bench.status(row) == "1"


@pytest.mark.parametrize("kind", ["REVOKED", "CONFIRMED_VOID"])
def test_a_revoked_decision_becomes_a_tombstone_with_its_digest(bench: Bench, kind: str):
    given = outcomes(1)[0]
    bench.store.apply(deliver(given, 1))
    digest = bench.neighbours()[0][bench.mapping.neighbour.column("$digest")]
    assert bench.store.apply(deliver(revision(kind), 2, thread=record_id(1))) == "applied"
    (row,) = bench.neighbours()
    assert bench.status(row) == "1"
    assert row[bench.mapping.neighbour.column("$digest")] == digest
    assert row[bench.mapping.neighbour.column("$reason")] == "行政复议撤销"
    assert row[bench.column("document_number")] == given.document_number
    for to in ("subject.name", "subject.code", "facts", "content", "penalties.kinds", "penalties.amount"):
        assert row[bench.column(to)] is None, to
    assert given.subject.name not in str(row)


def test_a_second_revision_finds_the_row_by_the_decision_it_names(bench: Bench):
    first, second, replacement = outcomes(3)
    bench.store.apply(deliver(first, 1))
    bench.store.apply(deliver(second, 2, supersedes=record_id(1)))
    bench.store.apply(deliver(revision("CHANGED", replacement=replacement), 3, thread=record_id(2)))
    (row,) = bench.neighbours()
    assert (row[bench.column("facts")], bench.status(row)) == (replacement.facts, "0")
    bench.store.apply(deliver(revision("REVOKED"), 4, thread=record_id(2)))
    (row,) = bench.neighbours()
    assert (row[bench.column("facts")], bench.status(row)) == (None, "1")


def test_a_decision_older_than_its_revocation_does_not_bring_it_back(bench: Bench):
    first, second = outcomes(2)
    bench.store.apply(deliver(first, 1))
    bench.store.apply(deliver(revision("REVOKED"), 5, thread=record_id(1)))
    bench.store.apply(deliver(second, 3, supersedes=record_id(1)))
    (row,) = bench.neighbours()
    assert bench.status(row) == "1"
    assert row[bench.column("subject.name")] is None


def test_another_member_cannot_change_a_decision(bench: Bench):
    bench.store.apply(deliver(outcomes(1)[0], 1))
    before = bench.neighbours()
    for intruder in (
        deliver(revision("REVOKED"), 2, thread=record_id(1), origin="320509"),
        deliver(outcomes(2)[1], 3, supersedes=record_id(1), origin="320509"),
    ):
        with pytest.raises(StoreRefusedError) as caught:
            bench.store.apply(intruder)
        assert (caught.value.reason, caught.value.field) == ("NOT_THE_ORIGIN", "origin")
    assert bench.neighbours() == before
    assert bench.inbox() == {record_id(1)}


def test_a_revision_before_its_decision_is_refused_and_goes_through_afterwards(bench: Bench):
    late = deliver(revision("REVOKED"), 2, thread=record_id(1))
    with pytest.raises(StoreRefusedError) as caught:
        bench.store.apply(late)
    assert caught.value.reason == "THREAD_UNKNOWN"
    bench.store.apply(deliver(outcomes(1)[0], 1))
    assert bench.store.apply(late) == "applied"


def spoiled(change) -> outcome_pb2.Outcome:
    one = outcomes(1)[0]
    change(one)
    return one


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda one: setattr(one, "facts", f"当事人{IDENTITY_NUMBER}"), "IDENTITY_NUMBER"),
        (lambda one: one.source_fields.add(name="BZ", value=IDENTITY_NUMBER), "IDENTITY_NUMBER"),
        (lambda one: setattr(one, "act", "过" * 2001), "TOO_LONG"),
        (lambda one: setattr(one, "rectification_order", "过" * 2001), "TOO_LONG"),
        (lambda one: setattr(one, "facts", "事\x00实"), "CONTROL_CHARACTER"),
        (lambda one: setattr(one.source, "provenance", "来\x00源"), "CONTROL_CHARACTER"),
        (lambda one: setattr(one.penalties[0], "kind", 0), "PENALTY_UNKNOWN"),
    ],
)
def test_what_the_store_cannot_hold_is_refused_by_field_and_the_others_go_in(bench: Bench, change, reason: str):
    good = deliveries(outcomes(2, seed=8), first=10)
    batch = [good[0], deliver(spoiled(change), 1), good[1]]
    first, bad, last = bench.store.apply_many(batch)
    assert (first.status, last.status) == ("applied", "applied")
    assert (bad.status, bad.reason) == ("refused", reason)
    assert bad.field
    assert " / " in bad.detail or bad.detail
    assert IDENTITY_NUMBER not in bad.detail
    assert bench.inbox() == {one.record_id for one in good}
    assert len(bench.neighbours()) == 2


def test_values_beyond_every_column_are_refused_and_hold_up_nothing(bench: Bench):
    huge = outcomes(1)[0]
    huge.penalties.add(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=2**63 - 1)
    negative = outcomes(1)[0]
    negative.penalties[0].amount_fen = -1
    lead = lead_pb2.Lead(title="线索", facts="事实")
    lead.found_at.FromJsonString("9999-12-31T23:59:59Z")
    good = deliver(outcomes(1)[0], 9)
    results = bench.store.apply_many([deliver(huge, 1), deliver(negative, 2), deliver(lead, 3), good])
    assert [one.status for one in results] == ["refused"] * 3 + ["applied"]
    assert {one.reason for one in results[:3]} == {"VALUE_OUT_OF_RANGE"}
    assert bench.inbox() == {good.record_id}


def test_what_the_database_itself_refuses_is_refused_alone(bench: Bench):
    number = bench.tables.neighbour.c[bench.column("document_number")]
    name = f'"{bench.tables.neighbour.name}"'
    bench.execute(text(f'CREATE UNIQUE INDEX ux_number ON {name} ("{number.name}")'))
    first, second, third = outcomes(3)
    clash = outcome_pb2.Outcome()
    clash.CopyFrom(second)
    clash.document_number = first.document_number
    results = bench.store.apply_many([deliver(first, 1), deliver(clash, 2), deliver(third, 3)])
    assert [one.status for one in results] == ["applied", "refused", "applied"]
    assert results[1].reason == "STORE_CONSTRAINT"
    assert bench.inbox() == {record_id(1), record_id(3)}


def test_a_payload_without_a_table_is_refused(bench: Bench):
    assert bench.store.accepts == {"outcome", "outcome_revision", "lead", "lead_event", "standard", "standard_mapping"}
    agreement = body_of("agreement", {})
    with pytest.raises(StoreRefusedError) as caught:
        bench.store.apply(deliver(agreement, 1))
    assert caught.value.reason == "PAYLOAD_NOT_MAPPED"
    with pytest.raises(StoreRefusedError) as caught:
        bench.store.apply(replace(deliver(agreement, 2), body=record_pb2.RecordBody()))
    assert caught.value.reason == "PAYLOAD_NOT_MAPPED"


def payload_rows(bench: Bench, name: str) -> list[list[dict]]:
    found = []
    for spec, table in zip(bench.mapping.payloads, bench.tables.payloads, strict=True):
        if spec.name == name:
            rows = bench.execute(select(*[column.label(column.key) for column in table.c]))
            found.append([{one.path: row[one.column] for one in spec.columns} for row in rows])
    return found


def test_leads_and_their_events_arrive(bench: Bench):
    officer = lead_pb2.OfficerReference(certificate_number="310116-0001", organ=ORGAN.uscc)
    lead = lead_pb2.Lead(
        kind=lead_pb2.LEAD_KIND_LEAD,
        to_member="310116",
        to_organ=ORGAN.uscc,
        title="跨界倾倒渣土",
        facts="夜间有车辆从平湖驶入金山倾倒",
        subject=subject_pb2.Subject(name="某某土石方有限公司（虚构）"),
        domain=subject_pb2.ENFORCEMENT_DOMAIN_URBAN_MGMT,
        reason="违法行为发生地在金山",
        legal_basis=[subject_pb2.LegalReference(law="行政处罚法", article="22")],
        handlers=[officer, officer],
        approver=officer,
    )
    lead.found_at.FromDatetime(datetime(2026, 11, 1, 22, 30, tzinfo=UTC))
    event = lead_pb2.LeadEvent(action=lead_pb2.LEAD_ACTION_SUPPLEMENT, note="补充照片", missing_items=["照片"])
    event.occurred_at.FromDatetime(datetime(2026, 11, 2, tzinfo=UTC))
    results = bench.store.apply_many([deliver(lead, 1), deliver(event, 2, thread=record_id(1))])
    assert [one.status for one in results] == ["applied", "applied"]
    ((stored,),) = payload_rows(bench, "lead")
    assert (stored["$record_id"], stored["$thread_id"], stored["title"], stored["kind"]) == (record_id(1), "", "跨界倾倒渣土", "LEAD")
    assert stored["subject.name"] == "某某土石方有限公司（虚构）"
    assert stored["found_at"] == datetime(2026, 11, 2, 6, 30)  # noqa: DTZ001  # Shanghai time
    assert json.loads(stored["legal_basis"]) == [{"law": "行政处罚法", "article": "22"}]
    ((step,),) = payload_rows(bench, "lead_event")
    assert (step["$thread_id"], step["action"], json.loads(step["missing_items"])) == (record_id(1), "SUPPLEMENT", ["照片"])


def test_standards_arrive_with_their_items(bench: Bench):
    standard = standard_pb2.Standard(
        standard_id="330482-MARKET-免罚-2026",
        version=2,
        title="轻微违法免罚清单",
        kind=standard_pb2.STANDARD_KIND_NO_PENALTY_LIST,
        domain=subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        valid_from="2026-01-01",
        items=[
            standard_pb2.StandardItem(code="1", act="未亮照经营"),
            standard_pb2.StandardItem(code="2", act="标签瑕疵", conditions="初次"),
        ],
        issuer_name="平湖市市场监督管理局（虚构）",
    )
    mapping = standard_pb2.StandardMapping(
        from_member="330482", from_matter_code="33010000000001", to_member="310116", to_matter_code="31010000000001"
    )
    bench.store.apply_many([deliver(standard, 1), deliver(mapping, 2)])
    (head,), items = payload_rows(bench, "standard")
    assert (head["standard_id"], head["version"], head["valid_to"]) == ("330482-MARKET-免罚-2026", 2, None)
    assert [(one["$index"], one["act"], one["conditions"]) for one in items] == [(0, "未亮照经营", None), (1, "标签瑕疵", "初次")]
    ((pair,),) = payload_rows(bench, "standard_mapping")
    assert pair["to_matter_code"] == "31010000000001"


def test_a_lead_with_an_identity_number_is_refused(bench: Bench):
    lead = lead_pb2.Lead(kind=lead_pb2.LEAD_KIND_LEAD, title="线索", facts=f"司机{IDENTITY_NUMBER}")
    with pytest.raises(StoreRefusedError) as caught:
        bench.store.apply(deliver(lead, 1))
    assert caught.value.reason == "IDENTITY_NUMBER"


def test_two_writers_at_once_apply_each_record_once(bench: Bench):
    batch = deliveries(outcomes(60))
    stores = [
        open_store(name=f"writer{number}", options={"url": bench.url, "mapping": bench.mapping.name}, now=lambda: NOW)
        for number in range(2)
    ]
    statuses: list[list[str]] = [[], []]
    barrier = threading.Barrier(2)

    def write(number: int) -> None:
        barrier.wait()
        for start in range(0, len(batch), 20):
            statuses[number] += [one.status for one in stores[number].apply_many(batch[start : start + 20])]

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for one in stores:
        one.close()
    assert sorted(map(set, zip(*statuses, strict=True)), key=str) == [{"applied", "already"}] * 60
    assert len(bench.neighbours()) == 60


def test_a_thousand_records_in_one_batch(bench: Bench):
    batch = deliveries(outcomes(1000))
    assert {one.status for one in bench.store.apply_many(batch)} == {"applied"}
    assert {one.status for one in bench.store.apply_many(batch)} == {"already"}
    assert len(bench.inbox()) == 1000


def test_no_deliveries_are_no_work(bench: Bench):
    assert bench.store.apply_many([]) == []


def test_missing_tables_are_the_store_s_trouble_not_the_record_s(bench: Bench):
    bench.tables.metadata.drop_all(bench.engine)  # type: ignore[arg-type]
    with pytest.raises(StoreUnreachableError):
        bench.store.collect("", 10)
    with pytest.raises(StoreUnreachableError):
        bench.store.apply(deliver(outcomes(1)[0], 1))


def test_rows_without_a_change_time_are_told_once(bench: Bench):
    own = bench.mapping.own
    loose = build_tables(bench.mapping)
    loose.own.c[own.changed].nullable = True
    bench.tables.metadata.drop_all(bench.engine)  # type: ignore[arg-type]
    loose.metadata.create_all(bench.engine)  # type: ignore[arg-type]
    bench.execute(insert(loose.own).values({bench.column("subject.name"): "某某有限公司", own.changed: None}))
    page = bench.store.collect("", 10)
    assert [(one.field, one.rule) for one in page.rejected] == [(own.changed, "NO_CHANGE_TIME")]
