"""The "sql" adapter: its options, other kinds of change columns, foreign databases, and writers that are slow to commit."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import metadata, resources
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, insert, inspect, select, update
from sqlalchemy.engine import make_url

from adapters.generate import fill_store
from adapters.mapping import load_mapping
from adapters.schema import build_tables
from adapters.sql import create_store, open_store
from exchange.domain.casestore import StoreConfigurationError, StoreUnreachableError
from exchange.v1 import outcome_pb2, subject_pb2
from tests.support.adapters import ORGAN, deliver, outcomes

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LOCAL = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001  # NOW in Shanghai, as stores write it


def engine_of(url: str):
    parsed = make_url(url)
    return create_engine(parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed)


def mapping_file(tmp_path: Path, name: str, *changes: tuple[str, str]) -> str:
    text = (resources.files("adapters") / "mappings" / f"{name}.toml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    tomllib.loads(text)
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_entry_point_opens_a_store(sqlite_url: str):
    (found,) = metadata.entry_points(group="delta_exchange.adapters", name="sql")
    store = found.load()(name="cases", options={"url": sqlite_url, "mapping": "shanghai_sgs2018"})
    assert store.name == "cases"
    store.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": None}, "option url is None"),
        ({"url": ""}, "option url is ''"),
        ({"url": "no url"}, "url is no database URL"),
        ({"url": "oracle://x/y"}, "url names oracle"),
        ({"mapping": 3}, "option mapping is 3"),
        ({"mapping": "nothing"}, "mapping 'nothing' is unknown"),
        ({"speed": "fast"}, "unknown option speed; known are domain, mapping"),
        ({"domain": "SPACE"}, "option domain is 'SPACE'; known are MARKET"),
        ({"source_kind": "RUMOUR"}, "option source_kind is 'RUMOUR'; known are CASE_STORE"),
        ({"region_code": "31"}, "option region_code is '31'; six digits"),
        ({"region_code": 310116}, "option region_code is 310116; six digits (GB/T 2260) in quotes"),
        ({"settle_s": -1}, "option settle_s is -1"),
        ({"settle_s": "2"}, "option settle_s is '2'"),
        ({"settle_s": True}, "option settle_s is True"),
    ],
)
def test_a_wrong_option_is_named(sqlite_url: str, changes: dict, said: str):
    options = {"url": sqlite_url, "mapping": "shanghai_sgs2018"} | changes
    with pytest.raises(StoreConfigurationError) as caught:
        open_store(name="cases", options=options)
    assert said in str(caught.value)


def test_a_password_is_in_no_message():
    options = {"url": "postgresql://user:sesame@127.0.0.1:1/none?connect_timeout=2", "mapping": "zhejiang_feed"}
    store = open_store(name="cases", options=options)
    with pytest.raises(StoreUnreachableError) as caught:
        store.collect("", 10)
    assert "sesame" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    store.close()


def test_a_sqlite_file_that_is_not_there_is_not_made(sqlite_url: str):
    store = open_store(name="cases", options={"url": sqlite_url, "mapping": "shanghai_sgs2018"})
    with pytest.raises(StoreUnreachableError, match="no such SQLite file"):
        store.collect("", 10)
    assert not Path(make_url(sqlite_url).database or "").exists()


def test_making_a_store_twice_keeps_its_rows(database_url: str):
    create_store(database_url, "zhejiang_feed")
    fill_store(database_url, "zhejiang_feed", outcomes(3, organ=ORGAN))
    create_store(database_url, "zhejiang_feed")
    tables = build_tables(load_mapping("zhejiang_feed"))
    engine = engine_of(database_url)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.own)).scalar_one() == 3
    engine.dispose()


def test_options_fill_in_what_rows_do_not_say(sqlite_url: str):
    create_store(sqlite_url, "shanghai_sgs2018")
    one = outcomes(1, organ=ORGAN)[0]
    one.subject.name, one.deciding_organ_name = "某某有限公司", "某某局"
    fill_store(sqlite_url, "shanghai_sgs2018", [one])

    def collected(**options: str) -> outcome_pb2.Outcome:
        store = open_store(name="cases", options={"url": sqlite_url, "mapping": "shanghai_sgs2018", **options}, now=lambda: NOW)
        (change,) = store.collect("", 10).changes
        store.close()
        assert change.outcome is not None
        return change.outcome

    plain = collected()
    assert (plain.source.kind, plain.source.system) == (outcome_pb2.SOURCE_KIND_CASE_STORE, "双公示")
    assert (plain.domain, plain.region_code) == (subject_pb2.ENFORCEMENT_DOMAIN_OTHER, "310116")  # the organ's code says 310116
    told = collected(domain="FIRE", region_code="310118", system="消防案件库", source_kind="FILE")
    assert (told.domain, told.region_code) == (subject_pb2.ENFORCEMENT_DOMAIN_FIRE, "310118")
    assert (told.source.kind, told.source.system) == (outcome_pb2.SOURCE_KIND_FILE, "消防案件库")


def test_a_transaction_that_commits_late_is_not_lost(postgresql_url: str):
    """Rows get their change time when they are written and are seen when they are committed: the cursor must not pass them."""
    create_store(postgresql_url, "zhejiang_feed")
    clock = [NOW]
    store = open_store(name="cases", options={"url": postgresql_url, "mapping": "zhejiang_feed", "settle_s": 5}, now=lambda: clock[0])
    tables, engine = build_tables(load_mapping("zhejiang_feed")), engine_of(postgresql_url)
    fill_store(postgresql_url, "zhejiang_feed", outcomes(1, organ=ORGAN), changed_at=LOCAL - timedelta(seconds=10))
    with engine.connect() as slow, slow.begin():
        row = dict(slow.execute(select(tables.own)).mappings().one())
        key = load_mapping("zhejiang_feed").own.row_key
        row.pop(key)
        late = row | {"punish_document_code": "嘉环（平）罚字〔2026〕9999号", "update_time": LOCAL - timedelta(seconds=3)}
        slow.execute(insert(tables.own).values(late))
        fill_store(postgresql_url, "zhejiang_feed", outcomes(2, organ=ORGAN)[1:], changed_at=LOCAL - timedelta(seconds=2))
        first = store.collect("", 10)
    assert len(first.changes) == 1
    clock[0] = NOW + timedelta(seconds=10)
    second = store.collect(first.cursor, 10)
    assert {change.outcome.document_number for change in second.changes if change.outcome} >= {"嘉环（平）罚字〔2026〕9999号"}
    assert len(second.changes) == 2
    store.close()
    engine.dispose()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", lambda number: f"2026-11-01 12:00:{number:02d}"),
        ("bigint", lambda number: number),
    ],
)
def test_other_kinds_of_change_columns(database_url: str, tmp_path: Path, kind: str, value: Callable[[int], object]):
    name = mapping_file(tmp_path, "shanghai_sgs2018", ('changed_type = "timestamp"', f'changed_type = "{kind}"'))
    create_store(database_url, name)
    fill_store(database_url, name, outcomes(6, organ=ORGAN))
    tables, engine = build_tables(load_mapping(name)), engine_of(database_url)
    with engine.begin() as connection:
        for number in range(1, 7):
            connection.execute(update(tables.own).where(tables.own.c["ID"] == number).values(GXSJ=value(number // 2)))
    store = open_store(name="cases", options={"url": database_url, "mapping": name}, now=lambda: NOW)
    seen, cursor = [], ""
    while True:
        page = store.collect(cursor, 2)
        seen += [change.source_key for change in page.changes]
        cursor = page.cursor
        if not page.more:
            break
    assert len(set(seen)) == len(seen) == 6
    with engine.begin() as connection:
        connection.execute(update(tables.own).where(tables.own.c["ID"] == 1).values(GXSJ=value(9)))
    assert [change.source_key for change in store.collect(cursor, 10).changes] == [seen[0]]
    store.close()
    engine.dispose()


def test_lower_case_names_on_a_database_that_folds_them(postgresql_url: str, tmp_path: Path):
    name = mapping_file(tmp_path, "shanghai_sgs2018", ('identifier_case = "as_is"', 'identifier_case = "lower"'))
    create_store(postgresql_url, name)
    engine = engine_of(postgresql_url)
    assert {"xzcf", "xzcf_wl"} <= set(inspect(engine).get_table_names())
    fill_store(postgresql_url, name, outcomes(2, organ=ORGAN))
    store = open_store(name="cases", options={"url": postgresql_url, "mapping": name}, now=lambda: NOW)
    assert len(store.collect("", 10).changes) == 2
    assert store.apply(deliver(outcomes(1)[0], 1)) == "applied"
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT cf_wsh FROM xzcf_wl").scalar_one() == outcomes(1)[0].document_number
    store.close()
    engine.dispose()


def test_a_sqlite_store_made_by_another_program(tmp_path: Path):
    """Floats for amounts and dates with a time: as such files are."""
    path = tmp_path / "foreign.db"
    create_store(f"sqlite:///{path}", "zhejiang_feed")
    fill_store(f"sqlite:///{path}", "zhejiang_feed", outcomes(1, organ=ORGAN))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE other AS SELECT * FROM qssgs_xzcf")
        connection.execute("UPDATE other SET fine = 1234.56, punish_content = NULL, set_time = '2025-03-13 00:00:00'")
        connection.execute("UPDATE other SET public_date = NULL, public_end_date = NULL, publicstatus = NULL")
        connection.execute("UPDATE other SET update_time = '2026-11-01 09:00:00'")
    name = mapping_file(tmp_path, "zhejiang_feed", ('table = "qssgs_xzcf"\n', 'table = "other"\n'))
    store = open_store(name="cases", options={"url": f"sqlite:///{path}", "mapping": name}, now=lambda: NOW)
    (change,) = store.collect("", 10).changes
    assert change.outcome is not None
    assert change.outcome.decided_on == "2025-03-13"
    assert 123_456 in [one.amount_fen for one in change.outcome.penalties]
    store.close()


def test_a_postgresql_table_with_real_dates_and_numbers(postgresql_url: str, tmp_path: Path):
    create_store(postgresql_url, "zhejiang_feed")
    fill_store(postgresql_url, "zhejiang_feed", outcomes(2, organ=ORGAN))
    engine = engine_of(postgresql_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE VIEW typed AS SELECT * FROM (SELECT row_id, update_time, punish_case_code, punish_action_name, punish_type, "
            "NULL AS punish_document_code, admin_cp_type, admin_cp_name, admin_cp_cert_type, admin_cp_cert_code, punish_content, "
            "fine::double precision AS fine, confiscate_illegal_incom, set_time::date AS set_time, public_date::timestamp AS public_date, "
            "implement_institution, implement_institution_code, 0 AS publicstatus FROM qssgs_xzcf) AS plain"
        )
    layout = (resources.files("adapters") / "layouts" / "zhejiang_feed.toml").read_text(encoding="utf-8")
    head, *fields = layout.split("[[field]]")
    wanted = (
        "punish_case_code punish_action_name punish_type punish_document_code admin_cp_type admin_cp_name admin_cp_cert_type fine set_time"
    )
    wanted += " admin_cp_cert_code punish_content confiscate_illegal_incom public_date implement_institution implement_institution_code"
    kept = [one for one in fields if any(f'name = "{name}"' in one for name in wanted.split())]
    state = '[[field]]\nname = "publicstatus"\nto = "state"\nmax = 2\n[[field]]\nname = "cutreason"\nto = "ignore"\nmax = 500\n'
    (tmp_path / "layout.toml").write_text("[[field]]".join([head, *kept]) + state, encoding="utf-8")
    name = mapping_file(
        tmp_path,
        "zhejiang_feed",
        ('layout = "zhejiang_feed"', f'layout = "{tmp_path / "layout.toml"}"'),
        ('table = "qssgs_xzcf"\n', 'table = "typed"\n'),
        ('  "institution_region_code",\n', ""),
        ("nb_valid_until", "nb_valid"),
    )
    store = open_store(name="cases", options={"url": postgresql_url, "mapping": name}, now=lambda: NOW)
    page = store.collect("", 10)
    assert page.rejected == ()
    wanted_days = {one.decided_on for one in outcomes(2, organ=ORGAN)}
    assert {change.outcome.decided_on for change in page.changes if change.outcome} == wanted_days
    assert {change.outcome.published_on for change in page.changes if change.outcome} == {
        one.published_on for one in outcomes(2, organ=ORGAN)
    }
    assert all("|case:330482-" in change.source_key for change in page.changes)  # no document number: organ, case and party
    store.close()
    engine.dispose()


def test_a_database_whose_driver_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch):
    def absent(*_arguments, **_named):
        raise ModuleNotFoundError("No module named 'pymysql'", name="pymysql")

    monkeypatch.setattr("adapters.database.create_engine", absent)
    with pytest.raises(StoreConfigurationError, match="mysql needs the Python package pymysql"):
        open_store(name="cases", options={"url": "mysql://user@host/db", "mapping": "zhejiang_feed"})


def test_amounts_are_exact_where_floats_are_not(database_url: str):
    create_store(database_url, "shanghai_sgs2018")
    one = outcomes(1, organ=ORGAN)[0]
    del one.penalties[:]
    one.penalties.add(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=123_456_789_012_345_671)
    one.content = "罚款"
    fill_store(database_url, "shanghai_sgs2018", [one])
    store = open_store(name="cases", options={"url": database_url, "mapping": "shanghai_sgs2018"}, now=lambda: NOW)
    (change,) = store.collect("", 10).changes
    assert change.outcome is not None
    assert change.outcome.penalties[0].amount_fen == 123_456_789_012_345_671
    store.apply(deliver(change.outcome, 1))
    tables, engine = build_tables(load_mapping("shanghai_sgs2018")), engine_of(database_url)
    with engine.connect() as connection:
        assert connection.execute(select(tables.neighbour.c["CF_NR_FK"])).scalar_one() == Decimal("123456789012.345671")
    store.close()
    engine.dispose()
