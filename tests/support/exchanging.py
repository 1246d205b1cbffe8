"""Nodes of a federation in this process, each served over mutual TLS, on a database of either kind; what one publishes the others pull."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from exchange.settings import NodeSettings
from exchange.storage import projection
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import record_pb2, record_service_pb2, record_service_pb2_grpc
from tests.support.access import CALL_TIMEOUT_S, Refusal, as_peer, refused, served
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, assert_verifies, federate, opened, request_id

LAW = "law:优化营商环境条例:57"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchanging:
    """Running nodes by member code."""

    settings: dict[str, NodeSettings]
    nodes: dict[str, NodeContext]

    def pull(self, member: str, *sources: str) -> None:
        """`member` pulls what the others (all, unless named) have published."""
        peers = Peers(self.nodes[member])
        for source in sources or [one for one in self.nodes if one != member]:
            Puller(self.nodes[member], peers).pull(source)
        peers.close()

    def pull_all(self) -> None:
        """Everybody pulls everything."""
        for member in self.nodes:
            self.pull(member)

    def publish(self, member: str, draft: record_pb2.RecordDraft, *, key: object = "") -> record_service_pb2.PublishRecordResponse:
        """By RecordService, as the member's organ."""
        with self.channel(member) as channel:
            stub = record_service_pb2_grpc.RecordServiceStub(channel)
            return stub.PublishRecord(_request(draft, key), metadata=_purpose("CASE_HANDLING"), timeout=CALL_TIMEOUT_S)

    def refused(self, member: str, draft: record_pb2.RecordDraft) -> Refusal:
        """A publication that must be refused."""
        with self.channel(member) as channel:
            return refused(record_service_pb2_grpc.RecordServiceStub(channel).PublishRecord, _request(draft, ""), purpose="CASE_HANDLING")

    def options(self, member: str, who: str = "") -> list[str]:
        """With which `exchange` calls `member`'s node, as its organ or as `who`."""
        settings = self.settings[member]
        certs, stem = settings.home / "certs", who or f"organ-{ORGANS[member]}"
        return [
            f"--node={settings.listen}",
            f"--ca={certs / 'ca.pem'}",
            f"--cert={certs / f'{stem}.pem'}",
            f"--key={certs / f'{stem}.key'}",
        ]

    def channel(self, member: str, who: str = "", *, asker: str = "") -> grpc.Channel:
        """To `member`'s node, as `who` ("auditor", "node", …; by default the organ) of `asker` (by default the member itself)."""
        return as_peer(self.settings[member], self.settings[asker or member], who)

    def ask(self, member: str, stub: Any, method: str, request: Message, *, who: str = "", asker: str = "", purpose: str = "") -> Any:
        """One call; the answer."""
        with self.channel(member, who, asker=asker) as channel:
            return getattr(stub(channel), method)(request, metadata=_purpose(purpose or "SUPERVISION"), timeout=CALL_TIMEOUT_S)

    def rebuild(self, member: str) -> None:
        """Drops and refills the projections."""
        projection.rebuild(self.nodes[member].database)


def _request(draft: record_pb2.RecordDraft, key: object) -> record_service_pb2.PublishRecordRequest:
    return record_service_pb2.PublishRecordRequest(request_id=request_id(key or draft.SerializeToString(deterministic=True)), draft=draft)


def _purpose(code: str) -> tuple[tuple[str, str], ...]:
    return (("exchange-purpose", code),)


def said(member: str, *, audience: Sequence[str] = (), sharing_class: int = record_pb2.SHARING_CLASS_CONDITIONAL, **values: Any) -> Any:
    """A draft of the member's organ; `values` are header fields and the payload."""
    return record_pb2.RecordDraft(
        organ=ORGANS[member],
        audience=audience,
        sharing_class=sharing_class,
        basis_id=LAW,
        purpose=values.pop("purpose", record_pb2.PURPOSE_CASE_HANDLING),
        **values,
    )


@contextmanager
def exchanging(
    folder: Path, databases: dict[str, str], *, codes: Sequence[str] = (SOURCE, SINK, THIRD), tables: Mapping[str, str] | None = None
) -> Iterator[Exchanging]:
    """Starts the nodes of `codes`; `tables` are further tables of their node.toml, by code. What they hold verifies at the end."""
    settings = federate(folder, codes, databases=databases, case_stores=tables)
    with ExitStack() as stack:
        nodes = {code: stack.enter_context(opened(one)) for code, one in settings.items()}
        for node in nodes.values():
            stack.enter_context(served(node))
        yield Exchanging(settings=settings, nodes=nodes)
    for one in settings.values():
        assert_verifies(one)


@contextmanager
def on_each_database(
    request: pytest.FixtureRequest, folder: Path, codes: Sequence[str] = (SOURCE, SINK, THIRD), *, tables: Mapping[str, str] | None = None
) -> Iterator[Exchanging]:
    """As `exchanging`, on SQLite; where the fixture's parameter is "postgresql", each node on a PostgreSQL database of its own."""
    with ExitStack() as stack:
        databases = {}
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            databases = {code: stack.enter_context(server.database()) for code in codes}
        yield stack.enter_context(exchanging(folder, databases, codes=codes, tables=tables))
