"""Where the files of a membership repository lie: what is published, what is staged, and the keys of the online roles."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from exchange.trust.errors import RepositoryStateError
from exchange.trust.mirror import target_paths
from exchange.trust.paths import TIMESTAMP_PATH, metadata_path, version_of, write_whole

_Signed = TypeVar("_Signed", Root, Timestamp, Snapshot, Targets)
_SERIALIZER = JSONSerializer(compact=False)
_KEY_NAME_LENGTH = 16  # hex digits of the key id in a file's name


class RepositoryFiles:
    """The published folder and the workspace beside it."""

    def __init__(self, folder: Path, *, workspace: Path) -> None:
        """Names the places; nothing is made.

        Raises:
            RepositoryStateError: the workspace lies inside the published folder.
        """
        if workspace.resolve().is_relative_to(folder.resolve()):
            raise RepositoryStateError(f"workspace {workspace} lies in the published folder {folder}; its keys would be published too")
        self.folder = folder
        self.keys = workspace / "keys"
        self._staged = workspace / "staged"

    def key(self, role: str, keyid: str) -> Path:
        """The private key file of an online role's key."""
        return self.keys / f"{role}-{keyid[:_KEY_NAME_LENGTH]}.pem"

    def read(self, path: str) -> bytes:
        """A published file.

        Raises:
            RepositoryStateError: it isn't published.
        """
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise RepositoryStateError(f"{self.folder / path}: can't be read ({error.strerror}); is it a membership repository?") from error

    def write(self, path: str, data: bytes) -> None:
        """Publishes a file, whole or not at all."""
        write_whole(self.folder / path, data)

    def write_metadata(self, metadata: Metadata[_Signed]) -> None:
        """Publishes a role's metadata under its version."""
        role = metadata.signed.type
        self.write(TIMESTAMP_PATH if role == "timestamp" else metadata_path(role, metadata.signed.version), metadata.to_bytes(_SERIALIZER))

    def latest_version(self, role: str) -> int:
        """The highest published version of root, targets or snapshot; 0 where there is none."""
        found = (version_of(f"metadata/{path.name}") for path in (self.folder / "metadata").glob("*.json"))
        return max((version for one in found if one and one[0] == role for version in one[1:]), default=0)

    def latest(self, kind: type[_Signed]) -> Metadata[_Signed] | None:
        """The latest root, targets or snapshot; None where there is none.

        Raises:
            RepositoryStateError: the file is damaged.
        """
        version = self.latest_version(kind.type)
        return self._parse(self.read(metadata_path(kind.type, version)), metadata_path(kind.type, version)) if version else None

    def timestamp(self) -> Metadata[Timestamp] | None:
        """The published timestamp; None where there is none.

        Raises:
            RepositoryStateError: the file is damaged.
        """
        return self._parse(self.read(TIMESTAMP_PATH), TIMESTAMP_PATH) if (self.folder / TIMESTAMP_PATH).exists() else None

    def root(self) -> Root:
        """The latest published root.

        Raises:
            RepositoryStateError: there is none.
        """
        metadata = self.latest(Root)
        if metadata is None:
            raise RepositoryStateError(f"{self.folder} holds no published root; sign the staged one and publish")
        return metadata.signed

    def targets(self) -> dict[str, bytes]:
        """The published descriptors by target name."""
        metadata = self.latest(Targets)
        return {name: self.read(path) for name, path in target_paths(metadata.signed).items()} if metadata else {}

    def staged_targets(self) -> dict[str, bytes]:
        """Descriptors that aren't published yet, by target name."""
        return {path.name: path.read_bytes() for path in sorted((self._staged / "members").glob("*.json"))}

    def stage_target(self, name: str, data: bytes) -> None:
        """Keeps a descriptor until it is published."""
        write_whole(self._staged / "members" / name, data)

    def unstage_target(self, name: str) -> None:
        """Forgets a staged descriptor."""
        (self._staged / "members" / name).unlink()

    def staged_root(self) -> Metadata[Root] | None:
        """The root that isn't published yet; None where there is none.

        Raises:
            RepositoryStateError: the file is damaged.
        """
        path = self._staged / "root.json"
        return self._parse(path.read_bytes(), str(path)) if path.exists() else None

    def stage_root(self, metadata: Metadata[Root]) -> None:
        """Keeps a root until it is published."""
        write_whole(self._staged / "root.json", metadata.to_bytes(_SERIALIZER))

    def unstage_root(self) -> None:
        """Forgets the staged root."""
        (self._staged / "root.json").unlink()

    @staticmethod
    def _parse(data: bytes, place: str) -> Metadata[_Signed]:
        try:
            return Metadata[_Signed].from_bytes(data)
        except RepositoryError as error:
            raise RepositoryStateError(f"{place} is damaged: {error}") from error
