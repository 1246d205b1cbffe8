"""Forked ledgers: frozen with both signed notes as evidence, until a person lifts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from exchange.storage.ledgers import keep_checkpoint
from exchange.storage.tables import checkpoints, fork_evidence, ledgers
from exchange.v1 import error_pb2
from exchange.wire import reason_name


def freeze(
    connection: Connection, origin: str, *, reason: error_pb2.ErrorReason, first: bytes, second: bytes, source: str, now: int
) -> bool:
    """Keeps the evidence and freezes the ledger; False where it is frozen on the same evidence already. `now` in µs."""
    same = (fork_evidence.c.origin == origin) & (fork_evidence.c.second_note == second) & fork_evidence.c.lifted_at.is_(None)
    if connection.execute(select(fork_evidence.c.id).where(same)).first():
        return False
    connection.execute(
        insert(fork_evidence).values(
            origin=origin, reason=reason_name(reason), first_note=first, second_note=second, source=source, found_at=now
        )
    )
    connection.execute(
        update(ledgers)
        .where(ledgers.c.origin == origin, ledgers.c.frozen_at.is_(None))
        .values(frozen_at=now, frozen_reason=reason_name(reason))
    )
    return True


def remember_target(connection: Connection, ledger: int, *, size: int, note: bytes, now: int) -> None:
    """Keeps the note a mirror is being brought up to: what is taken towards it never stands without a signature. `now` in µs."""
    witnessed = select(ledgers.c.witnessed_size).where(ledgers.c.ledger == ledger).scalar_subquery()  # its note is the proof that it was
    connection.execute(delete(checkpoints).where(checkpoints.c.ledger == ledger, checkpoints.c.size != witnessed))
    keep_checkpoint(connection, ledger, size=size, note=note, now=now)


def contradicted_note(connection: Connection, origin: str) -> bytes:
    """The signed note that stands for what is mirrored: the latest reached, or the one that entries beyond it were proved against."""
    row = connection.execute(select(ledgers).where(ledgers.c.origin == origin)).one()
    if row.size > row.checkpoint_size:
        target = select(checkpoints.c.note).where(checkpoints.c.ledger == row.ledger, checkpoints.c.size >= row.size)
        if (note := connection.execute(target).scalar()) is not None:
            return bytes(note)
    return bytes(row.checkpoint or b"")


def is_frozen(connection: Connection, origin: str) -> bool:
    """Whether evidence stands that nobody has lifted."""
    open_evidence = (fork_evidence.c.origin == origin) & fork_evidence.c.lifted_at.is_(None)
    return connection.execute(select(fork_evidence.c.id).where(open_evidence).limit(1)).first() is not None


def lift(connection: Connection, origin: str, *, by: str, now: int) -> int:
    """A person's decision to go on; the evidence stays. Returns how many pieces were open. `now` in µs."""
    open_evidence = (fork_evidence.c.origin == origin) & fork_evidence.c.lifted_at.is_(None)
    count = connection.execute(update(fork_evidence).where(open_evidence).values(lifted_at=now, lifted_by=by)).rowcount
    connection.execute(update(ledgers).where(ledgers.c.origin == origin).values(frozen_at=None, frozen_reason=None))
    return int(count)


def list_evidence(connection: Connection) -> Sequence[Any]:
    """All evidence, lifted or not, newest first."""
    return connection.execute(select(fork_evidence).order_by(fork_evidence.c.id.desc())).all()
