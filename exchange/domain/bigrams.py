"""Words inside Chinese text without a dictionary: each character and each pair of neighbours is a term.

A text holds a word only if it has all of the word's terms, so terms find candidates by equality alone (on SQLite and PostgreSQL alike) and
`holds` decides. Trigrams can't: most Chinese words have two characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def normal(text: str) -> str:
    """One spelling: width and case folded, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def terms(texts: Iterable[str]) -> set[str]:
    """The terms that texts are found by."""
    found: set[str] = set()
    for text in texts:
        for run in normal(text).split():
            found.update(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found


def query_terms(query: str) -> set[str]:
    """The terms that a text with all of the query's words has: the pairs of each, the character where it has only one."""
    found: set[str] = set()
    for word in normal(query).split():
        found.update({word[at : at + 2] for at in range(len(word) - 1)} or {word})
    return found


def holds(texts: Iterable[str], query: str) -> bool:
    """Whether each word of the query stands in one of the texts."""
    read = [normal(text) for text in texts]
    return all(any(word in text for text in read) for word in normal(query).split())
