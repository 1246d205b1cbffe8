"""Delivery when a case store refuses or is away: retried, parked, replayed; a thread waits for its first, all others go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from exchange.domain.casestore import Delivery, DeliveryResult, StoreUnreachableError
from exchange.storage.tables import deliveries, delivery_cursors
from exchange.sync import deliver, revising
from exchange.sync.context import NodeContext, utc_now
from exchange.sync.deliver import Deliverer, list_held, replay
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import outcome_pb2, record_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, audited, draft, federate, opened, publish
from tests.support.liar import lying, truth

ATTEMPTS = 3


class Store:
    """A case store that refuses what it is told to, and applies everything else exactly once."""

    name = "cases"
    accepts = frozenset({"outcome", "outcome_revision"})

    def __init__(self) -> None:
        self.refuses: set[str] = set()
        self.away = False
        self.applied: list[str] = []

    def apply_many(self, given: Sequence[Delivery]) -> list[DeliveryResult]:
        if self.away:
            raise StoreUnreachableError("the store is away")
        return [self._apply(one) for one in given]

    def _apply(self, one: Delivery) -> DeliveryResult:
        if one.record_id in self.refuses:
            return DeliveryResult(record_id=one.record_id, status="refused", reason="STORE_CONSTRAINT", field="uscc", detail="no")
        if one.record_id in self.applied:
            return DeliveryResult(record_id=one.record_id, status="already")
        self.applied.append(one.record_id)
        return DeliveryResult(record_id=one.record_id, status="applied")


class Bench:
    """A source, and a sink with a clock that the test moves."""

    def __init__(self, source: NodeContext, sink: NodeContext) -> None:
        self.source, self.ahead, self.store = source, timedelta(), Store()
        sync = replace(sink.settings.sync, max_delivery_attempts=ATTEMPTS)
        self.sink = replace(sink, settings=replace(sink.settings, sync=sync), now=lambda: utc_now() + self.ahead)

    def bring(self, drafts: Sequence[record_pb2.RecordDraft]) -> list[str]:
        """Publishes at the source, pulls to the sink; returns the record ids."""
        ids = [one.record_id for one in publish(self.source, drafts).appended]
        peers = Peers(self.sink)
        with lying(self.source.settings) as honest:
            honest.answers = lambda request: truth(self.source, reader=SINK, first=request.first_index, batch=500)
            Puller(self.sink, peers).pull(SOURCE)
        peers.close()
        return ids

    def deliver(self, *, after_s: float = 0) -> None:
        """One run, so many seconds later."""
        self.ahead += timedelta(seconds=after_s)
        Deliverer(self.sink, self.store).deliver()  # type: ignore[arg-type]  # a store by its shape

    def held(self) -> list[tuple[str, str, int]]:
        """(record, state, attempts) of what hasn't gone through."""
        return [(row.record_id, row.state, row.attempts) for row in list_held(self.sink)]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    settings = federate(tmp_path)
    with opened(settings[SOURCE]) as source, opened(settings[SINK]) as sink:
        yield Bench(source, sink)


def _revision(thread_id: str, kind: outcome_pb2.OutcomeRevisionKind = outcome_pb2.OUTCOME_REVISION_KIND_REVOKED) -> record_pb2.RecordDraft:
    revision = outcome_pb2.OutcomeRevision(kind=kind, reason="复议撤销", effective_on="2026-01-01")
    return record_pb2.RecordDraft(
        organ=ORGANS[SOURCE],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="law:优化营商环境条例:57",
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        thread_id=thread_id,
        outcome_revision=revision,
    )


def test_refused_record_is_retried_parked_and_replayed(bench: Bench) -> None:
    """The store refuses one of three: the others go through, that one is tried ATTEMPTS times, parked, and taken up again by command."""
    first, bad, last = bench.bring([draft(1), draft(2), draft(3)])
    bench.store.refuses = {bad}
    bench.deliver()
    assert bench.store.applied == [first, last]
    bench.deliver()
    assert bench.held() == [(bad, "retry", 1)]  # not due yet
    for attempt in range(2, ATTEMPTS + 1):
        bench.deliver(after_s=3600)
        assert bench.held() == [(bad, "parked" if attempt == ATTEMPTS else "retry", attempt)]
    assert audited(bench.sink, "case:store:park") == ["STORE_CONSTRAINT"]
    bench.deliver(after_s=86_400)
    assert bench.held() == [(bad, "parked", ATTEMPTS)]

    bench.store.refuses = set()
    bench.deliver(after_s=86_400)
    assert bench.held() == [(bad, "parked", ATTEMPTS)]  # only a person takes it up
    assert replay(bench.sink, record_id=bad) == 1
    bench.deliver()
    assert bench.held() == []
    assert sorted(bench.store.applied) == sorted([first, bad, last])


def test_thread_waits_for_its_first(bench: Bench) -> None:
    """A refused decision's revision comes in the same page: it isn't given to the store before the decision."""
    (bad,) = (one.record_id for one in publish(bench.source, [draft(1)]).appended)
    revision, other = bench.bring([_revision(bad), draft(2)])
    bench.store.refuses = {bad}
    bench.deliver()
    assert bench.store.applied == [other]
    assert [record for record, _state, _attempts in bench.held()] == [bad, revision]
    bench.store.refuses = set()
    bench.deliver(after_s=3600)
    assert bench.store.applied == [other, bad, revision]
    assert bench.held() == []


def test_later_record_of_a_thread_is_due_before_its_first(bench: Bench) -> None:
    """The first record's pause has grown, the later one's hasn't: the later one waits all the same."""
    (bad,) = bench.bring([draft(1)])
    bench.store.refuses = {bad}
    bench.deliver()
    bench.deliver(after_s=6)  # due again after 5 s; the next pause is longer
    assert bench.held() == [(bad, "retry", 2)]
    (revision,) = bench.bring([_revision(bad)])
    bench.deliver()
    bench.store.refuses = set()
    bench.deliver(after_s=6)  # the revision is due, the decision isn't
    assert bench.store.applied == []
    assert [record for record, _state, _attempts in bench.held()] == [bad, revision]
    bench.deliver(after_s=60)
    assert bench.store.applied == [bad, revision]


def test_followers_of_a_parked_record_starve_nobody(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """More records wait behind a parked one than a page holds: others that are due still get their turn."""
    monkeypatch.setattr(deliver, "PAGE", 4)
    (bad,) = (one.record_id for one in publish(bench.source, [draft(1)]).appended)
    taken_down = outcome_pb2.OUTCOME_REVISION_KIND_UNPUBLISHED  # as often as one likes
    *_followers, other = bench.bring([*(_revision(bad, taken_down) for _ in range(6)), draft(2)])
    bench.store.refuses = {bad, other}
    bench.deliver()
    bench.deliver(after_s=3600)
    assert [state for record, state, _attempts in bench.held() if record in {bad, other}] == ["retry", "retry"]
    bench.store.refuses = {bad}
    with bench.sink.database.durable() as connection:
        connection.execute(deliveries.update().where(deliveries.c.record_id == bad).values(state="parked"))
    bench.deliver(after_s=3600)
    assert bench.store.applied == [other]


def test_store_away_leaves_the_cursor(bench: Bench) -> None:
    """The store can't be reached: nothing is held against the records, the cursor stays, and the next run delivers all."""
    ids = bench.bring([draft(1), draft(2)])
    bench.store.away = True
    for _ in range(ATTEMPTS + 1):
        with pytest.raises(StoreUnreachableError):
            bench.deliver(after_s=3600)
    with bench.sink.database.reading() as connection:
        assert connection.execute(select(delivery_cursors)).all() == []
    assert bench.held() == []
    bench.store.away = False
    bench.deliver()
    assert bench.store.applied == ids


def test_a_revision_without_effect_is_not_delivered(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile or older node may log what the decision's life doesn't allow; a store that carried it out would revive a revoked one."""
    monkeypatch.setattr(revising, "check", lambda *_given, **_more: None)
    (decision,) = (one.record_id for one in publish(bench.source, [draft(1)]).appended)
    kinds = (outcome_pb2.OUTCOME_REVISION_KIND_REVOKED, outcome_pb2.OUTCOME_REVISION_KIND_PUBLISHED)
    revoked, _published = bench.bring([_revision(decision, kind) for kind in kinds])
    bench.deliver()
    assert bench.store.applied == [decision, revoked]
