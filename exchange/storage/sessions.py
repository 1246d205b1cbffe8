"""Sessions of the web console, by the digest of their token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from exchange.storage.tables import console_sessions

SEEN_STEP_US = 60_000_000  # how exactly the last visit is kept: a page isn't to cost a write each time


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSession:
    """One row; times in µs."""

    token_digest: bytes
    identity: str
    person: str
    how: str
    language: str
    purpose: str
    certificate: str
    created_at: int
    seen_at: int


def add(connection: Connection, session: StoredSession) -> None:
    """A new session."""
    values = {name: getattr(session, name) for name in StoredSession.__dataclass_fields__}
    connection.execute(insert(console_sessions).values(**values))


def touch(connection: Connection, token_digest: bytes, *, now: int, idle_us: int, life_us: int) -> StoredSession | None:
    """The session, seen now; None where there is none, or it was idle or alive too long (it is removed then)."""
    row = connection.execute(select(console_sessions).where(console_sessions.c.token_digest == token_digest)).first()
    if row is None:
        return None
    if now - row.seen_at > idle_us or now - row.created_at > life_us:
        remove(connection, token_digest)
        return None
    if now - row.seen_at > SEEN_STEP_US:
        connection.execute(update(console_sessions).where(console_sessions.c.token_digest == token_digest).values(seen_at=now))
    return StoredSession(**{**row._mapping, "token_digest": bytes(row.token_digest)})  # noqa: SLF001  # SQLAlchemy's public name


def list_all(connection: Connection) -> Sequence[StoredSession]:
    """All that stand, newest first; idle ones end when they are next used."""
    rows = connection.execute(select(console_sessions).order_by(console_sessions.c.created_at.desc()))
    return [StoredSession(**{**row._mapping, "token_digest": bytes(row.token_digest)}) for row in rows]  # noqa: SLF001


def change(connection: Connection, token_digest: bytes, *, language: str, purpose: str) -> None:
    """Language and purpose."""
    mine = console_sessions.c.token_digest == token_digest
    connection.execute(update(console_sessions).where(mine).values(language=language, purpose=purpose))


def remove(connection: Connection, token_digest: bytes) -> None:
    """Ends it."""
    connection.execute(delete(console_sessions).where(console_sessions.c.token_digest == token_digest))


def remove_of(connection: Connection, identity: str, person: str) -> int:
    """Ends all sessions of a person; returns how many there were."""
    mine = (console_sessions.c.identity == identity) & (console_sessions.c.person == person)
    return connection.execute(delete(console_sessions).where(mine)).rowcount
