"""That no two nodes share a file, a key, a database or a process: computed, not asserted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from exchange.cli.demo.report import Step
from exchange.cli.demo.world import World
from exchange.texts.i18n import _

PROCESSES = Path("/proc")


def check_separation(world: World, step: Step) -> None:
    """While the nodes run."""
    files = {code: _files(world.home(code)) for code in world.codes}
    step.check("files", _("no two nodes share a file (device and inode)"), holds=not _shared(files), found=_shared(files))
    keys = {code: _keys(world.home(code)) for code in world.codes}
    step.check("keys", _("no two nodes share a key"), holds=all(keys.values()) and not _shared(keys), found=_shared(keys))
    databases = {code: {world.settings[code].database, f"sqlite:///{world.cases(code).resolve()}"} for code in world.codes}
    step.check("databases", _("no two nodes share a database or a case store"), holds=not _shared(databases), found=databases)
    pids = {code: {node.pid} for code, node in world.nodes.items()}
    step.check(
        "processes",
        _("no two nodes share a process"),
        holds=not _shared(pids) and all(node.running() for node in world.nodes.values()),
        found=pids,
    )
    step.facts |= {
        "files": {code: len(found) for code, found in files.items()},
        "keys": {code: len(found) for code, found in keys.items()},
        "pids": {code: node.pid for code, node in world.nodes.items()},
    }
    if PROCESSES.is_dir():  # Linux: what each process really has open
        opened = {code: _open_below(world.nodes[code].pid, world.folder) for code in world.codes}
        foreign = {
            code: sorted(str(one) for one in found if not one.is_relative_to(world.home(code).resolve())) for code, found in opened.items()
        }
        step.check(
            "open_files",
            _("no process has a file of another node open"),
            holds=all(opened.values()) and not any(foreign.values()),
            found=foreign,
        )
        step.facts["open_files"] = {code: len(found) for code, found in opened.items()}


def _files(home: Path) -> set[tuple[int, int]]:
    found = [path.stat() for path in home.rglob("*") if path.is_file()]  # a link counts as what it points to
    return {(one.st_dev, one.st_ino) for one in found}


def _keys(home: Path) -> set[bytes]:
    """Public halves of every private key in a node's folder."""
    paths = [*home.glob("keys/*.pem"), *home.glob("certs/*.key")]
    return {
        serialization.load_pem_private_key(path.read_bytes(), None)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        for path in paths
    }


def _open_below(pid: int, folder: Path) -> set[Path]:
    found = set()
    for link in (PROCESSES / str(pid) / "fd").iterdir():
        try:
            target = link.readlink()
        except OSError:  # closed meanwhile
            continue
        if target.is_relative_to(folder.resolve()):
            found.add(target)
    return found


def _shared(sets: Mapping[str, Iterable[object]]) -> list[str]:
    """Pairs of nodes that have something in common."""
    return [f"{one}, {other}" for one, other in combinations(sets, 2) if set(sets[one]) & set(sets[other])]
