"""What can be wrong with a proof, a note, a key or a signature. Every error of this floor is a `LedgerError`."""

from __future__ import annotations


class LedgerError(Exception):
    """Something presented as evidence isn't."""


class ProofError(LedgerError):
    """An inclusion or consistency proof doesn't prove what it is said to."""


class NoteError(LedgerError):
    """A signed note, a checkpoint or a verifier key isn't what it must be; the leaves below say more of notes."""


class MalformedNoteError(NoteError):
    """The bytes aren't a signed note (C2SP signed-note.md, Format)."""


class UnsignedNoteError(NoteError):
    """No known key signed the note."""


class NoteSignatureError(NoteError):
    """A known key's signature line doesn't verify; `name` says whose."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"the signature by {name} is wrong: {fault}")
        self.name = name


class SignatureError(LedgerError):
    """A signature doesn't fit the key and the message."""


class UnsoundKeyError(LedgerError):
    """A public key that must not be trusted, whoever presents it."""


class UnsupportedAlgorithmError(LedgerError):
    """A signature algorithm that this build can't verify; the message lists those it can."""
