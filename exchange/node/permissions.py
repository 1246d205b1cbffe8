"""Who may call what, read from permissions.toml: deny by default, refuse to start where the list and the services differ."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from exchange.trust.identity import Role
from exchange.v1 import record_pb2

PACKAGE = "exchange.v1"
OPEN_SERVICES = frozenset({"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection", "grpc.reflection.v1.ServerReflection"})


class PermissionsError(RuntimeError):
    """permissions.toml doesn't fit the services."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """For one method. `purposes` is empty where the call needs none."""

    roles: frozenset[Role]
    own_member_only: bool
    purposes: frozenset[int]


def load_permissions(methods: Iterable[str]) -> Mapping[str, Permission]:
    """The permissions by full method name ("/exchange.v1.RecordService/GetRecord").

    Raises:
        PermissionsError: a served method isn't listed, a listed one isn't served, or a word is unknown.
    """
    document = tomllib.loads(resources.files("exchange.node").joinpath("permissions.toml").read_text(encoding="utf-8"))
    listed = {
        f"/{PACKAGE}.{service}/{method}": _permission(f"{service}/{method}", entry)
        for service, entries in document.items()
        for method, entry in entries.items()
    }
    if difference := sorted(set(methods) ^ set(listed)):
        raise PermissionsError(f"permissions.toml and the services differ in {', '.join(difference)}")
    return listed


def _permission(name: str, entry: Mapping[str, object]) -> Permission:
    roles, members, purposes = entry.get("roles"), entry.get("members"), entry.get("purpose")
    if not isinstance(roles, list) or not roles or members not in {"own", "any"}:
        raise PermissionsError(f"permissions.toml, {name}: roles must be a non-empty list and members 'own' or 'any'")
    try:
        numbers = frozenset() if purposes == "none" else frozenset(purpose_number(one) for one in _texts(purposes))
        return Permission(roles=frozenset(Role(one) for one in roles), own_member_only=members == "own", purposes=numbers)
    except ValueError as error:
        raise PermissionsError(f"permissions.toml, {name}: {error}") from error


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not value:
        raise ValueError("purpose must be 'none' or a non-empty list")
    return [str(one) for one in value]


def purpose_number(code: str) -> int:
    """`CASE_HANDLING` → its number.

    Raises:
        ValueError: no such purpose.
    """
    return int(record_pb2.Purpose.Value(f"PURPOSE_{code}"))
