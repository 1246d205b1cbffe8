"""No question looks through a whole ledger: SQLite's plan of each statement goes by an index, without statistics made beforehand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exchange.domain import standards as law
from exchange.storage import lives, reading
from exchange.storage.engine import Database
from exchange.storage.matters import Gathering
from exchange.storage.plan_threads import steps_of_plans
from exchange.storage.tables import metadata, outcomes
from tests.benchmarks.questions_world import OWN, cached_world, company, matter

SMALL = {"agreements", "ledgers", "projection_cursors"}  # tables of a few rows, which are read whole
HEAVY = company(0)
PLAN = "01a21783-9c3a-7204-8db5-8e6686fb7309"
READER = reading.Reader.of_organs(OWN)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cached_world(tmp_path_factory.mktemp("worlds"), 1000)


def _applicable(connection: Any) -> object:
    question = reading.MatterQuestion(matter=law.Matter(member=OWN, code=matter(OWN, 7)), act_on="2025-11-01", decided_on="2026-03-01")
    return reading.applicable_standards(connection, question, READER)


def _decisions(connection: Any) -> object:
    rows = reading.outcome_rows(connection, [outcomes.c.uscc == HEAVY], READER, after=None, limit=50)
    return lives.load_rows(connection, rows, foreign=True)


@pytest.mark.parametrize(
    "ask",
    [
        lambda connection: reading.prior_outcomes(connection, HEAVY, limit=500),
        lambda connection: reading.prior_outcomes(connection, "310228000000001", limit=500),
        reading.agreements_in_force,
        _applicable,
        _decisions,
        lambda connection: steps_of_plans(connection, [PLAN, "another"]),
        lambda connection: list(Gathering(connection).rectifications([PLAN, "another"])),
    ],
    ids=["priors by code", "priors by number", "agreements", "standards", "decisions", "plans", "rectifications"],
)
def test_question_goes_by_indexes(path: Path, ask: Callable[[Any], object]) -> None:
    database, said = Database(f"sqlite:///{path}"), list[str]()
    with database.reading() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_trace_callback(said.append)
        assert ask(connection) is not None
        driver.set_trace_callback(None)
    database.dispose()
    asked = [one for one in said if one.lstrip().startswith("SELECT")]
    assert asked
    plain = sqlite3.connect(path)
    steps = [step[3].split() for one in asked for step in plain.execute(f"EXPLAIN QUERY PLAN {one}")]
    plain.close()
    scanned = {words[1] for words in steps if words[0] == "SCAN"}
    assert scanned & metadata.tables.keys() <= SMALL
