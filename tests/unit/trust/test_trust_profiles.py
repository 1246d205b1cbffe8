from datetime import timedelta

import pytest

from exchange.trust.errors import ProfileError
from exchange.trust.identity import Role
from exchange.trust.profiles import CertificateProfiles, MembershipProfile

CERTIFICATES = """
[ca]
days = 10
backdate_minutes = 5
[node]
days = 2
backdate_minutes = 5
extended_key_usage = ["serverAuth", "clientAuth"]
[development]
hosts = ["localhost"]
"""
MEMBERSHIP = "".join(f"[{role}]\ndays = 3\nthreshold = 1\n" for role in ("root", "targets", "snapshot", "timestamp"))


def load(tmp_path, kind, text):
    path = tmp_path / "profile.toml"
    path.write_text(text)
    return kind.load(path)


def test_packaged_profiles_cover_every_role():
    profiles = CertificateProfiles.load()

    for role in Role:
        assert "clientAuth" in profiles.kind(role.value).extended_key_usage
        assert ("serverAuth" in profiles.kind(role.value).extended_key_usage) == (role is Role.NODE)
        assert profiles.kind(role.value).lifetime < profiles.kind("ca").lifetime
    assert profiles.development_hosts
    membership = MembershipProfile.load().roles
    assert membership["root"].threshold >= 2
    assert (
        membership["timestamp"].lifetime <= membership["snapshot"].lifetime <= membership["targets"].lifetime <= membership["root"].lifetime
    )


def test_profiles_from_a_file(tmp_path):
    assert load(tmp_path, CertificateProfiles, CERTIFICATES).kind("node").lifetime == timedelta(days=2)
    assert load(tmp_path, MembershipProfile, MEMBERSHIP).roles["root"].lifetime == timedelta(days=3)


@pytest.mark.parametrize(
    ("kind", "good", "bad", "message"),
    [
        (CertificateProfiles, "days = 2", "days = 0", r"\[node\]: days is 0"),
        (CertificateProfiles, "days = 2", 'days = "2"', r"\[node\]: days is '2'"),
        (CertificateProfiles, "days = 2", "days = true", "days is True"),
        (CertificateProfiles, '"serverAuth"', '"codeSigning"', "codeSigning; known are serverAuth, clientAuth"),
        (CertificateProfiles, '["localhost"]', "[]", r"\[development\]: hosts"),
        (CertificateProfiles, "[development]", "[other]\ndays = 1\nbackdate_minutes = 1\n[x]", r"\[development\] is missing"),
        (CertificateProfiles, "[ca]", "[ca", "not TOML"),
        (MembershipProfile, "[timestamp]", "[stamp]", r"\[timestamp\] is missing"),
        (MembershipProfile, "threshold = 1", "threshold = 1.5", "threshold is 1.5"),
    ],
)
def test_profile_that_can_not_be_used_says_where_and_why(tmp_path, kind, good, bad, message):
    text = CERTIFICATES if kind is CertificateProfiles else MEMBERSHIP

    with pytest.raises(ProfileError, match=message):
        load(tmp_path, kind, text.replace(good, bad))


def test_missing_file_and_missing_kind(tmp_path):
    with pytest.raises(ProfileError, match="can't be read"):
        MembershipProfile.load(tmp_path / "none.toml")
    with pytest.raises(ProfileError, match=r"\[auditor\] is missing"):
        load(tmp_path, CertificateProfiles, CERTIFICATES).kind("auditor")
