from __future__ import annotations

from datetime import date

import pytest

from exchange.domain._tables import rows
from exchange.domain.identifiers import (
    RegionError,
    RegionLevel,
    RegionReason,
    RegionSource,
    neighbours,
    parse_region,
)

R = RegionReason
TODAY = date(2026, 11, 23)


def refusal(code: str | None, on: date | None = None) -> RegionError:
    with pytest.raises(RegionError) as caught:
        parse_region(code, on, field="area_number")
    assert caught.value.field == "area_number"
    return caught.value


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("310116", "金山区", "310100"),
        ("330482", "平湖市", "330400"),
        ("330421", "嘉善县", "330400"),
        ("310118", "青浦区", "310100"),
        ("320509", "吴江区", "320500"),
        ("330114", "钱塘区", "330100"),
    ],
)
def test_counties_of_today(code: str, name: str, parent: str) -> None:
    region = parse_region(code, TODAY)
    assert (region.name, region.parent, region.level) == (name, parent, RegionLevel.COUNTY)
    assert region.current
    assert not region.extension


def test_levels_above() -> None:
    assert parse_region("310000").level is RegionLevel.PROVINCE
    assert parse_region("310000").parent is None
    assert parse_region("330400").parent == "330000"
    assert parse_region("310100").name == "上海市"
    assert parse_region("330401").level is RegionLevel.GROUPING


@pytest.mark.parametrize(
    ("code", "name", "start", "end"),
    [
        ("310228", "金山县", 1982, 1997),
        ("310208", "金山县", None, 1982),
        ("330422", "平湖县", 1983, 1991),
        ("320584", "吴江市", 1992, 2012),
        ("330103", "下城区", 1983, 2021),
    ],
)
def test_historical_codes_keep_their_span(code: str, name: str, start: int | None, end: int) -> None:
    region = parse_region(code)
    assert (region.name, region.start_year, region.end_year, region.current) == (name, start, end, False)
    assert parse_region(code, date(end, 6, 30)).name == name
    assert refusal(code, TODAY).reason is R.NOT_IN_FORCE
    assert name in str(refusal(code, TODAY))


def test_a_code_not_yet_given_is_not_in_force() -> None:
    assert refusal("310116", date(1990, 1, 1)).reason is R.NOT_IN_FORCE


def test_old_and_new_code_hold_in_the_year_of_the_change() -> None:
    assert parse_region("310228", date(1997, 12, 31)).name == "金山县"
    assert parse_region("310116", date(1997, 1, 1)).name == "金山区"


def test_one_code_had_several_names() -> None:
    assert parse_region("330402", date(1990, 1, 1)).name == "城区"
    assert parse_region("330402", date(2000, 1, 1)).name == "秀城区"
    assert parse_region("330402").name == "南湖区"


def test_functional_zones_are_flagged_as_an_extension() -> None:
    zone = parse_region("320576", TODAY)
    assert (zone.name, zone.parent, zone.source) == ("苏州工业园区", "320500", RegionSource.FUNCTIONAL_ZONE)
    assert zone.extension


def test_townships_of_border_counties() -> None:
    township = parse_region("310116102")
    assert (township.name, township.parent, township.level) == ("枫泾镇", "310116", RegionLevel.TOWNSHIP)
    assert township.extension


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, R.EMPTY),
        (" ", R.EMPTY),
        ("undefined", R.EMPTY),
        ("31011", R.FORMAT),
        ("3101166", R.FORMAT),
        ("31011A", R.FORMAT),
        ("310116102001", R.FORMAT),
        ("999999", R.UNKNOWN),
        ("330199", R.UNKNOWN),
        ("310116999", R.UNKNOWN),
        ("339999001", R.UNKNOWN),
        ("110105", R.OUTSIDE_TABLE),
        ("451324", R.OUTSIDE_TABLE),
        ("310104001", R.OUTSIDE_TABLE),
    ],
)
def test_each_fault_has_its_reason(code: str | None, reason: RegionReason) -> None:
    assert refusal(code).reason is reason


def test_outside_the_table_says_so() -> None:
    assert "北京市" in str(refusal("110105"))
    assert "neither confirmed nor refuted" in str(refusal("110105"))
    assert "310104" in str(refusal("310104001"))


def test_full_width_digits_are_taken() -> None:
    assert parse_region("３１０１１６ ").code == "310116"


def test_neighbours_are_symmetric_and_know_the_provincial_border() -> None:
    jinshan = {n.code: n.cross_province for n in neighbours("310116")}
    assert jinshan == {"330482": True, "330421": True, "310117": False, "310118": False, "310120": False}
    for code in jinshan:
        assert "310116" in {n.code for n in neighbours(code)}
    assert neighbours("310101") == ()
    with pytest.raises(RegionError):
        neighbours("999999")


def test_every_row_of_the_current_table_is_read_as_it_stands() -> None:
    table = rows("divisions_delta_gbt2260")
    assert len(table) == 350
    for row in table:
        region = parse_region(row["code"], TODAY)
        assert region.current
        assert (region.name, region.level, region.parent or "") == (row["name"], row["level"], row["parent_code"])


def test_every_row_of_the_history_is_in_force_in_its_last_year() -> None:
    table = rows("divisions_delta_history")
    assert len(table) == 922
    for row in table:
        year = int(row["end_year"] or row["start_year"] or TODAY.year)
        assert parse_region(row["code"], date(year, 7, 1)).in_force(date(year, 7, 1))
