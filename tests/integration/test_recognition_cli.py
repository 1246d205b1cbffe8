"""`exchange recognition` and `exchange outcome revise` against real nodes, as an officer would use them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from google.protobuf.json_format import MessageToDict

from exchange.cli.main import root
from exchange.settings import NodeSettings
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from tests.support.federation import SINK, SOURCE, SUBJECT, NodeProcess, federate, opened, organ_files, publish
from tests.support.recognition import BASIS, R1, agreement, outcome_draft, recognition

Run = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, NodeSettings]]:
    """SOURCE with an outcome, SINK which has pulled it; both signed the agreement."""
    settings = federate(tmp_path_factory.mktemp("cli"))
    with opened(settings[SOURCE]) as source:
        publish(source, [agreement(SOURCE, [SOURCE, SINK]), outcome_draft()])
    with NodeProcess(settings[SOURCE]):
        with opened(settings[SINK]) as sink:
            publish(sink, [agreement(SINK, [SOURCE, SINK])])
            peers = Peers(sink)
            Puller(sink, peers).pull(SOURCE)
            peers.close()
        with NodeProcess(settings[SINK]):
            yield settings


@pytest.fixture
def run(nodes: dict[str, NodeSettings], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `exchange … --json` against a member's node as its organ; exit code, and what was printed."""
    monkeypatch.delenv("EXCHANGE_PROFILE", raising=False)

    def runner(member: str, *arguments: object, as_json: bool = True) -> tuple[int, Any]:
        one = nodes[member]
        certs, stem = one.home / "certs", organ_files(one)
        options = ("--node", one.listen, "--ca", certs / "ca.pem", "--cert", certs / f"{stem}.pem", "--key", certs / f"{stem}.key",
                   "--server-name", f"{member}.node.delta-exchange")  # fmt: skip
        words = [str(word) for word in (*arguments, *options, *(("--json",) if as_json else ()))]
        result = CliRunner().invoke(root, ["--lang", "en", *words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout) if as_json else result.stdout

    return runner


def test_rely_review_and_withdraw(run: Run, tmp_path: Path) -> None:
    code, answer = run(SINK, "recognition", "check", "--subject", SUBJECT)
    assert code == 0
    allowed = {one["scope"] for one in answer["advice"] if one["allowed"]}
    assert allowed == {f"RECOGNITION_SCOPE_{name}" for name in ("EVIDENCE", "TEST", "INSPECTION", "DISCRETION", "NE_BIS", "CREDIT")}
    outcome = answer["advice"][0]["outcome"]["record_id"]
    _code, shown = run(SINK, "recognition", "check", outcome, "--scope", "EVIDENCE", as_json=False)
    assert "may be relied on" in shown
    assert "review the evidence" in shown

    made = recognition(outcome, R1, SINK, 1)
    made.ClearField("review")
    file = tmp_path / "recognition.json"
    file.write_text(json.dumps(MessageToDict(made)), encoding="utf-8")
    code, refusal = run(SINK, "recognition", "recognise", file, "--basis", BASIS)
    assert (code, refusal["error"]["reason"]) == (1, "REVIEW_MISSING")  # never without the receiver's own review

    file.write_text(json.dumps(MessageToDict(recognition(outcome, R1, SINK, 1))), encoding="utf-8")
    code, published = run(SINK, "recognition", "recognise", file, "--basis", BASIS)
    assert (code, published["repeated_request"]) == (0, False)
    _code, listed = run(SINK, "recognition", "list", "--state", "IN_EFFECT")
    assert [one["recognition_record_id"] for one in listed["reliances"]] == [published["record_id"]]
    code, refusal = run(SINK, "recognition", "review", published["record_id"], "--verdict", "UPHELD", "--reason", "理由", "--officer", "L1")
    assert (code, refusal["error"]["reason"]) == (1, "CONDITION_NOT_MET")

    arguments = ("outcome", "revise", outcome, "--kind", "REVOKED", "--reason", "复议撤销", "--review", "RECONSIDERATION")
    code, revision = run(SOURCE, *arguments)
    assert code == 0
    code, again = run(SOURCE, *arguments)
    assert (code, again["repeated_request"], again["record_id"]) == (0, True, revision["record_id"])
    code, refusal = run(SOURCE, "outcome", "revise", outcome, "--kind", "SERVED", "--reason", "送达")
    assert (code, refusal["error"]["reason"]) == (1, "REVISION_NOT_ALLOWED")
    _code, withdrawn = run(SOURCE, "recognition", "withdrawals")
    assert [(one["revision_record_id"], one["peers"][0]["report_record_id"]) for one in withdrawn["withdrawals"]] == [
        (revision["record_id"], "")
    ]
    _code, shown = run(SOURCE, "recognition", "withdrawals", as_json=False)
    assert "outstanding" in shown
    _code, shown = run(SOURCE, "outcome", "show", outcome, as_json=False)
    assert "no longer in effect" in shown


def test_another_member_cannot_revise(run: Run) -> None:
    _code, answer = run(SINK, "recognition", "check", "--subject", SUBJECT)
    outcome = answer["advice"][0]["outcome"]["record_id"]
    code, refusal = run(SINK, "outcome", "revise", outcome, "--kind", "REVOKED", "--reason", "理由", "--basis", "law:优化营商环境条例:57")
    assert (code, refusal["error"]["reason"]) == (1, "NOT_ORIGIN")
