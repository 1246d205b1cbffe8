"""`exchange pseudonym`: numbers come by standard input, and go nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.domain.pseudonyms import pseudonym
from tests.support.identifiers import identity

KEY = bytes(range(32))
PEOPLE = [body + identity(body) for body in ("31011619900101123", "33048219850505012")]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "pair.key"
    path.write_text(KEY.hex())
    path.chmod(0o600)
    return path


def command(key_file: Path, text: str, *more: str) -> subprocess.CompletedProcess[str]:
    """The command as a process: what it reads from its standard input is the point."""
    program = [str(Path(sys.executable).with_name("exchange")), "--lang", "en", "pseudonym", "--key-file", str(key_file), *more]
    return subprocess.run(program, input=text, capture_output=True, text=True, check=False, timeout=60)


def test_a_line_for_each_number(key_file: Path) -> None:
    expected = [pseudonym(KEY, one) for one in PEOPLE]
    done = command(key_file, "\n".join(PEOPLE) + "\n")
    assert (done.returncode, done.stdout.split()) == (0, expected)
    assert json.loads(command(key_file, "\n".join(PEOPLE), "--json").stdout) == {"pseudonyms": expected}


def test_a_mistyped_number_is_named_by_its_line_alone(key_file: Path) -> None:
    wrong = PEOPLE[0][:-1] + ("0" if PEOPLE[0][-1] != "0" else "1")
    done = command(key_file, f"{PEOPLE[1]}\n{wrong}\n", "--json")
    assert done.returncode != 0
    assert "line 2" in done.stdout + done.stderr
    assert wrong not in done.stdout + done.stderr
    assert pseudonym(KEY, PEOPLE[1]) not in done.stdout  # all or nothing


def test_no_number_is_taken_as_an_argument(key_file: Path) -> None:
    done = command(key_file, "", PEOPLE[0])
    assert done.returncode != 0
    assert PEOPLE[0] not in done.stdout + done.stderr


def test_a_key_that_others_can_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o640)
    done = command(key_file, PEOPLE[0])
    assert done.returncode != 0
    assert "chmod 600" in done.stderr


def test_a_key_file_that_holds_no_key(key_file: Path) -> None:
    key_file.write_text("secret")
    done = command(key_file, PEOPLE[0])
    assert done.returncode != 0
    assert "secret" not in done.stdout + done.stderr.replace("secret key", "")
