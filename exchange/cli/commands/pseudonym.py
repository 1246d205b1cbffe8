"""`exchange pseudonym`: a natural person between two members, without the identity number."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_json
from exchange.texts.i18n import N_, _


@click.command(
    cls=Command,
    help=N_(
        "Turn identity numbers into the pseudonyms that a pair of members shares: asked for without echo, or one a line from standard "
        "input. Never give a number as an argument: others on this machine see those."
    ),
)
@option(
    "--key-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help=N_("The pair's secret key: 64 hexadecimal digits, agreed on outside the exchange."),
)
@click.argument("given", nargs=-1, metavar="")
@json_option
def pseudonym(*, key_file: Path, given: tuple[str, ...], as_json: bool) -> None:
    """One line of output for each number, in their order. Arguments are taken only to be refused without being repeated."""
    from exchange.domain.pseudonyms import PseudonymError, read_key
    from exchange.domain.pseudonyms import pseudonym as pseudonym_of

    if given:
        raise click.UsageError(_("numbers are never given as arguments; give them by standard input"))
    if key_file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = _("{path} can be read by others than its owner; run chmod 600 on it").format(path=key_file)
        raise CliError(message, reason="UNSOUND_KEY", fields=[FieldFault(field="key_file", description=message)])
    made = []
    for place, number in enumerate(_numbers(), 1):
        try:
            made.append(pseudonym_of(read_key(key_file.read_text(encoding="ascii", errors="replace")), number))
        except PseudonymError as error:
            field = "key_file" if error.reason == "KEY" else f"line {place}"
            raise CliError(f"{field}: {error}", reason="FIELD_INVALID", fields=[FieldFault(field=field, description=str(error))]) from None
    if as_json:
        print_json({"pseudonyms": made})
    else:
        click.echo("\n".join(made))


def _numbers() -> Iterator[str]:
    """The numbers, none of which is kept or shown."""
    if sys.stdin.isatty():
        yield click.prompt(_("Identity number"), hide_input=True)
        return
    yield from (line.strip() for line in sys.stdin if line.strip())
