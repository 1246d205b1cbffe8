"""Members, certificates and membership repositories for tests. Keys are made anew in every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Metadata, MetaFile, Signed, Snapshot, Targets, Timestamp
from tuf.ngclient.fetcher import FetcherInterface

from exchange.ledger.keys import Ed25519Signer
from exchange.trust.certificates import Authority, make_ca
from exchange.trust.keyring import AUDIT, LEDGER, WITNESS, KeyHolder, make_entry
from exchange.trust.profiles import CertificateProfiles
from exchange.trust.repository import TrustRepository
from exchange.trust.tufkeys import load_signer
from exchange.v1.subject_pb2 import EnforcementDomain
from exchange.v1.trust_pb2 import MemberDescriptor, OrganDescriptor

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
JINSHAN, PINGHU, JIASHAN = "310116", "330482", "330421"
JINSHAN_MARKET, PINGHU_MARKET = "11310116MB2F3040XF", "11330482MB12345627"
PROFILES = CertificateProfiles.load()


@cache
def authority(code: str) -> Authority:
    """A member's certificate authority, one a test run."""
    return make_ca(code, f"CA of {code}", now=NOW, profiles=PROFILES)


@dataclass(kw_only=True)
class MemberKit:
    """A member with all its private keys; `descriptor` is rebuilt at each call, so a test may change the keys first."""

    code: str
    organs: tuple[str, ...]
    signers: dict[str, Ed25519Signer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for purpose in (LEDGER, AUDIT, WITNESS, *(f"organ/{uscc}" for uscc in self.organs)):
            self.signers.setdefault(purpose, Ed25519Signer.generate())

    def entry(self, purpose: str):
        """The key entry for `purpose`."""
        return make_entry(self.signers[purpose], KeyHolder(member=self.code, purpose=purpose), not_before=NOW)

    def descriptor(self) -> MemberDescriptor:
        """The member's sound descriptor."""
        return MemberDescriptor(
            code=self.code,
            name=f"member {self.code}",
            endpoints=["127.0.0.1:7443"],
            tls_trust_anchors=[authority(self.code).certificate.public_bytes(Encoding.PEM).decode()],
            ledger_keys=[self.entry(LEDGER)],
            audit_keys=[self.entry(AUDIT)],
            witness_keys=[self.entry(WITNESS)],
            organs=[
                OrganDescriptor(
                    uscc=uscc,
                    name=f"organ {uscc}",
                    domains=[EnforcementDomain.ENFORCEMENT_DOMAIN_MARKET],
                    keys=[self.entry(f"organ/{uscc}")],
                    node_signs=True,
                )
                for uscc in self.organs
            ],
        )


def jinshan() -> MemberKit:
    """A member with one organ."""
    return MemberKit(code=JINSHAN, organs=(JINSHAN_MARKET,))


def pinghu() -> MemberKit:
    """Its neighbour."""
    return MemberKit(code=PINGHU, organs=(PINGHU_MARKET,))


@dataclass(kw_only=True)
class RepositoryKit:
    """A repository with its provinces' root signers."""

    repository: TrustRepository
    folder: Path
    workspace: Path
    provinces: list[CryptoSigner]


def make_repository(place: Path, *, members: Iterable[MemberDescriptor], now: datetime = NOW) -> RepositoryKit:
    """A published repository with a root of 2 in 3."""
    provinces = [CryptoSigner.generate_ed25519() for _ in range(3)]
    folder, workspace = place / "published", place / "workspace"
    keys = [signer.public_key for signer in provinces]
    repository = TrustRepository.init(folder, workspace=workspace, root_keys=keys, threshold=2, now=now)
    for signer in provinces[:2]:
        repository.sign_root(signer)
    for descriptor in members:
        repository.add_member(descriptor)
    repository.publish(now)
    return RepositoryKit(repository=repository, folder=folder, workspace=workspace, provinces=provinces)


def make_client_folder(place: Path, kit: RepositoryKit) -> Path:
    """A trust directory with the bootstrap root in it."""
    place.mkdir(parents=True)
    (place / "root.json").write_bytes(kit.repository.root_bytes())
    return place


class LyingFetcher(FetcherInterface):
    """Serves a repository's folder, but for the paths in `lies`; `asked` is what was asked for, `given` counts bytes by path."""

    def __init__(self, folder: Path, lies: dict[str, bytes | Iterable[bytes]] | None = None) -> None:
        self.folder = folder
        self.lies = lies or {}
        self.asked: list[str] = []
        self.given: dict[str, int] = {}

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.asked.append(url)
        lie = self.lies.get(url)
        if lie is None:
            path = self.folder / url
            if not path.exists():
                raise DownloadHTTPError(f"{url}: none", 404)
            lie = path.read_bytes()
        for chunk in [lie] if isinstance(lie, bytes) else lie:
            self.given[url] = self.given.get(url, 0) + len(chunk)
            yield chunk


def online_signer(kit: RepositoryKit, role: str) -> CryptoSigner:
    """An online role's newest key, as one who broke into the workspace has it."""
    newest = max((kit.workspace / "keys").glob(f"{role}-*.pem"), key=lambda path: path.stat().st_mtime_ns)
    return load_signer(newest)


def signed_bytes(signed: Signed, *signers: CryptoSigner) -> bytes:
    """Metadata with these signatures and no others."""
    metadata = Metadata(signed)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def forge_chain(kit: RepositoryKit, targets: Targets | None = None, *, snapshot: Snapshot | None = None) -> dict[str, bytes]:
    """Files that put other targets (or another snapshot) in force, signed with the online keys: what their thief can do."""
    timestamp = Metadata[Timestamp].from_file(str(kit.folder / "metadata/timestamp.json")).signed
    files = {}
    if snapshot is None:
        assert targets is not None
        path = f"metadata/{timestamp.snapshot_meta.version}.snapshot.json"
        snapshot = Metadata[Snapshot].from_file(str(kit.folder / path)).signed
        files[f"metadata/{targets.version}.targets.json"] = signed_bytes(targets, online_signer(kit, "targets"))
        snapshot.meta["targets.json"] = MetaFile(targets.version)
        snapshot.version += 1
    files[f"metadata/{snapshot.version}.snapshot.json"] = signed_bytes(snapshot, online_signer(kit, "snapshot"))
    timestamp.version += 1
    timestamp.snapshot_meta = MetaFile(snapshot.version)
    files["metadata/timestamp.json"] = signed_bytes(timestamp, online_signer(kit, "timestamp"))
    return files
