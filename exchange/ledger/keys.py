"""Public keys that may be trusted, and signers.

`load_public_key` is the one door: a key that came through it lies in the prime-order group, is encoded in the one canonical way, and
isn't a key whose private half has been published. (`cryptography` alone accepts low-order points, under which one constant signature
verifies any message.) Which algorithm a key is for is said by the membership, never by a message.

    >>> signer = Ed25519Signer.generate()
    >>> load_public_key(signer.public_key_bytes, "ED25519").verify(signer.sign(b"m"), b"m")
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exchange.ledger import edwards
from exchange.ledger.dsse import pae
from exchange.ledger.errors import SignatureError, UnsoundKeyError, UnsupportedAlgorithmError

ED25519 = "ED25519"
ED25519_KEY_SIZE = 32  # bytes, RFC 8032 §5.1.5
ED25519_SIGNATURE_SIZE = 64  # bytes, RFC 8032 §5.1.6
SUPPORTED_ALGORITHMS = (ED25519,)
CHECKED_POINTS = 4096  # points whose check is remembered: a few hundred members with ten keys each
POSSESSION_TYPE = "application/vnd.delta-exchange.key-possession.v1"


class PublicKey:
    """A sound Ed25519 key. Made by `load_public_key` only."""

    __slots__ = ("_key", "key_id", "raw")

    algorithm = ED25519

    def __init__(self, raw: bytes, key: Ed25519PublicKey) -> None:
        self.raw = raw
        self.key_id = key_id(raw, ED25519)
        self._key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"<{self.algorithm} public key {self.key_id}>"

    def verify(self, signature: bytes, message: bytes) -> None:
        """Checks a 64-byte signature (RFC 8032 §5.1.7).

        Raises:
            SignatureError: it isn't this key's signature of the message.
        """
        if len(signature) != ED25519_SIGNATURE_SIZE:
            raise SignatureError(f"a signature of {len(signature)} bytes; Ed25519 has {ED25519_SIGNATURE_SIZE}")
        try:
            self._key.verify(signature, message)
        except InvalidSignature as error:
            raise SignatureError(f"the signature isn't one by key {self.key_id} over this message") from error


class Signer(Protocol):
    """Signs where the key is: a file, an HSM."""

    @property
    def algorithm(self) -> str:
        """Name as in exchange.v1.SignatureAlgorithm, without prefix."""

    @property
    def key_id(self) -> str:
        """See `key_id`."""

    @property
    def public_key_bytes(self) -> bytes:
        """The raw public key."""

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`."""


class Ed25519Signer:
    """Signs with a key held in memory."""

    __slots__ = ("_key", "key_id", "public_key_bytes")

    algorithm = ED25519

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key_bytes = key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_key_bytes, ED25519)

    @classmethod
    def generate(cls) -> Ed25519Signer:
        """A new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_private_bytes(cls, raw: bytes) -> Ed25519Signer:
        """From the 32-byte seed (RFC 8032 §5.1.5).

        Raises:
            UnsoundKeyError: the seed hasn't 32 bytes.
        """
        if len(raw) != ED25519_KEY_SIZE:
            raise UnsoundKeyError(f"an Ed25519 private key of {len(raw)} bytes; it must have {ED25519_KEY_SIZE}")
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    @classmethod
    def from_pem(cls, pem: bytes, password: bytes | None = None) -> Ed25519Signer:
        """From PKCS #8.

        Raises:
            UnsoundKeyError: the PEM holds no Ed25519 private key.
        """
        try:
            key = serialization.load_pem_private_key(pem, password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UnsoundKeyError(f"no private key in the PEM: {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise UnsoundKeyError(f"the PEM holds a {type(key).__name__}; it must hold an Ed25519 private key")
        return cls(key)

    def to_pem(self, password: bytes | None = None) -> bytes:
        """PKCS #8, encrypted where a password is given."""
        protection: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        )
        return self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)

    def sign(self, message: bytes) -> bytes:
        """64 bytes, RFC 8032 §5.1.6."""
        return self._key.sign(message)


def key_id(raw: bytes, algorithm: str) -> str:
    """A key's short name: the first 8 bytes of SHA-256(algorithm ‖ 0x00 ‖ raw key), in lower-case hex. A hint, not a proof."""
    return sha256(algorithm.encode() + b"\x00" + raw).hexdigest()[:16]


def load_public_key(raw: bytes, algorithm: str) -> PublicKey:
    """The key, if it may be trusted.

    Raises:
        UnsoundKeyError: wrong length, not canonical, no point of the curve, low or mixed order, or a published test key.
        UnsupportedAlgorithmError: this build can't verify `algorithm`.
    """
    algorithm = algorithm.removeprefix("SIGNATURE_ALGORITHM_")
    if algorithm not in SUPPORTED_ALGORITHMS:
        raise UnsupportedAlgorithmError(f"algorithm {algorithm}; this build verifies {', '.join(SUPPORTED_ALGORITHMS)}")
    key = load_group_element(raw)
    if sha256(raw).hexdigest() in published_test_keys():
        raise UnsoundKeyError("the key's private half has been published as a test vector; make a new key")
    return key


def load_group_element(raw: bytes) -> PublicKey:
    """As `load_public_key`, but published test keys pass: for checking published vectors, never for trust.

    Raises:
        UnsoundKeyError: as there.
    """
    if len(raw) != ED25519_KEY_SIZE:
        raise UnsoundKeyError(f"an Ed25519 key of {len(raw)} bytes; it must have {ED25519_KEY_SIZE}")
    raw = bytes(raw)
    _check_point(raw)
    return PublicKey(raw, Ed25519PublicKey.from_public_bytes(raw))


@lru_cache(maxsize=CHECKED_POINTS)
def _check_point(raw: bytes) -> None:
    """A few milliseconds the first time a key is seen; a raising call isn't cached."""
    point = edwards.decode(raw)
    if point is None:
        raise UnsoundKeyError("the bytes aren't the canonical encoding of a point of edwards25519 (RFC 8032 §5.1.3)")
    if edwards.is_identity(edwards.multiply(8, point)):
        raise UnsoundKeyError("a point of low order: under it, one signature verifies any message")
    if not edwards.is_identity(edwards.multiply(edwards.L, point)):
        raise UnsoundKeyError("a point outside the prime-order group: verifiers would disagree about its signatures")


@cache
def published_test_keys() -> frozenset[str]:
    """SHA-256 (hex) of public keys whose private halves stand in published vectors; data/published_test_keys.txt names each origin."""
    text = resources.files("exchange.ledger").joinpath("data/published_test_keys.txt").read_text(encoding="utf-8")
    return frozenset(line.split()[0] for line in text.splitlines() if line and not line.startswith("#"))


def prove_possession(signer: Signer, context: bytes) -> bytes:
    """The key's signature over `context` (who it is for): shows that whoever enrols it holds it."""
    return signer.sign(pae(POSSESSION_TYPE, context + signer.public_key_bytes))


def verify_possession(key: PublicKey, context: bytes, proof: bytes) -> None:
    """Checks `prove_possession`.

    Raises:
        SignatureError: the proof isn't this key's, or is for another context.
    """
    key.verify(proof, pae(POSSESSION_TYPE, context + key.raw))
