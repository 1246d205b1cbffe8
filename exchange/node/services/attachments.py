"""AttachmentService: the files that leads cite, in chunks.

To whom a file isn't given (`policy.FileDisclosure`), it isn't here: digests can't be probed. An organ uploads for itself; that it knows a
digest gives it nobody else's bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Connection

from exchange.domain.attachments import AttachmentError, check_described
from exchange.domain.audit import AuditTag
from exchange.domain.policy import FileDisclosure, decide
from exchange.node.calls import Call, current
from exchange.node.services.base import Service
from exchange.storage import attachments, reading
from exchange.storage.attachments import Key, OffsetError, Room, Status
from exchange.trust.identity import Role
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import error_pb2
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceServicer
from exchange.wire import RefusedError, invalid

DAY_US = 86_400_000_000


class AttachmentService(Service, AttachmentServiceServicer):
    """For organs that take part in a matter, and for the nodes of the members that a record was written for."""

    async def UploadAttachment(self, requests: AsyncIterator[pb.UploadAttachmentRequest], _context: Any) -> pb.UploadAttachmentResponse:
        """Takes the bytes that follow on what is here, and says how much is here then."""
        call = current()
        first = await anext(requests, None)
        if first is None or first.WhichOneof("part") != "start":
            raise invalid("start", "the first message of an upload must say what comes")
        start = first.start
        call.tag, call.query = AuditTag.ATTACHMENT_STORED, f"{start.digest.hex()} {start.size} {start.media_type}"
        key = Key(digest=start.digest, holder=call.identity.name if call.identity else "")
        found = await self._begin(key, start)
        if found.received != start.offset:
            raise OffsetError(given=start.offset, expected=found.received)
        received = found.received
        async for request in requests:
            if request.WhichOneof("part") != "chunk":
                raise invalid("start", "only the first message of an upload says what comes; bytes must follow it")
            await asyncio.to_thread(self._append, key, received, request.chunk)
            received += len(request.chunk)
        complete = found.complete or (received == found.size and await asyncio.to_thread(self._finish, key))
        return pb.UploadAttachmentResponse(received=received, complete=complete)

    async def _begin(self, key: Key, start: pb.AttachmentStart) -> Status:
        settings = self.context.settings.attachments
        check_described(name=start.name, media_type=start.media_type, size=start.size, max_size=settings.max_size_bytes)
        room = Room(max_total=settings.max_total_bytes, keep_incomplete=settings.keep_incomplete_days * DAY_US)

        def begin() -> Status:
            with self.context.database.relaxed() as connection:
                now = self.context.microseconds()
                return attachments.begin(connection, key, media_type=start.media_type, size=start.size, room=room, now=now)

        return await asyncio.to_thread(begin)

    def _append(self, key: Key, offset: int, data: bytes) -> None:
        with self.context.database.relaxed() as connection:
            attachments.append(connection, key, offset=offset, data=data, now=self.context.microseconds())

    def _finish(self, key: Key) -> bool:
        with self.context.database.reading() as connection:
            found = attachments.digest_here(connection, key)
        with self.context.database.durable() as connection:
            fits = attachments.finish(connection, key, found=found, now=self.context.microseconds())
        if not fits:
            message = f"the bytes have the digest {found.hex()}, not {key.digest.hex()}; they were dropped, begin anew"
            raise AttachmentError(error_pb2.ERROR_REASON_ATTACHMENT_DIGEST_MISMATCH, "digest", message)
        return True

    async def GetAttachmentStatus(self, request: pb.GetAttachmentStatusRequest, _context: Any) -> pb.GetAttachmentStatusResponse:
        """How much is here: of the caller's own upload, else of what the caller may have."""
        call = current()
        call.tag, call.query = AuditTag.ATTACHMENT_SHOWN, request.digest.hex()

        def ask(connection: Connection) -> Status | None:
            own = attachments.status(connection, _uploaded_by(call, request.digest)) if self._is_own_organ(call) else None
            if own is not None:
                return own
            self._check_access(connection, call, request.digest)
            found = attachments.held(connection, request.digest)
            return found[1] if found else None

        found = await self.read(ask)
        if found is None:
            return pb.GetAttachmentStatusResponse()
        return pb.GetAttachmentStatusResponse(
            size=found.size, received=found.received, complete=found.complete, media_type=found.media_type
        )

    async def DownloadAttachment(
        self, request: pb.DownloadAttachmentRequest, _context: Any
    ) -> AsyncIterator[pb.DownloadAttachmentResponse]:
        """The bytes from an offset on."""
        call = current()
        call.tag, call.query = AuditTag.ATTACHMENT_SHOWN, f"{request.digest.hex()} from {request.offset}"
        key, found = await self.read(lambda connection: self._complete(connection, call, request.digest))
        if request.offset > found.size:
            raise OffsetError(given=request.offset, expected=found.size)
        offset = request.offset
        chunk = await self._read_chunk(key, offset)
        yield pb.DownloadAttachmentResponse(chunk=chunk, size=found.size, media_type=found.media_type)
        while chunk:
            offset += len(chunk)
            chunk = await self._read_chunk(key, offset)
            if chunk:
                yield pb.DownloadAttachmentResponse(chunk=chunk)

    def _complete(self, connection: Connection, call: Call, digest: bytes) -> tuple[Key, Status]:
        self._check_access(connection, call, digest)
        found = attachments.held(connection, digest)
        if found is None or not found[1].complete:
            raise RefusedError(
                error_pb2.ERROR_REASON_ATTACHMENT_MISSING, f"{digest.hex()} is cited, but not here yet; it comes when its sender uploads it"
            )
        return found

    async def _read_chunk(self, key: Key, offset: int) -> bytes:
        return await self.read(lambda connection: attachments.read_chunk(connection, key, offset=offset))

    def _is_own_organ(self, call: Call) -> bool:
        return call.identity is not None and call.identity.role is Role.ORGAN and call.member == self.context.member

    def _check_access(self, connection: Connection, call: Call, digest: bytes) -> None:
        """Raises NOT_FOUND where the policy doesn't give the caller the file, whether it is here or not; the log has the rule."""
        decision = decide(
            FileDisclosure(
                own=self.context.member,
                member=call.member,
                role=call.identity.role.value if call.identity else "",
                purpose=call.purpose,
                organ=call.identity.name if call.identity and call.identity.role is Role.ORGAN else "",
                uploaders=reading.uploaders(connection, digest),
                citations=reading.citations(connection, digest),
            )
        )
        if not decision.allowed:
            call.query += f" ({decision.rule})"
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no file {digest.hex()} that you may have is held here")


def _uploaded_by(call: Call, digest: bytes) -> Key:
    return Key(digest=digest, holder=call.identity.name if call.identity else "")
