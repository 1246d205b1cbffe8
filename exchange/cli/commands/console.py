"""`exchange console`: the node's web console alone, beside a server in another process."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.commands.serve import start_console, stop_signals
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.local import config_option, load_settings, node_faults
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.settings import NodeSettings

DEFAULT_LISTEN = "127.0.0.1:8443"


@click.command(cls=Command, help=N_("Serve the node's web console; Ctrl-C or SIGTERM ends it in good order."))
@config_option
@option("--listen", help=N_("Address and port; by default console.listen of node.toml, else 127.0.0.1:8443."))
@json_option
def console(*, config: Path, listen: str | None, as_json: bool) -> None:
    """One console."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    settings = load_settings(config)
    address = listen or settings.console.listen or DEFAULT_LISTEN
    asyncio.run(_serve(replace(settings, console=replace(settings.console, listen=address)), as_json=as_json))


async def _serve(settings: NodeSettings, *, as_json: bool) -> None:
    from exchange.node.bootstrap import close_node, open_node

    stopping = stop_signals()
    async with AsyncExitStack() as parts:
        with node_faults():
            context = await asyncio.to_thread(open_node, settings)
        parts.push_async_callback(asyncio.to_thread, close_node, context)
        address = await start_console(context, parts)
        if as_json:
            click.echo(json.dumps({"member": settings.code, "console": address}))
        else:
            click.echo(_("The console of {name} is at {address}").format(name=settings.name, address=address))
        await stopping.wait()
