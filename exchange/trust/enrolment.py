"""How a member's descriptor is made: from its node's settings and keys, and from the one before, whose keys are ended and never dropped."""

from __future__ import annotations

import copy
from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from exchange.ledger.errors import UnsoundKeyError
from exchange.ledger.keys import Ed25519Signer, Signer
from exchange.settings import NodeSettings
from exchange.trust.certificates import check_anchor, load_certificates
from exchange.trust.errors import CertificateError, MembershipError
from exchange.trust.keyring import AUDIT, LEDGER, WITNESS, KeyHolder, make_entry
from exchange.trust.membership import Membership
from exchange.v1.subject_pb2 import EnforcementDomain
from exchange.v1.trust_pb2 import KeyEntry, MemberDescriptor, OrganDescriptor

OVERLAP = timedelta(days=7)
"""How long a replaced key stays good: what it signed may still be on its way into the ledger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganGrant:
    """An organ that lets the node sign in its name; `document` is what grants it."""

    uscc: str
    name: str
    domains: tuple[EnforcementDomain, ...]
    document: str = ""


def describe_member(
    settings: NodeSettings,
    *,
    grants: Sequence[OrganGrant],
    anchors: Path,
    endpoints: Sequence[str],
    now: datetime,
    others: Sequence[OrganDescriptor] = (),
    previous: MemberDescriptor | None = None,
) -> MemberDescriptor:
    """The descriptor of the node with `settings`; each key signs its own proof of possession.

    Args:
        settings: name the node's key files.
        grants: one for each organ in `keys.organs`.
        anchors: PEM file of the member's certificate authorities.
        endpoints: `host:port` at which other members reach the node.
        now: from when on new keys are good.
        others: organs that sign in their own systems, as they described themselves (`describe_organ`).
        previous: the descriptor in force; its keys stay, those replaced end after `OVERLAP`.

    Raises:
        MembershipError: a key can't be read or is unsound, a grant is missing or left over, or the descriptor isn't sound.
    """
    code = settings.code
    before = previous or MemberDescriptor()
    own = {purpose: _signer(path, member=code, field=f"keys.{purpose}") for purpose, path in _node_keys(settings).items()}
    organs = [*_granted(settings, grants, now=now), *copy.deepcopy(list(others))]
    kept = {organ.uscc: organ for organ in before.organs}
    for organ in organs:
        old = kept.pop(organ.uscc, None)
        if old is not None:
            _continue(organ.keys, old.keys, now=now)
    descriptor = MemberDescriptor(
        code=code,
        name=settings.name,
        endpoints=endpoints,
        tls_trust_anchors=_anchors(anchors, code),
        ledger_keys=_entries(own[LEDGER], KeyHolder(member=code, purpose=LEDGER), before=before.ledger_keys, now=now),
        audit_keys=_entries(own[AUDIT], KeyHolder(member=code, purpose=AUDIT), before=before.audit_keys, now=now),
        witness_keys=_entries(own[WITNESS], KeyHolder(member=code, purpose=WITNESS), before=before.witness_keys, now=now),
        organs=[*organs, *kept.values()],
    )
    membership = Membership.load([descriptor])
    _check_usable(descriptor)
    if previous is not None:
        membership.check_continues(Membership.load([previous]))
    return descriptor


def describe_organ(signer: Signer, grant: OrganGrant, *, member: str, now: datetime, node_signs: bool = False) -> OrganDescriptor:
    """An organ's own part of the descriptor, made where its key is."""
    entry = make_entry(signer, KeyHolder.of_organ(member, grant.uscc), not_before=now, enrolment_document=grant.document)
    return OrganDescriptor(uscc=grant.uscc, name=grant.name, domains=grant.domains, keys=[entry], node_signs=node_signs)


def revoke_key(descriptor: MemberDescriptor, key_id: str, *, at: datetime, from_index: int | None) -> MemberDescriptor:
    """A copy of `descriptor` with the key revoked at `at`; from that ledger index on its records don't count.

    Raises:
        MembershipError: the member has no such key, or it is revoked already.
    """
    changed = copy.deepcopy(descriptor)
    lists = [changed.ledger_keys, changed.audit_keys, changed.witness_keys, *(organ.keys for organ in changed.organs)]
    entry = next((one for entries in lists for one in entries if one.key_id == key_id), None)
    if entry is None:
        raise MembershipError(member=descriptor.code, field="key_id", fault=f"the member has no key {key_id}")
    if entry.HasField("revoked_at"):
        raise MembershipError(member=descriptor.code, field="revoked_at", fault=f"key {key_id} is revoked already")
    entry.revoked_at.FromDatetime(at)
    if from_index is not None:
        entry.revoked_from_index = from_index
    return changed


def _check_usable(descriptor: MemberDescriptor) -> None:
    """Every purpose has a key that isn't ended: an ended key that is in use again stays ended."""
    lists = {"ledger_keys": descriptor.ledger_keys, "audit_keys": descriptor.audit_keys, "witness_keys": descriptor.witness_keys}
    lists |= {f"organs[{organ.uscc}].keys": organ.keys for organ in descriptor.organs}
    for field, entries in lists.items():
        if all(entry.HasField("not_after") or entry.HasField("revoked_at") for entry in entries):
            raise MembershipError(member=descriptor.code, field=field, fault="every key is ended or revoked; make a new one")


def _node_keys(settings: NodeSettings) -> dict[str, Path]:
    return {LEDGER: settings.ledger_key, AUDIT: settings.audit_key, WITNESS: settings.witness_key}


def _granted(settings: NodeSettings, grants: Sequence[OrganGrant], *, now: datetime) -> list[OrganDescriptor]:
    wanted, given = set(settings.organ_keys), {grant.uscc for grant in grants}
    if missing := sorted(wanted - given):
        fault = f"the node holds the key of {missing[0]}, but its name and domains aren't given"
        raise MembershipError(member=settings.code, field="organs", fault=fault)
    if extra := sorted(given - wanted):
        fault = f"{extra[0]} has no key in [keys.organs] of the node's settings; where it signs itself, give its own description"
        raise MembershipError(member=settings.code, field="organs", fault=fault)
    organs = []
    for grant in grants:
        signer = _signer(settings.organ_keys[grant.uscc], member=settings.code, field=f"keys.organs.{grant.uscc}")
        organs.append(describe_organ(signer, grant, member=settings.code, now=now, node_signs=True))
    return organs


def _signer(path: Path, *, member: str, field: str) -> Ed25519Signer:
    try:
        return Ed25519Signer.from_pem(path.read_bytes())
    except OSError as error:
        raise MembershipError(member=member, field=field, fault=f"{path} can't be read ({error.strerror})") from error
    except UnsoundKeyError as error:
        raise MembershipError(member=member, field=field, fault=f"{path}: {error}") from error


def _anchors(path: Path, member: str) -> list[str]:
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        certificates = load_certificates(path.read_bytes())
        for certificate in certificates:
            check_anchor(certificate)
    except OSError as error:
        raise MembershipError(member=member, field="tls_trust_anchors", fault=f"{path} can't be read ({error.strerror})") from error
    except CertificateError as error:
        raise MembershipError(member=member, field="tls_trust_anchors", fault=f"{path}: {error}") from error
    return [certificate.public_bytes(Encoding.PEM).decode() for certificate in certificates]


def _entries(signer: Signer, holder: KeyHolder, *, before: Iterable[KeyEntry], now: datetime) -> list[KeyEntry]:
    entries = [make_entry(signer, holder, not_before=now)]
    _continue(entries, before, now=now)
    return entries


def _continue(entries: MutableSequence[KeyEntry], before: Iterable[KeyEntry], *, now: datetime) -> None:
    """Puts the entries of before in front of `entries`: one for the same key replaces the new one, others end."""
    old = copy.deepcopy(list(before))
    known = {entry.public_key for entry in old}
    new = [entry for entry in entries if entry.public_key not in known]
    used = {entry.public_key for entry in entries}
    for entry in old:
        if entry.public_key not in used and not entry.HasField("not_after") and not entry.HasField("revoked_at"):
            entry.not_after.FromDatetime(now + OVERLAP)
    del entries[:]
    entries.extend([*old, *new])
