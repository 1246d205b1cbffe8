"""X.509 certificates: each member has one certificate authority, which issues directly to its node, organs and persons.

Issuing follows `certs/profiles/certificates.toml`. Accepting is strict, and independent of what any library's TLS stack lets pass:

1. exactly one `exchange://` URI among the subject alternative names, and it names member, role and name (`identity_of`);
2. the certificate was issued directly by one of *that* member's trust anchors, both are valid now, and it is a leaf for
   the purpose at hand (`issued_by`). There are no intermediates: path length 0 leaves no room for them (RFC 5280 §4.2.1.9).

Name constraints (RFC 5280 §4.2.1.10) are left out: BoringSSL, which gRPC uses, refuses every certificate below a CA that constrains
URIs whose host isn't a domain name ("unsupported or invalid name syntax"). Check 2 is what binds a CA to its member.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exchange.trust.errors import CertificateError, IdentityError
from exchange.trust.identity import DISJOINT_ROLES, SCHEME, Identity, Role
from exchange.trust.profiles import CertificateProfiles

__all__ = [
    "DISJOINT_ROLES",
    "Authority",
    "Identity",
    "IssuedCertificate",
    "Role",
    "check_anchor",
    "identity_of",
    "is_authority",
    "issue",
    "issued_by",
    "load_certificates",
    "make_ca",
    "node_target_name",
    "refuse_joined_roles",
]

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
NODE_DOMAIN = "node.delta-exchange"
_USAGES = {"serverAuth": ExtendedKeyUsageOID.SERVER_AUTH, "clientAuth": ExtendedKeyUsageOID.CLIENT_AUTH}
REMEMBERED = 1024  # certificates whose reading and signature are remembered: facts about bytes, whatever the day and the membership
_ORGANIZATION_LENGTH = 64  # characters; ub-organization-name and ub-common-name, RFC 5280 appendix A.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """A member's certificate authority: its certificate and the key that signs for it."""

    member: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedCertificate:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def node_target_name(member: str) -> str:
    """The DNS name in every certificate of `member`'s node: callers set it as the TLS target name, whatever host they dial."""
    return f"{member}.{NODE_DOMAIN}"


def make_ca(
    member: str,
    name: str,
    *,
    now: datetime,
    profiles: CertificateProfiles,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> Authority:
    """A new authority for `member` (GB/T 2260 code) called `name`; `key` is made where none is given.

    Raises:
        IdentityError: the code isn't one.
    """
    Identity(member=member, role=Role.NODE, name="ca")
    key = key or ec.generate_private_key(ec.SECP256R1())
    profile = profiles.kind("ca")
    subject = _subject(name, f"{member} CA")
    builder = (
        _builder(subject, issuer=subject, key=key.public_key())
        .not_valid_before(now - profile.backdate)
        .not_valid_after(now + profile.lifetime)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(ca=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    return Authority(member=member, certificate=builder.sign(key, hashes.SHA256()), key=key)


def issue(
    ca: Authority,
    identity: Identity,
    *,
    now: datetime,
    profiles: CertificateProfiles,
    hosts: Iterable[str] = (),
    days: int | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> IssuedCertificate:
    """A certificate for `identity`, valid `days` (or as its role's profile says).

    Args:
        ca: the authority of the identity's member.
        identity: whom it is for.
        now: the moment of issue.
        profiles: lifetimes and purposes.
        hosts: DNS names and IP addresses that a node answers at, beside `node_target_name`.
        days: another lifetime than the profile's.
        key: the subject's key; made where none is given.

    Raises:
        CertificateError: the identity is another member's, or hosts are given for what serves nothing.
    """
    if identity.member != ca.member:
        raise CertificateError(f"{identity.uri}: the authority is of member {ca.member} and issues to no other", reason="UNKNOWN_MEMBER")
    key = key or ec.generate_private_key(ec.SECP256R1())
    profile = profiles.kind(identity.role.value)
    not_after = now + (timedelta(days=days) if days is not None else profile.lifetime)
    authority_id = ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        _builder(_subject(identity.member, identity.name), issuer=ca.certificate.subject, key=key.public_key())
        .not_valid_before(max(now - profile.backdate, ca.certificate.not_valid_before_utc))
        .not_valid_after(min(not_after, ca.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_USAGES[name] for name in profile.extended_key_usage]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(identity, list(hosts))), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id), critical=False)
    )
    return IssuedCertificate(certificate=builder.sign(ca.key, hashes.SHA256()), key=key)


def _builder(subject: x509.Name, *, issuer: x509.Name, key: CertificatePublicKeyTypes) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _subject(organization: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:_ORGANIZATION_LENGTH]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:_ORGANIZATION_LENGTH]),
        ]
    )


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _names(identity: Identity, hosts: list[str]) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(identity.uri)]
    if identity.role is Role.NODE:
        hosts = [node_target_name(identity.member), *hosts]
    elif hosts:
        raise CertificateError(f"{identity.uri}: hosts {', '.join(hosts)}; only a node's certificate names hosts", reason="USAGE")
    return names + [_host(host) for host in dict.fromkeys(hosts)]


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@lru_cache(maxsize=REMEMBERED)
def identity_of(certificate: x509.Certificate) -> Identity:
    """The one identity in `certificate`; nothing about who issued it.

    Raises:
        IdentityError: none, more than one, or a malformed one.
    """
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        uris: list[str] = []
    except ValueError as error:
        raise IdentityError(f"the certificate's extensions can't be read: {error}", reason="SHAPE") from error
    else:
        uris = [uri for uri in names.get_values_for_type(x509.UniformResourceIdentifier) if uri.lower().startswith(f"{SCHEME}:")]
    if not uris:
        raise IdentityError(f"the certificate has no {SCHEME}:// URI among its subject alternative names", reason="NO_URI")
    if len(uris) > 1:
        raise IdentityError(f"the certificate has {len(uris)} identities ({', '.join(uris)}); it must have one", reason="MANY_URIS")
    return Identity.parse(uris[0])


def issued_by(
    certificate: x509.Certificate,
    anchors: Sequence[x509.Certificate],
    *,
    now: datetime,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
) -> x509.Certificate:
    """The anchor that issued `certificate` directly, if the certificate is good at `now` for `purpose`.

    Raises:
        CertificateError: issued by none of them, not valid at `now`, an anchor that may not issue, a CA itself, or for another purpose.
    """
    # (1): issuer and signature
    anchor = next((one for one in anchors if _signed(certificate, one)), None)
    if anchor is None:
        raise CertificateError("the certificate wasn't issued by one of the member's trust anchors", reason="NOT_ISSUED")
    # (2): the anchor may issue, and is valid
    check_anchor(anchor)
    if not anchor.not_valid_before_utc <= now <= anchor.not_valid_after_utc:
        raise CertificateError(f"the trust anchor was valid until {anchor.not_valid_after_utc:%Y-%m-%d %H:%MZ}", reason="CA_EXPIRED")
    # (3): the certificate is valid
    if now < certificate.not_valid_before_utc:
        raise CertificateError(
            f"the certificate is valid from {certificate.not_valid_before_utc:%Y-%m-%d %H:%MZ} on", reason="NOT_YET_VALID"
        )
    if now > certificate.not_valid_after_utc:
        raise CertificateError(f"the certificate was valid until {certificate.not_valid_after_utc:%Y-%m-%d %H:%MZ}", reason="EXPIRED")
    # (4): it is a leaf, for this purpose
    _check_leaf(certificate, purpose)
    return anchor


@lru_cache(maxsize=REMEMBERED)
def _signed(certificate: x509.Certificate, anchor: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(anchor)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_leaf(certificate: x509.Certificate, purpose: x509.ObjectIdentifier) -> None:
    if is_authority(certificate):
        raise CertificateError("the certificate is an authority's; it must be a leaf", reason="IS_A_CA")
    usage = _extension(certificate, x509.KeyUsage)
    if usage is not None and not usage.digital_signature:
        raise CertificateError("the certificate's key usage lacks digitalSignature", reason="USAGE")
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    if extended is None or purpose not in extended:
        name = "clientAuth" if purpose == ExtendedKeyUsageOID.CLIENT_AUTH else "serverAuth"
        raise CertificateError(f"the certificate's extended key usage lacks {name}", reason="USAGE")


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether its basic constraints make it a certificate authority (RFC 5280 §4.2.1.9)."""
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def check_anchor(anchor: x509.Certificate) -> None:
    """Whether `anchor` may issue at all.

    Raises:
        CertificateError: no CA, or its key usage lacks keyCertSign.
    """
    if not is_authority(anchor):
        raise CertificateError("the trust anchor isn't a certificate authority (basicConstraints CA)", reason="NOT_A_CA")
    usage = _extension(anchor, x509.KeyUsage)
    if usage is not None and not usage.key_cert_sign:
        raise CertificateError("the trust anchor's key usage lacks keyCertSign", reason="NOT_A_CA")


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
    except ValueError as error:
        raise CertificateError(f"the certificate's extensions can't be read: {error}", reason="UNREADABLE") from error


def load_certificates(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, in its order.

    Raises:
        CertificateError: no certificate, or a malformed one.
    """
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise CertificateError(f"no certificate in the PEM: {error}", reason="UNREADABLE") from error


def refuse_joined_roles(identities: Iterable[Identity]) -> None:
    """Holds the auditor, system administrator and security administrator apart.

    Raises:
        CertificateError: one name has two of these roles in one member.
    """
    held: dict[tuple[str, str], Role] = {}
    for identity in identities:
        if identity.role not in DISJOINT_ROLES:
            continue
        other = held.setdefault((identity.member, identity.name.casefold()), identity.role)
        if other is not identity.role:
            message = f"{identity.name} of member {identity.member} would be {other} and {identity.role}; these must be different persons"
            raise CertificateError(message, reason="ROLES_JOINED")
