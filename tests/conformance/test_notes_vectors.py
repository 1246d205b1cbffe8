"""Signed notes, checkpoints and cosignatures of golang/mod and C2SP (data/c2sp-notes)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from exchange.ledger.checkpoints import Checkpoint, format_checkpoint, parse_checkpoint
from exchange.ledger.errors import NoteError, ProofError, UnsignedNoteError
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import Frontier, hash_leaves, leaf_hash, verify_consistency
from exchange.ledger.notes import (
    COSIGNATURE_TYPE,
    cosign_line,
    cosignature_message,
    format_verifier_key,
    parse_note,
    parse_verifier_key,
    sign_note,
    verifier_key,
    verify_note,
)

VECTORS = json.loads((Path(__file__).parent / "data/c2sp-notes/signed_note_vectors.json").read_text())
CASES = VECTORS["note_cases"]
EXAMPLE = VECTORS["checkpoint_examples_no_public_key"][0].encode()
ROOT = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")


def verifier_texts(case: dict[str, Any]) -> list[str]:
    return case.get("vkeys") or [case["vkey"]]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_note(case: dict[str, Any]) -> None:
    keys = [parse_verifier_key(text) for text in verifier_texts(case)]
    note = case["note"].encode()
    if not case["valid"]:
        with pytest.raises(NoteError):
            verify_note(note, keys)
        return
    verified = verify_note(note, keys)
    assert [one.name for one in verified.signatures] == [key.name for key in keys]
    assert not verified.unverified
    assert note.startswith(verified.text.encode() + b"\n")


@pytest.mark.parametrize("text", [text for case in CASES[:3] for text in verifier_texts(case)])
def test_verifier_key_is_written_as_it_was_read(text: str) -> None:
    assert format_verifier_key(parse_verifier_key(text)) == text


@pytest.mark.parametrize("text", VECTORS["bad_vkeys"])
def test_bad_verifier_key(text: str) -> None:
    with pytest.raises(NoteError):
        parse_verifier_key(text)


def test_signing_gives_the_published_bytes() -> None:
    case = CASES[0]
    name, _, encoded = case["skey_go_format"].removeprefix("PRIVATE+KEY+").split("+", 2)
    signer = Ed25519Signer.from_private_bytes(base64.b64decode(encoded)[1:])
    text, _ = parse_note(case["note"].encode())
    assert sign_note(text, [(name, signer)]) == case["note"].encode()
    assert format_verifier_key(verifier_key(name, signer.public_key_bytes)) == case["vkey"]


def test_a_hundred_signatures_are_read() -> None:
    case = next(one for one in CASES if one["name"] == "101 signatures")
    lines = case["note"].encode().splitlines(keepends=True)
    keys = [parse_verifier_key(case["vkey"])]
    assert len(verify_note(b"".join(lines[:-1]), keys).signatures) == 1


def test_checkpoint_example() -> None:
    text, lines = parse_note(EXAMPLE)
    checkpoint = Checkpoint(origin="example.com/behind-the-sofa", size=20852163, root=ROOT)
    assert parse_checkpoint(text) == checkpoint
    assert format_checkpoint(checkpoint) == text
    assert [one.name for one in lines] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert text.encode() + b"\n" + b"".join(one.line for one in lines) == EXAMPLE
    with pytest.raises(UnsignedNoteError):
        verify_note(EXAMPLE, [parse_verifier_key(CASES[0]["vkey"])])


def test_cosignature_message() -> None:
    text, lines = parse_note(EXAMPLE)
    timestamp = int.from_bytes(lines[1].value[:8])
    assert len(lines[1].value) == 8 + 64
    assert cosignature_message(text, timestamp) == VECTORS["cosignature_v1_signed_message_example"].encode()


def test_our_cosignature_signs_that_message() -> None:
    text, _ = parse_note(EXAMPLE)
    signer = Ed25519Signer.generate()
    line = cosign_line(text, name="witness.example.com/w1", signer=signer, timestamp=1679315147)
    key = verifier_key("witness.example.com/w1", signer.public_key_bytes, kind=COSIGNATURE_TYPE)
    key.key.verify(line.value[8:], VECTORS["cosignature_v1_signed_message_example"].encode())
    verified = verify_note(EXAMPLE + line.line, [key])
    assert [(one.name, one.timestamp) for one in verified.signatures] == [("witness.example.com/w1", 1679315147)]
    assert len(verified.unverified) == 2


def test_witness_request_example() -> None:
    head, _, note = VECTORS["witness_add_checkpoint_request_example"].partition("\n\n")
    old, *proof_lines = head.split("\n")
    checkpoint = parse_checkpoint(parse_note(note.encode())[0])
    assert (old, checkpoint.size, checkpoint.root) == ("old 20852014", 20852163, ROOT)
    assert len({one.key_hash for one in parse_note(note.encode())[1]}) == 2
    proof = [base64.b64decode(one, validate=True) for one in proof_lines]
    assert [len(one) for one in proof] == [32] * 4
    with pytest.raises(ProofError):  # the hashes are made up, and the first root isn't given
        verify_consistency(size1=20852014, size2=checkpoint.size, proof=proof, root1=ROOT, root2=checkpoint.root)


def test_tree_head() -> None:
    golden = VECTORS["tree_head_golden"]
    root = base64.b64decode(golden["root_is_leaf_hash_b64"])
    assert leaf_hash(golden["leaf"].encode()) == root
    text = format_checkpoint(Checkpoint(origin="example.com/log", size=golden["size"], root=root))
    assert text == f"example.com/log\n{golden['size']}\n{golden['root_is_leaf_hash_b64']}\n"
    assert parse_checkpoint(text).size == golden["size"]


def test_kept_levels_are_the_full_tiles() -> None:
    example = VECTORS["partial_tile_example"]
    size = example["tree_size"]
    extension = Frontier.empty().extend(hash_leaves([b""] * size))
    levels = [one.level for one in extension.subtrees]
    assert levels.count(8) == example["level0_full"]
    assert levels.count(16) == example["level1_full"]
    assert size % 256 == example["level0_partial_width"]
    assert levels.count(8) % 256 == example["level1_partial_width"]
    assert levels.count(16) % 256 == example["level2_partial_width"]
