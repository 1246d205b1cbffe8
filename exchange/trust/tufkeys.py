"""Keys of the TUF roles: files, signers, and the same soundness that member keys must have."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.metadata import Root

from exchange.ledger.errors import UnsoundKeyError
from exchange.ledger.keys import load_public_key
from exchange.trust.development import write_private
from exchange.trust.errors import RepositoryStateError, TrustRefusedError

_ED25519 = "ed25519"


def check_role_key(key: Key) -> None:
    """Refuses an Ed25519 key that `exchange.ledger.keys` doesn't take; securesystemslib takes every 32 bytes.

    Raises:
        UnsoundKeyError: low order, not canonical, published, or no Ed25519 key.
    """
    if key.keytype != _ED25519:
        raise UnsoundKeyError(f"key {key.keyid}: {key.keytype}; keys of the membership are {_ED25519}")
    try:
        raw = bytes.fromhex(key.keyval["public"])
    except ValueError as error:
        raise UnsoundKeyError(f"key {key.keyid}: the public key isn't hex") from error
    load_public_key(raw, "ED25519")


def check_root(root: Root) -> None:
    """Whether every key that `root` trusts is sound.

    Raises:
        TrustRefusedError: one isn't.
    """
    for key in root.keys.values():
        try:
            check_role_key(key)
        except UnsoundKeyError as error:
            raise TrustRefusedError(f"root {root.version}: {error}", reason="UNSOUND_KEY") from error


def make_signer(path: Path) -> CryptoSigner:
    """A new Ed25519 key, written to `path` (PKCS #8, mode 0600).

    Raises:
        FileExistsError: there is a file already.
    """
    signer = CryptoSigner.generate_ed25519()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, signer.private_bytes)
    return signer


def load_signer(path: Path, password: bytes | None = None) -> CryptoSigner:
    """The Ed25519 key in `path`.

    Raises:
        RepositoryStateError: it can't be read, or holds no such key.
    """
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password)
        signer = CryptoSigner(key)
        check_role_key(signer.public_key)
    except OSError as error:
        raise RepositoryStateError(f"{path}: can't be read ({error.strerror})") from error
    except (ValueError, TypeError, UnsoundKeyError) as error:
        raise RepositoryStateError(f"{path}: no usable Ed25519 private key: {error}") from error
    return signer


def load_role_key(path: Path) -> SSlibKey:
    """The public half of a key: from a PEM with a public or a private key.

    Raises:
        RepositoryStateError: as `load_signer`.
    """
    try:
        key = SSlibKey.from_crypto(serialization.load_pem_public_key(path.read_bytes()))
        check_role_key(key)
    except OSError as error:
        raise RepositoryStateError(f"{path}: can't be read ({error.strerror})") from error
    except UnsoundKeyError as error:
        raise RepositoryStateError(f"{path}: {error}") from error
    except ValueError:
        return load_signer(path).public_key
    return key


def public_pem(signer: CryptoSigner) -> bytes:
    """The public half of a role key, PEM (SubjectPublicKeyInfo), as `load_role_key` reads it."""
    raw = bytes.fromhex(signer.public_key.keyval["public"])
    return Ed25519PublicKey.from_public_bytes(raw).public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
