"""Tables of registers: Chinese or technical titles, every bad cell named by line and column, nothing taken where one is bad."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from exchange.cli.errors import CliError
from exchange.cli.register_files import LAYOUTS, TRIGGERS, read_table, write_table
from exchange.texts.words.inspections import WORDS
from exchange.v1 import inspection_pb2
from tests.support.registers import COMPANIES, MATTERS

COMPANY = {"uscc": COMPANIES[0], "x": "1200", "y": "-50", "risk": "C", "credit": "B", "no_disturb": "是", "covered_on": "2025/3/1"}
OFFICER = {"officer": "js-0017", "skills": "食品；特种设备", "x": "0", "y": "0", "certificate_until": "2027-12-31"}


def table(path: Path, kind: str, *rows: dict[str, str], titles: bool = True, encoding: str = "utf-8") -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    shown = {one.name: one.title for one in LAYOUTS[kind].columns}
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([shown[name] if titles else name for name in names])
        writer.writerows([row.get(name, "") for name in names] for row in rows)
    return path


def faults(path: Path, kind: str) -> list[str]:
    with pytest.raises(CliError) as caught:
        read_table(path, LAYOUTS[kind])
    return [one.field.removeprefix(f"{path.name}:") for one in caught.value.fields]


@pytest.mark.parametrize("titles", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_row_becomes_a_line_of_the_register(tmp_path: Path, encoding: str, *, titles: bool) -> None:
    (company,) = read_table(table(tmp_path / "a.csv", "companies", COMPANY, titles=titles, encoding=encoding), LAYOUTS["companies"])
    assert (company.uscc, company.place.x, company.place.y, company.risk, company.no_disturb, company.key_sector, company.covered_on) == (
        COMPANIES[0], 1200, -50, "C", True, False, "2025-03-01",
    )  # fmt: skip
    away = {
        **OFFICER,
        "skills": "食品、特种设备",
        "leave": "2026-12-01/2026-12-05；2026-12-24；2026/12/28至2026/12/30",
        "avoids": f"{COMPANIES[0]};{COMPANIES[1]}",
    }
    (officer,) = read_table(table(tmp_path / "b.csv", "officers", away, titles=titles, encoding=encoding), LAYOUTS["officers"])
    assert [(one.first_day, one.last_day) for one in officer.leave] == [
        ("2026-12-01", "2026-12-05"), ("2026-12-24", "2026-12-24"), ("2026-12-28", "2026-12-30"),
    ]  # fmt: skip
    assert (list(officer.skills), list(officer.avoids)) == (["食品", "特种设备"], list(COMPANIES[:2]))


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "visits.xlsx"
    book = Workbook(str(path))
    sheet = book.add_worksheet()
    for at, one in enumerate(LAYOUTS["visits"].columns):
        sheet.write_string(0, at, one.title)
    sheet.write_string(1, 0, COMPANIES[0])
    sheet.write_number(1, 1, int(MATTERS[0]))
    sheet.write_string(1, 2, "投诉举报")
    sheet.write_number(1, 3, 46084, book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()

    (visit,) = read_table(path, LAYOUTS["visits"])
    assert (visit.matter_code, visit.trigger, visit.day) == (MATTERS[0], inspection_pb2.INSPECTION_TRIGGER_COMPLAINT, "2026-03-03")


BAD: dict[str, tuple[str, dict[str, str], str]] = {
    "a class that isn't": ("companies", {**COMPANY, "risk": "E"}, "2:风险等级"),
    "no place": ("companies", {**COMPANY, "x": ""}, "2:横坐标（米）"),
    "no number": ("companies", {**COMPANY, "y": "5,3"}, "2:纵坐标（米）"),
    "a number beyond all maps": ("companies", {**COMPANY, "x": "99999999999999"}, "2:"),
    "neither yes nor no": ("companies", {**COMPANY, "no_disturb": "可能"}, "2:无事不扰"),
    "a code whose check digit is wrong": ("companies", {**COMPANY, "uscc": f"{COMPANIES[0][:-1]}Q"}, "2:统一社会信用代码"),
    "no day": ("companies", {**COMPANY, "covered_on": "2026-02-30"}, "2:上次全覆盖检查日"),
    "a name": ("officers", {**OFFICER, "officer": "王建国"}, "2:人员标识"),
    "leave without an end": ("officers", {**OFFICER, "leave": "2026-12-01/"}, "2:请假"),
    "a trigger that isn't": (
        "visits",
        {"uscc": COMPANIES[0], "matter_code": MATTERS[0], "trigger": "抽查", "day": "2026-03-03"},
        "2:检查类型",
    ),
    "broken bytes": ("officers", {**OFFICER, "skills": "\x07"}, "2:专业"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, name: str) -> None:
    kind, row, place = BAD[name]
    assert faults(table(tmp_path / "table.csv", kind, row), kind) == [place]


def test_all_bad_cells_are_named_at_once(tmp_path: Path) -> None:
    rows = [COMPANY, {**COMPANY, "risk": ""}, {**COMPANY, "credit": "?", "x": "a"}]
    assert faults(table(tmp_path / "table.csv", "companies", *rows), "companies") == ["3:风险等级", "4:横坐标（米）"]
    many = [{**COMPANY, "risk": ""}] * 60
    assert len(faults(table(tmp_path / "many.csv", "companies", *many), "companies")) == 51  # fifty, and how many more


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("统一社会信用代码,人员姓名\n", "人员姓名"),
        ("风险等级,信用等级,横坐标（米）,纵坐标（米）\n", "统一社会信用代码"),
        ("uscc,统一社会信用代码,risk,credit,x,y\n", "twice"),
    ],
)
def test_a_table_without_the_right_columns_is_refused_whole(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CliError, match=words):
        read_table(path, LAYOUTS["companies"])


@pytest.mark.parametrize("kind", LAYOUTS)
def test_a_form_is_read_back_and_never_written_over(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "form.csv"
    write_table(path, LAYOUTS[kind], [])
    assert read_table(path, LAYOUTS[kind]) == []
    with pytest.raises(FileExistsError):
        write_table(path, LAYOUTS[kind], [])


def test_every_trigger_has_its_chinese_word() -> None:
    assert set(TRIGGERS.values()) == {number for number in inspection_pb2.InspectionTrigger.values() if number}
    assert {inspection_pb2.InspectionTrigger.Name(one) for one in TRIGGERS.values()} <= WORDS.keys()


def test_every_column_is_a_field_of_its_message() -> None:
    for layout in LAYOUTS.values():
        made: Any = layout.kind()
        fields = {one.name for one in made.DESCRIPTOR.fields} | {"x", "y"}
        assert {one.name for one in layout.columns} <= fields
