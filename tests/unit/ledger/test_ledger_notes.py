"""Signed notes: what is refused, and with which error."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.errors import (
    MalformedNoteError,
    NoteError,
    NoteSignatureError,
    UnsignedNoteError,
    UnsupportedAlgorithmError,
)
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.notes import (
    COSIGNATURE_TYPE,
    MAX_NOTE_SIZE,
    NoteSignature,
    cosign_line,
    cosignature_message,
    format_verifier_key,
    parse_note,
    parse_signature_lines,
    parse_verifier_key,
    sign_line,
    sign_note,
    verifier_key,
    verify_note,
)

TEXT = "金山 ledger\n\nsecond paragraph\n"
SIGNER, OTHER, WITNESS = (Ed25519Signer.generate() for _ in range(3))
KEY = verifier_key("log.example/金山", SIGNER.public_key_bytes)
OTHER_KEY = verifier_key("other.example", OTHER.public_key_bytes)
WITNESS_KEY = verifier_key("witness.example", WITNESS.public_key_bytes, kind=COSIGNATURE_TYPE)
NOTE = sign_note(TEXT, [(KEY.name, SIGNER)])
SIGNATURE = NOTE.removeprefix(TEXT.encode() + b"\n")


def test_a_note_keeps_its_text_to_the_last_blank_line() -> None:
    verified = verify_note(NOTE, [KEY])
    assert verified.text == TEXT
    assert [(one.name, one.key_hash, one.timestamp) for one in verified.signatures] == [(KEY.name, KEY.key_hash, None)]


def test_signatures_by_unknown_keys_are_kept_apart() -> None:
    note = sign_note(TEXT, [(OTHER_KEY.name, OTHER), (KEY.name, SIGNER)])
    verified = verify_note(note, [KEY])
    assert [one.name for one in verified.signatures] == [KEY.name]
    assert [one.name for one in verified.unverified] == [OTHER_KEY.name]


def test_name_and_hash_must_both_match_for_a_key_to_be_known() -> None:
    namesake = verifier_key(KEY.name, OTHER.public_key_bytes)
    renamed = verifier_key("renamed.example", SIGNER.public_key_bytes)
    with pytest.raises(UnsignedNoteError, match="no signature by a known key"):
        verify_note(NOTE, [namesake, renamed])
    with pytest.raises(UnsignedNoteError, match="none is known"):
        verify_note(NOTE, [])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(NOTE) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(NOTE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoteError):
        verify_note(bytes(changed), [KEY])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_either_a_note_or_malformed(data: bytes) -> None:
    for note in (data, TEXT.encode() + b"\n" + data):
        with pytest.raises((MalformedNoteError, UnsignedNoteError)):
            verify_note(note, [KEY])


def test_a_wrong_signature_by_a_known_key_spoils_the_note_whoever_else_signed() -> None:
    wrong = NoteSignature(name=OTHER_KEY.name, key_hash=OTHER_KEY.key_hash, value=bytes(64))
    with pytest.raises(NoteSignatureError, match=r"the signature by other\.example is wrong") as caught:
        verify_note(NOTE + wrong.line, [KEY, OTHER_KEY])
    assert caught.value.name == OTHER_KEY.name


def test_a_second_line_by_the_same_key_must_be_right_too_and_counts_once() -> None:
    assert len(verify_note(NOTE + SIGNATURE, [KEY]).signatures) == 1
    wrong = NoteSignature(name=KEY.name, key_hash=KEY.key_hash, value=bytes(64))
    with pytest.raises(NoteSignatureError):
        verify_note(NOTE + wrong.line, [KEY])


@pytest.mark.parametrize(
    ("note", "fault"),
    [
        (b"", "no signature block"),
        (TEXT.encode(), "signature line"),
        (b"one line\n", "no signature block"),
        (TEXT.encode() + b"\n", "no signature block"),
        (SIGNATURE, "no signature block"),
        (b"text\n" + SIGNATURE, "no signature block"),
        (NOTE[:-1], "no signature block"),
        (NOTE + b"\n", "no signature block"),
        (NOTE + b"more\n", "signature line"),
        (NOTE.replace(b"\n", b"\r\n"), "control character U\\+000D"),
        (b"\x00" + NOTE, "control character U\\+0000"),
        (b"\t" + NOTE, "control character U\\+0009"),
        (b"\xff" + NOTE, "UTF-8 at byte 0"),
        (TEXT.encode() + b"\n" + SIGNATURE.replace("— ".encode(), b"- "), "signature line"),
        (TEXT.encode() + b"\n" + SIGNATURE.replace(b" log", b"  log"), "signature line"),
        (TEXT.encode() + b"\n" + SIGNATURE.replace(b"log.", b"l+g."), "signature line"),
        (TEXT.encode() + b"\n" + SIGNATURE.replace(b"log.", "l\u00a0g.".encode()), "signature line"),
        (TEXT.encode() + b"\n" + SIGNATURE.replace(b"=\n", b"\n"), "base64"),
        (TEXT.encode() + "\n— a AAAA\n".encode(), "base64|empty"),
        (TEXT.encode() + "\n— a AAAAAA==\n".encode(), "the signature by a is empty"),
        (TEXT.encode() + "\n— a AAAAAAB=\n".encode(), "canonical"),
        (TEXT.encode() + b"\n" + SIGNATURE * 101, "101 signatures; at most 100"),
        (b"x" * MAX_NOTE_SIZE + NOTE, "at most 1000000"),
    ],
)
def test_malformed(note: bytes, fault: str) -> None:
    with pytest.raises(MalformedNoteError, match=fault):
        verify_note(note, [KEY])


def test_cosignatures_carry_their_time() -> None:
    line = cosign_line(TEXT, name=WITNESS_KEY.name, signer=WITNESS, timestamp=1_700_000_000)
    verified = verify_note(NOTE + line.line, [KEY, WITNESS_KEY])
    assert [(one.name, one.timestamp) for one in verified.signatures] == [(KEY.name, None), (WITNESS_KEY.name, 1_700_000_000)]
    assert parse_signature_lines(line.line)[0].value == line.value


def test_a_cosignature_is_no_plain_signature_and_the_other_way_round() -> None:
    plain = verifier_key(WITNESS_KEY.name, WITNESS.public_key_bytes)
    assert plain.key_hash != WITNESS_KEY.key_hash
    signed = NoteSignature(name=WITNESS_KEY.name, key_hash=WITNESS_KEY.key_hash, value=bytes(8) + WITNESS.sign(TEXT.encode()))
    with pytest.raises(NoteSignatureError):
        verify_note(NOTE + signed.line, [KEY, WITNESS_KEY])


@pytest.mark.parametrize("value", [b"\0", bytes(8), bytes(64), bytes(71), bytes(73)])
def test_a_cosignature_of_the_wrong_shape_is_refused(value: bytes) -> None:
    line = NoteSignature(name=WITNESS_KEY.name, key_hash=WITNESS_KEY.key_hash, value=value)
    with pytest.raises(NoteSignatureError):
        verify_note(NOTE + line.line, [KEY, WITNESS_KEY])


def test_a_cosignature_after_the_end_of_time_is_refused() -> None:
    late = 1 << 63
    value = late.to_bytes(8, "big") + WITNESS.sign(cosignature_message(TEXT, late))
    line = NoteSignature(name=WITNESS_KEY.name, key_hash=WITNESS_KEY.key_hash, value=value)
    with pytest.raises(NoteSignatureError, match="below 2\\^63"):
        verify_note(NOTE + line.line, [KEY, WITNESS_KEY])
    for timestamp in (-1, late):
        with pytest.raises(NoteError, match="cosignature timestamp"):
            cosign_line(TEXT, name=WITNESS_KEY.name, signer=WITNESS, timestamp=timestamp)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [(b"", "newline"), (SIGNATURE[:-1], "newline"), (b"\n", "signature line"), (b"\xff\n", "UTF-8"), (SIGNATURE * 101, "at most 100"),
     (SIGNATURE + b"\n", "signature line"), (bytes(MAX_NOTE_SIZE + 1), "at most 1000000")],
)  # fmt: skip
def test_malformed_signature_lines(lines: bytes, fault: str) -> None:
    with pytest.raises(MalformedNoteError, match=fault):
        parse_signature_lines(lines)


@pytest.mark.parametrize("text", ["no newline", "", "tab\there\n", "\udc80\n"])
def test_text_that_cannot_be_a_notes_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedNoteError):
        sign_note(text, [(KEY.name, SIGNER)])


def test_a_note_that_nobody_signs_is_not_made() -> None:
    with pytest.raises(MalformedNoteError, match="no signature block"):
        sign_note(TEXT, [])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb"])
def test_key_names(name: str) -> None:
    for act in (
        lambda: verifier_key(name, SIGNER.public_key_bytes),
        lambda: sign_note(TEXT, [(name, SIGNER)]),
        lambda: cosign_line(TEXT, name=name, signer=SIGNER, timestamp=0),
    ):
        with pytest.raises(NoteError, match="key name"):
            act()


class Sm2Signer:
    """A signer of another algorithm; it must not be asked to sign."""

    algorithm, key_id, public_key_bytes = "SM2_SM3", "00", b""

    def sign(self, message: bytes) -> bytes:
        raise AssertionError(message)


def test_only_ed25519_signs_notes() -> None:
    with pytest.raises(UnsupportedAlgorithmError, match="SM2_SM3"):
        sign_line(TEXT, name="a", signer=Sm2Signer())
    with pytest.raises(UnsupportedAlgorithmError, match="SM2_SM3"):
        cosign_line(TEXT, name="a", signer=Sm2Signer(), timestamp=0)


def test_verifier_key_round_trip() -> None:
    for key in (KEY, WITNESS_KEY):
        assert parse_verifier_key(format_verifier_key(key)) == key


def bad_verifier_keys() -> dict[str, str]:
    name, hash_text, encoded = format_verifier_key(OTHER_KEY).split("+", 2)
    return {
        "no parts": "other.example",
        "two parts": f"{name}+{hash_text}",
        "empty name": f"+{hash_text}+{encoded}",
        "other name": f"another.example+{hash_text}+{encoded}",
        "short hash": f"{name}+{hash_text[1:]}+{encoded}",
        "long hash": f"{name}+0{hash_text}+{encoded}",
        "hash of letters": f"{name}+zzzzzzzz+{encoded}",
        "empty key": f"{name}+{hash_text}+",
        "trailing newline": f"{name}+{hash_text}+{encoded}\n",
        "url-safe base64": f"{name}+{hash_text}+-_{encoded[2:]}",
        "no key after the type": verifier_key_text("short", b"\x01"),
        "31 bytes": verifier_key_text("short", b"\x01" + bytes(31)),
        "33 bytes": verifier_key_text("long", b"\x01" + bytes(33)),
        "unknown type": verifier_key_text("ecdsa", b"\x02" + bytes(32)),
        "low order": verifier_key_text("low", b"\x01" + (1).to_bytes(32, "little")),
    }


def verifier_key_text(name: str, data: bytes) -> str:
    """A verifier key whose hash is right, whatever else is wrong."""
    digest = sha256(name.encode() + b"\n" + data).digest()[:4].hex()
    return f"{name}+{digest}+{base64.b64encode(data).decode()}"


@pytest.mark.parametrize("text", bad_verifier_keys().values(), ids=bad_verifier_keys().keys())
def test_bad_verifier_key(text: str) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(text)


def test_parsing_verifies_nothing() -> None:
    forged = TEXT.encode() + b"\n" + NoteSignature(name="x", key_hash=bytes(4), value=b"?").line
    text, lines = parse_note(forged)
    assert (text, [one.name for one in lines]) == (TEXT, ["x"])
