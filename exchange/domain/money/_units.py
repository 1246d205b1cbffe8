"""Amounts as integer fen, and their exact conversion from and to yuan and 万元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

from exchange.domain.errors import DomainError

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
MAX_FEN = 2**63 - 1
"""int64 on the wire (``amount_fen``)."""
MAX_WAN_DIGITS = 12
"""Digits before the point of 双公示's decimal(18,6)."""

_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_SMALLEST_EXPONENT = -40
_LARGEST_EXPONENT = 20
_TEXT_LIMIT = 64


class MoneyReason(StrEnum):
    """Why an amount can't be taken. Closed."""

    EMPTY = "EMPTY"
    FORMAT = "FORMAT"
    NEGATIVE = "NEGATIVE"
    FINER_THAN_FEN = "FINER_THAN_FEN"
    RANGE = "RANGE"


class MoneyError(DomainError):
    """An amount that isn't a number, is negative, too large, or finer than one fen."""

    reason: MoneyReason


def fen_from_yuan(amount: Decimal | int | str, *, field: str = "amount_yuan") -> int:
    """Return an amount of yuan in fen, exactly.

    Args:
        amount: yuan; a text may group thousands by commas and use full-width digits.
        field: name of the field for error messages.

    Raises:
        MoneyError: EMPTY, FORMAT, NEGATIVE, FINER_THAN_FEN or RANGE (over int64).
        TypeError: the amount is a float or bool: floats can't hold fen exactly.
    """
    return _fen(amount, scale=FEN_PER_YUAN, field=field)


def fen_from_wan(amount: Decimal | int | str, *, field: str = "amount_wan") -> int:
    """Return an amount of 万元 (双公示: decimal(18,6)) in fen, exactly. 0.2 is 20,000 fen.

    Args:
        amount: 万元; a text may group thousands by commas and use full-width digits.
        field: name of the field for error messages.

    Raises:
        MoneyError: EMPTY, FORMAT, NEGATIVE, FINER_THAN_FEN or RANGE (over 12 digits before the point).
        TypeError: the amount is a float or bool.
    """
    fen = _fen(amount, scale=FEN_PER_WAN, field=field)
    if fen >= FEN_PER_WAN * 10**MAX_WAN_DIGITS:
        raise MoneyError(
            "more than 12 digits before the point; decimal(18,6) 万元 is the field's range",
            reason=MoneyReason.RANGE,
            field=field,
            value=str(amount),
        )
    return fen


def yuan(fen: int) -> Decimal:
    """Return fen as yuan with two places.

    Raises:
        MoneyError: NEGATIVE or RANGE.
        TypeError: ``fen`` is no integer.
    """
    return _scaled(fen, places=2)


def wan(fen: int) -> Decimal:
    """Return fen as 万元 with six places, as 双公示 writes it.

    Raises:
        MoneyError: NEGATIVE or RANGE.
        TypeError: ``fen`` is no integer.
    """
    return _scaled(fen, places=6)


def _scaled(fen: int, *, places: int) -> Decimal:
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError(f"fen: an integer is needed, not {type(fen).__name__}")
    _bounds(fen, field="amount_fen", value=str(fen)[:_TEXT_LIMIT])
    digits = tuple(int(digit) for digit in str(fen).zfill(places + 1))
    return Decimal((0, digits, -places))  # no arithmetic: independent of the caller's decimal context


def _fen(amount: Decimal | int | str, *, scale: int, field: str) -> int:
    value = _decimal(amount, field=field)
    shown = str(amount)[:_TEXT_LIMIT]
    if value.adjusted() > _LARGEST_EXPONENT:
        raise _range(field=field, value=shown)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _SMALLEST_EXPONENT:
        raise _finer(field=field, value=shown)
    numerator, denominator = value.as_integer_ratio()
    fen, rest = divmod(numerator * scale, denominator)
    if rest:
        raise _finer(field=field, value=shown)
    _bounds(fen, field=field, value=shown)
    return fen


def _decimal(amount: Decimal | int | str, *, field: str) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int | str):
        raise TypeError(f"{field}: give Decimal, int or text, not {type(amount).__name__}: floats aren't exact")
    if isinstance(amount, int):
        return Decimal(amount)
    if isinstance(amount, str):
        return _from_text(amount, field=field)
    if not amount.is_finite():
        raise MoneyError(
            f"{amount} is no amount; a finite number is needed",
            reason=MoneyReason.FORMAT,
            field=field,
            value=str(amount),
        )
    return amount


def _from_text(text: str, *, field: str) -> Decimal:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    if not folded:
        raise MoneyError("empty; a number is needed", reason=MoneyReason.EMPTY, field=field, value=text)
    unsigned = folded[1:] if folded[0] in "+-" else folded
    if len(folded) > _TEXT_LIMIT or _NUMBER.fullmatch(unsigned) is None:
        raise MoneyError(
            f"{folded[:_TEXT_LIMIT]!r} is no amount; plain digits with an optional decimal point are needed, no unit",
            reason=MoneyReason.FORMAT,
            field=field,
            value=folded[:_TEXT_LIMIT],
        )
    return Decimal(folded.replace(",", ""))


def _bounds(fen: int, *, field: str, value: str) -> None:
    if fen < 0:
        raise MoneyError(
            f"{value} is negative; an amount of zero or more is needed",
            reason=MoneyReason.NEGATIVE,
            field=field,
            value=value,
        )
    if fen > MAX_FEN:
        raise _range(field=field, value=value)


def _range(*, field: str, value: str) -> MoneyError:
    return MoneyError(
        f"{value} is beyond the range of an amount; at most {MAX_FEN} fen",
        reason=MoneyReason.RANGE,
        field=field,
        value=value,
    )


def _finer(*, field: str, value: str) -> MoneyError:
    return MoneyError(
        f"{value} is finer than one fen (0.01 yuan, 0.000001 万元); round it at the source",
        reason=MoneyReason.FINER_THAN_FEN,
        field=field,
        value=value,
    )
