"""What a node accepted last, as raw files: loaded without network, and served to neighbours as they were fetched.

Files never change under a reader. Everything but the timestamp is named by version or hash; the timestamp is kept by version too, and
`accepted.json` says which versions hold. Accepting replaces that one file, so every process sees the old membership or the new.

Loading verifies signatures, versions, lengths and hashes from the bootstrap root on, but no expiry: that was checked at acceptance,
and a node that is cut off goes on with what it knew (DESIGN §1).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from exchange.trust.errors import TrustRefusedError, TrustUnavailableError
from exchange.trust.paths import TIMESTAMP_PATH, check_path, metadata_path, version_of, write_whole

_POINTER = "accepted.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedVersions:
    """Which versions hold."""

    root: int
    timestamp: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedFiles:
    """Verified content: member targets by name, versions, and the moment after which the timestamp is stale."""

    targets: Mapping[str, bytes]
    root_version: int
    timestamp_version: int
    snapshot_version: int
    targets_version: int
    expires_at: datetime


class Mirror:
    """The folder of accepted files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, path: str, data: bytes) -> None:
        """Keeps a versioned or hashed file; it counts once `accept` names it."""
        write_whole(self._folder / check_path(path), data)

    def put_timestamp(self, version: int, data: bytes) -> None:
        """Keeps a timestamp."""
        write_whole(self._timestamp(version), data)

    def accept(self, versions: AcceptedVersions) -> None:
        """From now on these versions hold."""
        pointer = {"root": versions.root, "timestamp": versions.timestamp}
        write_whole(self._folder / _POINTER, json.dumps(pointer).encode() + b"\n")

    def accepted(self) -> AcceptedVersions | None:
        """The versions that hold; None before the first `accept`.

        Raises:
            TrustRefusedError: the pointer is damaged.
        """
        try:
            pointer = json.loads((self._folder / _POINTER).read_bytes())
            return AcceptedVersions(root=int(pointer["root"]), timestamp=int(pointer["timestamp"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            message = f"{self._folder / _POINTER} is damaged; remove it and refresh"
            raise TrustRefusedError(message, reason="MALFORMED") from error

    def read(self, path: str) -> bytes:
        """A file that holds, as it was fetched.

        Raises:
            TrustPathError: no repository has such a file.
            TrustUnavailableError: it isn't here.
        """
        check_path(path)
        accepted = self.accepted()
        version = version_of(path)
        if accepted is None or (version is not None and version[0] == "root" and version[1] > accepted.root):
            raise TrustUnavailableError(f"{path} isn't here")
        return self._read(self._timestamp(accepted.timestamp) if path == TIMESTAMP_PATH else self._folder / path)

    def load(self, bootstrap: bytes) -> AcceptedFiles:
        """Verifies what holds, from the `bootstrap` root on.

        Raises:
            TrustUnavailableError: nothing was accepted yet, or a file is gone.
            TrustRefusedError: a file isn't what was accepted.
        """
        accepted = self.accepted()
        if accepted is None:
            raise TrustUnavailableError(f"no membership was accepted into {self._folder} yet; run `exchange member refresh`")
        try:
            return self._verify(bootstrap, accepted)
        except RepositoryError as error:
            raise TrustRefusedError(
                f"accepted membership in {self._folder} doesn't verify ({error}); remove that folder and refresh", reason="DAMAGED"
            ) from error

    def _verify(self, bootstrap: bytes, accepted: AcceptedVersions) -> AcceptedFiles:
        root = self._verify_roots(bootstrap, accepted.root)
        timestamp = Metadata[Timestamp].from_bytes(self._read(self._timestamp(accepted.timestamp)))
        root.verify_delegate("timestamp", timestamp.signed_bytes, timestamp.signatures)
        meta = timestamp.signed.snapshot_meta
        data = self._read(self._folder / metadata_path("snapshot", meta.version))
        meta.verify_length_and_hashes(data)
        snapshot = Metadata[Snapshot].from_bytes(data)
        root.verify_delegate("snapshot", snapshot.signed_bytes, snapshot.signatures)
        meta = snapshot.signed.meta["targets.json"]
        data = self._read(self._folder / metadata_path("targets", meta.version))
        meta.verify_length_and_hashes(data)
        targets = Metadata[Targets].from_bytes(data)
        root.verify_delegate("targets", targets.signed_bytes, targets.signatures)
        return AcceptedFiles(
            targets={name: self._target(path, targets=targets.signed, name=name) for name, path in target_paths(targets.signed).items()},
            root_version=root.version,
            timestamp_version=timestamp.signed.version,
            snapshot_version=snapshot.signed.version,
            targets_version=targets.signed.version,
            expires_at=min(one.signed.expires for one in (timestamp, snapshot, targets)),
        )

    def _verify_roots(self, bootstrap: bytes, version: int) -> Root:
        """Every root is signed by the one before it and by itself (TUF specification §5.3.4)."""
        metadata = Metadata[Root].from_bytes(bootstrap)
        root = metadata.signed
        root.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
        while root.version < version:
            metadata = Metadata[Root].from_bytes(self._read(self._folder / metadata_path("root", root.version + 1)))
            root.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
            metadata.signed.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
            root = metadata.signed
        return root

    def _target(self, path: str, *, targets: Targets, name: str) -> bytes:
        data = self._read(self._folder / path)
        targets.targets[name].verify_length_and_hashes(data)
        return data

    def prune(self, targets: Targets, *, snapshot: int, timestamp: int) -> None:
        """Removes what is older than the versions before these, so that a reader of the last ones still ends well."""
        oldest = {"snapshot": snapshot - 1, "targets": targets.version - 1}
        for path in self._paths("metadata"):
            role, version = version_of(path) or ("root", 0)
            if role in oldest and version < oldest[role]:
                (self._folder / path).unlink(missing_ok=True)
        for file in (self._folder / "timestamps").glob("*.json"):
            if int(file.stem) < timestamp - 1:
                file.unlink(missing_ok=True)
        before = self._folder / metadata_path("targets", targets.version - 1)
        kept = set(target_paths(targets).values())
        if before.exists():
            kept |= set(target_paths(Metadata[Targets].from_file(str(before)).signed).values())
        for path in self._paths("targets"):
            if path not in kept:
                (self._folder / path).unlink(missing_ok=True)

    def _paths(self, folder: str) -> Iterator[str]:
        return (f"{folder}/{file.name}" for file in sorted((self._folder / folder).glob("*.json")))

    def _timestamp(self, version: int) -> Path:
        return self._folder / "timestamps" / f"{version}.json"

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise TrustUnavailableError(f"{path.name} isn't here") from error


def target_paths(targets: Targets) -> dict[str, str]:
    """Paths of the targets by name, with their SHA-256 prefix (consistent snapshots)."""
    return {name: f"targets/{file.hashes['sha256']}.{name}" for name, file in targets.targets.items()}


def holds(path: Path, digest: str) -> bool:
    """Whether `path` has that SHA-256 (hex)."""
    return path.exists() and sha256(path.read_bytes()).hexdigest() == digest
