"""click classes for this command line: subcommands load when they are called, help texts are translated when they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeVar

import click

from exchange.texts.i18n import N_, _

_Function = TypeVar("_Function", bound=Callable[..., Any])
ShortHelps = Mapping[str, tuple[str, str]]
"""Command name → (`module:attribute`, one line of help)."""


def _shown_help(self: Option | Command) -> str | None:
    return _(self.help_id) if self.help_id else None


def _keep_help(self: Option | Command, value: str | None) -> None:
    self.help_id = value


class Option(click.Option):
    """An option whose help is an English message id, shown in the chosen language."""

    help_id: str | None
    help = property(_shown_help, _keep_help)


class Command(click.Command):
    """A command whose help is an English message id, shown in the chosen language."""

    help_id: str | None
    help = property(_shown_help, _keep_help)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, in Chinese too: click ends one at a full stop with a blank only."""
        first, stop, _rest = (self.help or "").partition("。")
        return f"{first}。" if stop else super().get_short_help_str(limit)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that click makes once, with its text translated again."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class Group(Command, click.Group):
    """A group of commands."""

    command_class = Command
    group_class = type


class LazyGroup(Group):
    """A group that imports a subcommand's module only when it is called, so that `--help` stays quick."""

    def __init__(self, *args: Any, subcommands: ShortHelps, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._subcommands = subcommands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return [*self._subcommands, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Loads `cmd_name`'s module."""
        entry = self._subcommands.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        module, _colon, attribute = entry[0].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry[0]} is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """Lists the commands by their short helps, loading none."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, (_place, text) in self._subcommands.items()])


def option(*names: str, **attributes: Any) -> Callable[[_Function], _Function]:
    """`click.option` with a translated help."""
    return click.option(*names, cls=Option, **attributes)


json_option = option("--json", "as_json", is_flag=True, help=N_("Print JSON for programs instead of a table."))
