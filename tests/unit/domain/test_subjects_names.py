"""Company names taken apart. Names are fictitious."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.subjects import index_keys, normalise_name, profile, read_name, search_keys
from exchange.v1.subject_pb2 import Subject


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("平湖市虚诺电子商务有限公司", ("平湖市", "虚诺", ("电子商务",), "LIMITED", "")),
        ("平湖虚诺电子商务有限责任公司", ("平湖", "虚诺", ("电子商务",), "LIMITED", "")),
        ("浙江省平湖市虚诺电子商务股份有限公司", ("浙江省平湖市", "虚诺", ("电子商务",), "JOINT_STOCK", "")),
        ("虚诺（平湖）电子商务有限公司", ("平湖", "虚诺", ("电子商务",), "LIMITED", "")),
        ("上海金山虚诺食品厂", ("上海金山", "虚诺", ("食品",), "FACTORY", "")),
        ("嘉善县魏塘街道虚王面馆", ("嘉善县魏塘街道", "虚王", ("面馆",), "SHOP", "")),
        ("平湖市虚农蔬菜专业合作社", ("平湖市", "虚农", ("蔬菜",), "COOPERATIVE", "")),
        ("平湖市虚诺电子商务有限公司嘉善分公司", ("平湖市", "虚诺", ("电子商务",), "LIMITED", "嘉善分公司")),
        ("平湖市虚诺超市第三分店", ("平湖市", "虚诺", ("超市",), "SHOP", "第三分店")),
        ("平湖市虚诺食品有限公司（虚构）", ("平湖市", "虚诺", ("食品",), "LIMITED", "")),  # a made-up company's mark
        ("平湖市虚诺集团有限公司", ("平湖市", "虚诺", (), "LIMITED", "")),
        ("平湖市虚诺物流有限公", ("平湖市", "虚诺", ("物流",), "", "")),  # a cell cut off
        ("司平湖市虚诺物流有限公", ("平湖市", "虚诺", ("物流",), "LIMITED", "")),  # a cell wrapped
        ("富民汽车运输有限公司", ("", "富民", ("汽车运输",), "LIMITED", "")),  # 富民 is a county in 云南 too
        ("彬县虚诺物流有限公司", ("彬县", "虚诺", ("物流",), "LIMITED", "")),  # 彬州 since 2018: in no table
        ("江苏省电子商务有限公司", ("江苏省", "电子商务", (), "LIMITED", "")),
        ("平湖市虚诺物流有限公司（原平湖市虚达物流有限公司）", ("平湖市", "虚诺", ("物流",), "LIMITED", "")),
        ("当事人：平湖市虚诺物流有限公司（以下简称当事人）", ("平湖市", "虚诺", ("物流",), "LIMITED", "")),
    ],
)
def test_a_name_is_place_core_trade_form_and_branch(name, parts):
    read = read_name(name)

    assert (read.place.text, read.core, read.trade, read.form, read.branch) == parts


@pytest.mark.parametrize(
    "spelling",
    [
        "平湖市虚诺（嘉善）物流有限公司",
        "平湖市虚诺(嘉善)物流有限公司",
        "平湖市虚诺〔嘉善〕物流有限公司",
        " 平湖市 虚诺【嘉善】物流　有限公司。",
        "“平湖市虚诺（嘉善）物流有限公司”",
        "平湖市虛諾（嘉善）物流有限公司",
        "企业名称：平湖市虚诺（嘉善）物流有限公司",
    ],
)
def test_spellings_of_one_name_have_one_normal_form(spelling):
    assert normalise_name(spelling) == "平湖市虚诺(嘉善)物流有限公司"


def test_a_former_name_in_brackets_is_one():
    assert [name.core for name in profile(Subject(name="平湖市虚诺物流有限公司（原平湖市旧达物流有限公司）")).names] == ["虚诺", "旧达"]


def test_a_hidden_part_is_known_to_be_hidden():
    assert [read_name(name).core for name in ("平湖市某某物流有限公司", "平湖市**物流有限公司", "平湖市虚×物流有限公司")] == [
        "*",
        "*",
        "虚*",
    ]


@given(st.text(max_size=60))
def test_the_normal_form_of_a_normal_form_is_itself(text):
    once = normalise_name(text)

    assert normalise_name(once) == once


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_can_be_read_and_keyed(name, code):
    read = profile(Subject(name=name, uscc=code, masked_code=code[:18], former_names=[name[::-1]] if name else []))

    assert index_keys(read) <= search_keys(read)


@given(st.text("平湖市虚诺物流有限公司分店第三（）()集团某*", max_size=30))
def test_the_parts_of_a_name_are_its_text(name):
    read = read_name(name)

    if read.text:
        assert "".join(read.parts) == read.text
