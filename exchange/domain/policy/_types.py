"""What each type of record may be, and who may see it for what (data/record_types.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from exchange.domain.policy._bases import numbers
from exchange.v1 import record_pb2

NODE = "node"
"""The role of a node's own certificate: it moves records between nodes, whole ledgers at a time, and reads none of them."""
ROLE_PURPOSES: Mapping[str, frozenset[int]] = {
    NODE: frozenset({record_pb2.PURPOSE_SYNCHRONISATION}),
    "organ": frozenset(record_pb2.Purpose.values()) - {record_pb2.PURPOSE_UNSPECIFIED, record_pb2.PURPOSE_SYNCHRONISATION},
    "planner": frozenset({record_pb2.PURPOSE_JOINT_INSPECTION}),
    "auditor": frozenset({record_pb2.PURPOSE_SUPERVISION}),
    "system-admin": frozenset({record_pb2.PURPOSE_SUPERVISION}),
    "security-admin": frozenset({record_pb2.PURPOSE_SUPERVISION}),
}
"""What a role may call for (个保法 34: within its powers). A role that isn't here calls for nothing that needs a purpose."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeRules:
    """One line of the table: sharing classes, purposes of sharing, purposes and roles of asking; the article they rest on."""

    classes: frozenset[int]
    purposes: frozenset[int]
    asked_for: frozenset[int]
    roles: frozenset[str]
    article: str


@cache
def type_rules() -> Mapping[int, TypeRules]:
    """The table by RecordType."""
    text = resources.files("exchange.domain").joinpath("data/record_types.toml").read_text(encoding="utf-8")
    return {
        record_pb2.RecordType.Value(f"RECORD_TYPE_{name}"): TypeRules(
            classes=numbers(record_pb2.SharingClass, "SHARING_CLASS_", one["classes"]),
            purposes=numbers(record_pb2.Purpose, "PURPOSE_", one["purposes"]),
            asked_for=numbers(record_pb2.Purpose, "PURPOSE_", one["asked_for"]),
            roles=frozenset(one["roles"]),
            article=one["article"],
        )
        for name, one in tomllib.loads(text).items()
    }


@cache
def readable_types(role: str, purpose: int) -> frozenset[int]:
    """The RecordTypes that a role may be shown on a call for a purpose; whether a record of these is for the caller is another matter."""
    if purpose not in ROLE_PURPOSES.get(role, frozenset()):
        return frozenset()
    if role == NODE:
        return frozenset(type_rules())
    return frozenset(kind for kind, one in type_rules().items() if role in one.roles and purpose in one.asked_for)
