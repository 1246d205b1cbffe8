"""The examples in the docstrings are true, and packaged tables that are broken are found."""

import doctest
import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources

import pytest

from exchange.domain._tables import rows
from exchange.domain.clocks import due
from exchange.domain.errors import VALUE_LIMIT, DomainError
from exchange.domain.identifiers import parse_matter_code, parse_region, parse_uscc
from exchange.domain.industries import parse_industry
from exchange.domain.money import fen_from_yuan
from exchange.domain.penalties import from_text_2018, from_zhejiang

MODULES = ["calendar", "clocks", "extensions", "identifiers", "industries", "money", "penalties"]


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


@pytest.mark.parametrize(
    "refuse",
    [
        lambda text: due(text, datetime(2026, 1, 1, tzinfo=UTC)),
        from_text_2018,
        from_zhejiang,
        parse_industry,
        parse_region,
        parse_uscc,
        parse_matter_code,
        lambda text: fen_from_yuan(f"{text} 元?"),
    ],
)
def test_errors_repeat_neither_documents_nor_identity_numbers(refuse: Callable[[str], object]) -> None:
    for text in ("x" * 100_000, "310116198001011234", "证310116198001011234", "310116800101123"):
        with pytest.raises(DomainError) as caught:
            refuse(text)
        assert len(str(caught.value)) < 2000
        assert len(caught.value.value) <= VALUE_LIMIT + 1
        assert "800101" not in str(caught.value) + caught.value.value + repr(caught.value)
