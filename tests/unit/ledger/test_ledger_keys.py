"""Which keys may be trusted, which points are points, and what proves possession."""

from __future__ import annotations

from hashlib import sha256, sha512

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from exchange.ledger import edwards
from exchange.ledger.dsse import pae
from exchange.ledger.errors import SignatureError, UnsoundKeyError, UnsupportedAlgorithmError
from exchange.ledger.keys import (
    Ed25519Signer,
    key_id,
    load_group_element,
    load_public_key,
    prove_possession,
    published_test_keys,
    verify_possession,
)

SIGNER = Ed25519Signer.generate()
KEY = load_public_key(SIGNER.public_key_bytes, "ED25519")
# A generator of the eight points of small order (RFC 8032 §5.1: cofactor 8), as published among the rejected keys of C2SP/CCTV.
TORSION = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")


def encode(point: edwards.Point) -> bytes:
    """RFC 8032 §5.1.2."""
    inverse = pow(point.z, edwards.P - 2, edwards.P)
    x, y = point.x * inverse % edwards.P, point.y * inverse % edwards.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decoded(raw: bytes) -> edwards.Point:
    point = edwards.decode(raw)
    assert point is not None
    return point


def test_a_sound_key_is_loaded_and_verifies() -> None:
    KEY.verify(SIGNER.sign(b"message"), b"message")
    assert (KEY.raw, KEY.key_id, KEY.algorithm) == (SIGNER.public_key_bytes, SIGNER.key_id, "ED25519")
    assert load_public_key(KEY.raw, "SIGNATURE_ALGORITHM_ED25519") == KEY
    assert load_public_key(bytearray(KEY.raw), "ED25519") == KEY


def test_equal_keys_are_equal_values() -> None:
    again, other = load_public_key(KEY.raw, "ED25519"), load_public_key(Ed25519Signer.generate().public_key_bytes, "ED25519")
    assert again == KEY
    assert hash(again) == hash(KEY)
    assert other != KEY
    assert KEY.raw != KEY
    assert repr(KEY) == f"<ED25519 public key {KEY.key_id}>"


@pytest.mark.parametrize("bit", [0, 255, 256, 511])
def test_a_changed_signature_is_refused(bit: int) -> None:
    signature = bytearray(SIGNER.sign(b"message"))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SignatureError, match="isn't one by key"):
        KEY.verify(bytes(signature), b"message")


def test_another_message_or_key_is_refused() -> None:
    with pytest.raises(SignatureError):
        KEY.verify(SIGNER.sign(b"message"), b"massage")
    with pytest.raises(SignatureError):
        KEY.verify(Ed25519Signer.generate().sign(b"message"), b"message")


@pytest.mark.parametrize("length", [0, 1, 63, 65, 128])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(SignatureError, match=f"of {length} bytes"):
        KEY.verify(bytes(length), b"message")


def test_a_signature_has_one_spelling() -> None:
    """S + L satisfies the same equation; RFC 8032 §5.1.7 wants S below L."""
    signature = SIGNER.sign(b"message")
    longer = int.from_bytes(signature[32:], "little") + edwards.L
    with pytest.raises(SignatureError):
        KEY.verify(signature[:32] + longer.to_bytes(32, "little"), b"message")


@pytest.mark.parametrize("algorithm", ["", "RSA", "ed25519", "SIGNATURE_ALGORITHM_UNSPECIFIED", "ED25519 "])
def test_an_unknown_algorithm_is_refused(algorithm: str) -> None:
    with pytest.raises(UnsupportedAlgorithmError, match="ED25519"):
        load_public_key(KEY.raw, algorithm)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(UnsoundKeyError, match=f"of {length} bytes"):
        load_public_key(bytes(length), "ED25519")


def test_every_key_of_small_order_is_refused() -> None:
    generator = decoded(TORSION)
    points = [edwards.multiply(times, generator) for times in range(8)]
    assert len({encode(point) for point in points}) == 8
    for point in points:
        with pytest.raises(UnsoundKeyError, match="low order"):
            load_public_key(encode(point), "ED25519")


@pytest.mark.parametrize("times", range(1, 8))
def test_every_key_of_mixed_order_is_refused(times: int) -> None:
    """A sound key plus a point of small order: verifiers with and without the cofactor disagree about its signatures."""
    mixed = edwards.add(decoded(KEY.raw), edwards.multiply(times, decoded(TORSION)))
    raw = encode(mixed)
    Ed25519PublicKey.from_public_bytes(raw)  # the library below takes it
    with pytest.raises(UnsoundKeyError, match="prime-order"):
        load_public_key(raw, "ED25519")


def test_a_sound_key_written_another_way_is_refused() -> None:
    """y + p encodes the same point where it still fits 255 bits: only for y below 19, none of which is in the prime-order group."""
    for y in range(19):
        for sign in (0, 1):
            with pytest.raises(UnsoundKeyError, match="canonical"):
                load_public_key((edwards.P + y | sign << 255).to_bytes(32, "little"), "ED25519")


@given(st.integers(2, edwards.P - 2), st.booleans())
def test_bytes_are_a_point_exactly_where_the_curve_has_one(y: int, sign: bool) -> None:
    raw = (y | sign << 255).to_bytes(32, "little")
    square = (y * y - 1) * pow(edwards.D * y * y + 1, -1, edwards.P) % edwards.P
    on_curve = pow(square, (edwards.P - 1) // 2, edwards.P) == 1  # Euler's criterion
    point = edwards.decode(raw)
    assert (point is not None) == on_curve
    if point is None:
        with pytest.raises(UnsoundKeyError, match="canonical encoding"):
            load_public_key(raw, "ED25519")
    else:
        x, y = point.x, point.y
        assert (y * y - x * x - 1 - edwards.D * x * x * y * y) % edwards.P == 0  # RFC 8032 §5.1
        assert encode(point) == raw


@given(st.binary(min_size=32, max_size=32))
def test_multiplication_is_the_librarys(seed: bytes) -> None:
    """The public key of a seed (RFC 8032 §5.1.5) by our arithmetic and by OpenSSL's."""
    base = decoded((4 * pow(5, -1, edwards.P) % edwards.P).to_bytes(32, "little"))
    digest = bytearray(sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    expected = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert encode(edwards.multiply(int.from_bytes(digest, "little"), base)) == expected


@pytest.mark.parametrize(
    "seed",
    [*(bytes([value]) * 32 for value in (0, 1, 255)), bytes(range(32)), bytes(range(1, 33)), bytes(range(31, -1, -1))],
    ids=["00", "01", "ff", "counting", "counting from 1", "counting down"],
)
def test_keys_of_trivial_seeds_are_refused(seed: bytes) -> None:
    raw = Ed25519Signer.from_private_bytes(seed).public_key_bytes
    load_group_element(raw)
    with pytest.raises(UnsoundKeyError, match="published"):
        load_public_key(raw, "ED25519")


def test_the_list_of_published_keys_holds_digests() -> None:
    assert len(published_test_keys()) > 60
    assert all(len(bytes.fromhex(one)) == sha256().digest_size for one in published_test_keys())


def test_key_ids_tell_algorithms_apart() -> None:
    assert key_id(KEY.raw, "ED25519") == sha256(b"ED25519\x00" + KEY.raw).hexdigest()[:16]
    assert key_id(KEY.raw, "SM2_SM3") != KEY.key_id


def test_possession_is_bound_to_its_context_and_key() -> None:
    proof = prove_possession(SIGNER, b"310116/organ")
    verify_possession(KEY, b"310116/organ", proof)
    other = Ed25519Signer.generate()
    for key, context, shown in [
        (KEY, b"330482/organ", proof),
        (KEY, b"", proof),
        (KEY, b"310116/organ", prove_possession(other, b"310116/organ")),
        (load_public_key(other.public_key_bytes, "ED25519"), b"310116/organ", proof),
        (KEY, b"310116/organ", proof[:-1]),
        (KEY, b"310116/organ", SIGNER.sign(b"310116/organ" + KEY.raw)),
    ]:
        with pytest.raises(SignatureError):
            verify_possession(key, context, shown)


def test_a_possession_proof_is_no_signature_of_anything_else() -> None:
    proof = prove_possession(SIGNER, b"context")
    for kind in ("application/vnd.delta-exchange.record-header.v1", "application/vnd.delta-exchange.batch-root.v1"):
        with pytest.raises(SignatureError):
            KEY.verify(proof, pae(kind, b"context" + KEY.raw))


@pytest.mark.parametrize("password", [None, b"a password"])
def test_a_signer_comes_back_from_pem(password: bytes | None) -> None:
    again = Ed25519Signer.from_pem(SIGNER.to_pem(password), password)
    assert again.public_key_bytes == SIGNER.public_key_bytes
    KEY.verify(again.sign(b"m"), b"m")


def pem(key: ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def test_a_pem_without_our_key_is_refused() -> None:
    sealed = SIGNER.to_pem(b"a password")
    for data, password in [
        (b"", None),
        (b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", None),
        (sealed, None),
        (sealed, b"another"),
        (SIGNER.to_pem(), b"a password"),
        (pem(ec.generate_private_key(ec.SECP256R1())), None),
        (pem(x25519.X25519PrivateKey.generate()), None),
    ]:
        with pytest.raises(UnsoundKeyError, match="PEM"):
            Ed25519Signer.from_pem(data, password)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(UnsoundKeyError, match="private key"):
        Ed25519Signer.from_private_bytes(bytes(length))
