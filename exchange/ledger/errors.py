"""What can be wrong with a proof, a note, a key or a signature. Every error of this floor is a `LedgerError`."""

from __future__ import annotations


class LedgerError(Exception):
    """Something presented as evidence isn't."""


class ProofError(LedgerError):
    """An inclusion or consistency proof doesn't prove what it is said to."""


class NoteError(LedgerError):
    """A signed note is malformed, or not signed as it must be."""


class SignatureError(LedgerError):
    """A signature doesn't fit the key and the message."""


class UnsoundKeyError(LedgerError):
    """A public key that must not be trusted, whoever presents it."""


class UnsupportedAlgorithmError(LedgerError):
    """A signature algorithm that this build can't verify; the message lists those it can."""
