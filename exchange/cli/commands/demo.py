"""`exchange demo`: three nodes on this machine, end to end; every claim is checked, the first that fails ends it with exit code 1."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.errors import CliError, error_object
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_json
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from types import FrameType

    from exchange.cli.demo.report import Step
    from exchange.cli.demo.world import World

DEFAULT_COUNT = 3000
MIN_COUNT = 30  # ten decisions a jurisdiction: fewer don't show anything


@click.command(
    cls=Command,
    help=N_(
        "Set up 金山, 平湖 and 嘉善 below a folder of their own, run their nodes, exchange decisions, a lead and a standard, and verify "
        "everything. Exit code 1 if a step fails."
    ),
)
@option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help=N_("Where; an earlier demonstration there is replaced, anything else is left alone."),
)
@option("--count", type=click.IntRange(min=MIN_COUNT), default=DEFAULT_COUNT, show_default=True, help=N_("Generated decisions in all."))
@option("--keep-running", is_flag=True, help=N_("Leave the nodes running at the end."))
@json_option
def demo(*, folder: Path, count: int, keep_running: bool, as_json: bool) -> int:
    """The whole demonstration."""
    from exchange.cli.demo.plan import load_plan
    from exchange.cli.demo.report import Report
    from exchange.cli.demo.run import run
    from exchange.cli.demo.world import World

    with _display(keep_running=keep_running, quiet=as_json) as display:
        report = Report(on_start=display.begin, on_end=display.end)
        world = World(plan=load_plan(), folder=folder.resolve(), count=count, report=report)
        try:
            with _ended_by_sigterm():
                run(world, keep_running=keep_running)
        except CliError as error:
            if not as_json:
                _show_logs(world)
                raise
            failed = report.steps[-1]
            print_json({"ok": False, "failed": failed.name, **error_object(error), **report.as_object()})
            return error.exit_code
    _finish(world, keep_running=keep_running, as_json=as_json)
    return 0


def _show_logs(world: World) -> None:
    """Where to look when a step failed."""
    logs = [str(node.log) for node in world.nodes.values() if node.log.exists()]
    if logs:
        click.echo(_("The nodes' logs: {paths}").format(paths=", ".join(logs)), err=True)


def _finish(world: World, *, keep_running: bool, as_json: bool) -> None:
    from exchange.cli.demo.summary import commands, print_summary

    if as_json:
        lines = [command for _text, command in commands(world, kept=keep_running)]
        print_json({"ok": True, "folder": str(world.folder), "count": world.count, **world.report.as_object(), "commands": lines})
    else:
        print_summary(world, kept=keep_running)


class _Display:
    """Shows the step at work on standard error where that is a terminal, and each step that ended on standard output."""

    def __init__(self, *, total: int, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._total, self._quiet, self._at = total, quiet, 0
        shown = sys.stderr.isatty() and not quiet
        self.progress = Progress(console=Console(file=sys.stderr), disable=not shown, transient=True, redirect_stdout=sys.stdout.isatty())
        self._task = self.progress.add_task("", total=total)

    def begin(self, step: Step) -> None:
        """A step begins."""
        self.progress.update(self._task, description=step.title)

    def end(self, step: Step) -> None:
        """A step ended well."""
        from exchange.cli.demo.summary import print_step

        self._at += 1
        self.progress.update(self._task, completed=self._at)
        if not self._quiet:
            print_step(self._at, self._total, step)


@contextmanager
def _display(*, keep_running: bool, quiet: bool) -> Iterator[_Display]:
    from exchange.cli.demo.run import STEPS

    display = _Display(total=len(STEPS) + keep_running, quiet=quiet)
    with display.progress:
        yield display


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the block like Ctrl-C does, so that the nodes are stopped."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
