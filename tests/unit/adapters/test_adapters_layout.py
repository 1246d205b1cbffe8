"""Layouts and mappings: what comes with the package holds, and a wrong file is refused by the entry that is wrong."""

from __future__ import annotations

import csv
import tomllib
from importlib import resources

import pytest

from adapters.layout import KNOWN_PERSONAL, layout_names, load_layout, parse_layout, words
from adapters.mapping import load_mapping, mapping_names, parse_mapping
from adapters.schema import build_tables
from exchange.domain.casestore import StoreConfigurationError
from exchange.v1 import subject_pb2


def rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("exchange.domain") / "data" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def toml(kind: str, name: str) -> dict:
    return tomllib.loads((resources.files("adapters") / kind / f"{name}.toml").read_text(encoding="utf-8"))


def test_shuanggongshi_layout_has_the_standard_s_fields_in_order_with_lengths_and_needs():
    standard = rows("fields_shuanggongshi_penalty_2018.csv")
    layout = load_layout("shuanggongshi_2018")
    assert [one.name for one in layout.fields] == [row["field"] for row in standard]
    for row in standard:
        field = layout.field(row["field"])
        assert field.max == int(row["max_len"]) if row["max_len"].isdigit() else True
        if field.to != "personal":
            assert field.need == row["req(M/O/C)"], row["field"]


def test_zhejiang_layout_has_the_feed_s_fields_in_order():
    assert [one.name for one in load_layout("zhejiang_feed").fields] == [row["field"] for row in rows("fields_zhejiang_penalty_feed.csv")]


@pytest.mark.parametrize("name", ["shuanggongshi_2018", "zhejiang_feed"])
def test_personal_columns_are_personal_in_every_layout(name: str):
    layout = load_layout(name)
    personal = {one.name for one in layout.fields if one.to == "personal"}
    assert personal == KNOWN_PERSONAL & {one.name for one in layout.fields}
    assert personal


@pytest.mark.parametrize("name", ["shanghai_sgs2018", "zhejiang_feed"])
def test_neighbours_tables_have_no_personal_column(name: str):
    tables = build_tables(load_mapping(name))
    for table in (tables.neighbour, *tables.payloads):
        assert not KNOWN_PERSONAL & set(table.c.keys())


def test_word_lists_name_real_domains():
    known = {one.removeprefix("ENFORCEMENT_DOMAIN_") for one in subject_pb2.EnforcementDomain.keys()}  # noqa: SIM118  # an enum wrapper
    assert set(words().domains.values()) | {domain for _, domain in words().organ_words} <= known


def test_names_are_listed_and_unknown_ones_refused_with_the_list():
    assert layout_names() == ("published_pages", "shuanggongshi_2018", "zhejiang_feed")
    assert mapping_names() == ("shanghai_sgs2018", "zhejiang_feed")
    with pytest.raises(StoreConfigurationError, match=r"'nowhere' is unknown; known are published_pages"):
        load_layout("nowhere")
    with pytest.raises(StoreConfigurationError, match=r"'nowhere' is unknown; known are shanghai_sgs2018"):
        load_mapping("nowhere")


def test_files_outside_the_package_are_read_by_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text((resources.files("adapters") / "mappings" / "zhejiang_feed.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert load_mapping(str(path)).own.table == "qssgs_xzcf"
    with pytest.raises(StoreConfigurationError, match="can't be read"):
        load_mapping(str(tmp_path / "absent.toml"))
    path.write_text("[own", encoding="utf-8")
    with pytest.raises(StoreConfigurationError, match="not TOML"):
        load_mapping(str(path))


def spoiled_layout(change) -> dict:
    data = toml("layouts", "shuanggongshi_2018")
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["field"][0].update(to="nothing"), "field CF_XDR_MC: to = 'nothing'"),
        (lambda d: d["field"][0].update(need="X"), "need = 'X'; M, C or O"),
        (lambda d: d["field"][0].update(type="blob"), "type = 'blob'"),
        (lambda d: d["field"][0].update(color="red"), "unknown color"),
        (lambda d: d["field"][8].update(to="source_field"), "CF_FRDB: holds personal information"),
        (lambda d: d["field"][1].update(titles=["行政相对人名称"]), "行政相对人名称 stand for more than one field"),
        (lambda d: d.update(amount_unit="cent"), "amount_unit = 'cent'; wan or yuan"),
        (lambda d: d.update(date_style="us"), "date_style"),
        (lambda d: d.update(code_set="other"), "code_set"),
        (lambda d: d.update(shape="round"), "unknown shape"),
        (lambda d: d.pop("system"), "system"),
        (
            lambda d: d.update(withdrawn=[{"field": "CF_ZT", "values": ["1"], "kind": "REVOKED", "reason": "x"}]),
            "'CF_ZT', which is no field",
        ),
        (lambda d: d.update(withdrawn=[{"field": "BZ", "values": ["1"], "kind": "GONE", "reason": "x"}]), "withdrawn.kind is 'GONE'"),
        (lambda d: d.update(field=[one for one in d["field"] if one["to"] != "act"]), 'no field has to = "act"'),
    ],
)
def test_a_wrong_layout_is_refused_by_its_entry(change, said):
    with pytest.raises(StoreConfigurationError) as caught:
        parse_layout(spoiled_layout(change), place="mine.toml")
    assert said in str(caught.value)
    assert "mine.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(extra=1), "unknown extra"),
        (lambda d: d.update(identifier_case="upper"), "identifier_case"),
        (lambda d: d.pop("own"), "[own] is missing"),
        (lambda d: d.pop("neighbour"), "[neighbour] is missing"),
        (lambda d: d["inbox"].clear(), "[inbox] table"),
        (lambda d: d["own"].update(changed_type="float"), "own.changed_type = 'float'"),
        (lambda d: d["own"].update(settle_s=-1), "own.settle_s = -1"),
        (lambda d: d["own"].update(timezone="Mars/Base"), "own.timezone = 'Mars/Base'"),
        (lambda d: d["own"].update(speed=1), "unknown speed"),
        (lambda d: d["own"]["withdrawn"][0].update(field="NONE"), "'NONE', which is no column"),
        (lambda d: d["neighbour"].update(columns=[["$root", "A"]]), '["what", "column", "type"] is right'),
        (lambda d: d["neighbour"]["columns"].append(["nothing", "A", "text"]), "'nothing' is no field of Outcome"),
        (lambda d: d["neighbour"]["columns"].append(["act", "CF_FRDB", "text"]), "personal information"),
        (lambda d: d["neighbour"]["columns"].append(["act", "NEW", ""]), "NEW has no type"),
        (lambda d: d["neighbour"]["columns"].pop(0), "no column for $root"),
        (lambda d: d["neighbour"]["status"].pop("REVOKED"), "status lacks REVOKED"),
        (lambda d: d["neighbour"].update(keep=["NONE"]), "keep names NONE"),
        (lambda d: d["payload"][0].update(name="outcome"), "name = 'outcome'"),
        (lambda d: d["payload"][0].update(repeat="title"), "'title' is no repeated message"),
        (lambda d: d["payload"][0].update(key=["NONE"]), "key must name columns"),
    ],
)
def test_a_wrong_mapping_is_refused_by_its_entry(change, said):
    data = toml("mappings", "shanghai_sgs2018")
    change(data)
    with pytest.raises(StoreConfigurationError) as caught:
        parse_mapping(data, place="mine.toml")
    assert said in str(caught.value)


def test_lower_case_folds_names_in_the_database_only():
    data = toml("mappings", "shanghai_sgs2018") | {"identifier_case": "lower"}
    own = build_tables(parse_mapping(data, place="mine.toml")).own
    assert own.name == "xzcf"
    assert own.c["CF_WSH"].name == "cf_wsh"
