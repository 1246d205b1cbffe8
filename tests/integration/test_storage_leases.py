"""A job's lease: one holder, until it gives it back, its time is up, or it is gone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.storage.engine import Database
from exchange.storage.jobs import JobStore
from exchange.storage.migrate import migrate
from exchange.sync.runner import _process_gone

MINUTE = 60_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'node.db'}")
    migrate(opened)
    yield opened
    opened.dispose()


def test_a_living_holder_keeps_its_lease(database: Database) -> None:
    first = JobStore(database, "a:1", gone=lambda _holder: False)
    second = JobStore(database, "b:2", gone=lambda _holder: False)
    assert first.claim("pull", now=0, for_us=MINUTE) == 1
    assert second.claim("pull", now=1, for_us=MINUTE) is None
    assert second.claim("pull", now=MINUTE, for_us=MINUTE) == 2


def test_a_lease_whose_holder_is_gone_is_free_at_once(database: Database) -> None:
    JobStore(database, "a:1").claim("pull", now=0, for_us=MINUTE)
    asked: list[str] = []
    assert JobStore(database, "b:2", gone=lambda holder: not asked.append(holder)).claim("pull", now=1, for_us=MINUTE) == 2
    assert asked == ["a:1"]


def test_a_killed_process_of_this_host_is_gone_and_others_are_not() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    here = socket.gethostname()
    assert not _process_gone(f"{here}:{process.pid}")
    process.kill()
    process.wait()
    assert process.stdin is not None
    process.stdin.close()
    assert _process_gone(f"{here}:{process.pid}")
    assert not _process_gone(f"elsewhere-{here}:{process.pid}")
    assert not _process_gone(f"{here}:{os.getpid()}")
    assert not _process_gone("")
