"""`exchange serve`: the node's gRPC server, and its jobs beside it."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.local import config_option, load_membership, load_settings, node_faults
from exchange.cli.pairs import check_pair
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.settings import NodeSettings
    from exchange.sync.context import NodeContext

YOUNG_OBJECTS = 50_000  # made and not freed before the collector looks at them; an answer about 200 decisions makes some thousands


@click.command(cls=Command, help=N_("Run the node's gRPC server, with its jobs; Ctrl-C or SIGTERM ends it in good order."))
@config_option
@option("--jobs/--no-jobs", "with_jobs", default=True, help=N_("Run the jobs in this process too (else: exchange sync)."))
@json_option
def serve(*, config: Path, with_jobs: bool, as_json: bool) -> None:
    """One node."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name, level in (("apscheduler", logging.ERROR), ("alembic", logging.WARNING), ("tuf", logging.WARNING)):
        logging.getLogger(name).setLevel(level)
    settings = load_settings(config)
    check_pair(
        settings.tls_certificate,
        settings.tls_key,
        fields=("tls.certificate", "tls.key"),
        hint=_("`exchange certs dev` makes certificates for development"),
    )
    _check_is_member(settings)
    asyncio.run(_serve(settings, with_jobs=with_jobs, as_json=as_json))


def _check_is_member(settings: NodeSettings) -> None:
    """Whoever isn't a member is believed by nobody: peers refuse its certificate and its signatures."""
    membership = load_membership(settings)
    if settings.code in membership.members:
        return
    description = _("{code} isn't a member; known are {known}. `exchange member add` proposes it to the others, or mend node.code").format(
        code=settings.code, known=", ".join(sorted(membership.members))
    )
    raise CliError(description, reason="NOT_A_MEMBER", fields=[FieldFault(field="node.code", description=description)])


async def _serve(settings: NodeSettings, *, with_jobs: bool, as_json: bool) -> None:
    """Opens the parts one after another; they end in the opposite order."""
    from exchange.node.bootstrap import close_node, open_node
    from exchange.node.server import ListenError, NodeServer
    from exchange.sync.runner import Jobs, Runner

    stopping = stop_signals()
    async with AsyncExitStack() as parts:
        with node_faults():
            context = await asyncio.to_thread(open_node, settings)
        parts.push_async_callback(asyncio.to_thread, close_node, context)
        server = NodeServer(context)
        try:
            port = await server.start()
        except ListenError as error:
            fault = FieldFault(field="node.listen", description=str(error))
            raise CliError(str(error), reason="ADDRESS_IN_USE", fields=[fault]) from error
        parts.push_async_callback(server.stop)
        console = await start_console(context, parts) if settings.console.listen else ""
        host = settings.listen.rpartition(":")[0]
        _say(settings, f"{host}:{port}", console=console, as_json=as_json)
        if with_jobs:
            runner = Runner(Jobs(context))
            await asyncio.to_thread(runner.start)
            parts.push_async_callback(asyncio.to_thread, runner.stop)
        _settle_memory()
        await stopping.wait()


def _settle_memory() -> None:
    """What is loaded stays loaded: the collector needn't walk it again and again while somebody waits for an answer.

    Walking all of it took 60 ms and more, once in some hundred answers (tests/benchmarks/bench_questions.py shows it at p99).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


def stop_signals() -> asyncio.Event:
    """Set by SIGINT and SIGTERM."""
    stopping = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopping.set)
    return stopping


async def start_console(context: NodeContext, parts: AsyncExitStack) -> str:
    """The web console, to be stopped with the other parts; returns its address.

    Raises:
        CliError: the address is taken, or a certificate can't be used.
    """
    from exchange.console.server import ConsoleServer

    console, listen = ConsoleServer(context), context.settings.console.listen
    try:
        port = await console.start()
    except OSError as error:
        message = _("the console can't be served on {address}: {reason}").format(address=listen, reason=error)
        raise CliError(message, reason="ADDRESS_IN_USE", fields=[FieldFault(field="console.listen", description=message)]) from error
    parts.push_async_callback(console.stop)
    return f"https://{listen.rpartition(':')[0]}:{port}/"


def _say(settings: NodeSettings, address: str, *, console: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"member": settings.code, "listening": address, **({"console": console} if console else {})}))
        return
    click.echo(_("{name} ({code}) is listening on {address}").format(name=settings.name, code=settings.code, address=address))
    if console:
        click.echo(_("Its console is at {address}").format(address=console))
