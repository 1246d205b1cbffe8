"""Audit review among many entries: pages against the bare SQL they need (goal: at most twice that, and rendering).

    python -m tests.benchmarks.bench_console                     # 100,000 entries in SQLite
    python -m tests.benchmarks.bench_console --entries 1000000   # at full size

Each page is asked over HTTPS on one kept connection, as a browser does. Its SQL is what the page's own questions sent to the database,
replayed on the bare driver with nothing made of the rows. Writes build/benchmarks-console.json.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import event

from exchange.console import rendering as console
from exchange.ledger.checkpoints import audit_origin
from exchange.settings import ConsoleSettings
from exchange.storage import audit
from exchange.storage.writer import Submission
from exchange.sync.context import NodeContext
from exchange.v1 import audit_pb2
from tests.support.console import Browser, console_of
from tests.support.federation import SOURCE, federate, opened

WRITTEN_AT_ONCE = 5000
PERIOD_S = 30 * 86_400  # the entries' time
OFFICERS, COMPANIES = 200, 20_000
PLACES = ("宏达印刷", "嘉善五金", "平湖食品", "金山化工", "吴江纺织", "太仓物流", "海宁皮革")
REFUSED_EVERY, REPEATS, P95 = 97, 60, 94
WARM_UP = 5
RARE = f"exchange://{SOURCE}/organ/11310116MB2F3040XF#rare"
PAGES = {
    "all": "",
    "one caller": "actor=" + quote(f"exchange://{SOURCE}/organ/11310116MB2F3040XF#p7"),
    "one rare caller": "actor=" + quote(RARE),
    "one company": "subject=name:" + quote("宏达印刷7厂"),
    "refused": "result=2",
    "purpose missing": "result=2&reason=PURPOSE_MISSING",
    "at night": "night=1",
    "one purpose": "purpose=1",
    "a rare kind": "tag=record:own:publish",
    "words": "text=" + quote("宏达 皮革"),
    "a common word": "text=" + quote("宏达"),
}


def entry(number: int, count: int, start: int) -> audit_pb2.AuditEvent:
    """The `number`-th of `count` look-ups, spread over PERIOD_S from `start` (POSIX seconds) on."""
    refused = number % REFUSED_EVERY == 0
    company = f"{PLACES[number % len(PLACES)]}{number * 7919 % COMPANIES}厂"
    made = audit_pb2.AuditEvent(
        tag="call:any:refuse" if refused else "record:own:publish" if number % 100_003 == 0 else "outcome:subject:list",
        actor=RARE if number % 50_021 == 0 else f"exchange://{SOURCE}/organ/11310116MB2F3040XF#p{number % OFFICERS}",
        member=SOURCE,
        role="organ",
        purpose=0 if refused else number % 5 + 1,
        result=audit_pb2.AUDIT_RESULT_REFUSED if refused else audit_pb2.AUDIT_RESULT_ALLOWED,
        reason="PURPOSE_MISSING" if number % (2 * REFUSED_EVERY) == 0 else "FIELD_INVALID" if refused else "",
        subjects=[f"name:{company}"],
        query=f"ListPriorOutcomes subject={company}",
        correlation_id=f"call-{number}",
    )
    made.at.FromMicroseconds(int((start + PERIOD_S * number / count) * 1e6))
    return made


def fill(context: NodeContext, count: int) -> None:
    """`count` entries, sealed, and indexed by record and word."""
    start = int(context.now().timestamp()) - PERIOD_S
    for first in range(0, count, WRITTEN_AT_ONCE):
        events = [entry(number, count, start) for number in range(first, min(first + WRITTEN_AT_ONCE, count))]
        with context.database.relaxed() as connection:
            audit.append(connection, SOURCE, events, now=context.microseconds())
    with context.database.durable() as connection:
        audit.seal(connection, SOURCE, context.audit_signer, now=context.microseconds())
    context.writer.index_audit()


class Asking:
    """One browser's kept connection."""

    def __init__(self, context: NodeContext, address: str) -> None:
        browser = Browser(address, context.settings, who="auditor")
        browser.log_in()
        self._headers = {"cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
        self._connection = http.client.HTTPSConnection(address, context=ssl._create_unverified_context())  # our own address

    def get(self, path: str) -> None:
        """A page, read to its end."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body[:500]


@contextmanager
def statements_of(context: NodeContext) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile, but for the writer's and the session's own."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT") and "console_sessions" not in statement:
            found.append((statement, parameters))

    engine = context.database._relaxed  # a benchmark looks below the floor
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def bare(context: NodeContext, statements: list[tuple[str, Any]]) -> float:
    """Seconds for the statements on the driver alone."""
    with context.database.reading() as connection:
        cursor: Any = connection.connection.cursor()
        start = time.perf_counter()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        return time.perf_counter() - start


def timed(ask: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


def p95(seconds: list[float]) -> float:
    """Of REPEATS."""
    return statistics.quantiles(seconds, n=100)[P95]


def fixed_cost(context: NodeContext, asking: Asking) -> dict[str, float]:
    """What every page costs, whatever it asks: a round trip over TLS, and the look's own event on disk before the answer. Seconds, p95."""
    made = entry(1, 2, int(context.now().timestamp()))
    for _time in range(WARM_UP):
        asking.get("/static/icon.svg")
    trip = p95([timed(lambda: asking.get("/static/icon.svg")) for _ in range(REPEATS)])
    write = p95([timed(lambda: context.writer.submit(Submission(audit=[made])).result()) for _ in range(REPEATS)])
    return {"round_trip": trip, "event_on_disk": write}


def measured(context: NodeContext, asking: Asking, query: str, *, fixed: float) -> dict[str, float | int]:
    """One page; `fixed` seconds are what every page costs."""
    path, rendering = f"/audit?{query}", []
    original = console.render

    def render(*arguments: Any, **values: Any) -> Any:
        start = time.perf_counter()
        answer = original(*arguments, **values)
        rendering.append(time.perf_counter() - start)
        return answer

    for _time in range(WARM_UP):
        asking.get(path)
    with statements_of(context) as statements:
        asking.get(path)
    console.render = render
    pages = [timed(lambda: asking.get(path)) for _ in range(REPEATS)]
    console.render = original
    sql, page, drawn = p95([bare(context, statements) for _ in range(REPEATS)]), p95(pages), p95(rendering)
    rest = page - drawn - fixed
    return {
        "page_ms": round(page * 1e3, 1),
        "rendering_ms": round(drawn * 1e3, 1),
        "sql_ms": round(sql * 1e3, 2),
        "statements": len(statements),
        "ratio": round(page / sql, 2),
        "ratio_without_rendering": round((page - drawn) / sql, 2),
        "ratio_without_fixed_costs": round(rest / sql, 2),
    }


def main() -> None:
    """Measures and writes build/benchmarks-console.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--output", type=Path, default=Path("build/benchmarks-console.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = federate(Path(scratch), [SOURCE])[SOURCE]
        with opened(replace(settings, console=ConsoleSettings(listen="127.0.0.1:0"))) as context, console_of(context) as address:
            filling = timed(lambda: fill(context, options.entries))
            asking = Asking(context, address)
            fixed = fixed_cost(context, asking)
            pages = {name: measured(context, asking, query, fixed=sum(fixed.values())) for name, query in PAGES.items()}
            verifying = timed(lambda: asking.get("/audit/completeness?from="))
            counting = timed(lambda: asking.get("/audit/statistics"))
    result = {
        "entries": options.entries,
        "ledger": audit_origin(SOURCE),
        "filled_s": round(filling, 1),
        "completeness_of_all_s": round(verifying, 1),
        "statistics_of_30_days_s": round(counting, 2),
        "fixed_ms_p95": {name: round(seconds * 1e3, 2) for name, seconds in fixed.items()},
        "pages_p95": pages,
        "cores": os.cpu_count(),
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(options.output.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
