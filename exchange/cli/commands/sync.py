"""`exchange sync`: the node's jobs, in a process of their own, by schedule or once."""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.errors import FAILED
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.local import config_option, open_context
from exchange.cli.output import print_json, print_table, progress, start_task
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.sync.runner import Jobs

Run = tuple[str, dict[str, int], str]


@click.command(
    cls=Command,
    help=N_(
        "Run the node's jobs: refresh the membership, collect, pull, witness, deliver. By schedule until Ctrl-C or SIGTERM; with --once or "
        "--job each once, exit code 1 if one failed."
    ),
)
@config_option
@option("--once", is_flag=True, help=N_("Run every job once, one after another."))
@option("--job", "names", multiple=True, help=N_("Run this job once, for instance `pull 330482`; repeat it."))
@json_option
def sync(*, config: Path, once: bool, names: tuple[str, ...], as_json: bool) -> int:
    """All jobs, or some."""
    from exchange.sync.runner import Jobs

    logging.basicConfig(level=logging.WARNING if once or names else logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with open_context(config) as context:
        jobs = Jobs(context)
        if not once and not names:
            _run_until_stopped(jobs, as_json=as_json)
            return 0
        try:
            runs = _run_once(jobs, names or tuple(jobs.names()), as_json=as_json)
        finally:
            jobs.peers.close()
    if as_json:
        print_json({"jobs": [{"name": name, "counts": counts, "error": error} for name, counts, error in runs]})
    else:
        rows = [(name, error or _("done"), ", ".join(f"{key} {value}" for key, value in counts.items())) for name, counts, error in runs]
        print_table([_("Job"), _("Result"), _("Counts")], rows)
    return FAILED if any(error for _name, _counts, error in runs) else 0


def _run_once(jobs: Jobs, names: tuple[str, ...], *, as_json: bool) -> list[Run]:
    from exchange.sync.runner import run_once

    known = jobs.names()
    if unknown := [name for name in names if name not in known]:
        raise click.BadParameter(
            _("{value} isn't one of {names}").format(value=", ".join(unknown), names=", ".join(known)), param_hint="--job"
        )
    runs: list[Run] = []
    with progress(quiet=as_json) as display:
        task = start_task(display, _("Jobs"), total=len(names))

        def report(name: str, counts: dict[str, int], error: str) -> None:
            runs.append((name, counts, error))
            display.advance(task)

        run_once(jobs, list(names), report=report)
    return runs


def _run_until_stopped(jobs: Jobs, *, as_json: bool) -> None:
    from exchange.sync.runner import Runner

    stopping = threading.Event()

    def stop(_signal: int, _frame: Any) -> None:
        stopping.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    runner = Runner(jobs)
    runner.start()
    if as_json:
        print_json({"jobs": jobs.names()})
    else:
        click.echo(_("Running: {names}").format(names=", ".join(jobs.names())))
    stopping.wait()
    runner.stop()
