import pytest

from exchange.trust.errors import TrustPathError
from exchange.trust.paths import check_path, write_whole

SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "path",
    [
        "metadata/timestamp.json",
        "metadata/1.root.json",
        "metadata/12.snapshot.json",
        "metadata/3.targets.json",
        f"targets/{SHA}.310116.json",
    ],
)
def test_paths_of_a_repository(path):
    assert check_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "metadata/..",
        "metadata/../root.json",
        "metadata/../../keys/root.pem",
        "/metadata/timestamp.json",
        "metadata/timestamp.json\n",
        "metadata//timestamp.json",
        "metadata/1.timestamp.json",
        "metadata/0.root.json",
        "metadata/01.root.json",
        "metadata/root.json",
        "metadata/1.delegated.json",
        "metadata/١.root.json",
        "targets/310116.json",
        f"targets/{SHA}.31011.json",
        f"targets/{SHA.upper()}.310116.json",
        f"targets/{SHA}.310116.json/x",
        "accepted.json",
        "state/root.json",
    ],
)
def test_every_other_path_is_refused(path):
    with pytest.raises(TrustPathError):
        check_path(path)


def test_a_write_that_fails_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk")))

    with pytest.raises(OSError, match="disk"):
        write_whole(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
