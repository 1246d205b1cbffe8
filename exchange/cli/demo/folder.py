"""The demonstration's folder: made, recognised by its marker, and replaced only where it is an earlier demonstration's."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.settings import NodeSettings, SettingsError
from exchange.texts.i18n import _

MARKER = ".exchange-demo.json"
MADE_BY = "exchange demo"
SHARED = ("membership", "tampered")  # folders of a demonstration beside its members'
CONNECT_TIMEOUT_S = 0.5


def prepare(folder: Path, members: Iterable[str]) -> None:
    """Makes `folder` an empty demonstration folder.

    Raises:
        CliError: it holds something else, or nodes of an earlier demonstration still run there.
    """
    names = {*members, *SHARED, MARKER, f"{MARKER}.new"}
    if folder.exists():
        _check_replaceable(folder, names)
        for name in sorted(names):
            path = folder / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    write_marker(folder, {})


def write_marker(folder: Path, processes: Mapping[str, int]) -> None:
    """Says that `folder` is a demonstration's, and which processes run there."""
    written = folder / f"{MARKER}.new"
    written.write_text(json.dumps({"made_by": MADE_BY, "processes": dict(processes)}), encoding="utf-8")
    written.replace(folder / MARKER)  # whoever reads it meanwhile finds it whole


def _check_replaceable(folder: Path, names: set[str]) -> None:
    if not folder.is_dir():
        raise _fault(_("{folder} is a file; give a folder that doesn't exist yet").format(folder=folder))
    present = {path.name for path in folder.iterdir()}
    if not present:
        return
    if not _is_marked(folder):
        raise _fault(
            _("{folder} isn't empty and wasn't made by `exchange demo`; nothing was changed. Give another with --folder").format(
                folder=folder
            )
        )
    if others := sorted(present - names):
        raise _fault(
            _("{folder} holds {names} beside an earlier demonstration; nothing was changed. Move that away, or give another folder").format(
                folder=folder, names=", ".join(others)
            )
        )
    for path in sorted(folder.glob("*/node.toml")):
        try:
            address = NodeSettings.load(path).listen
        except SettingsError:  # cut off while it was written: no node ever ran on it
            continue
        if _listens(address):
            raise _fault(
                _("a node of an earlier demonstration still runs at {address}; stop it (kill {pids}), or give another folder").format(
                    address=address, pids=" ".join(str(pid) for pid in processes(folder).values()) or "PID"
                )
            )


def processes(folder: Path) -> dict[str, int]:
    """Process ids by member code, as the marker has them."""
    found = json.loads((folder / MARKER).read_text(encoding="utf-8"))["processes"]
    return {str(code): int(pid) for code, pid in found.items()}


def _is_marked(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MARKER).read_text(encoding="utf-8"))["made_by"] == MADE_BY)
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _listens(address: str) -> bool:
    host, _colon, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=CONNECT_TIMEOUT_S):
            return True
    except OSError:
        return False


def _fault(description: str) -> CliError:
    return CliError(description, reason="FOLDER_IN_USE", fields=[FieldFault(field="folder", description=description)], exit_code=USAGE)
