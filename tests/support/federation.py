"""Federations for tests: nodes as processes that can be killed and started again, and nodes opened in this process without a server.

settings = federate(tmp_path, [SOURCE, SINK])
with NodeProcess(settings[SOURCE]) as node:
    stub = record_stub(settings[SOURCE])
    stub.PublishRecord(publish_request(1), metadata=PURPOSE)
    node.kill()
    node.start()
"""

from __future__ import annotations

import json
import select as readiness
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import UUID, uuid5

import grpc
from sqlalchemy import select

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.node.bootstrap import close_node, open_node
from exchange.settings import NodeSettings
from exchange.storage.engine import Database
from exchange.storage.tables import audit_events, entries
from exchange.storage.writer import Receipt, Submission
from exchange.sync.context import NodeContext
from exchange.sync.publisher import DraftRequest, Publisher
from exchange.sync.verify import verify_ledgers
from exchange.trust.client import TrustClient
from exchange.v1 import outcome_pb2, record_pb2, record_service_pb2, record_service_pb2_grpc, subject_pb2

SOURCE, SINK, THIRD = "310116", "330482", "330421"
ORGANS = {SOURCE: "11310116MB2F3040XF", SINK: "11330482MB1C456662", THIRD: "11330421MB0W12342D"}
SUBJECT = "913101166078754287"
PURPOSE = (("exchange-purpose", "CASE_HANDLING"),)
START_TIMEOUT_S = 60.0  # on a loaded machine; 2 s is usual
STOP_TIMEOUT_S = 30.0
_NAMESPACE = UUID("6f0d4bb8-5a0e-4a7a-9c8e-1f2f0a6f1c11")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def federate(
    folder: Path,
    codes: Sequence[str] = (SOURCE, SINK),
    *,
    sync: Mapping[str, float] | None = None,
    databases: Mapping[str, str] | None = None,
    case_stores: Mapping[str, str] | None = None,
) -> dict[str, NodeSettings]:
    """A membership of `codes` with their keys, certificates and settings below `folder`; `sync` are settings of [sync]."""
    plans = [
        NodePlan(
            code=code,
            name=f"测试成员{code}",
            listen=f"127.0.0.1:{free_port()}",
            organs={ORGANS[code]: f"测试机关{code}"},
            database=(databases or {}).get(code, "sqlite:///data/node.db"),
            sync={"jitter_s": 0, **(sync or {})},
            case_stores=(case_stores or {}).get(code, ""),
        )
        for code in codes
    ]
    return make_federation(folder / "federation", plans, now=datetime.now(UTC))


class NodeProcess:
    """`exchange serve` of one node. As a context manager it is started, and killed at the end."""

    def __init__(self, settings: NodeSettings, *, jobs: bool = False) -> None:
        self.settings = settings
        self._jobs = jobs
        self._process: subprocess.Popen[bytes] | None = None
        self.log = settings.home / "serve.log"

    def start(self) -> None:
        """Starts it and waits until it listens."""
        command = [str(Path(sys.executable).with_name("exchange")), "serve", "--json", "--config", str(self.settings.home / "node.toml")]
        command += [] if self._jobs else ["--no-jobs"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
        assert self._process.stdout is not None
        ready, _, _ = readiness.select([self._process.stdout], [], [], START_TIMEOUT_S)
        line = self._process.stdout.readline() if ready else b""
        if not line or json.loads(line).get("member") != self.settings.code:
            self.kill()
            raise RuntimeError(f"the node didn't start: {line.decode()} {self.log.read_text(errors='replace')[-2000:]}")

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(STOP_TIMEOUT_S)
        self.kill()
        return code

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def organ_files(settings: NodeSettings) -> str:
    """The stem of the certificate of the node's organ."""
    return f"organ-{ORGANS[settings.code]}"


def credentials(settings: NodeSettings, who: str, *, home: Path | None = None) -> grpc.ChannelCredentials:
    """TLS with the certificate `who` ("node", "auditor", "organ-…") of the member whose folder is `home` (the node's own unless given)."""
    certs = (home or settings.home) / "certs"
    pair = ((certs / f"{who}.key").read_bytes(), (certs / f"{who}.pem").read_bytes()) if who else (None, None)
    return grpc.ssl_channel_credentials((settings.home / "certs" / "ca.pem").read_bytes(), *pair)


def dial(settings: NodeSettings, channel_credentials: grpc.ChannelCredentials, *, address: str = "") -> grpc.Channel:
    """A channel to a node."""
    options = [
        ("grpc.ssl_target_name_override", f"{settings.code}.node.delta-exchange"),
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.max_receive_message_length", 64 << 20),
        ("grpc.max_send_message_length", 64 << 20),
        ("grpc.initial_reconnect_backoff_ms", 100),
    ]
    return grpc.secure_channel(address or settings.listen, channel_credentials, options=options)


def channel_to(settings: NodeSettings, who: str = "", *, home: Path | None = None) -> grpc.Channel:
    """A channel with a certificate, that of the node's own organ unless `who` names another."""
    return dial(settings, credentials(settings, who or organ_files(settings), home=home))


def record_stub(settings: NodeSettings, who: str = "") -> record_service_pb2_grpc.RecordServiceStub:
    """RecordService of a node, as its organ."""
    return record_service_pb2_grpc.RecordServiceStub(channel_to(settings, who))


def draft(number: int, *, member: str = SOURCE, audience: Iterable[str] = (), **header: object) -> record_pb2.RecordDraft:
    """A generated decision against a fictitious company."""
    outcome = outcome_pb2.Outcome(
        subject=subject_pb2.Subject(name=f"虚构公司{number}", uscc=SUBJECT, kind=1),
        document_number=f"金市监处罚〔2025〕{number}号",
        domain=1,
        step=4,
        act="无照经营",
        deciding_organ_name="测试机关",
        deciding_organ_uscc=ORGANS[member],
        decided_on="2025-03-13",
        source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_GENERATED, system="test", key=str(number)),
        penalties=[outcome_pb2.Penalty(kind=3, amount_fen=100_000 + number)],
    )
    return record_pb2.RecordDraft(
        organ=ORGANS[member],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="law:优化营商环境条例:57",
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        audience=audience,
        outcome=outcome,
        **header,
    )


def request_id(number: object) -> str:
    """A request id that is the same for the same number."""
    return str(uuid5(_NAMESPACE, str(number)))


def publish_request(number: int, **given: object) -> record_service_pb2.PublishRecordRequest:
    """One draft to publish."""
    return record_service_pb2.PublishRecordRequest(request_id=request_id(number), draft=draft(number, **given))


def bulk_request(numbers: Iterable[int]) -> record_service_pb2.PublishRecordsRequest:
    """One chunk of a bulk publish."""
    items = [record_service_pb2.DraftItem(request_id=request_id(one), draft=draft(one)) for one in numbers]
    return record_service_pb2.PublishRecordsRequest(request_id=str(uuid5(_NAMESPACE, f"chunk {items[0].request_id}")), drafts=items)


@contextmanager
def opened(settings: NodeSettings, **changes: object) -> Iterator[NodeContext]:
    """The node in this process, without server and jobs; `changes` replace fields of its context."""
    context = open_node(settings)
    try:
        yield replace(context, **changes) if changes else context
    finally:
        close_node(context)


def publish(context: NodeContext, drafts: Iterable[record_pb2.RecordDraft]) -> Receipt:
    """Publishes without a server."""
    items = Publisher(context).draft_items([DraftRequest(draft=one) for one in drafts])
    return context.writer.submit(Submission(items=items)).result()


def assert_verifies(settings: NodeSettings, *, ledgers: int = 0) -> dict[str, int]:
    """Everything stored at a node verifies, and there are that many ledgers (0: any); returns their sizes by origin."""
    database = Database(settings.database)
    try:
        reports = verify_ledgers(database, TrustClient(settings.trust_directory).load())
    finally:
        database.dispose()
    kept = [report for report in reports if report.ledger.startswith("delta-exchange/")]
    assert not ledgers or len(kept) == ledgers
    findings = [finding for report in reports for finding in report.findings]
    assert not findings, findings
    return {report.ledger: report.size for report in reports}


def stored(context: NodeContext, number: int) -> list[tuple[int, str | None, str | None]]:
    """(index, record id, refused reason) of every entry of ledger `number`."""
    with context.database.reading() as connection:
        rows = connection.execute(
            select(entries.c.position, entries.c.record_id, entries.c.refused)
            .where(entries.c.position >= number << 40, entries.c.position < number + 1 << 40)
            .order_by(entries.c.position)
        ).all()
    return [(row.position & (1 << 40) - 1, row.record_id, row.refused) for row in rows]


def audited(context: NodeContext, tag: str) -> list[str]:
    """The reasons in the audit log's events with a tag, oldest first."""
    with context.database.reading() as connection:
        found = select(audit_events.c.reason).where(audit_events.c.tag == tag).order_by(audit_events.c.index)
        return list(connection.execute(found).scalars())
