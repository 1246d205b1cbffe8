"""A certificate and its private key, checked here before a handshake fails with words that name neither file."""

from __future__ import annotations

from pathlib import Path

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.texts.i18n import _


def check_pair(certificate: Path, key: Path, *, fields: tuple[str, str] = ("cert", "key"), hint: str = "") -> tuple[bytes, bytes]:
    """The two files' content; `fields` are the names of what points to them, `hint` says where such files come from.

    Raises:
        CliError: a file can't be read, isn't PEM of its kind, or the key isn't the certificate's.
    """
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from exchange.trust.certificates import load_certificates
    from exchange.trust.errors import TrustError

    chain, secret = read_file(certificate, fields[0], hint=hint), read_file(key, fields[1], hint=hint)
    try:
        leaf = load_certificates(chain)[0]
    except TrustError as error:
        raise _fault(fields[0], f"{certificate}: {error}", "CERTIFICATE_INVALID") from error
    try:
        private = load_pem_private_key(secret, None)
    except (ValueError, TypeError) as error:  # TypeError: it has a passphrase
        description = _("{path} isn't a private key in PEM without a passphrase").format(path=key)
        raise _fault(fields[1], description, "KEY_INVALID") from error
    if private.public_key() != leaf.public_key():
        description = _("{key} isn't the private key of {certificate}; give the two that were made together").format(
            key=key, certificate=certificate
        )
        raise _fault(fields[1], description, "KEY_MISMATCH")
    return chain, secret


def read_file(path: Path, field: str, *, hint: str = "") -> bytes:
    """A file's content.

    Raises:
        CliError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        description = _("{path} can't be read: {reason}").format(path=path, reason=error.strerror)
        raise _fault(field, f"{description}; {hint}" if hint else description, "FILE_UNREADABLE") from error


def _fault(field: str, description: str, reason: str) -> CliError:
    return CliError(description, reason=reason, fields=[FieldFault(field=field, description=description)], exit_code=USAGE)
