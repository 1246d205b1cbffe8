"""Who a certificate speaks for: `exchange://<member code>/<role>/<name>`, the one URI in its subject alternative names (DESIGN §4).

>>> Identity.parse("exchange://310116/node/n1").role
<Role.NODE: 'node'>
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from exchange.trust.errors import IdentityError

SCHEME = "exchange"
_MEMBER = re.compile(r"[0-9]{6}")  # GB/T 2260
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")  # unreserved characters of RFC 3986 §2.3, so that a URI has one spelling
_PARTS = 3


class Role(StrEnum):
    """What the bearer of a certificate may be."""

    NODE = "node"
    ORGAN = "organ"
    PLANNER = "planner"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system-admin"
    SECURITY_ADMIN = "security-admin"


DISJOINT_ROLES = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
"""No two of these in one person (GB/T 22239-2019 8.1.5, 三权分立)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """A member's node, organ (name = USCC) or person (name = staff name or number).

    Raises:
        IdentityError: a part is malformed.
    """

    member: str
    role: Role
    name: str

    def __post_init__(self) -> None:
        if not _MEMBER.fullmatch(self.member):
            raise IdentityError(f"member {self.member!r}; it must be six digits (GB/T 2260)", reason="MEMBER")
        if not _NAME.fullmatch(self.name):
            message = f"name {self.name!r}; it must be 1 to 64 of letters, digits, '.', '_', '-', and start with a letter or digit"
            raise IdentityError(message, reason="NAME")

    @property
    def uri(self) -> str:
        """The identity as it stands in a certificate."""
        return f"{SCHEME}://{self.member}/{self.role.value}/{self.name}"

    def acting(self, person: str) -> str:
        """The URI with the person who acts for the identity, where that is known, as its fragment."""
        return f"{self.uri}#{person}" if person else self.uri

    @classmethod
    def parse(cls, uri: str) -> Identity:
        """Reads `uri`.

        Raises:
            IdentityError: another scheme, another shape, an unknown role, or a malformed member or name.
        """
        scheme, separator, rest = uri.partition("://")
        if scheme != SCHEME or not separator:
            raise IdentityError(f"identity {uri!r}; it must begin with {SCHEME}://", reason="SCHEME")
        parts = rest.split("/")
        if len(parts) != _PARTS:
            raise IdentityError(f"identity {uri!r}; it must be {SCHEME}://<member>/<role>/<name>", reason="SHAPE")
        member, role, name = parts
        if role not in set(Role):
            raise IdentityError(f"identity {uri!r}: role {role!r}; known are {', '.join(Role)}", reason="ROLE")
        return cls(member=member, role=Role(role), name=name)
