"""How a node gets the membership: through the TUF client workflow and no other way (DESIGN §4).

A trust directory holds `root.json` (the bootstrap root, handed over by a way that is trusted), `state/` (the TUF client's), and `mirror/`
(the files accepted last, see `exchange.trust.mirror`). One refresh:

1. root, timestamp, snapshot, targets, in python-tuf's updater: signatures by threshold, no version goes back, nothing expired,
   files that belong together (TUF specification §5);
2. every target named in them, by length and hash;
3. the membership they make must be sound, and continue the one accepted before (`Membership.check_continues`);
4. only then the mirror moves on. Whatever fails before leaves the accepted membership as it was.

    client = TrustClient(directory, FolderFetcher(repository))
    membership = client.refresh(now)
    membership = TrustClient(directory).load()       # in any process, at any time, without network
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuf.api import exceptions as tuf_errors
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import Updater
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from exchange.trust.descriptors import MAX_DESCRIPTOR_SIZE, parse_descriptors
from exchange.trust.errors import TrustRefusedError, TrustUnavailableError
from exchange.trust.membership import Membership
from exchange.trust.mirror import AcceptedVersions, Mirror, target_paths
from exchange.trust.paths import metadata_path
from exchange.trust.tufkeys import check_root

MAX_MEMBERS = 4_000  # the country has about 2,850 county-level divisions (GB/T 2260)
_CONFIG = UpdaterConfig(
    max_root_rotations=64,  # in one refresh
    max_delegations=0,  # the membership has no delegated targets
    root_max_length=256_000,  # bytes
    timestamp_max_length=16_384,  # bytes
    snapshot_max_length=16_384,  # bytes
    targets_max_length=2_000_000,  # bytes; about 300 a member
    app_user_agent=None,
)
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (tuf_errors.ExpiredMetadataError, "EXPIRED"),
    (tuf_errors.BadVersionNumberError, "ROLLBACK"),
    (tuf_errors.UnsignedMetadataError, "UNSIGNED"),
    (tuf_errors.LengthOrHashMismatchError, "MISMATCH"),
    (tuf_errors.DownloadLengthMismatchError, "OVERSIZE"),
)
_TARGET_NAME = re.compile(r"[0-9]{6}\.json", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrustStatus:
    """Versions accepted last. After `expires_at` a refresh is overdue: a neighbour may be withholding news."""

    root_version: int
    timestamp_version: int
    snapshot_version: int
    targets_version: int
    expires_at: datetime
    members: int


class TrustClient:
    """A node's view of the membership. `fetcher` may be None where only `load` and `serve_file` are used."""

    def __init__(self, directory: Path, fetcher: FetcherInterface | None = None) -> None:
        self._directory = directory
        self._fetcher = fetcher
        self._mirror = Mirror(directory / "mirror")

    def refresh(self, now: datetime) -> Membership:
        """Fetches, verifies and accepts what is new; `now` decides what has expired.

        Raises:
            TrustUnavailableError: no bootstrap root, or a file couldn't be fetched.
            TrustRefusedError: something fetched doesn't verify; `reason` says in what way.
            MembershipError: it verifies, but the descriptors make no sound membership, or break with the one before.
        """
        if self._fetcher is None:
            raise RuntimeError("this client has no fetcher; it can only load")
        with self._locked():
            try:
                return self._refresh(now, self._fetcher)
            except tuf_errors.DownloadLengthMismatchError as error:
                raise TrustRefusedError(f"the membership isn't accepted: {error}", reason=_reason(error)) from error
            except tuf_errors.RepositoryError as error:
                raise TrustRefusedError(f"the membership isn't accepted: {error}", reason=_reason(error)) from error
            except tuf_errors.DownloadError as error:
                raise TrustUnavailableError(f"the membership can't be fetched: {error}") from error

    def load(self) -> Membership:
        """The membership accepted last, from the local copy.

        Raises:
            TrustUnavailableError: none was accepted yet.
            TrustRefusedError: the local copy isn't what was accepted.
            MembershipError: this build finds it unsound.
        """
        files = self._mirror.load(self._bootstrap())
        return Membership.load(parse_descriptors(files.targets), version=files.targets_version)

    def status(self) -> TrustStatus:
        """Versions and expiry of what was accepted last.

        Raises:
            TrustUnavailableError, TrustRefusedError: as `load`.
        """
        files = self._mirror.load(self._bootstrap())
        return TrustStatus(
            root_version=files.root_version,
            timestamp_version=files.timestamp_version,
            snapshot_version=files.snapshot_version,
            targets_version=files.targets_version,
            expires_at=files.expires_at,
            members=len(files.targets),
        )

    def serve_file(self, path: str) -> bytes:
        """A file of the accepted membership, for a neighbour: `metadata/…` or `targets/…`, byte for byte as it was fetched.

        Raises:
            TrustPathError: no repository has such a file.
            TrustUnavailableError: it isn't here.
        """
        return self._mirror.read(path)

    def _refresh(self, now: datetime, fetcher: FetcherInterface) -> Membership:
        state = self._directory / "state"
        state.mkdir(parents=True, exist_ok=True)
        updater = Updater(
            str(state), "metadata/", str(state / "targets"), "targets/", fetcher=fetcher, config=_CONFIG, bootstrap=self._bootstrap()
        )
        updater._trusted_set.reference_time = now  # noqa: SLF001  # python-tuf reads the clock itself; ours is passed in
        # (1): the TUF client workflow
        updater.refresh()
        root = Metadata[Root].from_file(str(state / "root.json")).signed
        check_root(root)
        # (2): the targets, by length and hash
        targets = Metadata[Targets].from_file(str(state / "targets.json")).signed
        contents = self._fetch_targets(updater, targets)
        # (3): a sound membership that continues the last
        membership = Membership.load(parse_descriptors(contents), version=targets.version)
        if self._mirror.accepted() is not None:
            membership.check_continues(self.load())
        # (4): accepted
        self._accept(state, root=root, targets=targets, contents=contents)
        return membership

    def _fetch_targets(self, updater: Updater, targets: Targets) -> dict[str, bytes]:
        if len(targets.targets) > MAX_MEMBERS:
            raise TrustRefusedError(f"{len(targets.targets)} targets; at most {MAX_MEMBERS} members are read", reason="OVERSIZE")
        contents = {}
        for name, file in targets.targets.items():
            if not _TARGET_NAME.fullmatch(name):
                raise TrustRefusedError(f"target {name!r}; a target is called <six digits>.json", reason="MALFORMED")
            if file.length > MAX_DESCRIPTOR_SIZE or set(file.hashes) != {"sha256"}:
                fault = (
                    f"target {name}: {file.length} bytes, hashes {sorted(file.hashes)}; at most {MAX_DESCRIPTOR_SIZE} bytes, under sha256"
                )
                raise TrustRefusedError(fault, reason="OVERSIZE" if file.length > MAX_DESCRIPTOR_SIZE else "MALFORMED")
            place = updater.find_cached_target(file) or updater.download_target(file)
            contents[name] = Path(place).read_bytes()
        return contents

    def _accept(self, state: Path, *, root: Root, targets: Targets, contents: dict[str, bytes]) -> None:
        for file in sorted((state / "root_history").glob("*.root.json")):
            version = int(file.name.partition(".")[0])
            if version <= root.version:
                self._mirror.put(metadata_path("root", version), file.read_bytes())
        for name, path in target_paths(targets).items():
            self._mirror.put(path, contents[name])
        self._mirror.put(metadata_path("targets", targets.version), (state / "targets.json").read_bytes())
        snapshot = Metadata[Snapshot].from_file(str(state / "snapshot.json")).signed
        self._mirror.put(metadata_path("snapshot", snapshot.version), (state / "snapshot.json").read_bytes())
        timestamp = Metadata[Timestamp].from_file(str(state / "timestamp.json")).signed
        self._mirror.put_timestamp(timestamp.version, (state / "timestamp.json").read_bytes())
        self._mirror.accept(AcceptedVersions(root=root.version, timestamp=timestamp.version))
        self._mirror.prune(targets, snapshot=snapshot.version, timestamp=timestamp.version)

    def _bootstrap(self) -> bytes:
        path = self._directory / "root.json"
        try:
            return path.read_bytes()
        except OSError as error:
            message = f"{path}: can't be read ({error.strerror}); `exchange member refresh --root FILE` puts the first root there"
            raise TrustUnavailableError(message) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One refresh at a time in this directory, over all processes of the host."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with (self._directory / "refresh.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _reason(error: Exception) -> str:
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), "MALFORMED")
