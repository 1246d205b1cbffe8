"""Any flipped byte of what a node has stored is found by verification, which names the ledger and, where one entry is meant, the entry.

A real node's database, with its own ledger (records signed alone and in a batch), a neighbour's mirror with a withheld entry,
 the audit log,
cosigned checkpoints and what it has cosigned, is copied, one bit of one value is flipped in the copy, and the copy is verified.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.storage.engine import Database
from exchange.storage.tables import INDEX_BITS
from exchange.sync.findings import Finding
from exchange.sync.verify import verify_ledgers
from exchange.trust.client import TrustClient
from exchange.trust.membership import Membership
from exchange.v1 import record_service_pb2
from tests.support.federation import PURPOSE, SINK, SOURCE, THIRD, NodeProcess, draft, federate, publish_request, record_stub, request_id

# What is stored as evidence: table, key column, value column. Bytes are flipped in place; texts and numbers too.
VALUES = [
    *(("entries", column) for column in ("leaf_hash", "envelope", "body", "record_id", "type", "thread_id", "audience")),
    ("subtrees", "hash"),
    ("ledgers", "frontier"),
    ("ledgers", "checkpoint"),
    ("ledgers", "size"),
    ("ledgers", "checkpoint_size"),
    ("checkpoints", "note"),
    ("witness_states", "note"),
    ("witness_states", "root"),
    ("witness_states", "size"),
    *(
        ("audit_events", column)
        for column in ("at", "tag", "actor", "member", "role", "purpose", "result", "ledger", "first_index", "end_index")
    ),
    ("audit_subjects", "subject"),
    ("audit_records", "record_id"),
]


@dataclass(frozen=True)
class World:
    """The sink's database after an exchange, and the membership."""

    database: Path
    membership: Membership = field(repr=False)


@dataclass(frozen=True)
class Flip:
    """Which value is changed, and where."""

    place: tuple[str, str]
    row: int
    at: int
    bit: int


flips = st.builds(Flip, place=st.sampled_from(VALUES), row=st.integers(0, 10**6), at=st.integers(0, 10**6), bit=st.integers(0, 7))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The sink's database after an exchange, and the membership."""
    nodes = federate(
        tmp_path_factory.mktemp("federation"), [SOURCE, SINK, THIRD], sync={"pull_interval_s": 1, "witness_interval_s": 1, "jitter_s": 0}
    )
    with NodeProcess(nodes[SOURCE], jobs=True), NodeProcess(nodes[SINK], jobs=True), NodeProcess(nodes[THIRD], jobs=True):
        for code in (SOURCE, SINK):
            stub = record_stub(nodes[code])
            first = stub.PublishRecord(publish_request(1, member=code), metadata=PURPOSE)
            stub.PublishRecord(publish_request(3, member=code, thread_id=first.record_id), metadata=PURPOSE)
            stub.PublishRecord(publish_request(2, member=code, audience=[THIRD]), metadata=PURPOSE)
            list(stub.PublishRecords(iter([bulk(range(10, 310), member=code)]), metadata=PURPOSE))
        database = Path(nodes[SINK].database.removeprefix("sqlite:///"))
        _await(database)
    membership = TrustClient(nodes[SINK].trust_directory).load()
    assert _findings(database, membership) == []
    return World(database, membership)


def bulk(numbers: Iterable[int], *, member: str) -> record_service_pb2.PublishRecordsRequest:
    """A chunk that the node signs as one batch."""
    drafts = [record_service_pb2.DraftItem(request_id=request_id(one), draft=draft(one, member=member)) for one in numbers]
    return record_service_pb2.PublishRecordsRequest(request_id=request_id("chunk"), drafts=drafts)


def _await(database: Path) -> None:
    """Until the mirror is whole, a checkpoint of the own ledger is cosigned, and the audit log is indexed by record."""
    deadline = time.monotonic() + 60
    question = "SELECT count(*) FROM ledgers WHERE (own AND witnessed_size >= 303) OR (NOT own AND size = 303)"
    while time.monotonic() < deadline:
        with closing(sqlite3.connect(database)) as connection:
            exchanged = connection.execute(question).fetchone()[0] >= 2
            if exchanged and connection.execute("SELECT count(*) FROM audit_records").fetchone()[0] > 0:
                return
        time.sleep(0.2)
    raise AssertionError("the nodes didn't exchange in time")


def _findings(database: Path, membership: Membership) -> list[Finding]:
    opened = Database(f"sqlite:///{database}")
    try:
        return [finding for report in verify_ledgers(opened, membership) for finding in report.findings]
    finally:
        opened.dispose()


def flip(value: bytes | str | int, at: int, bit: int) -> bytes | str | int:
    """One bit of one byte (of a number: of its value) changed; a text stays a text."""
    if isinstance(value, int):
        return value ^ 1 << bit
    data = bytearray(value.encode() if isinstance(value, str) else value)
    data[at % len(data)] ^= 1 << (bit % 7 if isinstance(value, str) else bit)
    return bytes(data).decode(errors="replace") if isinstance(value, str) else bytes(data)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=flips)
def test_any_flipped_byte_at_rest_is_found_and_named(world: World, tmp_path: Path, change: Flip) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(world.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    table, column = change.place
    with closing(sqlite3.connect(copy)) as connection:
        rows = connection.execute(
            f'SELECT rowid, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL AND length("{column}") > 0 ORDER BY rowid'
        ).fetchall()
        rowid, value = rows[change.row % len(rows)]
        changed = flip(value, change.at, change.bit)
        assert changed != value
        connection.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE rowid = ?', (changed, rowid))
        connection.commit()
        stored = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()[0]
    if stored == value:  # another row has the changed key already: the database itself refused the change
        return
    found = _findings(copy, world.membership)
    assert found, f"{change}, row {rowid}: nothing found"
    if table == "entries":
        index = rowid & (1 << INDEX_BITS) - 1
        assert index in {one.index for one in found}, (
            f"{change} of entry {index}: found only {[(one.index, one.part, one.detail) for one in found]}"
        )
