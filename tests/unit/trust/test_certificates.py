"""What is accepted as a certificate, one refusal a rule. Bad certificates are made here, one for each."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exchange.trust.certificates import (
    Authority,
    Identity,
    Role,
    check_anchor,
    identity_of,
    issue,
    issued_by,
    node_target_name,
    refuse_joined_roles,
)
from exchange.trust.errors import CertificateError, IdentityError
from tests.support.trust import JINSHAN, NOW, PINGHU, PROFILES, authority

CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
NODE = Identity(member=JINSHAN, role=Role.NODE, name="node")
ORGAN = Identity(member=JINSHAN, role=Role.ORGAN, name="11310116MB2F3040XF")


def forge(
    *,
    uris=(NODE.uri,),
    ca: Authority | None = None,
    usages=(CLIENT,),
    is_ca=False,
    digital_signature=True,
    start=NOW - timedelta(days=1),
    end=NOW + timedelta(days=1),
) -> x509.Certificate:
    """A certificate with whatever is asked for, signed by Jinshan's authority or another."""
    ca = ca or authority(JINSHAN)
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forged")]))
        .issuer_name(ca.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=digital_signature), critical=True)
    )
    if uris:
        names = [x509.UniformResourceIdentifier(uri) for uri in uris]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    return builder.sign(ca.key, hashes.SHA256())


def _usage(*, digital_signature: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def accept(certificate, *, now=NOW, purpose=CLIENT):
    return issued_by(certificate, [authority(JINSHAN).certificate], now=now, purpose=purpose)


def refusal(certificate, **options) -> str:
    with pytest.raises(CertificateError) as caught:
        accept(certificate, **options)
    return caught.value.reason


# What is issued


def test_issued_node_certificate_is_accepted_for_both_purposes_and_names_the_target():
    certificate = issue(authority(JINSHAN), NODE, now=NOW, profiles=PROFILES, hosts=["node.example", "192.0.2.7"]).certificate

    assert identity_of(certificate) == NODE
    assert accept(certificate) == accept(certificate, purpose=SERVER) == authority(JINSHAN).certificate
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [node_target_name(JINSHAN), "node.example"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NODE])
def test_others_than_nodes_can_not_serve(role):
    certificate = issue(authority(JINSHAN), Identity(member=JINSHAN, role=role, name="x"), now=NOW, profiles=PROFILES).certificate

    accept(certificate)
    assert refusal(certificate, purpose=SERVER) == "USAGE"


def test_profile_of_issued_certificates():
    ca = authority(JINSHAN).certificate
    leaf = issue(authority(JINSHAN), ORGAN, now=NOW, profiles=PROFILES).certificate

    constraints = ca.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    assert ca.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    authority_id = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert authority_id == ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.key_identifier
    for certificate in (ca, leaf):
        assert certificate.serial_number.bit_length() > 64  # CA/B baseline 7.1: 64 bits of randomness
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert isinstance(key.curve, ec.SECP256R1)
    assert leaf.not_valid_after_utc - NOW == PROFILES.kind("organ").lifetime


def test_lifetime_given_in_days_but_never_beyond_the_authority():
    short = issue(authority(JINSHAN), NODE, now=NOW, profiles=PROFILES, days=3).certificate
    long = issue(authority(JINSHAN), NODE, now=NOW, profiles=PROFILES, days=30_000).certificate

    assert short.not_valid_after_utc == NOW + timedelta(days=3)
    assert long.not_valid_after_utc == authority(JINSHAN).certificate.not_valid_after_utc


def test_authority_issues_to_no_other_member():
    with pytest.raises(CertificateError, match="issues to no other"):
        issue(authority(PINGHU), NODE, now=NOW, profiles=PROFILES)


def test_only_nodes_name_hosts():
    with pytest.raises(CertificateError, match="only a node's certificate names hosts"):
        issue(authority(JINSHAN), ORGAN, now=NOW, profiles=PROFILES, hosts=["localhost"])


# What is refused


def test_no_uri():
    for uris in ((), ("https://310116/node/n",)):
        with pytest.raises(IdentityError) as caught:
            identity_of(forge(uris=uris))
        assert caught.value.reason == "NO_URI"


def test_two_uris():
    for second in (Identity(member=PINGHU, role=Role.NODE, name="node").uri, "EXCHANGE://330482/node/node", NODE.uri):
        with pytest.raises(IdentityError) as caught:
            identity_of(forge(uris=(NODE.uri, second)))
        assert caught.value.reason == "MANY_URIS"


def test_other_members_authority():
    assert refusal(forge(ca=authority(PINGHU))) == "NOT_ISSUED"


def test_authority_with_the_same_name_and_another_key():
    ca = authority(JINSHAN)
    impostor = Authority(member=JINSHAN, certificate=ca.certificate, key=ec.generate_private_key(ec.SECP256R1()))

    assert refusal(forge(ca=impostor)) == "NOT_ISSUED"


def test_no_anchor_at_all():
    with pytest.raises(CertificateError) as caught:
        issued_by(forge(), [], now=NOW)
    assert caught.value.reason == "NOT_ISSUED"


def test_expired_and_not_yet_valid():
    assert refusal(forge(), now=NOW + timedelta(days=2)) == "EXPIRED"
    assert refusal(forge(start=NOW + timedelta(days=1), end=NOW + timedelta(days=2))) == "NOT_YET_VALID"


def test_expired_authority():
    end = authority(JINSHAN).certificate.not_valid_after_utc

    assert refusal(forge(end=end + timedelta(days=9)), now=end + timedelta(days=1)) == "CA_EXPIRED"


def test_wrong_extended_key_usage():
    assert refusal(forge(usages=(SERVER,))) == "USAGE"
    assert refusal(forge(usages=())) == "USAGE"
    assert refusal(forge(usages=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,))) == "USAGE"


def test_key_usage_without_digital_signature():
    assert refusal(forge(digital_signature=False)) == "USAGE"


def test_intermediate_authority_as_leaf():
    assert refusal(forge(is_ca=True)) == "IS_A_CA"


def test_leaf_as_authority():
    leaf = issue(authority(JINSHAN), NODE, now=NOW, profiles=PROFILES)
    below = forge(ca=Authority(member=JINSHAN, certificate=leaf.certificate, key=leaf.key))

    assert refusal(below) == "NOT_ISSUED"
    with pytest.raises(CertificateError) as caught:
        issued_by(below, [leaf.certificate], now=NOW)
    assert caught.value.reason == "NOT_A_CA"
    with pytest.raises(CertificateError):
        check_anchor(leaf.certificate)


# Persons


@pytest.mark.parametrize(
    ("one", "two"),
    [(Role.AUDITOR, Role.SYSTEM_ADMIN), (Role.AUDITOR, Role.SECURITY_ADMIN), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)],
)
def test_one_person_in_two_administrator_roles(one, two):
    identities = [Identity(member=JINSHAN, role=one, name="wang"), Identity(member=JINSHAN, role=two, name="Wang")]

    with pytest.raises(CertificateError) as caught:
        refuse_joined_roles(identities)
    assert caught.value.reason == "ROLES_JOINED"


def test_same_name_in_another_member_or_another_role_is_no_conflict():
    refuse_joined_roles(
        [
            Identity(member=JINSHAN, role=Role.AUDITOR, name="wang"),
            Identity(member=JINSHAN, role=Role.PLANNER, name="wang"),
            Identity(member=PINGHU, role=Role.SYSTEM_ADMIN, name="wang"),
        ]
    )
