"""Attacks on the membership, by name (TUF specification §1.5.2). After each, the accepted membership must be what it was."""

import itertools
import json
import shutil
from datetime import timedelta

import pytest
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp

from exchange.trust.client import TrustClient
from exchange.trust.descriptors import descriptor_json
from exchange.trust.errors import MembershipError, RepositoryStateError, TrustRefusedError, TrustUnavailableError
from exchange.trust.fetchers import FolderFetcher
from tests.support.trust import (
    JINSHAN,
    NOW,
    PINGHU,
    LyingFetcher,
    forge_chain,
    jinshan,
    make_client_folder,
    make_repository,
    online_signer,
    pinghu,
    signed_bytes,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TIMESTAMP = "metadata/timestamp.json"


@pytest.fixture
def kit(tmp_path):
    """A repository with one member, and a client that has accepted it (versions 1)."""
    return make_repository(tmp_path, members=[jinshan().descriptor()])


@pytest.fixture
def place(tmp_path, kit):
    place = make_client_folder(tmp_path / "client", kit)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW)
    return place


@pytest.fixture
def old(tmp_path, kit):
    """The repository as it was at first, kept by an attacker."""
    return shutil.copytree(kit.folder, tmp_path / "old")


def add_pinghu(kit, now=NOW + HOUR):
    kit.repository.add_member(pinghu().descriptor())
    return kit.repository.publish(now)


def read(kit, kind, path):
    return Metadata[kind].from_file(str(kit.folder / path)).signed


def refused(place, fetcher, *, reason, now=NOW + 2 * HOUR):
    before, status = TrustClient(place).load(), TrustClient(place).status()
    with pytest.raises(TrustRefusedError) as caught:
        TrustClient(place, fetcher).refresh(now)
    assert caught.value.reason == reason, str(caught.value)
    assert TrustClient(place).load().members == before.members
    assert TrustClient(place).status() == status


# Rollback


def test_rollback_of_the_timestamp(kit, place, old):
    """An old, rightly signed state is served again."""
    add_pinghu(kit)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)

    refused(place, FolderFetcher(old), reason="ROLLBACK")


def test_rollback_of_the_snapshot_with_a_stolen_timestamp_key(kit, place, old):
    add_pinghu(kit)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)
    timestamp = read(kit, Timestamp, TIMESTAMP)
    timestamp.version += 1
    timestamp.snapshot_meta = Metadata[Timestamp].from_file(str(old / TIMESTAMP)).signed.snapshot_meta
    lies = {TIMESTAMP: signed_bytes(timestamp, online_signer(kit, "timestamp"))}

    refused(place, LyingFetcher(kit.folder, lies), reason="ROLLBACK")


def test_rollback_of_the_targets_with_stolen_snapshot_and_timestamp_keys(kit, place):
    add_pinghu(kit)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)
    snapshot = read(kit, Snapshot, "metadata/2.snapshot.json")
    snapshot.version += 1
    snapshot.meta["targets.json"].version = 1
    snapshot.meta["targets.json"].hashes = None

    refused(place, LyingFetcher(kit.folder, forge_chain(kit, snapshot=snapshot)), reason="ROLLBACK")


def test_rollback_by_a_neighbour_that_serves_what_it_accepted_long_ago(tmp_path, kit, place):
    laggard = make_client_folder(tmp_path / "laggard", kit)
    TrustClient(laggard, FolderFetcher(kit.folder)).refresh(NOW)
    add_pinghu(kit)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)
    served = LyingFetcher(laggard, {TIMESTAMP: TrustClient(laggard).serve_file(TIMESTAMP)})

    refused(place, served, reason="ROLLBACK")


# Freeze


def test_freeze_until_the_timestamp_expires(kit, place):
    """The same state for ever: refused from its expiry on, while the node goes on with what it has."""
    lifetime = TrustClient(place).status().expires_at - NOW

    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + lifetime - HOUR)
    refused(place, FolderFetcher(kit.folder), now=NOW + lifetime + HOUR, reason="EXPIRED")


def test_freeze_of_the_root_until_it_expires(kit, place):
    kit.repository.publish(NOW + 364 * DAY)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + 364 * DAY)
    kit.repository.publish(NOW + 366 * DAY)
    refused(place, FolderFetcher(kit.folder), now=NOW + 366 * DAY, reason="EXPIRED")


def test_freeze_of_a_first_start(tmp_path, kit):
    """A new node is shown an expired state: it accepts nothing."""
    fresh = make_client_folder(tmp_path / "fresh", kit)

    with pytest.raises(TrustRefusedError) as caught:
        TrustClient(fresh, FolderFetcher(kit.folder)).refresh(NOW + 400 * DAY)
    assert caught.value.reason == "EXPIRED"
    with pytest.raises(TrustUnavailableError):
        TrustClient(fresh).load()


# Root rotation, 2 of 3


def test_root_rotation_by_two_of_three(kit, place):
    newcomer = CryptoSigner.generate_ed25519()
    kit.repository.stage_root(
        now=NOW + HOUR, add=[newcomer.public_key], remove=[kit.provinces[0].public_key.keyid], renew=["timestamp", "snapshot"]
    )
    kit.repository.sign_root(kit.provinces[1])
    assert kit.repository.sign_root(kit.provinces[2]).complete
    add_pinghu(kit)

    membership = TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)

    assert set(membership.members) == {JINSHAN, PINGHU}
    assert TrustClient(place).status().root_version == 2
    assert TrustClient(place).load().version == 2


def test_a_client_that_slept_through_several_rotations_follows_each(kit, place):
    for number in range(4):
        kit.repository.stage_root(now=NOW, renew=["timestamp"])
        for signer in kit.provinces[number % 2 :][:2]:
            kit.repository.sign_root(signer)
        kit.repository.publish(NOW + HOUR)

    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)

    assert TrustClient(place).status().root_version == 5


def new_root(kit) -> Root:
    root = read(kit, Root, "metadata/1.root.json")
    root.version = 2
    return root


def test_root_signed_by_one_of_three(kit, place):
    root = new_root(kit)
    root.roles["root"].threshold = 1
    lies = {"metadata/2.root.json": signed_bytes(root, kit.provinces[0])}

    refused(place, LyingFetcher(kit.folder, lies), reason="UNSIGNED")


def test_root_with_one_signature_twice(kit, place):
    document = Metadata(new_root(kit))
    document.sign(kit.provinces[0], append=True)
    raw = document.to_dict()
    raw["signatures"] *= 2
    refused(place, LyingFetcher(kit.folder, {"metadata/2.root.json": json.dumps(raw).encode()}), reason="MALFORMED")


def test_root_that_new_keys_alone_signed(kit, place):
    thieves = [CryptoSigner.generate_ed25519() for _ in range(3)]
    root = new_root(kit)
    for keyid in list(root.roles["root"].keyids):
        root.revoke_key(keyid, "root")
    for thief in thieves:
        root.add_key(thief.public_key, "root")

    refused(place, LyingFetcher(kit.folder, {"metadata/2.root.json": signed_bytes(root, *thieves)}), reason="UNSIGNED")


def test_root_that_the_old_keys_alone_signed(kit, place):
    """New root keys must show that they exist."""
    root = new_root(kit)
    for keyid in list(root.roles["root"].keyids):
        root.revoke_key(keyid, "root")
    for _ in range(2):
        root.add_key(CryptoSigner.generate_ed25519().public_key, "root")

    refused(place, LyingFetcher(kit.folder, {"metadata/2.root.json": signed_bytes(root, *kit.provinces)}), reason="UNSIGNED")


def test_root_that_skips_a_version(kit, place):
    root = new_root(kit)
    root.version = 3

    refused(place, LyingFetcher(kit.folder, {"metadata/2.root.json": signed_bytes(root, *kit.provinces)}), reason="ROLLBACK")


def test_key_that_a_rotation_ended_signs_no_more(kit, place):
    stolen = online_signer(kit, "timestamp")
    kit.repository.stage_root(now=NOW, renew=["timestamp"])
    for signer in kit.provinces[:2]:
        kit.repository.sign_root(signer)
    kit.repository.publish(NOW + HOUR)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW + HOUR)
    timestamp = read(kit, Timestamp, TIMESTAMP)
    timestamp.version += 1

    refused(place, LyingFetcher(kit.folder, {TIMESTAMP: signed_bytes(timestamp, stolen)}), reason="UNSIGNED")


def test_root_with_a_low_order_key(kit, place):
    """One constant signature would verify anything under it; `cryptography` alone takes it."""
    root = new_root(kit)
    public = "00" * 31 + "80"
    root.add_key(SSlibKey("aa" * 32, "ed25519", "ed25519", {"public": public}), "timestamp")

    refused(place, LyingFetcher(kit.folder, {"metadata/2.root.json": signed_bytes(root, *kit.provinces)}), reason="UNSOUND_KEY")


def test_incomplete_root_is_not_published(kit):
    kit.repository.stage_root(now=NOW, renew=["timestamp"])
    kit.repository.sign_root(kit.provinces[0])

    with pytest.raises(RepositoryStateError, match="root 2 isn't signed by enough root keys yet: 1 more"):
        kit.repository.publish(NOW + HOUR)


# Wrong signatures


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_signature_by_a_key_of_another_role(kit, place, role):
    add_pinghu(kit)
    path = TIMESTAMP if role == "timestamp" else f"metadata/2.{role}.json"
    signed = Metadata.from_file(str(kit.folder / path)).signed
    other = "snapshot" if role == "timestamp" else "timestamp"
    lies = {path: signed_bytes(signed, online_signer(kit, other))}
    if role != "timestamp":  # hashes in the parent would tell already; here the signature must
        parent = {"snapshot": TIMESTAMP, "targets": "metadata/2.snapshot.json"}[role]
        metadata = Metadata.from_file(str(kit.folder / parent)).signed
        entry = metadata.snapshot_meta if role == "snapshot" else metadata.meta["targets.json"]
        entry.hashes = entry.length = None
        lies[parent] = signed_bytes(metadata, online_signer(kit, metadata.type))
        if role == "targets":
            timestamp = read(kit, Timestamp, TIMESTAMP)
            timestamp.snapshot_meta.hashes = timestamp.snapshot_meta.length = None
            lies[TIMESTAMP] = signed_bytes(timestamp, online_signer(kit, "timestamp"))

    refused(place, LyingFetcher(kit.folder, lies), reason="UNSIGNED")


def test_changed_content_under_an_old_signature(kit, place):
    add_pinghu(kit)
    data = (kit.folder / TIMESTAMP).read_bytes()

    refused(place, LyingFetcher(kit.folder, {TIMESTAMP: data.replace(b'"version": 2', b'"version": 9')}), reason="UNSIGNED")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"signed": {"_type": "root"}, "signatures": []}'])
def test_malformed_metadata(kit, place, data):
    refused(place, LyingFetcher(kit.folder, {TIMESTAMP: data}), reason="MALFORMED")


# Endless data


@pytest.mark.parametrize(("path", "limit"), [("metadata/2.root.json", 256_000), (TIMESTAMP, 16_384), ("metadata/2.snapshot.json", 16_384)])
def test_endless_metadata(kit, place, path, limit):
    """The stream never ends; reading stops at the limit."""
    add_pinghu(kit)
    fetcher = LyingFetcher(kit.folder, {path: itertools.repeat(b" " * 1024)})

    refused(place, fetcher, reason="OVERSIZE")
    assert fetcher.given[path] <= limit + 1024


def test_endless_targets_metadata(kit, place):
    add_pinghu(kit)
    fetcher = LyingFetcher(kit.folder, {"metadata/2.targets.json": itertools.repeat(b" " * 1024)})

    refused(place, fetcher, reason="OVERSIZE")
    assert fetcher.given["metadata/2.targets.json"] <= 2_000_000 + 1024


def descriptor_path(kit, code, targets="metadata/2.targets.json"):
    return f"targets/{read(kit, Targets, targets).targets[f'{code}.json'].hashes['sha256']}.{code}.json"


def test_endless_descriptor(kit, place):
    add_pinghu(kit)
    path = descriptor_path(kit, PINGHU)
    fetcher = LyingFetcher(kit.folder, {path: itertools.repeat(b" " * 1024)})

    refused(place, fetcher, reason="OVERSIZE")
    assert fetcher.given[path] <= (kit.folder / path).stat().st_size + 1024


def test_oversize_descriptor_is_not_even_asked_for(kit, place):
    targets = read(kit, Targets, "metadata/1.targets.json")
    targets.version += 1
    targets.targets["330482.json"] = TargetFile(10**9, {"sha256": "00" * 32}, "330482.json")
    fetcher = LyingFetcher(kit.folder, forge_chain(kit, targets))

    refused(place, fetcher, reason="OVERSIZE")
    assert not [path for path in fetcher.asked if "330482" in path]


# Mix and match


def test_old_targets_beside_a_new_snapshot(kit, place):
    add_pinghu(kit)
    lies = {"metadata/2.targets.json": (kit.folder / "metadata/1.targets.json").read_bytes()}

    refused(place, LyingFetcher(kit.folder, lies), reason="MISMATCH")


def test_old_snapshot_beside_a_new_timestamp(kit, place):
    add_pinghu(kit)
    lies = {"metadata/2.snapshot.json": (kit.folder / "metadata/1.snapshot.json").read_bytes()}

    refused(place, LyingFetcher(kit.folder, lies), reason="MISMATCH")


def test_descriptor_of_another_state(kit, place):
    add_pinghu(kit)
    other = pinghu().descriptor()

    refused(place, LyingFetcher(kit.folder, {descriptor_path(kit, PINGHU): descriptor_json(other)[:-1]}), reason="MISMATCH")


# What the provinces sign by mistake, or under duress


def forged_targets(kit, contents: dict[str, bytes]) -> LyingFetcher:
    targets = read(kit, Targets, "metadata/1.targets.json")
    targets.version += 1
    targets.targets = {name: TargetFile.from_data(name, data, ["sha256"]) for name, data in contents.items()}
    files = forge_chain(kit, targets)
    for name, file in targets.targets.items():
        files[f"targets/{file.hashes['sha256']}.{name}"] = contents[name]
    return LyingFetcher(kit.folder, files)


def unsound(place, fetcher) -> tuple[str, str]:
    before = TrustClient(place).status()
    with pytest.raises(MembershipError) as caught:
        TrustClient(place, fetcher).refresh(NOW + HOUR)
    assert TrustClient(place).status() == before
    return caught.value.member, caught.value.field


def test_member_that_vanishes(kit, place):
    assert unsound(place, forged_targets(kit, {"330482.json": descriptor_json(pinghu().descriptor())})) == (JINSHAN, "code")


def test_member_whose_keys_are_replaced(kit, place):
    assert unsound(place, forged_targets(kit, {"310116.json": descriptor_json(jinshan().descriptor())})) == (JINSHAN, "ledger_keys")


def test_descriptor_under_another_members_name(kit, place):
    good = TrustClient(place).load().member(JINSHAN)
    contents = {"310116.json": descriptor_json(good), "330482.json": descriptor_json(good)}

    assert unsound(place, forged_targets(kit, contents)) == (PINGHU, "code")


def test_descriptor_that_is_no_descriptor(kit, place):
    assert unsound(place, forged_targets(kit, {"310116.json": b"{]"})) == (JINSHAN, "target")


@pytest.mark.parametrize("name", ["../310116.json", "a/310116.json", "310116.JSON", "31011.json", "root.json"])
def test_target_with_a_name_that_is_none(kit, place, name):
    data = descriptor_json(TrustClient(place).load().member(JINSHAN))

    refused(place, forged_targets(kit, {name: data}), reason="MALFORMED")
    assert not list(place.parent.glob("*.json"))


def test_after_a_refusal_the_next_good_state_is_accepted(kit, place):
    """An attack must not wedge the client."""
    good = TrustClient(place).load().member(JINSHAN)
    unsound(place, forged_targets(kit, {"330482.json": descriptor_json(pinghu().descriptor())}))
    contents = {"310116.json": descriptor_json(good)}
    fetcher = forged_targets(kit, contents)
    targets = read(kit, Targets, "metadata/1.targets.json")
    targets.version = 3
    chain = forge_chain(kit, targets)
    snapshot = Metadata[Snapshot].from_bytes(chain["metadata/2.snapshot.json"]).signed
    snapshot.version = 3
    timestamp = Metadata[Timestamp].from_bytes(chain[TIMESTAMP]).signed
    timestamp.version, timestamp.snapshot_meta.version = 3, 3
    fetcher.lies = {
        "metadata/3.targets.json": chain["metadata/3.targets.json"],
        "metadata/3.snapshot.json": signed_bytes(snapshot, online_signer(kit, "snapshot")),
        TIMESTAMP: signed_bytes(timestamp, online_signer(kit, "timestamp")),
    }

    assert TrustClient(place, fetcher).refresh(NOW + HOUR).version == 3
