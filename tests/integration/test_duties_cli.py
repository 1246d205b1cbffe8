"""The duties' and risk's commands against real nodes: correction, intervention, risk, warning, guidance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from exchange.cli.main import root
from exchange.domain.calendar import legal_day
from exchange.sync.runner import Jobs
from tests.support.exchanging import LAW, Exchanging, exchanging
from tests.support.federation import ORGANS, SINK, SOURCE, draft

TODAY = legal_day(datetime.now(UTC))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    tables = {SINK: f'[warnings]\norgan = "{ORGANS[SINK]}"\nrepeat_penalties = 2\n'}
    with exchanging(tmp_path_factory.mktemp("cli"), {}, codes=(SOURCE, SINK), tables=tables) as made:
        yield made


@pytest.fixture
def run(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `exchange` as a member's organ, or as `who`."""
    monkeypatch.setenv("LANGUAGE", "en")

    def runner(member: str, *arguments: object, who: str = "", language: str = "en") -> Result:
        options = world.options(member, who)
        return CliRunner().invoke(root, ["--lang", language, *map(str, arguments), *options])

    return runner


@pytest.fixture
def run_json(run: Callable[..., Result]) -> Callable[..., Any]:
    """As `run` with --json; what was printed, from a command that must succeed."""

    def runner(member: str, *arguments: object, who: str = "") -> Any:
        result = run(member, *arguments, "--json", who=who)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return runner


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    def writer(value: Any) -> Path:
        path = tmp_path / "file.json"
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    return writer


def test_a_correction_from_request_to_answer(world: Exchanging, run: Callable[..., Result], run_json: Callable[..., Any]) -> None:
    outcome = world.publish(SOURCE, draft(11)).record_id
    world.pull(SINK)
    asked = ("correction", "request", outcome, "--field", "outcome.decided_on", "--proposed", "2025-03-12", "--reason", "日期不符")
    request = run_json(SINK, *asked)["record_id"]
    assert run_json(SINK, *asked) == {**run_json(SINK, *asked), "record_id": request, "repeated": True}
    world.pull(SOURCE)
    listed = run(SOURCE, "correction", "list", "--record", outcome, "--open")
    assert "2025-03-13" in listed.stdout
    assert "unanswered" in listed.stdout
    answered = run(SOURCE, "correction", "answer", request, "--verdict", "CONFIRMED", "--reason", "经核实无误")
    assert "is in the ledger at index" in answered.stdout, answered.output
    world.pull(SINK)
    (view,) = run_json(SINK, "correction", "list", "--record", outcome)["corrections"]
    assert (view["request"]["found"], view["answers"][0]["verdict"]) == ("2025-03-13", "CORRECTION_VERDICT_CONFIRMED")
    assert "data confirmed" in run(SINK, "correction", "list").stdout
    again = run(SOURCE, "correction", "answer", request, "--verdict", "UNDER_CHECK", "--reason", "再查")
    assert again.exit_code != 0
    wrong = run(SINK, "correction", "request", outcome, "--field", "outcome.nonsense", "--proposed", "x", "--reason", "y")
    assert "no field nonsense" in wrong.stderr


def test_an_intervention_goes_in_and_only_the_auditor_reads_it(
    run: Callable[..., Result], run_json: Callable[..., Any], write: Callable[[Any], Path]
) -> None:
    content = {
        "case_number": "金市监案〔2026〕7号",
        "occurred_at": "2026-01-05T02:00:00Z",
        "intervener": "某局某处负责人",
        "form": "INTERVENTION_FORM_TELECOM",
        "content": "要求从轻",
        "recorder": {"certificate_number": "3101160001", "organ": ORGANS[SOURCE]},
    }
    record = run_json(SOURCE, "intervention", "record", write(content))["record_id"]
    shown = run(SOURCE, "intervention", "list", who="auditor")
    assert "by telephone or message" in shown.stdout
    assert record in shown.stdout
    assert run(SOURCE, "intervention", "list").exit_code != 0
    assert run(SOURCE, "record", "get", record).exit_code != 0
    assert run(SOURCE, "record", "get", record, "--purpose", "SUPERVISION", who="auditor").exit_code == 0


def test_grades(world: Exchanging, run: Callable[..., Result], run_json: Callable[..., Any], write: Callable[[Any], Path]) -> None:
    grade = {
        "subject": {"name": "虚构公司", "uscc": "913101166078754287"},
        "scheme": "食品生产经营风险分级",
        "level": "RISK_LEVEL_D",
        "graded_on": TODAY.isoformat(),
        "reasons": ["连续两年不合格"],
    }
    run_json(SOURCE, "risk", "grade", write(grade), "--audience", "all", "--basis", LAW)
    world.pull(SINK)
    shown = run(SINK, "risk", "list", "--subject", "913101166078754287", "--level", "D", "--on", TODAY.isoformat())
    assert "D (highest)" in shown.stdout
    assert "连续两年不合格" in shown.stdout
    assert run_json(SINK, "risk", "list", "--level", "A")["grades"] == []


def test_warnings(world: Exchanging, run: Callable[..., Result], run_json: Callable[..., Any]) -> None:
    for member, number in ((SOURCE, 21), (SINK, 22)):
        fine = draft(number, member=member)
        fine.outcome.subject.uscc, fine.outcome.decided_on = "91330482MA29GEU99P", TODAY.isoformat()
        world.publish(member, fine)
    world.pull(SINK)
    assert Jobs(world.nodes[SINK]).run("warnings")[0]["raised"] == 1
    shown = run(SINK, "warning", "list", "--subject", "91330482MA29GEU99P", "--rule", "repeat-across-borders", "--from", TODAY.isoformat())
    assert "repeated across borders" in shown.stdout
    assert "2次行政处罚" in shown.stdout
    assert run_json(SINK, "warning", "list", "--rule", "MATTER_CLUSTER")["warnings"] == []


def test_guidance(world: Exchanging, run: Callable[..., Result], run_json: Callable[..., Any], write: Callable[[Any], Path]) -> None:
    case = {
        "title": "无照经营指导案例",
        "domain": "ENFORCEMENT_DOMAIN_MARKET",
        "facts": "当事人从事食品经营",
        "ruling": "罚款",
        "keywords": ["轻微"],
    }
    path = write(case)
    first = run_json(SOURCE, "guidance", "publish", path, "--audience", "all", "--basis", LAW)
    second = run_json(SOURCE, "guidance", "publish", path, "--audience", "all", "--basis", LAW)
    assert (second["record_id"], second["repeated"]) == (first["record_id"], True)
    world.pull(SINK)
    assert "无照经营指导案例" in run(SINK, "guidance", "search", "食品", "轻微", "--domain", "MARKET").stdout
    assert run_json(SINK, "guidance", "search", "药品")["cases"] == []
    assert "指导意义" in run(SINK, "guidance", "search", language="zh").stdout
