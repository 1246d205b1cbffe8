"""`exchange demo`, as a user runs it: every check holds, every command that it prints works, its nodes end with it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exchange.cli.demo.folder import MARKER, processes
from exchange.cli.demo.processes import PROGRAM
from exchange.cli.demo.run import STEPS

COUNT = 90
LIMIT_S = 240
CHECKS = {
    "set_up": {"nodes"},
    "fill": {"filled"},
    "start": {"processes"},
    "kill": {"killed"},
    "lead_sent": {"sent"},
    "import": {"rows", "twice"},
    "restart": {"restarted", "kept"},
    "lead_answered": {"arrived", "known", "closed", "same"},
    "standard": {"arrived", "in_force", "superseded"},
    "draw": {"registers", "drawn", "same"},
    "plan": {"lawful", "proposed", "countersigned", "published", "by_the_draw"},
    "synced": {"ledgers", "deliveries", "once", "nothing_lost"},
    "stores": {"arrived_310116", "means_310116", "arrived_330482", "means_330482"},
    "audit": {"prior_310116", "prior_330421", "logged_310116", "logged_330421", "copies", "auditors_only"},
    "separate": {"files", "keys", "databases", "processes"} | ({"open_files"} if sys.platform == "linux" else set()),
    "verify": {"stopped", "complete", "verified", "same_roots", "witnessed", "withheld"},
    "tamper": {"found", "named"},
    "kept": {"processes"},
}


def exchange(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "zh_CN.UTF-8"}
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=LIMIT_S, check=False, cwd=cwd, env=environment)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def answer(place: Path) -> Iterator[dict[str, Any]]:
    result = exchange("demo", "--folder", "here", "--count", str(COUNT), "--keep-running", "--json", cwd=place)
    try:
        assert result.returncode == 0, (result.stdout, result.stderr)
        yield json.loads(result.stdout)
    finally:
        stop(place / "here")


def stop(folder: Path) -> None:
    pids = list(processes(folder).values()) if (folder / MARKER).exists() else []
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    wait_until_gone(pids)


def wait_until_gone(pids: list[int]) -> None:
    until = time.monotonic() + 60
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < until, pids
        time.sleep(0.1)


def alive(pid: int) -> bool:
    """A process that ended and that nobody has waited for counts as gone."""
    result = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(result.stdout.strip()) and not result.stdout.strip().startswith("Z")


def test_every_check_of_every_step_holds(answer: dict[str, Any]) -> None:
    assert answer["ok"] is True
    assert [step["name"] for step in answer["steps"]] == [*(name for name, _title, _take in STEPS), "kept"]
    assert {step["name"]: set(step["checks"]) for step in answer["steps"]} == CHECKS
    assert all(all(step["checks"].values()) for step in answer["steps"])


def test_counts_are_those_that_were_asked_for(answer: dict[str, Any]) -> None:
    facts = {step["name"]: step["facts"] for step in answer["steps"]}
    assert facts["fill"]["generated"] == {"310116": 30, "330482": 30, "330421": 30}
    assert (facts["import"]["imported"], facts["import"]["rejected"]) == (8, 2)
    assert [one["line"] for one in facts["import"]["bad_rows"]] == [8, 9]
    assert facts["synced"]["ledgers"] == {
        "delta-exchange/310116/ledger": 30 + 8 + 2 + 2 + 7,  # published pages, lead and its end, two versions of the standard; see below
        "delta-exchange/330482/ledger": 30 + 5 + 1 + 4,  # five steps and the decision; register, commitment, nonce, consent
        "delta-exchange/330421/ledger": 30,
    }  # the seven: register, task, commitment, nonce, lists; plan and its publication
    assert (facts["draw"]["companies"], len(facts["draw"]["drawn"]), facts["plan"]["visits"]) == (40, 6, 6)
    assert facts["lead_answered"]["state"] == {"310116": "CLOSED", "330482": "CLOSED"}
    assert facts["tamper"]["finding"]["record_id"] == facts["lead_answered"]["outcome"]


def test_every_printed_command_works(answer: dict[str, Any], place: Path) -> None:
    commands = [shlex.split(line)[1:] for line in answer["commands"] if not line.startswith("kill ")]
    assert [one[:2] for one in commands][:2] == [["ledger", "verify"], ["ledger", "verify"]]
    codes = {" ".join(one[:2]): exchange(*one, cwd=place).returncode for one in commands[2:]}
    assert codes == {
        "inspection verify-draw": 0,
        "inspection show": 0,
        "lead show": 0,
        "outcome prior": 0,
        "standard in-force": 0,
        "audit list": 0,
        "--help": 0,
    }
    assert exchange(*commands[0], cwd=place).returncode == 0
    assert exchange(*commands[1], cwd=place).returncode == 3


def test_a_demo_that_still_runs_is_not_replaced(answer: dict[str, Any], place: Path) -> None:
    result = exchange("demo", "--folder", "here", "--json", cwd=place)
    assert result.returncode == 2
    error = json.loads(result.stdout)["error"]
    assert error["reason"] == "FOLDER_IN_USE"
    assert error["fields"][0]["field"] == "folder"
    assert all(alive(pid) for pid in processes(Path(answer["folder"])).values())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 130), (signal.SIGINT, 130)], ids=["terminated", "interrupted"])
def test_nodes_end_with_the_demo(tmp_path: Path, number: signal.Signals, code: int) -> None:
    folder = tmp_path / "demo"
    arguments = [*PROGRAM, "demo", "--folder", str(folder), "--count", str(COUNT)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        pids = started(process, folder)
        process.send_signal(number)
        process.communicate(timeout=90)
    assert process.returncode == code
    wait_until_gone(list(pids.values()))
    assert processes(folder) == {}


def started(process: subprocess.Popen[bytes], folder: Path) -> dict[str, int]:
    """Process ids of the nodes, once all three were started."""
    until = time.monotonic() + 60
    while not ((folder / MARKER).exists() and (folder / MARKER).stat().st_size and len(processes(folder)) == 3):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)
    return processes(folder)


@pytest.mark.parametrize("node", ["310116", "330421"])
def test_a_node_that_dies_ends_the_demo_with_the_step_that_failed(tmp_path: Path, node: str) -> None:
    folder = tmp_path / "demo"
    arguments = [*PROGRAM, "--lang", "en", "demo", "--folder", str(folder), "--count", str(COUNT), "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        pids = started(process, folder)
        os.kill(pids[node], signal.SIGKILL)
        output, errors = process.communicate(timeout=LIMIT_S)
    answer = json.loads(output)
    assert process.returncode == 1, errors
    assert answer["ok"] is False
    assert answer["failed"] == answer["steps"][-1]["name"]
    assert answer["error"]["message"].startswith("step “")
    wait_until_gone(list(pids.values()))
    assert processes(folder) == {}
