"""A subject, read."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.domain.subjects._codes import Codes, read_codes
from exchange.domain.subjects._names import Name, names_of
from exchange.v1 import subject_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A subject, read once to be compared with many.

    Attributes:
        names: all it is or was called by, each once, the one it bears first.
        codes: its codes.
        former: normal forms of names that it no longer bears.
    """

    names: tuple[Name, ...]
    codes: Codes
    former: frozenset[str]


def profile(subject: subject_pb2.Subject) -> Profile:
    """Reads a subject. Any text is taken, damaged codes too; what can't be read just says less."""
    names = names_of([subject.name, *subject.former_names])
    current = {name.text for name in names_of([subject.name])[:1]}
    return Profile(names=names, codes=read_codes(subject), former=frozenset(name.text for name in names) - current)
