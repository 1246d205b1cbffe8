from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.identifiers import (
    DocumentKey,
    IdentifierError,
    IdentifierReason,
    find_identity_numbers,
    normalize_document_number,
    parse_check_item_code,
    parse_matter_code,
    parse_organisation_code,
    parse_registration_number,
    parse_uscc,
)
from tests.support.identifiers import identity, inner, uscc, usccs

R = IdentifierReason
JINSHAN = uscc(head="11", region="310228", body="00245678")
JINXIU = uscc(head="11", region="451324", body="00812345")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("丽环(青)罚[2021]4号", "丽环〔青〕罚〔2021〕4号"),
        ("丽环（青）罚〔２０２１〕４ 号", "丽环〔青〕罚〔2021〕4号"),
        ("市场【2019】1号", "市场〔2019〕1号"),
        ("杭富综执罚决字〔2022〕第09－0199号", "杭富综执罚决字〔2022〕第09-0199号"),
        ("京技管商务消移送［2025］Ｊ1号", "京技管商务消移送〔2025〕J1号"),
        ("沪市监杨处〔2025〕102023001116号", "沪市监杨处〔2025〕102023001116号"),
        ("\ufeff马市监处罚﹝2026﹞\u3000193号\n", "马市监处罚〔2026〕193号"),
    ],
)
def test_document_numbers_have_one_form(text: str, normal: str) -> None:
    assert normalize_document_number(text) == normal


@pytest.mark.parametrize("text", [None, "", " \u3000", "undefined", "无", "-", "－－", "NULL"])
def test_no_document_number_is_refused(text: str | None) -> None:
    with pytest.raises(IdentifierError) as caught:
        normalize_document_number(text, field="CF_WSH")
    assert (caught.value.reason, caught.value.field) == (R.EMPTY, "CF_WSH")


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    try:
        once = normalize_document_number(text)
    except IdentifierError:
        return
    assert normalize_document_number(once) == once
    assert not re.search(r"\s", once)


def test_a_number_is_a_key_only_with_its_organ() -> None:
    number = "金市监处罚〔2025〕72号"
    assert DocumentKey(JINSHAN, number) != DocumentKey(JINXIU, number)


def test_keys_of_differently_written_sources_are_equal() -> None:
    one = DocumentKey(JINSHAN, "金市监处罚[2025]72号")
    two = DocumentKey(f"统一社会信用代码：{JINSHAN}", "金市监处罚（２０２５）72 号")
    assert one == two
    assert len({one, two}) == 1
    assert one.number == "金市监处罚〔2025〕72号"


@pytest.mark.parametrize(("organ", "number", "field"), [("x", "1号", "organ"), (JINSHAN, "", "document_number")])
def test_a_key_needs_both_parts(organ: str, number: str, field: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        DocumentKey(organ, number)
    assert caught.value.field == field


@pytest.mark.parametrize("text", ["607875428", "60787542-8", "组织机构代码：６０７８７５４２－８", "ma29geu99"])
def test_organisation_codes_are_taken(text: str) -> None:
    assert parse_organisation_code(text) in {"607875428", "MA29GEU99"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", R.EMPTY),
        ("6078****8", R.MASKED),
        ("60787542", R.LENGTH),
        ("607875427", R.CHECKSUM),
        ("60787542A", R.ALPHABET),
        ("6078754中8", R.ALPHABET),
    ],
)
def test_organisation_code_faults(text: str, reason: IdentifierReason) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_organisation_code(text)
    assert caught.value.reason is reason


LETTERS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWYZ", min_size=8, max_size=8)


@given(LETTERS, st.integers(0, 7), st.integers(0, 9), st.integers(1, 9))
def test_gb11714_finds_a_changed_digit(body: str, position: int, digit: int, step: int) -> None:
    right = f"{body[:position]}{digit}{body[position + 1 :]}"
    wrong = f"{body[:position]}{(digit + step) % 10}{body[position + 1 :]}"
    assert parse_organisation_code(right + inner(right)) == right + inner(right)
    with pytest.raises(IdentifierError) as caught:
        parse_organisation_code(wrong + inner(right))
    assert caught.value.reason is R.CHECKSUM


def test_an_organisation_code_may_begin_like_a_label() -> None:
    assert parse_organisation_code("USCC1234" + inner("USCC1234")) == "USCC1234" + inner("USCC1234")


@pytest.mark.parametrize("text", ["310110000594299", "330624000065533", "370600 200022978", "330100000190902"])
def test_registration_numbers_are_taken(text: str) -> None:
    assert parse_registration_number(text) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("无", R.EMPTY),
        ("3101100005*****", R.MASKED),
        ("1401002013932", R.LENGTH),
        ("31011000059429X", R.ALPHABET),
        ("220181020004532", R.CHECKSUM),
    ],
)
def test_registration_number_faults(text: str, reason: IdentifierReason) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_registration_number(text)
    assert caught.value.reason is reason


@given(st.sampled_from(["310110000594299", "330624000065533"]), st.integers(0, 14), st.integers(1, 9))
def test_iso7064_mod_11_10_finds_every_changed_digit(number: str, position: int, step: int) -> None:
    wrong = str((int(number[position]) + step) % 10)
    with pytest.raises(IdentifierError) as caught:
        parse_registration_number(number[:position] + wrong + number[position + 1 :])
    assert caught.value.reason is R.CHECKSUM


def test_matter_codes_have_fourteen_digits() -> None:
    assert parse_matter_code("０1310116000012") == "01310116000012"
    for text, reason in [("", R.EMPTY), ("0131011600001", R.LENGTH), ("0131011600001A", R.ALPHABET)]:
        with pytest.raises(IdentifierError) as caught:
            parse_matter_code(text)
        assert caught.value.reason is reason


def test_check_item_codes_name_their_organ() -> None:
    item = parse_check_item_code(f"{JINSHAN}3000128")
    assert (item.organ.code, item.level, item.serial) == (JINSHAN, "3", "000128")
    for text, reason in [
        ("", R.EMPTY),
        (JINSHAN, R.LENGTH),
        (f"{JINSHAN}6000128", R.ALPHABET),
        (f"{JINSHAN[:17]}{'0' if JINSHAN[17] != '0' else '1'}3000128", R.CHECKSUM),
    ]:
        with pytest.raises(IdentifierError) as caught:
            parse_check_item_code(text)
        assert caught.value.reason is reason


def person(region: str = "310116", born: str = "19900101", serial: str = "123") -> str:
    """A made-up number: the arithmetic is right, the person isn't anyone's."""
    return region + born + serial + identity(region + born + serial)


@pytest.mark.parametrize(
    "written",
    [
        person(),
        person().lower(),
        f"当事人张某（身份证号{person()}）于",
        f"公民身份号码：{person()}。",
        "".join(chr(ord(c) + 0xFEE0) for c in person()),
        f"{person()[:6]} {person()[6:14]} {person()[14:]}",
        f"{person()[:6]}-{person()[6:14]}-{person()[14:]}",
        f"13912345678 {person()}",
        f"ID{person()}",
    ],
)
def test_identity_numbers_are_found(written: str) -> None:
    (hit,) = find_identity_numbers(written)
    assert (hit.form, hit.region) == (18, "310116")
    digits = written[hit.start : hit.end].translate({c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)})
    assert re.sub(r"[ -]", "", digits).upper() == person()


def test_every_check_character_is_recognised() -> None:
    numbers = [person(serial=f"{n:03}") for n in range(200)]
    assert {number[17] for number in numbers} == set("0123456789X")
    assert len(find_identity_numbers("、".join(numbers))) == 200


@pytest.mark.parametrize(
    "clean",
    [
        "",
        "沪市监杨处〔2025〕102023001116号",
        "913101166078754287 91330481554013049C 11230500001755309F",
        person()[:17] + ("0" if person()[17] != "0" else "1"),
        person(region="990116"),
        person(born="19901301"),
        person(born="18990101"),
        person(born="19900230"),
        "1" + person(),
        person() + "0",
        "310110000594299",
        "20250313000120250313",
        "电话021-57921234，金额12345.67元",
        f"沪市监金处〔2025〕{person()[:17]}{person()[17]}号",
    ],
)
def test_other_numbers_are_no_identity_numbers(clean: str) -> None:
    assert find_identity_numbers(clean) == ()


@given(usccs())
def test_credit_codes_are_never_taken_for_identity_numbers(code: str) -> None:
    assert find_identity_numbers(f"代码{code}，") == ()


def _credit_codes_that_pass_for_people() -> list[str]:
    """Codes of institutions in 奉贤 (region 310120) that pass every test of an identity number but the place.

    GB 11714 and GB 11643 weigh by the same powers of 2 modulo 11, so the inner check cancels the body: for a given head
    and region the identity check character is constant, and one code in 31 happens to end with it.
    """
    bodies = [f"{year:02}0101{n:02}" for year in range(100) for n in range(100)]
    codes = (uscc(head="12", region="310120", body=body) for body in bodies)
    return [code for code in codes if code[:17].isdigit() and identity(code[:17]) == code[17]]


def test_a_credit_code_of_digits_with_a_birthday_inside_is_a_credit_code() -> None:
    codes = _credit_codes_that_pass_for_people()
    assert codes
    for code in codes:
        assert parse_uscc(code).code == code
        assert find_identity_numbers(code) == ()


def test_a_person_whose_number_passes_for_a_credit_code_is_found() -> None:
    numbers = (person(born=f"1990{month:02}{day:02}", serial=f"{n:03}") for month in (1, 2) for day in (1, 2) for n in range(999))
    both = [number for number in numbers if _is_uscc(number)]
    assert both
    for number in both:
        assert len(find_identity_numbers(number)) == 1


def _is_uscc(text: str) -> bool:
    try:
        return parse_uscc(text).code == text
    except IdentifierError:
        return False


def test_old_numbers_of_fifteen_digits() -> None:
    number = "310228600912347"
    (hit,) = find_identity_numbers(f"证件{number}，")
    assert (hit.form, hit.start, hit.end) == (15, 2, 17)
    registration = next(n for n in (f"31022860091234{d}" for d in range(10)) if _is_registration(n))
    assert registration != number
    assert find_identity_numbers(f"注册号{registration}") == ()
    assert len(find_identity_numbers(f"身份证号码：{registration}")) == 1


def _is_registration(number: str) -> bool:
    try:
        return parse_registration_number(number) == number
    except IdentifierError:
        return False


def test_a_label_outweighs_the_look_of_a_serial_or_a_credit_code() -> None:
    assert len(find_identity_numbers(f"(身份证){person()}号")) == 1
    assert len(find_identity_numbers(f"张某（男）{person()}，")) == 1
    both = _credit_codes_that_pass_for_people()[0]
    assert len(find_identity_numbers(f"身份证号码{both}")) == 1


def test_birthdays_after_the_given_day_are_not_plausible() -> None:
    text = person(born="20261231")
    assert len(find_identity_numbers(text)) == 1
    assert find_identity_numbers(text, latest_birth=date(2026, 11, 23)) == ()


def test_a_hit_does_not_hold_the_number() -> None:
    (hit,) = find_identity_numbers(person())
    assert person() not in repr(hit)


@pytest.mark.parametrize(
    "gap",
    [" ", "  ", "　", "\t", "\n", "\u00a0", "\u2009", "-", "–", "—", "·", ".", "_", "\u200b", "\ufeff", " - "],
    ids=ascii,
)
@pytest.mark.parametrize("places", [{6, 14}, set(range(18))], ids=["groups", "every"])
def test_what_stands_between_digits_hides_no_number(gap: str, places: set[int]) -> None:
    written = "".join((gap if at in places and at else "") + one for at, one in enumerate(person()))
    assert [hit.form for hit in find_identity_numbers(f"当事人{written}。")] == [18]


@pytest.mark.parametrize("written", ["310228 600912 347", "310228-600912-347", "３１０２２８　６００９１２　３４７", "310228 60 09 12 347"])
def test_the_old_form_counts_in_its_own_pieces(written: str) -> None:
    assert [hit.form for hit in find_identity_numbers(f"当事人{written}，")] == [15]


@pytest.mark.parametrize(("written", "count"), [("3102 2860 0912 347", 0), ("身份证：3102 2860 0912 347", 1)])
def test_other_pieces_of_the_old_form_need_a_label(written: str, count: int) -> None:
    assert len(find_identity_numbers(written)) == count
