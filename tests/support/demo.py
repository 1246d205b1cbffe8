"""`exchange demo` left running: three nodes as processes of their own, each with its console, as a newcomer has them."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exchange.cli.demo.folder import processes
from exchange.cli.demo.processes import run_command
from exchange.settings import NodeSettings

LIMIT_S = 300.0
COMMAND_LIMIT_S = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Demo:
    """A running demonstration; settings and organs by member code, in the order sender, receiver, reader; facts by the name of the step."""

    folder: Path
    settings: dict[str, NodeSettings]
    organs: dict[str, str]
    facts: dict[str, dict[str, Any]]

    def profile(self, code: str, who: str = "") -> Path:
        """The client's profile of a node's organ, or of `who`."""
        return self.folder / code / "profiles" / f"{who or 'organ-' + self.organs[code]}.toml"

    def say(self, code: str, arguments: Sequence[str], *, who: str = "") -> Any:
        """What an `exchange` command answers its organ (or `who`) with `--json`."""
        result = run_command([*arguments, "--profile", str(self.profile(code, who)), "--json"], timeout_s=COMMAND_LIMIT_S)
        assert result.returncode == 0, result.stderr + result.stdout
        return json.loads(result.stdout)


@contextmanager
def running_demo(folder: Path, *, count: int) -> Iterator[Demo]:
    """Runs it to its end with `count` generated decisions, gives its nodes, and stops them afterwards."""
    try:
        result = run_command(["demo", "--folder", str(folder), "--count", str(count), "--keep-running", "--json"], timeout_s=LIMIT_S)
        assert result.returncode == 0, result.stderr + result.stdout
        steps = {one["name"]: one["facts"] for one in json.loads(result.stdout)["steps"]}
        nodes = steps["set_up"]["nodes"]
        yield Demo(
            folder=folder,
            settings={code: NodeSettings.load(folder / code / "node.toml") for code in nodes},
            organs={code: one["organ"] for code, one in nodes.items()},
            facts=steps,
        )
    finally:
        for pid in processes(folder).values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
