from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.money import (
    AmountKind,
    CheckResult,
    MoneyError,
    MoneyReason,
    amounts_in_text,
    check_amount,
    fen_from_wan,
    fen_from_yuan,
    wan,
    yuan,
)

R = MoneyReason
FINE, CONFISCATION, OTHER = AmountKind.FINE, AmountKind.CONFISCATION, AmountKind.OTHER
MAX_FEN = 2**63 - 1


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        (2000, 200_000),
        ("2000", 200_000),
        ("2,000.50", 200_050),
        ("２０００．５", 200_050),
        (Decimal("995772.16"), 99_577_216),
        ("0.01", 1),
        ("0.010000", 1),
        (".5", 50),
        ("2000.", 200_000),
        ("+1", 100),
        (Decimal("1E+3"), 100_000),
        (Decimal("-0"), 0),
    ],
)
def test_yuan_to_fen(amount: Decimal | int | str, fen: int) -> None:
    assert fen_from_yuan(amount) == fen


@pytest.mark.parametrize(
    ("amount", "fen"),
    [("0.2", 200_000), ("0.000001", 1), (1, 1_000_000), (Decimal("1.5"), 1_500_000), ("999999999999.999999", 10**18 - 1)],
)
def test_wan_to_fen(amount: Decimal | int | str, fen: int) -> None:
    assert fen_from_wan(amount) == fen


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("", R.EMPTY),
        ("  ", R.EMPTY),
        ("2000元", R.FORMAT),
        ("1,00", R.FORMAT),
        ("1.2.3", R.FORMAT),
        ("1e3", R.FORMAT),
        ("NaN", R.FORMAT),
        ("--1", R.FORMAT),
        ("9" * 100, R.FORMAT),
        (Decimal("NaN"), R.FORMAT),
        (Decimal("Infinity"), R.FORMAT),
        ("-1", R.NEGATIVE),
        (-1, R.NEGATIVE),
        ("0.001", R.FINER_THAN_FEN),
        (Decimal("1E-50"), R.FINER_THAN_FEN),
        (Decimal("0.0100000000000000000000000000000000001"), R.FINER_THAN_FEN),
        (Decimal("1E+30"), R.RANGE),
        (10**17, R.RANGE),
        (Decimal("92233720368547758.08"), R.RANGE),
    ],
)
def test_what_is_no_amount_is_refused(amount: Decimal | int | str, reason: MoneyReason) -> None:
    with pytest.raises(MoneyError) as caught:
        fen_from_yuan(amount, field="CF_NR_FK")
    assert (caught.value.reason, caught.value.field) == (reason, "CF_NR_FK")


def test_wan_has_its_own_bounds() -> None:
    for amount, reason in [("0.0000001", R.FINER_THAN_FEN), ("1000000000000", R.RANGE)]:
        with pytest.raises(MoneyError) as caught:
            fen_from_wan(amount)
        assert caught.value.reason is reason


@pytest.mark.parametrize("amount", [0.2, True])
def test_floats_and_booleans_are_a_programming_error(amount: object) -> None:
    for convert in (fen_from_yuan, fen_from_wan, yuan, wan):
        with pytest.raises(TypeError):
            convert(amount)


def test_back_to_yuan_and_wan() -> None:
    assert str(yuan(200_050)) == "2000.50"
    assert str(yuan(0)) == "0.00"
    assert str(wan(200_000)) == "0.200000"
    assert str(wan(1)) == "0.000001"
    for convert in (yuan, wan):
        with pytest.raises(MoneyError):
            convert(-1)
        with pytest.raises(MoneyError):
            convert(MAX_FEN + 1)


@given(st.integers(0, MAX_FEN))
def test_yuan_round_trips_whatever_the_decimal_context(fen: int) -> None:
    with decimal.localcontext(prec=3):
        assert fen_from_yuan(yuan(fen)) == fen
        assert fen_from_yuan(str(yuan(fen))) == fen


@given(st.integers(0, 10**18 - 1))
def test_wan_round_trips_whatever_the_decimal_context(fen: int) -> None:
    with decimal.localcontext(prec=3):
        assert fen_from_wan(wan(fen)) == fen
        assert fen_from_wan(str(wan(fen))) == fen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("罚款2000元", [(2000, FINE)]),
        ("罚款人民币壹万元整", [(10_000, FINE)]),
        ("罚款1.5万元", [(15_000, FINE)]),
        ("处以5000元罚款", [(5000, FINE)]),
        ("处人民币伍万元整的罚款", [(50_000, FINE)]),
        ("２０００元罚款", [(2000, FINE)]),
        ("罚款 2000 元", [(2000, FINE)]),
        ("处以罚款 1.5 万元", [(15_000, FINE)]),
        ("罚款人民币，贰仟元", [(2000, FINE)]),
        ("罚款三千元；警告", [(3000, FINE)]),
        ("罚款二〇〇〇元", [(2000, FINE)]),
        ("罚款十万元", [(100_000, FINE)]),
        ("罚款人民币贰拾叁万肆仟伍佰元整", [(234_500, FINE)]),
        ("罚款壹亿零伍拾万元", [(100_500_000, FINE)]),
        ("罚款3万5千元", [(35_000, FINE)]),
        ("罚款￥6000", [(6000, FINE)]),
        ("没收违法所得1000元，并处罚款2,000元", [(1000, CONFISCATION), (2000, FINE)]),
        ("1、没收违法所得1,234元；2、罚款人民币陆仟元整。", [(1234, CONFISCATION), (6000, FINE)]),
        ("罚款5000元、没收非法财物200元", [(5000, FINE), (200, CONFISCATION)]),
        ("货值金额3000元，罚款6000元", [(3000, OTHER), (6000, FINE)]),
        ("罚款2000元，货值金额3000元", [(2000, FINE), (3000, OTHER)]),
        ("2021年1月1日处罚款3000元", [(3000, FINE)]),
    ],
)
def test_amounts_are_read_from_decisions(text: str, found: list[tuple[int, AmountKind]]) -> None:
    assert [(amount.fen, amount.kind) for amount in amounts_in_text(text)] == [(n * 100, kind) for n, kind in found]


def test_jiao_and_fen_count() -> None:
    assert [a.fen for a in amounts_in_text("罚款贰仟元伍角叁分，没收10元零5分")] == [200_053, 1005]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "警告",
        "罚款1万余元",
        "处5000元以上5万元以下罚款",
        "罚款3万5元",
        "罚款三千五元",
        "罚款万元",
        "2025年第12号",
        "万" * 5000 + "元",
        "1" * 5000 + "元",
        "罚款99999999999999999999元",
        "罚款0.001元",
    ],
)
def test_what_can_not_be_read_with_certainty_is_left_out(text: str) -> None:
    assert amounts_in_text(text) == ()


def test_offsets_point_into_the_text() -> None:
    text = "没收违法所得１０００元，并处罚款人民币壹万元整"
    assert [text[a.start : a.end] for a in amounts_in_text(text)] == ["１０００元", "壹万元"]


@given(st.integers(1, 9_999_999), st.sampled_from(["罚款{}元", "处以人民币{}元的罚款", "警告；罚款人民币{}元整"]))
def test_every_amount_of_yuan_is_matched(amount: int, form: str) -> None:
    for written in (str(amount), f"{amount:,}"):
        assert check_amount(form.format(written), amount * 100).result is CheckResult.MATCH


@given(st.text(alphabet="0123456789.,一二十百千万亿元角分罚款没收¥（大写：）处的 ", max_size=60), st.integers(0, 10**12))
def test_no_text_breaks_the_reading(text: str, fen: int) -> None:
    result = check_amount(text, fen)
    assert (result.result is CheckResult.NOT_STATED) == (result.stated == ())
    for amount in amounts_in_text(text):
        assert 0 <= amount.fen <= MAX_FEN
        assert 0 <= amount.start < amount.end <= len(text)


def test_the_sample_of_the_standard_matches() -> None:
    check = check_amount("罚款2000元", fen_from_wan("0.2"))
    assert (check.result, check.given, check.stated) == (CheckResult.MATCH, 200_000, (200_000,))


def test_a_confused_unit_is_recognised() -> None:
    for fen in (fen_from_wan("2000"), fen_from_yuan("0.2")):
        check = check_amount("罚款2000元", fen)
        assert (check.result, check.off_by_wan) == (CheckResult.MISMATCH, True)
    assert not check_amount("罚款2000元", 300_000).off_by_wan


def test_several_fines_match_singly_and_in_sum() -> None:
    text = "罚款1000元；罚款2000元"
    assert [check_amount(text, fen).result.value for fen in (100_000, 300_000, 400_000)] == ["MATCH", "MATCH", "MISMATCH"]


def test_an_amount_in_words_must_agree_with_the_figures() -> None:
    agreed = check_amount("罚款人民币2000元（大写：贰仟元整）", 200_000)
    assert (agreed.result, agreed.stated) == (CheckResult.MATCH, (200_000,))
    assert check_amount("罚款人民币2000元（大写：贰仟元整）", 400_000).result is CheckResult.MISMATCH
    assert check_amount("罚款人民币2000元（大写：贰万元整）", 200_000).result is CheckResult.MISMATCH
    assert check_amount("罚款人民币陆仟元整（￥6000.00元）", 600_000).result is CheckResult.MATCH


def test_confiscations_are_checked_apart() -> None:
    text = "没收违法所得1000元，并处罚款2000元"
    assert check_amount(text, 100_000, kind=CONFISCATION).result is CheckResult.MATCH
    assert check_amount(text, 100_000).result is CheckResult.MISMATCH
    assert check_amount("警告", 0).result is CheckResult.NOT_STATED
