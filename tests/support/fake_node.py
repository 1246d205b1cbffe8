"""A node that answers what a test tells it to, over real mutual TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc
from google.rpc import status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from exchange.trust.development import DevelopmentCertificates, make_development_certificates
from exchange.v1 import (
    audit_pb2_grpc,
    inspection_service_pb2_grpc,
    lead_service_pb2_grpc,
    ledger_pb2_grpc,
    outcome_service_pb2_grpc,
    record_service_pb2_grpc,
    standard_service_pb2_grpc,
    supervision_service_pb2_grpc,
)

MEMBER = "310116"
ORGAN = "11310116MB2F3040XF"


def certificates_in(folder: Path, *, now: datetime) -> DevelopmentCertificates:
    """The development set of MEMBER, with ORGAN."""
    return make_development_certificates(folder, member=MEMBER, now=now, organs=[ORGAN])


@dataclass
class FakeNode:
    """What was asked, and what to answer: `answers[method]` is a message, an error made by `refusal`, or a function of the request."""

    certificates: DevelopmentCertificates
    port: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, Any]] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    health: Any = None

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
    (inspection_service_pb2_grpc, "InspectionService"),
    (supervision_service_pb2_grpc, "SupervisionService"),
    (ledger_pb2_grpc, "LedgerService"),
    (audit_pb2_grpc, "AuditService"),
]


@contextmanager
def running(certificates: DevelopmentCertificates) -> Iterator[FakeNode]:
    """A fake node on a free port of this machine."""
    fake = FakeNode(certificates=certificates)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    for module, name in _SERVICES:
        getattr(module, f"add_{name}Servicer_to_server")(_servicer(fake, getattr(module, f"{name}Servicer")), server)
    fake.health = health.HealthServicer()
    fake.health.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(fake.health, server)
    credentials = grpc.ssl_server_credentials(
        [(certificates.node.key.read_bytes(), certificates.node.certificate.read_bytes())],
        root_certificates=certificates.ca.certificate.read_bytes(),
        require_client_auth=True,
    )
    fake.port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    try:
        yield fake
    finally:
        server.stop(None).wait()
