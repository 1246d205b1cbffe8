"""Real identifiers, and python-stdnum as a second opinion (data/identifiers/README.md says where the rows are from).

Where the two differ by design: python-stdnum checks the outer character only, refuses codes that don't begin with eight
digits (村集体 N2…, 军队 A1…, Y1…), does not know masks, labels or registration numbers, and is not used in the product.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as other

from exchange.domain.identifiers import (
    IdentifierError,
    IdentifierReason,
    find_identity_numbers,
    parse_organisation_code,
    parse_registration_number,
    parse_uscc,
)
from tests.support.identifiers import ALPHABET, inner, outer, uscc, usccs

R = IdentifierReason
DATA = Path(__file__).parent / "data" / "identifiers"
VERDICTS = {
    "ok": {"ok"},
    "missing": {R.EMPTY.value},
    "InvalidLength": {R.LENGTH.value, R.REGISTRATION_NUMBER.value},
    "InvalidFormat": {R.ALPHABET.value},
    "InvalidChecksum": {R.CHECKSUM.value},
}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdict(text: str) -> str:
    try:
        parse_uscc(text)
    except IdentifierError as error:
        return error.reason.value
    return "ok"


@pytest.mark.parametrize("name", ["companies_identifiers_public.csv", "uscc_ocr_dirty_codes.csv"])
def test_every_row_gets_the_reason_that_the_second_opinion_implies(name: str) -> None:
    wrong = [
        (row["uscc_raw"], row["stdnum_check"], verdict(row["uscc_raw"]))
        for row in table(name)
        if verdict(row["uscc_raw"]) not in VERDICTS[row["stdnum_check"]]
    ]
    assert wrong == []


def test_the_tables_are_whole() -> None:
    companies = Counter(verdict(row["uscc_raw"]) for row in table("companies_identifiers_public.csv"))
    assert companies == {"ok": 247, "EMPTY": 137, "LENGTH": 1}
    damaged = Counter(verdict(row["uscc_raw"]) for row in table("uscc_ocr_dirty_codes.csv"))
    assert damaged == {"ok": 30, "CHECKSUM": 68, "LENGTH": 43, "ALPHABET": 41, "REGISTRATION_NUMBER": 1}


def test_python_stdnum_agrees_today_on_every_row() -> None:
    rows = [*table("companies_identifiers_public.csv"), *table("uscc_ocr_dirty_codes.csv")]
    assert len(rows) == 568
    for row in rows:
        assert other.is_valid(row["uscc_raw"]) == (verdict(row["uscc_raw"]) == "ok")


def test_published_organisation_codes_all_pass() -> None:
    codes = [row["org_code"] for row in table("companies_identifiers_public.csv") if len(row["org_code"]) == 9]
    assert len(codes) == 303
    assert [parse_organisation_code(code) for code in codes] == codes


def test_the_inner_code_is_the_published_organisation_code() -> None:
    pairs = [
        (row["uscc_raw"], row["org_code"])
        for row in table("companies_identifiers_public.csv")
        if verdict(row["uscc_raw"]) == "ok" and len(row["org_code"]) == 9
    ]
    assert len(pairs) == 166
    different = [pair for pair in pairs if parse_uscc(pair[0]).organisation_code != pair[1]]
    assert different == [("91450000MA5KU9W572", "682145919")]  # as published: a new code beside an older one


def test_published_registration_numbers_pass_but_for_one_misprint() -> None:
    failed = []
    numbers = [row["reg_no"] for row in table("companies_identifiers_public.csv") if len(row["reg_no"]) == 15]
    for number in numbers:
        try:
            parse_registration_number(number)
        except IdentifierError as error:
            failed.append((number, error.reason))
    assert len(numbers) == 269
    assert failed == [("220181020004532", R.CHECKSUM)]


def test_no_published_identifier_is_taken_for_a_persons_number() -> None:
    for row in table("companies_identifiers_public.csv"):
        assert find_identity_numbers(" ".join((row["uscc_raw"], row["reg_no"], row["org_code"]))) == ()


@given(usccs())
def test_both_take_every_valid_code_that_begins_with_digits(code: str) -> None:
    assert verdict(code) == "ok"
    assert other.is_valid(code) == code[:2].isdigit()


@given(st.text(ALPHABET, min_size=17, max_size=17).map(lambda body: body[:2] + "310116" + body[8:]))
def test_ours_is_stricter_by_the_inner_character(body: str) -> None:
    code = body + outer(body)
    if verdict(code) in {"ok", R.MASKED.value} or not body[:2].isdigit():
        return
    assert other.is_valid(code)
    assert verdict(code) == R.INNER_CHECKSUM
    assert inner(body[8:16]) != body[16]


def test_differences_by_design() -> None:
    cooperative = uscc(head="N2", region="330482", body="MA29GEU9")
    assert (verdict(cooperative), other.is_valid(cooperative)) == ("ok", False)
    labelled = "统一社会信用代码：913101166078754287（1/1）"
    assert (verdict(labelled), other.is_valid(labelled)) == ("ok", False)
    assert (verdict("0" * 18), other.is_valid("0" * 18)) == (R.EMPTY, True)
