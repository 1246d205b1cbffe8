"""Secrets that a node makes for itself, one file each below keys/: made at first use, read afterwards."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

SECRET_SIZE = 32  # random bytes


def secret_of(home: Path, name: str) -> bytes:
    """The secret `keys/<name>.key` of a node's folder; of processes that make it at once, one's counts."""
    path = home / "keys" / f"{name}.key"
    if not path.exists():
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_SIZE))
        with suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_bytes()
