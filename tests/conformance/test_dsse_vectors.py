"""DSSE v1.0.2 protocol vector (data/dsse)."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from exchange.ledger.dsse import pae

VECTOR = json.loads((Path(__file__).parent / "data/dsse/dsse_protocol_vector.json").read_text())
PAYLOAD = VECTOR["payload_utf8"].encode()


def test_pae() -> None:
    assert pae(VECTOR["payload_type"], PAYLOAD) == VECTOR["pae_utf8"].encode()


def test_pae_counts_bytes_and_keeps_any() -> None:
    assert pae("类", b"") == b"DSSEv1 3 \xe7\xb1\xbb 0 "
    assert pae("", b"\x00 \xff\n") == b"DSSEv1 0  4 \x00 \xff\n"


def test_the_published_envelope_verifies_over_our_encoding_and_over_no_other() -> None:
    key = ec.EllipticCurvePublicNumbers(int(VECTOR["key"]["X"]), int(VECTOR["key"]["Y"]), ec.SECP256R1()).public_key()
    envelope = VECTOR["envelope"]
    raw = base64.b64decode(envelope["signatures"][0]["sig"])
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    payload = base64.b64decode(envelope["payload"])
    key.verify(signature, pae(envelope["payloadType"], payload), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, pae(envelope["payloadType"], payload + b" "), ec.ECDSA(SHA256()))
