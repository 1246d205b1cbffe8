"""`exchange completion`: the script that makes a shell complete this command."""

from __future__ import annotations

import click

from exchange.cli.lazy import Command
from exchange.texts.i18n import N_

SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Command,
    help=N_(
        'Print the completion script for a shell. In bash: eval "$(exchange completion bash)"; fish: exchange completion fish | source.'
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """The script."""
    from click.shell_completion import get_completion_class

    from exchange.cli.main import COMPLETION_VARIABLE

    kind = get_completion_class(shell)
    if kind is None:
        raise click.BadParameter(shell)
    click.echo(kind(context.find_root().command, {}, "exchange", COMPLETION_VARIABLE).source())
