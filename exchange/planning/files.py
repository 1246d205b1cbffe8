"""Problems and plans as JSON: the fields of `model.Problem` and `plan.Plan` by name, days in ISO 8601, classes and rules by their values.

Reading is strict: a field that isn't known, or has the wrong type, is named with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from exchange.planning.model import PlanningError, Problem
from exchange.planning.plan import Plan

_T = TypeVar("_T", Problem, Plan)


def problem_of(data: bytes) -> Problem:
    """Reads a problem.

    Raises:
        PlanningError: it isn't one; the message names the place, such as `$.targets[3].risk`, and what is right.
    """
    return _read(data, Problem)


def plan_of(data: bytes) -> Plan:
    """Reads a plan.

    Raises:
        PlanningError: it isn't one.
    """
    return _read(data, Plan)


def written(content: Problem | Plan) -> bytes:
    """UTF-8, indented; sets in order, so that the same content gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(_plain(content), order="deterministic"), indent=2) + b"\n"


def _read(data: bytes, kind: type[_T]) -> _T:
    try:
        made = msgspec.json.decode(data, type=kind)
        given = msgspec.json.decode(data)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PlanningError(str(error)) from error
    for place in _unknown(given, _plain(made), "$"):
        raise PlanningError(f"{place} isn't known; see exchange.planning.model for the fields")
    return made


def _plain(content: Any) -> Any:
    """What JSON has: mappings that can't be changed become such that can."""
    return msgspec.to_builtins(content, enc_hook=dict, str_keys=True, order="deterministic")


def _unknown(given: Any, known: Any, place: str) -> Iterator[str]:
    """Places of fields that were given and that nothing took."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            if name not in known:
                yield f"{place}.{name}"
            else:
                yield from _unknown(value, known[name], f"{place}.{name}")
    elif isinstance(given, list) and isinstance(known, list | tuple) and len(given) == len(known):
        for at, (value, taken) in enumerate(zip(given, known, strict=True)):
            yield from _unknown(value, taken, f"{place}[{at}]")
