"""`exchange ledger`, `sync` and `delivery`: on a node's own database, without its service."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.cli.local import open_context
from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.storage.writer import Submission
from exchange.sync.publisher import DraftRequest, Publisher
from exchange.v1 import outcome_pb2, record_pb2, subject_pb2
from tests.support.fake_node import MEMBER, ORGAN

ENTRIES = 5


def draft(number: int) -> record_pb2.RecordDraft:
    outcome = outcome_pb2.Outcome(
        subject=subject_pb2.Subject(name="某某有限公司"),
        document_number=f"沪市监金处〔2025〕{number}号",
        domain=subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        step=outcome_pb2.OUTCOME_STEP_PENALISED,
        act="无照经营",
        content="罚款一千元",
        decided_on="2025-03-13",
        deciding_organ_name="金山区市场监督管理局",
        source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_GENERATED, key=str(number)),
    )
    return record_pb2.RecordDraft(
        organ=ORGAN,
        basis_id="law:优化营商环境条例:57",
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        outcome=outcome,
    )


@dataclass(frozen=True, kw_only=True)
class Home:
    """A node's settings and its SQLite file."""

    config: Path
    database: Path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A node with five records in its ledger; nothing serves it."""
    plan = NodePlan(code=MEMBER, name="上海市金山区", listen="127.0.0.1:1", organs={ORGAN: "金山区市场监督管理局"})
    make_federation(tmp_path, [plan], now=datetime.now(UTC))
    config = tmp_path / MEMBER / "node.toml"
    with open_context(config) as context:
        items = Publisher(context).draft_items([DraftRequest(draft=draft(number)) for number in range(ENTRIES)])
        context.writer.submit(Submission(items=items)).result(timeout=20)
    return Home(config=config, database=tmp_path / MEMBER / "data/node.db")


def ran(result: Result, code: int) -> Any:
    assert result.exit_code == code, result.stdout + result.stderr
    return json.loads(result.stdout)


def test_whole_node_verifies(run: Callable[..., Result], home: Home) -> None:
    document = ran(run("ledger", "verify", "--config", home.config, "--json"), 0)
    assert document["ok"] is True
    by_name = {one["ledger"]: one for one in document["ledgers"]}
    assert set(by_name) == {ledger_origin(MEMBER), audit_origin(MEMBER), "witness_states"}
    assert (by_name[ledger_origin(MEMBER)]["entries"], by_name[ledger_origin(MEMBER)]["findings"]) == (ENTRIES, [])


def test_result_is_shown_in_words(run: Callable[..., Result], home: Home) -> None:
    result = run("ledger", "verify", "--config", home.config, "--ledger", ledger_origin(MEMBER), language="zh")
    assert result.exit_code == 0
    assert "验证通过" in result.stdout
    assert audit_origin(MEMBER) not in result.stdout


def test_flipped_byte_in_a_copy_is_exit_3_and_named(run: Callable[..., Result], home: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(home.database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        rows = target.execute("SELECT position, body FROM entries WHERE body IS NOT NULL ORDER BY position").fetchall()
        position, body = rows[3]
        target.execute("UPDATE entries SET body = ? WHERE position = ?", (bytes([body[0], body[1], body[2] ^ 1]) + body[3:], position))
        target.commit()
    source.close()
    target.close()
    arguments = ("ledger", "verify", "--config", home.config, "--database", f"sqlite:///{copy}")
    document = ran(run(*arguments, "--json"), 3)
    findings = [finding for one in document["ledgers"] for finding in one["findings"]]
    assert [(one["ledger"], one["index"], one["part"]) for one in findings] == [(ledger_origin(MEMBER), 3, "body")]
    result = run(*arguments)
    assert result.exit_code == 3
    assert findings[0]["record_id"] in result.stdout
    assert run("ledger", "verify", "--config", home.config).exit_code == 0


def test_ledger_that_isnt_there_proves_nothing(run: Callable[..., Result], home: Home) -> None:
    document = ran(run("ledger", "verify", "--config", home.config, "--ledger", ledger_origin("330482"), "--json"), 1)
    assert document["error"]["reason"] == "LEDGER_UNKNOWN"


def test_database_that_isnt_there_is_named_and_not_made(run: Callable[..., Result], home: Home, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "nope.db"
    error = ran(run("ledger", "verify", "--config", home.config, "--database", f"sqlite:///{nowhere}", "--json"), 2)["error"]
    assert error["message"] == f"there is no file {nowhere}"
    assert not nowhere.parent.exists()


def test_jobs_run_once_and_tell_their_counts(run: Callable[..., Result], home: Home) -> None:
    document = ran(run("sync", "--config", home.config, "--once", "--json"), 0)
    assert document["jobs"][0]["name"] == "trust"
    assert all(one["error"] == "" for one in document["jobs"])
    assert "witness" in run("sync", "--config", home.config, "--job", "witness").stdout


def test_unknown_job_is_usage_and_lists_the_known(run: Callable[..., Result], home: Home) -> None:
    result = run("sync", "--config", home.config, "--job", "dance")
    assert result.exit_code == 2
    assert "witness" in result.stderr


def test_failed_job_is_exit_1(run: Callable[..., Result], home: Home) -> None:
    """The case store that the settings name can't be opened."""
    with home.config.open("a", encoding="utf-8") as file:
        file.write(
            f'[[case_store]]\nname = "cases"\nadapter = "sql"\norgan = "{ORGAN}"\n'
            'options = { url = "sqlite:///data/missing/cases.db", mapping = "shanghai_sgs2018" }\n'
        )
    document = ran(run("sync", "--config", home.config, "--job", "collect cases", "--json"), 1)
    assert document["jobs"][0]["error"]


def test_nothing_is_held_and_nothing_replayed(run: Callable[..., Result], home: Home) -> None:
    assert ran(run("delivery", "list", "--config", home.config, "--json"), 0) == {"deliveries": []}
    assert "Everything has been delivered." in run("delivery", "list", "--config", home.config).stdout
    assert ran(run("delivery", "replay", "--config", home.config, "--json"), 0) == {"replayed": 0}


def test_held_deliveries_are_shown_and_replayed(run: Callable[..., Result], home: Home) -> None:
    with sqlite3.connect(home.database) as connection:
        connection.execute(
            "INSERT INTO deliveries (store, position, thread_id, record_id, state, attempts, next_attempt_at, reason, detail, failed_at) "
            "VALUES ('cases', 7, 't', 'r', 'parked', 5, 1790000000000000, 'TOO_LONG', 'CF_WSH: 200 characters', 1790000000000000)"
        )
    connection.close()
    (held,) = ran(run("delivery", "list", "--config", home.config, "--json"), 0)["deliveries"]
    assert (held["store"], held["state"], held["reason"], held["failed_at"][:10]) == ("cases", "parked", "TOO_LONG", "2026-09-21")
    assert "已搁置" in run("delivery", "list", "--config", home.config, "--store", "cases", language="zh").stdout
    assert ran(run("delivery", "list", "--config", home.config, "--store", "other", "--json"), 0) == {"deliveries": []}
    assert ran(run("delivery", "replay", "--config", home.config, "--record", "r", "--json"), 0) == {"replayed": 1}
    (due,) = ran(run("delivery", "list", "--config", home.config, "--json"), 0)["deliveries"]
    assert (due["state"], due["attempts"]) == ("retry", 0)


@pytest.mark.parametrize("command", [("ledger", "verify"), ("sync", "--once"), ("delivery", "list")])
def test_missing_settings_are_named(run: Callable[..., Result], tmp_path: Path, command: tuple[str, ...]) -> None:
    error = ran(run(*command, "--config", tmp_path / "node.toml", "--json"), 2)["error"]
    assert error["reason"] == "SETTINGS_INVALID"
    assert "exchange init" in error["message"]


@pytest.mark.parametrize("command", [("ledger", "verify"), ("sync", "--once"), ("delivery", "list")])
def test_node_without_a_membership_says_how_to_get_one(run: Callable[..., Result], tmp_path: Path, command: tuple[str, ...]) -> None:
    assert run("init", tmp_path / "new", "--code", MEMBER, "--name", "金山").exit_code == 0
    error = ran(run(*command, "--config", tmp_path / "new/node.toml", "--json"), 1)["error"]
    assert error["reason"] == "MEMBERSHIP_MISSING"
    assert "exchange member refresh" in error["message"]


def test_missing_key_is_named(run: Callable[..., Result], home: Home) -> None:
    (home.config.parent / "keys/audit.pem").unlink()
    error = ran(run("sync", "--config", home.config, "--once", "--json"), 1)["error"]
    assert error["reason"] == "KEY_UNREADABLE"
    assert "audit.pem" in error["message"]
