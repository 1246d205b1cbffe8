"""What commands print: JSON for programs, tables for people (times in Asia/Shanghai, amounts in yuan, enum values in words)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from exchange.texts.formats import printable
from exchange.texts.i18n import _

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from rich.progress import Progress, TaskID

MIN_SECONDS, MAX_SECONDS, NANOS = -62_135_596_800, 253_402_300_799, 1_000_000_000  # google/protobuf/timestamp.proto: years 1 to 9999
PIPE_WIDTH = 200  # columns, where the output is no terminal
_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9A-HJ-NPQRTUWXY]{18}")


def message_object(message: Message, *, every_field: bool = True) -> dict[str, Any]:
    """Protobuf JSON with the names of the .proto files (64-bit integers are texts, as that mapping says).

    A Timestamp that JSON can't write is left out: one hostile record must not keep people from reading the others.
    """
    from google.protobuf.json_format import MessageToDict, SerializeToJsonError

    options: dict[str, Any] = {"preserving_proto_field_name": True, "always_print_fields_with_no_presence": every_field}
    try:
        return MessageToDict(message, **options)
    except SerializeToJsonError:
        copy = type(message)()
        copy.CopyFrom(message)
        _clear_impossible_times(copy)
        return MessageToDict(copy, **options)


def _clear_impossible_times(message: Message) -> None:
    from google.protobuf.timestamp_pb2 import Timestamp

    for field, value in message.ListFields():
        if field.type != field.TYPE_MESSAGE:
            continue
        for one in value if field.is_repeated else (value,):
            if not isinstance(one, Timestamp):
                _clear_impossible_times(one)
            elif not (MIN_SECONDS <= one.seconds <= MAX_SECONDS and 0 <= one.nanos < NANOS):
                one.Clear()


def print_json(value: Any) -> None:
    """One JSON value on standard output; a message in protobuf JSON."""
    from google.protobuf.message import Message

    document = message_object(value) if isinstance(value, Message) else value
    click.echo(_escaped(json.dumps(document, ensure_ascii=False, indent=2)))


def _escaped(document: str) -> str:
    """Characters that a terminal would obey rather than show, as JSON escapes: the same text to programs."""
    return "".join(one if one.isprintable() or one in "\n\u3000" else json.dumps(one)[1:-1] for one in document)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """A table on standard output. A column of nothing but ids isn't broken: they are there to be copied."""
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, title=title or None, title_justify="left")
    cells = [tuple(row) for row in rows]
    if not cells:
        nothing = _("None.")
        click.echo(f"{title}: {nothing}" if title else nothing)
        return
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=_holds_ids(row[place] for row in cells))
    for row in cells:
        table.add_row(*(Text(printable(cell)) for cell in row))
    _console().print(table)


def _holds_ids(cells: Iterable[str]) -> bool:
    return all(_ID.fullmatch(cell) for cell in cells if cell)


def print_details(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values, one pair a line; empty values are left out."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            table.add_row(Text(name, style="bold"), Text(printable(value)))
    _console().print(table)


def _console() -> Any:
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A progress display on standard error; silent if `quiet` or where standard error is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(file=sys.stderr)
    with Progress(console=console, disable=quiet or not sys.stderr.isatty(), transient=True) as display:
        yield display


def start_task(display: Progress, text: str, *, total: int | None) -> TaskID:
    """A line in the display; `total` None where it isn't known yet."""
    return display.add_task(text, total=total)


def done(text: str) -> None:
    """One line on standard output."""
    click.echo(text)


def more_pages() -> None:
    """Says on standard error that not everything was shown."""
    click.echo(_("There is more: raise --limit, or narrow the filter."), err=True)
