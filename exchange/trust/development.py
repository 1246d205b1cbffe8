"""Certificates for development and tests: an authority with its key beside it, as production never has it (certs/README.md)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from exchange.trust.certificates import Authority, identity_of, issue, load_certificates, make_ca, refuse_joined_roles
from exchange.trust.errors import CertificateError, IdentityError
from exchange.trust.identity import Identity, Role
from exchange.trust.profiles import CertificateProfiles

PERSONS: Mapping[Role, str] = {role: role.value for role in (Role.PLANNER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)}
"""The persons of a development set: role → name."""
_PRIVATE = 0o600  # owner reads and writes


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateFiles:
    """Where a certificate (PEM, chain leaf first) and its key (PEM, PKCS #8) lie."""

    certificate: Path
    key: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class DevelopmentCertificates:
    """A member's development set; `organs` by USCC, `persons` by role."""

    ca: CertificateFiles
    node: CertificateFiles
    organs: Mapping[str, CertificateFiles]
    persons: Mapping[Role, CertificateFiles]


def make_development_certificates(
    folder: Path,
    *,
    member: str,
    now: datetime,
    hosts: Iterable[str] = (),
    organs: Iterable[str] = (),
    persons: Mapping[Role, str] = PERSONS,
    profiles: CertificateProfiles | None = None,
) -> DevelopmentCertificates:
    """Makes what is missing of a member's set in `folder`; what is there stays as it is.

    Files: `ca`, `node`, `organ-<uscc>`, and `<role>` or `<role>-<name>` for persons, each `.pem` and `.key` (mode 0600).

    Args:
        folder: made where missing.
        member: GB/T 2260 code.
        now: moment of issue.
        hosts: DNS names and IP addresses of the node, beside the development profile's (localhost).
        organs: their USCCs.
        persons: role → name.
        profiles: those of the package where none are given.

    Raises:
        CertificateError: a person would hold two roles that must be apart, or a file in the folder belongs to something else.
        IdentityError: a code, USCC or name that can't stand in a certificate.
    """
    profiles = profiles or CertificateProfiles.load()
    node = Identity(member=member, role=Role.NODE, name="node")
    people = {role: Identity(member=member, role=role, name=name) for role, name in persons.items()}
    bodies = {uscc: Identity(member=member, role=Role.ORGAN, name=uscc) for uscc in organs}
    folder.mkdir(parents=True, exist_ok=True)
    refuse_joined_roles([*_present(folder), *people.values()])
    ca = _authority(folder, member=member, now=now, profiles=profiles)
    maker = _Maker(folder=folder, ca=ca, now=now, profiles=profiles)
    return DevelopmentCertificates(
        ca=_files(folder, "ca"),
        node=maker.make("node", node, hosts=[*profiles.development_hosts, *hosts]),
        organs={uscc: maker.make(f"organ-{uscc}", identity) for uscc, identity in bodies.items()},
        persons={role: maker.make(_person_stem(identity), identity) for role, identity in people.items()},
    )


def _person_stem(identity: Identity) -> str:
    role = identity.role.value
    return role if identity.name == role else f"{role}-{identity.name}"


def _files(folder: Path, stem: str) -> CertificateFiles:
    return CertificateFiles(certificate=folder / f"{stem}.pem", key=folder / f"{stem}.key")


def _present(folder: Path) -> list[Identity]:
    """Identities already issued into the folder."""
    found = []
    for path in sorted(folder.glob("*.pem")):
        if path.stem == "ca":
            continue
        try:
            found.append(identity_of(load_certificates(path.read_bytes())[0]))
        except (CertificateError, IdentityError) as error:
            raise CertificateError(f"{path}: {error}; move it away, or use another folder", reason="EXISTS") from error
    return found


def _authority(folder: Path, *, member: str, now: datetime, profiles: CertificateProfiles) -> Authority:
    files = _files(folder, "ca")
    key = _key(files.key)
    if not files.certificate.exists():
        _write(files.certificate, _pem(make_ca(member, f"delta-exchange {member}", now=now, profiles=profiles, key=key).certificate))
    certificate = load_certificates(files.certificate.read_bytes())[0]
    _check_pair(files, certificate=certificate, key=key)
    return Authority(member=member, certificate=certificate, key=key)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Maker:
    """Issues into one folder from one authority."""

    folder: Path
    ca: Authority
    now: datetime
    profiles: CertificateProfiles

    def make(self, stem: str, identity: Identity, *, hosts: Iterable[str] = ()) -> CertificateFiles:
        """The certificate and key called `stem`, made where missing."""
        files = _files(self.folder, stem)
        key = _key(files.key)
        if not files.certificate.exists():
            issued = issue(self.ca, identity, now=self.now, profiles=self.profiles, hosts=hosts, key=key)
            _write(files.certificate, _pem(issued.certificate))
        certificate = load_certificates(files.certificate.read_bytes())[0]
        _check_pair(files, certificate=certificate, key=key)
        if (found := identity_of(certificate)) != identity:
            raise CertificateError(f"{files.certificate} is for {found.uri}, not for {identity.uri}", reason="EXISTS")
        return files


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in `path`; a new one is written there if there is none, and none is ever overwritten."""
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        write_private(path, pem)
        return key
    try:
        loaded = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise CertificateError(f"{path}: no private key: {error}", reason="UNREADABLE") from error
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise CertificateError(f"{path}: a {type(loaded).__name__}; it must be an ECDSA P-256 key", reason="KEY")
    return loaded


def _check_pair(files: CertificateFiles, *, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    if certificate.public_key() != key.public_key():
        raise CertificateError(f"{files.certificate} isn't for the key in {files.key}; move one away", reason="KEY")


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def write_private(path: Path, data: bytes) -> None:
    """Writes a new file that only its owner may read.

    Raises:
        FileExistsError: there is one already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
