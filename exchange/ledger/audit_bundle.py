"""Audit events taken out as evidence: JSON lines that anyone can verify offline with the log's key.

    {"format": "delta-exchange/audit-bundle/v1", "ledger": "delta-exchange/310116/audit", "filter": "…"}
    {"checkpoint": "the signed note"}                                    before the events that it covers
    {"index": 7, "data": base64 of the AuditEvent, "proof": [base64 of 32 bytes, …], "event": the same in protobuf JSON}
    {"events": 1, "unsealed": 0}                                         the end; unsealed: matched, but no checkpoint covers them yet

Each event is proved to stand in the log (RFC 9162 §2.1.3). That none which matched the filter was left out, a bundle can't prove: the
node's own verification of the time does (AuditService.VerifyAuditLog).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import DecodeError

from exchange.ledger.checkpoints import SignedCheckpoint, open_checkpoint
from exchange.ledger.errors import NoteError, ProofError
from exchange.ledger.merkle import leaf_hash, verify_inclusion
from exchange.ledger.notes import COSIGNATURE_TYPE, VerifierKey
from exchange.v1 import audit_pb2 as pb

FORMAT = "delta-exchange/audit-bundle/v1"


class BundleError(ValueError):
    """A line doesn't hold; `line` counts from 1, `reason` is an ErrorReason without prefix."""

    def __init__(self, line: int, reason: str, detail: str) -> None:
        super().__init__(f"line {line}: {detail}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What a bundle proves."""

    ledger: str
    events: int
    unsealed: int
    size: int
    witnesses: tuple[str, ...]


def write_bundle(pages: Iterable[pb.ListAuditEventsResponse], *, ledger: str, filter_: str) -> Iterator[str]:
    """The lines, each with its newline; `pages` were asked for with `prove`."""
    yield _line({"format": FORMAT, "ledger": ledger, "filter": filter_})
    note, written, unsealed = b"", 0, 0
    for page in pages:
        if page.proved.note != note:
            note = page.proved.note
            yield _line({"checkpoint": note.decode()})
        for one in page.events:
            if one.index >= page.proved.size:
                unsealed += 1
                continue
            written += 1
            proof = [_encode(hash_) for hash_ in one.proof]
            yield _line({"index": one.index, "data": _encode(one.data), "proof": proof, "event": _readable(one.event)})
    yield _line({"events": written, "unsealed": unsealed})


def verify_bundle(lines: Iterable[str], *, keys: Sequence[VerifierKey], quorum: int = 0) -> Opened:
    """Verifies every line. `keys`: the audit log's, and witnesses'; `quorum` of these must have cosigned each checkpoint.

    Raises:
        BundleError: the first line that doesn't hold.
    """
    reading = _Reading(keys, quorum)
    for number, text in enumerate(lines, 1):
        reading.take(number, text)
    return reading.opened()


class _Reading:
    """A bundle, as far as it was read."""

    def __init__(self, keys: Sequence[VerifierKey], quorum: int) -> None:
        self._keys = keys
        self._quorum = quorum
        self._line = 0
        self._ledger = ""
        self._signed: SignedCheckpoint | None = None
        self._witnesses: tuple[str, ...] = ()
        self._events = 0
        self._end: dict[str, Any] | None = None

    def take(self, number: int, text: str) -> None:
        """One line."""
        self._line = number
        try:
            line = json.loads(text)
        except ValueError as error:
            raise self._wrong("FIELD_INVALID", "the line isn't JSON") from error
        if not isinstance(line, dict) or self._end is not None:
            raise self._wrong("FIELD_INVALID", "the line is no object, or stands behind the end")
        if number == 1:
            self._begin(line)
        elif "checkpoint" in line:
            self._take_checkpoint(line)
        elif "index" in line:
            self._take_event(line)
        else:
            self._finish(line)

    def opened(self) -> Opened:
        """What was proved."""
        if self._end is None:
            raise self._wrong("FIELD_INVALID", "the file ends before the bundle does: lines are missing")
        size = self._signed.checkpoint.size if self._signed else 0
        unsealed = int(self._end.get("unsealed", 0))
        return Opened(ledger=self._ledger, events=self._events, unsealed=unsealed, size=size, witnesses=self._witnesses)

    def _begin(self, line: dict[str, Any]) -> None:
        if line.get("format") != FORMAT:
            raise self._wrong("FIELD_INVALID", f"format is {line.get('format')!r}; it must be {FORMAT}")
        self._ledger = str(line.get("ledger", ""))

    def _take_checkpoint(self, line: dict[str, Any]) -> None:
        logs = [key for key in self._keys if key.name == self._ledger and key.kind != COSIGNATURE_TYPE]
        witnesses = [key for key in self._keys if key.kind == COSIGNATURE_TYPE]
        try:
            signed = open_checkpoint(str(line["checkpoint"]).encode(), origin=self._ledger, log_keys=logs, witnesses=witnesses)
        except NoteError as error:
            raise self._wrong("CHECKPOINT_INVALID", str(error)) from error
        self._witnesses = tuple(sorted({one.name for one in signed.cosignatures}))
        if len(self._witnesses) < self._quorum:
            raise self._wrong(
                "COSIGNATURE_INVALID", f"{len(self._witnesses)} of the given witnesses cosigned; {self._quorum} are asked for"
            )
        self._signed = signed

    def _take_event(self, line: dict[str, Any]) -> None:
        if self._signed is None:
            raise self._wrong("CHECKPOINT_INVALID", "no checkpoint stands before the event")
        data = self._decode(line.get("data"))
        proof = [self._decode(one) for one in line.get("proof", [])]
        checkpoint = self._signed.checkpoint
        try:
            verify_inclusion(leaf_hash=leaf_hash(data), index=int(line["index"]), size=checkpoint.size, proof=proof, root=checkpoint.root)
            event = pb.AuditEvent.FromString(data)
        except (ProofError, DecodeError, ValueError) as error:
            raise self._wrong("LEAF_HASH_MISMATCH", f"event {line['index']}: {error}") from error
        if _readable(event) != line.get("event"):
            raise self._wrong("FIELD_INVALID", f"event {line['index']}: what can be read isn't what was logged")
        self._events += 1

    def _finish(self, line: dict[str, Any]) -> None:
        if line.get("events") != self._events:
            raise self._wrong("FIELD_INVALID", f"the end names {line.get('events')} events; {self._events} are in the file")
        self._end = line

    def _decode(self, text: object) -> bytes:
        try:
            return base64.b64decode(str(text), validate=True)
        except (binascii.Error, ValueError) as error:
            raise self._wrong("FIELD_INVALID", "data and proof are base64") from error

    def _wrong(self, reason: str, detail: str) -> BundleError:
        return BundleError(self._line, reason, detail)


def _readable(event: pb.AuditEvent) -> dict[str, Any]:
    found: dict[str, Any] = json_format.MessageToDict(event, preserving_proto_field_name=True)
    return found


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
