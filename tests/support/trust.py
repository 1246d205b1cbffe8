"""Members, certificates and membership repositories for tests. Keys are made anew in every run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from securesystemslib.signer import CryptoSigner

from exchange.ledger.keys import Ed25519Signer
from exchange.trust.certificates import Authority, make_ca
from exchange.trust.keyring import AUDIT, LEDGER, WITNESS, KeyHolder, make_entry
from exchange.trust.profiles import CertificateProfiles
from exchange.trust.repository import TrustRepository
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
