"""What the READMEs tell a reader to type, typed: a node from nothing, a record published, read, audited, verified."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.demo import running_demo

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
COMMAND_TIMEOUT_S = 120
README_PORT = "7443"
SERVE = re.compile(r"^exchange serve .*\n", re.MULTILINE)


def code_blocks(readme: str) -> list[str]:
    """The indented blocks of a document, each without its indent; blank lines inside a block belong to it."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
    return [re.sub(r"^    ", "", block.strip("\n") + "\n", flags=re.MULTILINE) for block in found]


def block_with(readme: str, words: str) -> str:
    (block,) = [one for one in code_blocks(readme) if words in one]
    return block


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stand-in for the repository: its .venv/bin holds this environment's programs."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for program in ("exchange", "buf"):
        (programs / program).symlink_to(Path(sys.executable).with_name(program))
    return tmp_path


def run(script: str, folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    """Runs a block of the document, the port replaced by a free one."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PATH": f"{os.defpath}:/bin:/usr/bin"}
    return subprocess.run(
        ["/bin/sh", "-eu", "-c", script.replace(README_PORT, str(port))],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_S,
        check=False,
    )


def shell(script: str, folder: Path, port: int) -> str:
    done = run(script, folder, port)
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def serving(command: str, folder: Path, port: int) -> Iterator[None]:
    log = folder / "serve.log"
    program, *arguments = command.split()
    path = shutil.which(program, path=str(folder / ".venv" / "bin"))
    with log.open("wb") as output:
        process = subprocess.Popen([path, *arguments], cwd=folder / "build" / "try", stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            assert process.wait(START_TIMEOUT_S) == 0, log.read_text()
        finally:
            process.kill()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_node_from_nothing_as_the_readme_says(folder, port):
    set_up = block_with("README.md", "exchange init")
    (serve,) = SERVE.findall(set_up)
    assert set_up.endswith(serve)
    shell(set_up.removesuffix(serve), folder, port)

    with serving(serve, folder, port):
        shown = shell(block_with("README.md", "exchange publish standard.json"), folder, port)
        called = run(f"cd build/try; PATH=../../.venv/bin:$PATH\n{block_with('README.md', 'buf curl')}", folder, port)

    assert "示例清单" in shown
    assert "exchange://310116/organ/11310116MB2F3040XF" in re.sub(r"\s", "", shown)
    assert "delta-exchange/310116/ledger" in shown
    assert ["RECORD_STATE_PUBLISHED" in called.stdout, '"sources"' in called.stdout] == [True, True], called.stderr
    assert called.returncode != 0
    assert "FIELD_INVALID: page_size" in called.stderr


def test_both_readmes_give_the_same_commands():
    def commands(readme: str) -> list[str]:
        blocks = [one for one in code_blocks(readme) if "──" not in one]  # the drawing's words are the language's
        return [re.sub(r"\s+#.*$", "", block, flags=re.MULTILINE).strip() for block in blocks]

    assert commands("README.md") == commands("README.zh-CN.md")
    assert len(commands("README.md")) > 3


def test_a_joint_inspection_from_registers_to_a_plan_that_both_have_signed(folder):
    lines = block_with("README.md", "exchange inspection propose").splitlines()
    setting = "\n".join(["PATH=.venv/bin:$PATH", *(one for one in lines if not one.startswith("exchange "))])
    known: dict[str, str] = {}
    with running_demo(folder / "demo", count=30):
        (folder / "build").mkdir()
        for line in (one for one in lines if one.startswith("exchange ")):
            said = patiently(f"{setting}\n{re.sub('TASK|PLAN', lambda name: known[name[0]], line)}", folder)
            for name, command in (("TASK", " announce "), ("PLAN", " propose ")):
                if command in line:
                    known[name] = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said)[0]

    assert "示例计划" in said
    assert list((folder / "build" / "sheets").rglob("*.html"))


def patiently(script: str, folder: Path) -> str:
    """What it says, once what the nodes do by themselves has been done: a draw, a record on its way."""
    until = time.monotonic() + START_TIMEOUT_S
    while (done := run(script, folder, 0)).returncode:
        early = any(reason in done.stderr for reason in ("NOT_DRAWN", "NOT_FOUND", "THREAD_UNKNOWN", "NOT_COUNTERSIGNED"))
        assert early, (script, done.stdout, done.stderr)
        assert time.monotonic() < until, script
        time.sleep(0.5)
    return done.stdout
