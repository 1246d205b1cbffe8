"""Files named by what a record says: always in the folder that was asked for, never over what is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.cli.planning import SHEETS, file_name, write_all


@given(st.text(max_size=40))
def test_no_name_leaves_its_folder(text: str) -> None:
    folder = Path("/srv/plan")
    assert (folder / f"{file_name(text)}.html").resolve().parent == folder


@pytest.mark.parametrize("name", ["V0001", "a-b_c"])
def test_a_plain_name_stays(name: str) -> None:
    assert file_name(name) == name


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    names = [f"{SHEETS}/{file_name(text)}.html" for text in ("../x", "/..x")]
    assert len(set(names)) == 1
    with pytest.raises(FileExistsError):
        write_all(tmp_path, {"plan.xlsx": b"1"}) and write_all(tmp_path, {"plan.xlsx": b"2"})
