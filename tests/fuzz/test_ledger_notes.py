"""Signed notes with any byte changed, and parsers given anything: nothing but the refusals they promise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.checkpoints import Checkpoint, cosign, format_checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from exchange.ledger.errors import MalformedNoteError, NoteError
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import MAX_SIZE, leaf_hash
from exchange.ledger.notes import (
    COSIGNATURE_TYPE,
    format_verifier_key,
    parse_note,
    parse_signature_lines,
    parse_verifier_key,
    sign_note,
    verifier_key,
    verify_note,
)

ORIGIN, WITNESS = "delta-exchange/310116/ledger", "delta-exchange/330482/witness"
LOG, COSIGNER = Ed25519Signer.generate(), Ed25519Signer.generate()
LOG_KEY = verifier_key(ORIGIN, LOG.public_key_bytes)
WITNESS_KEY = verifier_key(WITNESS, COSIGNER.public_key_bytes, kind=COSIGNATURE_TYPE)
PLAIN = sign_checkpoint(Checkpoint(origin=ORIGIN, size=3, root=leaf_hash(b"x"), extensions=("扩展",)), LOG)
NOTE = PLAIN + cosign(PLAIN, name=WITNESS, signer=COSIGNER, timestamp=1_790_000_000).line
TEXT = parse_note(NOTE)[0]


def changed(data: bytes, place: int, mask: int) -> bytes:
    found = bytearray(data)
    found[place % len(found)] ^= mask
    return bytes(found)


@pytest.mark.parametrize("place", range(len(PLAIN)))
def test_a_note_with_any_byte_changed_is_refused(place: int) -> None:
    for mask in (0x01, 0x20, 0x80, place % 255 + 1):
        with pytest.raises(NoteError):
            verify_note(changed(PLAIN, place, mask), [LOG_KEY])


@settings(deadline=None, max_examples=400)
@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_a_changed_byte_of_a_cosigned_checkpoint_is_refused_or_leaves_a_signature_unverified(place: int, mask: int) -> None:
    try:
        verified = verify_note(changed(NOTE, place, mask), [LOG_KEY, WITNESS_KEY])
    except NoteError:
        return
    assert verified.text == TEXT, "the text is signed by both"
    assert len(verified.signatures) + len(verified.unverified) == 2
    assert len(verified.signatures) == 1, "a line's name or key hash was changed: nobody knows that key"


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_a_changed_byte_of_a_checkpoint_never_opens_another(place: int, mask: int) -> None:
    try:
        signed = open_checkpoint(changed(NOTE, place, mask), origin=ORIGIN, log_keys=[LOG_KEY], witnesses=[WITNESS_KEY])
    except NoteError:
        return
    assert format_checkpoint(signed.checkpoint) == TEXT
    assert signed.cosignatures == ()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[chr(one) for one in range(32) if one != 10]), max_size=60))
def test_any_text_is_signed_and_comes_back(text: str) -> None:
    assert verify_note(sign_note(f"{text}\n", [(ORIGIN, LOG)]), [LOG_KEY]).text == f"{text}\n"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_malformed(data: bytes) -> None:
    for read in (parse_note, parse_signature_lines):
        try:
            read(data)
        except MalformedNoteError:
            continue


@given(st.lists(st.sampled_from(["\n", "— ", "a", "+", " ", "AAAAAAAA", "=", "\u2028", "\x01", "沪"]), max_size=14))
def test_a_note_that_parses_is_written_as_it_was(pieces: list[str]) -> None:
    note = "".join(pieces).encode()
    try:
        text, lines = parse_note(note)
    except MalformedNoteError:
        return
    assert text.encode() + b"\n" + b"".join(one.line for one in lines) == note


@given(st.text(max_size=80))
def test_any_text_is_a_verifier_key_or_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(text)


@given(st.integers(0, 200), st.text(max_size=1))
def test_a_verifier_key_has_one_spelling(place: int, character: str) -> None:
    text = format_verifier_key(LOG_KEY)
    place %= len(text)
    found = text[:place] + character + text[place + 1 :]
    if found == text:
        assert parse_verifier_key(found) == LOG_KEY
    else:
        with pytest.raises(NoteError):
            parse_verifier_key(found)


@given(st.lists(st.text(max_size=50), max_size=5))
def test_any_text_is_a_checkpoint_or_refused(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        checkpoint = parse_checkpoint(text)
    except NoteError:
        return
    assert format_checkpoint(checkpoint) == text


@given(st.integers(0, MAX_SIZE - 1), st.binary(min_size=32, max_size=32), st.lists(st.text(min_size=1, max_size=5), max_size=2))
def test_a_checkpoint_has_one_spelling(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root, extensions=tuple(extensions))
    try:
        text = format_checkpoint(checkpoint)
    except NoteError:
        assert size == 0 or any("\n" in one for one in extensions)
        return
    assert parse_checkpoint(text) == checkpoint
