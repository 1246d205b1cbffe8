"""A node that answers what a test tells it to, over real mutual TLS; and a way to run the command against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
from click.testing import CliRunner, Result
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from exchange.cli.main import root
from exchange.trust.certificates import node_target_name
from exchange.trust.development import DevelopmentCertificates, make_development_certificates
from exchange.v1 import (
    audit_pb2_grpc,
    lead_service_pb2_grpc,
    ledger_pb2_grpc,
    outcome_service_pb2_grpc,
    record_service_pb2_grpc,
    standard_service_pb2_grpc,
)

MEMBER = "310116"
ORGAN = "11310116MB2F304055"


@dataclass
class FakeNode:
    """What was asked, and what to answer: `answers[method]` is a message, an error made by `refusal`, or a function of the request."""

    certificates: DevelopmentCertificates
    port: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, Any]] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def options(self) -> list[str]:
        organ = self.certificates.organs[ORGAN]
        return [
            f"--node=127.0.0.1:{self.port}",
            f"--ca={self.certificates.ca.certificate}",
            f"--cert={organ.certificate}",
            f"--key={organ.key}",
        ]

    def answer(self, method: str, request: Any, context: grpc.ServicerContext) -> Any:
        self.requests.append((method, request))
        self.metadata = {key: str(value) for key, value in context.invocation_metadata()}
        answer = self.answers[method]
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, status_pb2.Status):
            context.abort_with_status(rpc_status.to_status(answer))
        return answer

    def asked(self, method: str) -> list[Any]:
        return [request for name, request in self.requests if name == method]


def _servicer(node: FakeNode, base: type) -> Any:
    """An instance of a generated servicer whose methods ask the fake node."""

    def unary(name: str) -> Callable[..., Any]:
        return lambda _self, request, context: node.answer(name, request, context)

    def stream(name: str) -> Callable[..., Any]:
        def method(_self: Any, requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
            for request in requests:
                yield node.answer(name, request, context)

        return method

    names = [name for name in vars(base) if name[0].isupper()]
    methods = {name: stream(name) if name == "PublishRecords" else unary(name) for name in names}
    return type(f"Fake{base.__name__}", (base,), methods)()


_SERVICES = [
    (record_service_pb2_grpc, "RecordService"),
    (lead_service_pb2_grpc, "LeadService"),
    (outcome_service_pb2_grpc, "OutcomeService"),
    (standard_service_pb2_grpc, "StandardService"),
    (ledger_pb2_grpc, "LedgerService"),
    (audit_pb2_grpc, "AuditService"),
]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentCertificates:
    folder = tmp_path_factory.mktemp("certs")
    return make_development_certificates(folder, member=MEMBER, now=datetime.now(UTC), organs=[ORGAN])


@pytest.fixture
def node(certificates: DevelopmentCertificates) -> Iterator[FakeNode]:
    fake = FakeNode(certificates=certificates)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    for module, name in _SERVICES:
        getattr(module, f"add_{name}Servicer_to_server")(_servicer(fake, getattr(module, f"{name}Servicer")), server)
    checks = health.HealthServicer()
    checks.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    credentials = grpc.ssl_server_credentials(
        [(certificates.node.key.read_bytes(), certificates.node.certificate.read_bytes())],
        root_certificates=certificates.ca.certificate.read_bytes(),
        require_client_auth=True,
    )
    fake.port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    yield fake
    server.stop(None).wait()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `exchange` in English; what happened is in `.exit_code`, `.stdout`, `.stderr`."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("EXCHANGE_PROFILE", raising=False)

    def runner(*arguments: object, language: str = "en") -> Result:
        result = CliRunner().invoke(root, ["--lang", language, *(str(one) for one in arguments)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return runner


@pytest.fixture
def call(run: Callable[..., Result], node: FakeNode) -> Callable[..., Result]:
    """As `run`, connected to `node`."""
    return lambda *arguments, **more: run(*arguments, *node.options, **more)


@pytest.fixture
def call_json(call: Callable[..., Result]) -> Callable[..., tuple[int, Any]]:
    """As `call`, with --json: exit code and what was printed."""

    def caller(*arguments: object) -> tuple[int, Any]:
        result = call(*arguments, "--json")
        return result.exit_code, json.loads(result.stdout)

    return caller


@pytest.fixture
def refusal() -> Callable[..., status_pb2.Status]:
    """Makes a status as a node answers it."""

    def make(reason: str, message: str, *, code: int = code_pb2.INVALID_ARGUMENT, **fields: str) -> status_pb2.Status:
        details = [any_pb2.Any()]
        details[0].Pack(error_details_pb2.ErrorInfo(reason=reason, domain="delta-exchange"))
        if fields:
            violations = [
                error_details_pb2.BadRequest.FieldViolation(field=name.replace("__", "."), description=text) for name, text in fields.items()
            ]
            details.append(any_pb2.Any())
            details[1].Pack(error_details_pb2.BadRequest(field_violations=violations))
        return status_pb2.Status(code=code, message=f"{reason}: {message}", details=details)

    return make


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Writes a value into a file of the test's folder."""

    def write(name: str, value: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def server_name() -> str:
    return node_target_name(MEMBER)
