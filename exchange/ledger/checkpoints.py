"""Checkpoints: a ledger's size and root, signed (C2SP tlog-checkpoint.md), cosigned by witnesses (tlog-cosignature.md).

>>> checkpoint = Checkpoint(origin="delta-exchange/310116/ledger", size=0, root=EMPTY_ROOT)
>>> parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint
True
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exchange.ledger.errors import NoteError
from exchange.ledger.keys import Signer
from exchange.ledger.merkle import EMPTY_ROOT, HASH_SIZE, MAX_SIZE
from exchange.ledger.notes import NoteSignature, VerifierKey, cosign_line, parse_note, sign_note, verify_note

ORIGIN_PREFIX = "delta-exchange"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_ORIGIN = re.compile(rf"{ORIGIN_PREFIX}/([0-9]{{6}})/(ledger|audit)")
_MINIMUM_LINES = 3  # origin, size, root


def ledger_origin(member: str) -> str:
    """The origin line of a member's ledger, which is also the name of the key that signs its checkpoints."""
    return f"{ORIGIN_PREFIX}/{member}/ledger"


def audit_origin(member: str) -> str:
    """The origin line of a member's audit ledger, and its key's name."""
    return f"{ORIGIN_PREFIX}/{member}/audit"


def witness_name(member: str) -> str:
    """The name of the key a member cosigns with."""
    return f"{ORIGIN_PREFIX}/{member}/witness"


def member_of(origin: str) -> str:
    """The member whose ledger an origin line names.

    Raises:
        NoteError: the line isn't one of this exchange's.
    """
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        raise NoteError(f"ledger {origin!r}; it must be {ORIGIN_PREFIX}/<six digits>/ledger or …/audit")
    return match[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """What a ledger was at one moment: `size` entries, under the 32-byte `root`."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose log signature was verified, the note it came in, and the witnesses' cosignatures that were."""

    checkpoint: Checkpoint
    note: bytes
    cosignatures: tuple[NoteSignature, ...]


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The note's text.

    Raises:
        NoteError: `parse_checkpoint` wouldn't read it back.
    """
    root = base64.b64encode(checkpoint.root).decode()
    text = "".join(f"{line}\n" for line in (checkpoint.origin, checkpoint.size, root, *checkpoint.extensions))
    if parse_checkpoint(text) != checkpoint:
        raise NoteError("the checkpoint's origin and extensions must each be one line")
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Reads a note's text.

    Raises:
        NoteError: fewer than three lines, no origin, a size that isn't a plain decimal, a root that isn't 32 bytes.
    """
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < _MINIMUM_LINES or not lines[0]:
        raise NoteError("a checkpoint has an origin line, a size line and a root line")
    if not _DECIMAL.fullmatch(lines[1]) or int(lines[1]) >= MAX_SIZE:
        raise NoteError(f"checkpoint size {lines[1]!r}; it must be a decimal below 2^63 without leading zeros")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("the checkpoint's root isn't base64") from error
    if len(root) != HASH_SIZE or base64.b64encode(root).decode() != lines[2]:
        raise NoteError("the checkpoint's root must be 32 bytes in canonical base64")
    if any(not line for line in lines[3:]):
        raise NoteError("an extension line of a checkpoint is empty")
    size = int(lines[1])
    if size == 0 and root != EMPTY_ROOT:
        raise NoteError("the checkpoint's size is 0, but its root isn't the empty tree's")
    return Checkpoint(origin=lines[0], size=size, root=root, extensions=tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """The note, signed by the log's key, whose name is the origin line."""
    return sign_note(format_checkpoint(checkpoint), [(checkpoint.origin, signer)])


def open_checkpoint(
    note: bytes, *, origin: str, log_keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()
) -> SignedCheckpoint:
    """Verifies a checkpoint note.

    Raises:
        NoteError: malformed, of another origin, not signed by the log, or with a wrong signature by a known key.
    """
    verified = verify_note(note, [*log_keys, *witnesses])
    checkpoint = parse_checkpoint(verified.text)
    if checkpoint.origin != origin:
        raise NoteError(f"a checkpoint of {checkpoint.origin!r}; one of {origin!r} was asked for")
    log_hashes = {(key.name, key.key_hash) for key in log_keys if key.name == origin}
    by_log = [one for one in verified.signatures if (one.name, one.key_hash) in log_hashes]
    if not by_log:
        raise NoteError(f"the checkpoint isn't signed by a key of {origin}")
    cosignatures = tuple(one for one in verified.signatures if one.timestamp is not None)
    return SignedCheckpoint(checkpoint=checkpoint, note=note, cosignatures=cosignatures)


def cosign(note: bytes, *, name: str, signer: Signer, timestamp: int) -> NoteSignature:
    """A witness's cosignature over a checkpoint it has verified; `timestamp` in POSIX seconds.

    Raises:
        NoteError: the note is malformed.
    """
    text, _ = parse_note(note)
    parse_checkpoint(text)
    return cosign_line(text, name=name, signer=signer, timestamp=timestamp)


def add_signatures(note: bytes, signatures: Iterable[NoteSignature]) -> bytes:
    """The note with the signature lines appended that it doesn't carry yet (same name and key); the first of each is taken.

    Raises:
        MalformedNoteError: the note, or what it would become, couldn't be read.
    """
    _, present = parse_note(note)
    carried = {(one.name, one.key_hash) for one in present}
    added: dict[tuple[str, bytes], NoteSignature] = {}
    for one in signatures:
        if (one.name, one.key_hash) not in carried:
            added.setdefault((one.name, one.key_hash), one)
    grown = note + b"".join(one.line for one in added.values())
    parse_note(grown)
    return grown


@dataclass(frozen=True, kw_only=True, slots=True)
class WitnessPolicy:
    """How many of which witnesses make a checkpoint witnessed. Without witnesses, or with quorum 0, none ever is.

    A cosignature doesn't commit to its signer's name (tlog-cosignature.md), so neither one key under two names nor one name with
    two keys counts twice.
    """

    quorum: int
    witnesses: tuple[VerifierKey, ...]

    def is_witnessed(self, signed: SignedCheckpoint) -> bool:
        """Whether enough different witnesses have cosigned."""
        known = {(key.name, key.key_hash): key for key in self.witnesses}
        keys = [known[one.name, one.key_hash] for one in signed.cosignatures if (one.name, one.key_hash) in known]
        names = set({one.key.raw: one.name for one in keys}.values())  # one name a key, then each name once
        return self.quorum > 0 and len(names) >= self.quorum
