"""A fake node, and a way to run the command against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2

from exchange.cli.main import root
from exchange.trust.development import DevelopmentCertificates
from tests.support.fake_node import FakeNode, certificates_in, running


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentCertificates:
    return certificates_in(tmp_path_factory.mktemp("certs"), now=datetime.now(UTC))


@pytest.fixture
def node(certificates: DevelopmentCertificates) -> Iterator[FakeNode]:
    with running(certificates) as fake:
        yield fake


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
                error_details_pb2.BadRequest.FieldViolation(field=name.replace("__", "."), description=text)
                for name, text in fields.items()
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
