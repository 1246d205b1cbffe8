"""Must-show: the withdrawal of an outcome that two neighbours relied on.

Three real nodes with their jobs. The effects are gone at both neighbours, what relied on it is listed there in full, the origin sees of
each when it was applied, and both times stand in the audit logs; with the line down in between, and a neighbour killed in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exchange.settings import NodeSettings
from exchange.v1 import outcome_pb2, outcome_service_pb2, recognition_service_pb2
from tests.support.federation import SINK, SOURCE, SUBJECT, THIRD, NodeProcess, assert_verifies, federate, free_port
from tests.support.proxy import Proxy
from tests.support.recognition import BASIS, R1, R2, R3, R5, R6, Node, agreement, outcome_draft, recognition, revision_draft, until

MEMBERS = (SOURCE, SINK, THIRD)
SYNC = {"pull_interval_s": 1, "witness_interval_s": 1, "rpc_timeout_s": 2}
APPLIED, REPORTED, PUBLISHED = "recognition:peer:withdraw", "recognition:own:report", "record:own:publish"
REVOKED = outcome_pb2.OUTCOME_REVISION_KIND_REVOKED
State = recognition_service_pb2.RelianceState
TO_REVIEW = State.RELIANCE_STATE_WITHDRAWN_TO_REVIEW


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Running nodes; SOURCE is reached by its neighbours through the proxy alone."""

    settings: dict[str, NodeSettings]
    processes: dict[str, NodeProcess]
    proxy: Proxy
    source: Node
    sink: Node
    third: Node


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        databases = {}
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            databases = {code: stack.enter_context(server.database()) for code in (SOURCE, SINK)}
        settings = federate(tmp_path, MEMBERS, sync=SYNC, databases=databases)
        seen = settings[SOURCE]
        inner = replace(seen, listen=f"127.0.0.1:{free_port()}")
        config = seen.home / "node.toml"
        config.write_text(config.read_text(encoding="utf-8").replace(seen.listen, inner.listen), encoding="utf-8")
        settings[SOURCE] = inner
        proxy = stack.enter_context(Proxy(inner.listen, listen=seen.listen))
        processes = {code: stack.enter_context(NodeProcess(settings[code], jobs=True)) for code in MEMBERS}
        nodes = [Node(settings[code]) for code in MEMBERS]
        for node in nodes:
            stack.callback(node.close)
        yield World(settings=settings, processes=processes, proxy=proxy, source=nodes[0], sink=nodes[1], third=nodes[2])


def _agree_and_decide(world: World) -> str:
    """All sign the agreement, SOURCE decides; returns the outcome's record id once both neighbours may rely on it."""
    for node in (world.source, world.sink, world.third):
        node.publish(agreement(node.member, MEMBERS))
    outcome = world.source.publish(outcome_draft())
    for node in (world.sink, world.third):
        until(lambda node=node: any(one.allowed and one.basis_id == BASIS for one in node.check(subject=SUBJECT).advice))
    return outcome


def _rely(world: World, outcome: str) -> dict[str, dict[int, str]]:
    """Both neighbours rely on it, in different scopes, for several decisions: recognitions by number of the decision."""
    made = {SINK: {R1: 1, R5: 2, R6: 3}, THIRD: {R2: 4, R3: 5}}
    nodes = {SINK: world.sink, THIRD: world.third}
    return {
        member: {number: nodes[member].recognise(recognition(outcome, scope, member, number)) for scope, number in scopes.items()}
        for member, scopes in made.items()
    }


def _listed(node: Node, outcome: str, state: int) -> dict[str, str]:
    """Local decisions by the recognition they rest on."""
    found = node.reliances(outcome_record_id=outcome, state=state)
    return {one.recognition_record_id: one.recognition.decision.document_number for one in found if one.member == node.member}


def _advice(node: Node, outcome: str) -> set[tuple[bool, str]]:
    return {(one.allowed, one.reason) for one in node.check(outcome_record_id=outcome).advice}


def _peers(node: Node, outcome: str) -> dict[str, recognition_service_pb2.PeerWithdrawal]:
    (view,) = node.withdrawals(outcome_record_id=outcome)
    return {one.member: one for one in view.peers}


def _moment(timestamp: Any) -> datetime:
    return timestamp.ToDatetime(tzinfo=UTC)


def test_withdrawal_across_a_partition_and_a_kill(world: World) -> None:
    outcome = _agree_and_decide(world)
    relied = _rely(world, outcome)
    for node in (world.sink, world.third):
        expected = {record: f"决定{number}号" for number, record in relied[node.member].items()}
        assert _listed(node, outcome, State.RELIANCE_STATE_IN_EFFECT) == expected
    until(lambda: len(world.source.reliances(outcome_record_id=outcome)) == 5)  # the origin knows who relies on it

    world.proxy.stall()  # nothing reaches the neighbours any more
    began = datetime.now(UTC)
    revocation = world.source.publish(revision_draft(outcome, REVOKED, document_number="复议1号"))
    assert _listed(world.sink, outcome, State.RELIANCE_STATE_IN_EFFECT)
    assert {member: one.report_record_id for member, one in _peers(world.source, outcome).items()} == {SINK: "", THIRD: ""}

    world.processes[SINK].kill()  # -9, while it waits for the line
    world.proxy.cut()
    world.proxy.resume()
    until(lambda: _peers(world.source, outcome)[THIRD].report_record_id)
    assert not _peers(world.source, outcome)[SINK].report_record_id
    world.processes[SINK].start()
    until(lambda: _peers(world.source, outcome)[SINK].report_record_id)

    for node in (world.sink, world.third):  # the effects are gone, and every local decision is listed for a person
        assert {allowed for allowed, _reason in _advice(node, outcome)} == {False}
        assert {reason for _allowed, reason in _advice(node, outcome)} == {"WITHDRAWN"}
        assert not _listed(node, outcome, State.RELIANCE_STATE_IN_EFFECT)
        assert set(_listed(node, outcome, TO_REVIEW)) == set(relied[node.member].values())
        (view,) = {one.outcome.record_id: one.outcome for one in node.check(outcome_record_id=outcome).advice}.values()
        assert (view.erased, view.outcome.act, view.standing.state) == (True, "", outcome_service_pb2.OUTCOME_STATE_REVOKED)
        assert len(view.body_digest) == 32
        assert not node.record(outcome).HasField("body")

    assert world.source.record(outcome).body.outcome.act  # its own file stays whole
    (view,) = world.source.withdrawals(outcome_record_id=outcome)
    assert (view.revision_record_id, view.kind, view.reason) == (revocation, REVOKED, "复议撤销")
    for peer in view.peers:  # proof at the origin, peer by peer
        assert peer.in_audience
        assert peer.recognitions == len(relied[peer.member])
        assert set(peer.scopes) == ({R1, R5, R6} if peer.member == SINK else {R2, R3})
        assert began < _moment(view.issued_at) < _moment(peer.applied_at)
    _check_audit(world, outcome, revocation)
    assert not world.sink.withdrawals(origin=THIRD)

    world.processes[SINK].kill()  # once more, after all: nothing is reported twice
    world.processes[SINK].start()
    until(lambda: world.sink.withdrawals(origin=SOURCE, outcome_record_id=outcome)[0].peers[0].report_record_id)
    _check_audit(world, outcome, revocation)
    for code in MEMBERS:
        world.processes[code].stop()
        assert_verifies(world.settings[code])


def _check_audit(world: World, outcome: str, revocation: str) -> None:
    """The origin's log has its revocation; each neighbour's has when it was applied, the very moment that the origin was told, once."""
    assert len(world.source.audited(PUBLISHED, revocation)) == 1
    told = _peers(world.source, outcome)
    for node in (world.sink, world.third):
        (applied,) = node.audited(APPLIED, revocation)
        (reported,) = node.audited(REPORTED, revocation)
        assert told[node.member].report_record_id in reported.record_ids
        assert abs((_moment(applied.at) - _moment(told[node.member].applied_at)).total_seconds()) < 0.1


def test_who_relied_on_nothing_reports_too_and_a_person_reviews(world: World) -> None:
    """THIRD relied on nothing and says so; an organ of SINK looks at its decision, and a later withdrawal needs another look."""
    outcome = _agree_and_decide(world)
    (record,) = [world.sink.recognise(recognition(outcome, R1, SINK, 1))]
    changed = revision_draft(outcome, outcome_pb2.OUTCOME_REVISION_KIND_CHANGED)
    changed.outcome_revision.replacement.CopyFrom(outcome_draft().outcome)
    change = world.source.publish(changed)
    until(lambda: all(one.report_record_id for one in _peers(world.source, outcome).values()))
    assert {member: one.recognitions for member, one in _peers(world.source, outcome).items()} == {SINK: 1, THIRD: 0}
    (view,) = world.sink.reliances(state=TO_REVIEW)
    assert (view.recognition_record_id, view.ended_by) == (record, change)

    again = world.sink.recognise(recognition(outcome, R1, SINK, 2))  # the changed decision may be relied on anew
    assert set(_listed(world.sink, outcome, State.RELIANCE_STATE_IN_EFFECT)) == {again}
    world.sink.review(record)
    assert set(_listed(world.sink, outcome, State.RELIANCE_STATE_REVIEWED)) == {record}

    world.source.publish(revision_draft(outcome, REVOKED))
    until(lambda: len(world.sink.reliances(state=TO_REVIEW)) == 2)
