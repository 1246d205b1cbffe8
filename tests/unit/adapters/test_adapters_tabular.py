"""CSV and Excel files: encodings, headers, separators, formulas, and that what is written reads back the same."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from adapters.files import LINE_LIMIT, TableError
from adapters.generate import fictitious_code
from adapters.layout import load_layout
from adapters.reading import ReadOptions
from adapters.tabular import RowResult, guarded, is_formula, read_table, unguarded, write_table
from exchange.domain.casestore import StoreRefusedError
from exchange.v1 import outcome_pb2, subject_pb2
from tests.support.adapters import IDENTITY_NUMBER, ORGAN, outcomes

TODAY = date(2026, 11, 23)
LAYOUT = load_layout("shuanggongshi_2018")
NAMES = [one.name for one in LAYOUT.fields]
TITLES = [one.titles[0] for one in LAYOUT.fields]
GOOD = {
    "CF_XDR_MC": "测试企业有限公司（虚构）",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": fictitious_code("91310116", "000001"),
    "CF_FRDB": "张某某",
    "CF_XDR_ZJHM": IDENTITY_NUMBER,
    "CF_WSH": "沪市监金处〔2025〕000001号",
    "CF_WFXW": "经营超过保质期的食品",
    "CF_SY": "事实",
    "CF_YJ": "依据",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款人民币2000元",
    "CF_NR_FK": "0.2",
    "CF_JDRQ": "2025/03/13",
    "CF_YXQ": "2099/12/31",
    "CF_CFJG": ORGAN.name,
    "CF_CFJGDM": ORGAN.uscc,
    "CF_SJLY": ORGAN.name,
    "CF_SJLYDM": ORGAN.uscc,
}


def cells(**changes: str) -> list[str]:
    return [{**GOOD, **changes}.get(name, "") for name in NAMES]


def csv_text(*rows: list[str], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def write(tmp_path: Path, content: bytes | str, *, name: str = "in.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, layout: str = "shuanggongshi_2018") -> list[RowResult]:
    return list(read_table(path, layout, today=TODAY))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", [NAMES, TITLES, [f" *{title}（必填） " for title in TITLES], [name.lower() for name in NAMES]])
def test_encodings_and_headers(tmp_path: Path, encoding: str, header: list[str]):
    (result,) = read(write(tmp_path, csv_text(header, cells()), encoding=encoding))
    assert result.faults == ()
    assert result.line == 2
    assert result.outcome is not None
    assert result.outcome.subject.name == GOOD["CF_XDR_MC"]
    assert result.outcome.source.kind == outcome_pb2.SOURCE_KIND_GENERATED  # the name carries the mark
    assert result.outcome.source.system == "in.csv"


def test_personal_columns_are_dropped_unread(tmp_path: Path):
    (result,) = read(write(tmp_path, csv_text(NAMES, cells())))
    assert result.outcome is not None
    said = str(result.outcome) + str(result)
    assert IDENTITY_NUMBER not in said
    assert "张某某" not in said


@pytest.mark.parametrize("delimiter", ["\t", ";", "，"])
def test_other_separators_are_found_by_the_header(tmp_path: Path, delimiter: str):
    (result,) = read(write(tmp_path, csv_text(NAMES, cells(), delimiter=delimiter)))
    assert result.outcome is not None


def test_titles_above_and_a_second_header_below_are_passed_over(tmp_path: Path):
    text = "附件1 行政处罚公示信息\r\n\r\n" + csv_text(NAMES, TITLES, cells())
    (result,) = read(write(tmp_path, text))
    assert (result.line, result.faults) == (5, ())


def test_columns_in_any_order_and_unknown_ones_are_noted(tmp_path: Path):
    header = ["填报人手机", *reversed(NAMES)]
    head, result = read(write(tmp_path, csv_text(header, ["13800000000", *reversed(cells())])))
    assert [(one.line, one.field, one.rule) for one in head.notes] == [(1, "填报人手机", "HEADER_UNKNOWN")]
    assert head.outcome is None
    assert result.outcome is not None
    assert "13800000000" not in str(result.outcome)


@pytest.mark.parametrize(
    ("content", "rule", "said"),
    [
        ("", "HEADER_MISSING", "行政相对人名称"),
        ("a,b,c\n1,2,3\n", "HEADER_MISSING", "no header row"),
        (csv_text([name for name in NAMES if name != "CF_JDRQ"]), "HEADER_COLUMNS", "处罚决定日期(CF_JDRQ)"),
        (csv_text([*NAMES, "CF_WSH"]), "HEADER_DOUBLED", "CF_WSH"),
        (csv_text(NAMES).encode("utf-16"), "ENCODING", "UTF-8"),
        (b"a" * (LINE_LIMIT + 1), "LINE_TOO_LONG", "line 1"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(tmp_path: Path, content: bytes | str, rule: str, said: str):
    with pytest.raises(TableError) as caught:
        read(write(tmp_path, content))
    assert caught.value.rule == rule
    assert said in caught.value.detail


@pytest.mark.parametrize(("name", "rule"), [("in.xls", "FILE_TYPE"), ("in", "FILE_TYPE"), ("in.xlsx", "WORKBOOK")])
def test_files_of_other_kinds_are_refused(tmp_path: Path, name: str, rule: str):
    with pytest.raises(TableError) as caught:
        read(write(tmp_path, "PK no workbook", name=name))
    assert caught.value.rule == rule
    with pytest.raises(TableError, match="FILE_MISSING"):
        read(tmp_path / f"absent-{name}")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "big.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000)
    monkeypatch.setattr("adapters.files.EXPANDED_LIMIT", 1000)
    with pytest.raises(TableError, match="unpacks to over 1000 bytes"):
        read(path)


def workbook(path: Path, rows: list[list[object]], *, above: int = 0, left: int = 0) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet = book.add_worksheet("行政处罚")
        for line, row in enumerate(rows, start=above):
            for column, value in enumerate(row, start=left):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)  # type: ignore[arg-type]
                elif isinstance(value, float):
                    sheet.write_number(line, column, value)
                elif isinstance(value, tuple):
                    sheet.write_formula(line, column, value[0], None, value[1])
                else:
                    sheet.write_string(line, column, value)
    return path


@pytest.mark.parametrize(("above", "left"), [(0, 0), (2, 3)])
def test_excel_dates_numbers_and_formulas(tmp_path: Path, above: int, left: int):
    row: list[object] = list(cells())
    row[NAMES.index("CF_JDRQ")] = date(2025, 3, 13)
    row[NAMES.index("CF_NR_FK")] = 0.2
    number = list(row)
    number[NAMES.index("CF_XDR_SHXYM")] = 9.13101166078754e17
    formula = list(row)
    formula[NAMES.index("CF_CFJG")] = ("=A1", ORGAN.name)
    path = workbook(tmp_path / "in.xlsx", [list(NAMES), row, number, formula], above=above, left=left)
    good, lost, computed = read(path)
    assert good.faults == ()
    assert good.line == above + 2
    assert good.outcome is not None
    assert (good.outcome.decided_on, good.outcome.penalties[0].amount_fen) == ("2025-03-13", 200_000)
    assert [(one.line, one.field, one.rule) for one in lost.faults] == [(above + 3, "CF_XDR_SHXYM", "NUMBER_FOR_TEXT")]
    assert [(one.line, one.field, one.rule) for one in computed.faults] == [(above + 4, "CF_CFJG", "FORMULA")]


def zhejiang_file(tmp_path: Path, **changes: str) -> Path:
    row = {
        "punish_case_code": "330482202500001",
        "case_process_type": "02",
        "punish_action_name": "未按照规定使用大气污染防治设施",
        "punish_type": "02,03",
        "punish_document_code": "嘉环（平）罚字〔2025〕1号",
        "admin_cp_type": "02",
        "admin_cp_name": "某某塑料有限公司（虚构）",
        "admin_cp_cert_type": "001",
        "admin_cp_cert_code": fictitious_code("91330482", "000001"),
        "legal_represent": "李某某",
        "legal_represent_idcard": IDENTITY_NUMBER,
        "punish_content": "没收违法所得100.5元，罚款20000元",
        "fine": "20000",
        "confiscate_illegal_incom": "100.50",
        "set_time": "2025-03-13 00:00:00",
        "implement_institution": "平湖市生态环境局（虚构）",
        "implement_institution_code": fictitious_code("11330482", "000001"),
        "institution_region_code": "330482000000",
        "publicstatus": "0",
        "delete_flag": "0",
    } | changes
    names = [one.name for one in load_layout("zhejiang_feed").fields]
    return write(tmp_path, csv_text(names, [row.get(name, "") for name in names]))


def test_a_row_of_the_zhejiang_feed(tmp_path: Path):
    (result,) = read(zhejiang_file(tmp_path), "zhejiang_feed")
    assert result.faults == ()
    outcome = result.outcome
    assert outcome is not None
    assert [(one.kind, one.amount_fen, one.source_code, one.source_code_set) for one in outcome.penalties] == [
        (outcome_pb2.PENALTY_KIND_FINE, 2_000_000, "02", "zj14"),
        (outcome_pb2.PENALTY_KIND_CONFISCATION_OF_GAINS, 10_050, "03", "zj14"),
    ]
    assert (outcome.region_code, outcome.decided_on, outcome.procedure) == ("330482", "2025-03-13", outcome_pb2.PROCEDURE_ORDINARY)
    assert outcome.domain == subject_pb2.ENFORCEMENT_DOMAIN_ECO_ENV
    assert [one.rule for one in result.notes] == ["DATE_STYLE"]


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({"publicstatus": "1", "cutreason": "复议撤销"}, "REVOKED", "复议撤销"),
        ({"publicstatus": "1"}, "REVOKED", "no reason given"),
        ({"publicstatus": "2"}, "UNPUBLISHED", "deleted"),
        ({"iscancelcase": "1"}, "SELF_CORRECTED", "cancelled"),
        ({"opt_type": "D"}, "UNPUBLISHED", "deleted"),
        ({"delete_flag": "1"}, "UNPUBLISHED", "deleted"),
        ({"sensitiveflag": "1"}, "UNPUBLISHED", "sensitive"),
    ],
)
def test_rows_of_the_zhejiang_feed_that_do_not_stand(tmp_path: Path, changes: dict[str, str], kind: str, reason: str):
    (result,) = read(zhejiang_file(tmp_path, **changes), "zhejiang_feed")
    assert (result.outcome, result.withdrawn) == (None, kind)
    assert reason in result.reason
    assert result.source_key.endswith("嘉环〔平〕罚字〔2025〕1号")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"admin_cp_type": "01"}, ("admin_cp_type", "NATURAL_PERSON")),
        ({"admin_cp_cert_type": "111", "admin_cp_cert_code": IDENTITY_NUMBER}, ("admin_cp_type", "NATURAL_PERSON")),
        ({"admin_cp_cert_type": "414", "admin_cp_cert_code": "E00000000"}, ("admin_cp_type", "NATURAL_PERSON")),
        ({"admin_cp_type": "09"}, ("admin_cp_type", "SUBJECT_KIND_UNKNOWN")),
        ({"supervise_item_code": "123"}, ("supervise_item_code", "MATTER_CODE_LENGTH")),
        ({"institution_region_code": "999999"}, ("institution_region_code", "REGION_UNKNOWN")),
        ({"institution_region_code": "430600"}, ("institution_region_code", "REGION_OUTSIDE_TABLE")),
        ({"case_process_type": "09"}, ("case_process_type", "ENUM_UNKNOWN")),
        ({"punish_type": "02,99"}, ("punish_type", "PENALTY_UNKNOWN_CODE")),
        ({"fine": "2"}, ("fine", "AMOUNT_TEXT_MISMATCH")),
        ({"public_date": "2025-03-01"}, ("public_date", "DATE_ORDER")),
        ({"admin_cp_cert_type": "001", "admin_cp_cert_code": "330482000000000"}, ("admin_cp_cert_code", "USCC_REGISTRATION_NUMBER")),
        ({"admin_cp_cert_type": "099", "admin_cp_cert_code": "12"}, ("admin_cp_cert_code", "USCC_LENGTH")),
    ],
)
def test_dirt_of_the_zhejiang_feed(tmp_path: Path, changes: dict[str, str], found: tuple[str, str]):
    (result,) = read(zhejiang_file(tmp_path, **changes), "zhejiang_feed")
    assert found in {(one.field, one.rule) for one in result.faults}
    assert result.outcome is None
    assert IDENTITY_NUMBER not in str(result)


@pytest.mark.parametrize(
    ("changes", "attribute", "value"),
    [
        ({"admin_cp_cert_type": "099", "admin_cp_cert_code": "330624000065533"}, "registration_number", "330624000065533"),
        ({"admin_cp_cert_type": "099", "admin_cp_cert_code": "59647783-7"}, "organisation_code", "596477837"),
        ({"admin_cp_cert_code": "91330482**********"}, "masked_code", "91330482**********"),
        ({"admin_cp_cert_code": fictitious_code("92330482", "000001")}, "kind", subject_pb2.SUBJECT_KIND_SOLE_TRADER),
    ],
)
def test_codes_of_other_kinds_are_kept_as_what_they_are(tmp_path: Path, changes: dict[str, str], attribute: str, value: object):
    (result,) = read(zhejiang_file(tmp_path, **changes), "zhejiang_feed")
    assert result.faults == ()
    assert result.outcome is not None
    assert getattr(result.outcome.subject, attribute) == value


PAGES = ["doc_no", "organ", "region_code", "domain", "party", "decided_on", "penalty_type", "fine_yuan", "matter", "url", "provenance"]


def page(**changes: str) -> list[str]:
    row = {
        "organ": "某市生态环境局",
        "region_code": "430600",
        "domain": "生态环境",
        "party": "某某有限公司",
        "penalty_type": "罚款;责令限期治理",
        "fine_yuan": "4000",
        "matter": "超标排放污水",
        "url": "http://www.example.invalid/1",
        "provenance": "newspaper page",
    } | changes
    return [row.get(name, "") for name in PAGES]


def test_published_pages_are_kept_with_their_gaps_told(tmp_path: Path):
    (result,) = read(write(tmp_path, csv_text(PAGES, page())), "published_pages")
    outcome = result.outcome
    assert outcome is not None
    assert (outcome.document_number, outcome.decided_on, outcome.rectification_order) == ("", "", "责令限期治理")
    assert [(one.kind, one.amount_fen) for one in outcome.penalties] == [(outcome_pb2.PENALTY_KIND_FINE, 400_000)]
    assert outcome.source.kind == outcome_pb2.SOURCE_KIND_PUBLICATION
    assert (outcome.source.url, outcome.source.provenance) == ("http://www.example.invalid/1", "newspaper page")
    assert [(one.field, one.rule) for one in result.notes] == [
        ("region_code", "REGION_OUTSIDE_TABLE"),
        ("doc_no", "NOT_GIVEN"),
        ("decided_on", "NOT_GIVEN"),
    ]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"party": ""}, ("party", "REQUIRED")),
        ({"url": "www.example.invalid"}, ("url", "URL_FORMAT")),
        ({"domain": "宇航"}, ("domain", "DOMAIN_UNKNOWN")),
        ({"region_code": "000000"}, ("region_code", "REGION_UNKNOWN")),
        ({"provenance": ""}, ("provenance", "REQUIRED")),
    ],
)
def test_published_pages_that_are_of_no_use(tmp_path: Path, changes: dict[str, str], found: tuple[str, str]):
    (result,) = read(write(tmp_path, csv_text(PAGES, page(**changes))), "published_pages")
    assert [(one.field, one.rule) for one in result.faults] == [found]


def test_two_decisions_of_one_page_without_numbers_are_told_apart(tmp_path: Path):
    first, second = read(write(tmp_path, csv_text(PAGES, page(), page(matter="利用渗坑排放", penalty_type="罚款"))), "published_pages")
    assert first.source_key != second.source_key
    assert first.outcome is not None
    assert second.outcome is not None


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
@pytest.mark.parametrize("layout", ["shuanggongshi_2018", "zhejiang_feed"])
@pytest.mark.parametrize("chinese", [False, True])
def test_what_is_written_reads_back_the_same(tmp_path: Path, name: str, layout: str, chinese: bool):
    given = outcomes(25, organ=ORGAN, member="310116")
    for one in given:
        one.facts = "=1+1 " + one.facts
    path = tmp_path / name
    assert write_table(path, given, layout, chinese_titles=chinese) == 25
    results = list(read_table(path, layout, today=TODAY, options=ReadOptions(system="test", region_code="310116")))
    assert [one.faults for one in results] == [()] * 25
    for before, after in zip(given, (one.outcome for one in results), strict=True):
        assert after is not None
        for field in ("subject", "document_number", "act", "facts", "content", "decided_on", "publish_until", "deciding_organ_uscc"):
            assert getattr(after, field) == getattr(before, field), field
        assert [(one.kind, one.amount_fen) for one in after.penalties] == [(one.kind, one.amount_fen) for one in before.penalties]
    assert sorted(tmp_path.iterdir()) == [path]


def test_no_written_cell_is_a_formula_for_a_spreadsheet(tmp_path: Path):
    one = outcomes(1, organ=ORGAN)[0]
    one.subject.name = "=HYPERLINK(1)"
    one.facts = "@SUM(A1)"
    one.act = "+1+cmd"
    write_table(tmp_path / "out.csv", [one], "shuanggongshi_2018")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r")]
    assert row[header.index("CF_XDR_MC")] == "'=HYPERLINK(1)"
    write_table(tmp_path / "out.xlsx", [one], "shuanggongshi_2018")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    rows = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "'=HYPERLINK(1)"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    good, bad = outcomes(2, organ=ORGAN)
    bad.act = "过" * 2001
    with pytest.raises(StoreRefusedError) as caught:
        write_table(path, [good, bad], "shuanggongshi_2018")
    assert (caught.value.reason, caught.value.field) == ("TOO_LONG", "CF_WFXW")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(TableError, match="FILE_TYPE"):
        write_table(tmp_path / "out.pdf", [good], "shuanggongshi_2018")


@given(st.text(alphabet="'=+-@\t\ra1 ", max_size=6))
def test_the_guard_is_undone_exactly_and_leaves_no_formula(text: str):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r") or not text


@pytest.mark.parametrize(
    ("text", "said"), [("=1", True), ("@a", True), ("+a", True), ("-a", True), ("-0.2", False), ("--", False), ("", False)]
)
def test_what_counts_as_a_formula(text: str, said: bool):
    assert is_formula(text) is said
