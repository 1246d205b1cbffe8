"""Checkpoints: strict to read, bound to their origin; cosignatures and the policy that counts them."""

from __future__ import annotations

import base64

import pytest

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
from exchange.ledger.merkle import EMPTY_ROOT, MAX_SIZE, leaf_hash
from exchange.ledger.notes import COSIGNATURE_TYPE, MAX_SIGNATURES, VerifierKey, parse_note, sign_note, verifier_key

ORIGIN = ledger_origin("310116")
LOG = Ed25519Signer.generate()
LOG_KEY = verifier_key(ORIGIN, LOG.public_key_bytes)
MEMBERS = ("330482", "330421", "320509")
WITNESSES = {witness_name(member): Ed25519Signer.generate() for member in MEMBERS}
KEYS = tuple(verifier_key(name, signer.public_key_bytes, kind=COSIGNATURE_TYPE) for name, signer in WITNESSES.items())
ROOT = leaf_hash(b"the only entry")
CHECKPOINT = Checkpoint(origin=ORIGIN, size=1, root=ROOT)
NOTE = sign_checkpoint(CHECKPOINT, LOG)
ROOT64 = base64.b64encode(ROOT).decode()


def opened(note: bytes, witnesses: tuple[VerifierKey, ...] = KEYS) -> SignedCheckpoint:
    return open_checkpoint(note, origin=ORIGIN, log_keys=[LOG_KEY], witnesses=witnesses)


def cosigned(*names: str, timestamp: int = 7) -> bytes:
    return add_signatures(NOTE, [cosign(NOTE, name=name, signer=WITNESSES[name], timestamp=timestamp) for name in names])


def test_origins() -> None:
    assert (ORIGIN, audit_origin("310116")) == ("delta-exchange/310116/ledger", "delta-exchange/310116/audit")
    assert member_of(ORIGIN) == member_of(audit_origin("310116")) == "310116"


@pytest.mark.parametrize(
    "origin",
    ["", "310116", "delta-exchange/310116", "delta-exchange/31011/ledger", "delta-exchange/310116/witness", f"{ORIGIN}\n", f"x/{ORIGIN}"],
)
def test_origins_of_others(origin: str) -> None:
    with pytest.raises(NoteError, match="six digits"):
        member_of(origin)


@pytest.mark.parametrize(
    "checkpoint",
    [
        CHECKPOINT,
        Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT),
        Checkpoint(origin=ORIGIN, size=MAX_SIZE - 1, root=ROOT),
        Checkpoint(origin="沪", size=3, root=ROOT, extensions=("one", "two words")),
    ],
)
def test_what_is_written_is_read(checkpoint: Checkpoint) -> None:
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "origin line"),
        (f"{ORIGIN}\n1\n", "origin line"),
        (f"{ORIGIN}\n1\n{ROOT64}", "origin line"),
        (f"\n1\n{ROOT64}\n", "origin line"),
        (f"{ORIGIN}\n\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n01\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n+1\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n-1\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n 1\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n1 \n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n0x1\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n1_0\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n１\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n{MAX_SIZE}\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n{'9' * 30}\n{ROOT64}\n", "decimal"),
        (f"{ORIGIN}\n1\n\n", "32 bytes"),
        (f"{ORIGIN}\n1\n{ROOT64[:-1]}\n", "base64"),
        (f"{ORIGIN}\n1\n{ROOT64[:-4]}\n", "32 bytes"),
        (f"{ORIGIN}\n1\n {ROOT64}\n", "base64"),
        (f"{ORIGIN}\n1\n{ROOT64.replace(ROOT64[0], '-', 1)}\n", "base64"),
        (f"{ORIGIN}\n1\n{'é' * 44}\n", "base64"),
        (f"{ORIGIN}\n1\n{base64.b64encode(bytes(31)).decode()}\n", "32 bytes"),
        (f"{ORIGIN}\n1\n{base64.b64encode(bytes(33)).decode()}\n", "32 bytes"),
        (f"{ORIGIN}\n1\n{'A' * 42}B=\n", "canonical"),
        (f"{ORIGIN}\n0\n{ROOT64}\n", "empty tree"),
        (f"{ORIGIN}\n1\n{ROOT64}\n\n", "extension"),
        (f"{ORIGIN}\n1\n{ROOT64}\n\nx\n", "extension"),
    ],
)
def test_malformed_checkpoints(text: str, fault: str) -> None:
    with pytest.raises(NoteError, match=fault):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint(origin="", size=1, root=ROOT),
        Checkpoint(origin=f"{ORIGIN}\n2", size=1, root=ROOT),
        Checkpoint(origin=ORIGIN, size=-1, root=ROOT),
        Checkpoint(origin=ORIGIN, size=MAX_SIZE, root=ROOT),
        Checkpoint(origin=ORIGIN, size=1, root=ROOT[:-1]),
        Checkpoint(origin=ORIGIN, size=0, root=ROOT),
        Checkpoint(origin=ORIGIN, size=1, root=ROOT, extensions=("",)),
        Checkpoint(origin=ORIGIN, size=1, root=ROOT, extensions=("a\nb",)),
    ],
)
def test_impossible_checkpoints_are_not_signed(checkpoint: Checkpoint) -> None:
    with pytest.raises(NoteError):
        sign_checkpoint(checkpoint, LOG)


def test_a_signed_checkpoint_opens() -> None:
    signed = opened(NOTE)
    assert (signed.checkpoint, signed.note, signed.cosignatures) == (CHECKPOINT, NOTE, ())


def test_another_ledgers_checkpoint_is_refused_even_when_its_log_is_known() -> None:
    theirs = ledger_origin("330482")
    note = sign_checkpoint(Checkpoint(origin=theirs, size=1, root=ROOT), LOG)
    with pytest.raises(NoteError, match="was asked for"):
        open_checkpoint(note, origin=ORIGIN, log_keys=[LOG_KEY, verifier_key(theirs, LOG.public_key_bytes)])


def test_a_key_of_another_name_is_not_the_logs() -> None:
    """A cosigner's key verifies the note, but the log hasn't signed it."""
    text, _ = parse_note(NOTE)
    unsigned = text.encode() + b"\n" + cosign(NOTE, name=KEYS[0].name, signer=WITNESSES[KEYS[0].name], timestamp=1).line
    with pytest.raises(NoteError, match="isn't signed by a key of"):
        opened(unsigned)
    other = verifier_key("somebody", LOG.public_key_bytes)
    with pytest.raises(NoteError, match="isn't signed by a key of"):
        open_checkpoint(sign_note(text, [("somebody", LOG)]), origin=ORIGIN, log_keys=[other])


def test_an_unknown_log_is_refused() -> None:
    with pytest.raises(UnsignedNoteError):
        open_checkpoint(NOTE, origin=ORIGIN, log_keys=[])
    with pytest.raises(UnsignedNoteError):
        open_checkpoint(NOTE, origin=ORIGIN, log_keys=[verifier_key(ORIGIN, Ed25519Signer.generate().public_key_bytes)])


def test_either_of_a_logs_keys_opens_its_checkpoint() -> None:
    newer = verifier_key(ORIGIN, Ed25519Signer.generate().public_key_bytes)
    assert open_checkpoint(NOTE, origin=ORIGIN, log_keys=[newer, LOG_KEY]).checkpoint == CHECKPOINT


def test_cosignatures_come_back_with_their_times() -> None:
    signed = opened(cosigned(*WITNESSES, timestamp=1_700_000_000))
    assert [(one.name, one.timestamp) for one in signed.cosignatures] == [(name, 1_700_000_000) for name in WITNESSES]


def test_a_witness_cosigns_only_checkpoints() -> None:
    with pytest.raises(NoteError, match="origin line"):
        cosign(sign_note("no checkpoint\n", [("x", LOG)]), name="w", signer=LOG, timestamp=1)
    with pytest.raises(MalformedNoteError):
        cosign(b"no note", name="w", signer=LOG, timestamp=1)


def test_signatures_are_added_once() -> None:
    name = KEYS[0].name
    line = cosign(NOTE, name=name, signer=WITNESSES[name], timestamp=1)
    later = cosign(NOTE, name=name, signer=WITNESSES[name], timestamp=2)
    once = add_signatures(NOTE, [line])
    assert once == NOTE + line.line
    assert add_signatures(once, [line, later]) == once
    assert add_signatures(NOTE, [line, line, later]) == once
    assert add_signatures(NOTE, []) == NOTE


def test_no_more_signatures_are_added_than_readers_take() -> None:
    signer = Ed25519Signer.generate()
    many = [cosign(NOTE, name=f"w{at}", signer=signer, timestamp=1) for at in range(MAX_SIGNATURES)]
    assert len(parse_note(add_signatures(NOTE, many[:-1]))[1]) == MAX_SIGNATURES
    with pytest.raises(NoteError, match="101 signatures"):
        add_signatures(NOTE, many)


@pytest.mark.parametrize("quorum", [-1, 0, 1, 2])
def test_an_empty_policy_never_passes(quorum: int) -> None:
    assert not WitnessPolicy(quorum=quorum, witnesses=()).is_witnessed(opened(cosigned(*WITNESSES)))


@pytest.mark.parametrize("quorum", [-1, 0])
def test_a_quorum_of_none_never_passes(quorum: int) -> None:
    assert not WitnessPolicy(quorum=quorum, witnesses=KEYS).is_witnessed(opened(cosigned(*WITNESSES)))


@pytest.mark.parametrize("count", [0, 1, 2, 3])
@pytest.mark.parametrize("quorum", [1, 2, 3])
def test_the_quorum_counts_witnesses(quorum: int, count: int) -> None:
    signed = opened(cosigned(*list(WITNESSES)[:count]))
    assert WitnessPolicy(quorum=quorum, witnesses=KEYS).is_witnessed(signed) == (count >= quorum)


def test_a_witness_outside_the_policy_does_not_count() -> None:
    signed = opened(cosigned(KEYS[0].name, KEYS[1].name))
    assert not WitnessPolicy(quorum=1, witnesses=KEYS[2:]).is_witnessed(signed)
    assert not WitnessPolicy(quorum=2, witnesses=KEYS[1:]).is_witnessed(signed)


def test_the_same_witness_counts_once_however_often_it_signs() -> None:
    name = KEYS[0].name
    lines = [cosign(NOTE, name=name, signer=WITNESSES[name], timestamp=at).line for at in (1, 2, 3)]
    signed = opened(NOTE + b"".join(lines))
    assert len(signed.cosignatures) == 1
    assert not WitnessPolicy(quorum=2, witnesses=KEYS).is_witnessed(signed)


def test_a_witness_with_two_keys_counts_once() -> None:
    name, newer = KEYS[0].name, Ed25519Signer.generate()
    keys = (*KEYS, verifier_key(name, newer.public_key_bytes, kind=COSIGNATURE_TYPE))
    signed = opened(add_signatures(cosigned(name), [cosign(NOTE, name=name, signer=newer, timestamp=9)]), keys)
    assert len(signed.cosignatures) == 2
    assert not WitnessPolicy(quorum=2, witnesses=keys).is_witnessed(signed)


def test_a_key_under_two_names_counts_once() -> None:
    signer = WITNESSES[KEYS[0].name]
    alias = verifier_key("alias", signer.public_key_bytes, kind=COSIGNATURE_TYPE)
    note = add_signatures(cosigned(KEYS[0].name), [cosign(NOTE, name="alias", signer=signer, timestamp=1)])
    signed = opened(note, (*KEYS, alias))
    assert len(signed.cosignatures) == 2
    assert not WitnessPolicy(quorum=2, witnesses=(*KEYS, alias)).is_witnessed(signed)


def test_the_logs_own_signature_is_no_witness() -> None:
    policy = WitnessPolicy(quorum=1, witnesses=(LOG_KEY, verifier_key(ORIGIN, LOG.public_key_bytes, kind=COSIGNATURE_TYPE)))
    assert not policy.is_witnessed(opened(NOTE, policy.witnesses))


def test_a_plain_signature_by_a_witness_is_no_cosignature() -> None:
    name = KEYS[0].name
    plain = verifier_key(name, WITNESSES[name].public_key_bytes)
    text, _ = parse_note(NOTE)
    note = sign_note(text, [(ORIGIN, LOG), (name, WITNESSES[name])])
    assert not WitnessPolicy(quorum=1, witnesses=(plain,)).is_witnessed(opened(note, (plain,)))


def test_a_wrong_cosignature_by_a_known_witness_is_refused() -> None:
    older = sign_checkpoint(Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT), LOG)
    name = KEYS[0].name
    with pytest.raises(NoteSignatureError):
        opened(add_signatures(NOTE, [cosign(older, name=name, signer=WITNESSES[name], timestamp=1)]))
