"""Moving a file to or from a node, in chunks; what broke off goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from exchange.cli.errors import CliError, FieldFault
from exchange.domain.attachments import HEAD_SIZE, media_types, type_of
from exchange.texts.i18n import _
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import error_pb2
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from exchange.wire import reason_of

if TYPE_CHECKING:
    from exchange.cli.client import Client

CHUNK_SIZE = 256 << 10  # bytes a message
MAX_TRIES = 5  # of an upload whose offset another upload moved
LEAST_RATE = 16 << 10  # bytes a second that a transfer is waited for


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalFile:
    """A file to be uploaded: where it lies, and what its lead will say of it."""

    path: Path
    digest: bytes
    size: int
    media_type: str


def describe(path: Path, media_type: str = "") -> LocalFile:
    """Reads a file once, for its digest and type.

    Raises:
        CliError: it can't be read, or is of no type that is exchanged.
    """
    digest, size, head = sha256(), 0, b""
    try:
        with path.open("rb") as file:
            while data := file.read(CHUNK_SIZE):
                head, size = head or data[:HEAD_SIZE], size + len(data)
                digest.update(data)
    except OSError as error:
        raise CliError(f"{path}: {error.strerror}", reason="FIELD_INVALID") from error
    kind = media_type or type_of(path.name, head)
    if not kind:
        known = ", ".join(f".{ending}" for one in media_types().values() for ending in sorted(one.extensions))
        message = _("{path}: its ending and first bytes fit no type that is exchanged; allowed are {known}").format(path=path, known=known)
        raise CliError(message, reason="MEDIA_TYPE_NOT_ALLOWED", fields=[FieldFault(field="media_type", description=message)])
    return LocalFile(path=path, digest=digest.digest(), size=size, media_type=kind)


def upload(client: Client, file: LocalFile) -> pb.UploadAttachmentResponse:
    """Sends what the node lacks of a file."""
    stub = client.stub(AttachmentServiceStub)
    offset = _received(client, stub, file.digest)
    for _attempt in range(MAX_TRIES):
        try:
            timeout = client.connection.timeout_s + (file.size - offset) / LEAST_RATE
            answer: pb.UploadAttachmentResponse = stub.UploadAttachment(_parts(file, offset), metadata=client.metadata, timeout=timeout)
        except grpc.RpcError as error:
            reason, details = reason_of(error)
            if reason != error_pb2.ERROR_REASON_OFFSET_MISMATCH or not details.get("offset", "").isdecimal():
                raise
            offset = int(details["offset"])
        else:
            return answer
    raise CliError(_("another upload of the same file is running; try again"), reason="OFFSET_MISMATCH")


def _received(client: Client, stub: Any, digest: bytes) -> int:
    try:
        return int(client.call(stub.GetAttachmentStatus, pb.GetAttachmentStatusRequest(digest=digest)).received)
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.NOT_FOUND:
            return 0
        raise


def _parts(file: LocalFile, offset: int) -> Iterator[pb.UploadAttachmentRequest]:
    start = pb.AttachmentStart(digest=file.digest, size=file.size, media_type=file.media_type, name=file.path.name, offset=offset)
    yield pb.UploadAttachmentRequest(start=start)
    with file.path.open("rb") as opened:
        opened.seek(offset)
        while data := opened.read(CHUNK_SIZE):
            yield pb.UploadAttachmentRequest(chunk=data)


def download(client: Client, digest: bytes, target: Path) -> int:
    """Writes a file to `target`, by way of `<target>.part`, from where that broke off; returns its size.

    Raises:
        CliError: the bytes that came have another digest; the part is removed.
    """
    part = target.with_name(f"{target.name}.part")
    stub = client.stub(AttachmentServiceStub)
    size = int(client.call(stub.GetAttachmentStatus, pb.GetAttachmentStatusRequest(digest=digest)).size)
    if part.exists() and part.stat().st_size > size:  # of another file
        part.unlink()
    offset = part.stat().st_size if part.exists() else 0
    timeout = client.connection.timeout_s + max(0, size - offset) / LEAST_RATE
    request = pb.DownloadAttachmentRequest(digest=digest, offset=offset)
    with part.open("ab") as file:
        for answer in stub.DownloadAttachment(request, metadata=client.metadata, timeout=timeout):
            file.write(answer.chunk)
    if describe_digest(part) != digest:
        part.unlink()
        raise CliError(_("the bytes that came have another digest; they were removed, try again"), reason="ATTACHMENT_DIGEST_MISMATCH")
    part.replace(target)
    return target.stat().st_size


def describe_digest(path: Path) -> bytes:
    """The SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while data := file.read(CHUNK_SIZE):
            digest.update(data)
    return digest.digest()
