"""The examples in the docstrings are true, and packaged tables that are broken are found."""

import doctest
import importlib
from importlib import resources

import pytest

from exchange.domain._tables import rows

MODULES = ["calendar", "clocks", "identifiers", "industries", "penalties"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"exchange.domain.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


TABLES = sorted(
    entry.name.removesuffix(".csv") for entry in (resources.files("exchange.domain") / "data").iterdir() if entry.name.endswith(".csv")
)


@pytest.mark.parametrize("name", TABLES)
def test_packaged_tables_are_read_whole_and_described(name: str) -> None:
    assert len(rows(name)) > 0
    readme = (resources.files("exchange.domain") / "data" / "README.md").read_text("utf-8")
    assert f"| {name}.csv |" in readme


def test_tables_are_read_only() -> None:
    row = rows("neighbour_pairs")[0]
    with pytest.raises(TypeError):
        row["code_a"] = "000000"  # type: ignore[index]
