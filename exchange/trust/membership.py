"""Who takes part, with which keys: a value made from member descriptors, sound or not made at all.

`Membership.load` takes every descriptor or none. It refuses, and says where:

1. a descriptor that breaks the wire's field rules, or repeats a member;
2. an endpoint that is no `host:port`, a trust anchor that is no certificate authority or that another member has too;
3. an organ that two members claim;
4. a key that is unsound, misnamed, without proof of possession, or that stands in two places.

Keys are only ever ended (`check_continues`): a record verifies against the key that was valid when it was logged.
No file, clock or network is touched here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import protovalidate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from exchange.ledger.notes import VerifierKey
from exchange.trust.certificates import check_anchor, identity_of, issued_by, load_certificates
from exchange.trust.errors import CertificateError, EntryError, MembershipError, UnknownMemberError
from exchange.trust.identity import Identity, Role
from exchange.trust.keyring import AUDIT, LEDGER, WITNESS, KeyHolder, TrustedKey, note_key, read_entry
from exchange.v1.trust_pb2 import KeyEntry, MemberDescriptor, OrganDescriptor

_MAX_PORT = 65535  # RFC 9293 §3.1: 16 bits


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One member: its descriptor as it was signed, and what was read from it. `keys` by purpose (`ledger`, `audit`, `witness`)."""

    descriptor: MemberDescriptor
    anchors: tuple[x509.Certificate, ...]
    keys: Mapping[str, tuple[TrustedKey, ...]]
    organ_keys: Mapping[str, tuple[TrustedKey, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """All members. Made by `load`; `version` is that of the TUF targets it came from (0: from none). Descriptors are read only."""

    _members: Mapping[str, Member]
    version: int = 0
    _organs: Mapping[str, tuple[str, OrganDescriptor]] = field(repr=False)

    @classmethod
    def load(cls, descriptors: Iterable[MemberDescriptor], *, version: int = 0) -> Membership:
        """The membership of `descriptors`, if every one is sound and all are together.

        Raises:
            MembershipError: naming member, field and fault.
        """
        members: dict[str, Member] = {}
        for given in descriptors:
            descriptor = MemberDescriptor()
            descriptor.CopyFrom(given)
            if descriptor.code in members:
                raise MembershipError(member=descriptor.code, field="code", fault="is there twice; each member has one descriptor")
            members[descriptor.code] = _read_member(descriptor)
        _check_unshared(members)
        organs = {organ.uscc: (code, organ) for code, member in members.items() for organ in member.descriptor.organs}
        return cls(_members=MappingProxyType(members), _organs=MappingProxyType(organs), version=version)

    @property
    def members(self) -> Mapping[str, MemberDescriptor]:
        """Descriptors by member code."""
        return {code: member.descriptor for code, member in self._members.items()}

    def member(self, code: str) -> MemberDescriptor:
        """The descriptor of member `code`.

        Raises:
            UnknownMemberError: there is no such member.
        """
        return self._member(code).descriptor

    def organ(self, uscc: str) -> tuple[str, OrganDescriptor]:
        """The code of the member that organ `uscc` belongs to, and the organ's descriptor.

        Raises:
            UnknownMemberError: no member has that organ.
        """
        if uscc not in self._organs:
            raise UnknownMemberError(f"organ {uscc} is no member's")
        return self._organs[uscc]

    def verification_keys(self, organ_uscc: str) -> tuple[TrustedKey, ...]:
        """Every key the organ ever had, ended ones too: `TrustedKey.covers` says whether one counts.

        Raises:
            UnknownMemberError: no member has that organ.
        """
        code, _ = self.organ(organ_uscc)
        return self._members[code].organ_keys[organ_uscc]

    def organ_key(self, organ_uscc: str, key_id: str) -> TrustedKey:
        """The organ's key of that id.

        Raises:
            UnknownMemberError: no such organ, or it never had such a key.
        """
        for key in self.verification_keys(organ_uscc):
            if key.key_id == key_id:
                return key
        raise UnknownMemberError(f"organ {organ_uscc} has no key {key_id}")

    def anchors(self, code: str) -> tuple[x509.Certificate, ...]:
        """The certificate authorities of member `code`.

        Raises:
            UnknownMemberError: there is no such member.
        """
        return self._member(code).anchors

    def anchors_pem(self, codes: Iterable[str] | None = None) -> bytes:
        """The trust anchors of `codes` (None: of every member) as one PEM, as TLS roots.

        Raises:
            UnknownMemberError: one isn't a member.
        """
        chosen = self._members if codes is None else list(codes)
        return "".join(pem.strip() + "\n" for code in chosen for pem in self.member(code).tls_trust_anchors).encode()

    def ledger_verifier(self, code: str, *, at: datetime | None = None) -> tuple[VerifierKey, ...]:
        """Keys of member `code`'s ledger checkpoints: those good at `at`, or with None every one not revoked.

        Raises:
            UnknownMemberError: there is no such member.
        """
        return self._verifiers(code, LEDGER, at=at)

    def audit_verifier(self, code: str, *, at: datetime | None = None) -> tuple[VerifierKey, ...]:
        """Keys of member `code`'s audit checkpoints; otherwise as `ledger_verifier`."""
        return self._verifiers(code, AUDIT, at=at)

    def witness_verifier(self, code: str, *, at: datetime | None = None) -> tuple[VerifierKey, ...]:
        """Keys of member `code`'s cosignatures; otherwise as `ledger_verifier`."""
        return self._verifiers(code, WITNESS, at=at)

    def _verifiers(self, code: str, purpose: str, *, at: datetime | None) -> tuple[VerifierKey, ...]:
        keys = self._member(code).keys[purpose]
        good = [key for key in keys if (key.revoked_at is None if at is None else key.covers(at=at, index=None))]
        return tuple(note_key(key, purpose) for key in good)

    def authenticate(
        self,
        certificate: x509.Certificate,
        *,
        now: datetime,
        purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH,
    ) -> Identity:
        """Whom `certificate` speaks for, if its own member issued it and it is good at `now`.

        Raises:
            IdentityError: no identity in it, or a malformed one.
            CertificateError: no such member or organ, or not issued by that member, or not valid.
        """
        identity = identity_of(certificate)
        member = self._members.get(identity.member)
        if member is None:
            raise CertificateError(f"{identity.uri}: {identity.member} is no member", reason="UNKNOWN_MEMBER")
        issued_by(certificate, member.anchors, now=now, purpose=purpose)
        if identity.role is Role.ORGAN and identity.name not in member.organ_keys:
            raise CertificateError(f"{identity.uri}: member {identity.member} has no such organ", reason="UNKNOWN_ORGAN")
        return identity

    def check_continues(self, previous: Membership) -> None:
        """Whether this may follow `previous`: no member, organ or key gone, none altered but by being ended.

        Raises:
            MembershipError: naming what is gone or altered.
        """
        for code, old in previous._members.items():
            new = self._members.get(code)
            if new is None:
                raise MembershipError(member=code, field="code", fault="is gone; a member's keys are ended, its descriptor stays")
            for place, keys in _all_keys(old):
                _check_kept(keys, dict(_all_keys(new)).get(place, ()), member=code, place=place)

    def _member(self, code: str) -> Member:
        if code not in self._members:
            raise UnknownMemberError(f"{code} is no member; members are {', '.join(sorted(self._members)) or 'none'}")
        return self._members[code]


def _all_keys(member: Member) -> Iterator[tuple[str, tuple[TrustedKey, ...]]]:
    for purpose, keys in member.keys.items():
        yield f"{purpose}_keys", keys
    for uscc, keys in member.organ_keys.items():
        yield f"organs[{uscc}].keys", keys


def _check_kept(old: Sequence[TrustedKey], new: Sequence[TrustedKey], *, member: str, place: str) -> None:
    kept = {key.key.raw: key for key in new}
    for key in old:
        now = kept.get(key.key.raw)
        if now is None:
            fault = f"key {key.key_id} is gone; keys are only ended (not_after, revoked_at)"
            raise MembershipError(member=member, field=place, fault=fault)
        if (now.algorithm, now.not_before) != (key.algorithm, key.not_before):
            raise MembershipError(member=member, field=place, fault=f"key {key.key_id} has another algorithm or not_before than it had")
        if key.revoked_at is not None and (now.revoked_at is None or now.revoked_at > key.revoked_at):
            raise MembershipError(
                member=member, field=place, fault=f"key {key.key_id} was revoked; a revocation isn't lifted, make a new key"
            )


def _read_member(descriptor: MemberDescriptor) -> Member:
    code = descriptor.code
    _check_rules(descriptor)
    for number, endpoint in enumerate(descriptor.endpoints):
        _check_endpoint(endpoint, member=code, place=f"endpoints[{number}]")
    lists = {LEDGER: descriptor.ledger_keys, AUDIT: descriptor.audit_keys, WITNESS: descriptor.witness_keys}
    keys = {
        purpose: _read_keys(entries, KeyHolder(member=code, purpose=purpose), place=f"{purpose}_keys") for purpose, entries in lists.items()
    }
    organs: dict[str, tuple[TrustedKey, ...]] = {}
    for number, organ in enumerate(descriptor.organs):
        if organ.uscc in organs:
            raise MembershipError(member=code, field=f"organs[{number}].uscc", fault=f"{organ.uscc} is there twice")
        holder = KeyHolder.of_organ(code, organ.uscc)
        organs[organ.uscc] = _read_keys(organ.keys, holder, place=f"organs[{number}].keys", organ=organ.uscc)
    return Member(
        descriptor=descriptor,
        anchors=_read_anchors(descriptor),
        keys=MappingProxyType(keys),
        organ_keys=MappingProxyType(organs),
    )


def _check_rules(descriptor: MemberDescriptor) -> None:
    """Checks the field rules of trust.proto."""
    for violation in protovalidate.collect_violations(descriptor):
        path = ""
        for element in violation.proto.field.elements if violation.proto.field else ():
            path += f".{element.field_name}" + (f"[{element.subscript.value}]" if element.subscript else "")
        raise MembershipError(member=descriptor.code or "?", field=path.removeprefix(".") or "descriptor", fault=violation.proto.message)


def _check_endpoint(endpoint: str, *, member: str, place: str) -> None:
    host, separator, port = endpoint.rpartition(":")
    if not separator or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= _MAX_PORT:
        raise MembershipError(member=member, field=place, fault=f"{endpoint!r}; it must be host:port, the port from 1 to {_MAX_PORT}")


def _read_anchors(descriptor: MemberDescriptor) -> tuple[x509.Certificate, ...]:
    anchors = []
    for number, pem in enumerate(descriptor.tls_trust_anchors):
        try:
            found = load_certificates(pem.encode())
            check_anchor(found[0])
        except CertificateError as error:
            raise MembershipError(member=descriptor.code, field=f"tls_trust_anchors[{number}]", fault=str(error)) from error
        if len(found) != 1:
            fault = f"{len(found)} certificates; each entry holds one"
            raise MembershipError(member=descriptor.code, field=f"tls_trust_anchors[{number}]", fault=fault)
        anchors.append(found[0])
    return tuple(anchors)


def _read_keys(entries: Iterable[KeyEntry], holder: KeyHolder, *, place: str, organ: str = "") -> tuple[TrustedKey, ...]:
    keys = []
    for number, entry in enumerate(entries):
        try:
            keys.append(read_entry(entry, holder, organ=organ))
        except EntryError as error:
            raise MembershipError(member=holder.member, field=f"{place}[{number}].{error.field}", fault=error.fault) from error
    return tuple(keys)


def _check_unshared(members: Mapping[str, Member]) -> None:
    """No organ, key or trust anchor in two places."""
    organs: dict[str, str] = {}
    keys: dict[bytes, str] = {}
    anchors: dict[bytes, str] = {}
    for code, member in members.items():
        for uscc in member.organ_keys:
            if (other := organs.setdefault(uscc, code)) != code:
                raise MembershipError(member=code, field=f"organs[{uscc}].uscc", fault=f"belongs to member {other} already")
        for place, found in _all_keys(member):
            for key in found:
                if key.key.raw in keys:
                    fault = f"key {key.key_id} is {keys[key.key.raw]} already; every purpose has its own key"
                    raise MembershipError(member=code, field=place, fault=fault)
                keys[key.key.raw] = f"member {code}'s {place}"
        for number, anchor in enumerate(member.anchors):
            if (other := anchors.setdefault(_public_key(anchor), code)) != code:
                fault = f"has the key of member {other}'s; certificates of a member come from its own authority"
                raise MembershipError(member=code, field=f"tls_trust_anchors[{number}]", fault=fault)


def _public_key(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
