"""Which keys are taken, what a signature must be, and proof of possession."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger import edwards
from exchange.ledger.errors import SignatureError, UnsoundKeyError, UnsupportedAlgorithmError
from exchange.ledger.keys import (
    ED25519,
    Ed25519Signer,
    key_id,
    load_group_element,
    load_public_key,
    prove_possession,
    published_test_keys,
    verify_possession,
)
from tests.support.ledger import flipped

SIGNER = Ed25519Signer.generate()
KEY = load_public_key(SIGNER.public_key_bytes, ED25519)
BASE = edwards.decode(bytes.fromhex("58" + "66" * 31))  # RFC 8032 §5.1: y = 4/5


def encode(point: edwards.Point) -> bytes:
    inverse = pow(point.z, edwards.P - 2, edwards.P)
    x, y = point.x * inverse % edwards.P, point.y * inverse % edwards.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def torsion_points() -> list[edwards.Point]:
    """The eight points of small order: multiples of one of order 8 (its y stands in CCTV's list)."""
    generator = edwards.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    assert generator is not None
    return [edwards.multiply(at, generator) for at in range(8)]


def test_point_arithmetic_agrees_with_the_library() -> None:
    assert BASE is not None
    assert edwards.is_identity(edwards.multiply(edwards.L, BASE))
    decoded = edwards.decode(SIGNER.public_key_bytes)
    assert decoded is not None
    assert encode(decoded) == SIGNER.public_key_bytes
    assert encode(edwards.add(decoded, edwards.IDENTITY)) == SIGNER.public_key_bytes


def test_all_eight_points_of_small_order_are_refused() -> None:
    points = {encode(point) for point in torsion_points()}
    assert len(points) == 8
    for raw in points:
        with pytest.raises(UnsoundKeyError, match="low order"):
            load_public_key(raw, ED25519)


def test_a_sound_point_with_a_small_one_added_is_refused() -> None:
    sound = edwards.decode(SIGNER.public_key_bytes)
    assert sound is not None
    for small in torsion_points()[1:]:
        with pytest.raises(UnsoundKeyError, match="outside the prime-order group"):
            load_public_key(encode(edwards.add(sound, small)), ED25519)


def test_every_encoding_not_below_the_field_prime_is_refused() -> None:
    for y in range(edwards.P, 1 << 255):
        for sign in (0, 1):
            with pytest.raises(UnsoundKeyError, match="canonical"):
                load_group_element((y | sign << 255).to_bytes(32, "little"))


def test_zero_x_with_a_sign_is_refused() -> None:
    for y in (1, edwards.P - 1):
        with pytest.raises(UnsoundKeyError, match="canonical"):
            load_group_element((y | 1 << 255).to_bytes(32, "little"))


def test_bytes_off_the_curve_are_refused() -> None:
    assert edwards.decode((2).to_bytes(32, "little")) is None
    with pytest.raises(UnsoundKeyError, match="encoding of a point"):
        load_public_key((2).to_bytes(32, "little"), ED25519)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(UnsoundKeyError, match=f"{length} bytes"):
        load_public_key(bytes(length), ED25519)


@pytest.mark.parametrize("algorithm", ["SM2_SM3", "SIGNATURE_ALGORITHM_SM2_SM3", "RSA", "", "ed25519"])
def test_other_algorithms_are_named_with_what_is_there(algorithm: str) -> None:
    with pytest.raises(UnsupportedAlgorithmError, match="this build verifies ED25519"):
        load_public_key(SIGNER.public_key_bytes, algorithm)


def test_the_protos_name_of_the_algorithm_is_taken() -> None:
    assert load_public_key(SIGNER.public_key_bytes, "SIGNATURE_ALGORITHM_ED25519") == KEY


def test_published_test_keys_are_hashes() -> None:
    assert len(published_test_keys()) >= 60
    assert all(len(bytes.fromhex(one)) == 32 for one in published_test_keys())


@pytest.mark.parametrize("seed", [bytes(32), b"\xff" * 32, bytes(range(32)), bytes(range(1, 33))])
def test_keys_of_trivial_seeds_are_refused(seed: bytes) -> None:
    with pytest.raises(UnsoundKeyError, match="published"):
        load_public_key(Ed25519Signer.from_private_bytes(seed).public_key_bytes, ED25519)


def test_a_signature_verifies_only_over_its_message() -> None:
    signature = SIGNER.sign(b"message")
    KEY.verify(signature, b"message")
    with pytest.raises(SignatureError, match=KEY.key_id):
        KEY.verify(signature, b"massage")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 511))
def test_any_flipped_bit_of_a_signature_is_refused(bit: int) -> None:
    with pytest.raises(SignatureError):
        KEY.verify(flipped(SIGNER.sign(b"message"), bit), b"message")


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    signature = (SIGNER.sign(b"m") + b"\0")[:length]
    with pytest.raises(SignatureError, match=f"{length} bytes; Ed25519 has 64"):
        KEY.verify(signature, b"m")


def test_a_scalar_not_below_the_group_order_is_refused() -> None:
    signature = SIGNER.sign(b"m")
    scalar = int.from_bytes(signature[32:], "little") + edwards.L
    with pytest.raises(SignatureError):
        KEY.verify(signature[:32] + scalar.to_bytes(32, "little"), b"m")


def test_key_id_hangs_on_key_and_algorithm() -> None:
    assert KEY.key_id == SIGNER.key_id == key_id(SIGNER.public_key_bytes, ED25519)
    assert len(bytes.fromhex(KEY.key_id)) == 8
    assert key_id(KEY.raw, "SM2_SM3") != KEY.key_id
    assert KEY.key_id in repr(KEY)


def test_keys_are_equal_by_their_bytes() -> None:
    same, other = load_group_element(KEY.raw), load_group_element(Ed25519Signer.generate().public_key_bytes)
    assert {KEY: 1}[same] == 1
    assert other != KEY
    assert KEY.raw != KEY


@pytest.mark.parametrize("password", [None, b"correct horse"])
def test_pem_round_trip(password: bytes | None) -> None:
    pem = SIGNER.to_pem(password)
    assert (b"ENCRYPTED" in pem) == (password is not None)
    assert Ed25519Signer.from_pem(pem, password).sign(b"m") == SIGNER.sign(b"m")


def test_pem_that_holds_no_usable_key_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(UnsoundKeyError, match="must hold an Ed25519"):
        Ed25519Signer.from_pem(other)
    locked = SIGNER.to_pem(b"right")
    for pem, password in [(b"nonsense", None), (locked, None), (locked, b"wrong"), (SIGNER.to_pem(), b"needless")]:
        with pytest.raises(UnsoundKeyError, match="no private key in the PEM"):
            Ed25519Signer.from_pem(pem, password)


def test_private_bytes_of_another_length_are_refused() -> None:
    with pytest.raises(UnsoundKeyError, match="31 bytes"):
        Ed25519Signer.from_private_bytes(bytes(31))


def test_possession_is_proved_for_one_context_and_key() -> None:
    proof = prove_possession(SIGNER, b"member 310116")
    verify_possession(KEY, b"member 310116", proof)
    stranger = load_public_key(Ed25519Signer.generate().public_key_bytes, ED25519)
    for key, context in [(KEY, b"member 330482"), (stranger, b"member 310116")]:
        with pytest.raises(SignatureError):
            verify_possession(key, context, proof)
    with pytest.raises(SignatureError):
        verify_possession(KEY, b"member 310116", SIGNER.sign(b"member 310116"))
