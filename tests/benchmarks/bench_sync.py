"""How fast one node's ledger comes into another's: 100,000 batch-signed records over mutual TLS, verified one by one, stored.

Run by `make bench`; writes build/benchmarks.json. Everything is measured in this one run on this one machine, so that the ratios mean
something where the rates don't: against one core's Ed25519 verifications (OpenSSL, through `cryptography`) and against PostgreSQL's logical
replication of the same rows between two databases, which neither encrypts nor verifies.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.ledger.checkpoints import Checkpoint, ledger_origin, sign_checkpoint
from exchange.ledger.envelope import body_digest, new_record_id, sign_batch
from exchange.ledger.merkle import leaf_hash
from exchange.node.bootstrap import close_node, open_node
from exchange.storage import ledgers, projection
from exchange.storage.bulk import insert_rows
from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from exchange.storage.tables import entries
from exchange.sync.peers import Peers
from exchange.sync.publisher import entry_of
from exchange.sync.pull import Puller
from exchange.sync.verify import verify_ledgers
from exchange.v1 import outcome_pb2, record_pb2, subject_pb2
from tests.support.postgres import conninfo, run_server

SOURCE, SINK = "310116", "330482"
ORGANS = {SOURCE: "11310116MB2F3040XF", SINK: "11330482MB1C456662"}
SIGNED_AT_ONCE = 1024
FACTS = "经查，当事人在未取得许可的情况下从事经营活动，现场检查时未能提供有效证件，执法人员当场制作现场笔录并拍照取证。"  # fictitious
ROUNDS = 3


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def record(number: int, at_ms: int) -> tuple[bytes, bytes]:
    """Header and body of a generated decision of about 1 KB."""
    outcome = outcome_pb2.Outcome(
        subject=subject_pb2.Subject(name=f"虚构企业第{number:06d}号有限公司", uscc="913101166078754287", kind=1),
        document_number=f"金市监处罚〔2026〕{number}号",
        domain=1,
        step=4,
        act="未取得许可从事经营活动",
        facts=FACTS * 3,
        decided_on="2026-03-02",
        deciding_organ_name="基准测试机关",
        deciding_organ_uscc=ORGANS[SOURCE],
        penalties=[outcome_pb2.Penalty(kind=3, amount_fen=100000 + number, source_code="02", source_code_set="zj14")],
        source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_GENERATED, system="bench", key=str(number)),
    )
    body = record_pb2.RecordBody(salt=os.urandom(16), outcome=outcome).SerializeToString()
    header = record_pb2.RecordHeader(
        record_id=new_record_id(at_ms=at_ms, random=os.urandom(10)),
        origin=SOURCE,
        organ=ORGANS[SOURCE],
        type=record_pb2.RECORD_TYPE_OUTCOME,
        sharing_class=2,
        basis_id="law:优化营商环境条例:57",
        purpose=4,
        body_digest=body_digest(body),
        hash_algorithm=1,
    )
    header.issued_at.GetCurrentTime()
    return header.SerializeToString(), body


def fill(settings, count: int) -> int:
    """Writes `count` signed records into the source's ledger; returns the bytes of one on the wire."""
    context = open_node(settings)
    signer = context.organ_signers[ORGANS[SOURCE]]
    origin, size = ledger_origin(SOURCE), 0
    for first in range(0, count, SIGNED_AT_ONCE):
        made = [record(first + at, int(time.time() * 1000)) for at in range(min(SIGNED_AT_ONCE, count - first))]
        signatures = sign_batch([header for header, _body in made], signer)
        new = []
        for (header, body), signature in zip(made, signatures, strict=True):
            one = record_pb2.SignedRecord(header=header, body=body, signatures=[signature])
            size = one.ByteSize()
            new.append(entry_of(one, record_pb2.RecordHeader.FromString(header), leaf_hash(header)))
        with context.database.durable() as connection:
            head = ledgers.lock(connection, origin)
            frontier = ledgers.append(connection, head, new, now=context.microseconds())
            note = sign_checkpoint(Checkpoint(origin=origin, size=frontier.size, root=frontier.root()), context.ledger_signer)
            ledgers.set_values(connection, head.number, checkpoint=note, checkpoint_size=frontier.size)
    close_node(context)
    return size


@contextmanager
def serving(settings):
    """The source node as its own process."""
    command = [
        str(Path(sys.executable).with_name("exchange")),
        "serve",
        "--no-jobs",
        "--json",
        "--config",
        str(settings.home / "node.toml"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
    finally:
        process.terminate()
        process.wait(30)


def pull(settings, database: str, marks: dict[str, list[tuple[int, int]]] | None = None) -> tuple[float, float, int]:
    """Pulls everything into a new database; returns records/s of the pull, of the projection after it, and the count."""
    context = open_node(replace(settings, database=database))
    peers = Peers(context)
    memory: list[tuple[int, int]] = []
    puller = Puller(context, peers, progress=lambda counts: memory.append((counts.entries, _rss())))
    started = time.perf_counter()
    counts = puller.fetch(SOURCE)
    took = time.perf_counter() - started
    if marks is not None:
        marks["memory"] = memory
    assert counts.refused == 0
    started = time.perf_counter()
    projected = projection.catch_up(context.database)
    projection_rate = projected / (time.perf_counter() - started)
    report = next(one for one in verify_ledgers(context.database, context.trust.membership, origins=[ledger_origin(SOURCE)]))
    assert report.ok, report.findings[:3]
    assert report.records == counts.entries
    peers.close()
    close_node(context)
    return counts.entries / took, projection_rate, counts.entries


def _rss() -> int:
    """Resident memory of this process now, KiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() // 1024


def verify_rate(seconds: float = 2.0) -> float:
    """Ed25519 verifications a second, one core, OpenSSL."""
    key = Ed25519PrivateKey.generate()
    message = os.urandom(200)
    signature, public = key.sign(message), key.public_key()
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        for _ in range(200):
            public.verify(signature, message)
        done += 200
    return done / (time.perf_counter() - started)


def logical_replication_rate(server, source_url: str) -> float:
    """Rows a second of PostgreSQL's logical replication of table entries from one database to another, initial copy left out."""
    with server.database() as publisher_url, server.database() as subscriber_url:
        publisher, subscriber = Database(publisher_url), Database(subscriber_url)
        for one in (publisher, subscriber):
            migrate(one)
        with publisher.durable() as connection:
            connection.execute(text("CREATE PUBLICATION bench FOR TABLE entries"))
        with publisher.durable() as connection:
            connection.execute(text("SELECT pg_create_logical_replication_slot('bench', 'pgoutput')"))
        address = conninfo(publisher_url)
        with subscriber._durable.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            options = "create_slot = false, slot_name = 'bench', copy_data = false"
            connection.execute(text(f"CREATE SUBSCRIPTION bench CONNECTION '{address}' PUBLICATION bench WITH ({options})"))
        rows = copy_entries(source_url)
        started = time.perf_counter()
        for first in range(0, len(rows), SIGNED_AT_ONCE):
            with publisher.relaxed() as connection:
                insert_rows(connection, entries, rows[first : first + SIGNED_AT_ONCE])
        while count_entries(subscriber) < len(rows):
            time.sleep(0.01)
        took = time.perf_counter() - started
        with subscriber._durable.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER SUBSCRIPTION bench DISABLE"))
            connection.execute(text("DROP SUBSCRIPTION bench"))
        publisher.dispose()
        subscriber.dispose()
        return len(rows) / took


def copy_entries(source_url: str) -> list[tuple]:
    """The rows that were pulled."""
    database = Database(source_url)
    with database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(entries).where(entries.c.record_id.is_not(None)))]
    database.dispose()
    return rows


def count_entries(database: Database) -> int:
    """Rows that have arrived."""
    with database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM entries")).scalar() or 0)


def main() -> None:
    """Measures and writes build/benchmarks.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--output", type=Path, default=Path("build/benchmarks.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, run_server() as server:
        folder = Path(scratch)
        plans = [NodePlan(code=code, name=code, listen=f"127.0.0.1:{free_port()}", organs={organ: organ}) for code, organ in ORGANS.items()]
        settings = make_federation(folder, plans, now=datetime.now(UTC))
        record_bytes = fill(settings[SOURCE], options.count)
        rounds = []
        marks: dict[str, list[tuple[int, int]]] = {}
        with serving(settings[SOURCE]):
            for number in range(options.rounds):
                path = folder / f"sink-{number}.db"
                verify = verify_rate()
                sqlite, sqlite_projection, _ = pull(settings[SINK], f"sqlite:///{path}", marks)
                with server.database() as url:
                    postgresql, postgresql_projection, _ = pull(settings[SINK], url)
                replication = logical_replication_rate(server, f"sqlite:///{path}")
                rounds.append(
                    {
                        "openssl_ed25519_verify_per_s": verify,
                        "sync_sqlite_records_per_s": sqlite,
                        "sync_postgresql_records_per_s": postgresql,
                        "pg_logical_replication_rows_per_s": replication,
                        "projection_sqlite_records_per_s": sqlite_projection,
                        "projection_postgresql_records_per_s": postgresql_projection,
                    }
                )
                print(json.dumps(rounds[-1]), flush=True)
                path.unlink()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(summary(rounds, marks["memory"], options.count, record_bytes), indent=2) + "\n", encoding="utf-8")
    print(options.output.read_text(encoding="utf-8"))


def summary(rounds: list[dict[str, float]], memory: list[tuple[int, int]], count: int, record_bytes: int) -> dict[str, object]:
    """Medians over the rounds, ratios within each round, memory over the pull."""

    def median(values: list[float]) -> float:
        return round(sorted(values)[len(values) // 2], 3)

    rates = {name: round(median([one[name] for one in rounds])) for name in rounds[0]}
    ratios = {
        f"{store}_to_{yardstick}": median([one[f"sync_{store}_records_per_s"] / one[name] for one in rounds])
        for store in ("sqlite", "postgresql")
        for yardstick, name in (("verify", "openssl_ed25519_verify_per_s"), ("logical_replication", "pg_logical_replication_rows_per_s"))
    }
    at_10k = next(rss for entries, rss in memory if entries >= min(10_000, count // 2))
    return {
        **rates,
        "records": count,
        "record_bytes": record_bytes,
        "cores": os.cpu_count(),
        "ratios": ratios,
        "memory_kib_at_10000_records": at_10k,
        "memory_kib_peak": max(rss for _entries, rss in memory),
        "rounds": rounds,
    }


if __name__ == "__main__":
    main()
