"""Check characters of GB 32100-2015, GB 11714-1997, GS15-2006 and GB 11643-1999. Pure arithmetic on clean texts.

What the arithmetic guarantees (and the property tests hold it to):

* GB 32100 (weights 3^i mod 31, all different from 0 mod 31, values 0 to 30): every change of a single character is
  found, and every swap of two different characters except of the first with the last (both weigh 1).
* GB 11714 (mod 11 over values 0 to 35): digits changed singly are found; letters whose values differ by 11 or 22 are
  not told apart, which is why the outer character is checked first.
* GS15 (ISO 7064 MOD 11,10) and GB 11643 (ISO 7064 MOD 11-2): every single changed digit is found.
"""

from __future__ import annotations

from operator import mul

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015 (no I, O, S, V, Z)."""

_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_USCC_VALUES = bytes(max(USCC_ALPHABET.find(chr(i)), 0) for i in range(256))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BASE36_VALUES = bytes(int(chr(i), 36) if chr(i).isascii() and chr(i).isalnum() else 0 for i in range(256))
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def uscc_check(body: str) -> str:
    """Return the 18th character for the first 17 (GB 32100-2015); ``body`` holds only USCC_ALPHABET."""
    values = body.encode("ascii").translate(_USCC_VALUES)
    return USCC_ALPHABET[-sum(map(mul, _USCC_WEIGHTS, values)) % 31]


def organisation_check(body: str) -> str:
    """Return the 9th character for the first 8 (GB 11714-1997); ``body`` holds ASCII digits and capitals."""
    values = body.encode("ascii").translate(_BASE36_VALUES)
    return "0123456789X"[-sum(map(mul, _ORGANISATION_WEIGHTS, values)) % 11]


def registration_check(body: str) -> str:
    """Return the 15th digit for the first 14 (GS15-2006, ISO 7064 MOD 11,10); ``body`` holds ASCII digits."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def identity_check(body: str) -> str:
    """Return the 18th character for the first 17 (GB 11643-1999, ISO 7064 MOD 11-2); ``body`` holds ASCII digits."""
    return "10X98765432"[sum(map(mul, _IDENTITY_WEIGHTS, map(int, body))) % 11]
