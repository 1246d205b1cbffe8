"""Wycheproof and CCTV vectors (data/ed25519), and that no published key is trusted."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exchange.ledger.errors import NoteError, SignatureError, UnsoundKeyError
from exchange.ledger.keys import load_group_element, load_public_key
from exchange.ledger.notes import verifier_key

DATA = Path(__file__).parent / "data"
WYCHEPROOF = json.loads((DATA / "ed25519/ed25519_test.json").read_text())
REJECT = json.loads((DATA / "ed25519/ed25519_reject_keys.json").read_text())
NOTES = json.loads((DATA / "c2sp-notes/signed_note_vectors.json").read_text())
CASES = [(group["publicKey"]["pk"], case) for group in WYCHEPROOF["testGroups"] for case in group["tests"]]
UNSOUND = sorted({*REJECT["low_order_A"], *REJECT["non_canonical_A"]})
RFC8032_SEEDS = {  # §7.1 and §7.2; their public keys are derived here
    "TEST 1": "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "TEST 2": "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "TEST 3": "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "TEST 1024": "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
    "TEST SHA(abc)": "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "foo": "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6",
    "foo2": "ab9c2853ce297ddab85c993b3ae14bcad39b2c682beabc27d6d4eb20711d6560",
}


def test_there_are_vectors() -> None:
    assert len(CASES) == WYCHEPROOF["numberOfTests"] == 151
    assert len(UNSOUND) == 14


@pytest.mark.parametrize(("key", "case"), CASES, ids=[str(case["tcId"]) for _, case in CASES])
def test_wycheproof(key: str, case: dict[str, Any]) -> None:
    loaded = load_group_element(bytes.fromhex(key))  # these are published test keys: `load_public_key` refuses them
    signature, message = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
    if case["result"] == "valid":
        loaded.verify(signature, message)
    else:
        with pytest.raises(SignatureError):
            loaded.verify(signature, message)


@pytest.mark.parametrize("key", UNSOUND)
def test_unsound_keys_are_refused_by_every_door(key: str) -> None:
    raw = bytes.fromhex(key)
    for door in (lambda: load_public_key(raw, "ED25519"), lambda: load_group_element(raw)):
        with pytest.raises(UnsoundKeyError, match=r"low order|canonical encoding"):
            door()
    for kind in (1, 4):
        with pytest.raises(NoteError):
            verifier_key("witness.example", raw, kind=kind)


def test_the_library_below_would_take_the_key_and_the_constant_signature() -> None:
    """Why the doors are there: the identity as key and as R, with S = 0, verifies every message."""
    identity = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), b"any message at all")


@pytest.mark.parametrize("key", sorted({key for key, _ in CASES}))
def test_wycheproof_keys_are_not_trusted(key: str) -> None:
    with pytest.raises(UnsoundKeyError, match="published"):
        load_public_key(bytes.fromhex(key), "ED25519")


@pytest.mark.parametrize("name", RFC8032_SEEDS)
def test_rfc8032_keys_are_not_trusted(name: str) -> None:
    raw = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(RFC8032_SEEDS[name])).public_key().public_bytes_raw()
    with pytest.raises(UnsoundKeyError, match="published"):
        load_public_key(raw, "ED25519")


def test_keys_of_the_note_vectors_are_not_trusted() -> None:
    texts = {text for case in NOTES["note_cases"] for text in case.get("vkeys", [case.get("vkey")])}
    assert len(texts) == 3
    for text in texts:
        with pytest.raises(UnsoundKeyError, match="published"):
            load_public_key(base64.b64decode(text.split("+", 2)[2])[1:], "ED25519")
