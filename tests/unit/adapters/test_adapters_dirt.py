"""A 双公示 file with real dirt: each bad row is told by line, field and rule, nothing else is, and the good rows come through.

What each line must come to stands in the file beside it; RULES.md 1.1 and 2.1 say where such dirt was seen.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from adapters.tabular import RowResult, read_table

DIRT = Path(__file__).parents[2] / "conformance" / "data" / "dirt"
TODAY = date(2026, 11, 23)


def expected() -> dict[int, set[tuple[str, str]]]:
    with (DIRT / "shuanggongshi_30_dirts.expected.csv").open(encoding="utf-8", newline="") as file:
        found: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for row in csv.DictReader(file):
            found[int(row["line"])].add((row["field"], row["rule"]))
    return dict(found)


EXPECTED = expected()


@pytest.fixture(scope="module")
def results() -> dict[int, RowResult]:
    return {one.line: one for one in read_table(DIRT / "shuanggongshi_30_dirts.csv", "shuanggongshi_2018", today=TODAY)}


@pytest.mark.parametrize("line", sorted(EXPECTED))
def test_line(line: int, results: dict[int, RowResult]):
    result = results[line]
    if EXPECTED[line] == {("", "GOOD")}:
        assert result.outcome is not None
        assert result.faults == ()
        assert len(result.digest) == 32
        assert result.source_key
    else:
        assert {(one.field, one.rule) for one in result.faults} == EXPECTED[line]
        assert result.outcome is None
        for one in result.faults:
            assert one.line == line
            chinese, _, english = one.message.partition(" / ")
            assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
            assert english.isprintable()
            assert english


def test_no_other_line_comes(results: dict[int, RowResult]):
    assert set(results) == set(EXPECTED)


def test_there_are_more_than_thirty_kinds_of_dirt():
    assert len({rule for faults in EXPECTED.values() for _, rule in faults}) > 30


def test_no_fault_repeats_an_identity_number(results: dict[int, RowResult]):
    said = "".join(f"{one.value}{one.message}" for result in results.values() for one in result.faults)
    assert "19000101" not in said


def test_dirty_forms_are_read_as_what_they_mean(results: dict[int, RowResult]):
    labelled, other_dates, confiscated = results[14].outcome, results[26].outcome, results[35].outcome
    assert labelled is not None and other_dates is not None and confiscated is not None  # noqa: PT018  # narrows three values
    assert labelled.subject.uscc.startswith("91310116XU")
    assert (other_dates.decided_on, other_dates.valid_until) == ("2025-03-13", "2099-12-31")
    assert [one.rule for one in results[26].notes] == ["DATE_STYLE", "DATE_OPEN_ENDED"]
    assert [(one.amount_fen, one.source_code) for one in confiscated.penalties] == [
        (200_000, "罚款"),
        (4_550, "没收违法所得、没收非法财物"),
    ]
    assert results[52].outcome.facts == "第一行事实，\n第二行事实"
