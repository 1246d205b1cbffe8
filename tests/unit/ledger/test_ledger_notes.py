"""Signed notes: what is read, what is refused, what a signature binds."""

from __future__ import annotations

import base64

import pytest

from exchange.ledger.errors import MalformedNoteError, NoteError, NoteSignatureError, UnsignedNoteError, UnsupportedAlgorithmError
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.notes import (
    COSIGNATURE_TYPE,
    ED25519_TYPE,
    MAX_NOTE_SIZE,
    MAX_SIGNATURES,
    MAX_TIMESTAMP,
    NoteSignature,
    VerifierKey,
    cosign_line,
    format_verifier_key,
    parse_note,
    parse_signature_lines,
    parse_verifier_key,
    sign_line,
    sign_note,
    verifier_key,
    verify_note,
)

LOG = Ed25519Signer.generate()
OTHER = Ed25519Signer.generate()
NAME = "delta-exchange/310116/ledger"
TEXT = "first line\n第二行\n"
LOG_KEY = verifier_key(NAME, LOG.public_key_bytes)
OTHER_KEY = verifier_key("other", OTHER.public_key_bytes)


class ForeignSigner:
    """A signer of an algorithm that signed notes don't know."""

    algorithm = "SM2_SM3"
    key_id = "0" * 16
    public_key_bytes = bytes(65)

    def sign(self, message: bytes) -> bytes:
        return bytes(len(message))


def test_a_signed_note_verifies_and_keeps_its_text() -> None:
    note = sign_note(TEXT, [(NAME, LOG), ("other", OTHER)])
    verified = verify_note(note, [LOG_KEY])
    assert verified.text == TEXT
    assert [(one.name, one.timestamp) for one in verified.signatures] == [(NAME, None)]
    assert [one.name for one in verified.unverified] == ["other"]
    assert [one.name for one in verify_note(note, [OTHER_KEY, LOG_KEY]).signatures] == [NAME, "other"]


@pytest.mark.parametrize("text", ["\n", "a\n\nb\n", "a\n\n\n", "— x\n", "\n\n— a AAAA\n\n"])
def test_any_text_comes_back(text: str) -> None:
    assert verify_note(sign_note(text, [(NAME, LOG)]), [LOG_KEY]).text == text


@pytest.mark.parametrize("text", ["", "no newline", "tab\there\n", "nul\0\n", "cr\r\n", "lone \ud800\n"])
def test_text_that_no_note_can_carry_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedNoteError):
        sign_note(text, [(NAME, LOG)])


def test_a_note_without_signers_is_none() -> None:
    with pytest.raises(MalformedNoteError, match="signature block"):
        sign_note(TEXT, [])


def test_an_algorithm_without_a_note_type_is_refused() -> None:
    with pytest.raises(UnsupportedAlgorithmError, match="SM2_SM3"):
        sign_note(TEXT, [(NAME, ForeignSigner())])
    with pytest.raises(UnsupportedAlgorithmError, match="SM2_SM3"):
        cosign_line(TEXT, name=NAME, signer=ForeignSigner(), timestamp=1)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\u3000b", "a\u2028b", "a\0b", "lone\ud800"])
def test_names_that_no_key_can_have(name: str) -> None:
    for use in (
        lambda: verifier_key(name, LOG.public_key_bytes),
        lambda: sign_line(TEXT, name=name, signer=LOG),
        lambda: cosign_line(TEXT, name=name, signer=LOG, timestamp=1),
    ):
        with pytest.raises(NoteError, match="key name"):
            use()


def test_nobody_known_signed() -> None:
    note = sign_note(TEXT, [(NAME, LOG)])
    with pytest.raises(UnsignedNoteError, match="none is known"):
        verify_note(note, [])
    with pytest.raises(UnsignedNoteError, match="other"):
        verify_note(note, [OTHER_KEY])


def test_a_key_is_known_by_name_and_hash_together() -> None:
    note = sign_note(TEXT, [(NAME, LOG)])
    with pytest.raises(UnsignedNoteError):
        verify_note(note, [verifier_key("another", LOG.public_key_bytes)])
    with pytest.raises(UnsignedNoteError):
        verify_note(note, [verifier_key(NAME, OTHER.public_key_bytes)])
    with pytest.raises(UnsignedNoteError):
        verify_note(note, [verifier_key(NAME, LOG.public_key_bytes, kind=COSIGNATURE_TYPE)])


def forged(value: bytes, *, kind: int = ED25519_TYPE, name: str = NAME) -> bytes:
    key = verifier_key(name, LOG.public_key_bytes, kind=kind)
    return NoteSignature(name=name, key_hash=key.key_hash, value=value).line


@pytest.mark.parametrize("value", [bytes(64), bytes(63), bytes(65), b"\0", OTHER.sign(TEXT.encode()), LOG.sign(b"other text\n")])
def test_a_wrong_signature_by_a_known_key_spoils_the_note(value: bytes) -> None:
    note = sign_note(TEXT, [("other", OTHER)]) + forged(value)
    assert verify_note(note, [OTHER_KEY]).signatures
    with pytest.raises(NoteSignatureError) as caught:
        verify_note(note, [OTHER_KEY, LOG_KEY])
    assert caught.value.name == NAME


def test_a_key_that_signed_twice_is_listed_once_and_both_must_be_right() -> None:
    note = sign_note(TEXT, [(NAME, LOG), (NAME, LOG)])
    assert len(verify_note(note, [LOG_KEY]).signatures) == 1
    with pytest.raises(NoteSignatureError):
        verify_note(sign_note(TEXT, [(NAME, LOG)]) + forged(bytes(64)), [LOG_KEY])


def test_a_cosignature_is_no_log_signature_and_the_other_way_round() -> None:
    cosigner = verifier_key(NAME, LOG.public_key_bytes, kind=COSIGNATURE_TYPE)
    line = cosign_line(TEXT, name=NAME, signer=LOG, timestamp=5)
    note = TEXT.encode() + b"\n" + line.line
    assert [one.timestamp for one in verify_note(note, [cosigner]).signatures] == [5]
    as_log = forged(line.value)
    with pytest.raises(NoteSignatureError):
        verify_note(TEXT.encode() + b"\n" + as_log, [LOG_KEY])
    as_cosigner = forged(bytes(8) + LOG.sign(TEXT.encode()), kind=COSIGNATURE_TYPE)
    with pytest.raises(NoteSignatureError):
        verify_note(TEXT.encode() + b"\n" + as_cosigner, [cosigner])


@pytest.mark.parametrize("timestamp", [0, 1, MAX_TIMESTAMP])
def test_cosignature_times(timestamp: int) -> None:
    key = verifier_key("w", LOG.public_key_bytes, kind=COSIGNATURE_TYPE)
    note = TEXT.encode() + b"\n" + cosign_line(TEXT, name="w", signer=LOG, timestamp=timestamp).line
    assert verify_note(note, [key]).signatures[0].timestamp == timestamp


@pytest.mark.parametrize("timestamp", [-1, MAX_TIMESTAMP + 1])
def test_impossible_cosignature_times(timestamp: int) -> None:
    with pytest.raises(NoteError, match="timestamp"):
        cosign_line(TEXT, name="w", signer=LOG, timestamp=timestamp)


@pytest.mark.parametrize("value", [b"\xff" * 8 + bytes(64), bytes(8), b"\0", bytes(71), bytes(73)])
def test_cosignatures_of_the_wrong_shape(value: bytes) -> None:
    key = verifier_key("w", LOG.public_key_bytes, kind=COSIGNATURE_TYPE)
    with pytest.raises(NoteSignatureError):
        verify_note(TEXT.encode() + b"\n" + forged(value, kind=COSIGNATURE_TYPE, name="w"), [key])


def test_two_keys_that_note_lines_cannot_tell_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key hashes have 32 bits: who grinds a collision must not decide which of two keys is asked."""
    note = sign_note(TEXT, [(NAME, LOG)])
    twin = verifier_key(NAME, OTHER.public_key_bytes)
    monkeypatch.setattr(VerifierKey, "key_hash", property(lambda _: LOG_KEY_HASH))
    with pytest.raises(NoteError, match="tell them apart"):
        verify_note(note, [LOG_KEY, twin])
    assert verify_note(note, [LOG_KEY, LOG_KEY]).signatures, "the same key given twice is no ambiguity"


LOG_KEY_HASH = LOG_KEY.key_hash
GOOD = sign_note(TEXT, [(NAME, LOG)])
LINE = GOOD.decode().split("\n\n")[1]


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n",
        b"\n\n",
        b"text\n\n",
        TEXT.encode(),
        GOOD[:-1],
        GOOD + b"\n",
        GOOD + b"more\n",
        GOOD.replace(b"first", b"fir\x00t"),
        GOOD.replace(b"first", b"fir\x7ft\x1b"),
        GOOD.replace("第".encode(), b"\xe7\xac"),
        GOOD.replace("—".encode(), b"-"),
        GOOD.replace("— ".encode(), "—  ".encode()),
        GOOD.replace("— ".encode(), "—".encode()),
        GOOD.replace(b"=\n", b"\n"),
        GOOD.replace(b"\n\n", b"\n"),
        TEXT.encode() + b"\n" + f"— {NAME} {base64.b64encode(bytes(4)).decode()}\n".encode(),
        TEXT.encode() + b"\n" + f"— {NAME} \n".encode(),
        TEXT.encode() + b"\n" + f"— {NAME} AB=C\n".encode(),
        TEXT.encode() + b"\n" + LINE.encode() * (MAX_SIGNATURES + 1),
        b"x" * MAX_NOTE_SIZE + GOOD,
    ],
)
def test_malformed_notes(note: bytes) -> None:
    with pytest.raises(MalformedNoteError):
        verify_note(note, [LOG_KEY])


def test_base64_has_one_spelling() -> None:
    """The last character of padded base64 has bits that decode to nothing: a second spelling of the same signature."""
    assert LINE.endswith("=\n")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = len(LINE.rstrip("=\n")) - 1
    other = LINE[:at] + alphabet[alphabet.index(LINE[at]) ^ 1] + LINE[at + 1 :]
    assert base64.b64decode(other.split(" ")[2]) == base64.b64decode(LINE.split(" ")[2])
    with pytest.raises(MalformedNoteError, match="canonical"):
        parse_note(TEXT.encode() + b"\n" + other.encode())


def test_signature_lines_alone() -> None:
    lines = [cosign_line(TEXT, name="w", signer=LOG, timestamp=3), sign_line(TEXT, name=NAME, signer=LOG)]
    read = parse_signature_lines(b"".join(one.line for one in lines))
    assert [(one.name, one.key_hash, one.value) for one in read] == [(one.name, one.key_hash, one.value) for one in lines]


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"\n",
        LINE.encode()[:-1],
        LINE.encode() + b"\n",
        b"\n" + LINE.encode(),
        b"\xff" + LINE.encode(),
        LINE.encode() * (MAX_SIGNATURES + 1),
        LINE.replace("310116", "31\x0116").encode(),
        LINE.encode() + b"x" * MAX_NOTE_SIZE,
    ],
)
def test_malformed_signature_lines(lines: bytes) -> None:
    """A line that gets through here is appended to our own checkpoint, and would spoil it for every reader."""
    with pytest.raises(MalformedNoteError):
        parse_signature_lines(lines)


VKEY = format_verifier_key(LOG_KEY)


def test_verifier_key_comes_back() -> None:
    assert parse_verifier_key(VKEY) == LOG_KEY
    cosigner = verifier_key("w", LOG.public_key_bytes, kind=COSIGNATURE_TYPE)
    assert parse_verifier_key(format_verifier_key(cosigner)) == cosigner


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "a+b",
        "++",
        VKEY + "\n",
        " " + VKEY,
        VKEY.replace("310116", "330482"),
        VKEY[:-4],
        VKEY + "AAAA",
        VKEY.replace(LOG_KEY.key_hash.hex(), LOG_KEY.key_hash.hex().upper() + "0"),
        VKEY.replace(LOG_KEY.key_hash.hex(), "00000000"),
        f"{NAME}+{LOG_KEY.key_hash.hex()}+!!!!",
        f"{NAME}+{LOG_KEY.key_hash.hex()}+",
        "lone\ud800+00000000+AQ==",
    ],
)
def test_malformed_verifier_keys(text: str) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(text)


def test_limits_are_those_of_the_published_implementations() -> None:
    """golang/mod sumdb/note for size and number, tlog-cosignature.md for the time; a stricter reader would part from other tools."""
    assert (MAX_NOTE_SIZE, MAX_SIGNATURES, MAX_TIMESTAMP) == (1_000_000, 100, 2**63 - 1)
    text = "x" * (MAX_NOTE_SIZE - len(sign_note("\n", [(NAME, LOG)]))) + "\n"
    note = sign_note(text, [(NAME, LOG)])
    assert len(note) == MAX_NOTE_SIZE
    assert verify_note(note, [LOG_KEY]).text == text
