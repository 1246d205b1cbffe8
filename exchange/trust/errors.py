"""Errors of the trust floor: each class is named for the fact, each message says what would be right."""

from __future__ import annotations


class TrustError(Exception):
    """Root of this floor's errors."""


class ProfileError(TrustError):
    """A profile file in certs/profiles can't be used; the message names file, field and what would be right."""


class IdentityError(TrustError):
    """No identity, or a malformed one.

    `reason` is one of `NO_URI MANY_URIS SCHEME MEMBER ROLE NAME SHAPE`.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class CertificateError(TrustError):
    """A certificate that must not be accepted, or can't be issued.

    `reason` is one of `UNKNOWN_MEMBER UNKNOWN_ORGAN NOT_A_CA NOT_ISSUED NOT_YET_VALID EXPIRED CA_EXPIRED USAGE IS_A_CA KEY
    ROLES_JOINED EXISTS UNREADABLE`.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class EntryError(TrustError):
    """A key's entry that can't be taken: `field` of the entry, and the `fault` in it."""

    def __init__(self, *, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field = field
        self.fault = fault


class MembershipError(TrustError):
    """Descriptors that make no sound membership.

    Attributes:
        member: code of the member at fault.
        field: path of the field in its descriptor, e.g. `ledger_keys[0].public_key`.
        fault: what is wrong there, and what would be right.
    """

    def __init__(self, *, member: str, field: str, fault: str) -> None:
        super().__init__(f"member {member}: {field}: {fault}")
        self.member = member
        self.field = field
        self.fault = fault


class UnknownMemberError(TrustError):
    """Nobody of that code, or no organ of that USCC, is in the membership."""


class TrustRefusedError(TrustError):
    """Metadata or targets that don't verify.

    `reason` is one of `EXPIRED ROLLBACK UNSIGNED MISMATCH OVERSIZE MALFORMED UNSOUND_KEY`, or `DAMAGED` for the local copy.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class TrustUnavailableError(TrustError):
    """The metadata couldn't be fetched, or isn't here yet."""


class TrustPathError(TrustError):
    """A path that names no file a membership repository can have."""


class RepositoryStateError(TrustError):
    """The membership repository on disk can't do what was asked of it."""
