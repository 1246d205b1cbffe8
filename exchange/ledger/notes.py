"""C2SP signed notes (signed-note.md) and timestamped cosignatures (tlog-cosignature.md).

A note is text, a blank line, and signature lines `— <key name> <base64 of 4-byte key hash ‖ signature>`. Checkpoints are notes, so tools
made elsewhere verify ours.

Rules held here: the text is UTF-8 without control characters but newline and ends with one; a signature by a known key must be
right; signatures by unknown keys are kept but prove nothing; a note that no known key signed isn't verified.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from exchange.ledger.errors import (
    MalformedNoteError,
    NoteError,
    NoteSignatureError,
    SignatureError,
    UnsignedNoteError,
    UnsoundKeyError,
    UnsupportedAlgorithmError,
)
from exchange.ledger.keys import ED25519, PublicKey, Signer, load_group_element

ED25519_TYPE = 0x01  # signed-note.md, signature types
COSIGNATURE_TYPE = 0x04  # tlog-cosignature.md: timestamped Ed25519
MAX_NOTE_SIZE = 1_000_000  # bytes; golang/mod sumdb/note
MAX_SIGNATURES = 100  # golang/mod sumdb/note
MAX_TIMESTAMP = (1 << 63) - 1  # POSIX seconds, tlog-cosignature.md
_TIMESTAMP_SIZE = 8  # bytes, tlog-cosignature.md
_KEY_HASH_SIZE = 4  # bytes, signed-note.md
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")  # below U+0020, but newline (signed-note.md)
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifierKey:
    """A named key of notes; `kind` is ED25519_TYPE or COSIGNATURE_TYPE."""

    name: str
    kind: int
    key: PublicKey

    @property
    def key_hash(self) -> bytes:
        """SHA-256(name ‖ newline ‖ type ‖ key), first 4 bytes (signed-note.md)."""
        return _key_hash(self.name, self.kind, self.key.raw)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteSignature:
    """One signature line. `timestamp` (POSIX seconds) is set on verified cosignatures."""

    name: str
    key_hash: bytes
    value: bytes
    timestamp: int | None = None

    @property
    def line(self) -> bytes:
        """The line as it stands in a note, newline included."""
        return f"— {self.name} {base64.b64encode(self.key_hash + self.value).decode()}\n".encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedNote:
    """A note that at least one known key signed."""

    text: str
    signatures: tuple[NoteSignature, ...]
    unverified: tuple[NoteSignature, ...]


def _key_hash(name: str, kind: int, raw: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:_KEY_HASH_SIZE]


def _check_name(name: str) -> None:
    unwritable = any(character.isspace() or "\ud800" <= character <= "\udfff" for character in name) or _CONTROL.search(name)
    if not name or "+" in name or unwritable:
        raise NoteError(f"key name {name!r}; it must be non-empty Unicode without white space, control characters and '+'")


def parse_verifier_key(text: str) -> VerifierKey:
    """Reads `<name>+<hash, 8 hex digits>+<base64 of type ‖ key>`.

    Low-order and non-canonical keys are refused; whether a published test key may be trusted is the membership's to say.

    Raises:
        NoteError: the text is malformed, its hash is wrong, its type unknown, or its key unsound.
    """
    parts = text.split("+", 2)
    if len(parts) != len(("name", "hash", "key")):
        raise NoteError("a verifier key has three parts: <name>+<hash>+<key>")
    name, hash_text, encoded = parts
    _check_name(name)
    data = _base64(encoded, "verifier key")
    if len(data) < 1 or data[0] not in {ED25519_TYPE, COSIGNATURE_TYPE}:
        raise NoteError(f"verifier key {name}: unknown type; 1 (Ed25519) and 4 (cosignature) are known")
    if not re.fullmatch(r"[0-9a-f]{8}", hash_text) or bytes.fromhex(hash_text) != _key_hash(name, data[0], data[1:]):
        raise NoteError(f"verifier key {name}: the hash {hash_text} isn't the key's")
    return verifier_key(name, data[1:], kind=data[0])


def verifier_key(name: str, raw: bytes, *, kind: int = ED25519_TYPE) -> VerifierKey:
    """A verifier key from its parts.

    Raises:
        NoteError: as `parse_verifier_key`.
    """
    _check_name(name)
    try:
        return VerifierKey(name=name, kind=kind, key=load_group_element(raw))
    except UnsoundKeyError as error:
        raise NoteError(f"verifier key {name}: {error}") from error


def format_verifier_key(key: VerifierKey) -> str:
    """The text that `parse_verifier_key` reads."""
    encoded = base64.b64encode(bytes([key.kind]) + key.key.raw).decode()
    return f"{key.name}+{key.key_hash.hex()}+{encoded}"


def verify_note(note: bytes, keys: Sequence[VerifierKey]) -> VerifiedNote:
    """Checks every signature by a known key.

    A key that signed twice is listed once, by its first line; its other lines must verify as well (signed-note.md, Signatures).

    Raises:
        MalformedNoteError: the bytes aren't a note.
        NoteSignatureError: a known key's signature is wrong.
        UnsignedNoteError: no known key signed it.
        NoteError: two of `keys` have the same name and key hash.
    """
    text, lines = parse_note(note)
    known = _by_name_and_hash(keys)
    verified: dict[tuple[str, bytes], NoteSignature] = {}
    unverified: list[NoteSignature] = []
    for line in lines:
        key = known.get((line.name, line.key_hash))
        if key is None:
            unverified.append(line)
        else:
            verified.setdefault((line.name, line.key_hash), _verify_line(text, line, key))
    if not verified:
        raise UnsignedNoteError(f"no signature by a known key ({', '.join(sorted(key.name for key in keys)) or 'none is known'})")
    return VerifiedNote(text=text, signatures=tuple(verified.values()), unverified=tuple(unverified))


def _by_name_and_hash(keys: Sequence[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_hash), key) != key:
            raise NoteError(f"two keys of {key.name} have the hash {key.key_hash.hex()}: a note's lines can't tell them apart")
    return known


def _verify_line(text: str, line: NoteSignature, key: VerifierKey) -> NoteSignature:
    value, message, timestamp = line.value, text.encode(), None
    if key.kind == COSIGNATURE_TYPE:
        timestamp = int.from_bytes(value[:_TIMESTAMP_SIZE], "big")
        if timestamp > MAX_TIMESTAMP:
            raise NoteSignatureError(line.name, f"timestamp {timestamp}; it must be below 2^63")
        value, message = value[_TIMESTAMP_SIZE:], cosignature_message(text, timestamp)
    try:
        key.key.verify(value, message)
    except SignatureError as error:
        raise NoteSignatureError(line.name, str(error)) from error
    return NoteSignature(name=line.name, key_hash=line.key_hash, value=line.value, timestamp=timestamp)


def cosignature_message(text: str, timestamp: int) -> bytes:
    """What a timestamped cosignature signs (tlog-cosignature.md)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def parse_note(note: bytes) -> tuple[str, tuple[NoteSignature, ...]]:
    """Splits a note into its text (with the final newline) and its signature lines; nothing is verified.

    Raises:
        MalformedNoteError: the bytes aren't a note.
    """
    if len(note) > MAX_NOTE_SIZE:
        raise MalformedNoteError(f"a note of {len(note)} bytes; at most {MAX_NOTE_SIZE} are read")
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise MalformedNoteError(f"the note isn't UTF-8 at byte {error.start}") from error
    if control := _CONTROL.search(whole):
        raise MalformedNoteError(f"the note has the control character U+{ord(control[0]):04X}; of these, only newline may stand in a note")
    head, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise MalformedNoteError("no signature block: a note is text, a blank line, signature lines, each with its newline")
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedNoteError(f"{len(lines)} signatures; at most {MAX_SIGNATURES} are read")
    return head + "\n", tuple(_parse_line(line) for line in lines)


def _parse_line(line: str) -> NoteSignature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise MalformedNoteError(f"signature line {line[:80]!r}; it must be '— <name> <base64>'")
    data = _base64(match[2], "signature")
    if len(data) <= _KEY_HASH_SIZE:
        raise MalformedNoteError(f"the signature by {match[1]} is empty")
    return NoteSignature(name=match[1], key_hash=data[:_KEY_HASH_SIZE], value=data[_KEY_HASH_SIZE:])


def keep_known(note: bytes, keys: Sequence[VerifierKey]) -> bytes:
    """The note with only the lines by known keys: what is kept can be verified to the last line.

    Raises:
        NoteError: malformed.
    """
    text, lines = parse_note(note)
    known = {(key.name, key.key_hash) for key in keys}
    return text.encode() + b"\n" + b"".join(line.line for line in lines if (line.name, line.key_hash) in known)


def parse_signature_lines(lines: bytes) -> tuple[NoteSignature, ...]:
    """Reads signature lines that stand alone, as a witness answers.

    Raises:
        MalformedNoteError: a line is malformed, or there are none or too many.
    """
    if len(lines) > MAX_NOTE_SIZE:
        raise MalformedNoteError(f"signature lines of {len(lines)} bytes; at most {MAX_NOTE_SIZE} are read")
    try:
        text = lines.decode()
    except UnicodeDecodeError as error:
        raise MalformedNoteError(f"the signature lines aren't UTF-8 at byte {error.start}") from error
    if not text.endswith("\n") or _CONTROL.search(text):
        raise MalformedNoteError("a signature line must end with a newline and have no control character")
    found = text.removesuffix("\n").split("\n")
    if len(found) > MAX_SIGNATURES:
        raise MalformedNoteError(f"{len(found)} signatures; at most {MAX_SIGNATURES} are read")
    return tuple(_parse_line(line) for line in found)


def _base64(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedNoteError(f"the {what} isn't base64") from error
    if base64.b64encode(data).decode() != text:
        raise MalformedNoteError(f"the {what} isn't canonical base64")
    return data


def sign_note(text: str, signers: Iterable[tuple[str, Signer]]) -> bytes:
    """The note of `text` (ends with a newline) signed by each (key name, signer).

    Raises:
        MalformedNoteError: the text can't be a note's, or nobody signs it.
        NoteError: a key name can't be one.
        UnsupportedAlgorithmError: notes have no signature type for a signer's algorithm.
    """
    if not text.endswith("\n"):
        raise MalformedNoteError("a note's text must end with a newline")
    lines = [sign_line(text, name=name, signer=signer) for name, signer in signers]
    note = _encode(text) + b"\n" + b"".join(line.line for line in lines)
    parse_note(note)
    return note


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise MalformedNoteError(f"the note's text isn't Unicode at character {error.start}") from error


def sign_line(text: str, *, name: str, signer: Signer) -> NoteSignature:
    """A plain Ed25519 signature over a note's text.

    Raises:
        NoteError: `name` can't be a key name, or the text isn't Unicode.
        UnsupportedAlgorithmError: the signer's key isn't Ed25519.
    """
    _check_signer(name, signer)
    value = signer.sign(_encode(text))
    return NoteSignature(name=name, key_hash=_key_hash(name, ED25519_TYPE, signer.public_key_bytes), value=value)


def cosign_line(text: str, *, name: str, signer: Signer, timestamp: int) -> NoteSignature:
    """A timestamped cosignature (tlog-cosignature.md); `timestamp` in POSIX seconds.

    Raises:
        NoteError: `name` can't be a key name, or `timestamp` isn't from 0 to 2^63-1.
        UnsupportedAlgorithmError: the signer's key isn't Ed25519.
    """
    _check_signer(name, signer)
    if not 0 <= timestamp <= MAX_TIMESTAMP:
        raise NoteError(f"cosignature timestamp {timestamp}; it must be at least 0 and below 2^63")
    value = timestamp.to_bytes(_TIMESTAMP_SIZE, "big") + signer.sign(cosignature_message(text, timestamp))
    key_hash = _key_hash(name, COSIGNATURE_TYPE, signer.public_key_bytes)
    return NoteSignature(name=name, key_hash=key_hash, value=value, timestamp=timestamp)


def _check_signer(name: str, signer: Signer) -> None:
    _check_name(name)
    if signer.algorithm != ED25519:
        raise UnsupportedAlgorithmError(f"a note's signer with algorithm {signer.algorithm}; signed notes know {ED25519} only")
