"""A ledger that shows two trees: frozen, both signed notes kept as evidence, nothing more taken until a person lifts it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from exchange.ledger.checkpoints import ledger_origin
from exchange.settings import NodeSettings
from exchange.storage import forks, ledgers
from exchange.storage.tables import fork_evidence
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller, PullError
from exchange.sync.witnessing import Gossip
from exchange.v1.ledger_pb2 import ReadEntriesResponse
from exchange.wire import reason_name
from tests.support.federation import SINK, SOURCE, THIRD, assert_verifies, audited, draft, federate, opened, publish, stored
from tests.support.liar import Liar, checkpoint_of, lying, proof_of, truth

ORIGIN = ledger_origin(SOURCE)


class Bench:
    """A source with two histories of 12 records that part after 8, and a sink that has pulled the first."""

    def __init__(self, source: NodeContext, twin: NodeContext, sink: NodeContext, liar: Liar) -> None:
        self.source, self.twin, self.sink, self.liar = source, twin, sink, liar
        self.peers = Peers(sink)

    def serve(self, context: NodeContext) -> None:
        """The liar tells one history from now on, its proofs too."""
        self.liar.answers = lambda request: truth(context, reader=SINK, first=request.first_index)
        self.liar.proof = lambda request: proof_of(context, request.first_size, request.second_size)

    def pull(self) -> str:
        """The reason a pull is refused with; empty where it isn't."""
        try:
            Puller(self.sink, self.peers).pull(SOURCE)
        except PullError as error:
            return reason_name(error.reason)
        return ""

    def evidence(self) -> list[tuple[bytes, bytes, str]]:
        """Both notes and who showed the second."""
        with self.sink.database.reading() as connection:
            rows = connection.execute(select(fork_evidence).order_by(fork_evidence.c.id)).all()
        return [(bytes(row.first_note), bytes(row.second_note), row.source) for row in rows]

    def mirror(self) -> tuple[int, bool]:
        """Size, and whether it is frozen."""
        with self.sink.database.reading() as connection:
            head = ledgers.get(connection, ORIGIN)
        return head.size, head.frozen_at is not None

    def assert_frozen(self, *, size: int, first: bytes, second: bytes, source: str = SOURCE) -> None:
        """Frozen with just that evidence; nothing is even asked for any more."""
        assert self.mirror() == (size, True)
        assert self.evidence() == [(first, second, source)]
        assert audited(self.sink, "ledger:peer:freeze") == ["FORK_DETECTED"]
        self.liar.asked.clear()
        assert self.pull() == "LEDGER_FROZEN"
        assert self.liar.asked == []
        assert_verifies(self.sink.settings, ledgers=len({SOURCE, SINK}) + 1)


def _copy(settings: NodeSettings, name: str) -> NodeSettings:
    """The same node with another copy of its database."""
    folder = settings.home / name
    shutil.copytree(settings.home / "data", folder)
    return replace(settings, database=f"sqlite:///{folder / 'node.db'}")


@pytest.fixture
def federation(tmp_path: Path) -> dict[str, NodeSettings]:
    return federate(tmp_path, [SOURCE, SINK, THIRD])


@pytest.fixture
def bench(federation: dict[str, NodeSettings]) -> Iterator[Bench]:
    with opened(federation[SOURCE]) as source:
        publish(source, [draft(number) for number in range(8)])
    with (
        opened(_copy(federation[SOURCE], "twin")) as twin,
        opened(federation[SOURCE]) as source,
        opened(federation[SINK]) as sink,
        lying(federation[SOURCE]) as liar,
    ):
        publish(source, [draft(number) for number in range(8, 12)])
        publish(twin, [draft(number) for number in range(108, 112)])
        made = Bench(source, twin, sink, liar)
        made.serve(source)
        assert made.pull() == ""
        yield made
        made.peers.close()


def test_same_size_other_root(bench: Bench) -> None:
    """The peer shows a tree as large as the one verified here, with another root: frozen; a person's lift lets the true one go on."""
    bench.serve(bench.twin)
    assert bench.pull() == "FORK_DETECTED"
    bench.assert_frozen(size=12, first=checkpoint_of(bench.source, 12), second=checkpoint_of(bench.twin, 12))

    with bench.sink.database.durable() as connection:
        assert forks.lift(connection, ORIGIN, by="张三", now=1) == 1
    bench.serve(bench.source)
    publish(bench.source, [draft(200)])
    assert bench.pull() == ""
    assert bench.mirror() == (13, False)
    assert len(bench.evidence()) == 1  # evidence outlives the lift


def test_smaller_tree_that_is_no_beginning(bench: Bench) -> None:
    """The peer shows a smaller tree that isn't a beginning of the mirror: not just stale, a fork."""
    bench.liar.answers = [ReadEntriesResponse(checkpoint=checkpoint_of(bench.twin, 10))]
    assert bench.pull() == "FORK_DETECTED"
    bench.assert_frozen(size=12, first=checkpoint_of(bench.source, 12), second=checkpoint_of(bench.twin, 10))


def test_larger_tree_that_does_not_continue_ours(bench: Bench) -> None:
    """The peer's tree has grown, but not from ours: its batch doesn't fit, nor does any proof it can give: frozen."""
    publish(bench.twin, [draft(number) for number in range(112, 116)])
    bench.serve(bench.twin)
    assert bench.pull() == "FORK_DETECTED"
    bench.assert_frozen(size=12, first=checkpoint_of(bench.source, 12), second=checkpoint_of(bench.twin, 16))


def test_larger_tree_with_made_up_proofs(bench: Bench) -> None:
    """As above, with hashes made up: the same."""
    publish(bench.twin, [draft(number) for number in range(112, 116)])
    bench.serve(bench.twin)
    bench.liar.proof = lambda _request: [bytes(32)] * 3
    assert bench.pull() == "FORK_DETECTED"
    bench.assert_frozen(size=12, first=checkpoint_of(bench.source, 12), second=checkpoint_of(bench.twin, 16))


def test_bad_batch_of_a_true_tree_is_no_fork(bench: Bench) -> None:
    """A batch is spoiled, but the peer proves that its tree continues ours: refused, not frozen."""
    publish(bench.source, [draft(number) for number in range(300, 304)])
    answers = truth(bench.source, reader=SINK, first=12)
    answers[1].batch.entries[0].record.header += b"\x00"
    bench.liar.answers = answers
    assert bench.pull() == "CONSISTENCY_PROOF_INVALID"
    assert bench.mirror() == (12, False)
    assert bench.evidence() == []
    bench.serve(bench.source)
    assert bench.pull() == ""
    assert bench.mirror() == (16, False)


def test_peer_that_gives_no_proof_at_all(bench: Bench) -> None:
    """A batch doesn't fit and the peer can't be asked for a proof: refused; there is nothing that proves a fork."""
    publish(bench.twin, [draft(number) for number in range(112, 116)])
    bench.serve(bench.twin)
    bench.liar.proof = None
    assert bench.pull() == "CONSISTENCY_PROOF_INVALID"
    assert bench.mirror() == (12, False)
    assert bench.evidence() == []


def test_fork_seen_only_through_gossip(bench: Bench, federation: dict[str, NodeSettings]) -> None:
    """The peer tells us one tree and another neighbour a different one: the neighbour's note is the evidence."""
    with lying(federation[THIRD]) as third:
        third.checkpoints[ORIGIN] = checkpoint_of(bench.source, 10)
        gossip = Gossip(bench.sink, bench.peers, Puller(bench.sink, bench.peers))
        assert gossip.run() == 0
        third.checkpoints[ORIGIN] = b"nonsense"
        assert gossip.run() == 0
        third.checkpoints[ORIGIN] = checkpoint_of(bench.twin, 11)
        assert gossip.run() == 1
        assert gossip.run() == 0  # told once
    bench.assert_frozen(size=12, first=checkpoint_of(bench.source, 12), second=checkpoint_of(bench.twin, 11), source=THIRD)


def test_fork_after_half_a_pull(bench: Bench) -> None:
    """The stream broke off half way; then the peer shows another tree: the first, never finished checkpoint is the evidence."""
    publish(bench.source, [draft(number) for number in range(400, 408)])
    publish(bench.twin, [draft(number) for number in range(112, 116)])
    bench.liar.answers = truth(bench.source, reader=SINK, first=12)[:2]
    assert bench.pull() == "STREAM_OUT_OF_ORDER"
    assert bench.mirror() == (16, False)
    assert_verifies(bench.sink.settings, ledgers=3)
    bench.serve(bench.twin)
    assert bench.pull() == "FORK_DETECTED"
    bench.assert_frozen(size=16, first=checkpoint_of(bench.source, 20), second=checkpoint_of(bench.twin, 16))


def test_freeze_in_the_middle_of_a_stream(bench: Bench) -> None:
    """Gossip freezes the ledger while a pull of it is under way: the batches that follow aren't taken."""
    publish(bench.source, [draft(number) for number in range(500, 508)])
    answers = truth(bench.source, reader=SINK, first=12)

    def freezing(_request: object) -> Iterator[ReadEntriesResponse]:
        yield from answers[:2]
        while bench.mirror()[0] < 16:
            pass
        with bench.sink.database.durable() as connection:
            forks.freeze(connection, ORIGIN, reason=86, first=b"a", second=b"b", source=THIRD, now=1)
        yield from answers[2:]

    bench.liar.answers = freezing
    assert bench.pull() == "LEDGER_FROZEN"
    assert bench.mirror() == (16, True)
    assert [index for index, _record, _refused in stored(bench.sink, 3)] == list(range(16))
