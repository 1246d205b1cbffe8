"""Money: integer fen inside the exchange, exact conversions at its edges, amounts read from decisions.

双公示 states 万元 with six places, the Zhejiang feed yuan, and the text of a decision either of them in figures or words;
one confused unit is a factor of 10,000. No float ever holds an amount.

    >>> fen_from_wan("0.2"), yuan(200_000), check_amount("罚款2000元", fen_from_wan("0.2")).result.value
    (200000, Decimal('2000.00'), 'MATCH')
"""

from exchange.domain.money._text import (
    AmountCheck,
    AmountInText,
    AmountKind,
    CheckResult,
    amounts_in_text,
    check_amount,
)
from exchange.domain.money._units import MoneyError, MoneyReason, fen_from_wan, fen_from_yuan, wan, yuan

__all__ = [
    "AmountCheck",
    "AmountInText",
    "AmountKind",
    "CheckResult",
    "MoneyError",
    "MoneyReason",
    "amounts_in_text",
    "check_amount",
    "fen_from_wan",
    "fen_from_yuan",
    "wan",
    "yuan",
]
