"""What a demonstration lacks so that every page of the console has something to show, made by commands as users give them.

Everything here is made up.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from exchange.cli.demo.processes import run_command
from exchange.v1 import outcome_pb2, record_pb2, risk_pb2, subject_pb2
from tests.browser.staging_plans import stage_plans
from tests.support.demo import Demo
from tests.support.exchanging import said
from tests.support.federation import ORGANS, SUBJECT
from tests.support.identifiers import uscc
from tests.support.recognition import BASIS, R6, agreement, outcome_draft, recognition, revision_draft
from tests.support.standards import example_benchmark, standard_draft

COMPANY = SUBJECT  # of the outcomes made here
WAIT_S = 60.0
POLL_S = 0.5


def stage(demo: Demo) -> tuple[str, list[str]]:
    """Makes it at the running nodes; returns the member whose console shows it all, and pages of it that lists have far down."""
    sender, receiver, _reader = members = tuple(demo.settings)
    for code in members:
        _publish(demo, code, agreement(code, members))
    decided = _publish(demo, sender, outcome_draft(1))
    for code in (sender, receiver):
        _publish(demo, code, standard_draft(code, example_benchmark(standard_id=f"{code}-ECO-裁量-示例")))
    attached = demo.say(sender, ["attachment", "put", str(_file(demo))])
    _send_lead(demo, sender, receiver, "界河边夜间倾倒渣土（示例）", [])
    _send_lead(demo, sender, receiver, "超范围经营食品添加剂（示例）", [attached])
    _await(lambda: demo.say(receiver, ["record", "get", decided]))
    field = ["--field", "outcome.decided_on", "--proposed", "2026-01-06", "--reason", "决定书上的日期是1月6日（示例）"]
    demo.say(receiver, ["correction", "request", decided, *field])
    annulled = _publish(demo, sender, outcome_draft(2))
    _await(lambda: demo.say(receiver, ["record", "get", annulled]))
    relied = _write(demo, "recognition", recognition(annulled, R6, receiver, 1))
    demo.say(receiver, ["recognition", "recognise", str(relied), "--basis", BASIS])
    _publish(demo, sender, revision_draft(annulled, outcome_pb2.OUTCOME_REVISION_KIND_REVOKED))
    _await(lambda: _withdrawn(demo, receiver, annulled))
    law = subject_pb2.LegalReference(law="中华人民共和国食品安全法", article="第一百二十四条")
    case = risk_pb2.GuidanceCase(
        title="跨省销售超过保质期糕点案（示例）", domain=1, facts="当事人跨省销售超过保质期的糕点。", ruling="罚款五千元。",
        issue="销售地与生产地如何分工", significance="由住所地机关立案，销售地机关协助。", decided_on="2026-01-02", legal_basis=[law],
        keywords=["食品", "保质期"],
    )  # fmt: skip
    _publish(demo, receiver, said(receiver, guidance_case=case, purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT))
    drawn = _draw(demo, members)
    plans = stage_plans(demo, drawn, publish=_publish, wait=_await)
    config = str(demo.settings[receiver].home / "node.toml")
    for name, role in (("li.hua", "planner"), ("zhou.min", "auditor")):
        made = run_command(["account", "add", name, "--role", role, "--person", f"示例-{name}", "--config", config], timeout_s=WAIT_S)
        assert made.returncode == 0, made.stderr
    return receiver, [f"/outcomes/{decided}", f"/outcomes/{annulled}", f"/corrections?record={decided}", f"/draws/{drawn}", *plans]


def _draw(demo: Demo, members: tuple[str, ...]) -> str:
    """A draw by the first two members, to its result."""
    sender, receiver, reader = members
    task = {
        "title": "食品经营联合抽查（示例）", "matterCodes": ["33002000000001"], "shareBp": 3000, "least": 2, "roundHours": 24,
        "riskWeights": [1, 2, 4, 8], "creditWeights": [1, 2, 3, 4], "revealBy": "2099-01-01T00:00:00Z",
        "parties": [{"member": one, "organ": demo.organs[one]} for one in (sender, receiver)],
        "witnesses": [{"member": reader, "organ": demo.organs[reader]}],
        "candidates": [
            {"uscc": uscc(head="91", region="330482", body=f"XU{at:06d}"), "risk": "ABCD"[at % 4], "credit": "ABCD"[at // 4],
             "keySector": at == 0, "excluded": "DRAW_EXCLUSION_NO_DISTURB" if at == 1 else "DRAW_EXCLUSION_UNSPECIFIED"}
            for at in range(16)
        ],
        "pools": [{"organ": demo.organs[one], "officers": [f"{one}-{at}" for at in range(5)], "count": 2} for one in (sender, receiver)],
    }  # fmt: skip
    file = str(_write(demo, "draw", task))
    made = demo.say(sender, ["inspection", "announce", file, "--basis", "law:优化营商环境条例:57"])["record_id"]
    _await(lambda: _published(demo, receiver, str(made)))
    return str(made)


def _published(demo: Demo, code: str, task: str) -> None:
    found = {one["task_record_id"]: one["state"] for one in demo.say(code, ["inspection", "draws"])["draws"]}
    assert found.get(task) == "DRAW_STATE_DRAWN", found


def _withdrawn(demo: Demo, code: str, outcome: str) -> None:
    assert demo.say(code, ["recognition", "list", "--outcome", outcome, "--state", "WITHDRAWN_TO_REVIEW"])["reliances"]


def _file(demo: Demo) -> Path:
    """A file to attach."""
    path = next(iter(demo.settings.values())).home / "现场笔录（示例）.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return path


def _publish(demo: Demo, code: str, draft: record_pb2.RecordDraft) -> str:
    """Publishes a test's draft in the name of the demonstration's organ."""
    path = _write(demo, "draft", draft)
    (answer,) = demo.say(code, ["publish", str(path)])["records"]
    return str(answer["record_id"])


def _send_lead(demo: Demo, sender: str, receiver: str, title: str, attachments: list[Any]) -> None:
    officers = [{"certificateNumber": f"3101160000000{number}", "organ": demo.organs[sender]} for number in (1, 2, 3)]
    lead = {
        "kind": "LEAD_KIND_LEAD",
        "toMember": receiver,
        "toOrgan": demo.organs[receiver],
        "domain": "ENFORCEMENT_DOMAIN_MARKET",
        "title": title,
        "facts": "巡查时发现，现场有照片。",
        "reason": "违法行为发生地在平湖市",
        "handlers": officers[:2],
        "approver": officers[2],
        "attachments": attachments,
    }
    demo.say(sender, ["lead", "send", str(_write(demo, "lead", lead)), "--basis", "law:优化营商环境条例:57"])


def _write(demo: Demo, name: str, content: Message | dict[str, Any]) -> Path:
    """A message as JSON, with the demonstration's organs in place of the tests'."""
    text = json.dumps(MessageToDict(content) if isinstance(content, Message) else content, ensure_ascii=False)
    for code, organ in ORGANS.items():
        text = text.replace(organ, demo.organs[code])
    path = next(iter(demo.settings.values())).home / f"{name}.json"
    path.write_text(text, encoding="utf-8")
    return path


def _await(done: Callable[[], object]) -> None:
    """Until it stops failing."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            done()
        except AssertionError:
            if time.monotonic() > until:
                raise
            time.sleep(POLL_S)
        else:
            return
