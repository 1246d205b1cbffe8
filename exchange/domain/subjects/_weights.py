"""Points, caps and limits of the evidence, from `data/subject_weights.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from exchange.domain.subjects._reasons import Reason

HIGHEST_UNSURE = 999


def points(key: str) -> int:
    """Points of a piece of evidence, or of a part of one."""
    return int(_settings()["points"].get(key, 0))


def limit(key: str) -> float:
    """How much of something still counts as something."""
    return float(_settings()["limits"][key])


def threshold(key: str) -> int:
    """The score from which a match is `likely` or `possible`."""
    return int(_settings()[key])


def summed(reasons: Iterable[Reason], *, capped: bool = True) -> int:
    """The score of evidence: the sum of its points, 0 to 999, no more than what speaks against the pair allows."""
    found = tuple(reasons)
    total = min(sum(reason.points for reason in found), HIGHEST_UNSURE)
    caps: Mapping[str, int] = _settings()["caps"]
    if capped:
        total = min(total, *(caps.get(reason.why, HIGHEST_UNSURE) for reason in found), HIGHEST_UNSURE)
    return max(0, total)


@cache
def _settings() -> Mapping[str, Any]:
    text = (resources.files("exchange.domain") / "data" / "subject_weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
