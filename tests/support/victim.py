"""A process that pulls and delivers, and is killed in the middle of it.

Processes come from a fork server that has everything imported already, so that a round costs tenths of a second. Each is a real process
and is killed by a real SIGKILL: from outside at any moment, or by itself just before its n-th commit.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from adapters.sql import create_store
from exchange.node.bootstrap import close_node, open_node
from exchange.settings import NodeSettings
from exchange.sync.runner import Jobs

MAPPING = "zhejiang_feed"
RUN_TIMEOUT_S = 60.0  # on a loaded machine; 0.5 s is usual
READY, DONE = "ready", "done"


def case_store(organ: str, url: str = "sqlite:///data/cases.db", **settings: str) -> str:
    """The [[case_store]] table of a node that only receives."""
    more = "".join(f"{name} = {value}\n" for name, value in settings.items())
    table = f'[[case_store]]\nname = "cases"\nadapter = "sql"\norgan = "{organ}"\ncollect = false\n{more}'
    return table + f'options = {{ url = "{url}", mapping = "{MAPPING}" }}\n'


def make_case_store(settings: NodeSettings) -> str:
    """Makes the tables of the node's case store; returns its URL."""
    url = str(settings.case_stores[0].options["url"])
    create_store(url, MAPPING)
    return url


def _count_commits(kill_before: int) -> Callable[[], int]:
    """Counts the commits of this process; before the one numbered `kill_before` (from 1 on) the process kills itself."""
    commits = 0

    def committing(_connection: Any) -> None:
        nonlocal commits
        commits += 1
        if commits == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", committing)
    return lambda: commits


def _work(home: str, names: Sequence[str], kill_before: int, pipe: Pipe) -> None:
    context = open_node(NodeSettings.load(Path(home) / "node.toml"))
    jobs = Jobs(context)
    commits = _count_commits(kill_before)
    pipe.send(READY)
    errors = [jobs.run(name)[1] for name in names]
    pipe.send((DONE, commits(), errors))
    jobs.peers.close()
    close_node(context)


class Victim:
    """One process at work for a node."""

    def __init__(self, settings: NodeSettings, peer: str, *, kill_before: int = 0, then: str = "deliver cases") -> None:
        """It pulls from `peer`, and runs the job `then`."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_work, args=(str(settings.home), (f"pull {peer}", then), kill_before, other))
        self.process.start()
        other.close()

    def await_ready(self) -> None:
        """Returns when the work begins."""
        assert self.pipe.poll(RUN_TIMEOUT_S)
        assert self.pipe.recv() == READY

    def kill(self) -> bool:
        """kill -9; whether that came before the work was done."""
        self.process.kill()
        self.process.join()
        try:
            self.pipe.recv()
        except EOFError:
            return True
        finally:
            self.pipe.close()
        return False

    def finish(self) -> tuple[int, list[str]] | None:
        """Waits for the end: commits and errors of the jobs; None where the process was killed."""
        self.process.join(RUN_TIMEOUT_S)
        assert self.process.exitcode is not None, "the process hangs"
        try:
            while True:
                answer = self.pipe.recv()
                if answer != READY:
                    return answer[1], answer[2]
        except EOFError:
            return None
        finally:
            self.pipe.close()


def delivered(url: str) -> list[str]:
    """The record ids that stand in the case store's table of neighbours' decisions, and in its inbox, which must be the same."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.connect() as connection:
            rows = sorted(connection.execute(text("SELECT nb_record_id FROM qssgs_xzcf_wl")).scalars())
            marks = sorted(connection.execute(text("SELECT record_id FROM exchange_inbox")).scalars())
    finally:
        engine.dispose()
    assert rows == marks
    return rows


def whole(path: Path) -> None:
    """SQLite finds nothing wrong with its file."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
