import pytest

from exchange.trust.certificates import Role, identity_of, issued_by, load_certificates
from exchange.trust.development import make_development_certificates
from exchange.trust.errors import CertificateError
from tests.support.trust import JINSHAN, JINSHAN_MARKET, NOW, PINGHU


def make(folder, **options):
    return make_development_certificates(folder, **{"member": JINSHAN, "now": NOW, "organs": [JINSHAN_MARKET], **options})


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_certificate_is_issued_by_the_authority_beside_it(tmp_path):
    made = make(tmp_path / "certs")

    anchors = load_certificates(made.ca.certificate.read_bytes())
    for files in (made.node, *made.organs.values(), *made.persons.values()):
        issued_by(load_certificates(files.certificate.read_bytes())[0], anchors, now=NOW)
    assert set(made.persons) == {Role.PLANNER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
    assert made.organs[JINSHAN_MARKET].certificate.name == f"organ-{JINSHAN_MARKET}.pem"


def test_keys_are_for_the_owner_only(tmp_path):
    make(tmp_path)

    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {0o600}


def test_what_is_there_stays_and_what_is_missing_is_made(tmp_path):
    make(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "node.pem").unlink()

    make(tmp_path, organs=[JINSHAN_MARKET, "11310116002424459Y"])

    after = contents(tmp_path)
    assert after.pop("node.pem") != before.pop("node.pem")
    assert after["node.key"] == before["node.key"]
    assert before.items() <= after.items()
    assert set(after) - set(before) == {"organ-11310116002424459Y.pem", "organ-11310116002424459Y.key"}


def test_one_person_in_two_administrator_roles_is_refused_also_over_two_runs(tmp_path):
    joined = {Role.AUDITOR: "wang", Role.SECURITY_ADMIN: "wang"}
    with pytest.raises(CertificateError) as caught:
        make(tmp_path / "at-once", persons=joined)
    assert caught.value.reason == "ROLES_JOINED"

    make(tmp_path / "later", persons={Role.AUDITOR: "wang"})
    before = contents(tmp_path / "later")
    with pytest.raises(CertificateError):
        make(tmp_path / "later", persons={Role.SYSTEM_ADMIN: "wang"})
    assert contents(tmp_path / "later") == before


def test_folder_of_another_member_is_refused(tmp_path):
    make(tmp_path)

    with pytest.raises(CertificateError) as caught:
        make(tmp_path, member=PINGHU)
    assert caught.value.reason == "EXISTS"


def test_certificate_and_key_that_do_not_belong_together(tmp_path):
    make(tmp_path)
    (tmp_path / "node.key").write_bytes((tmp_path / "planner.key").read_bytes())

    with pytest.raises(CertificateError) as caught:
        make(tmp_path)
    assert caught.value.reason == "KEY"


def test_persons_with_names_of_their_own(tmp_path):
    made = make(tmp_path, persons={Role.AUDITOR: "li.na"})

    certificate = load_certificates(made.persons[Role.AUDITOR].certificate.read_bytes())[0]
    assert made.persons[Role.AUDITOR].certificate.name == "auditor-li.na.pem"
    assert identity_of(certificate).uri == "exchange://310116/auditor/li.na"
