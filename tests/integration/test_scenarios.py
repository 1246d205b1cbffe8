"""Plays the scenarios from the law (`scenarios/*.toml`, one file for each group of articles) between real nodes.

Each node has its server, its certificates and its database; neighbours reach it through a proxy that a partition stalls.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.domain.leads import Actor
from exchange.sync.batches import PullError
from exchange.v1 import lead_pb2, lead_service_pb2
from tests.support.access import served
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, free_port, opened
from tests.support.lead_nodes import LeadNodes, name
from tests.support.leads import POLICE, RECEIVER, SENDER, STRANGER, made_lead, officer
from tests.support.proxy import Proxy

FOLDER = Path(__file__).parent / "scenarios"
PARTITION_TIMEOUT_S = 1.0  # a pull into a partition gives up after that
OFFICERS = ("handlers", "reviewer", "approver", "legal_reviewer")  # fields that name officers, by number in the scenarios
CRIMINAL_BASIS = "law:行政处罚法:27"
Scenario = Mapping[str, Any]


def scenarios() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            divided = any(step["do"] == "partition" for step in case.get("play", ()))
            for first in (SOURCE, SINK) if divided else (SOURCE,):
                suffix = f", {first} hears first" if divided else ""
                yield pytest.param(case, first, id=f"{path.stem}: {case['name']}{suffix}")


@dataclass(slots=True)
class Stage:
    """The nodes, and the proxies between them."""

    nodes: LeadNodes
    proxies: Mapping[str, Proxy]
    divided: bool = False

    def meet(self, first: str = SOURCE) -> None:
        """Both sides read one another, `first` before the other, until both know everything."""
        other = SINK if first == SOURCE else SOURCE
        for member, source in ((first, other), (other, first)):
            self.nodes.pull(member, source)

    def divide(self) -> None:
        """From now on nothing goes between the nodes; a pull into that fails and leaves nothing behind."""
        self.divided = True
        for proxy in self.proxies.values():
            proxy.stall()
        with pytest.raises(PullError):
            self.nodes.pull(SINK, SOURCE)

    def heal(self, first: str) -> None:
        """They reach one another again."""
        self.divided = False
        for proxy in self.proxies.values():
            proxy.cut()
            proxy.resume()
        self.meet(first)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, postgresql_server: Any) -> Iterator[Stage]:
    """The sender on SQLite, the receiver on PostgreSQL."""
    organs = {code: {ORGANS[code]: f"测试机关{code}"} for code in (SOURCE, SINK, THIRD)}
    organs[SOURCE][POLICE.organ] = "测试公安机关"
    with ExitStack() as parts:
        databases = {SINK: parts.enter_context(postgresql_server.database())}
        plans = [
            NodePlan(
                code=code,
                name=f"测试成员{code}",
                listen=f"127.0.0.1:{free_port()}",
                organs=found,
                sync={"jitter_s": 0, "rpc_timeout_s": PARTITION_TIMEOUT_S},
                database=databases.get(code, "sqlite:///data/node.db"),
            )
            for code, found in organs.items()
        ]
        folder = tmp_path_factory.mktemp("scenarios")
        shown = make_federation(folder / "federation", plans, now=datetime.now(UTC))
        settings = {code: replace(one, listen=f"127.0.0.1:{free_port()}") for code, one in shown.items()}
        nodes = {code: parts.enter_context(opened(one)) for code, one in settings.items()}
        for context in nodes.values():
            parts.enter_context(served(context))
        proxies = {code: parts.enter_context(Proxy(settings[code].listen, listen=shown[code].listen)) for code in (SOURCE, SINK)}
        yield Stage(nodes=LeadNodes(settings=settings, nodes=nodes, channels=parts), proxies=proxies)


@pytest.mark.parametrize(("case", "first"), list(scenarios()))
def test_scenario(stage: Stage, case: Scenario, first: str) -> None:
    """The case goes as its file says, and both nodes end in the same state."""
    nodes = stage.nodes
    actors = {"sender": SENDER, "receiver": POLICE if case["kind"] == "CRIMINAL" else RECEIVER, "third": STRANGER}
    lead = lead_of(case, actors["receiver"])
    if "sent" in case:
        assert nodes.refused_lead(SENDER, lead).reason == case["sent"]
        return
    basis = {"basis": CRIMINAL_BASIS} if case["kind"] == "CRIMINAL" else {}
    earlier = nodes.send(SENDER, lead, **basis) if "earlier" in str(case["play"]) else None
    thread = nodes.send(SENDER, lead, **basis)
    stage.meet()
    for step in case["play"]:
        play(stage, thread, step, actors=actors, first=first, earlier=earlier)
    stage.meet(first)
    views = [nodes.get(actor, thread) for actor in dict.fromkeys((actors["sender"], actors["receiver"]))]
    assert [name(one.state) for one in views] == [case["state"]] * len(views)
    assert views[0].steps == views[-1].steps
    void = [action_name(one.event.action) for one in views[0].steps if one.refused_reason]
    assert void == case.get("void", [])


def play(
    stage: Stage,
    thread: lead_service_pb2.LeadThread,
    step: Mapping[str, Any],
    *,
    actors: Mapping[str, Actor],
    first: str,
    earlier: lead_service_pb2.LeadThread | None,
) -> None:
    """One line of a case."""
    if step["do"] == "partition":
        stage.divide()
        return
    if step["do"] == "heal":
        stage.heal(first)
        return
    actor = actors[step["by"]]
    given = said(step.get("with", {}), actor, actors)
    if given.get("duplicate_of") == "earlier":
        assert earlier is not None
        given["duplicate_of"] = earlier.lead_record_id
    if "refused" in step:
        assert stage.nodes.refused_step(actor, thread, step["do"], **given).reason == step["refused"], step
        return
    stage.nodes.answer(actor, thread, step["do"], **given)
    if not stage.divided:
        stage.meet()


def said(fields: Mapping[str, Any], actor: Actor, actors: Mapping[str, Actor]) -> dict[str, Any]:
    """A step's own fields as the message has them; officers by number (0: none), organs by their part."""
    event = lead_pb2.LeadEvent()
    found: dict[str, Any] = {}
    for field, value in fields.items():
        if field in OFFICERS:
            found[field] = officer(value, actor.organ) if value else None
        elif field == "designated_organ":
            found[field] = actors[value].organ
        else:
            found[field] = getattr(ParseDict({field: value}, event), field)
    return found


def lead_of(case: Scenario, receiver: Actor) -> lead_pb2.Lead:
    """A lawful lead of the case's kind, with the case's own fields."""
    lead = made_lead(lead_pb2.LeadKind.Value(f"LEAD_KIND_{case['kind']}"), receiver=receiver)
    lead.act = f"{case['name']} {datetime.now(UTC).isoformat()}"  # an act of its own: cases don't meet
    for field, value in case.get("lead", {}).items():
        lead.ClearField(field)
        if field == "handlers":
            lead.handlers.extend(officer(number, SENDER.organ) for number in value)
        elif field in OFFICERS:
            if value:
                getattr(lead, field).CopyFrom(officer(value, SENDER.organ))
        else:
            ParseDict({field: value}, lead)
    return lead


def action_name(action: int) -> str:
    return lead_pb2.LeadAction.Name(action).removeprefix("LEAD_ACTION_")


def test_every_kind_has_allowed_and_forbidden_steps_and_every_case_its_article() -> None:
    found: dict[str, set[str]] = {}
    for parameter in scenarios():
        case = parameter.values[0]
        assert case["article"]
        for step in case.get("play", ()):
            found.setdefault(case["kind"], set()).add("refused" if "refused" in step else "allowed")

    assert set(found) == {"LEAD", "CASE", "ASSIST", "CRIMINAL", "REVERSE"}
    assert all(kinds == {"allowed", "refused"} for kinds in found.values())
