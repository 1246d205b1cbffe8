"""How long an enforcement officer waits for an answer where a million outcomes are known: four questions, asked over mutual TLS.

Run by `make bench`; writes build/benchmarks-questions.json. Measured in one run, in interleaved rounds, on SQLite and on PostgreSQL (which
waits for its disk here, unlike in the tests):

- each question, asked of a node that is a process of its own, by this process over one gRPC channel;
- `round_trip`: the health service's Check over the same channel, the least a call can cost;
- each question's bare SELECT: the one statement that fetches the rows the answer is about, bodies and all, by their index, through the
  database's own driver from this process, read to the end (`SELECTS` below);
- `audit_commit`: one audit event appended and on disk, as each question does before it is answered, by the product's own code.

The figure asked for is ratio = (question's p99 - round trip's p99) / SELECT's p99. Where few rows are asked for, a SELECT takes some
microseconds and the disk's flush for the audit event a hundred times that: `ratio_p99_less_audit` takes it away too. Companies are drawn
by chance: mostly of few outcomes, some unknown, some of 200 (`SHARES`); each kind's own figures stand beside.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import psycopg
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sqlalchemy import make_url

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.settings import NodeSettings
from exchange.storage import audit
from exchange.storage.engine import Database
from exchange.v1 import (
    audit_pb2,
    lead_service_pb2,
    lead_service_pb2_grpc,
    outcome_service_pb2,
    outcome_service_pb2_grpc,
    recognition_service_pb2,
    recognition_service_pb2_grpc,
    standard_service_pb2,
    standard_service_pb2_grpc,
)
from tests.benchmarks.questions_world import ORGANS, OWN, World, cached_world, company, copy_world, matter
from tests.support.federation import NodeProcess, channel_to, free_port
from tests.support.postgres import TEST_SETTINGS, conninfo, run_server

SHARES = {"few": 0.80, "unknown": 0.15, "heavy": 0.05}  # of the companies asked about
PURPOSE = (("exchange-purpose", "CASE_HANDLING"),)
ROUNDS, CALLS, WARM_UP = 10, 200, 20  # calls of each kind in a round, and before the first
DURABLE = {**TEST_SETTINGS, "fsync": "on", "full_page_writes": "on", "shared_buffers": "1GB"}
_BODIES = "e.envelope, e.body"
SELECTS = {
    "priors": f"SELECT o.*, {_BODIES} FROM outcomes o JOIN entries e ON e.position = o.position WHERE o.uscc = ?"
    " ORDER BY o.decided_on DESC",
    "prior_list": f"SELECT o.*, {_BODIES} FROM outcomes o JOIN entries e ON e.position = o.position WHERE o.uscc = ?"
    " ORDER BY o.decided_on DESC LIMIT 50",
    "leads": f"SELECT l.*, {_BODIES} FROM leads l JOIN entries e ON e.position = l.position WHERE l.uscc = ? ORDER BY l.position DESC",
    "standards": f"SELECT s.*, {_BODIES} FROM standard_matters m JOIN standards s ON s.position = m.position"
    " JOIN entries e ON e.position = s.position"
    " WHERE m.matter_code IN (SELECT to_code FROM standard_mappings WHERE from_code = ? UNION SELECT ?)",
    "recognition": f"SELECT o.*, {_BODIES} FROM outcomes o JOIN entries e ON e.position = o.position WHERE o.uscc = ?"
    f" AND o.origin <> '{OWN}' ORDER BY o.decided_on DESC LIMIT 50",
}  # the constants are this file's own
QUESTIONS = {
    "priors": "OutcomeService.AssessPriors",
    "prior_list": "OutcomeService.ListPriorOutcomes",
    "leads": "LeadService.ListOpenLeads",
    "standards": "StandardService.GetApplicableStandards",
    "recognition": "RecognitionService.CheckRecognition",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One draw: whom or what to ask about, and of what kind it is."""

    kind: str
    company: str
    matter: str


@dataclass(kw_only=True)
class Series:
    """What was measured under one name: (kind, seconds)."""

    taken: list[tuple[str, float]] = field(default_factory=list)

    def figures(self, kind: str = "") -> dict[str, float]:
        """Milliseconds at p50 and p99, of one kind or of all; empty where none was taken."""
        times = sorted(seconds for one, seconds in self.taken if not kind or one == kind)
        shares = {"p50": 0.5, "p99": 0.99} if times else {}
        return {name: round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 4) for name, share in shares.items()}


def draws(world: World, source: random.Random) -> Iterator[Asked]:
    """Companies and matters without end."""
    spans = {"few": (world.heavy, world.companies), "unknown": (world.companies, 2 * world.companies), "heavy": (0, world.heavy)}
    while True:
        (kind,) = source.choices(list(SHARES), weights=list(SHARES.values()))
        yield Asked(kind=kind, company=company(source.randrange(*spans[kind])), matter=matter(OWN, source.randrange(1000)))


def requests(channel: grpc.Channel) -> Mapping[str, Callable[[Asked], Any]]:
    """The questions as calls."""
    outcomes = outcome_service_pb2_grpc.OutcomeServiceStub(channel)
    leads = lead_service_pb2_grpc.LeadServiceStub(channel)
    standards = standard_service_pb2_grpc.StandardServiceStub(channel)
    recognition = recognition_service_pb2_grpc.RecognitionServiceStub(channel)
    health = health_pb2_grpc.HealthStub(channel)

    def ask(method: Any, make: Callable[[Asked], Any]) -> Callable[[Asked], Any]:
        return lambda asked: method(make(asked), metadata=PURPOSE, timeout=30)

    return {
        "round_trip": lambda _asked: health.Check(health_pb2.HealthCheckRequest(), timeout=30),
        "priors": ask(
            outcomes.AssessPriors,
            lambda asked: outcome_service_pb2.AssessPriorsRequest(
                subject=asked.company, domain=1, matter_code=asked.matter, act_on="2026-03-15", lookback_months=24, territory="delta"
            ),
        ),
        "prior_list": ask(outcomes.ListPriorOutcomes, lambda asked: outcome_service_pb2.ListPriorOutcomesRequest(subject=asked.company)),
        "leads": ask(leads.ListOpenLeads, lambda asked: lead_service_pb2.ListOpenLeadsRequest(subject=asked.company)),
        "standards": ask(
            standards.GetApplicableStandards,
            lambda asked: standard_service_pb2.GetApplicableStandardsRequest(matter_code=asked.matter, act_on="2025-11-01"),
        ),
        "recognition": ask(
            recognition.CheckRecognition,
            lambda asked: recognition_service_pb2.CheckRecognitionRequest(subject=asked.company, organ=ORGANS[OWN]),
        ),
    }


def selects(url: str, stack: ExitStack) -> Mapping[str, Callable[[Asked], Any]]:
    """The bare SELECTs, prepared and kept by the driver as it does."""
    if make_url(url).get_backend_name() == "sqlite":
        database = stack.enter_context(closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)))
        run: Callable[[str, str], Any] = lambda statement, key: database.execute(statement, (key,) * statement.count("?")).fetchall()  # noqa: E731
    else:
        connection = stack.enter_context(psycopg.connect(conninfo(url), autocommit=True, prepare_threshold=0))
        run = lambda statement, key: connection.execute(  # noqa: E731
            statement.replace("?", "%s"), (key,) * statement.count("?"), binary=True
        ).fetchall()
    return {
        name: lambda asked, name=name: run(SELECTS[name], asked.matter if name == "standards" else asked.company)  # type: ignore[misc]
        for name in SELECTS
    }


def audit_commit(database: Database, names: int) -> None:
    """One event that names a company and some records, on disk."""
    now = int(time.time() * 1_000_000)
    event = audit_pb2.AuditEvent(tag="outcome:subject:assess", actor="bench", member=OWN, role="organ", subjects=[company(1)])
    event.at.FromMicroseconds(now)
    event.record_ids.extend(f"{number:08d}-0000-7000-8000-{random.getrandbits(48):012x}" for number in range(names))
    with database.durable() as connection:
        audit.append(connection, OWN, [event], now=now)


def measure(settings: NodeSettings, world: World, *, rounds: int, calls: int) -> dict[str, Series]:
    """All series, interleaved."""
    found: dict[str, Series] = {}
    drawn = draws(world, random.Random(2026))
    with ExitStack() as stack:
        channel = stack.enter_context(channel_to(settings, f"organ-{ORGANS[OWN]}"))
        database = Database(settings.database)
        stack.callback(database.dispose)
        todo: dict[str, Callable[[Asked], Any]] = dict(requests(channel))
        todo |= {f"select_{name}": run for name, run in selects(settings.database, stack).items()}
        todo["audit_commit"] = lambda _asked: audit_commit(database, 2)
        for run in todo.values():
            for _call in range(WARM_UP):
                run(next(drawn))
        for _round in range(rounds):
            for name, run in todo.items():
                series = found.setdefault(name, Series())
                for _call in range(calls):
                    asked = next(drawn)
                    started = time.perf_counter()
                    run(asked)
                    series.taken.append((asked.kind, time.perf_counter() - started))
    return found


def summary(found: Mapping[str, Series]) -> dict[str, Any]:
    """Milliseconds of everything, and each question's ratio."""
    round_trip = found["round_trip"].figures()["p99"]
    audit = found["audit_commit"].figures()
    questions = {}
    for name, method in QUESTIONS.items():
        kinds = {kind: found[name].figures(kind) | {"select": found[f"select_{name}"].figures(kind)} for kind in SHARES}
        asked, select = found[name].figures(), found[f"select_{name}"].figures()
        questions[name] = {
            "method": method,
            "ms": asked,
            "select_ms": select,
            "ratio_p99": round((asked["p99"] - round_trip) / select["p99"], 2),
            "ratio_p99_less_audit": round(max(0.0, asked["p99"] - round_trip - audit["p99"]) / select["p99"], 2),
            "audit_share_p50": round(audit["p50"] / asked["p50"], 2),
            "by_kind": kinds,
        }
    return {"round_trip_ms": found["round_trip"].figures(), "audit_commit_ms": audit, "questions": questions}


@contextmanager
def served(folder: Path, database: str) -> Iterator[NodeSettings]:
    """A node with that database, as a process of its own."""
    plan = NodePlan(code=OWN, name="基准测试", listen=f"127.0.0.1:{free_port()}", organs={ORGANS[OWN]: "基准测试机关"}, database=database)
    settings = make_federation(folder, [plan], now=datetime.now(UTC))[OWN]
    settings = NodeSettings.load(_with_database(settings.home / "node.toml", database))
    with NodeProcess(settings):
        yield settings


def _with_database(path: Path, database: str) -> Path:
    """A SQLite path in a settings file is relative to it."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        relative = os.path.relpath(url.database or "", path.parent)
        path.write_text(path.read_text(encoding="utf-8").replace(database, f"sqlite:///{relative}"), encoding="utf-8")
    return path


def run(outcomes: int, *, folder: Path, rounds: int, calls: int, stores: tuple[str, ...] = ("sqlite", "postgresql")) -> dict[str, Any]:
    """The whole measurement."""
    path, world = cached_world(folder, outcomes), World.of(outcomes)
    report: dict[str, Any] = {
        "outcomes": outcomes,
        "companies": world.companies,
        "cores": os.cpu_count(),
        "shares": SHARES,
        "selects": SELECTS,
    }
    for store in stores:
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = f"sqlite:///{path}"
            if store == "postgresql":
                server = stack.enter_context(run_server(settings=DURABLE))
                url = stack.enter_context(server.database())
                copy_world(path, url)
            settings = stack.enter_context(served(scratch, url))
            report[store] = summary(measure(settings, world, rounds=rounds, calls=calls))
            print(json.dumps({store: report[store]}, indent=2), flush=True)
    return report


def main() -> None:
    """Measures and writes build/benchmarks-questions.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outcomes", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--calls", type=int, default=CALLS, help="of each kind in a round")
    parser.add_argument("--store", action="append", choices=["sqlite", "postgresql"], help="by default both")
    parser.add_argument("--worlds", type=Path, default=Path("build/benchmarks"), help="where the databases are kept")
    parser.add_argument("--output", type=Path, default=Path("build/benchmarks-questions.json"))
    options = parser.parse_args()
    stores = tuple(options.store or ("sqlite", "postgresql"))
    report = run(options.outcomes, folder=options.worlds, rounds=options.rounds, calls=options.calls, stores=stores)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
