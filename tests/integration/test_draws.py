"""A draw over three real nodes: two take part, the third computes it anew from its own ledgers; who withholds, lies or comes late."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from exchange.cli.main import root
from exchange.planning.draw import register_version
from exchange.planning.ledger_draw import register_of
from exchange.storage import ledgers
from exchange.storage.tables import entries
from exchange.sync.context import utc_now
from exchange.sync.drawing import Drawing
from exchange.v1 import draw_pb2, record_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.identifiers import uscc

PARTIES = (SOURCE, SINK)
ROUND = timedelta(hours=1)


@dataclass(slots=True)
class Bench:
    """Nodes whose clocks the test moves together."""

    world: Exchanging
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return utc_now() + self.ahead

    def step(self, *members: str) -> None:
        """The draws' job of each, then everybody pulls."""
        for code in members:
            Drawing(replace(self.world.nodes[code], now=self.now)).run()
        self.world.pull_all()

    def announce(self, **given: Any) -> str:
        task = made_task(**given)
        task.reveal_by.FromDatetime(self.now() + ROUND)
        draft = said(SOURCE, draw_task=task, purpose=record_pb2.PURPOSE_JOINT_INSPECTION)
        record = self.world.publish(SOURCE, draft, key=f"{given} {self.now()}").record_id
        self.world.pull_all()
        return str(record)

    def get(self, task: str, member: str = THIRD) -> pb.GetDrawResponse:
        asked = pb.GetDrawRequest(task_record_id=task)
        answer: pb.GetDrawResponse = self.world.ask(
            member, InspectionServiceStub, "GetDraw", asked, who="planner", purpose="JOINT_INSPECTION"
        )
        return answer

    def verify(self, task: str, member: str = THIRD) -> tuple[int, dict[str, Any]]:
        """`exchange inspection verify-draw`, on a node's own database."""
        settings = self.world.settings[member]
        words = ["--lang", "en", "inspection", "verify-draw", task, "--config", str(settings.home / "node.toml"), "--json"]
        result = CliRunner().invoke(root, [*words, "--database", settings.database])
        return result.exit_code, json.JSONDecoder().raw_decode(result.stdout)[0]


def made_task(**given: Any) -> draw_pb2.DrawTask:
    """Forty companies of all classes, two key sectors, one not to be disturbed; two organs' officers."""
    codes = [uscc(head="91", region="310116", body=f"XU{at:06d}") for at in range(40)]
    candidates = [
        draw_pb2.DrawCandidate(uscc=code, risk="ABCD"[at % 4], credit="ABCD"[at // 4 % 4], key_sector=at < 2, excluded=int(at == 2))  # type: ignore[arg-type]
        for at, code in enumerate(codes)
    ]
    pools = [draw_pb2.OfficerPool(organ=ORGANS[one], officers=[f"{one}-{at}" for at in range(6)], count=2) for one in PARTIES]
    values: dict[str, Any] = {
        "title": "2026年四季度食品经营联合抽查",
        "share_bp": 1500,
        "least": 3,
        "risk_weights": [1, 2, 4, 8],
        "credit_weights": [1, 2, 3, 4],
        "parties": [draw_pb2.DrawParty(member=one, organ=ORGANS[one]) for one in PARTIES],
        "witnesses": [draw_pb2.DrawParty(member=THIRD, organ=ORGANS[THIRD])],
        "candidates": candidates,
        "pools": pools,
        "round_hours": 1,
        **given,
    }
    task = draw_pb2.DrawTask(**values)
    task.register_version = register_version(*register_of(task))
    return task


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("draws")) as made:
        yield made


@pytest.fixture
def bench(world: Exchanging) -> Bench:
    return Bench(world)


def test_two_parties_draw_and_a_third_computes_the_same_from_its_own_ledgers(bench: Bench) -> None:
    task = bench.announce()
    assert bench.get(task).draw.state == pb.DRAW_STATE_COMMITTING
    assert bench.verify(task)[0] == 1  # nothing is published yet

    bench.step(SOURCE)
    assert [one.nonce for one in bench.get(task).draw.parties] == [b"", b""]  # nobody reveals before all have committed
    bench.step(SOURCE)
    bench.step(SINK)
    assert bench.get(task).draw.state == pb.DRAW_STATE_REVEALING
    bench.step(SOURCE, SINK)
    bench.step(SOURCE)

    answer = bench.get(task)
    assert answer.draw.state == pb.DRAW_STATE_DRAWN
    assert [one.revealed for one in answer.draw.parties] == [True, True]
    assert (len(answer.result.drawn), len(answer.result.full)) == (6, 2)  # 15 % of 37, rounded up; key sectors in full
    assert [len(one.officers) for one in answer.result.officers] == [2, 2]
    code, said_by = bench.verify(task)
    assert (code, said_by["findings"], said_by["drawn"]) == (0, [], list(answer.result.drawn))
    bench.step(*PARTIES, THIRD)  # nothing more is signed
    assert bench.get(task).draw.result_record_id == answer.draw.result_record_id


def test_a_party_that_withholds_is_named_and_the_draw_is_repeated_without_it(bench: Bench) -> None:
    task = bench.announce(title="扣留随机数")
    bench.step(*PARTIES)
    bench.step(SOURCE)  # SINK commits, and never reveals
    bench.ahead += ROUND + timedelta(minutes=1)
    bench.world.pull_all()
    for node in bench.world.nodes.values():
        _read_later(node, bench.now())
    bench.step(SOURCE)  # closes the round
    for node in bench.world.nodes.values():
        _stored_later(node, task, bench.now())
    bench.step(SOURCE, THIRD)  # the witness steps in
    bench.step(SOURCE, THIRD)
    bench.step(SOURCE)

    answer = bench.get(task, SINK)
    assert answer.draw.state == pb.DRAW_STATE_DRAWN
    assert (answer.draw.number, list(answer.draw.withheld)) == (1, [SINK])
    assert [one.member for one in answer.draw.parties] == [SOURCE, THIRD]

    late = draw_pb2.DrawReveal(number=0, nonce=Drawing(bench.world.nodes[SINK])._nonce(task, 0))  # the withheld one
    draft = said(SINK, draw_reveal=late, thread_id=task, purpose=record_pb2.PURPOSE_JOINT_INSPECTION)
    bench.world.publish(SINK, draft, key=f"late {task}")
    bench.world.pull_all()
    for node in bench.world.nodes.values():
        _stored_later(node, task, bench.now())
    assert bench.get(task).draw.number == 1  # it can't choose between two rounds
    assert bench.verify(task)[0] == 0


def _read_later(node: Any, moment: datetime) -> None:
    """As if the neighbours' ledgers had been read at that time."""
    with node.database.durable() as connection:
        for head in ledgers.list_heads(connection):
            ledgers.set_values(connection, head.number, verified_at=int(moment.timestamp() * 1e6))


def _stored_later(node: Any, task: str, moment: datetime) -> None:
    """As if the closure, and nonces with it, had come at that time."""
    kinds = (record_pb2.RECORD_TYPE_DRAW_CLOSURE, record_pb2.RECORD_TYPE_DRAW_REVEAL)
    steps = (entries.c.thread_id == task) & entries.c.type.in_(kinds)
    with node.database.durable() as connection:
        connection.execute(entries.update().where(steps).values(stored_at=int(moment.timestamp() * 1e6)))


@pytest.mark.parametrize("given", [{"parties": []}, {"risk_weights": [1, 1, 1, 1]}, {"credit_weights": [4, 3, 2, 1]}])
def test_a_task_that_cannot_be_drawn_by_is_refused(bench: Bench, given: dict[str, Any]) -> None:
    task = made_task(**given)
    task.reveal_by.FromDatetime(bench.now())
    found = bench.world.refused(SOURCE, said(SOURCE, draw_task=task, purpose=record_pb2.PURPOSE_JOINT_INSPECTION))

    assert found.reason == "FIELD_INVALID"


def test_a_register_that_is_not_the_one_named_is_refused(bench: Bench) -> None:
    task = made_task()
    task.candidates[5].risk = "D"
    task.reveal_by.FromDatetime(bench.now())

    found = bench.world.refused(SOURCE, said(SOURCE, draw_task=task, purpose=record_pb2.PURPOSE_JOINT_INSPECTION))

    assert (found.reason, list(found.fields)) == ("FIELD_INVALID", ["draw_task.register_version"])


TAMPERED = {
    "nonce": lambda body: body.draw_reveal.CopyFrom(draw_pb2.DrawReveal(number=body.draw_reveal.number, nonce=bytes(32))),
    "weight": lambda body: body.draw_result.weights.update({min(body.draw_result.weights): 999}),
    "drawn-list": lambda body: body.draw_result.drawn.append(min(set(body.draw_result.weights) - set(body.draw_result.drawn))),
    "register-version": lambda body: setattr(
        body.draw_task.candidates[7], "risk", "D" if body.draw_task.candidates[7].risk != "D" else "A"
    ),
    "seed": lambda body: setattr(body.draw_result, "seed", bytes(32)),
}


@pytest.mark.parametrize("fault", TAMPERED)
def test_what_was_tampered_with_is_named(bench: Bench, fault: str) -> None:
    task = bench.announce(title=f"篡改 {fault}")
    for _time in range(3):
        bench.step(*PARTIES)
    assert bench.verify(task)[0] == 0
    kind = {"nonce": record_pb2.RECORD_TYPE_DRAW_REVEAL, "register-version": record_pb2.RECORD_TYPE_DRAW_TASK}
    with bench.world.nodes[THIRD].database.durable() as connection:
        wanted = kind.get(fault, record_pb2.RECORD_TYPE_DRAW_RESULT)
        thread = entries.c.record_id == task if fault == "register-version" else entries.c.thread_id == task
        row = connection.execute(entries.select().where(entries.c.type == wanted, thread).order_by(entries.c.position)).first()
        assert row is not None
        body = record_pb2.RecordBody.FromString(bytes(row.body))
        TAMPERED[fault](body)
        here = entries.update().where(entries.c.position == row.position)
        connection.execute(here.values(body=body.SerializeToString()))
    try:
        code, answer = bench.verify(task)
        assert code == 3  # verification failed
        assert fault in {one["fault"] for one in answer["findings"]}
        assert bench.get(task).draw.state == pb.DRAW_STATE_DISPUTED
        assert fault in {one.fault for one in bench.get(task).findings}
    finally:
        with bench.world.nodes[THIRD].database.durable() as connection:
            connection.execute(here.values(body=row.body))
    assert bench.verify(task)[0] == 0


def test_the_same_nonce_comes_out_of_every_process_and_another_for_each_round(bench: Bench) -> None:
    node = bench.world.nodes[SOURCE]
    first, second = Drawing(node), Drawing(node)

    assert first._nonce("t", 0) == second._nonce("t", 0)
    assert len({first._nonce(task, number) for task in "ab" for number in range(3)}) == 6
    key = Path(node.settings.home / "keys" / "draws.key")
    assert key.stat().st_mode & 0o077 == 0
