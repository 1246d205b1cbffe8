"""The demonstration on its way: the nodes, who calls them as whom, and what was made so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from exchange.cli.client import Client, connect
from exchange.cli.demo import stores
from exchange.cli.demo.folder import write_marker
from exchange.cli.demo.plan import DemoPlan, StoreView
from exchange.cli.demo.processes import NodeProcess
from exchange.cli.demo.report import Report, Step
from exchange.cli.errors import CliError
from exchange.cli.profile import resolve
from exchange.ledger.checkpoints import ledger_origin, parse_checkpoint
from exchange.ledger.notes import parse_note
from exchange.settings import NodeSettings
from exchange.texts.i18n import _
from exchange.v1 import ledger_pb2, record_pb2, record_service_pb2
from exchange.v1.ledger_pb2_grpc import LedgerServiceStub
from exchange.v1.record_service_pb2_grpc import RecordServiceStub

CALL_TIMEOUT_S = 30.0
WAIT_LIMIT_S = 120.0  # for anything that takes a second or two on an idle machine
WAIT_LIMIT_PER_RECORD_S = 0.01  # more records, more patience: a hundred a second is a slow machine
PAUSE_S = 0.1
AUDITOR = "auditor"
PLANNER = "planner"


@dataclass(kw_only=True, slots=True)
class World:
    """Filled by the steps. `organs` are USCCs, `generated` and `published` numbers of records, by member code."""

    plan: DemoPlan
    folder: Path
    count: int
    report: Report
    settings: dict[str, NodeSettings] = field(default_factory=dict)
    nodes: dict[str, NodeProcess] = field(default_factory=dict)
    organs: dict[str, str] = field(default_factory=dict)
    company: str = ""
    generated: dict[str, int] = field(default_factory=dict)
    published: dict[str, list[record_pb2.RecordDraft]] = field(default_factory=dict)
    lead: str = ""
    decision: str = ""
    standards: list[str] = field(default_factory=list)
    draw: str = ""
    inspections: str = ""
    before: Snapshot | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """All member codes: sender and publisher, receiver, reader."""
        return tuple(one.code for one in self.plan.members)

    def home(self, code: str) -> Path:
        """A node's folder."""
        return self.folder / code

    def database(self, code: str) -> Path:
        """A node's database file."""
        return self.home(code) / "data" / "node.db"

    def cases(self, code: str) -> Path:
        """A case store's file."""
        return self.home(code) / stores.CASES

    def view(self, code: str) -> StoreView:
        """How a case store looks."""
        return self.plan.store(code)

    def profile(self, code: str, who: str = "") -> Path:
        """The client's profile of a node's organ, or of `who`."""
        return self.home(code) / "profiles" / f"{who or 'organ-' + self.organs[code]}.toml"

    @contextmanager
    def client(self, code: str, purpose: str, *, who: str = "") -> Iterator[Client]:
        """A node's service, called by its organ or by `who`, over mutual TLS with its certificate."""
        connection = resolve({}, profile=self.profile(code, who), purpose=purpose, timeout_s=CALL_TIMEOUT_S)
        with connect(connection) as client:
            yield client

    def publish(self, code: str, draft: record_pb2.RecordDraft) -> str:
        """Publishes one record at a node as its organ; returns its id."""
        with self.client(code, record_pb2.Purpose.Name(draft.purpose).removeprefix("PURPOSE_")) as client:
            request = record_service_pb2.PublishRecordRequest(request_id=str(uuid4()), draft=draft)
            answer = client.call(client.stub(RecordServiceStub).PublishRecord, request)
        self.note(code, draft)
        return str(answer.record_id)

    def note(self, code: str, draft: record_pb2.RecordDraft) -> None:
        """Remembers a record that a node's organ published, so that what must arrive where is known."""
        self.published.setdefault(code, []).append(draft)

    def size(self, code: str, origin: str) -> int:
        """Entries of a ledger under the checkpoint that a node holds of it; 0 where it holds none."""
        with self.client(code, "SUPERVISION", who=AUDITOR) as client:
            request = ledger_pb2.GetCheckpointRequest(ledger=origin)
            try:
                answer = client.call(client.stub(LedgerServiceStub).GetCheckpoint, request)
            except Exception as error:
                if _reason(error, client) in {"LEDGER_UNKNOWN", "NOT_FOUND"}:
                    return 0
                raise
        text, _signatures = parse_note(answer.checkpoint)
        return parse_checkpoint(text).size

    def expected_size(self, code: str) -> int:
        """Entries that the ledger of a member must have."""
        return self.generated[code] + len(self.published.get(code, []))

    def expected_deliveries(self, code: str) -> int:
        """Neighbours' records that must stand in a case store."""
        others = [one for one in self.codes if one != code]
        shown = [draft for one in others for draft in self.published.get(one, []) if _is_delivered(draft, code)]
        return sum(self.generated[one] for one in others) + len(shown)

    def wait_for(self, step: Step, probe: Callable[[], Any], *, name: str, statement: str) -> Any:
        """Waits until `probe` gives something, and notes that `statement` holds.

        Raises:
            DemoFailedError: the time is up.
        """
        limit_s = WAIT_LIMIT_S + WAIT_LIMIT_PER_RECORD_S * self.count
        until = time.monotonic() + limit_s
        while not (found := probe()):
            if time.monotonic() > until:
                step.check(name, statement, holds=False, found=_("nothing within {seconds:g} s").format(seconds=limit_s))
            time.sleep(PAUSE_S)
        step.check(name, statement, holds=True)
        return found

    def start(self, code: str) -> None:
        """Starts a node and waits until it answers."""
        self.launch(code)
        self.await_node(code)

    def launch(self, code: str) -> None:
        """Starts a node's process."""
        self.nodes[code].start()
        write_marker(self.folder, {one: node.pid for one, node in self.nodes.items() if node.running()})

    def await_node(self, code: str) -> None:
        """Waits until a node answers."""
        self.nodes[code].wait(lambda: self.answers(code))

    def answers(self, code: str) -> bool:
        """Whether a node says that it serves."""
        from grpc_health.v1 import health_pb2, health_pb2_grpc

        try:
            with self.client(code, "SUPERVISION", who=AUDITOR) as client:
                answer = client.call(client.stub(health_pb2_grpc.HealthStub).Check, health_pb2.HealthCheckRequest())
        except CliError:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    def stop_all(self) -> dict[str, int]:
        """Stops every node that runs; returns exit codes."""
        for node in self.nodes.values():
            node.ask_to_stop()
        codes = {code: node.stop() for code, node in self.nodes.items()}
        write_marker(self.folder, {})
        return codes


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """What a node and its case store held at a moment: leaf hashes by `origin#index`, and how often each record was delivered."""

    leaves: dict[str, bytes]
    delivered: dict[str, int]


def own_ledger(code: str) -> str:
    """The origin line of a member's ledger."""
    return ledger_origin(code)


def _is_delivered(draft: record_pb2.RecordDraft, code: str) -> bool:
    """Whether a record goes into the case store of a member: what inspections are planned by has no place there."""
    planned = (draft.WhichOneof("payload") or "").startswith(("draw_", "inspection_", "plan_"))
    return not planned and (not draft.audience or code in draft.audience)


def _reason(error: Exception, client: Client) -> str:
    import grpc

    from exchange.cli.remote import from_rpc_error

    return from_rpc_error(error, client.connection).reason if isinstance(error, grpc.RpcError) else ""
