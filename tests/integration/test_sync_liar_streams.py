"""A neighbour that lies within ReadEntries, over real mutual TLS: what doesn't fit is refused with its reason, none of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from exchange.ledger.checkpoints import Checkpoint, ledger_origin, sign_checkpoint
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import EMPTY_ROOT
from exchange.storage import ledgers
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller, PullError
from exchange.v1 import error_pb2
from exchange.v1.ledger_pb2 import Entry, EntryBatch, ReadEntriesResponse
from exchange.wire import reason_name
from tests.support.federation import SINK, SOURCE, assert_verifies, audited, draft, federate, opened, publish, stored
from tests.support.liar import Liar, batch_of, checkpoint_of, lying, proof_of, truth

SIZE = 12
ORIGIN = ledger_origin(SOURCE)
MIRROR = 3  # the number a node gives its first mirror, after its two own ledgers


class Bench:
    """A source with SIZE records, a sink, and a liar in the source's place."""

    def __init__(self, source: NodeContext, sink: NodeContext, liar: Liar) -> None:
        self.source, self.sink, self.liar = source, sink, liar
        self.peers = Peers(sink)
        self.truth = truth(source, reader=SINK)
        liar.proof = lambda request: proof_of(source, request.first_size, request.second_size)

    def pull(self) -> str:
        """The reason a pull is refused with; empty where it isn't."""
        try:
            Puller(self.sink, self.peers).pull(SOURCE)
        except PullError as error:
            return reason_name(error.reason)
        return ""

    def entries(self) -> list[int]:
        """Indexes in the mirror."""
        return [index for index, _record, _refused in stored(self.sink, MIRROR)]

    def frozen(self) -> bool:
        """Whether the mirror is."""
        with self.sink.database.reading() as connection:
            return ledgers.get(connection, ORIGIN).frozen_at is not None


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    settings = federate(tmp_path)
    with opened(settings[SOURCE]) as source, opened(settings[SINK]) as sink, lying(settings[SOURCE]) as liar:
        publish(source, [draft(number) for number in range(SIZE - 1)])
        publish(source, [draft(SIZE)])
        made = Bench(source, sink, liar)
        yield made
        made.peers.close()


def _changed(answer: ReadEntriesResponse, change: Callable[[EntryBatch], object]) -> ReadEntriesResponse:
    copy = ReadEntriesResponse.FromString(answer.SerializeToString())
    change(copy.batch)
    return copy


def _other_size(bench: Bench, size: int) -> ReadEntriesResponse:
    return ReadEntriesResponse(checkpoint=checkpoint_of(bench.source, size))


def _forged(bench: Bench, origin: str, signer: object) -> list[ReadEntriesResponse]:
    note = sign_checkpoint(Checkpoint(origin=origin, size=0, root=EMPTY_ROOT), signer)  # type: ignore[arg-type]
    return [ReadEntriesResponse(checkpoint=note)]


def _flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def _flip_header(batch: EntryBatch) -> None:
    batch.entries[1].record.header = _flip(batch.entries[1].record.header)


def _swap(batch: EntryBatch) -> None:
    first, second = batch.entries[0].SerializeToString(), batch.entries[1].SerializeToString()
    batch.entries[0].ParseFromString(second)
    batch.entries[1].ParseFromString(first)


def _hide_leaf(length: int) -> Callable[[EntryBatch], object]:
    return lambda batch: batch.entries[2].CopyFrom(Entry(leaf_hash=bytes(length)))


ATTACKS: dict[str, tuple[Callable[[Bench], list[ReadEntriesResponse]], str, int]] = {
    "nothing": (lambda _: [], "STREAM_OUT_OF_ORDER", 0),
    "no checkpoint": (lambda one: one.truth[1:], "STREAM_OUT_OF_ORDER", 0),
    "neither part": (lambda _: [ReadEntriesResponse()], "STREAM_OUT_OF_ORDER", 0),
    "second checkpoint": (lambda one: [*one.truth[:2], one.truth[0], *one.truth[2:]], "STREAM_OUT_OF_ORDER", 4),
    "gap": (lambda one: [*one.truth[:2], one.truth[3]], "STREAM_OUT_OF_ORDER", 4),
    "replayed batch": (lambda one: [*one.truth[:2], one.truth[1]], "STREAM_OUT_OF_ORDER", 4),
    "reordered batches": (lambda one: [one.truth[0], one.truth[2], one.truth[1]], "STREAM_OUT_OF_ORDER", 0),
    "batch of nothing": (
        lambda one: [*one.truth[:2], ReadEntriesResponse(batch=EntryBatch(first_index=4, consistency_proof=proof_of(one.source, 4, SIZE)))],
        "STREAM_OUT_OF_ORDER",
        4,
    ),
    "truncated stream": (lambda one: one.truth[:3], "STREAM_OUT_OF_ORDER", 8),
    "nothing after the checkpoint": (lambda one: one.truth[:1], "STREAM_OUT_OF_ORDER", 0),
    "batch beyond the checkpoint": (
        lambda one: [*truth(one.source, reader=SINK, size=8), batch_of(one.source, 8, 12, size=12, reader=SINK)],
        "CONSISTENCY_PROOF_INVALID",
        8,
    ),
    "batch across the checkpoint": (
        lambda one: [_other_size(one, 6), batch_of(one.source, 0, 8, size=8, reader=SINK)],
        "CONSISTENCY_PROOF_INVALID",
        0,
    ),
    "no proof": (
        lambda one: [one.truth[0], _changed(one.truth[1], lambda batch: batch.ClearField("consistency_proof"))],
        "CONSISTENCY_PROOF_INVALID",
        0,
    ),
    "proof of another batch": (
        lambda one: [
            one.truth[0],
            _changed(one.truth[1], lambda batch: batch.MergeFrom(EntryBatch(consistency_proof=proof_of(one.source, 8, SIZE)))),
        ],
        "CONSISTENCY_PROOF_INVALID",
        0,
    ),
    "changed header": (lambda one: [one.truth[0], _changed(one.truth[1], _flip_header)], "CONSISTENCY_PROOF_INVALID", 0),
    "swapped entries": (lambda one: [one.truth[0], _changed(one.truth[1], _swap)], "CONSISTENCY_PROOF_INVALID", 0),
    "dropped entry": (
        lambda one: [*one.truth[:2], _changed(one.truth[2], lambda batch: batch.entries.pop())],
        "CONSISTENCY_PROOF_INVALID",
        4,
    ),
    "inserted entry": (
        lambda one: [one.truth[0], _changed(one.truth[1], lambda batch: batch.entries.append(batch.entries[0]))],
        "CONSISTENCY_PROOF_INVALID",
        0,
    ),
    "hidden behind another hash": (lambda one: [one.truth[0], _changed(one.truth[1], _hide_leaf(32))], "CONSISTENCY_PROOF_INVALID", 0),
    "hash too short": (lambda one: [one.truth[0], _changed(one.truth[1], _hide_leaf(31))], "LEAF_HASH_MISMATCH", 0),
    "hash empty": (lambda one: [one.truth[0], _changed(one.truth[1], _hide_leaf(0))], "CONSISTENCY_PROOF_INVALID", 0),
    "entry of neither": (
        lambda one: [one.truth[0], _changed(one.truth[1], lambda batch: batch.entries[0].Clear())],
        "CONSISTENCY_PROOF_INVALID",
        0,
    ),
    "checkpoint that is no note": (lambda _: [ReadEntriesResponse(checkpoint=b"\xff\x00 nonsense")], "CHECKPOINT_INVALID", 0),
    "checkpoint of another origin": (lambda one: _forged(one, ledger_origin(SINK), one.source.ledger_signer), "CHECKPOINT_INVALID", 0),
    "checkpoint by another's key": (lambda one: _forged(one, ORIGIN, one.sink.ledger_signer), "CHECKPOINT_INVALID", 0),
    "checkpoint by nobody's key": (lambda one: _forged(one, ORIGIN, Ed25519Signer.generate()), "CHECKPOINT_INVALID", 0),
    "checkpoint by the audit key": (lambda one: _forged(one, ORIGIN, one.source.audit_signer), "CHECKPOINT_INVALID", 0),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_stream_that_does_not_fit(bench: Bench, attack: str) -> None:
    """The peer's stream has a fault: refused with its reason, logged once, no batch from the fault on is kept, and the ledger isn't frozen.

    Afterwards the truth still comes in whole.
    """
    make, reason, kept = ATTACKS[attack]
    bench.liar.answers = make(bench)
    assert bench.pull() == reason
    assert audited(bench.sink, "ledger:peer:refuse") == [reason]
    assert bench.entries() == list(range(kept))
    assert not bench.frozen()

    bench.liar.answers = lambda request: truth(bench.source, reader=SINK, first=request.first_index)
    assert bench.pull() == ""
    assert bench.entries() == list(range(SIZE))
    assert assert_verifies(bench.sink.settings, ledgers=3)[ORIGIN] == SIZE


def test_shrunken_checkpoint(bench: Bench) -> None:
    """The peer shows a true but older checkpoint after a newer one: refused as stale, no fork, and the mirror stays as it is."""
    bench.liar.answers = bench.truth
    assert bench.pull() == ""
    bench.liar.answers = [_other_size(bench, 8)]
    assert bench.pull() == "CHECKPOINT_STALE"
    assert audited(bench.sink, "ledger:peer:refuse") == ["CHECKPOINT_STALE"]
    assert not bench.frozen()
    assert bench.entries() == list(range(SIZE))
    with bench.sink.database.reading() as connection:
        assert ledgers.get(connection, ORIGIN).checkpoint_size == SIZE


def test_stream_that_never_goes_on(bench: Bench) -> None:
    """The peer sends a batch and then nothing, and keeps the call open: the pull ends by itself, what was verified stays."""
    silent = Event()

    def answers(_request: object) -> Iterator[ReadEntriesResponse]:
        yield from bench.truth[:2]
        silent.wait(20)

    bench.liar.answers = answers
    short = replace(bench.sink, settings=replace(bench.sink.settings, sync=replace(bench.sink.settings.sync, rpc_timeout_s=0.3)))
    peers = Peers(short)
    try:
        with pytest.raises(PullError) as caught:
            Puller(short, peers).pull(SOURCE)
    finally:
        silent.set()
        peers.close()
    assert caught.value.reason == error_pb2.ERROR_REASON_UNSPECIFIED
    assert "0.3" in str(caught.value)
    assert bench.entries() == list(range(4))
