"""Natural persons between two members: a keyed hash of the identity number, never the number (个保法 6, 51; RULES.md §6).

Two members agree on a secret key outside the exchange. Both compute the same pseudonym of a person, nobody else can, and another pair's
is another, so that pseudonyms can't be joined across pairs. It is a pseudonym, not anonymous: whoever holds the key can try all numbers.

    pseudonym(key, number)  ->  "hmac-sm3:…64 hexadecimal digits"

HMAC (RFC 2104) with SM3 (GB/T 32905-2016) over the number in its form of 18 characters (GB 11643-1999).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from cryptography.hazmat.primitives import hashes, hmac

from exchange.domain.identifiers import identity_check, province_name

KEY_SIZE = 32  # bytes: as much as SM3 gives
SCHEME = "hmac-sm3"
PURPOSE = b"delta-exchange/pseudonym/v1\0"  # so that the key's other uses, if there are any, give other values
OLD_SIZE, NEW_SIZE = 15, 18
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_AS_TYPED = str.maketrans(_FULL_WIDTH | dict.fromkeys(" -－\u3000\u00a0\t\r\n", ""))


class PseudonymReason(StrEnum):
    """What is wrong with a number or key."""

    LENGTH = "LENGTH"
    DIGITS = "DIGITS"
    REGION = "REGION"
    BIRTHDAY = "BIRTHDAY"
    CHECK = "CHECK"
    KEY = "KEY"


class PseudonymError(ValueError):
    """A number or key that can't be used. The message never repeats it (个保法 28)."""

    def __init__(self, reason: PseudonymReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def pseudonym(pair_key: bytes, identity_number: str) -> str:
    """The person's pseudonym between the two members that hold the key.

    Args:
        pair_key: KEY_SIZE random bytes.
        identity_number: 18 characters, or the old form of 15 digits; blanks, hyphens and full width don't matter.

    Raises:
        PseudonymError: the key has another size, or it is no identity number.
    """
    if len(pair_key) != KEY_SIZE:
        raise PseudonymError(PseudonymReason.KEY, f"the key has {len(pair_key)} bytes; it must have {KEY_SIZE}")
    mac = hmac.HMAC(pair_key, hashes.SM3())
    mac.update(PURPOSE + modern_form(identity_number).encode("ascii"))
    return f"{SCHEME}:{mac.finalize().hex()}"


def modern_form(identity_number: str) -> str:
    """The form of 18 characters; one of 15 digits gets the century and the check character (GB 11643-1999).

    Raises:
        PseudonymError: it is no identity number.
    """
    number = identity_number.translate(_AS_TYPED).upper()
    if len(number) not in {OLD_SIZE, NEW_SIZE}:
        message = f"{len(number)} characters; an identity number has {NEW_SIZE}, the old form {OLD_SIZE}"
        raise PseudonymError(PseudonymReason.LENGTH, message)
    body = number[:17] if len(number) == NEW_SIZE else f"{number[:6]}19{number[6:]}"
    if not (body.isascii() and body.isdigit()):
        raise PseudonymError(PseudonymReason.DIGITS, "there are other characters than digits before the check character")
    if province_name(body[:2]) is None:
        raise PseudonymError(PseudonymReason.REGION, "its first two digits are no province of GB/T 2260")
    _check_birthday(body[6:14])
    check = identity_check(body)
    if len(number) == NEW_SIZE and number[17] != check:
        raise PseudonymError(PseudonymReason.CHECK, "its check character is wrong; a digit was mistyped (GB 11643)")
    return body + check


def _check_birthday(digits: str) -> None:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise PseudonymError(PseudonymReason.BIRTHDAY, "its birthday isn't a day of the calendar") from None


def read_key(text: str) -> bytes:
    """A key as it stands in a key file: hexadecimal digits.

    Raises:
        PseudonymError: it is anything else.
    """
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        message = f"a key file holds {KEY_SIZE * 2} hexadecimal digits, as `openssl rand -hex {KEY_SIZE}` makes them"
        raise PseudonymError(PseudonymReason.KEY, message)
    return key
