"""GB/T 4754-2017: codes, levels, ancestors."""

from itertools import pairwise

import pytest

from exchange.domain._tables import rows
from exchange.domain.industries import (
    Edition,
    IndustryError,
    IndustryLevel,
    IndustryReason,
    ancestors,
    edition_of_name,
    parse_industry,
)

LEVELS = [IndustryLevel.SECTION, IndustryLevel.DIVISION, IndustryLevel.GROUP, IndustryLevel.CLASS]


def test_the_packaged_table_has_the_sizes_of_the_2017_edition() -> None:
    found = [parse_industry(row["code"]).level for row in rows("gbt4754_2017")]
    # the standard says 1,380 classes, 1,382 after amendment 1; the collected table has 1,381 (README of the data)
    assert [found.count(level) for level in LEVELS] == [20, 97, 473, 1381]


def test_every_entry_hangs_from_a_section_level_by_level() -> None:
    for row in rows("gbt4754_2017"):
        chain = [parse_industry(row["code"]), *ancestors(row["code"])]
        assert [entry.level for entry in chain] == list(reversed(LEVELS[: len(chain)]))
        assert all(entry.parent == above.code for entry, above in pairwise(chain))


@pytest.mark.parametrize(
    ("text", "code", "name", "level"),
    [
        ("C", "C", "制造业", IndustryLevel.SECTION),
        ("05", "05", "农、林、牧、渔专业及辅助性活动", IndustryLevel.DIVISION),
        ("011", "011", "谷物种植", IndustryLevel.GROUP),
        ("0111", "0111", "稻谷种植", IndustryLevel.CLASS),
        ("A0111", "0111", "稻谷种植", IndustryLevel.CLASS),
        (" ａ０１１１ ", "0111", "稻谷种植", IndustryLevel.CLASS),
    ],
)
def test_codes_are_read(text: str, code: str, name: str, level: IndustryLevel) -> None:
    found = parse_industry(text)
    assert (found.code, found.name, found.level) == (code, name, level)


def test_ancestors_end_at_the_section() -> None:
    assert [entry.code for entry in ancestors("A0111")] == ["011", "01", "A"]
    assert ancestors("A") == ()


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        (None, IndustryReason.EMPTY, "GB/T 4754-2017 is needed"),
        ("无", IndustryReason.EMPTY, "GB/T 4754-2017 is needed"),
        ("U", IndustryReason.FORMAT, "a letter A to T"),
        ("1", IndustryReason.FORMAT, "two to four digits"),
        ("01111", IndustryReason.FORMAT, "two to four digits"),
        ("AB01", IndustryReason.FORMAT, "two to four digits"),
        ("98", IndustryReason.UNKNOWN, "divisions are two digits, 01 to 97"),
        ("0199", IndustryReason.UNKNOWN, "below 019 其他农业 are 0190"),
        ("C0111", IndustryReason.WRONG_SECTION, "in section A 农、林、牧、渔业, not C"),
    ],
)
def test_refusals_say_what_would_be_right(text: str | None, reason: IndustryReason, says: str) -> None:
    with pytest.raises(IndustryError) as caught:
        parse_industry(text, field="trade")
    assert caught.value.reason is reason
    assert caught.value.field == "trade"
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("code", "name", "edition"),
    [
        ("05", "农、林、牧、渔专业及辅助性活动", Edition.Y2017),
        ("05", "农、林、牧、渔服务业", Edition.Y2011),
        ("A05", " 农、林、牧、渔 服务业", Edition.Y2011),
        ("01", "农业", Edition.Y2017),
        ("01", "农、林、牧、渔服务业", None),
        ("98", "农业", None),
    ],
)
def test_a_name_gives_the_2011_edition_away(code: str, name: str, edition: Edition | None) -> None:
    assert edition_of_name(code, name) is edition


def test_every_name_of_2011_differs_from_that_of_2017() -> None:
    for row in rows("gbt4754_2011_names"):
        assert parse_industry(row["code"]).name != row["name"]
