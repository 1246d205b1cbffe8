"""Pseudonyms of natural persons: one for each pair of members, from either form of the number, and no way to see the number."""

from __future__ import annotations

import hashlib
import traceback
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.pseudonyms import KEY_SIZE, PURPOSE, PseudonymError, modern_form, pseudonym, read_key
from tests.support.identifiers import identity

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
BODY = "31011619900101123"
PERSON = BODY + identity(BODY)
OLD = "310228600912347"
BIRTHDAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
PEOPLE = st.builds("{}{:%Y%m%d}{:03}".format, st.sampled_from(["310116", "330482", "650101"]), BIRTHDAYS, st.integers(0, 999))


def hmac_by_the_book(key: bytes, message: bytes) -> str:
    """RFC 2104 over SM3, written out; SM3 by OpenSSL through hashlib."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.new("sm3", bytes(one ^ 0x36 for one in padded) + message).digest()
    return hashlib.new("sm3", bytes(one ^ 0x5C for one in padded) + inner).hexdigest()


def test_it_is_the_keyed_hash_it_says_it_is() -> None:
    assert pseudonym(KEY, PERSON) == f"hmac-sm3:{hmac_by_the_book(KEY, PURPOSE + PERSON.encode())}"


FULL_WIDTH = "".join(chr(ord(one) + 0xFEE0) for one in PERSON)


@pytest.mark.parametrize(
    "written", [PERSON.lower(), f" {PERSON}\n", f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}", "-".join(PERSON), FULL_WIDTH]
)
def test_however_it_is_written_it_is_one_person(written: str) -> None:
    assert pseudonym(KEY, written) == pseudonym(KEY, PERSON)


def test_the_old_form_is_the_same_person() -> None:
    body = "31022819600912347"
    assert modern_form(OLD) == body + identity(body)
    assert pseudonym(KEY, OLD) == pseudonym(KEY, body + identity(body))


@given(PEOPLE)
def test_another_pair_has_another_pseudonym(body: str) -> None:
    person = body + identity(body)
    assert pseudonym(KEY, person) != pseudonym(OTHER, person)
    assert body not in pseudonym(KEY, person)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "LENGTH"),
        ("91310116607875428", "LENGTH"),
        ("913101166078754287", "REGION"),
        (PERSON[:17] + ("0" if PERSON[17] != "0" else "1"), "CHECK"),
        ("3101161990O101123" + "1", "DIGITS"),
        ("991116199001011231", "REGION"),
        ("310116199002301231", "BIRTHDAY"),
        ("31022860091234X", "DIGITS"),
    ],
)
def test_what_is_no_identity_number_is_refused_without_being_repeated(number: str, reason: str) -> None:
    with pytest.raises(PseudonymError) as caught:
        pseudonym(KEY, number)
    assert caught.value.reason == reason
    shown = "".join(traceback.format_exception_only(caught.value))
    assert not number or number not in shown


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(PseudonymError) as caught:
        pseudonym(bytes(size), PERSON)
    assert caught.value.reason == "KEY"


def test_a_key_file() -> None:
    assert read_key(f" {KEY.hex()}\n") == KEY
    for wrong in ("", "zz" * KEY_SIZE, KEY.hex()[:-2], KEY.hex() + "00"):
        with pytest.raises(PseudonymError):
            read_key(wrong)
