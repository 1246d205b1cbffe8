"""Checkpoints: strict text, whose signature counts, and when one is witnessed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    WitnessPolicy,
    add_signatures,
    audit_origin,
    cosign,
    format_checkpoint,
    ledger_origin,
    member_of,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    witness_name,
)
from exchange.ledger.errors import MalformedNoteError, NoteError, NoteSignatureError, UnsignedNoteError
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import EMPTY_ROOT, MAX_SIZE
from exchange.ledger.notes import COSIGNATURE_TYPE, NoteSignature, VerifierKey, sign_note, verifier_key

ORIGIN = ledger_origin("310116")
LOG = Ed25519Signer.generate()
LOG_KEY = verifier_key(ORIGIN, LOG.public_key_bytes)
ROOT = bytes(range(32))
ROOT_TEXT = base64.b64encode(ROOT).decode()
CHECKPOINT = Checkpoint(origin=ORIGIN, size=7, root=ROOT)
NOTE = sign_checkpoint(CHECKPOINT, LOG)
NOW = 1_790_000_000
WITNESSES = {code: Ed25519Signer.generate() for code in ("330482", "330421", "310118")}


def witness_key(code: str, signer: Ed25519Signer | None = None) -> VerifierKey:
    return verifier_key(witness_name(code), (signer or WITNESSES[code]).public_key_bytes, kind=COSIGNATURE_TYPE)


def cosigned(*codes: str, note: bytes = NOTE) -> bytes:
    return add_signatures(note, [cosign(note, name=witness_name(code), signer=WITNESSES[code], timestamp=NOW) for code in codes])


def opened(note: bytes, *keys: VerifierKey) -> SignedCheckpoint:
    return open_checkpoint(note, origin=ORIGIN, log_keys=[LOG_KEY], witnesses=keys)


def test_names() -> None:
    assert (ORIGIN, audit_origin("310116")) == ("delta-exchange/310116/ledger", "delta-exchange/310116/audit")
    assert member_of(ORIGIN) == member_of(audit_origin("310116")) == "310116"
    for origin in (witness_name("310116"), "delta-exchange/31011/ledger", f"{ORIGIN}\n", "", f"x{ORIGIN}"):
        with pytest.raises(NoteError, match="it must be delta-exchange"):
            member_of(origin)


@given(st.integers(0, MAX_SIZE - 1), st.binary(min_size=32, max_size=32), st.lists(st.from_regex(r"\A[ -~]+\Z"), max_size=2))
def test_round_trip(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root if size else EMPTY_ROOT, extensions=tuple(extensions))
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


BAD_SIZES = ["", "07", "00", "-1", "+7", "7 ", " 7", "7.0", "0x7", "７", "1_0", str(MAX_SIZE), "9" * 30]
BAD_ROOTS = [
    "",
    ROOT_TEXT[:-1],
    ROOT_TEXT + "=",
    ROOT_TEXT[:40],
    "A" * 44,
    "-" + ROOT_TEXT[1:],
    " " + ROOT_TEXT,
    ROOT_TEXT[:-2] + "9=",  # the unused bits of the last character aren't zero
    base64.b64encode(bytes(31)).decode(),
    base64.b64encode(bytes(33)).decode(),
]
BAD_TEXTS = [
    "",
    "\n",
    f"{ORIGIN}\n7\n",
    f"{ORIGIN}\n7\n{ROOT_TEXT}",
    f"\n7\n{ROOT_TEXT}\n",
    f"{ORIGIN}\n7\n{ROOT_TEXT}\n\n",
    f"{ORIGIN}\n7\n{ROOT_TEXT}\n\nextension\n",
    f"{ORIGIN}\n0\n{ROOT_TEXT}\n",
    *(f"{ORIGIN}\n{size}\n{ROOT_TEXT}\n" for size in BAD_SIZES),
    *(f"{ORIGIN}\n7\n{root}\n" for root in BAD_ROOTS),
]


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_malformed_text(text: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint(origin="", size=1, root=ROOT),
        Checkpoint(origin="a\nb", size=1, root=ROOT),
        Checkpoint(origin="a", size=-1, root=ROOT),
        Checkpoint(origin="a", size=MAX_SIZE, root=ROOT),
        Checkpoint(origin="a", size=1, root=ROOT[:31]),
        Checkpoint(origin="a", size=0, root=ROOT),
        Checkpoint(origin="a", size=1, root=ROOT, extensions=("",)),
        Checkpoint(origin="a", size=1, root=ROOT, extensions=("x\ny",)),
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_signed(checkpoint: Checkpoint) -> None:
    with pytest.raises(NoteError):
        sign_checkpoint(checkpoint, LOG)


def test_open() -> None:
    signed = opened(NOTE)
    assert (signed.checkpoint, signed.note, signed.cosignatures) == (CHECKPOINT, NOTE, ())


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(NOTE) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(NOTE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoteError):
        opened(bytes(changed))


def test_another_ledgers_checkpoint_is_refused() -> None:
    other = Checkpoint(origin=ledger_origin("330482"), size=7, root=ROOT)
    note = sign_note(format_checkpoint(other), [(ORIGIN, LOG)])
    with pytest.raises(NoteError, match="one of 'delta-exchange/310116/ledger' was asked for"):
        opened(note)


def test_a_witness_cannot_speak_for_the_log() -> None:
    text = format_checkpoint(CHECKPOINT)
    unsigned = sign_note(text, [("stranger.example", Ed25519Signer.generate())])
    line = cosign(unsigned, name=witness_name("330482"), signer=WITNESSES["330482"], timestamp=NOW)
    with pytest.raises(NoteError, match="isn't signed by a key of"):
        opened(add_signatures(unsigned, [line]), witness_key("330482"))
    with pytest.raises(UnsignedNoteError):
        opened(unsigned)


def test_a_log_key_of_another_name_does_not_count() -> None:
    signer = Ed25519Signer.generate()
    key = verifier_key("renamed.example", signer.public_key_bytes)
    note = sign_note(format_checkpoint(CHECKPOINT), [(key.name, signer)])
    with pytest.raises(NoteError, match="isn't signed by a key of"):
        open_checkpoint(note, origin=ORIGIN, log_keys=[key])


def test_a_signed_text_that_is_no_checkpoint_is_refused() -> None:
    with pytest.raises(NoteError, match="origin line"):
        opened(sign_note("hello\n", [(ORIGIN, LOG)]))
    with pytest.raises(NoteError, match="origin line"):
        cosign(sign_note("hello\n", [(ORIGIN, LOG)]), name="w", signer=LOG, timestamp=NOW)


def test_cosignatures_are_added_once() -> None:
    note = cosigned("330482", "330421")
    assert cosigned("330421", note=note) == note
    signed = opened(note, witness_key("330482"), witness_key("330421"))
    assert [(one.name, one.timestamp) for one in signed.cosignatures] == [(witness_name(code), NOW) for code in ("330482", "330421")]


def test_a_wrong_cosignature_by_a_known_witness_is_refused() -> None:
    key = witness_key("330482")
    wrong = NoteSignature(name=key.name, key_hash=key.key_hash, value=bytes(72))
    with pytest.raises(NoteSignatureError):
        opened(add_signatures(NOTE, [wrong]), key)


def test_cosigning_needs_a_note() -> None:
    with pytest.raises(MalformedNoteError):
        cosign(format_checkpoint(CHECKPOINT).encode(), name="w", signer=LOG, timestamp=NOW)


def test_witnessed_by_the_quorum() -> None:
    keys = tuple(witness_key(code) for code in WITNESSES)
    policy = WitnessPolicy(quorum=2, witnesses=keys)
    assert not policy.is_witnessed(opened(NOTE, *keys))
    assert not policy.is_witnessed(opened(cosigned("330482"), *keys))
    assert policy.is_witnessed(opened(cosigned("330482", "310118"), *keys))
    assert not WitnessPolicy(quorum=4, witnesses=keys).is_witnessed(opened(cosigned(*WITNESSES), *keys))


def test_an_empty_policy_never_passes() -> None:
    keys = tuple(witness_key(code) for code in WITNESSES)
    signed = opened(cosigned(*WITNESSES), *keys)
    for policy in (
        WitnessPolicy(quorum=0, witnesses=keys),
        WitnessPolicy(quorum=-1, witnesses=keys),
        WitnessPolicy(quorum=1, witnesses=()),
    ):
        assert not policy.is_witnessed(signed)


def test_a_cosignature_by_someone_outside_the_policy_does_not_count() -> None:
    keys = tuple(witness_key(code) for code in WITNESSES)
    signed = opened(cosigned("330482", "330421"), *keys)
    assert not WitnessPolicy(quorum=2, witnesses=keys[1:]).is_witnessed(signed)


def test_one_key_under_two_names_and_one_name_with_two_keys_count_once() -> None:
    signer, second = Ed25519Signer.generate(), Ed25519Signer.generate()
    for pairs in ([("330482", signer), ("330421", signer)], [("330482", signer), ("330482", second)]):
        keys = tuple(witness_key(code, one) for code, one in pairs)
        lines = [cosign(NOTE, name=witness_name(code), signer=one, timestamp=NOW) for code, one in pairs]
        signed = opened(add_signatures(NOTE, lines), *keys)
        assert len(signed.cosignatures) == 2
        assert WitnessPolicy(quorum=1, witnesses=keys).is_witnessed(signed)
        assert not WitnessPolicy(quorum=2, witnesses=keys).is_witnessed(signed)
