"""What may enter a ledger about a decision's life: checked before it is signed, and folded alike by whoever holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from exchange.domain.policy import PolicyError
from exchange.storage import lives, projection
from exchange.storage.writer import RequestKey, Submission
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.publisher import DraftRequest, Publisher
from exchange.sync.pull import Puller
from exchange.v1 import error_pb2, outcome_pb2, outcome_service_pb2, record_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, NodeProcess, draft, federate, opened, publish, request_id
from tests.support.recognition import revision_draft

Kind = outcome_pb2.OutcomeRevisionKind
LITIGATION = outcome_pb2.REVIEW_KIND_LITIGATION


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """A node in this process."""

    context: NodeContext

    def decide(self, number: int = 1, **given: Any) -> str:
        """Publishes a decision; returns its record id."""
        header = {name: given.pop(name) for name in ("audience", "supersedes") if name in given}
        made = draft(number, **header)
        for name, value in given.items():
            setattr(made.outcome, name, value)
        return publish(self.context, [made]).appended[0].record_id

    def revise(self, outcome: str, name: str, **given: Any) -> str:
        """Publishes a revision; returns its record id."""
        made = revision_draft(outcome, Kind.Value(f"OUTCOME_REVISION_KIND_{name}"), **given)
        return publish(self.context, [made]).appended[0].record_id

    def refused(self, *drafts: record_pb2.RecordDraft) -> str:
        """The reason for which a batch isn't published."""
        with pytest.raises(PolicyError) as caught:
            publish(self.context, drafts)
        return error_pb2.ErrorReason.Name(caught.value.reason).removeprefix("ERROR_REASON_")

    def standing(self, outcome: str) -> outcome_service_pb2.OutcomeStanding:
        """As folded."""
        with self.context.database.reading() as connection:
            found = lives.load(connection, outcome)
        assert found is not None
        assert (found.row.state, bool(found.row.stayed), found.row.under_review) == (
            found.life.standing.state,
            found.life.standing.execution_stayed,
            found.life.standing.under_review,
        )
        return found.life.standing


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        databases = {}
        if request.param == "postgresql":
            databases[SOURCE] = stack.enter_context(request.getfixturevalue("postgresql_server").database())
        settings = federate(tmp_path, databases=databases)
        yield Desk(context=stack.enter_context(opened(settings[SOURCE])))


def test_a_life_from_service_to_repair(desk: Desk) -> None:
    outcome = desk.decide(domain=2)
    for name, given in (("SERVED", {}), ("PUBLISHED", {"publish_until": "2027-02-02"}), ("REPAIRED", {"effective_on": "2026-06-02"})):
        desk.revise(outcome, name, **given)
    assert desk.standing(outcome).state == outcome_service_pb2.OUTCOME_STATE_REPAIRED
    assert desk.refused(revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_EXPIRED)) == "REVISION_NOT_ALLOWED"


def test_a_batch_is_seen_in_its_order(desk: Desk) -> None:
    """Service and effect in one batch; in the other order it isn't a life."""
    outcome = desk.decide()
    served = revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_SERVED)
    effective = revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_EFFECTIVE)
    assert desk.refused(effective, served) == "REVISION_NOT_ALLOWED"
    publish(desk.context, [served, effective])
    assert desk.standing(outcome).state == outcome_service_pb2.OUTCOME_STATE_EFFECTIVE


def test_a_repeated_request_is_not_judged_again(desk: Desk) -> None:
    outcome = desk.decide()
    key = RequestKey(request_id=request_id("served"), caller="organ", digest=bytes(32))
    asked = DraftRequest(draft=revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_SERVED), request=key)
    receipts = [desk.context.writer.submit(Submission(items=Publisher(desk.context).draft_items([asked]))).result() for _again in range(2)]
    assert [one.appended[0].repeated for one in receipts] == [False, True]
    assert not desk.standing(outcome).refused


def test_what_a_thread_must_be(desk: Desk) -> None:
    assert desk.refused(revision_draft("", Kind.OUTCOME_REVISION_KIND_SERVED)) == "THREAD_UNKNOWN"
    missing = "01900000-0000-7000-8000-000000000000"
    assert desk.refused(revision_draft(missing, Kind.OUTCOME_REVISION_KIND_SERVED)) == "THREAD_UNKNOWN"


def test_an_end_reaches_whoever_has_the_decision(desk: Desk) -> None:
    """RULES.md §4.3: it is mandatory for peers, so it may not be kept from one of them. A milestone may."""
    outcome = desk.decide()
    for_one = revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_REVOKED)
    for_one.audience.append(SINK)
    assert desk.refused(for_one) == "NOT_IN_AUDIENCE"
    served = revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_SERVED)
    served.audience.append(SINK)
    publish(desk.context, [served])


def test_publication_ends_when_the_law_says(desk: Desk) -> None:
    """Three years at most (公示规定 13), three months at least in Shanghai (营商环境条例 67); a warning isn't shown (公示规定 2)."""
    outcome = desk.decide()
    desk.revise(outcome, "SERVED")
    published = revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_PUBLISHED, publish_until="2029-02-03")
    assert desk.refused(published) == "FIELD_INVALID"
    desk.revise(outcome, "PUBLISHED", publish_until="2029-02-02")
    assert desk.refused(revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_REPAIRED, effective_on="2026-05-01")) == "FIELD_INVALID"
    desk.revise(outcome, "REPAIRED", effective_on="2026-05-02")

    made = draft(2)
    made.outcome.penalties[0].kind = outcome_pb2.PENALTY_KIND_WARNING
    warned = publish(desk.context, [made]).appended[0].record_id
    desk.revise(warned, "SERVED")
    assert desk.refused(revision_draft(warned, Kind.OUTCOME_REVISION_KIND_PUBLISHED)) == "FIELD_INVALID"


def test_the_same_decision_again_after_a_court_revoked_it(desk: Desk) -> None:
    """行政诉讼法 71; on other grounds, or where procedure alone was wrong (解释 90), the organ may decide."""
    first = desk.decide(1, facts="查明事实")
    desk.revise(first, "REVIEW_OPENED", review=LITIGATION)
    desk.revise(first, "REVOKED", review=LITIGATION)
    again = draft(2)
    again.outcome.facts = "查明事实"
    assert desk.refused(again) == "SAME_DECISION_AGAIN"
    again.outcome.facts = "另查明其他事实"
    publish(desk.context, [again])

    other = desk.decide(3, act="另一行为")
    desk.revise(other, "REVOKED", review=LITIGATION, for_procedure=True)
    desk.decide(4, act="另一行为")


def test_a_newer_version_keeps_its_life(desk: Desk) -> None:
    """A row that is collected anew replaces its record; what was revised of the older version holds for the newer, whichever is named."""
    first = desk.decide(1)
    desk.revise(first, "SERVED")
    desk.revise(first, "EXECUTION_STAYED")
    second = desk.decide(1, supersedes=first, content="更正")
    assert desk.standing(second).execution_stayed
    third = desk.decide(1, supersedes=second, content="再更正")
    desk.revise(first, "REVOKED")
    for version in (first, second, third):
        assert desk.standing(version).state == outcome_service_pb2.OUTCOME_STATE_REVOKED


def test_a_rebuilt_projection_says_the_same(desk: Desk) -> None:
    outcome = desk.decide(1)
    desk.revise(outcome, "SERVED")
    desk.revise(outcome, "REVIEW_OPENED", review=LITIGATION)
    before = desk.standing(outcome)
    projection.rebuild(desk.context.database)
    assert desk.standing(outcome) == before


def test_a_neighbour_folds_alike_and_may_not_revise(tmp_path: Path) -> None:
    settings = federate(tmp_path)
    with opened(settings[SOURCE]) as source:
        desk = Desk(context=source)
        outcome = desk.decide()
        desk.revise(outcome, "SERVED")
        desk.revise(outcome, "REVIEW_OPENED", review=LITIGATION)
        expected = desk.standing(outcome)
    with NodeProcess(settings[SOURCE]), opened(settings[SINK]) as sink:
        peers = Peers(sink)
        Puller(sink, peers).pull(SOURCE)
        peers.close()
        theirs = Desk(context=sink)
        assert theirs.standing(outcome) == expected
        foreign = revision_draft(outcome, Kind.OUTCOME_REVISION_KIND_REVOKED)
        foreign.organ = ORGANS[SINK]
        assert theirs.refused(foreign) == "NOT_ORIGIN"
