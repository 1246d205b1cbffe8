"""A gRPC client that nobody here wrote: buf curl over mutual TLS and reflection, as the README shows it.

buf comes with the development dependencies, byte for byte the one that npm has; EXCHANGE_TEST_BUF names another.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.settings import NodeSettings

ORGAN = "11310116MB2F3040XF"  # fictitious, check digits right
BUF = os.environ.get("EXCHANGE_TEST_BUF", str(Path(sys.executable).with_name("buf")))
Curl = Callable[..., tuple[int, dict, dict]]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeSettings]:
    """One node as its own process."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    plan = NodePlan(code="310116", name="金山区", listen=f"127.0.0.1:{port}", organs={ORGAN: "示例机关"})
    settings = make_federation(tmp_path_factory.mktemp("node"), [plan], now=datetime.now(UTC))["310116"]
    command = [
        str(Path(sys.executable).with_name("exchange")),
        "serve",
        "--no-jobs",
        "--json",
        "--config",
        str(settings.home / "node.toml"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["member"] == "310116"
        yield settings
        process.terminate()


@pytest.fixture
def curl(node: NodeSettings) -> Curl:
    """`curl(method, request)` → exit code, answer, error."""

    def call(method: str, request: dict, *, purpose: str = "CASE_HANDLING") -> tuple[int, dict, dict]:
        certs = node.home / "certs"
        identity = ["--cacert", certs / "ca.pem", "--cert", certs / f"organ-{ORGAN}.pem", "--key", certs / f"organ-{ORGAN}.key"]
        options = ["--protocol", "grpc", "--servername", "310116.node.delta-exchange", "--header", f"exchange-purpose: {purpose}"]
        url = f"https://{node.listen}/exchange.v1.{method}"
        command = [BUF, "curl", *map(str, identity), *options, "--data", json.dumps(request), url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, json.loads(done.stdout or "{}"), json.loads(done.stderr or "{}")

    return call


def publish_request(**outcome: object) -> dict:
    """A request to publish a decision."""
    content = {
        "subject": {"name": "虚构企业有限公司", "uscc": "913101166078754287"},
        "documentNumber": "金市监处罚〔2026〕1号",
        "domain": "ENFORCEMENT_DOMAIN_MARKET",
        "step": "OUTCOME_STEP_PENALISED",
        "act": "无照经营",
        "content": "罚款一千元",
        "decidedOn": "2026-03-02",
        "decidingOrganName": "示例机关",
        "decidingOrganUscc": ORGAN,
        "source": {"kind": "SOURCE_KIND_GENERATED"},
    }
    draft = {
        "organ": ORGAN,
        "sharingClass": "SHARING_CLASS_CONDITIONAL",
        "basisId": "law:优化营商环境条例:57",
        "purpose": "PURPOSE_OUTCOME_RECOGNITION",
        "outcome": content | outcome,
    }
    return {"requestId": str(uuid.uuid4()), "draft": draft}


def test_publishes_and_lists(curl: Curl) -> None:
    code, published, error = curl("RecordService/PublishRecord", publish_request())
    assert (code, error) == (0, {})
    assert published["state"] == "RECORD_STATE_PUBLISHED"
    code, listed, _error = curl("OutcomeService/ListOutcomes", {"subject": "913101166078754287"})
    assert code == 0
    assert published["recordId"] in [one["recordId"] for one in listed["outcomes"]]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("decidedOn", "2026-3-2", ["draft.outcome.decided_on", "2026-3-2", "YYYY-MM-DD"]),
        ("decidedOn", "2026-02-30", ["draft.outcome.decided_on", "2026-02-30", "YYYY-MM-DD"]),
        ("subject", {"name": "虚构企业", "uscc": "91310116607875428A"}, ["draft.outcome.subject.uscc", "CHECKSUM", "gives 7"]),
        ("act", "", ["draft.outcome.act", "at least 1"]),
    ],
)
def test_bad_input_is_answered_with_the_field_the_fault_and_what_would_be_right(
    curl: Curl, field: str, value: object, words: list[str]
) -> None:
    code, _answer, error = curl("RecordService/PublishRecord", publish_request(**{field: value}))
    assert code != 0
    assert error["code"] == "invalid_argument"
    assert {one["type"] for one in error["details"]} == {"google.rpc.ErrorInfo", "google.rpc.BadRequest"}
    for word in ("FIELD_INVALID", *words):
        assert word in error["message"]


def test_a_call_without_a_known_purpose_is_refused(curl: Curl) -> None:
    code, _answer, error = curl("OutcomeService/ListOutcomes", {}, purpose="CURIOSITY")
    assert code != 0
    assert "PURPOSE_MISSING" in error["message"]
