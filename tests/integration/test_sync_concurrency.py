"""Several processes and threads over one database: what each would do by itself stays right when they do it together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event, select

from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.node.bootstrap import close_node, open_node
from exchange.settings import NodeSettings
from exchange.storage import ledgers, projection, witness
from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from exchange.storage.tables import outcomes, projection_cursors, witness_states
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import ledger_pb2
from exchange.wire import RefusedError, reason_name
from tests.support.federation import SINK, SOURCE, THIRD, draft, federate, opened, publish
from tests.support.liar import checkpoint_of, lying, proof_of, truth

ORIGIN = ledger_origin(SOURCE)


def _together(tasks: list[Callable[[], object]]) -> list[object]:
    """Runs them at the same time; errors are answers too."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return task()
        except RefusedError as error:
            return reason_name(error.reason)

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> dict[str, NodeSettings]:
    return federate(tmp_path, [SOURCE, SINK, THIRD], databases={SINK: database_url})


@pytest.fixture
def source(settings: dict[str, NodeSettings]) -> Iterator[NodeContext]:
    with opened(settings[SOURCE]) as context:
        publish(context, [draft(number) for number in range(12)])
        yield context


def _witness(context: NodeContext) -> witness.Witness:
    return witness.Witness(
        database=context.database,
        member=context.member,
        signer=context.witness_signer,
        log_keys=lambda _origin: context.trust.membership.ledger_verifier(SOURCE),
        now=context.microseconds,
    )


def test_new_ledgers_at_the_same_time(database: Database) -> None:
    """Two pulls make their mirrors' rows at once: each gets its own number."""
    origins = [ledger_origin(f"33042{one}") for one in range(6)]

    def make(origin: str) -> None:
        with database.durable() as connection:
            ledgers.ensure(connection, origin=origin, own=False)

    _together([lambda origin=origin: make(origin) for origin in [*origins, *origins]])
    with database.reading() as connection:
        heads = ledgers.list_heads(connection)
    assert sorted(head.origin for head in heads) == origins
    assert len({head.number for head in heads}) == len(origins)


def test_cosign_at_the_same_time(settings: dict[str, NodeSettings], source: NodeContext) -> None:
    """A log asks for two cosignatures at once, one by pretending it were its first: exactly one gets through, and what is kept is that."""
    with opened(settings[SINK]) as sink:
        state = _witness(sink)

        def ask(old: int, new: int, *, empty: bool = False) -> object:
            proof = [] if empty else proof_of(source, old, new)
            request = ledger_pb2.CosignRequest(old_size=old, consistency_proof=proof, checkpoint=checkpoint_of(source, new))
            return witness.add_checkpoint(state, origin=ORIGIN, request=request)

        for size in range(1, 11):
            old = size - 1
            answers = _together(
                [lambda old=old, size=size: ask(old, size, empty=not old), lambda size=size: ask(0, size + 1, empty=True)]
                if old
                else [lambda size=size: ask(0, size, empty=True)] * 2
            )
            with sink.database.reading() as connection:
                kept = connection.execute(select(witness_states.c.size)).scalar()
            assert kept == size
            assert sum(isinstance(one, bytes) for one in answers) >= 1
            assert "CHECKPOINT_STALE" in answers


def test_cosign_waits_for_the_one_before(settings: dict[str, NodeSettings], source: NodeContext) -> None:
    """A second request meets the first between its update and its commit: it must see what was cosigned, not an empty slate."""
    with opened(settings[SINK]) as sink:
        state = _witness(sink)
        first = ledger_pb2.CosignRequest(old_size=0, checkpoint=checkpoint_of(source, 4))
        assert witness.add_checkpoint(state, origin=ORIGIN, request=first)
        arrived = Barrier(2, timeout=20)
        held: list[object] = []

        def hold(connection: object) -> None:
            if not held:
                held.append(connection)
                arrived.wait()
                time.sleep(0.4)  # the second request is waiting for the row by now

        second = ledger_pb2.CosignRequest(old_size=4, consistency_proof=proof_of(source, 4, 8), checkpoint=checkpoint_of(source, 8))
        forged = ledger_pb2.CosignRequest(old_size=0, checkpoint=checkpoint_of(source, 2))
        event.listen(sink.database._durable, "commit", hold)
        with ThreadPoolExecutor(2) as pool:
            good = pool.submit(witness.add_checkpoint, state, origin=ORIGIN, request=second)
            arrived.wait()
            bad = pool.submit(witness.add_checkpoint, state, origin=ORIGIN, request=forged)
            assert good.result(20)
            with pytest.raises(RefusedError) as caught:
                bad.result(20)
        assert reason_name(caught.value.reason) == "CHECKPOINT_STALE"
        assert caught.value.metadata == {"size": "8"}
        with sink.database.reading() as connection:
            assert connection.execute(select(witness_states.c.size)).scalar() == 8


def test_projection_at_the_same_time(settings: dict[str, NodeSettings], source: NodeContext) -> None:
    """Several processes bring the projection up at once: each entry is projected once, and the cursor never goes back."""
    publish(source, [draft(number) for number in range(12, 60)])
    with opened(settings[SINK]) as sink, lying(settings[SOURCE]) as honest:
        honest.answers = lambda request: truth(source, reader=SINK, first=request.first_index, batch=10)
        peers = Peers(sink)
        for stop in range(10, 61, 10):
            honest.answers = truth(source, reader=SINK, first=stop - 10, size=stop, batch=10)
            Puller(sink, peers).fetch(SOURCE)
            _together([lambda: projection.catch_up(sink.database)] * 4)
            with sink.database.reading() as connection:
                cursor = connection.execute(select(projection_cursors.c.next_index).where(projection_cursors.c.ledger == 3)).scalar()
                assert cursor == stop
                assert len(connection.execute(select(outcomes.c.record_id)).all()) == stop
        peers.close()


def test_projection_that_looked_before_another_was_done(
    settings: dict[str, NodeSettings], source: NodeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process looks, another projects beyond what it saw, and only then it gets the lock: the cursor doesn't go back."""
    with opened(settings[SINK]) as sink, lying(settings[SOURCE]) as honest:
        peers = Peers(sink)
        honest.answers = truth(source, reader=SINK, size=4)
        Puller(sink, peers).fetch(SOURCE)
        if not sink.database.is_sqlite:  # on SQLite nobody gets in between
            original, late = projection._lock_cursor, []

            def meanwhile(connection: object, ledger: int) -> object:
                if not late:
                    late.append(True)
                    honest.answers = truth(source, reader=SINK, first=4)
                    Puller(sink, peers).pull(SOURCE)
                return original(connection, ledger)  # type: ignore[arg-type]

            monkeypatch.setattr(projection, "_lock_cursor", meanwhile)
        projection.catch_up(sink.database)
        honest.answers = lambda request: truth(source, reader=SINK, first=request.first_index)
        Puller(sink, peers).pull(SOURCE)
        projection.catch_up(sink.database)
        with sink.database.reading() as connection:
            assert connection.execute(select(projection_cursors.c.next_index).where(projection_cursors.c.ledger == 3)).scalar() == 12
            assert len(connection.execute(select(outcomes.c.record_id)).all()) == 12
        peers.close()


def test_migrating_and_opening_at_the_same_time(database_url: str, settings: dict[str, NodeSettings]) -> None:
    """Several processes of a new node start at once: one database comes of it, with the node's two ledgers."""

    def start() -> None:
        close_node(open_node(settings[SINK]))

    _together([start] * 3)
    database = Database(database_url)
    migrate(database)
    with database.reading() as connection:
        assert sorted(head.origin for head in ledgers.list_heads(connection)) == sorted([audit_origin(SINK), ledger_origin(SINK)])
    database.dispose()
