"""A membership is sound, or it isn't made; each refusal names member, field and fault."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from exchange.ledger.keys import Ed25519Signer, key_id
from exchange.ledger.notes import cosign_line, sign_note, verify_note
from exchange.trust.certificates import Identity, Role, issue
from exchange.trust.errors import CertificateError, MembershipError, UnknownMemberError
from exchange.trust.keyring import WITNESS
from exchange.trust.membership import Membership
from tests.support.trust import (
    JIASHAN,
    JINSHAN,
    JINSHAN_MARKET,
    NOW,
    PINGHU,
    PINGHU_MARKET,
    PROFILES,
    MemberKit,
    authority,
    jinshan,
    pinghu,
)

LATER = NOW + timedelta(days=30)
LOW_ORDER = bytes(31) + b"\x80"  # y = 0: order 4 (C2SP/CCTV ed25519vectors)
NOT_CANONICAL = b"\xee" + b"\xff" * 30 + b"\x7f"  # y = p + 1, another spelling of the neutral element
PUBLISHED = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")  # RFC 8032 §7.1, test 1


def fault(*descriptors) -> tuple[str, str, str]:
    with pytest.raises(MembershipError) as caught:
        Membership.load(descriptors)
    return caught.value.member, caught.value.field, caught.value.fault


def replace_key(entry, raw: bytes) -> None:
    entry.public_key = raw
    entry.key_id = key_id(raw, "ED25519")


# What a sound one answers


def test_members_organs_and_keys():
    one, two = jinshan(), pinghu()
    membership = Membership.load([one.descriptor(), two.descriptor()], version=7)

    assert set(membership.members) == {JINSHAN, PINGHU}
    assert membership.member(PINGHU) == two.descriptor()
    code, organ = membership.organ(JINSHAN_MARKET)
    assert (code, organ.uscc, organ.node_signs) == (JINSHAN, JINSHAN_MARKET, True)
    (key,) = membership.verification_keys(JINSHAN_MARKET)
    assert (key.member, key.organ, key.algorithm, key.not_before) == (JINSHAN, JINSHAN_MARKET, "ED25519", NOW)
    assert membership.organ_key(JINSHAN_MARKET, key.key_id) == key
    signer = one.signers[f"organ/{JINSHAN_MARKET}"]
    key.key.verify(signer.sign(b"m"), b"m")
    assert membership.version == 7


def test_unknown_members_organs_and_keys():
    membership = Membership.load([jinshan().descriptor()])

    for ask in (
        lambda: membership.member(JIASHAN),
        lambda: membership.anchors(JIASHAN),
        lambda: membership.ledger_verifier(JIASHAN),
        lambda: membership.organ(PINGHU_MARKET),
        lambda: membership.verification_keys(PINGHU_MARKET),
        lambda: membership.organ_key(JINSHAN_MARKET, "0" * 16),
    ):
        with pytest.raises(UnknownMemberError):
            ask()


def test_notes_verify_under_the_name_of_their_purpose():
    kit = jinshan()
    membership = Membership.load([kit.descriptor()])
    for purpose, verifiers in (("ledger", membership.ledger_verifier(JINSHAN)), ("audit", membership.audit_verifier(JINSHAN))):
        name = f"delta-exchange/{JINSHAN}/{purpose}"
        verify_note(sign_note(f"{name}\n0\n", [(name, kit.signers[purpose])]), verifiers)
    text = "delta-exchange/330482/ledger\n0\n"
    line = cosign_line(text, name=f"delta-exchange/{JINSHAN}/witness", signer=kit.signers[WITNESS], timestamp=1_772_413_200)

    verified = verify_note(text.encode() + b"\n" + line.line, membership.witness_verifier(JINSHAN))

    assert verified.signatures[0].timestamp == 1_772_413_200


def test_ended_and_revoked_keys_verify_no_new_notes():
    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].not_after.FromDatetime(NOW + timedelta(days=1))
    descriptor.audit_keys[0].revoked_at.FromDatetime(NOW + timedelta(days=1))
    membership = Membership.load([descriptor])

    assert membership.ledger_verifier(JINSHAN, at=LATER) == ()
    assert len(membership.ledger_verifier(JINSHAN, at=NOW)) == len(membership.ledger_verifier(JINSHAN)) == 1
    assert membership.audit_verifier(JINSHAN) == membership.audit_verifier(JINSHAN, at=LATER) == ()


def test_descriptors_are_copied():
    descriptor = jinshan().descriptor()
    membership = Membership.load([descriptor])
    descriptor.name = "changed"

    assert membership.member(JINSHAN).name != "changed"


# Who is let in


def test_certificate_of_a_member_speaks_for_its_identity():
    membership = Membership.load([jinshan().descriptor(), pinghu().descriptor()])
    identity = Identity(member=JINSHAN, role=Role.ORGAN, name=JINSHAN_MARKET)
    certificate = issue(authority(JINSHAN), identity, now=NOW, profiles=PROFILES).certificate

    assert membership.authenticate(certificate, now=NOW) == identity


@pytest.mark.parametrize(
    ("code", "role", "name", "reason"),
    [(JIASHAN, Role.NODE, "node", "UNKNOWN_MEMBER"), (JINSHAN, Role.ORGAN, PINGHU_MARKET, "UNKNOWN_ORGAN")],
)
def test_certificate_for_nobody_in_the_membership(code, role, name, reason):
    membership = Membership.load([jinshan().descriptor(), pinghu().descriptor()])
    certificate = issue(authority(code), Identity(member=code, role=role, name=name), now=NOW, profiles=PROFILES).certificate

    with pytest.raises(CertificateError) as caught:
        membership.authenticate(certificate, now=NOW)
    assert caught.value.reason == reason


def test_certificate_that_a_neighbour_issued_in_a_members_name():
    membership = Membership.load([jinshan().descriptor(), pinghu().descriptor()])
    authority_of_pinghu = authority(PINGHU)
    lying = type(authority_of_pinghu)(member=JINSHAN, certificate=authority_of_pinghu.certificate, key=authority_of_pinghu.key)
    certificate = issue(lying, Identity(member=JINSHAN, role=Role.NODE, name="node"), now=NOW, profiles=PROFILES).certificate

    with pytest.raises(CertificateError) as caught:
        membership.authenticate(certificate, now=NOW)
    assert caught.value.reason == "NOT_ISSUED"


# Unsound keys


@pytest.mark.parametrize(
    ("raw", "why"), [(LOW_ORDER, "low order"), (NOT_CANONICAL, "canonical"), (PUBLISHED, "published"), (b"\x01" * 31, "31 bytes")]
)
@pytest.mark.parametrize("field", ["ledger_keys", "audit_keys", "witness_keys"])
def test_unsound_key(field, raw, why):
    descriptor = jinshan().descriptor()
    replace_key(getattr(descriptor, field)[0], raw)

    member, place, what = fault(descriptor)
    assert (member, place) == (JINSHAN, f"{field}[0].public_key")
    assert why in what


def test_unsound_key_of_an_organ():
    descriptor = jinshan().descriptor()
    replace_key(descriptor.organs[0].keys[0], LOW_ORDER)

    assert fault(descriptor)[1] == "organs[0].keys[0].public_key"


def test_missing_proof_of_possession():
    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].proof_of_possession = b""

    assert fault(descriptor)[:2] == (JINSHAN, "ledger_keys[0].proof_of_possession")


def test_proof_of_another_key():
    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].proof_of_possession = descriptor.audit_keys[0].proof_of_possession

    assert fault(descriptor)[1] == "ledger_keys[0].proof_of_possession"


def test_proof_for_another_purpose_or_another_member():
    """A member that enrols a neighbour's public key, with the proof it found in the neighbour's descriptor."""
    copied, own = jinshan().descriptor(), pinghu().descriptor()
    own.ledger_keys[0].CopyFrom(copied.ledger_keys[0])
    assert fault(own)[:2] == (PINGHU, "ledger_keys[0].proof_of_possession")

    moved = jinshan().descriptor()
    moved.audit_keys[0].CopyFrom(moved.ledger_keys[0])
    assert fault(moved)[1] == "audit_keys[0].proof_of_possession"


def test_key_that_two_members_share():
    one, two = jinshan(), pinghu()
    two.signers["ledger"] = one.signers["ledger"]

    member, field, what = fault(one.descriptor(), two.descriptor())
    assert (member, field) == (PINGHU, "ledger_keys")
    assert "member 310116's ledger_keys already" in what


def test_key_for_two_purposes():
    kit = jinshan()
    kit.signers["witness"] = kit.signers["ledger"]

    assert fault(kit.descriptor())[:2] == (JINSHAN, "witness_keys")


def test_key_that_an_organ_shares_with_another_members_node():
    one, two = jinshan(), pinghu()
    two.signers[f"organ/{PINGHU_MARKET}"] = one.signers["audit"]

    assert fault(one.descriptor(), two.descriptor())[:2] == (PINGHU, f"organs[{PINGHU_MARKET}].keys")


def test_misnamed_key_and_unknown_algorithm():
    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].key_id = "0" * 16
    assert fault(descriptor)[1] == "ledger_keys[0].key_id"

    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].algorithm = 99
    assert fault(descriptor)[1] == "ledger_keys[0].algorithm"


def test_impossible_times():
    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].not_after.FromDatetime(NOW - timedelta(days=1))
    assert fault(descriptor)[1] == "ledger_keys[0].not_after"

    descriptor = jinshan().descriptor()
    descriptor.ledger_keys[0].revoked_from_index = 3
    assert fault(descriptor)[1] == "ledger_keys[0].revoked_at"


# Unsound descriptors


def test_field_rules_of_the_wire_name_the_field():
    descriptor = jinshan().descriptor()
    descriptor.organs[0].keys.pop()
    assert fault(descriptor)[:2] == (JINSHAN, "organs[0].keys")

    descriptor = jinshan().descriptor()
    descriptor.code = "31011"
    assert fault(descriptor)[:2] == ("31011", "code")


@pytest.mark.parametrize("endpoint", ["node.example", "node.example:", ":7443", "node.example:0", "node.example:65536", "node.example:７"])
def test_endpoint_that_is_no_address(endpoint):
    descriptor = jinshan().descriptor()
    descriptor.endpoints.append(endpoint)

    assert fault(descriptor)[:2] == (JINSHAN, "endpoints[1]")


def test_trust_anchor_that_is_none():
    leaf = issue(authority(JINSHAN), Identity(member=JINSHAN, role=Role.NODE, name="n"), now=NOW, profiles=PROFILES).certificate
    anchor = authority(JINSHAN).certificate.public_bytes(Encoding.PEM).decode()
    for pem in ("no certificate", leaf.public_bytes(Encoding.PEM).decode(), anchor + anchor):
        descriptor = jinshan().descriptor()
        descriptor.tls_trust_anchors.append(pem)
        assert fault(descriptor)[:2] == (JINSHAN, "tls_trust_anchors[1]")


def test_trust_anchor_that_two_members_share():
    two = pinghu().descriptor()
    two.tls_trust_anchors.append(authority(JINSHAN).certificate.public_bytes(Encoding.PEM).decode())

    assert fault(jinshan().descriptor(), two)[:2] == (PINGHU, "tls_trust_anchors[1]")


def test_member_or_organ_twice():
    assert fault(jinshan().descriptor(), jinshan().descriptor())[:2] == (JINSHAN, "code")
    assert fault(MemberKit(code=JINSHAN, organs=(JINSHAN_MARKET, JINSHAN_MARKET)).descriptor())[1] == "organs[1].uscc"
    claiming = MemberKit(code=PINGHU, organs=(JINSHAN_MARKET,)).descriptor()
    assert fault(jinshan().descriptor(), claiming)[:2] == (PINGHU, f"organs[{JINSHAN_MARKET}].uscc")


# What may follow


def broken(old, new) -> tuple[str, str]:
    with pytest.raises(MembershipError) as caught:
        Membership.load(new).check_continues(Membership.load(old))
    return caught.value.member, caught.value.field


def test_new_members_organs_and_keys_and_ended_keys_may_follow():
    kit = jinshan()
    old = kit.descriptor()
    new = kit.descriptor()
    new.ledger_keys[0].not_after.FromDatetime(LATER)
    new.organs[0].keys[0].revoked_at.FromDatetime(LATER)
    new.organs[0].keys[0].revoked_from_index = 12
    kit.signers["ledger"] = Ed25519Signer.generate()
    new.ledger_keys.append(kit.entry("ledger"))

    Membership.load([new, pinghu().descriptor()]).check_continues(Membership.load([old]))


def test_nothing_may_go():
    kit = jinshan()
    old = kit.descriptor()
    assert broken([old, pinghu().descriptor()], [old]) == (PINGHU, "code")

    kit.signers["audit"] = Ed25519Signer.generate()
    assert broken([old], [kit.descriptor()]) == (JINSHAN, "audit_keys")

    without = jinshan().descriptor()
    without.CopyFrom(old)
    del without.organs[:]
    assert broken([old], [without]) == (JINSHAN, f"organs[{JINSHAN_MARKET}].keys")


def test_a_key_does_not_start_earlier_and_a_revocation_is_not_lifted():
    kit = jinshan()
    old, new = kit.descriptor(), kit.descriptor()
    new.ledger_keys[0].not_before.FromDatetime(NOW - timedelta(days=1))
    assert broken([old], [new]) == (JINSHAN, "ledger_keys")

    old.ledger_keys[0].revoked_at.FromDatetime(NOW)
    assert broken([old], [kit.descriptor()]) == (JINSHAN, "ledger_keys")
