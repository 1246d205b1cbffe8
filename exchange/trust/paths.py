"""Names of the files of a membership repository with consistent snapshots (TUF specification §6.2), and no others."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from exchange.trust.errors import TrustPathError

TIMESTAMP_PATH = "metadata/timestamp.json"
_VERSIONED = re.compile(r"metadata/([1-9][0-9]{0,9})\.(root|targets|snapshot)\.json", re.ASCII)
_TARGET = re.compile(r"targets/[0-9a-f]{64}\.[0-9]{6}\.json", re.ASCII)


def check_path(path: str) -> str:
    """`path` itself, if a repository can have such a file. Nothing that passes can leave the repository's folder.

    Raises:
        TrustPathError: it can't.
    """
    if path == TIMESTAMP_PATH or _VERSIONED.fullmatch(path) or _TARGET.fullmatch(path):
        return path
    known = "metadata/timestamp.json, metadata/<version>.<root|targets|snapshot>.json and targets/<sha256>.<code>.json"
    raise TrustPathError(f"path {path!r}; there are {known}")


def metadata_path(role: str, version: int) -> str:
    """The path of a role's metadata of that version."""
    return f"metadata/{version}.{role}.json"


def version_of(path: str) -> tuple[str, int] | None:
    """Role and version in a metadata path; None for other files."""
    match = _VERSIONED.fullmatch(path)
    return (match[2], int(match[1])) if match else None


def write_whole(path: Path, data: bytes) -> None:
    """Writes `path` so that readers see the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            part.chmod(0o644)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
