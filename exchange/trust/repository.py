"""The membership's TUF repository: made, signed and published by those who keep it.

`folder` is what is published, as files: `metadata/`, `targets/`. `workspace` never is: `keys/` (of the online roles, mode 0600) and
`staged/` (members and a root that aren't published yet). The provinces' root keys are in neither: each province signs where its key is
(`sign_root` takes any signer), and a new root is published once enough have (TUF specification §6.1).

    repository = TrustRepository.init(folder, workspace=workspace, root_keys=public_keys, now=now)
    repository.sign_root(shanghai)
    repository.sign_root(zhejiang)
    repository.add_member(descriptor)
    repository.publish(now)

Files named by version or hash never change; `timestamp.json` is replaced last, so that a client sees the old state or the new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from securesystemslib.signer import CryptoSigner, Key, Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from exchange.ledger.errors import UnsoundKeyError
from exchange.trust.descriptors import descriptor_json, parse_descriptors, target_name
from exchange.trust.development import write_private
from exchange.trust.errors import RepositoryStateError
from exchange.trust.membership import Membership
from exchange.trust.mirror import target_paths
from exchange.trust.paths import metadata_path
from exchange.trust.profiles import MembershipProfile
from exchange.trust.repository_files import RepositoryFiles
from exchange.trust.tufkeys import check_role_key, load_signer
from exchange.v1.trust_pb2 import MemberDescriptor

ONLINE_ROLES = ("targets", "snapshot", "timestamp")
_Signed = TypeVar("_Signed", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedVersions:
    """What is published, and the moment when the first of it expires."""

    root: int
    targets: int
    snapshot: int
    timestamp: int
    expires_at: datetime
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RootState:
    """A staged root: its version, and how many signatures it still needs (of the old root's keys, and of its own)."""

    version: int
    missing_old: int
    missing_new: int

    @property
    def complete(self) -> bool:
        """Whether it can be published."""
        return not self.missing_old and not self.missing_new


class TrustRepository:
    """A repository on disk. `init` makes one; the constructor opens it."""

    def __init__(self, folder: Path, *, workspace: Path, profile: MembershipProfile | None = None) -> None:
        """Opens the repository published in `folder`.

        Raises:
            RepositoryStateError: the workspace lies inside the published folder.
        """
        self._files = RepositoryFiles(folder, workspace=workspace)
        self._profile = profile or MembershipProfile.load()

    @classmethod
    def init(
        cls,
        folder: Path,
        *,
        workspace: Path,
        root_keys: Sequence[Key],
        now: datetime,
        threshold: int | None = None,
        profile: MembershipProfile | None = None,
    ) -> TrustRepository:
        """Makes keys for the online roles, and stages the first root; `sign_root` and `publish` follow.

        Args:
            folder: to be published; must hold no repository yet.
            workspace: outside `folder`.
            root_keys: public keys of the provinces, one each.
            now: moment of signing.
            threshold: how many provinces must sign a root; the profile's where None.
            profile: lifetimes and thresholds; the package's where None.

        Raises:
            RepositoryStateError: there is a repository already, or keys and threshold don't fit.
        """
        repository = cls(folder, workspace=workspace, profile=profile)
        files = repository._files  # its own
        if files.latest_version("root") or files.staged_root():
            raise RepositoryStateError(f"{folder} or {workspace} holds a repository already; it is never overwritten")
        threshold = threshold or repository._profile.roles["root"].threshold
        root = Root(version=1, consistent_snapshot=True)
        _change_root_keys(root, add=root_keys, remove=(), threshold=threshold)
        for role in ONLINE_ROLES:
            repository._renew_role(root, role)
        repository._stage_root(root, now)
        return repository

    # Root

    def stage_root(
        self,
        *,
        now: datetime,
        add: Sequence[Key] = (),
        remove: Iterable[str] = (),
        threshold: int | None = None,
        renew: Iterable[str] = (),
    ) -> RootState:
        """Stages the next root: another set of province keys, or new keys for online roles; a staged root that isn't published is replaced.

        Args:
            now: moment of signing.
            add: public root keys to add.
            remove: ids of root keys to remove.
            threshold: a new threshold; as before where None.
            renew: online roles that get a new key, the old one ending.

        Raises:
            RepositoryStateError: keys and threshold don't fit, or a role or key isn't there.
        """
        root = self._files.root()
        root.version += 1
        _change_root_keys(root, add=add, remove=remove, threshold=threshold or root.roles["root"].threshold)
        for role in renew:
            self._renew_role(root, role)
        return self._stage_root(root, now)

    def sign_root(self, signer: Signer) -> RootState:
        """Adds a province's signature to the staged root.

        Raises:
            RepositoryStateError: no root is staged, or the key is neither the old root's nor the new one's.
        """
        metadata = self._files.staged_root()
        if metadata is None:
            raise RepositoryStateError("no root is staged; change the root keys first")
        known = {*metadata.signed.roles["root"].keyids, *self._root_before(metadata).roles["root"].keyids}
        if signer.public_key.keyid not in known:
            raise RepositoryStateError(f"key {signer.public_key.keyid} is no root key; known are {', '.join(sorted(known))}")
        metadata.sign(signer, append=True)
        self._files.stage_root(metadata)
        return self._state(metadata)

    def root_state(self) -> RootState | None:
        """How far the staged root is; None where none is staged."""
        metadata = self._files.staged_root()
        return self._state(metadata) if metadata else None

    def root_bytes(self, version: int = 1) -> bytes:
        """A published root: version 1 is what members are handed as bootstrap.

        Raises:
            RepositoryStateError: it isn't published.
        """
        return self._files.read(metadata_path("root", version))

    # Members

    def add_member(self, descriptor: MemberDescriptor) -> Membership:
        """Stages a new or changed descriptor, if the whole membership is sound with it and continues the published one.

        Raises:
            MembershipError: it isn't; names member, field and fault.
        """
        name, data = target_name(descriptor.code), descriptor_json(descriptor)
        membership = self._checked({**self._files.targets(), **self._files.staged_targets(), name: data})
        self._files.stage_target(name, data)
        return membership

    def membership(self) -> Membership:
        """What `publish` would publish now.

        Raises:
            MembershipError: it is unsound.
        """
        return self._checked({**self._files.targets(), **self._files.staged_targets()})

    def _checked(self, targets: dict[str, bytes]) -> Membership:
        membership = Membership.load(parse_descriptors(targets))
        membership.check_continues(Membership.load(parse_descriptors(self._files.targets())))
        return membership

    # Publishing

    def publish(self, now: datetime) -> PublishedVersions:
        """Publishes what is staged, and signs anew what is past half of its lifetime; the timestamp always.

        Raises:
            RepositoryStateError: a staged root lacks signatures, or a key that must sign isn't in the workspace.
            MembershipError: the membership would be unsound.
        """
        self._publish_root()
        root = self._files.root()
        published, staged = self._files.targets(), self._files.staged_targets()
        wanted = {**published, **staged}
        self._checked(wanted)
        targets = self._next_targets(root, wanted, changed=wanted != published, now=now)
        snapshot = self._next_snapshot(root, targets, now=now)
        timestamp = self._next_timestamp(root, snapshot, now=now)
        for name in staged:
            self._files.unstage_target(name)
        return PublishedVersions(
            root=root.version,
            targets=targets.signed.version,
            snapshot=snapshot.signed.version,
            timestamp=timestamp.signed.version,
            expires_at=min(root.expires, *(one.signed.expires for one in (targets, snapshot, timestamp))),
            members=tuple(sorted(name.removesuffix(".json") for name in wanted)),
        )

    def _publish_root(self) -> None:
        metadata = self._files.staged_root()
        if metadata is None:
            return
        state = self._state(metadata)
        if not state.complete:
            missing = max(state.missing_old, state.missing_new)
            message = f"root {state.version} isn't signed by enough root keys yet: {missing} more must sign"
            raise RepositoryStateError(f"{message}; provinces do so with `exchange member sign-root`; then publish again")
        self._files.write_metadata(metadata)
        self._files.unstage_root()

    def _next_targets(self, root: Root, wanted: dict[str, bytes], *, changed: bool, now: datetime) -> Metadata[Targets]:
        old = self._files.latest(Targets)
        if old is not None and not changed and self._fresh(root, old, now=now):
            return old
        files = {name: TargetFile.from_data(name, data, ["sha256"]) for name, data in wanted.items()}
        targets = Targets(version=old.signed.version + 1 if old else 1, targets=files)
        for name, path in target_paths(targets).items():
            self._files.write(path, wanted[name])
        return self._sign(root, targets, now=now)

    def _next_snapshot(self, root: Root, targets: Metadata[Targets], *, now: datetime) -> Metadata[Snapshot]:
        old = self._files.latest(Snapshot)
        version = targets.signed.version
        if old is not None and old.signed.meta["targets.json"].version == version and self._fresh(root, old, now=now):
            return old
        meta = MetaFile.from_data(version, self._files.read(metadata_path("targets", version)), ["sha256"])
        return self._sign(root, Snapshot(version=old.signed.version + 1 if old else 1, meta={"targets.json": meta}), now=now)

    def _next_timestamp(self, root: Root, snapshot: Metadata[Snapshot], *, now: datetime) -> Metadata[Timestamp]:
        old = self._files.timestamp()
        version = snapshot.signed.version
        meta = MetaFile.from_data(version, self._files.read(metadata_path("snapshot", version)), ["sha256"])
        return self._sign(root, Timestamp(version=old.signed.version + 1 if old else 1, snapshot_meta=meta), now=now)

    def _sign(self, root: Root, signed: _Signed, *, now: datetime) -> Metadata[_Signed]:
        """Signs with the role's keys and publishes the file."""
        role = signed.type
        signed.expires = self._expiry(role, now)
        metadata = Metadata(signed)
        for path in (self._files.key(role, keyid) for keyid in root.roles[role].keyids):
            if path.exists():
                metadata.sign(load_signer(path), append=True)
        try:
            root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except RepositoryError as error:
            raise RepositoryStateError(f"{role} can't be signed with the keys in {self._files.keys}: {error}") from error
        self._files.write_metadata(metadata)
        return metadata

    def _fresh(self, root: Root, metadata: Metadata[_Signed], *, now: datetime) -> bool:
        """Whether it is signed by the role's keys of today, and before half of its lifetime."""
        role = metadata.signed.type
        try:
            root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except RepositoryError:
            return False
        return metadata.signed.expires - now > self._profile.roles[role].lifetime / 2

    def _expiry(self, role: str, now: datetime) -> datetime:
        return (now + self._profile.roles[role].lifetime).replace(microsecond=0)  # TUF specification §4.2.1: whole seconds

    def _stage_root(self, root: Root, now: datetime) -> RootState:
        root.expires = self._expiry("root", now)
        metadata = Metadata(root)
        self._files.stage_root(metadata)
        return self._state(metadata)

    def _renew_role(self, root: Root, role: str) -> None:
        """Gives an online role as many new keys as must sign; its old ones end."""
        if role not in ONLINE_ROLES:
            raise RepositoryStateError(f"role {role!r}; online roles are {', '.join(ONLINE_ROLES)}")
        for keyid in list(root.roles[role].keyids):
            root.revoke_key(keyid, role)
        root.roles[role].threshold = self._profile.roles[role].threshold
        for _number in range(root.roles[role].threshold):
            signer = CryptoSigner.generate_ed25519()
            self._files.keys.mkdir(parents=True, exist_ok=True)
            write_private(self._files.key(role, signer.public_key.keyid), signer.private_bytes)
            root.add_key(signer.public_key, role)

    def _root_before(self, staged: Metadata[Root]) -> Root:
        """The root whose keys must sign the staged one too: the published one, or for the first root itself."""
        return self._files.root() if self._files.latest_version("root") else staged.signed

    def _state(self, metadata: Metadata[Root]) -> RootState:
        def missing(root: Root) -> int:
            return root.get_verification_result("root", metadata.signed_bytes, metadata.signatures).missing

        return RootState(
            version=metadata.signed.version, missing_old=missing(self._root_before(metadata)), missing_new=missing(metadata.signed)
        )


def _change_root_keys(root: Root, *, add: Iterable[Key], remove: Iterable[str], threshold: int) -> None:
    for keyid in remove:
        if keyid not in root.roles["root"].keyids:
            raise RepositoryStateError(f"key {keyid} is no root key; they are {', '.join(root.roles['root'].keyids)}")
        root.revoke_key(keyid, "root")
    for key in add:
        try:
            check_role_key(key)
        except UnsoundKeyError as error:
            raise RepositoryStateError(f"root key {key.keyid}: {error}") from error
        if key.keyid in root.roles["root"].keyids:
            raise RepositoryStateError(f"root key {key.keyid} is there twice; each province has its own")
        root.add_key(key, "root")
    count = len(root.roles["root"].keyids)
    if not 1 <= threshold <= count:
        raise RepositoryStateError(f"threshold {threshold} of {count} root keys; it must be from 1 to the number of keys")
    root.roles["root"].threshold = threshold
