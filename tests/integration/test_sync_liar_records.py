"""Records that lie, in transit or at rest: each byte counts, what is wrong is kept as evidence and never trusted, all others go on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from exchange.domain.casestore import Delivery, DeliveryResult
from exchange.ledger.checkpoints import Checkpoint, ledger_origin, open_checkpoint, sign_checkpoint
from exchange.ledger.envelope import body_digest, new_record_id, sign_record
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import leaf_hash
from exchange.settings import NodeSettings
from exchange.storage import ledgers, projection
from exchange.storage.engine import Database
from exchange.storage.ledgers import NewEntry
from exchange.storage.tables import outcomes
from exchange.storage.writer import Item, Submission
from exchange.sync.batches import Batches, PullCounts, PullError
from exchange.sync.context import NodeContext
from exchange.sync.deliver import Deliverer, list_held
from exchange.sync.verify import verify_ledgers
from exchange.v1 import record_pb2
from exchange.v1.ledger_pb2 import EntryBatch
from exchange.wire import reason_name
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, audited, draft, federate, opened, publish, stored
from tests.support.liar import truth

ORIGIN = ledger_origin(SOURCE)
COUNT = 8
EXAMPLES = 60
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)


class Recorder:
    """A case store that takes everything, and remembers what."""

    name = "cases"
    accepts = frozenset({"outcome", "lead"})

    def __init__(self) -> None:
        self.given: list[str] = []

    def apply_many(self, given: Sequence[Delivery]) -> list[DeliveryResult]:
        self.given += [one.record_id for one in given]
        return [DeliveryResult(record_id=one.record_id, status="applied") for one in given]


@dataclass
class Bench:
    """A true batch and its checkpoint, and an empty sink to copy."""

    source: NodeContext
    sink: NodeContext
    note: bytes
    batch: bytes
    folder: Path
    made: int = 0

    def fresh(self) -> NodeContext:
        """The sink with a database of its own."""
        self.made += 1
        path = self.folder / f"sink{self.made}.db"
        shutil.copy(self.folder / "template.db", path)
        return replace(self.sink, database=Database(f"sqlite:///{path}"))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("records")
    members = federate(folder, [SOURCE, SINK, THIRD])
    with opened(members[SINK]) as sink, sink.database.durable() as connection:
        ledgers.ensure(connection, origin=ORIGIN, own=False)
    shutil.copy(members[SINK].home / "data" / "node.db", folder / "template.db")
    with opened(members[SOURCE]) as source, opened(members[SINK]) as sink:
        publish(source, [draft(number) for number in range(COUNT - 1)])
        publish(source, [draft(COUNT)])
        checkpoint, batch = truth(source, reader=SINK, batch=COUNT)
        yield Bench(source, sink, checkpoint.checkpoint, batch.batch.SerializeToString(), folder)


def _take(bench: Bench, sink: NodeContext, batch: EntryBatch, note: bytes = b"") -> PullCounts:
    keys = sink.trust.membership.ledger_verifier(SOURCE)
    counts = PullCounts()
    Batches(sink, SOURCE, open_checkpoint(note or bench.note, origin=ORIGIN, log_keys=keys)).take(batch, counts)
    return counts


def _flip(data: bytes, at: float, mask: int) -> bytes:
    place = min(int(at * len(data)), len(data) - 1)
    return data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


PARTS = {
    "body": {"BODY_DIGEST_MISMATCH"},
    "value": {"SIGNATURE_INVALID"},
    "path": {"BATCH_PROOF_INVALID", "SIGNATURE_INVALID"},
}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from([*PARTS, "header"]), entry=st.integers(0, COUNT - 1), at=st.floats(0, 1), mask=st.integers(1, 255))
def test_flipped_in_transit(bench: Bench, part: str, entry: int, at: float, mask: int) -> None:
    """One byte of a batch is changed on its way. In a header: nothing of the batch is taken. Elsewhere: that entry is kept, refused, under
    no id, neither projected nor delivered; the others are.
    """
    batch = EntryBatch.FromString(bench.batch)
    record = batch.entries[entry].record
    sink = bench.fresh()
    try:
        if part == "header":
            record.header = _flip(record.header, at, mask)
            with pytest.raises(PullError) as caught:
                _take(bench, sink, batch)
            assert reason_name(caught.value.reason) == "CONSISTENCY_PROOF_INVALID"
            assert stored(sink, 3) == []
            return
        signature = record.signatures[0]
        if part == "body":
            record.body = _flip(record.body, at, mask)
        elif part == "value":
            signature.value = _flip(signature.value, at, mask)
        elif signature.HasField("batch"):
            signature.batch.path = _flip(signature.batch.path, at, mask)
        else:
            signature.batch.size = 1 + mask  # signed alone: it has no path to change
        counts = _take(bench, sink, batch)
        kept = stored(sink, 3)
        assert (counts.entries, counts.refused) == (COUNT, 1)
        assert [index for index, _record, _refused in kept] == list(range(COUNT))
        assert kept[entry][1] is None
        assert kept[entry][2] in PARTS[part]
        assert [refused for _index, _record, refused in kept].count(None) == COUNT - 1
        assert audited(sink, "record:peer:refuse") == [kept[entry][2]]
        projection.catch_up(sink.database)
        store = Recorder()
        Deliverer(sink, store).deliver()  # type: ignore[arg-type]  # a store by its shape
        good = {record_id for _index, record_id, _refused in kept if record_id}
        assert set(store.given) == good
        with sink.database.reading() as connection:
            assert set(connection.execute(select(outcomes.c.record_id)).scalars()) == good
    finally:
        sink.database.dispose()


@pytest.fixture(scope="module")
def pulled(bench: Bench) -> Path:
    """A database that has taken the true batch."""
    sink = bench.fresh()
    _take(bench, sink, EntryBatch.FromString(bench.batch))
    projection.catch_up(sink.database)
    sink.database.dispose()
    path = Path(str(sink.database.url.database))
    assert all(not report.findings for report in verify_ledgers(sink.database, sink.trust.membership))
    sink.database.dispose()
    return path


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    column=st.sampled_from(["envelope", "body", "leaf_hash"]),
    entry=st.integers(0, COUNT - 1),
    flip=st.tuples(st.floats(0, 1), st.integers(1, 255)),
)
def test_flipped_at_rest(bench: Bench, pulled: Path, column: str, entry: int, flip: tuple[float, int]) -> None:
    """One byte of a stored header, signature, proof, body or hash is changed in the database: verification finds it and names the entry."""
    copy = pulled.with_name("flipped.db")
    shutil.copy(pulled, copy)
    place = 3 << 40 | entry
    with sqlite3.connect(copy) as connection:
        (data,) = connection.execute(f"SELECT {column} FROM entries WHERE position = ?", [place]).fetchone()
        connection.execute(f"UPDATE entries SET {column} = ? WHERE position = ?", [_flip(data, *flip), place])
    connection.close()
    database = Database(f"sqlite:///{copy}")
    try:
        findings = [one for report in verify_ledgers(database, bench.sink.trust.membership, origins=[ORIGIN]) for one in report.findings]
    finally:
        database.dispose()
    assert entry in {one.index for one in findings if one.ledger == ORIGIN}
    for path in copy.parent.glob("flipped.db*"):
        path.unlink()


def _forge(context: NodeContext, signer: Ed25519Signer | None = None, *, body: bytes = b"", **changes: object) -> NewEntry:
    """An entry of the source's own making, whatever it says; signed by its organ's key unless another is given."""
    body = body or record_pb2.RecordBody(salt=bytes(16), outcome=draft(700).outcome).SerializeToString()
    header = record_pb2.RecordHeader(
        record_id=new_record_id(at_ms=1_790_000_000_000, random=bytes(10)),
        origin=SOURCE,
        organ=ORGANS[SOURCE],
        type=record_pb2.RECORD_TYPE_OUTCOME,
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="law:优化营商环境条例:57",
        purpose=record_pb2.PURPOSE_CASE_HANDLING,
        body_digest=body_digest(body),
        hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
    )
    header.issued_at.FromDatetime(context.now())
    for name, value in changes.items():
        setattr(header, name, value)
    data = header.SerializeToString()
    record = record_pb2.SignedRecord(header=data, signatures=[sign_record(data, signer or context.organ_signers[ORGANS[SOURCE]])])
    return NewEntry(leaf_hash=leaf_hash(data), record_id=header.record_id, type=1, envelope=record.SerializeToString(), body=body)


def _organ_key(members: NodeSettings) -> Ed25519Signer:
    return Ed25519Signer.from_pem(members.organ_keys[ORGANS[SINK]].read_bytes())


Forge = Callable[[NodeContext, NodeContext], NewEntry]
FORGERIES: dict[str, tuple[Forge, str]] = {
    "of a foreign organ": (lambda one, sink: _forge(one, _organ_key(sink.settings), organ=ORGANS[SINK]), "ORGAN_UNKNOWN"),
    "of an unknown organ": (lambda one, _sink: _forge(one, organ="11330421MB0W12349C"), "ORGAN_UNKNOWN"),
    "with another origin": (lambda one, _sink: _forge(one, origin=SINK), "ORIGIN_MISMATCH"),
    "by another organ's key": (lambda one, sink: _forge(one, _organ_key(sink.settings)), "KEY_UNKNOWN"),
    "by the ledger's key": (lambda one, _sink: _forge(one, one.ledger_signer), "KEY_UNKNOWN"),
    "before its key was valid": (
        lambda one, _sink: _forge(one, issued_at=LONG_AGO),
        "KEY_NOT_VALID",
    ),
    "without an id": (lambda one, _sink: _forge(one, record_id="x"), "HEADER_MALFORMED"),
    "of another type than its body": (lambda one, _sink: _forge(one, type=record_pb2.RECORD_TYPE_LEAD), "TYPE_MISMATCH"),
    "with a body that is none": (lambda one, _sink: _forge(one, body=b"\xff\xff"), "BODY_MALFORMED"),
    "with a body without salt": (
        lambda one, _sink: _forge(one, body=record_pb2.RecordBody(outcome=draft(1).outcome).SerializeToString()),
        "BODY_MALFORMED",
    ),
}


@pytest.mark.parametrize("case", FORGERIES)
def test_forged_record(tmp_path: Path, case: str) -> None:
    """The peer itself logs a record that mustn't be trusted: its leaf counts, the record is refused with its reason, others are good."""
    _assert_refused(tmp_path, *FORGERIES[case])


def test_record_id_twice_in_a_ledger(tmp_path: Path) -> None:
    """The peer logs a second record under an id of its own ledger: the first stays, the later is refused."""
    members = federate(tmp_path)
    with opened(members[SOURCE]) as source, opened(members[SINK]) as sink:
        publish(source, [draft(2)])
        _log(source, _forge(source, record_id=stored(source, 1)[0][1]))
        counts = _mirror(source, sink)
        assert (counts.entries, counts.refused) == (2, 1)
        assert [refused for _index, _record, refused in stored(sink, 3)] == [None, "DUPLICATE_RECORD"]


class _Seen:
    """A case store that remembers what it was given."""

    name = "cases"
    accepts = frozenset({"outcome"})

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []

    def apply_many(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        self.given += [(one.origin, one.record_id) for one in deliveries]
        return [DeliveryResult(record_id=one.record_id, status="applied") for one in deliveries]


def test_copied_record_id_harms_nobody_in_silence(tmp_path: Path) -> None:
    """A member logs its own record under a neighbour's id, and is pulled first: the neighbour's true record is taken all the same, is in
    in the mirror and the projection, and its delivery is held for a person instead of being taken for done."""
    members = federate(tmp_path, [SOURCE, SINK, THIRD])
    with opened(members[SOURCE]) as source, opened(members[SINK]) as sink, opened(members[THIRD]) as liar:
        publish(source, [draft(2)])
        copied = stored(source, 1)[0][1]
        publish(liar, [draft(9, member=THIRD)])
        _log(liar, _forge(liar, record_id=copied, origin=THIRD, organ=ORGANS[THIRD], signer=liar.organ_signers[ORGANS[THIRD]]))
        assert _mirror(liar, sink).refused == 0
        assert _mirror(source, sink).refused == 0
        projection.catch_up(sink.database)
        with sink.database.reading() as connection:
            assert len(connection.execute(select(outcomes).where(outcomes.c.record_id == copied)).all()) == 2
        store = _Seen()
        Deliverer(sink, store).deliver()
        assert [origin for origin, record_id in store.given if record_id == copied] == [THIRD]
        assert [(row.record_id, row.reason) for row in list_held(sink)] == [(copied, "DUPLICATE_RECORD")]


def _log(context: NodeContext, entry: NewEntry) -> None:
    """Puts an entry into a node's own ledger past its writer, which would refuse it."""
    origin = ledger_origin(context.member)
    with context.database.durable() as connection:
        head = ledgers.lock(connection, origin)
        frontier = ledgers.append(connection, head, [entry], now=context.microseconds())
        note = sign_checkpoint(Checkpoint(origin=origin, size=frontier.size, root=frontier.root()), context.ledger_signer)
        ledgers.set_values(connection, head.number, checkpoint=note, checkpoint_size=frontier.size)


def _mirror(source: NodeContext, sink: NodeContext) -> PullCounts:
    """Takes all of the source's ledger into the sink's mirror."""
    origin, counts = ledger_origin(source.member), PullCounts()
    with sink.database.durable() as connection:
        ledgers.ensure(connection, origin=origin, own=False)
    checkpoint, batch = truth(source, reader=sink.member)
    signed = open_checkpoint(checkpoint.checkpoint, origin=origin, log_keys=sink.trust.membership.ledger_verifier(source.member))
    Batches(sink, source.member, signed).take(batch.batch, counts)
    return counts


def _assert_refused(tmp_path: Path, make: Forge, reason: str) -> None:
    members = federate(tmp_path)
    with opened(members[SOURCE]) as source, opened(members[SINK]) as sink:
        publish(sink, [draft(1, member=SINK)])
        publish(source, [draft(2)])
        entry = make(source, sink)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(projection, "catch_up_chunk", lambda *_words, **_more: 0)  # its own projection isn't what is attacked
            source.writer.submit(Submission(items=[Item(entry=entry)])).result()
            publish(source, [draft(3)])
        with sink.database.durable() as connection:
            ledgers.ensure(connection, origin=ORIGIN, own=False)
        checkpoint, batch = truth(source, reader=SINK)
        counts = _take(Bench(source, sink, checkpoint.checkpoint, b"", tmp_path), sink, batch.batch)
        assert (counts.entries, counts.refused) == (3, 1)
        assert [refused for _index, _record, refused in stored(sink, 3)] == [None, reason, None]
        assert audited(sink, "record:peer:refuse") == [reason]
        assert [
            finding for report in verify_ledgers(sink.database, sink.trust.membership, origins=[ORIGIN]) for finding in report.findings
        ] == []
