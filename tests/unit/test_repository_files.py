"""What may lie in the repository, and what must not."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "Makefile",
    "README.md",
    "README.zh-CN.md",
    "adapters",
    "buf.yaml",
    "certs",
    "exchange",
    "proto",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
    "tests",
}
PRIVATE_KEY = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{16}")
REGISTRY_HOSTS = [
    b"pypi" + b".org",
    b"pythonhosted" + b".org",
    b"registry.npmjs" + b".org",
    b"deb.debian" + b".org",
    b"proxy.golang" + b".org",
]
MACHINE_PATH = re.compile(rb"/(?:work|root|home/[a-z]+)/[a-z]+/")
MAX_FILE_BYTES = 2 * 1024 * 1024  # data tables and vectors stay well below


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).exists()]


def holding(found) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in tracked() if found(path.read_bytes()))


def test_the_top_level_holds_nothing_else():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


def test_no_file_holds_a_private_key():
    assert holding(PRIVATE_KEY.search) == []


def test_a_private_key_would_be_found():
    pem = b"-----BEGIN " + b"PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAA\n"
    assert PRIVATE_KEY.search(pem)


def test_no_file_names_a_package_registry():
    assert holding(lambda content: any(host in content for host in REGISTRY_HOSTS)) == []


def test_no_file_holds_the_path_of_a_machine():
    assert holding(MACHINE_PATH.search) == []


def test_no_database_or_key_file_is_tracked():
    kinds = {".db", ".sqlite", ".sqlite3", ".key", ".p12", ".pfx", ".mo~", ".pyc"}
    assert [path.name for path in tracked() if path.suffix in kinds] == []


def test_no_file_is_large():
    assert [path.name for path in tracked() if path.stat().st_size > MAX_FILE_BYTES] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_pinned_with_a_hash_and_no_address(name):
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    pinned = re.compile(r"[A-Za-z0-9._-]+==[^\s;]+ ?(?: ;[^\\]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+")

    assert len(lines) > 10
    assert [line[:60] for line in lines if not pinned.fullmatch(line)] == []


def test_runtime_and_development_pins_agree():
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))

    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: version for name, version in development.items() if runtime.get(name, version) != version} == {}


def test_every_runtime_dependency_is_pinned():
    pyproject = (ROOT / "pyproject.toml").read_text()
    declared = pyproject.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    names = {name.lower() for name in re.findall(r'^\s+"([A-Za-z0-9._-]+)', declared, re.MULTILINE)}
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))

    assert names - pinned == set()
