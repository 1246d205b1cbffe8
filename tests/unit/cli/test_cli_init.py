"""`exchange init` and `exchange completion`: what needs no node."""

from __future__ import annotations

import json
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from exchange.cli.profile import read_profile
from exchange.ledger.keys import Ed25519Signer
from exchange.settings import NodeSettings
from exchange.storage.engine import Database
from exchange.storage.migrate import current_revision
from tests.support.fake_node import MEMBER, ORGAN

ARGUMENTS = ("--code", MEMBER, "--name", '上海市"金山"区', "--organ", f"{ORGAN}=金山区市场监督管理局")


@pytest.fixture
def folder(run: Callable[..., Result], tmp_path: Path) -> Path:
    folder = tmp_path / "node"
    result = run("init", folder, *ARGUMENTS, "--json")
    assert result.exit_code == 0, result.stderr
    assert set(json.loads(result.stdout)["keys"]) == {"ledger", "audit", "witness", f"organ-{ORGAN}"}
    return folder


def test_settings_can_be_loaded(folder: Path) -> None:
    settings = NodeSettings.load(folder / "node.toml")
    assert (settings.code, settings.name) == (MEMBER, '上海市"金山"区')
    assert settings.organ_keys == {ORGAN: folder / f"keys/organ-{ORGAN}.pem"}


def test_keys_are_apart_and_for_the_owner_only(folder: Path) -> None:
    paths = sorted((folder / "keys").glob("*.pem"))
    signers = [Ed25519Signer.from_pem(path.read_bytes()) for path in paths]
    assert len({signer.key_id for signer in signers}) == len(paths) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in [*paths, folder / "node.toml"]} == {0o600}
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700


def test_database_is_at_this_builds_schema(folder: Path) -> None:
    database = Database(NodeSettings.load(folder / "node.toml").database)
    with database.reading() as connection:
        assert current_revision(connection)
    database.dispose()


def test_profiles_point_at_development_certificates(folder: Path) -> None:
    profile = read_profile(folder / "profiles" / f"organ-{ORGAN}.toml")
    assert profile["organ"] == ORGAN
    assert Path(profile["cert"]).resolve() == (folder / f"certs/organ-{ORGAN}.pem").resolve()
    assert read_profile(folder / "profiles/auditor.toml")["purpose"] == "SUPERVISION"


def test_nothing_is_overwritten(folder: Path, run: Callable[..., Result]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file() and path.suffix in {".pem", ".toml"}}
    result = run("init", folder, *ARGUMENTS, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["reason"] == "ALREADY_EXISTS"
    (folder / "node.toml").unlink()
    assert run("init", folder, *ARGUMENTS).exit_code == 0
    assert {path: path.read_bytes() for path in before} == before


def test_broken_key_is_named(folder: Path, run: Callable[..., Result]) -> None:
    (folder / "node.toml").unlink()
    (folder / "keys/audit.pem").write_text("nothing")
    result = run("init", folder, *ARGUMENTS)
    assert result.exit_code == 1
    assert "audit.pem" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--code", "31011"), "six digits"),
        (("--code", "990099"), "990099"),
        (("--organ", ORGAN), "USCC=NAME"),
        (("--organ", "11310116MB2F304054=x"), "check character"),
        (("--listen", "7443"), "HOST:PORT"),
        (("--listen", "127.0.0.1:99999"), "HOST:PORT"),
    ],
)
def test_faulty_option_is_named(run: Callable[..., Result], tmp_path: Path, arguments: tuple[str, str], said: str) -> None:
    result = run("init", tmp_path / "node", *ARGUMENTS, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "node").exists()


def test_unusable_database_is_named(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("init", tmp_path / "node", *ARGUMENTS, "--database", "mysql://x/y", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["fields"][0]["field"] == "node.database"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(run: Callable[..., Result], shell: str) -> None:
    assert "_EXCHANGE_COMPLETE" in run("completion", shell).stdout


def test_completion_answers_without_loading_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import os, sys; sys.argv=['exchange']; from exchange.cli.main import main\n"
        "try:\n main()\nfinally:\n print(sorted({'grpc', 'sqlalchemy', 'rich'} & set(sys.modules)))"
    )
    environment: dict[str, Any] = {"COMP_WORDS": "exchange le", "COMP_CWORD": "1", "_EXCHANGE_COMPLETE": "bash_complete", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert done.stdout.splitlines() == ["plain,lead", "plain,ledger", "[]"]


def test_help_loads_neither_grpc_nor_sqlalchemy_nor_rich() -> None:
    code = (
        "import sys; sys.argv=['exchange', '--help']; from exchange.cli.main import main\n"
        "try:\n main()\nfinally:\n print(sorted({'grpc', 'sqlalchemy', 'rich', 'google.protobuf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert done.stdout.splitlines()[-1] == "[]"


def test_next_steps_are_commands_that_exist(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("init", tmp_path / "node", *ARGUMENTS)
    steps = [shlex.split(line.strip()) for line in result.stdout.splitlines() if line.startswith("  exchange ")]
    assert [step[1:3] for step in steps[:3]] == [["certs", "dev"], ["member", "descriptor"], ["member", "refresh"]]
    assert run(*steps[0][1:]).exit_code == 0
    misspelt = run(*steps[1][1:], "--domain", f"{ORGAN}=MARKETS", "--document", "x")
    assert misspelt.exit_code == 2
    assert "--domain: 'MARKETS' isn't one of" in misspelt.stderr
    assert run(*steps[1][1:], "--domain", f"{ORGAN}=MARKET", "--document", "x").exit_code == 0
    assert json.loads((tmp_path / f"node/{MEMBER}.json").read_text(encoding="utf-8"))["code"] == MEMBER
