"""Files for tests: made, uploaded in pieces, asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import grpc

from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import lead_pb2
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceStub

LEAD_TRANSFER = (("exchange-purpose", "LEAD_TRANSFER"),)
SYNCHRONISATION = (("exchange-purpose", "SYNCHRONISATION"),)
TIMEOUT_S = 60.0
PIECE = 100_000  # bytes a message


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of some type."""

    data: bytes
    name: str = "现场照片.pdf"
    media_type: str = "application/pdf"

    @property
    def digest(self) -> bytes:
        """SHA-256."""
        return sha256(self.data).digest()

    @property
    def said(self) -> lead_pb2.Attachment:
        """How a lead cites it."""
        return lead_pb2.Attachment(name=self.name, media_type=self.media_type, size=len(self.data), digest=self.digest)


def made_file(size: int, *, seed: int = 1) -> MadeFile:
    """A PDF by its first bytes, of pseudo-random content."""
    return MadeFile(b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 9))


def parts(file: MadeFile, offset: int = 0, *, end: int | None = None, **start: object) -> Iterator[pb.UploadAttachmentRequest]:
    """The messages of an upload of data[offset:end]; `start` replaces what it says of the file."""
    fields: dict[str, object] = {
        "digest": file.digest,
        "size": len(file.data),
        "media_type": file.media_type,
        "name": file.name,
        "offset": offset,
    }
    yield pb.UploadAttachmentRequest(start=pb.AttachmentStart(**{**fields, **start}))  # type: ignore[arg-type]
    for at in range(offset, len(file.data) if end is None else end, PIECE):
        yield pb.UploadAttachmentRequest(chunk=file.data[at : min(at + PIECE, end or len(file.data))])


def upload(channel: grpc.Channel, file: MadeFile, offset: int = 0, *, end: int | None = None) -> pb.UploadAttachmentResponse:
    """An upload, whole unless told otherwise."""
    return AttachmentServiceStub(channel).UploadAttachment(parts(file, offset, end=end), metadata=LEAD_TRANSFER, timeout=TIMEOUT_S)


def status(channel: grpc.Channel, digest: bytes) -> pb.GetAttachmentStatusResponse:
    """How much is here."""
    request = pb.GetAttachmentStatusRequest(digest=digest)
    return AttachmentServiceStub(channel).GetAttachmentStatus(request, metadata=LEAD_TRANSFER, timeout=TIMEOUT_S)


def download(channel: grpc.Channel, digest: bytes, offset: int = 0, *, node: bool = False) -> bytes:
    """The bytes from an offset on."""
    request = pb.DownloadAttachmentRequest(digest=digest, offset=offset)
    metadata = SYNCHRONISATION if node else LEAD_TRANSFER
    stream = AttachmentServiceStub(channel).DownloadAttachment(request, metadata=metadata, timeout=TIMEOUT_S)
    return b"".join(answer.chunk for answer in stream)
