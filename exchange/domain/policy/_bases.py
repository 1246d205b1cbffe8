"""The laws a record may name as its basis (data/bases.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from exchange.v1 import recognition_pb2, record_pb2

ANY = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalBasis:
    """A law that allows sharing.

    Attributes:
        basis_id: "law:<name>:<article>".
        title: its name in words.
        valid_from: the day its wording took effect.
        provinces: two digits; empty where all may rely on it.
        members: member codes; empty where all may rely on it.
        records: RecordTypes it carries.
        purposes: Purposes it carries.
        scopes: RecognitionScopes that rest on it; empty: none.
        confidence: of the text, A to C.
        reading_confidence: of what is said here that it carries.
    """

    basis_id: str
    title: str
    valid_from: date
    provinces: frozenset[str]
    members: frozenset[str]
    records: frozenset[int]
    purposes: frozenset[int]
    scopes: frozenset[int]
    confidence: str
    reading_confidence: str

    def in_force(self, member: str, day: date) -> bool:
        """Whether a member may rely on it that day."""
        here = (not self.provinces or member[:2] in self.provinces) and (not self.members or member in self.members)
        return here and day >= self.valid_from


@cache
def legal_bases() -> Mapping[str, LegalBasis]:
    """The laws of data/bases.toml by id."""
    text = resources.files("exchange.domain").joinpath("data/bases.toml").read_text(encoding="utf-8")
    return {one["id"]: _basis(one) for one in tomllib.loads(text)["basis"]}


def _basis(entry: Mapping[str, Any]) -> LegalBasis:
    return LegalBasis(
        basis_id=entry["id"],
        title=entry["title"],
        valid_from=date.fromisoformat(entry["valid_from"]),
        provinces=frozenset(entry["provinces"]),
        members=frozenset(entry["members"]),
        records=numbers(record_pb2.RecordType, "RECORD_TYPE_", entry["records"]),
        purposes=numbers(record_pb2.Purpose, "PURPOSE_", entry["purposes"]),
        scopes=numbers(recognition_pb2.RecognitionScope, "RECOGNITION_SCOPE_", entry["scopes"]),
        confidence=entry["confidence"],
        reading_confidence=entry["reading_confidence"],
    )


def numbers(enum: Any, prefix: str, names: list[str]) -> frozenset[int]:
    """The enum's values by their names without prefix; "*" is every value but 0.

    Raises:
        ValueError: a name isn't the enum's.
    """
    if names == [ANY]:
        return frozenset(enum.values()) - {0}
    return frozenset(enum.Value(f"{prefix}{name}") for name in names)
