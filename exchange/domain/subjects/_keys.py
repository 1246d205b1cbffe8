"""What a subject is found by where no code is: short texts that a damaged record still shares with the right one.

A core name of two characters is the whole of many companies' distinction, so characters in pairs are the unit (a search by trigrams can't
serve them), together with what a slip leaves alone: the sound, the place with one character, halves of the organisation code.
"""

from __future__ import annotations

from collections.abc import Iterable

from exchange.domain.subjects._characters import sound
from exchange.domain.subjects._edits import ANYTHING
from exchange.domain.subjects._names import Name
from exchange.domain.subjects._profile import Profile

HALF = 4  # characters of the organisation code's main part (eight) that stay together in a damaged one
FEW = 3  # characters of a core up to which each is a key, together with the place
_MISREAD = str.maketrans("OQDILSZ", "0001152")


def index_keys(subject: Profile) -> frozenset[str]:
    """Keys that a subject is stored under."""
    main = subject.codes.organisation[: 2 * HALF]
    halves = {f"c0{main[:HALF]}", f"c1{main[HALF:]}"} if main else set()
    return frozenset(key for name in subject.names for key in _name_keys(name, subject.codes.regions)) | halves


def search_keys(subject: Profile) -> frozenset[str]:
    """Keys to look a subject up by: its own, and whatever four characters of its damaged codes may be half of."""
    found = set(index_keys(subject))
    for code in subject.codes.damaged:
        for text in {code, code.translate(_MISREAD)}:
            windows = {text[at : at + HALF] for at in range(len(text) - HALF + 1)}
            found |= {f"{half}{window}" for half in ("c0", "c1") for window in windows}
    return frozenset(found)


def _name_keys(name: Name, regions: Iterable[str]) -> Iterable[str]:
    core = name.core
    yield f"n{name.text}"
    if not name.hidden:
        yield f"s{sound(core)}"
    run = core + name.trades[:1]
    yield from (f"g{run[at : at + 2]}" for at in range(len(run) - 1) if ANYTHING not in run[at : at + 2])
    if len(core) <= FEW:
        place = name.place.code or max(regions, default="")
        yield from (f"p{place}{character}" for character in core if place and character != ANYTHING)
