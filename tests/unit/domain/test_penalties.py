"""Kinds of penalties against the collected crosswalk, the wire enum and the traps of the real code sets."""

import csv
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.penalties import (
    OTHER_PREFIX,
    SEPARATOR,
    CodeSet,
    PenaltyError,
    PenaltyReason,
    from_digit,
    from_system_code,
    from_text_2018,
    from_zhejiang,
    kind_name,
    system_code,
    to_text_2018,
    to_zhejiang,
)
from exchange.v1.outcome_pb2 import PenaltyKind

K = PenaltyKind
KINDS = [K.Value(name) for name in K.keys() if name != "PENALTY_KIND_UNSPECIFIED"]  # noqa: SIM118  # an enum wrapper isn't a dict
CROSSWALK = list(csv.DictReader((resources.files("exchange.domain") / "data" / "codes_penalty_type.csv").read_text("utf-8").splitlines()))
PROTO = Path(__file__).parents[3] / "proto" / "exchange" / "v1" / "outcome.proto"


def test_system_codes_are_those_that_the_wire_documents() -> None:
    documented = re.findall(r"// ([A-Z][0-9]) .+\n  (PENALTY_KIND_\w+) = ", PROTO.read_text("utf-8"))
    assert len(documented) == len(KINDS) == 16
    assert {code: K.Name(from_system_code(code)) for code, _ in documented} == dict(documented)


@pytest.mark.parametrize("row", CROSSWALK, ids=[row["sys_code(proposed)"] for row in CROSSWALK])
def test_the_table_read_says_what_the_crosswalk_collected(row: dict[str, str]) -> None:
    kind = from_system_code(row["sys_code(proposed)"])
    zhejiang, text = row["zj14(浙江省双公示归集)"], row["text_2018(双公示)"]
    assert row["name_cn"].startswith(kind_name(kind))
    assert to_zhejiang(kind) == zhejiang
    assert kind in from_zhejiang(zhejiang).candidates
    assert to_text_2018([kind]).startswith(text.removesuffix("…"))
    for code_set, column in ((CodeSet.DIGIT_2016A, "digit_2016a(0-6)"), (CodeSet.DIGIT_2016B, "digit_2016b(1-9)")):
        digit = row[column][0]  # "0/1" and "2 (some)": the usual one stands first
        if digit != "-":
            assert kind in from_digit(digit, code_set=code_set).candidates


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("01", K.PENALTY_KIND_WARNING),
        ("02", K.PENALTY_KIND_FINE),
        ("03", K.PENALTY_KIND_CONFISCATION_OF_GAINS),
        ("05", K.PENALTY_KIND_LICENCE_REVOCATION),
        (" 09 ", K.PENALTY_KIND_CONFISCATION_OF_PROPERTY),
        ("14", K.PENALTY_KIND_CLOSURE),
    ],
)
def test_zhejiang_codes_map_exactly(code: str, kind: PenaltyKind) -> None:
    mapped = from_zhejiang(code)
    assert mapped.kind == kind
    assert (mapped.lossy, mapped.note, mapped.candidates) == (False, "", (kind,))
    assert (mapped.source_code, mapped.source_code_set) == (code, "zj14")


def test_zhejiang_07_is_everything_else_and_claims_no_more() -> None:
    mapped = from_zhejiang("07")
    assert mapped.kind == K.PENALTY_KIND_OTHER
    assert mapped.lossy
    assert set(mapped.candidates) == {
        K.PENALTY_KIND_OTHER,
        K.PENALTY_KIND_LICENCE_APPLICATION_BAN,
        K.PENALTY_KIND_DEMOLITION_ORDER,
    }
    assert "责令限期拆除" in mapped.note


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_the_zhejiang_feed_or_is_marked(kind: PenaltyKind) -> None:
    back = from_zhejiang(to_zhejiang(kind))
    assert back.kind == kind or (back.lossy and kind in back.candidates)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_the_text_of_2018_or_is_marked(kind: PenaltyKind) -> None:
    (back,) = from_text_2018(to_text_2018([kind]))
    assert back.kind == kind or (back.lossy and kind in back.candidates)


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
def test_lists_of_kinds_keep_every_member(kinds: list[PenaltyKind]) -> None:
    back = from_text_2018(to_text_2018(kinds))
    assert all(any(kind in mapped.candidates for mapped in back) for kind in kinds)
    assert SEPARATOR.join(mapped.source_code for mapped in back) == to_text_2018(kinds)


def test_one_text_for_two_kinds_claims_the_milder_one() -> None:
    suspended, confiscated = from_text_2018("暂扣或者吊销许可证、暂扣或者吊销执照；没收违法所得、没收非法财物")
    assert suspended.kind == K.PENALTY_KIND_LICENCE_SUSPENSION
    assert suspended.candidates == (K.PENALTY_KIND_LICENCE_SUSPENSION, K.PENALTY_KIND_LICENCE_REVOCATION)
    assert confiscated.candidates == (
        K.PENALTY_KIND_CONFISCATION_OF_GAINS,
        K.PENALTY_KIND_CONFISCATION_OF_PROPERTY,
    )
    assert suspended.lossy
    assert "吊销许可证件" in suspended.note


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("没收违法所得", K.PENALTY_KIND_CONFISCATION_OF_GAINS),
        ("吊销许可证", K.PENALTY_KIND_LICENCE_REVOCATION),
        ("其他-责令关闭", K.PENALTY_KIND_CLOSURE),
        ("其他－责令关闭", K.PENALTY_KIND_CLOSURE),
        ("其他—降低资质等级", K.PENALTY_KIND_QUALIFICATION_DOWNGRADE),
    ],
)
def test_names_of_the_law_map_exactly(text: str, kind: PenaltyKind) -> None:
    (mapped,) = from_text_2018(text)
    assert (mapped.kind, mapped.lossy, mapped.source_code) == (kind, False, text)


def test_other_keeps_its_words() -> None:
    named, bare = from_text_2018("其他-取消评优资格; 其他")
    assert (named.kind, named.lossy, named.note) == (K.PENALTY_KIND_OTHER, True, "取消评优资格")
    assert (bare.kind, bare.lossy, bare.note) == (K.PENALTY_KIND_OTHER, True, "其他, not specified by the source")
    assert to_text_2018([K.PENALTY_KIND_OTHER], other="取消评优资格") == OTHER_PREFIX + "取消评优资格"


def test_repeated_and_empty_parts_count_once_or_not_at_all() -> None:
    assert [mapped.kind for mapped in from_text_2018("罚款；；罚款；")] == [K.PENALTY_KIND_FINE]
    assert to_text_2018([K.PENALTY_KIND_FINE, K.PENALTY_KIND_FINE]) == "罚款"


@pytest.mark.parametrize(
    ("digit", "code_set", "kind", "lossy"),
    [
        ("0", CodeSet.DIGIT_2016A, K.PENALTY_KIND_WARNING, False),
        ("1", CodeSet.DIGIT_2016A, K.PENALTY_KIND_FINE, False),
        ("1", CodeSet.DIGIT_2016B, K.PENALTY_KIND_WARNING, False),
        ("2", CodeSet.DIGIT_2016B, K.PENALTY_KIND_FINE, True),
        ("4", CodeSet.DIGIT_2016A, K.PENALTY_KIND_LICENCE_SUSPENSION, True),
        ("9", CodeSet.DIGIT_2016B, K.PENALTY_KIND_OTHER, True),
    ],
)
def test_the_same_digit_means_different_things_in_the_two_editions(digit: str, code_set: CodeSet, kind: PenaltyKind, lossy: bool) -> None:
    mapped = from_digit(digit, code_set=code_set)
    assert (mapped.kind, mapped.lossy, mapped.source_code_set) == (kind, lossy, code_set)


def test_an_order_to_correct_is_no_penalty() -> None:
    for text in ("责令改正", "其他-责令限期改正"):
        with pytest.raises(PenaltyError, match="rectification_order") as caught:
            from_text_2018(f"警告；{text}")
        assert caught.value.reason is PenaltyReason.NOT_A_PENALTY


def test_unknown_values_name_the_allowed_ones() -> None:
    with pytest.raises(PenaltyError, match=r"punish_type: '15' is no zj14; allowed are 01, 02, .*, 14") as caught:
        from_zhejiang("15")
    assert (caught.value.reason, caught.value.value) == (PenaltyReason.UNKNOWN_CODE, "15")
    with pytest.raises(PenaltyError, match=r"'训诫' is no text_2018; allowed are .*警告.*其他-…"):
        from_text_2018("罚款；训诫")
    with pytest.raises(PenaltyError, match=r"'7' is no digit_2016a; allowed are 0, 1, 2, 3, 4, 5, 6"):
        from_digit("7", code_set=CodeSet.DIGIT_2016A)
    with pytest.raises(PenaltyError, match=r"is no digit code set; allowed are digit_2016a, digit_2016b"):
        from_digit("1", code_set=CodeSet.ZHEJIANG)
    with pytest.raises(PenaltyError, match="'X9' is no system code; allowed are W1"):
        from_system_code("X9")


def test_the_unspecified_kind_has_no_code() -> None:
    for ask in (system_code, to_zhejiang, kind_name):
        with pytest.raises(PenaltyError, match="is no PenaltyKind") as caught:
            ask(K.PENALTY_KIND_UNSPECIFIED)
        assert caught.value.reason is PenaltyReason.UNKNOWN_CODE


@pytest.mark.parametrize("text", ["", "  ", "；"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(PenaltyError, match="empty; one of") as caught:
        from_text_2018(text)
    assert caught.value.reason is PenaltyReason.EMPTY
    with pytest.raises(PenaltyError, match="kinds: empty"):
        to_text_2018([])
    with pytest.raises(PenaltyError, match=r"empty; one of 01, 02"):
        from_zhejiang(" ")


def test_other_words_cant_smuggle_in_a_second_kind() -> None:
    with pytest.raises(PenaltyError, match=r"other: .*separates kinds") as caught:
        to_text_2018([K.PENALTY_KIND_OTHER], other="甲；罚款")
    assert caught.value.reason is PenaltyReason.FORMAT
