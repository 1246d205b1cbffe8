"""Files that may travel with a lead: which types (data/attachment_types.csv), and whether the bytes are what they are said to be.

A list of what is allowed, not of what isn't: programs, archives and web pages aren't on it. The first bytes must be the type's; so a
program can't pass as a photograph. What the file says isn't looked into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from exchange.domain._tables import rows
from exchange.v1 import error_pb2

HEAD_SIZE = 16  # bytes that show any type on the list
DIGEST_SIZE = 32  # bytes, SHA-256
_CONTROL = frozenset(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D}  # not in text, but for tab, line and page ends


class AttachmentError(ValueError):
    """A file that isn't taken; `reason` is an ErrorReason, `field` the part of its description that is wrong."""

    def __init__(self, reason: error_pb2.ErrorReason, field: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaType:
    """One allowed type: endings of names in lower case; the first bytes, one of `magic` at `offset`, or none where it is text."""

    name: str
    extensions: frozenset[str]
    magic: tuple[bytes, ...]
    offset: int

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so can be of this type. `head` holds HEAD_SIZE bytes, or the whole of a shorter file."""
        if self.magic:
            return head[self.offset :].startswith(self.magic)
        return not (_CONTROL & set(head)) and not any(one.magic and one.fits(head) for one in media_types().values())


@cache
def media_types() -> Mapping[str, MediaType]:
    """The allowed types by name."""
    return {
        row["media_type"]: MediaType(
            name=row["media_type"],
            extensions=frozenset(row["extensions"].split()),
            magic=tuple(bytes.fromhex(one) for one in row["magic"].split()),
            offset=int(row["offset"]),
        )
        for row in rows("attachment_types")
    }


def check_described(*, name: str, media_type: str, size: int, max_size: int) -> None:
    """Lets a file's description pass, before its bytes come.

    Args:
        name: as it is to be shown; its ending must be one of the type's.
        media_type: RFC 6838, without parameters.
        size: bytes.
        max_size: bytes that this node takes.

    Raises:
        AttachmentError: MEDIA_TYPE_NOT_ALLOWED or ATTACHMENT_TOO_LARGE.
    """
    check_media_type(media_type)
    known = media_types()[media_type]
    if "." not in name or name.rpartition(".")[2].lower() not in known.extensions:
        endings = ", ".join(f".{one}" for one in sorted(known.extensions))
        message = f"the name of a file of type {media_type} ends in {endings}"
        raise AttachmentError(error_pb2.ERROR_REASON_MEDIA_TYPE_NOT_ALLOWED, "name", message)
    check_size(size, max_size=max_size)


def check_media_type(media_type: str) -> None:
    """Lets an allowed type pass.

    Raises:
        AttachmentError: MEDIA_TYPE_NOT_ALLOWED.
    """
    if media_type not in media_types():
        message = f"files of this type aren't exchanged; allowed are {', '.join(media_types())}"
        raise AttachmentError(error_pb2.ERROR_REASON_MEDIA_TYPE_NOT_ALLOWED, "media_type", message)


def check_size(size: int, *, max_size: int) -> None:
    """Lets a size pass that a node takes.

    Raises:
        AttachmentError: ATTACHMENT_TOO_LARGE.
    """
    if not 0 < size <= max_size:
        message = f"{size} bytes; this node takes files of 1 to {max_size} bytes"
        raise AttachmentError(error_pb2.ERROR_REASON_ATTACHMENT_TOO_LARGE, "size", message)


def check_content(media_type: str, head: bytes) -> None:
    """Lets a file pass whose first bytes are those of its type.

    Raises:
        AttachmentError: MEDIA_TYPE_NOT_ALLOWED.
    """
    check_media_type(media_type)
    if not media_types()[media_type].fits(head):
        message = f"the file's first bytes aren't those of {media_type}; name the type it has, if that is allowed"
        raise AttachmentError(error_pb2.ERROR_REASON_MEDIA_TYPE_NOT_ALLOWED, "media_type", message)


def type_of(name: str, head: bytes) -> str:
    """The allowed type that a file's name and first bytes agree on; empty where there is none."""
    ending = name.rpartition(".")[2].lower()
    return next((one.name for one in media_types().values() if ending in one.extensions and one.fits(head)), "")
