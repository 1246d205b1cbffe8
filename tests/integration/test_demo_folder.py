"""What the demonstration may replace, and what it must leave alone."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from exchange.cli.demo.folder import MARKER, prepare, processes, write_marker
from exchange.cli.demo.processes import PORTS, free_addresses
from exchange.cli.errors import CliError

MEMBERS = ("310116", "330482")


def test_a_folder_is_made_and_marked(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    prepare(folder, MEMBERS)
    assert [path.name for path in folder.iterdir()] == [MARKER]
    assert processes(folder) == {}


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    prepare(tmp_path, MEMBERS)
    for name in (*MEMBERS, "membership", "tampered"):
        (tmp_path / name / "deep").mkdir(parents=True)
    write_marker(tmp_path, {"310116": 1})
    prepare(tmp_path, MEMBERS)
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]
    assert processes(tmp_path) == {}


def test_a_link_in_an_earlier_demo_is_removed_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    folder = tmp_path / "demo"
    prepare(folder, MEMBERS)
    (folder / "310116").symlink_to(outside)
    prepare(folder, MEMBERS)
    assert (outside / "file").exists()
    assert not (folder / "310116").is_symlink()


@pytest.mark.parametrize("marker", ["", "{}", "[]", '{"made_by": "somebody"}', "null", "\udcff"])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, marker: str) -> None:
    (tmp_path / "310116").mkdir()
    if marker:
        (tmp_path / MARKER).write_bytes(marker.encode(errors="surrogateescape"))
    with pytest.raises(CliError, match=str(tmp_path)) as caught:
        prepare(tmp_path, MEMBERS)
    assert caught.value.reason == "FOLDER_IN_USE"
    assert (tmp_path / "310116").is_dir()


def test_what_lies_beside_an_earlier_demo_is_named(tmp_path: Path) -> None:
    prepare(tmp_path, MEMBERS)
    (tmp_path / "310116").mkdir()
    (tmp_path / "mine.txt").touch()
    with pytest.raises(CliError, match=r"mine\.txt"):
        prepare(tmp_path, MEMBERS)
    assert (tmp_path / "310116").is_dir()


def test_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(CliError, match=str(path)):
        prepare(path, MEMBERS)


def test_nodes_that_still_run_are_named(tmp_path: Path) -> None:
    prepare(tmp_path, MEMBERS)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        settings = {
            "node": {"code": "310116", "name": "a", "listen": address, "database": "sqlite:///n.db"},
            "tls": {"certificate": "c", "key": "k"},
            "keys": {"ledger": "l", "audit": "a", "witness": "w"},
            "trust": {"directory": "t"},
        }
        text = "".join(
            f"[{table}]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in one.items()) for table, one in settings.items()
        )
        (tmp_path / "310116").mkdir()
        (tmp_path / "310116" / "node.toml").write_text(text, encoding="utf-8")
        write_marker(tmp_path, {"310116": 4242})
        with pytest.raises(CliError, match=rf"{address}.*kill 4242"):
            prepare(tmp_path, MEMBERS)
    prepare(tmp_path, MEMBERS)
    assert not (tmp_path / "310116").exists()


def test_addresses_are_free_different_and_of_no_outgoing_connection() -> None:
    found = free_addresses(200)
    assert len(set(found)) == 200
    for address in found:
        host, _colon, port = address.rpartition(":")
        assert int(port) in PORTS
        with socket.socket() as listener:
            listener.bind((host, int(port)))


def test_too_many_addresses_are_an_error() -> None:
    with pytest.raises(CliError, match=str(PORTS[-1])):
        free_addresses(len(PORTS) + 1)
