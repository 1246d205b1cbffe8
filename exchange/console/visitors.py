"""Who is here: a visitor has an identity (member, role, name), perhaps a person's account within it, a language and a purpose.

Sessions live on the server; the cookie holds a random token, the database its SHA-256. Logging in always makes a new one.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from exchange.domain.audit import AuditTag
from exchange.storage import audit, sessions
from exchange.storage.sessions import StoredSession
from exchange.sync.context import NodeContext
from exchange.texts.i18n import CHINESE
from exchange.trust.identity import Identity, Role
from exchange.v1 import audit_pb2

COOKIE = "__Host-exchange"
TOKEN_SIZE = 32  # random bytes
PURPOSES: dict[Role, tuple[str, ...]] = {
    Role.ORGAN: ("CASE_HANDLING", "LEAD_TRANSFER", "OUTCOME_RECOGNITION", "STANDARD_ALIGNMENT", "JOINT_INSPECTION", "PUBLICATION"),
    Role.PLANNER: ("JOINT_INSPECTION",),
    Role.AUDITOR: ("SUPERVISION",),
    Role.SYSTEM_ADMIN: ("SUPERVISION",),
    Role.SECURITY_ADMIN: ("SUPERVISION",),
}
"""What a role may be here for; the first is taken at log-in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """One logged-in person. `how` is "certificate", "account" or "oidc"; `token_digest` names the session."""

    identity: Identity
    person: str
    how: str
    language: str
    purpose: str
    token_digest: bytes
    csrf: str
    certificate: str = ""

    @property
    def role(self) -> Role:
        """The role."""
        return self.identity.role


class Visitors:
    """The sessions of one node."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context

    def enter(self, identity: Identity, *, person: str, how: str, language: str = CHINESE, certificate: str = "") -> tuple[str, Visitor]:
        """A new session; returns its token, for the cookie, and the visitor."""
        token = urlsafe_b64encode(self._context.randomness(TOKEN_SIZE)).decode().rstrip("=")
        now = self._context.microseconds()
        stored = StoredSession(
            token_digest=_digest(token),
            identity=identity.uri,
            person=person,
            how=how,
            language=language,
            purpose=PURPOSES[identity.role][0],
            certificate=certificate,
            created_at=now,
            seen_at=now,
        )
        with self._context.database.durable() as connection:
            sessions.add(connection, stored)
        return token, _visitor(stored, token)

    def find(self, token: str) -> Visitor | None:
        """The visitor of a cookie's token; None where the session ended, by log-out, idleness or age."""
        settings, now = self._context.settings.console, self._context.microseconds()
        with self._context.database.durable() as connection:
            stored = sessions.touch(
                connection, _digest(token), now=now, idle_us=int(settings.idle_s * 1e6), life_us=int(settings.session_s * 1e6)
            )
        return _visitor(stored, token) if stored else None

    def change(self, visitor: Visitor, *, language: str = "", purpose: str = "") -> Visitor:
        """Another language or purpose from now on."""
        changed = replace(visitor, language=language or visitor.language, purpose=purpose or visitor.purpose)
        with self._context.database.durable() as connection:
            sessions.change(connection, visitor.token_digest, language=changed.language, purpose=changed.purpose)
        return changed

    def list(self) -> Sequence[StoredSession]:
        """All sessions, newest first."""
        with self._context.database.reading() as connection:
            return sessions.list_all(connection)

    def end(self, digest: str, *, by: str) -> None:
        """Ends a session, named by the hex digest of its token; `by` goes into the audit log."""
        with self._context.database.durable() as connection:
            found = [one for one in sessions.list_all(connection) if one.token_digest.hex() == digest]
            for one in found:
                sessions.remove(connection, one.token_digest)
                event = audit_pb2.AuditEvent(
                    tag=AuditTag.LOGGED_OUT,
                    actor=by,
                    member=self._context.member,
                    result=audit_pb2.AUDIT_RESULT_ALLOWED,
                    detail=f"session of {one.identity} {one.person} ended".replace("  ", " "),
                )
                event.at.FromDatetime(self._context.now())
                audit.append(connection, self._context.member, [event], now=self._context.microseconds())

    def leave(self, visitor: Visitor) -> None:
        """Ends the session."""
        with self._context.database.durable() as connection:
            sessions.remove(connection, visitor.token_digest)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _visitor(stored: StoredSession, token: str) -> Visitor:
    return Visitor(
        identity=Identity.parse(stored.identity),
        person=stored.person,
        how=stored.how,
        language=stored.language,
        purpose=stored.purpose,
        token_digest=stored.token_digest,
        csrf=hmac.new(token.encode(), b"csrf", sha256).hexdigest(),
        certificate=stored.certificate,
    )
