"""Node processes: `exchange serve` started, watched, stopped, killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import SystemRandom

from exchange.cli.errors import CliError
from exchange.settings import NodeSettings
from exchange.texts.i18n import _

START_LIMIT_S = 60.0  # a node starts in 2 s; three at once on one busy core take longer
STOP_LIMIT_S = 30.0
PAUSE_S = 0.05
HOST = "127.0.0.1"
PORTS = range(20_000, 32_768)  # below those that systems give to outgoing connections (Linux from 32,768, IANA from 49,152)
LOG_TAIL_LINES = 15
PROGRAM = (sys.executable, "-c", "from exchange.cli.main import main; main()")  # `exchange`, wherever its script lies


def run_command(arguments: Sequence[str], *, timeout_s: float) -> subprocess.CompletedProcess[str]:
    """Runs `exchange` with arguments, as a user would."""
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=timeout_s, check=False)  # noqa: S603  # ours


def free_addresses(count: int) -> list[str]:
    """Different loopback addresses where nothing listens now, and which no outgoing connection takes while a node is down.

    Raises:
        CliError: there aren't so many.
    """
    found: list[str] = []
    for port in SystemRandom().sample(PORTS, k=len(PORTS)):
        if len(found) == count:
            return found
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:  # in use
                continue
        found.append(f"{HOST}:{port}")
    raise CliError(
        _("no {count} free ports between {first} and {last}").format(count=count, first=PORTS[0], last=PORTS[-1]), reason="NO_PORT"
    )


class NodeProcess:
    """One node; its output goes to node.log in its folder."""

    def __init__(self, settings: NodeSettings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = False

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last; 0 before the first."""
        return self._process.pid if self._process else 0

    @property
    def log(self) -> Path:
        """What it wrote."""
        return self.settings.home / "node.log"

    def start(self) -> None:
        """Starts it; `wait` waits until it answers. In a session of its own, so that a Ctrl-C is ours to pass on."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603  # our own program
                [*PROGRAM, "serve", "--config", str(self.settings.home / "node.toml")],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._asked = False

    def wait(self, answers: Callable[[], bool]) -> None:
        """Waits until `answers` says so.

        Raises:
            CliError: the process ended, or the time is up; the message has the end of its log.
        """
        until = time.monotonic() + START_LIMIT_S
        while not answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > until:
                raise CliError(
                    _("node {code} doesn't answer; its log {path} ends with:\n{tail}").format(
                        code=self.settings.code, path=self.log, tail=self._tail()
                    ),
                    reason="NODE_NOT_STARTED",
                )
            time.sleep(PAUSE_S)

    def _tail(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL_LINES:])

    def running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL: it can't finish anything."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait(STOP_LIMIT_S)

    def ask_to_stop(self) -> None:
        """SIGTERM, once: a second would end a process that is finishing its work."""
        if self._process is not None and self._process.poll() is None and not self._asked:
            self._asked = True
            self._process.terminate()

    def stop(self) -> int:
        """Stops it in good order, or else by force; returns its exit code."""
        if self._process is None:
            return 0
        self.ask_to_stop()
        try:
            return self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode or -signal.SIGKILL
