"""Accounts of the web console, and how often somebody tried in vain: by the account's name, known or not, and by the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.storage.tables import console_accounts, login_failures

MOST_DOUBLINGS = 2  # of a wait: who guesses at somebody's name mustn't keep that person out for a day


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAccount:
    """One row; times in µs."""

    name: str
    role: str
    organ: str
    person: str
    password: str
    must_change: bool
    secret: bytes
    enrolled: bool
    last_step: int
    locked: bool
    created_at: int
    created_by: str
    used_at: int | None = None


def find(connection: Connection, name: str) -> StoredAccount | None:
    """The account of a name."""
    row = connection.execute(select(console_accounts).where(console_accounts.c.name == name)).first()
    return StoredAccount(**row._mapping) if row else None  # noqa: SLF001  # SQLAlchemy's public name


def list_all(connection: Connection) -> Sequence[StoredAccount]:
    """All, by name."""
    rows = connection.execute(select(console_accounts).order_by(console_accounts.c.name))
    return [StoredAccount(**row._mapping) for row in rows]  # noqa: SLF001


def add(connection: Connection, account: StoredAccount) -> None:
    """A new one; its name must be free."""
    connection.execute(insert(console_accounts).values(**{one.name: getattr(account, one.name) for one in fields(account)}))


def change(connection: Connection, name: str, **values: object) -> bool:
    """Sets columns; False where there is no such account."""
    return connection.execute(update(console_accounts).where(console_accounts.c.name == name).values(**values)).rowcount == 1


def remove(connection: Connection, name: str) -> bool:
    """False where there was none."""
    return connection.execute(delete(console_accounts).where(console_accounts.c.name == name)).rowcount == 1


def take_step(connection: Connection, name: str, step: int, *, now: int) -> bool:
    """Notes that a code of this time step was taken; False where this or a later one was taken before (RFC 6238 §5.2)."""
    mine = (console_accounts.c.name == name) & (console_accounts.c.last_step < step)
    return connection.execute(update(console_accounts).where(mine).values(last_step=step, used_at=now)).rowcount == 1


def blocked_until(connection: Connection, keys: Sequence[str]) -> int:
    """The latest moment (µs) before which none of the keys may try; 0 where none is held back."""
    rows = connection.execute(select(login_failures.c.until).where(login_failures.c.key.in_(keys))).scalars()
    return max(rows, default=0)


def failed(connection: Connection, key: str, *, now: int, window: int, limit: int, wait: int) -> int:
    """Counts a try in vain; from `limit` within `window` (µs) on, nothing may be tried for `wait` (µs), which doubles twice.

    Returns:
        Until when; 0 while the limit isn't reached.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    fresh = {"key": key, "count": 0, "first_at": now, "until": 0}
    connection.execute(dialect.insert(login_failures).values(**fresh).on_conflict_do_nothing())
    tried = select(login_failures.c["count"], login_failures.c.first_at, login_failures.c.until)
    before, first_at, held_until = connection.execute(tried.where(login_failures.c.key == key).with_for_update()).one()
    expired = now - max(first_at, held_until) > window
    count = 1 if expired else int(before) + 1
    until = now + wait * 2 ** min(count - limit, MOST_DOUBLINGS) if count >= limit else 0
    values = {"count": count, "first_at": now if expired else first_at, "until": until}
    connection.execute(update(login_failures).where(login_failures.c.key == key).values(**values))
    return until


def forgive(connection: Connection, key: str) -> None:
    """After a success."""
    connection.execute(delete(login_failures).where(login_failures.c.key == key))
