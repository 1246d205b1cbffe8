"""Real nodes that exchange leads: servers with certificates, on the databases asked for; records move when a test says so.

with lead_nodes(tmp_path) as bench:
    sent = bench.send(SENDER, made_lead())
    bench.sync()
    bench.answer(RECEIVER, sent, "RECEIVE")
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.domain.leads import Actor
from exchange.settings import NodeSettings
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import lead_pb2, lead_service_pb2
from exchange.v1.lead_service_pb2_grpc import LeadServiceStub
from tests.support.access import CALL_TIMEOUT_S, Refusal, refused, served
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, channel_to, free_port, opened
from tests.support.leads import POLICE, complete

LAW = "law:优化营商环境条例:57"
PURPOSE = (("exchange-purpose", "LEAD_TRANSFER"),)


@dataclass(slots=True)
class LeadNodes:
    """Nodes by member code, all serving; `cut` members take no part in `sync`."""

    settings: Mapping[str, NodeSettings]
    nodes: Mapping[str, NodeContext]
    channels: ExitStack
    stubs: dict[str, LeadServiceStub] = field(default_factory=dict)

    def stub(self, actor: Actor, who: str = "") -> LeadServiceStub:
        """LeadService of the actor's own node, with the certificate of its organ (or of `who`)."""
        key = who or actor.organ
        if key not in self.stubs:
            channel = channel_to(self.settings[actor.member], who or f"organ-{actor.organ}")
            self.stubs[key] = LeadServiceStub(self.channels.enter_context(channel))
        return self.stubs[key]

    def request(self, actor: Actor, lead: lead_pb2.Lead, *, basis: str = LAW, request_id: str = "") -> lead_service_pb2.SendLeadRequest:
        """A lead to send."""
        return lead_service_pb2.SendLeadRequest(request_id=request_id or str(uuid.uuid4()), organ=actor.organ, basis_id=basis, lead=lead)

    def send(self, actor: Actor, lead: lead_pb2.Lead, **given: str) -> lead_service_pb2.LeadThread:
        """Sends it from the actor's node."""
        request = self.request(actor, lead, **given)
        return self.stub(actor).SendLead(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).thread

    def refused_lead(self, actor: Actor, lead: lead_pb2.Lead) -> Refusal:
        """How the node refuses to send it."""
        return refused(self.stub(actor).SendLead, self.request(actor, lead), purpose="LEAD_TRANSFER")

    def step(self, actor: Actor, thread: lead_service_pb2.LeadThread, action: str, **given: Any) -> lead_service_pb2.AnswerLeadRequest:
        """A step that says what the law asks of it, filed just now; `given` replaces fields."""
        kind = lead_pb2.LeadKind.Name(thread.lead.kind).removeprefix("LEAD_KIND_")
        said = complete(action, kind, actor=actor)
        said.occurred_at.FromDatetime(datetime.now(UTC))
        if said.HasField("filed_at"):
            said.filed_at.CopyFrom(said.occurred_at)
        for name, value in given.items():
            said.ClearField(name)  # type: ignore[arg-type]  # a field's name
            said.MergeFrom(lead_pb2.LeadEvent(**{name: value}))
        return lead_service_pb2.AnswerLeadRequest(
            request_id=str(uuid.uuid4()), organ=actor.organ, lead_record_id=thread.lead_record_id, event=said
        )

    def answer(self, actor: Actor, thread: lead_service_pb2.LeadThread, action: str, **given: Any) -> lead_service_pb2.LeadThread:
        """Takes a step at the actor's node."""
        request = self.step(actor, thread, action, **given)
        return self.stub(actor).AnswerLead(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).thread

    def refused_step(self, actor: Actor, thread: lead_service_pb2.LeadThread, action: str, **given: Any) -> Refusal:
        """How the node refuses a step."""
        return refused(self.stub(actor).AnswerLead, self.step(actor, thread, action, **given), purpose="LEAD_TRANSFER")

    def get(self, actor: Actor, thread: lead_service_pb2.LeadThread, who: str = "") -> lead_service_pb2.LeadThread:
        """The thread as the actor's node has it."""
        request = lead_service_pb2.GetLeadRequest(lead_record_id=thread.lead_record_id)
        purpose = (("exchange-purpose", "SUPERVISION"),) if who else PURPOSE
        return self.stub(actor, who).GetLead(request, metadata=purpose, timeout=CALL_TIMEOUT_S).thread

    def pull(self, member: str, source: str) -> None:
        """`member` reads the ledger of `source` to its end."""
        context = self.nodes[member]
        peers = Peers(context)
        try:
            Puller(context, peers).pull(source)
        finally:
            peers.close()

    def sync(self, *members: str) -> None:
        """The given members (all, unless given) read one another."""
        codes = members or tuple(self.nodes)
        for member in codes:
            for source in codes:
                if member != source:
                    self.pull(member, source)


@contextmanager
def lead_nodes(folder: Path, *, databases: Mapping[str, str] | None = None) -> Iterator[LeadNodes]:
    """Three members; the first has two organs, the second of which stands for its police."""
    organs = {code: {ORGANS[code]: f"测试机关{code}"} for code in (SOURCE, SINK, THIRD)}
    organs[SOURCE][POLICE.organ] = "测试公安机关"
    plans = [
        NodePlan(
            code=code,
            name=f"测试成员{code}",
            listen=f"127.0.0.1:{free_port()}",
            organs=found,
            sync={"jitter_s": 0},
            database=(databases or {}).get(code, "sqlite:///data/node.db"),
        )
        for code, found in organs.items()
    ]
    settings = make_federation(folder / "federation", plans, now=datetime.now(UTC))
    with ExitStack() as stack:
        nodes = {code: stack.enter_context(opened(one)) for code, one in settings.items()}
        for context in nodes.values():
            stack.enter_context(served(context))
        yield LeadNodes(settings=settings, nodes=nodes, channels=stack)


def name(state: int) -> str:
    """A state without prefix."""
    return lead_pb2.LeadState.Name(state).removeprefix("LEAD_STATE_")
