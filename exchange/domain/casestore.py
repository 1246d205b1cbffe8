"""The port between a node and a local case store: what is collected from it, what is delivered to it (DESIGN §7).

Rules that every implementation keeps:

* `collect` resumes at a cursor that the store gave out earlier; the empty cursor is the beginning. A row that changed
  after it was given comes again. Rows that can't be sent (natural persons, faults) come as `RowFault`s, not as errors,
  and the cursor goes past them: one bad row never holds up the rest.
* `apply` is exactly once: the changed rows and the mark `exchange_inbox(record_id)` are written in one transaction.
* A refusal (`StoreRefusedError`) is about one record and stays until somebody changes the data, the mapping or the
  store. `StoreUnreachableError` is about the store: the same call may succeed later.

No personal identity number leaves a store, whatever column it stands in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from exchange.v1 import outcome_pb2, record_pb2

SHOWN_CHARACTERS = 40
"""Characters of an offending value that a `RowFault` repeats."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFault:
    """What is wrong with one row of a file or table.

    Attributes:
        line: line of the file (the header is line 1), or the row's integer key in a database table; 0 where the fault is
            of the whole.
        field: column as the source names it; empty where the row as a whole is meant.
        rule: UPPER_SNAKE name of the rule that was broken.
        value: the offending value, shortened, identity numbers masked.
        message: what is wrong and what would be right, Chinese first, then English.
    """

    line: int
    field: str
    rule: str
    value: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One decision that is new, changed or withdrawn in the case store.

    Attributes:
        source_key: what identifies the decision in its store; the same over all its changes.
        operation: "upsert" carries the outcome as it is now; "withdraw" takes it back.
        outcome: the decision; None for "withdraw".
        reason: why it was withdrawn; empty for "upsert".
        withdrawal: which kind of withdrawal; UNSPECIFIED for "upsert".
    """

    source_key: str
    operation: Literal["upsert", "withdraw"]
    outcome: outcome_pb2.Outcome | None
    reason: str = ""
    withdrawal: outcome_pb2.OutcomeRevisionKind = outcome_pb2.OUTCOME_REVISION_KIND_UNSPECIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """One page of changes.

    Attributes:
        changes: in the store's order of change.
        cursor: where the next call goes on; opaque.
        rejected: rows that were passed over, and why.
        more: whether another page waits behind the cursor now.
    """

    changes: tuple[Change, ...]
    cursor: str
    rejected: tuple[RowFault, ...]
    more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A neighbour's verified record on its way into the local case store; the fields are those of its header.

    Attributes:
        record_id: UUIDv7 of the record.
        thread_id: record that it continues; empty where it starts a thread.
        supersedes: record that it replaces; empty where none.
        origin: member code of the ledger that it came from.
        organ: USCC of the organ that signed.
        issued_at: aware datetime.
        body: the record's content.
    """

    record_id: str
    thread_id: str
    supersedes: str
    origin: str
    organ: str
    issued_at: datetime
    body: record_pb2.RecordBody


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryResult:
    """What became of one delivery of a batch.

    Attributes:
        record_id: the record's id.
        status: "applied" now, "already" applied earlier, or "refused".
        reason: UPPER_SNAKE reason of a refusal, else empty.
        field: the field refused, else empty.
        detail: what is wrong and what would be right, else empty.
    """

    record_id: str
    status: Literal["applied", "already", "refused"]
    reason: str = ""
    field: str = ""
    detail: str = ""


class CaseStoreError(Exception):
    """Root of what a case store raises."""


class StoreRefusedError(CaseStoreError):
    """This record can't be mapped or stored; trying again without a change is useless.

    Attributes:
        reason: UPPER_SNAKE reason.
        field: the field in question; empty where the record as a whole is meant.
        detail: what is wrong and what would be right.
    """

    def __init__(self, reason: str, *, field: str, detail: str) -> None:
        super().__init__(f"{reason} {field}: {detail}" if field else f"{reason}: {detail}")
        self.reason = reason
        self.field = field
        self.detail = detail


class StoreUnreachableError(CaseStoreError):
    """The store can't be used at the moment (down, locked, its tables missing); the same call may succeed later."""


class StoreConfigurationError(CaseStoreError, ValueError):
    """Options or mapping of a case store that can't work; the message names file, field and what would be right."""


class CaseStore(Protocol):
    """A local case store. Safe to be used by one job at a time; several processes may hold their own."""

    name: str
    """Name from the settings."""

    accepts: frozenset[str]
    """Names of the `RecordBody` payloads ("outcome", "lead", …) that `apply` has a place for."""

    def collect(self, cursor: str, limit: int) -> Collected:
        """Returns at most `limit` rows' worth of changes behind `cursor`.

        Raises:
            ValueError: the cursor isn't one of this store's, or `limit` is not positive.
            StoreUnreachableError: the store can't be read now.
        """
        ...

    def apply(self, delivery: Delivery) -> Literal["applied", "already"]:
        """Writes one record, exactly once.

        Raises:
            StoreRefusedError: this record can't be stored.
            StoreUnreachableError: the store can't be written now; nothing was.
        """
        ...

    def apply_many(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        """Writes many records in one transaction; a refused one doesn't stop the others.

        Returns:
            One result for each delivery, in their order.

        Raises:
            StoreUnreachableError: the store can't be written now; nothing was.
        """
        ...

    def close(self) -> None:
        """Gives back connections."""
        ...


def content_digest(outcome: outcome_pb2.Outcome) -> bytes:
    """Returns 32 bytes (SHA-256) that change when the content does.

    For telling whether a row really changed since it was last sent, on one node; it isn't signed and never travels.
    """
    return hashlib.sha256(outcome.SerializeToString(deterministic=True)).digest()


def shown(value: str) -> str:
    """Returns a value as a fault may repeat it: one line, shortened."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[:SHOWN_CHARACTERS] + "…"
