"""How commands end: exit codes, one clear line, the JSON object; with a real node over mutual TLS."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from google.rpc import code_pb2

from exchange.v1 import outcome_pb2, outcome_service_pb2
from tests.support.fake_node import ORGAN, FakeNode, certificates_in

RECORD = "01928a1c-0000-7000-8000-000000000001"
SHOW = ("outcome", "show", RECORD)


def test_answer_is_printed_as_protobuf_json(call_json: Callable[..., tuple[int, Any]], node: FakeNode) -> None:
    view = outcome_service_pb2.OutcomeView(record_id=RECORD, index=7, outcome=outcome_pb2.Outcome(act="占道经营"))
    node.answers["GetOutcome"] = outcome_service_pb2.GetOutcomeResponse(outcome=view)
    code, document = call_json(*SHOW)
    assert code == 0
    assert document["record_id"] == RECORD
    assert document["index"] == "7"
    assert document["outcome"]["act"] == "占道经营"
    assert document["effective"] is False
    assert node.asked("GetOutcome")[0].record_id == RECORD


def test_every_call_carries_purpose_and_correlation_id(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["GetOutcome"] = outcome_service_pb2.GetOutcomeResponse()
    assert call(*SHOW).exit_code == 0
    assert node.metadata["exchange-purpose"] == "OUTCOME_RECOGNITION"
    assert len(node.metadata["exchange-correlation-id"]) == 36
    assert call(*SHOW, "--purpose", "purpose_case_handling").exit_code == 0
    assert node.metadata["exchange-purpose"] == "CASE_HANDLING"


def test_refusal_names_reason_and_fields(
    call: Callable[..., Result], call_json: Callable[..., tuple[int, Any]], node: FakeNode, refusal: Callable[..., Any]
) -> None:
    node.answers["GetOutcome"] = refusal("BASIS_UNKNOWN", "basis_id: unknown", basis_id="law:x isn't a listed law; listed are law:y")
    result = call(*SHOW)
    assert result.exit_code == 1
    assert result.stderr == "Error: basis_id: unknown; basis_id: law:x isn't a listed law; listed are law:y [BASIS_UNKNOWN]\n"
    assert result.stdout == ""
    code, document = call_json(*SHOW)
    assert code == 1
    assert document == {
        "error": {
            "reason": "BASIS_UNKNOWN",
            "message": "basis_id: unknown",
            "fields": [{"field": "basis_id", "description": "law:x isn't a listed law; listed are law:y"}],
        }
    }


def test_refusal_without_details_keeps_the_status(
    call_json: Callable[..., tuple[int, Any]], node: FakeNode, refusal: Callable[..., Any]
) -> None:
    status = refusal("X", "gone", code=code_pb2.NOT_FOUND)
    del status.details[:]
    status.message = "gone"
    node.answers["GetOutcome"] = status
    code, document = call_json(*SHOW)
    assert (code, document["error"]["reason"], document["error"]["message"]) == (1, "NOT_FOUND", "gone")


def test_error_info_of_another_domain_is_no_reason(
    call_json: Callable[..., tuple[int, Any]], node: FakeNode, refusal: Callable[..., Any]
) -> None:
    from google.rpc import error_details_pb2

    status = refusal("X", "gone", code=code_pb2.PERMISSION_DENIED)
    status.details[0].Pack(error_details_pb2.ErrorInfo(reason="QUOTA", domain="example.com"))
    node.answers["GetOutcome"] = status
    assert call_json(*SHOW)[1]["error"]["reason"] == "PERMISSION_DENIED"


def test_errors_are_in_the_chosen_language(run: Callable[..., Result], node: FakeNode) -> None:
    result = run(*SHOW, "--node", "127.0.0.1:1", *node.options[1:], language="zh")
    assert "无人监听" in result.stderr
    assert result.stderr.startswith("错误：")


def test_nothing_listening_is_exit_4(run: Callable[..., Result], node: FakeNode) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = run(*SHOW, "--node", f"127.0.0.1:{port}", *node.options[1:])
    assert result.exit_code == 4
    assert "nothing listens" in result.stderr


def test_host_of_no_address_is_told_apart(run: Callable[..., Result], node: FakeNode) -> None:
    result = run(*SHOW, "--node", "no-such-host.invalid:7443", *node.options[1:])
    assert result.exit_code == 4
    assert "no address is known for no-such-host.invalid:7443" in result.stderr
    assert "HOST_UNKNOWN" in result.stderr


def test_key_of_another_certificate_is_found_before_connecting(run: Callable[..., Result], node: FakeNode) -> None:
    options = [f"--key={node.certificates.node.key}" if one.startswith("--key") else one for one in node.options]
    result = run(*SHOW, *options)
    assert result.exit_code == 2
    assert "isn't the private key of" in result.stderr
    assert "KEY_MISMATCH" in result.stderr
    assert node.requests == []


def test_foreign_certificate_is_explained(run: Callable[..., Result], node: FakeNode, tmp_path: Path) -> None:
    foreign = certificates_in(tmp_path, now=datetime.now(UTC))
    organ = foreign.organs[ORGAN]
    result = run(*SHOW, *node.options[:2], f"--cert={organ.certificate}", f"--key={organ.key}", "--json")
    assert result.exit_code == 4
    assert "client certificate that is missing, expired or of a foreign authority" in json.loads(result.stdout)["error"]["message"]


def test_expired_certificate_is_named(run: Callable[..., Result], node: FakeNode, tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=500)
    expired = certificates_in(tmp_path, now=long_ago)
    organ = expired.organs[ORGAN]
    result = run(*SHOW, *node.options[:2], f"--cert={organ.certificate}", f"--key={organ.key}", "--json")
    assert result.exit_code == 4
    error = json.loads(result.stdout)["error"]
    assert error["reason"] == "HANDSHAKE_REFUSED"
    assert "expired on" in error["message"]


def test_node_of_another_name_is_refused(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["GetOutcome"] = outcome_service_pb2.GetOutcomeResponse()
    result = call(*SHOW, "--server-name", "330482.node.delta-exchange")
    assert result.exit_code == 4
    assert node.requests == []


def test_slow_node_is_exit_4(call: Callable[..., Result], node: FakeNode) -> None:
    import time

    def slow(_request: Any) -> Any:
        time.sleep(1)
        return outcome_service_pb2.GetOutcomeResponse()

    node.answers["GetOutcome"] = slow
    result = call(*SHOW, "--timeout", "0.3")
    assert result.exit_code == 4
    assert "within 0.3 s" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("outcome",), "Commands:"),
        (("outcome", "show"), "Missing argument"),
        (("nonsense",), "nonsense"),
        (("outcome", "prior", "913100007178000000"), "uscc"),
        (("standard", "in-force"), "--standard ID or --matter CODE"),
        (("outcome", "list", "--from", "2026-02-30"), "2026-03-01"),
        (("lead", "answer", RECORD, "--action", "DANCE"), "ACCEPT"),
        (SHOW, "--node, --ca, --cert, --key missing"),
        (("audit", "list", "--from", "yesterday"), "a moment is written"),
    ],
)
def test_wrong_usage_is_exit_2(run: Callable[..., Result], arguments: tuple[str, ...], said: str, node: FakeNode) -> None:
    more = node.options if arguments[:2] == ("standard", "in-force") else []
    result = run(*arguments, *more)
    assert result.exit_code == 2
    assert said in result.stderr


def test_wrong_usage_as_json(run: Callable[..., Result]) -> None:
    result = run("outcome", "prior", "9131", "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["reason"] == "USAGE"
    assert error["fields"][0]["field"] == "subject"


def test_unknown_purpose_lists_the_known(call: Callable[..., Result]) -> None:
    result = call(*SHOW, "--purpose", "CURIOSITY")
    assert result.exit_code == 2
    assert "CASE_HANDLING" in result.stderr


def test_profile_gives_the_connection(run: Callable[..., Result], node: FakeNode, tmp_path: Path) -> None:
    organ = node.certificates.organs[ORGAN]
    profile = tmp_path / "organ.toml"
    profile.write_text(
        f'node = "127.0.0.1:{node.port}"\nca = "{node.certificates.ca.certificate}"\n'
        f'cert = "{organ.certificate}"\nkey = "{organ.key}"\npurpose = "CASE_HANDLING"\n'
    )
    node.answers["GetOutcome"] = outcome_service_pb2.GetOutcomeResponse()
    assert run(*SHOW, "--profile", profile).exit_code == 0
    assert node.metadata["exchange-purpose"] == "CASE_HANDLING"


@pytest.mark.parametrize(
    ("text", "said"),
    [("nodee = 'x'", "nodee"), ("node = 3", "node"), ("node = ", "TOML"), ("node = ''", "isn't empty")],
)
def test_faulty_profile_is_named(run: Callable[..., Result], tmp_path: Path, text: str, said: str) -> None:
    profile = tmp_path / "bad.toml"
    profile.write_text(text)
    result = run(*SHOW, "--profile", profile)
    assert result.exit_code == 2
    assert said in result.stderr
    assert str(profile) in result.stderr


def test_unreadable_certificate_is_named(run: Callable[..., Result], node: FakeNode) -> None:
    result = run(*SHOW, *node.options[:2], "--cert=/nowhere.pem", node.options[3], "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["fields"][0]["field"] == "cert"


def test_help_is_translated_and_loads_no_grpc(run: Callable[..., Result]) -> None:
    result = run("--help", language="zh")
    assert "处理结果" in result.stdout
    assert "选项" in result.stdout
