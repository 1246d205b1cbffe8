"""Whatever stands in the cells or the file, the answer is rows and faults; outcomes that come out keep the wire's rules."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import protovalidate
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.faults import has_identity_number
from adapters.files import TableError
from adapters.generate import fictitious_code
from adapters.layout import layout_names, load_layout
from adapters.reading import ReadOptions, RowReader
from adapters.tabular import read_table
from exchange.domain.identifiers import find_identity_numbers
from exchange.domain.outcomes import faults_of
from tests.support.adapters import IDENTITY_NUMBER, ORGAN

TODAY = date(2026, 11, 23)
LIKELY = [
    "",
    "罚款",
    "罚款；没收违法所得、没收非法财物",
    "02,03,07",
    "其他-x",
    "其他",
    "责令改正",
    "法人及非法人组织",
    "自然人",
    "个体工商户",
    "01",
    "02",
    "001",
    "0.2",
    "-1",
    "1e5",
    "9999999999999999999999",
    "０.２",
    "2025/03/13",
    "2025-02-30",
    "20250313",
    "99999999",
    "0000/00/00",
    "长期",
    "913101166078754287",
    "91430102**********",
    "undefined",
    ORGAN.uscc,
    fictitious_code("92310116", "000001"),
    IDENTITY_NUMBER,
    "310116",
    "330482000000",
    "430600",
    "市场监管",
    "MARKET",
    "http://x",
    "罚款2000元",
    "罚款人民币贰仟元整",
    "没收违法所得1元",
    "=1+1",
    "\x00",
    "\ud800",
    "\u202e",
    "某某公司",
    "1",
    "D",
    "某某有限公司（虚构）",
]
cell = st.one_of(st.sampled_from(LIKELY), st.text(max_size=30), st.text(alphabet="0123456789.X-/〔〕", max_size=20))


@pytest.mark.parametrize("name", layout_names())
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_cells_come_to_a_reading(name: str, data: st.DataObject):
    layout = load_layout(name)
    names = [one.name for one in layout.fields]
    row = data.draw(st.lists(cell, min_size=len(names), max_size=len(names)))
    reading = RowReader(layout, columns=names, options=ReadOptions(system="test", today=TODAY)).read(row, line=3)
    assert bool(reading.faults) + (reading.outcome is not None) + (reading.withdrawn is not None) == 1
    assert all(one.line == 3 and one.rule and one.message for one in reading.faults)
    if reading.outcome is not None:
        protovalidate.validate(reading.outcome)
        assert faults_of(reading.outcome) == []
        assert IDENTITY_NUMBER not in str(reading.outcome)


GOOD = {
    "CF_XDR_MC": "某某有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": "913101166078754287",
    "CF_WSH": "1号",
    "CF_WFXW": "甲",
    "CF_SY": "乙",
    "CF_YJ": "丙",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款2000元",
    "CF_NR_FK": "0.2",
    "CF_JDRQ": "2025/03/13",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": ORGAN.name,
    "CF_CFJGDM": ORGAN.uscc,
    "CF_SJLY": ORGAN.name,
    "CF_SJLYDM": ORGAN.uscc,
}
READ = [one.name for one in load_layout("shuanggongshi_2018").fields if one.to != "personal"]


@settings(max_examples=300, deadline=None)
@given(changed=st.sampled_from(READ), text=cell)
def test_one_changed_cell_of_a_good_row_is_read_or_told_of(changed: str, text: str):
    layout = load_layout("shuanggongshi_2018")
    names = [one.name for one in layout.fields]
    row = [(GOOD | {changed: text}).get(name, "") for name in names]
    reading = RowReader(layout, columns=names, options=ReadOptions(system="test", today=TODAY)).read(row, line=2)
    if reading.outcome is None:
        assert reading.faults
    else:
        protovalidate.validate(reading.outcome)
        assert faults_of(reading.outcome) == []


def good_file() -> bytes:
    names = [one.name for one in load_layout("shuanggongshi_2018").fields]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(names)
    for number in range(3):
        writer.writerow([(GOOD | {"CF_WSH": f"{number}号", "CF_SY": '引号"与,逗号\n换行'}).get(name, "") for name in names])
    return buffer.getvalue().encode()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, len(good_file()) - 1), junk=st.binary(max_size=6), cut=st.integers(0, 4))
def test_any_damage_to_a_file_is_survived(position: int, junk: bytes, cut: int):
    content = good_file()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.csv"
        path.write_bytes(content[:position] + junk + content[position + cut :])
        try:
            results = list(read_table(path, "shuanggongshi_2018", today=TODAY))
        except TableError:
            return
    for one in results:
        if one.outcome is not None:
            protovalidate.validate(one.outcome)
            assert faults_of(one.outcome) == []


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=3000))
def test_no_bytes_make_a_workbook_crash(content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        path.write_bytes(content)
        with pytest.raises(TableError):
            list(read_table(path, "shuanggongshi_2018"))


@given(st.text(alphabet="0123456789Xx０１９-－ \u3000a", min_size=10, max_size=40), st.booleans())
def test_the_quick_look_for_identity_numbers_misses_none(text: str, hidden: bool):
    said = text + (IDENTITY_NUMBER.translate({48 + digit: 0xFF10 + digit for digit in range(10)}) if hidden else "")
    assert has_identity_number(said) == bool(find_identity_numbers(said))
