"""Running a node: how members stand, connections tried stage by stage, jobs by hand, and what became of a record, on both databases."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import grpc
import pytest
from sqlalchemy import Connection

from exchange.ledger.checkpoints import ledger_origin
from exchange.settings import CaseStoreSettings
from exchange.software import SOFTWARE
from exchange.storage import forks, ledgers
from exchange.storage.ledgers import NewEntry
from exchange.storage.reading import fates as fate_reading
from exchange.storage.tables import deliveries
from exchange.sync.context import NodeContext
from exchange.sync.probing import Probe
from exchange.sync.runner import Jobs
from exchange.v1 import error_pb2, record_pb2
from exchange.v1 import operations_service_pb2 as pb
from exchange.v1.operations_service_pb2_grpc import OperationsServiceStub
from tests.support.access import refused
from tests.support.exchanging import Exchanging, on_each_database
from tests.support.federation import SINK, SOURCE, THIRD, audited, draft, free_port, publish

ADMIN, SECURITY = "system-admin", "security-admin"
STORE = "cases"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("operations")) as made:
        yield made


def ask(world: Exchanging, method: str, request: Any, *, who: str = ADMIN, member: str = SINK) -> Any:
    return world.ask(member, OperationsServiceStub, method, request, who=who)


def standing(world: Exchanging, of: str) -> pb.MemberStanding:
    (found,) = [one for one in ask(world, "GetFederation", pb.GetFederationRequest()).members if one.member == of]
    return found


def fates(world: Exchanging, **asked: Any) -> list[tuple[str, str]]:
    answer = ask(world, "ExplainAbsence", pb.ExplainAbsenceRequest(**asked))
    return [(one.member, pb.Fate.Name(one.fate).removeprefix("FATE_")) for one in answer.fates]


def published(world: Exchanging, number: int, *audience: str) -> str:
    return publish(world.nodes[SOURCE], [draft(number, audience=audience)]).appended[0].record_id


def test_a_member_stands_as_far_as_its_ledger_was_read(world: Exchanging) -> None:
    publish(world.nodes[SOURCE], [draft(number) for number in range(1, 4)])
    world.pull(SINK, SOURCE)

    found = standing(world, SOURCE)

    assert (found.size, found.known_size, found.lag, found.software, found.own) == (3, 3, 0, SOFTWARE, False)
    assert found.HasField("verified_at")
    assert len(found.root) == 32
    assert pb.EXPIRY_KIND_AUTHORITY in {one.kind for one in found.expiries}
    assert pb.EXPIRY_KIND_NODE_CERTIFICATE in {one.kind for one in standing(world, SINK).expiries}


def test_a_pull_that_fails_is_named_until_one_succeeds(world: Exchanging) -> None:
    jobs = Jobs(_elsewhere(world.nodes[SINK], THIRD))
    _counts, error = jobs.run(f"pull {THIRD}")
    jobs.peers.close()

    assert error
    assert standing(world, THIRD).last_error == error
    runs = ask(world, "ListJobRuns", pb.ListJobRunsRequest(job=f"pull {THIRD}", failed_only=True)).runs
    assert [one.error for one in runs] == [error]

    answer = ask(world, "RunJob", pb.RunJobRequest(name=f"pull {THIRD}"))

    assert (answer.busy, answer.error) == (False, "")
    assert standing(world, THIRD).last_error == ""


def _elsewhere(node: NodeContext, member: str) -> NodeContext:
    """The node, for which a member is where nobody listens."""
    descriptors = [type(one).FromString(one.SerializeToString()) for one in node.trust.membership.members.values()]
    for one in descriptors:
        if one.code == member:
            one.endpoints[:] = [f"127.0.0.1:{free_port()}"]
    holder = type(node.trust)(node.trust.client, type(node.trust.membership).load(descriptors))
    return replace(node, trust=holder)


def test_a_job_that_runs_is_not_run_twice_and_an_unknown_one_is_refused(world: Exchanging) -> None:
    schedule = Jobs(world.nodes[SINK])
    epoch = schedule._store.claim("gossip", now=world.nodes[SINK].microseconds(), for_us=60_000_000)  # as a run holds it
    assert epoch is not None

    assert ask(world, "RunJob", pb.RunJobRequest(name="gossip")).busy
    assert {one.name: one.holder for one in ask(world, "ListJobs", pb.ListJobsRequest()).jobs}["gossip"]

    schedule._store.release("gossip", epoch=epoch)
    schedule.peers.close()
    assert not ask(world, "RunJob", pb.RunJobRequest(name="gossip")).busy
    with world.channel(SINK, ADMIN) as channel:
        found = refused(OperationsServiceStub(channel).RunJob, pb.RunJobRequest(name="drop"), purpose="SUPERVISION")
    assert (found.reason, list(found.fields)) == ("FIELD_INVALID", ["name"])


def test_runs_are_paged_without_gap_or_double(world: Exchanging) -> None:
    for _time in range(5):
        ask(world, "RunJob", pb.RunJobRequest(name="subjects"))
    whole = [one.id for one in ask(world, "ListJobRuns", pb.ListJobRunsRequest(job="subjects")).runs]
    paged: list[int] = []
    token = ""
    while True:
        page = ask(world, "ListJobRuns", pb.ListJobRunsRequest(job="subjects", page_size=2, page_token=token))
        paged += [one.id for one in page.runs]
        token = page.next_page_token
        if not token:
            break

    assert paged == whole
    assert len(whole) == 5


def test_a_connection_is_tried_stage_by_stage(world: Exchanging) -> None:
    publish(world.nodes[SOURCE], [draft(11)])
    answer = ask(world, "TestConnection", pb.TestConnectionRequest(member=SOURCE))

    assert [(one.step, one.passed) for one in answer.stages] == [(step, True) for step in pb.ConnectionStep.values() if step]
    assert answer.software == SOFTWARE

    down = Probe(_elsewhere(world.nodes[SINK], SOURCE), SOURCE).run()
    assert [(one.step, one.passed) for one in down.stages] == [(pb.CONNECTION_STEP_REACH, False)]


def test_another_members_certificate_fails_in_the_handshake(world: Exchanging) -> None:
    node = world.nodes[SINK]
    descriptors = {code: type(one).FromString(one.SerializeToString()) for code, one in node.trust.membership.members.items()}
    descriptors[SOURCE].endpoints[:] = descriptors[THIRD].endpoints
    holder = type(node.trust)(node.trust.client, type(node.trust.membership).load(descriptors.values()))

    found = Probe(replace(node, trust=holder), SOURCE).run()

    assert [(one.step, one.passed) for one in found.stages] == [(pb.CONNECTION_STEP_REACH, True), (pb.CONNECTION_STEP_HANDSHAKE, False)]


def test_what_is_here_withheld_not_pulled_or_not_there_is_told_apart(world: Exchanging) -> None:
    here, theirs = published(world, 21), published(world, 22, THIRD)
    world.pull(SINK, SOURCE)
    size = standing(world, SOURCE).size
    late = published(world, 23)

    assert fates(world, record_id=here) == [(SOURCE, "HERE")]
    assert fates(world, member=SOURCE, index=size - 1) == [(SOURCE, "WITHHELD")]
    assert fates(world, member=SOURCE, record_id=theirs) == [(SOURCE, "NOT_PULLED")]  # read, but not 10 minutes beyond its time
    assert fates(world, member=SOURCE, record_id=late) == [(SOURCE, "NOT_PULLED")]
    assert fates(world, member=SOURCE, record_id=_made_at_hour_ago()) == [(SOURCE, "NOT_FOR_US")]
    assert fates(world, member=SOURCE, index=size + 5) == [(SOURCE, "NOT_THERE")]
    assert fates(world, record_id=str(uuid.uuid4())) == [(SOURCE, "NOT_PULLED"), (THIRD, "NOT_PULLED")]  # it tells no time


def test_a_member_of_whom_nothing_was_read_yet_is_named_too(world: Exchanging) -> None:
    asked = [pb.ExplainAbsenceRequest(member=THIRD, index=0), pb.ExplainAbsenceRequest(record_id=_made_at_hour_ago())]
    found = [one for request in asked for one in ask(world, "ExplainAbsence", request, member=SOURCE).fates if one.member == THIRD]

    assert [(one.fate, one.read_to) for one in found] == [(pb.FATE_NOT_PULLED, 0)] * 2


def _made_at_hour_ago() -> str:
    """A UUIDv7 of an hour ago."""
    made = uuid.uuid4().int & ~(0xFFFFFFFFFFFF << 80) & ~(0xF << 76)
    milliseconds = int(time.time() * 1000) - 3_600_000
    return str(uuid.UUID(int=made | milliseconds << 80 | 7 << 76))


def test_what_was_refused_parked_erased_or_waits_is_told_with_its_reason(world: Exchanging) -> None:
    node = world.nodes[SINK]
    kept = [published(world, number) for number in (31, 32, 33)]
    world.pull(SINK, SOURCE)
    with node.database.durable() as connection:
        head = ledgers.lock(connection, ledger_origin(SOURCE))
        rows = {one: ledgers.read_position(connection, one) for one in kept}
        values = {"attempts": 5, "next_attempt_at": 1, "reason": "STORE_CONSTRAINT", "detail": "字段过长", "failed_at": 1}
        for record, state in ((kept[0], "parked"), (kept[1], "retry")):
            row = rows[record]
            assert row is not None
            connection.execute(
                deliveries.insert().values(store=STORE, position=row.position, thread_id=record, record_id=record, state=state, **values)
            )
        end = head.size
    try:
        assert fates(world, record_id=kept[0]) == [(SOURCE, "PARKED")]
        assert fates(world, record_id=kept[1]) == [(SOURCE, "RETRYING")]
        held = ask(world, "ListDeliveries", pb.ListDeliveriesRequest(parked_only=True)).deliveries
        assert [(one.record_id, one.index, one.parked, one.detail) for one in held] == [(kept[0], end - 3, True, "字段过长")]
        assert ask(world, "ReplayDeliveries", pb.ReplayDeliveriesRequest(reason="OTHER")).replayed == 0
        assert ask(world, "ReplayDeliveries", pb.ReplayDeliveriesRequest(record_id=kept[0])).replayed == 1
        assert fates(world, record_id=kept[0]) == [(SOURCE, "RETRYING")]
    finally:
        with node.database.durable() as connection:
            connection.execute(deliveries.delete())
    assert fates(world, record_id=kept[2]) == [(SOURCE, "HERE")]
    assert audited(node, "case:store:replay")
    assert audited(node, "record:any:explain")


def test_what_no_delivery_has_come_to_waits_for_it(world: Exchanging) -> None:
    record = published(world, 41)
    world.pull(SINK, SOURCE)
    node = world.nodes[SINK]
    store = CaseStoreSettings(name=STORE, adapter="sql", organ="")

    with node.database.reading() as connection:
        asked = fate_reading.Asked(heads=ledgers.list_heads(connection), stores=[store.name], failures={})
        (found,) = fate_reading.fates_of_record(connection, asked, record)
    assert (found.fate, found.store) == (pb.FATE_NOT_DELIVERED, STORE)


def test_a_frozen_ledger_is_shown_with_both_notes_and_lifted_by_the_security_administrator_alone(world: Exchanging) -> None:
    node, origin = world.nodes[SINK], ledger_origin(SOURCE)
    with node.database.durable() as connection:
        forks.freeze(connection, origin, reason=error_pb2.ERROR_REASON_FORK_DETECTED, first=b"one\n", second=b"two\n", source=THIRD, now=1)
    lift = pb.LiftFreezeRequest(member=SOURCE, reason="成员已书面说明")

    (shown,) = standing(world, SOURCE).forks
    assert (shown.first_note, shown.second_note, shown.source, shown.HasField("lifted_at")) == (b"one\n", b"two\n", THIRD, False)
    assert fates(world, member=SOURCE, index=10_000) == [(SOURCE, "FROZEN")]
    with world.channel(SINK, ADMIN) as channel:
        assert refused(OperationsServiceStub(channel).LiftFreeze, lift, purpose="SUPERVISION").reason == "ROLE_NOT_ALLOWED"
    assert ask(world, "LiftFreeze", lift, who=SECURITY).lifted == 1
    (shown,) = standing(world, SOURCE).forks
    assert "成员已书面说明" in shown.lifted_by
    assert audited(node, "ledger:peer:lift")
    with world.channel(SINK, SECURITY) as channel:
        assert refused(OperationsServiceStub(channel).LiftFreeze, lift, purpose="SUPERVISION").reason == "FIELD_INVALID"


def test_what_came_and_did_not_verify_is_found_by_its_id_and_by_its_place(world: Exchanging) -> None:
    record = str(uuid.uuid4())
    signed = record_pb2.SignedRecord(header=record_pb2.RecordHeader(record_id=record).SerializeToString())
    origin = ledger_origin(SINK)
    with undone(world.nodes[THIRD]) as connection:
        ledgers.ensure(connection, origin=origin, own=False)
        head = ledgers.lock(connection, origin)
        entry = NewEntry(bytes(32), envelope=signed.SerializeToString(), body=b"", refused="SIGNATURE_INVALID")
        ledgers.append(connection, head, [entry], now=0)
        asked = fate_reading.Asked(heads=ledgers.list_heads(connection), stores=[], failures={})

        found = fate_reading.fates_of_record(connection, asked, record)
        found.append(fate_reading.fate_at(connection, asked, ledgers.get(connection, origin), head.size))

    assert [(one.fate, one.reason, one.record_id) for one in found] == [(pb.FATE_REFUSED, "SIGNATURE_INVALID", record)] * 2


@contextmanager
def undone(node: NodeContext) -> Iterator[Connection]:
    """A transaction that is taken back: what is laid out in it would not verify."""
    with node.database.durable() as connection:
        nested = connection.begin_nested()
        yield connection
        nested.rollback()


@pytest.mark.parametrize("who", ["organ", "planner", SECURITY])
def test_others_run_no_jobs(world: Exchanging, who: str) -> None:
    with world.channel(SINK, "" if who == "organ" else who) as channel, pytest.raises(grpc.RpcError):
        OperationsServiceStub(channel).RunJob(pb.RunJobRequest(name="gossip"), metadata=(("exchange-purpose", "SUPERVISION"),))
