"""Verifier keys as options take them: one, or a file with one a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.ledger.errors import NoteError
from exchange.ledger.notes import VerifierKey, parse_verifier_key


def verifier_keys(texts: Sequence[str]) -> list[VerifierKey]:
    """The keys of an option that may be given several times.

    Raises:
        CliError: one isn't a C2SP verifier key.
    """
    return [key for text in texts for key in _keys(text)]


def _keys(text: str) -> list[VerifierKey]:
    path = Path(text)
    lines = path.read_text(encoding="utf-8").splitlines() if "+" not in text and path.is_file() else [text]
    found = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            try:
                found.append(parse_verifier_key(line))
            except NoteError as error:
                raise CliError(
                    str(error), reason="KEY_UNKNOWN", fields=[FieldFault(field="key", description=str(error))], exit_code=USAGE
                ) from error
    return found
