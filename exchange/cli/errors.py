"""How a command ends when it doesn't succeed: one clear line, an exit code, and with `--json` one object.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 verification failed (something was tampered with), 4 the node can't be reached.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import click

from exchange.texts.formats import printable
from exchange.texts.i18n import _

FAILED = 1
USAGE = 2
TAMPERED = 3
UNREACHABLE = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldFault:
    """A field that was refused, and what would be right."""

    field: str
    description: str


class CliError(click.ClickException):
    """A command that failed: `reason` is UPPER_SNAKE, as in exchange/v1/error.proto or named here."""

    def __init__(self, message: str, *, reason: str, fields: Sequence[FieldFault] = (), exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.reason = reason
        self.fields = tuple(fields)
        self.exit_code = exit_code  # type: ignore[misc]  # click declares it for the class; here it is the instance's


class VerificationFailedError(CliError):
    """What was presented isn't what was signed or logged."""

    def __init__(self, message: str, *, reason: str, fields: Sequence[FieldFault] = ()) -> None:
        super().__init__(message, reason=reason, fields=fields, exit_code=TAMPERED)


class UnreachableError(CliError):
    """No answer from the node."""

    def __init__(self, message: str, *, reason: str = "NODE_UNREACHABLE") -> None:
        super().__init__(message, reason=reason, exit_code=UNREACHABLE)


def error_object(error: click.ClickException) -> dict[str, object]:
    """`{"error": {"reason", "message", "fields": [{"field", "description"}]}}`."""
    fields: list[dict[str, str]] = []
    reason = "USAGE" if isinstance(error, click.UsageError) else "FAILED"
    if isinstance(error, CliError):
        reason = error.reason
        fields = [{"field": one.field, "description": one.description} for one in error.fields]
    elif isinstance(error, click.BadParameter) and error.param is not None:
        fields = [{"field": error.param.name or "", "description": error.message}]
    return {"error": {"reason": reason, "message": error.format_message(), "fields": fields}}


def show_error(error: click.ClickException, *, as_json: bool) -> None:
    """Prints `error`: an object on standard output, or words on standard error."""
    if as_json:
        click.echo(json.dumps(error_object(error), ensure_ascii=False))
    elif isinstance(error, CliError):
        click.echo(_("Error: {message}").format(message=printable(_one_line(error))), err=True)
    else:
        error.show()


def _one_line(error: CliError) -> str:
    parts = [error.message]
    for one in error.fields:
        if one.description not in error.message:
            parts.append(f"{one.field}: {one.description}")
        elif one.field not in error.message:
            parts[0] = f"{one.field}: {parts[0]}"
    return f"{'; '.join(parts)} [{error.reason}]"
