"""The repository tool: what it publishes, when it signs anew, what it refuses."""

from datetime import timedelta

import pytest
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Metadata, Root, Targets

from exchange.ledger.keys import Ed25519Signer
from exchange.trust.errors import MembershipError, RepositoryStateError
from exchange.trust.profiles import MembershipProfile
from exchange.trust.repository import TrustRepository
from exchange.trust.tufkeys import load_role_key, load_signer, make_signer, public_pem
from tests.support.trust import JINSHAN, NOW, PINGHU, jinshan, make_repository, pinghu

DAY = timedelta(days=1)


def root_keys(count=3):
    return [CryptoSigner.generate_ed25519().public_key for _ in range(count)]


def metadata(kit, kind, path):
    return Metadata[kind].from_file(str(kit.folder / path)).signed


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_published_files_hold_no_private_key(tmp_path):
    kit = make_repository(tmp_path, members=[jinshan().descriptor()])

    assert not [path for path, data in files(kit.folder).items() if b"PRIVATE" in data]
    keys = list((kit.workspace / "keys").glob("*.pem"))
    assert len(keys) == 3
    assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}


def test_thresholds_lifetimes_and_snapshots_are_the_profiles(tmp_path):
    kit = make_repository(tmp_path, members=[])
    root = metadata(kit, Root, "metadata/1.root.json")

    assert root.consistent_snapshot
    assert (root.roles["root"].threshold, len(root.roles["root"].keyids)) == (2, 3)
    assert root.expires - NOW == MembershipProfile.load().roles["root"].lifetime
    assert not set(root.roles["root"].keyids) & {
        keyid for role in ("targets", "snapshot", "timestamp") for keyid in root.roles[role].keyids
    }


def test_publishing_again_signs_only_what_ages(tmp_path):
    kit = make_repository(tmp_path, members=[jinshan().descriptor()])

    def versions(published):
        return (published.targets, published.snapshot, published.timestamp)

    assert versions(kit.repository.publish(NOW + DAY)) == (1, 1, 2)
    assert versions(kit.repository.publish(NOW + 16 * DAY)) == (1, 2, 3)
    assert versions(kit.repository.publish(NOW + 46 * DAY)) == (2, 3, 4)
    kit.repository.add_member(pinghu().descriptor())
    last = kit.repository.publish(NOW + 47 * DAY)
    assert (versions(last), last.members) == ((3, 4, 5), (JINSHAN, PINGHU))
    assert last.expires_at == NOW + 47 * DAY + MembershipProfile.load().roles["timestamp"].lifetime


def test_versioned_files_never_change(tmp_path):
    kit = make_repository(tmp_path, members=[jinshan().descriptor()])
    before = files(kit.folder)
    kit.repository.add_member(pinghu().descriptor())
    kit.repository.publish(NOW + DAY)

    after = files(kit.folder)
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {"metadata/timestamp.json"}


def test_staged_members_are_published_together_and_only_then(tmp_path):
    kit = make_repository(tmp_path, members=[])
    kit.repository.add_member(jinshan().descriptor())
    kit.repository.add_member(pinghu().descriptor())
    assert set(kit.repository.membership().members) == {JINSHAN, PINGHU}
    assert metadata(kit, Targets, "metadata/1.targets.json").targets == {}

    kit.repository.publish(NOW)

    assert set(metadata(kit, Targets, "metadata/2.targets.json").targets) == {"310116.json", "330482.json"}


def test_unsound_member_is_not_staged(tmp_path):
    kit = make_repository(tmp_path, members=[jinshan().descriptor()])
    shared = pinghu()
    shared.signers["ledger"] = Ed25519Signer.generate()
    bad = shared.descriptor()
    bad.ledger_keys[0].proof_of_possession = b"\x00" * 64

    with pytest.raises(MembershipError) as caught:
        kit.repository.add_member(bad)
    assert (caught.value.member, caught.value.field) == (PINGHU, "ledger_keys[0].proof_of_possession")
    with pytest.raises(MembershipError):
        kit.repository.add_member(jinshan().descriptor())  # other keys: the old ones would be gone
    assert kit.repository.publish(NOW + DAY).members == (JINSHAN,)


@pytest.mark.parametrize(
    ("keys", "threshold", "message"), [(3, 4, "threshold 4 of 3"), (1, None, "threshold 2 of 1"), (0, 1, "threshold 1 of 0")]
)
def test_threshold_that_keys_can_not_reach(tmp_path, keys, threshold, message):
    with pytest.raises(RepositoryStateError, match=message):
        TrustRepository.init(tmp_path / "p", workspace=tmp_path / "w", root_keys=root_keys(keys), threshold=threshold, now=NOW)


def test_one_key_for_two_provinces(tmp_path):
    (key,) = root_keys(1)

    with pytest.raises(RepositoryStateError, match="twice"):
        TrustRepository.init(tmp_path / "p", workspace=tmp_path / "w", root_keys=[key, key], threshold=2, now=NOW)


def test_unsound_root_keys(tmp_path):
    for kind, public, message in (("ed25519", "00" * 31 + "80", "low order"), ("ed25519", "zz", "hex"), ("rsa", "00", "rsa")):
        key = SSlibKey("aa" * 32, kind, kind, {"public": public})
        with pytest.raises(RepositoryStateError, match=message):
            TrustRepository.init(tmp_path / "p", workspace=tmp_path / "w", root_keys=[key], threshold=1, now=NOW)


def test_workspace_inside_what_is_published(tmp_path):
    for workspace in (tmp_path, tmp_path / "workspace"):
        with pytest.raises(RepositoryStateError, match="would be published too"):
            TrustRepository(tmp_path, workspace=workspace)


def test_repository_is_never_overwritten(tmp_path):
    kit = make_repository(tmp_path, members=[])

    with pytest.raises(RepositoryStateError, match="never overwritten"):
        TrustRepository.init(kit.folder, workspace=kit.workspace, root_keys=root_keys(), now=NOW)


def test_root_is_signed_by_root_keys_only(tmp_path):
    kit = make_repository(tmp_path, members=[])
    kit.repository.stage_root(now=NOW, renew=["snapshot"])

    with pytest.raises(RepositoryStateError, match="no root key"):
        kit.repository.sign_root(CryptoSigner.generate_ed25519())


def test_changing_root_keys_needs_the_old_ones_and_the_new_ones(tmp_path):
    kit = make_repository(tmp_path, members=[])
    newcomers = [CryptoSigner.generate_ed25519() for _ in range(2)]
    gone = [signer.public_key.keyid for signer in kit.provinces]
    state = kit.repository.stage_root(now=NOW, add=[one.public_key for one in newcomers], remove=gone)
    assert (state.version, state.missing_old, state.missing_new) == (2, 2, 2)

    for signer in newcomers:
        state = kit.repository.sign_root(signer)
    assert (state.missing_old, state.missing_new) == (2, 0)
    for signer in kit.provinces[:2]:
        state = kit.repository.sign_root(signer)
    assert state.complete
    assert kit.repository.publish(NOW).root == 2


def test_nothing_staged_to_sign_and_no_such_key_or_role(tmp_path):
    kit = make_repository(tmp_path, members=[])

    with pytest.raises(RepositoryStateError, match="no root is staged"):
        kit.repository.sign_root(kit.provinces[0])
    with pytest.raises(RepositoryStateError, match="no root key"):
        kit.repository.stage_root(now=NOW, remove=["00" * 32])
    with pytest.raises(RepositoryStateError, match="online roles are"):
        kit.repository.stage_root(now=NOW, renew=["root"])


def test_missing_online_key(tmp_path):
    kit = make_repository(tmp_path, members=[])
    for path in (kit.workspace / "keys").glob("timestamp-*.pem"):
        path.unlink()

    with pytest.raises(RepositoryStateError, match="timestamp can't be signed"):
        kit.repository.publish(NOW + DAY)


def test_key_files(tmp_path):
    signer = make_signer(tmp_path / "root.pem")
    (tmp_path / "root.pub").write_bytes(public_pem(signer))
    (tmp_path / "text").write_text("no key")

    assert load_signer(tmp_path / "root.pem").public_key == signer.public_key
    assert load_role_key(tmp_path / "root.pub") == load_role_key(tmp_path / "root.pem") == signer.public_key
    with pytest.raises(FileExistsError):
        make_signer(tmp_path / "root.pem")
    for name in ("text", "root.pub", "missing"):
        with pytest.raises(RepositoryStateError, match=name):
            load_signer(tmp_path / name)
