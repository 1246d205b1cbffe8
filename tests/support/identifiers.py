"""Identifiers that are right by the standards' own arithmetic, computed without the code under test."""

from __future__ import annotations

from hypothesis import strategies as st

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def outer(body: str) -> str:
    """GB 32100-2015: sum of value times 3^i, complement to 31."""
    total = sum(ALPHABET.index(c) * 3**i for i, c in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def inner(body: str) -> str:
    """GB 11714-1997: 11 less the weighted sum modulo 11."""
    rest = 11 - sum(int(c, 36) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def identity(body: str) -> str:
    """GB 11643-1999: the check character of 17 digits."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(body, IDENTITY_WEIGHTS, strict=True)) % 11]


def uscc(*, head: str, region: str, body: str) -> str:
    """A whole credit code from its free parts."""
    code = head + region + body + inner(body)
    return code + outer(code)


def usccs() -> st.SearchStrategy[str]:
    """Valid credit codes (without the runs of X that count as a mask)."""
    return st.builds(
        lambda head, region, body: uscc(head=head, region=region, body=body),
        st.sampled_from(["91", "92", "93", "11", "12", "51", "N2", "Y1"]),
        st.from_regex(r"\A[0-9]{6}\Z"),
        st.text(ALPHABET, min_size=8, max_size=8),
    ).filter(lambda code: "XXXX" not in code and code.isascii())
