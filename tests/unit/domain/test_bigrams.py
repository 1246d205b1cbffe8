"""Words of two characters are found in text without a dictionary, and nothing that holds a word is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.bigrams import holds, normal, query_terms, terms

TEXT = "当事人未取得营业执照从事食品经营，依法处罚款 5000 元。ＧＭＰ认证"


@pytest.mark.parametrize("query", ["食品", "营业执照", "罚", "gmp", "GMP认证", "食品 罚款", "5000", "  ", "款 5000"])
def test_found(query: str) -> None:
    assert query_terms(query) <= terms([TEXT])
    assert holds([TEXT], query)


@pytest.mark.parametrize("query", ["药品", "品食", "食品 药品", "照营业"])
def test_not_found(query: str) -> None:
    assert not holds([TEXT], query)


def test_pairs_alone_do_not_decide() -> None:
    assert query_terms("甲乙甲") <= terms(["甲乙 乙甲"])
    assert not holds(["甲乙 乙甲"], "甲乙甲")


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, 10))
def test_every_piece_of_a_text_is_found(text: str, start: int, length: int) -> None:
    piece = normal(text)[start : start + length]
    assert query_terms(piece) <= terms([text])
    assert holds([text], piece)
