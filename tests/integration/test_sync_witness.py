"""The witness: what it cosigned never goes back; each wrong request has its own answer. And a witness that lies to the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from sqlalchemy import select

from exchange.ledger.checkpoints import Checkpoint, audit_origin, cosign, ledger_origin, open_checkpoint, sign_checkpoint, witness_name
from exchange.ledger.keys import Ed25519Signer
from exchange.settings import NodeSettings
from exchange.storage import ledgers, witness
from exchange.storage.tables import fork_evidence, witness_states
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.witnessing import Witnessing
from exchange.v1 import ledger_pb2
from exchange.v1.ledger_pb2_grpc import LedgerServiceStub
from exchange.wire import RefusedError, reason_name, reason_of
from tests.support.federation import SINK, SOURCE, THIRD, NodeProcess, audited, channel_to, draft, federate, opened, publish
from tests.support.liar import checkpoint_of, lying, proof_of

ORIGIN = ledger_origin(SOURCE)


class Bench:
    """A log of 8 entries, and a witness that has cosigned the first 4."""

    def __init__(self, source: NodeContext, sink: NodeContext) -> None:
        self.source, self.sink = source, sink

    def ask(self, old: int, note: bytes, proof: list[bytes] | None = None) -> str:
        """The reason a request is refused with; empty where it is cosigned."""
        request = ledger_pb2.CosignRequest(old_size=old, consistency_proof=proof or [], checkpoint=note)
        keys = self.sink.trust.membership.ledger_verifier(SOURCE)
        state = witness.Witness(
            database=self.sink.database,
            member=SINK,
            signer=self.sink.witness_signer,
            log_keys=lambda _origin: keys,
            now=self.sink.microseconds,
        )
        try:
            line = witness.add_checkpoint(state, origin=ORIGIN, request=request)
        except RefusedError as error:
            return reason_name(error.reason)
        signed = open_checkpoint(note + line, origin=ORIGIN, log_keys=keys, witnesses=self.sink.trust.membership.witness_verifier(SINK))
        assert len(signed.cosignatures) == 1
        return ""

    def size(self) -> int:
        """What was cosigned last."""
        with self.sink.database.reading() as connection:
            return int(connection.execute(select(witness_states.c.size).where(witness_states.c.origin == ORIGIN)).scalar_one())

    def forged(self, size: int) -> bytes:
        """A checkpoint that the log did sign, of a tree that it doesn't have."""
        return sign_checkpoint(Checkpoint(origin=ORIGIN, size=size, root=bytes(32)), self.source.ledger_signer)


@pytest.fixture
def members(tmp_path: Path, database_url: str) -> dict[str, NodeSettings]:
    return federate(tmp_path, [SOURCE, SINK, THIRD], databases={SINK: database_url})


@pytest.fixture
def bench(members: dict[str, NodeSettings]) -> Iterator[Bench]:
    with opened(members[SOURCE]) as source, opened(members[SINK]) as sink:
        publish(source, [draft(number) for number in range(8)])
        made = Bench(source, sink)
        assert made.ask(0, checkpoint_of(source, 4)) == ""
        yield made


def test_requests_that_do_not_fit(bench: Bench) -> None:
    """Stale size, no proof, wrong proof, another key, a beginning beyond the end: different answers, and nothing moves."""
    source = bench.source
    good = checkpoint_of(source, 8)
    stranger = sign_checkpoint(Checkpoint(origin=ORIGIN, size=8, root=bytes(32)), Ed25519Signer.generate())
    assert bench.ask(0, good) == "CHECKPOINT_STALE"
    assert bench.ask(2, good, proof_of(source, 2, 8)) == "CHECKPOINT_STALE"
    assert bench.ask(4, checkpoint_of(source, 2)) == "FIELD_INVALID"
    assert bench.ask(4, good) == "CONSISTENCY_PROOF_INVALID"
    assert bench.ask(4, good, [bytes(32)]) == "CONSISTENCY_PROOF_INVALID"
    assert bench.ask(4, bench.forged(8), proof_of(source, 4, 8)) == "CONSISTENCY_PROOF_INVALID"
    assert bench.ask(4, stranger, proof_of(source, 4, 8)) == "CHECKPOINT_INVALID"
    assert bench.ask(4, b"nonsense") == "CHECKPOINT_INVALID"
    assert bench.size() == 4
    assert bench.ask(4, good, proof_of(source, 4, 8)) == ""
    assert bench.ask(8, good) == ""  # once more the same
    assert bench.size() == 8


def test_other_root_of_the_same_size(bench: Bench) -> None:
    """The log signs another tree of the size that was cosigned: refused, both notes kept, nothing more of it is cosigned."""
    forged = bench.forged(4)
    assert bench.ask(4, forged) == "ROOT_MISMATCH"
    with bench.sink.database.reading() as connection:
        row = connection.execute(select(fork_evidence)).one()
    assert (bytes(row.first_note), bytes(row.second_note)) == (checkpoint_of(bench.source, 4), forged)
    assert bench.ask(4, checkpoint_of(bench.source, 8), proof_of(bench.source, 4, 8)) == "LEDGER_FROZEN"
    assert bench.size() == 4


def test_restart(bench: Bench, members: dict[str, NodeSettings]) -> None:
    """The witness is started again: it knows what it cosigned."""
    with opened(members[SINK]) as again:
        late = Bench(bench.source, again)
        assert late.ask(0, checkpoint_of(bench.source, 3)) == "CHECKPOINT_STALE"
        assert late.ask(4, checkpoint_of(bench.source, 6), proof_of(bench.source, 4, 6)) == ""
    assert bench.size() == 6


def test_ledgers_that_are_not_the_callers(bench: Bench, members: dict[str, NodeSettings]) -> None:
    """A node asks for cosignatures of a ledger that isn't its own, or of none at all: refused and logged, its own is cosigned."""
    unknown = sign_checkpoint(Checkpoint(origin="example.org/log", size=1, root=bytes(32)), bench.source.ledger_signer)
    with NodeProcess(members[SINK]):
        asked = {"": "", THIRD: "LEDGER_UNKNOWN", "unknown": "LEDGER_UNKNOWN"}
        found = {}
        for name in asked:
            caller = members[THIRD if name == THIRD else SOURCE]
            note = unknown if name == "unknown" else checkpoint_of(bench.source, 8)
            with channel_to(members[SINK], "node", home=caller.home) as channel:
                request = ledger_pb2.CosignRequest(old_size=4, consistency_proof=proof_of(bench.source, 4, 8), checkpoint=note)
                try:
                    LedgerServiceStub(channel).Cosign(request, metadata=(("exchange-purpose", "SYNCHRONISATION"),), timeout=20)
                    found[name] = ""
                except grpc.RpcError as error:
                    found[name] = reason_name(reason_of(error)[0])
        assert found == asked
    assert sorted(audited(bench.sink, "ledger:peer:cosign")) == ["", "LEDGER_UNKNOWN", "LEDGER_UNKNOWN"]
    assert bench.size() == 8


@pytest.mark.parametrize("lines", [b"", b"nonsense", "— delta-exchange/330421/witness AAAAAAAAAAAA\n".encode()])
def test_witness_that_answers_nonsense(tmp_path: Path, lines: bytes) -> None:
    """A neighbour answers Cosign with something that is no cosignature: nothing of it is kept, the other neighbours are asked too."""
    members = federate(tmp_path, [SOURCE, SINK, THIRD])
    with opened(members[SOURCE]) as source, lying(members[THIRD]) as first, lying(members[SINK]) as second:
        publish(source, [draft(1)])
        first.lines = second.lines = lines
        peers = Peers(source)
        counts = Witnessing(source, peers).run()
        peers.close()
        assert (counts.cosigned, counts.refused, counts.unreachable) == (0, 4, 0)
        assert first.asked == second.asked == ["Cosign", "Cosign"]
        assert audited(source, "ledger:peer:cosign") == ["COSIGNATURE_INVALID"] * 4
        with source.database.reading() as connection:
            for origin in (ORIGIN, audit_origin(SOURCE)):
                head = ledgers.get(connection, origin)
                assert head.witnessed_size == 0
                assert head.checkpoint.count("— ".encode()) == 1  # the log's own signature and nothing else


def test_witness_that_adds_lines_of_others(tmp_path: Path) -> None:
    """A neighbour's answer holds its cosignature and somebody else's line: only its own gets into the note."""
    members = federate(tmp_path)
    with opened(members[SOURCE]) as source, opened(members[SINK]) as sink, lying(members[SINK]) as liar:
        publish(source, [draft(1)])
        with source.database.reading() as connection:
            note = ledgers.get(connection, ORIGIN).checkpoint
        own = cosign(note, name=witness_name(SINK), signer=sink.witness_signer, timestamp=1_800_000_000).line
        other = cosign(note, name=witness_name(SOURCE), signer=source.witness_signer, timestamp=1_800_000_000).line
        liar.lines = own + other
        peers = Peers(source)
        assert Witnessing(source, peers).run().cosigned == 1
        peers.close()
        with source.database.reading() as connection:
            head = ledgers.get(connection, ORIGIN)
    assert own in head.checkpoint
    assert other not in head.checkpoint
    assert head.witnessed_size == 1
