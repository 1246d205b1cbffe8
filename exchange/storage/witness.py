"""The witness: what this node has cosigned of each ledger never goes back, across restarts and processes.

Semantics of C2SP tlog-witness `add-checkpoint`: a stale size, a wrong root and an unknown log are different answers; what is cosigned is
on disk before the cosignature leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exchange.ledger.checkpoints import Checkpoint, cosign, open_checkpoint, witness_name
from exchange.ledger.errors import NoteError, ProofError
from exchange.ledger.keys import Signer
from exchange.ledger.merkle import EMPTY_ROOT, verify_consistency
from exchange.ledger.notes import VerifierKey, keep_known
from exchange.storage import forks
from exchange.storage.engine import Database
from exchange.storage.tables import witness_states
from exchange.v1 import error_pb2, ledger_pb2
from exchange.wire import RefusedError


@dataclass(frozen=True, kw_only=True, slots=True)
class Witness:
    """Who cosigns, and whose keys it knows."""

    database: Database
    member: str
    signer: Signer
    log_keys: Callable[[str], Sequence[VerifierKey]]
    now: Callable[[], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    size: int
    root: bytes
    note: bytes


def add_checkpoint(witness: Witness, *, origin: str, request: ledger_pb2.CosignRequest) -> bytes:
    """The cosignature line over the request's checkpoint.

    Raises:
        RefusedError: CHECKPOINT_INVALID, FIELD_INVALID (old size beyond the checkpoint), CHECKPOINT_STALE (metadata `size` says what was
            cosigned last), ROOT_MISMATCH, CONSISTENCY_PROOF_INVALID, LEDGER_FROZEN.
    """
    try:
        checkpoint = open_checkpoint(request.checkpoint, origin=origin, log_keys=witness.log_keys(origin)).checkpoint
    except NoteError as error:
        raise RefusedError(error_pb2.ERROR_REASON_CHECKPOINT_INVALID, str(error)) from error
    if request.old_size > checkpoint.size:
        raise RefusedError(
            error_pb2.ERROR_REASON_FIELD_INVALID, f"old_size {request.old_size} is beyond the checkpoint's {checkpoint.size}"
        )
    now = witness.now()
    with witness.database.durable() as connection:
        state = _locked_state(connection, origin)
        if fork := _fork(state, checkpoint):
            forks.freeze(
                connection,
                origin,
                reason=error_pb2.ERROR_REASON_ROOT_MISMATCH,
                first=state.note,
                second=request.checkpoint,
                source=origin,
                now=now,
            )
            refusal: RefusedError | None = fork
        else:
            refusal = _refusal(connection, origin, state, checkpoint, request)
            if refusal is None:
                _remember(connection, origin, checkpoint, keep_known(request.checkpoint, witness.log_keys(origin)), now)
    if refusal is not None:
        raise refusal
    return cosign(request.checkpoint, name=witness_name(witness.member), signer=witness.signer, timestamp=now // 1_000_000).line


def _locked_state(connection: Connection, origin: str) -> _State:
    """What was cosigned last, locked. The row is there before it is locked and is never replaced: who waits for it sees what it became."""
    empty = {"origin": origin, "size": 0, "root": EMPTY_ROOT, "note": b"", "at": 0}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(witness_states).values(**empty).on_conflict_do_nothing())
    row = connection.execute(select(witness_states).where(witness_states.c.origin == origin).with_for_update()).one()
    return _State(size=row.size, root=bytes(row.root), note=bytes(row.note))


def _fork(state: _State, checkpoint: Checkpoint) -> RefusedError | None:
    """Two signed notes of one size with two roots: proof of a fork, whatever else the request says."""
    if state.note and state.size == checkpoint.size and state.root != checkpoint.root:
        return RefusedError(
            error_pb2.ERROR_REASON_ROOT_MISMATCH, f"at size {state.size} another root was cosigned; both notes are kept as evidence"
        )
    return None


def _refusal(
    connection: Connection, origin: str, state: _State, checkpoint: Checkpoint, request: ledger_pb2.CosignRequest
) -> RefusedError | None:
    if forks.is_frozen(connection, origin):
        return RefusedError(
            error_pb2.ERROR_REASON_LEDGER_FROZEN, f"{origin} has forked; nothing more of it is cosigned until a person lifts that"
        )
    if request.old_size != state.size:
        return RefusedError(
            error_pb2.ERROR_REASON_CHECKPOINT_STALE,
            f"old_size is {request.old_size}; {state.size} was cosigned last",
            metadata={"size": str(state.size)},
        )
    if state.size == 0:  # nothing was cosigned yet: any tree follows, and the proof must be empty (tlog-witness.md)
        given = len(request.consistency_proof)
        return (
            RefusedError(error_pb2.ERROR_REASON_CONSISTENCY_PROOF_INVALID, f"{given} hashes from size 0; none are needed")
            if given
            else None
        )
    try:
        verify_consistency(
            size1=state.size, size2=checkpoint.size, proof=list(request.consistency_proof), root1=state.root, root2=checkpoint.root
        )
    except ProofError as error:
        return RefusedError(error_pb2.ERROR_REASON_CONSISTENCY_PROOF_INVALID, str(error))
    return None


def _remember(connection: Connection, origin: str, checkpoint: Checkpoint, note: bytes, now: int) -> None:
    values = {"size": checkpoint.size, "root": checkpoint.root, "note": note, "at": now}
    connection.execute(update(witness_states).where(witness_states.c.origin == origin).values(**values))
