"""The node's side: what is accepted, kept, loaded without network and served on."""

import json
import shutil
import threading
from datetime import timedelta

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError

from exchange.trust import mirror
from exchange.trust.client import TrustClient
from exchange.trust.errors import TrustPathError, TrustRefusedError, TrustUnavailableError
from exchange.trust.fetchers import FolderFetcher
from tests.support.trust import JINSHAN, NOW, PINGHU, LyingFetcher, jinshan, make_client_folder, make_repository, pinghu

DAY = timedelta(days=1)


@pytest.fixture
def kit(tmp_path):
    return make_repository(tmp_path, members=[jinshan().descriptor()])


@pytest.fixture
def place(tmp_path, kit):
    return make_client_folder(tmp_path / "client", kit)


def refreshed(place, kit, now=NOW):
    return TrustClient(place, FolderFetcher(kit.folder)).refresh(now)


class MirrorFetcher(LyingFetcher):
    """Fetches what another client serves."""

    def __init__(self, client: TrustClient) -> None:
        super().__init__(None)
        self._client = client

    def _fetch(self, url):
        try:
            yield self._client.serve_file(url)
        except TrustUnavailableError as error:
            raise DownloadHTTPError(str(error), 404) from error


def test_refresh_then_load_without_network(kit, place):
    membership = refreshed(place, kit)
    shutil.rmtree(kit.folder)

    loaded = TrustClient(place).load()

    assert loaded.members == membership.members
    assert (loaded.version, set(loaded.members)) == (1, {JINSHAN})


def test_nothing_is_fetched_twice(kit, place):
    refreshed(place, kit)
    fetcher = LyingFetcher(kit.folder)

    TrustClient(place, fetcher).refresh(NOW)

    assert fetcher.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_a_node_that_is_cut_off_goes_on_with_what_it_accepted(kit, place):
    refreshed(place, kit)

    assert set(TrustClient(place).load().members) == {JINSHAN}
    assert TrustClient(place).status().expires_at < NOW + 400 * DAY


def test_every_accepted_file_is_served_as_it_was_published(kit, place):
    kit.repository.add_member(pinghu().descriptor())
    kit.repository.publish(NOW)
    refreshed(place, kit)
    client = TrustClient(place)
    served = [f"metadata/{name}" for name in ("1.root.json", "2.targets.json", "2.snapshot.json", "timestamp.json")]
    targets = json.loads((kit.folder / "metadata/2.targets.json").read_bytes())["signed"]["targets"]
    served += [f"targets/{file['hashes']['sha256']}.{name}" for name, file in targets.items()]

    for path in served:
        assert client.serve_file(path) == (kit.folder / path).read_bytes()
    for path in ("metadata/2.root.json", "metadata/9.targets.json", f"targets/{'0' * 64}.310116.json"):
        with pytest.raises(TrustUnavailableError):
            client.serve_file(path)


@pytest.mark.parametrize(
    "path", ["metadata/../../root.json", "root.json", "accepted.json", "timestamps/1.json", "state/root.json", "/etc/passwd"]
)
def test_nothing_else_is_served(kit, place, path):
    refreshed(place, kit)

    with pytest.raises(TrustPathError):
        TrustClient(place).serve_file(path)


def test_membership_goes_from_node_to_node(tmp_path, kit, place):
    kit.repository.stage_root(now=NOW, renew=["timestamp"])
    for signer in kit.provinces[:2]:
        kit.repository.sign_root(signer)
    kit.repository.publish(NOW)
    refreshed(place, kit)
    second = make_client_folder(tmp_path / "second", kit)
    third = make_client_folder(tmp_path / "third", kit)

    TrustClient(second, MirrorFetcher(TrustClient(place))).refresh(NOW)
    membership = TrustClient(third, MirrorFetcher(TrustClient(second))).refresh(NOW)

    assert membership.members == TrustClient(place).load().members
    assert TrustClient(third).status().root_version == 2


def test_a_refused_state_is_never_served(kit, place):
    refreshed(place, kit)
    before = TrustClient(place).serve_file("metadata/timestamp.json")
    kit.repository.add_member(pinghu().descriptor())
    kit.repository.publish(NOW + DAY)
    lies = {"metadata/2.targets.json": b"{}"}

    with pytest.raises(TrustRefusedError):
        TrustClient(place, LyingFetcher(kit.folder, lies)).refresh(NOW + DAY)

    assert TrustClient(place).serve_file("metadata/timestamp.json") == before


def test_interrupted_refresh_is_taken_up_again(kit, place):
    """Whatever file the connection breaks at, the accepted state stands, and the next refresh ends well."""
    refreshed(place, kit)
    kit.repository.add_member(pinghu().descriptor())
    kit.repository.publish(NOW + DAY)
    whole = LyingFetcher(kit.folder)
    TrustClient(make_copy(place, "probe"), whole).refresh(NOW + DAY)

    def broken():
        yield b"{"
        raise DownloadError("connection lost")

    for path in whole.asked:
        copy = make_copy(place, f"broken-at-{path.replace('/', '-')}")
        with pytest.raises(TrustUnavailableError):
            TrustClient(copy, LyingFetcher(kit.folder, {path: broken()})).refresh(NOW + DAY)
        assert set(TrustClient(copy).load().members) == {JINSHAN}
        assert set(refreshed(copy, kit, NOW + DAY).members) == {JINSHAN, PINGHU}
    assert len(whole.asked) == 5


def make_copy(place, name):
    return shutil.copytree(place, place.parent / name, symlinks=True)


@pytest.mark.parametrize("step", range(1, 8))
def test_crash_between_any_two_writes(kit, place, monkeypatch, step):
    """Acceptance is several files; a crash before the last leaves the old membership whole."""
    refreshed(place, kit)
    kit.repository.add_member(pinghu().descriptor())
    kit.repository.publish(NOW + DAY)
    write, written = mirror.write_whole, []

    def failing(path, data):
        written.append(path.name)
        if len(written) == step:
            raise KeyboardInterrupt
        write(path, data)

    monkeypatch.setattr(mirror, "write_whole", failing)
    with pytest.raises(KeyboardInterrupt):
        refreshed(place, kit, NOW + DAY)
    monkeypatch.undo()

    assert set(TrustClient(place).load().members) == {JINSHAN}
    assert set(refreshed(place, kit, NOW + DAY).members) == {JINSHAN, PINGHU}
    assert (written[-1] == "accepted.json") == (step == 7)


def test_old_files_are_removed_but_for_the_last(kit, place):
    for number in range(6):
        changed = kit.repository.membership().member(JINSHAN)
        changed.name = f"name {number}"
        kit.repository.add_member(changed)
        kit.repository.publish(NOW)
        refreshed(place, kit)

    kept = sorted(path.name for path in (place / "mirror").rglob("*.json"))
    assert [name for name in kept if "310116" not in name] == [
        "1.root.json",
        "6.json",
        "6.snapshot.json",
        "6.targets.json",
        "7.json",
        "7.snapshot.json",
        "7.targets.json",
        "accepted.json",
    ]
    assert len([name for name in kept if "310116" in name]) == 2


def test_damage_to_the_accepted_copy_is_found_and_mended(kit, place):
    refreshed(place, kit)
    for name in ("metadata/1.targets.json", "metadata/1.snapshot.json", "timestamps/1.json"):
        path = place / "mirror" / name
        path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 4'))
        with pytest.raises(TrustRefusedError) as caught:
            TrustClient(place).load()
        assert caught.value.reason == "DAMAGED"
        shutil.rmtree(place / "mirror")
        refreshed(place, kit)
        TrustClient(place).load()


def test_damaged_pointer(kit, place):
    refreshed(place, kit)
    (place / "mirror" / "accepted.json").write_text("{")

    with pytest.raises(TrustRefusedError, match="remove it and refresh"):
        TrustClient(place).load()


def test_before_the_first_refresh_and_without_a_root(tmp_path, kit, place):
    with pytest.raises(TrustUnavailableError, match="exchange member refresh"):
        TrustClient(place).load()
    with pytest.raises(TrustUnavailableError):
        TrustClient(place).serve_file("metadata/timestamp.json")
    with pytest.raises(TrustUnavailableError, match=r"root\.json"):
        TrustClient(tmp_path / "empty", FolderFetcher(kit.folder)).refresh(NOW)
    with pytest.raises(TrustUnavailableError):
        TrustClient(place, FolderFetcher(tmp_path / "nowhere")).refresh(NOW)
    with pytest.raises(RuntimeError):
        TrustClient(place).refresh(NOW)


def test_refreshes_at_once_do_not_disturb_each_other(kit, place):
    results = []
    threads = [threading.Thread(target=lambda: results.append(set(refreshed(place, kit).members))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [{JINSHAN}] * 4
