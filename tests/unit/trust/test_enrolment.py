"""A node's descriptor, made from its settings and keys; rotation and revocation keep what was there."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from exchange.ledger.keys import Ed25519Signer
from exchange.settings import NodeSettings
from exchange.trust.enrolment import OVERLAP, OrganGrant, describe_member, describe_organ, revoke_key
from exchange.trust.errors import MembershipError
from exchange.trust.membership import Membership
from exchange.v1.subject_pb2 import EnforcementDomain
from tests.support.trust import JINSHAN, JINSHAN_MARKET, NOW, authority

MARKET = (EnforcementDomain.ENFORCEMENT_DOMAIN_MARKET,)
GRANT = OrganGrant(uscc=JINSHAN_MARKET, name="金山区市场监督管理局", domains=MARKET, document="委托书 2026-1")
OTHER_ORGAN = "11310116002424459Y"
LATER = NOW + timedelta(days=100)


@pytest.fixture
def settings(tmp_path):
    for name in ("ledger", "audit", "witness", "organ"):
        new_key(tmp_path / f"{name}.pem")
    (tmp_path / "ca.pem").write_bytes(authority(JINSHAN).certificate.public_bytes(Encoding.PEM))
    (tmp_path / "node.toml").write_text(
        f"""[node]
code = "{JINSHAN}"
name = "上海市金山区"
listen = "127.0.0.1:7443"
database = "sqlite:///node.db"
[tls]
certificate = "node.pem"
key = "node.key"
[keys]
ledger = "ledger.pem"
audit = "audit.pem"
witness = "witness.pem"
[keys.organs]
"{JINSHAN_MARKET}" = "organ.pem"
[trust]
directory = "trust"
""",
        encoding="utf-8",
    )
    return NodeSettings.load(tmp_path / "node.toml")


def new_key(path):
    path.write_bytes(Ed25519Signer.generate().to_pem())


def describe(settings, **options):
    given = {"grants": [GRANT], "anchors": settings.home / "ca.pem", "endpoints": ["node.example:7443"], "now": NOW}
    return describe_member(settings, **{**given, **options})


def fault(settings, **options):
    with pytest.raises(MembershipError) as caught:
        describe(settings, **options)
    return caught.value.field


def test_descriptor_is_sound_and_says_what_the_settings_say(settings):
    descriptor = describe(settings)

    membership = Membership.load([descriptor])
    assert (descriptor.code, descriptor.name, list(descriptor.endpoints)) == (JINSHAN, "上海市金山区", ["node.example:7443"])
    assert descriptor.organs[0].node_signs
    assert descriptor.organs[0].keys[0].enrolment_document == "委托书 2026-1"
    assert membership.anchors(JINSHAN) == (authority(JINSHAN).certificate,)
    signer = Ed25519Signer.from_pem((settings.home / "organ.pem").read_bytes())
    assert membership.organ_key(JINSHAN_MARKET, signer.key_id).key.raw == signer.public_key_bytes


def test_organ_that_signs_itself_describes_itself(settings):
    grant = OrganGrant(uscc=OTHER_ORGAN, name="organ with a key of its own", domains=MARKET)
    own = describe_organ(Ed25519Signer.generate(), grant, member=JINSHAN, now=NOW)

    descriptor = describe(settings, others=[own])

    assert [(organ.uscc, organ.node_signs) for organ in descriptor.organs] == [(JINSHAN_MARKET, True), (OTHER_ORGAN, False)]


def test_describing_again_changes_nothing(settings):
    first = describe(settings)

    assert describe(settings, previous=first, now=LATER) == first


def test_replaced_keys_end_after_the_overlap_and_stay(settings):
    first = describe(settings)
    new_key(settings.home / "ledger.pem")
    new_key(settings.home / "organ.pem")

    second = describe(settings, previous=first, now=LATER)

    for entries in (second.ledger_keys, second.organs[0].keys):
        old, new = entries
        assert old.not_after.ToDatetime() == (LATER + OVERLAP).replace(tzinfo=None)
        assert new.not_before.ToDatetime() == LATER.replace(tzinfo=None)
        assert not new.HasField("not_after")
    assert second.audit_keys == first.audit_keys
    Membership.load([second]).check_continues(Membership.load([first]))


def test_organ_that_is_no_longer_described_stays_with_its_keys(settings):
    grant = OrganGrant(uscc=OTHER_ORGAN, name="organ", domains=MARKET)
    own = describe_organ(Ed25519Signer.generate(), grant, member=JINSHAN, now=NOW)
    first = describe(settings, others=[own])

    second = describe(settings, previous=first)

    assert [organ.uscc for organ in second.organs] == [JINSHAN_MARKET, OTHER_ORGAN]


def test_key_that_was_ended_does_not_come_back(settings):
    first = describe(settings)
    first.ledger_keys[0].not_after.FromDatetime(LATER)

    assert fault(settings, previous=first, now=LATER) == "ledger_keys"


def test_revocation(settings):
    first = describe(settings)
    key_id = first.organs[0].keys[0].key_id

    revoked = revoke_key(first, key_id, at=LATER, from_index=12)

    (key,) = Membership.load([revoked]).verification_keys(JINSHAN_MARKET)
    assert (key.revoked_at, key.revoked_from_index) == (LATER, 12)
    assert not first.organs[0].keys[0].HasField("revoked_at")
    for wrong in (key_id, "0" * 16):
        with pytest.raises(MembershipError):
            revoke_key(revoked, wrong, at=LATER, from_index=None)


def test_grants_and_keys_must_fit(settings):
    assert fault(settings, grants=[]) == "organs"
    assert fault(settings, grants=[GRANT, OrganGrant(uscc=OTHER_ORGAN, name="x", domains=MARKET)]) == "organs"


def test_key_and_anchor_files_that_are_none(settings):
    (settings.home / "audit.pem").write_text("no key")
    assert fault(settings) == "keys.audit"
    (settings.home / "ledger.pem").unlink()
    assert fault(settings) == "keys.ledger"

    new_key(settings.home / "audit.pem")
    new_key(settings.home / "ledger.pem")
    assert fault(settings, anchors=settings.home / "missing.pem") == "tls_trust_anchors"
    assert fault(settings, anchors=settings.home / "audit.pem") == "tls_trust_anchors"
    assert fault(settings, endpoints=["nowhere"]) == "endpoints[0]"
