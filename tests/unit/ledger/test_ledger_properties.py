"""What must hold whatever bit is turned over: notes, checkpoints, signatures; and which points of the curve are no keys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger import edwards
from exchange.ledger.checkpoints import (
    Checkpoint,
    WitnessPolicy,
    add_signatures,
    cosign,
    format_checkpoint,
    ledger_origin,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    witness_name,
)
from exchange.ledger.errors import MalformedNoteError, NoteError, SignatureError, UnsignedNoteError, UnsoundKeyError
from exchange.ledger.keys import ED25519, Ed25519Signer, load_group_element, load_public_key
from exchange.ledger.merkle import EMPTY_ROOT, MAX_SIZE
from exchange.ledger.notes import COSIGNATURE_TYPE, sign_note, verifier_key, verify_note
from tests.support.ledger import flipped

ORIGIN = ledger_origin("310116")
LOG, WITNESS, SECOND = (Ed25519Signer.generate() for _ in range(3))
LOG_KEY = verifier_key(ORIGIN, LOG.public_key_bytes)
WITNESS_KEY = verifier_key(witness_name("330482"), WITNESS.public_key_bytes, kind=COSIGNATURE_TYPE)
CHECKPOINT = sign_checkpoint(Checkpoint(origin=ORIGIN, size=7, root=bytes(range(32))), LOG)
COSIGNED = add_signatures(CHECKPOINT, [cosign(CHECKPOINT, name=WITNESS_KEY.name, signer=WITNESS, timestamp=1_790_000_000)])
TEXT = "金山 ledger\n\nsecond paragraph\n"
NOTE = sign_note(TEXT, [(ORIGIN, LOG)])
SIGNATURE = LOG.sign(b"message")
KEY = load_public_key(LOG.public_key_bytes, ED25519)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(NOTE) * 8 - 1))
def test_a_note_with_any_bit_flipped_is_refused(bit: int) -> None:
    with pytest.raises(NoteError):
        verify_note(flipped(NOTE, bit), [LOG_KEY])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_malformed_or_unsigned(data: bytes) -> None:
    for note in (data, TEXT.encode() + b"\n" + data):
        with pytest.raises((MalformedNoteError, UnsignedNoteError)):
            verify_note(note, [LOG_KEY])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(COSIGNED) * 8 - 1))
def test_a_checkpoint_with_any_bit_flipped_is_refused_or_loses_its_witness(bit: int) -> None:
    """A flip in the witness's name or key hash makes the line a stranger's, which readers must ignore."""
    try:
        signed = open_checkpoint(flipped(COSIGNED, bit), origin=ORIGIN, log_keys=[LOG_KEY], witnesses=[WITNESS_KEY])
    except NoteError:
        return
    assert format_checkpoint(signed.checkpoint) in CHECKPOINT.decode(), "the log's own statement is untouched"
    assert not WitnessPolicy(quorum=1, witnesses=(WITNESS_KEY,)).is_witnessed(signed)


@given(st.integers(0, MAX_SIZE - 1), st.binary(min_size=32, max_size=32), st.lists(st.from_regex(r"\A[ -~]+\Z"), max_size=2))
def test_checkpoint_text_round_trip(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root if size else EMPTY_ROOT, extensions=tuple(extensions))
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 511))
def test_a_signature_with_any_bit_flipped_is_refused(bit: int) -> None:
    with pytest.raises(SignatureError):
        KEY.verify(flipped(SIGNATURE, bit), b"message")


def test_one_key_under_two_names_and_one_name_with_two_keys_count_once() -> None:
    for pairs in ([("330482", WITNESS), ("330421", WITNESS)], [("330482", WITNESS), ("330482", SECOND)]):
        keys = tuple(verifier_key(witness_name(code), one.public_key_bytes, kind=COSIGNATURE_TYPE) for code, one in pairs)
        lines = [cosign(CHECKPOINT, name=witness_name(code), signer=one, timestamp=1) for code, one in pairs]
        signed = open_checkpoint(add_signatures(CHECKPOINT, lines), origin=ORIGIN, log_keys=[LOG_KEY], witnesses=keys)
        assert len(signed.cosignatures) == 2
        assert WitnessPolicy(quorum=1, witnesses=keys).is_witnessed(signed)
        assert not WitnessPolicy(quorum=2, witnesses=keys).is_witnessed(signed)


def encode(point: edwards.Point) -> bytes:
    inverse = pow(point.z, edwards.P - 2, edwards.P)
    x, y = point.x * inverse % edwards.P, point.y * inverse % edwards.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def small_points() -> list[edwards.Point]:
    """The eight points whose order divides 8: the multiples of one of order 8 (in CCTV's list)."""
    generator = edwards.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    assert generator is not None
    return [edwards.multiply(at, generator) for at in range(8)]


def test_every_point_of_small_order_is_refused() -> None:
    encodings = {encode(point) for point in small_points()}
    assert len(encodings) == 8
    for raw in encodings:
        with pytest.raises(UnsoundKeyError, match="low order"):
            load_public_key(raw, ED25519)


def test_a_sound_key_plus_any_small_point_is_refused() -> None:
    sound = edwards.decode(LOG.public_key_bytes)
    assert sound is not None
    assert encode(edwards.add(sound, small_points()[0])) == LOG.public_key_bytes
    for small in small_points()[1:]:
        with pytest.raises(UnsoundKeyError, match="prime-order group"):
            load_public_key(encode(edwards.add(sound, small)), ED25519)


def test_every_encoding_not_below_the_field_prime_is_refused() -> None:
    for y in range(edwards.P, 1 << 255):
        for sign in (0, 1):
            with pytest.raises(UnsoundKeyError, match="canonical"):
                load_group_element((y | sign << 255).to_bytes(32, "little"))
