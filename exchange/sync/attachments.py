"""Fetching the files that a neighbour's records cite, from that neighbour only.

For each file that isn't here yet: ask `DownloadAttachment` from the bytes that are here; store what comes, chunk by chunk; at the end
verify the digest, and drop the bytes if it is another. A transfer that breaks off goes on where it was, in this process or the next one.

The neighbour may lie: what it sends is bounded by the size that its signed record names, the first bytes must be of the type that the
record names, a message by the size of a chunk, the transfer by the time that its size allows. A try that fails is repeated after a pause
that doubles up to an hour; after `max_attempts` the file is parked, with the reason, until a person has it tried again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import grpc
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, select, update

from exchange.domain.attachments import AttachmentError, check_media_type, check_size
from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage import attachments, audit, ledgers
from exchange.storage.attachments import Key, OffsetError, Room, Status
from exchange.storage.tables import attachment_citations, attachment_fetches, position
from exchange.storage.tables import attachments as files
from exchange.sync.batches import PullError
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.patience import patient
from exchange.sync.peers import Peers, metadata
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import audit_pb2, error_pb2
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from exchange.wire import reason_name, reason_of

DAY_US = 86_400_000_000
FIRST_PAUSE_US = 5_000_000
MAX_PAUSE_US = 3_600_000_000
MAX_DOUBLINGS = 10  # 5 s doubled ten times is beyond the longest pause
FILES_AT_ONCE = 100  # looked at in one run; the next run takes the next
MAX_CHUNK = 1 << 20  # bytes in a message; what Upload takes, and more than any node of ours sends
LEAST_RATE = 16 << 10  # bytes a second; a line that is slower is taken for broken, and resumed
HOPELESS = frozenset({error_pb2.ERROR_REASON_MEDIA_TYPE_NOT_ALLOWED, error_pb2.ERROR_REASON_ATTACHMENT_TOO_LARGE})
"""Reasons that another try won't change: what the record says isn't taken here."""


@dataclass(slots=True)
class FetchCounts:
    """What a run brought."""

    fetched: int = 0
    bytes: int = 0
    failed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A file as the neighbour's record describes it, and how often it was asked for."""

    digest: bytes
    media_type: str
    size: int
    attempts: int


class Fetcher:
    """Fetches from one neighbour at a time."""

    def __init__(self, context: NodeContext, peers: Peers) -> None:
        self._context = context
        self._peers = peers

    def fetch(self, member: str) -> FetchCounts:
        """Everything that is due; one file that fails holds up no other, unless the neighbour is out of reach."""
        counts = FetchCounts()
        for one in self._due(member):
            key = Key(digest=one.digest, holder=member)
            try:
                self._fetch(member, key, one, counts)
            except (AttachmentError, OffsetError) as error:
                reason = error.reason if isinstance(error, AttachmentError) else error_pb2.ERROR_REASON_OFFSET_MISMATCH
                self._failed(member, one, reason, str(error), counts)
            except PullError as error:
                self._failed(member, one, 0, str(error), counts)
            except grpc.RpcError as error:
                self._failed(member, one, reason_of(error)[0], f"{error.code().name}: {error.details()}", counts)
                if error.code() is grpc.StatusCode.UNAVAILABLE:
                    break
        return counts

    def _due(self, member: str) -> Sequence[Wanted]:
        with self._context.database.reading() as connection:
            head = ledgers.find(connection, ledger_origin(member))
            if head is None:
                return []
            return due(connection, ledger=head.number, member=member, now=self._context.microseconds())

    def _fetch(self, member: str, key: Key, wanted: Wanted, counts: FetchCounts) -> None:
        found = self._begin(key, wanted)
        received = found.received
        if received < found.size:
            for data in self._download(member, key.digest, received, found.size):
                with self._context.database.relaxed() as connection:
                    attachments.append(connection, key, offset=received, data=data, now=self._context.microseconds())
                received += len(data)
                counts.bytes += len(data)
        self._finish(member, key)
        counts.fetched += 1

    def _begin(self, key: Key, wanted: Wanted) -> Status:
        settings = self._context.settings.attachments
        check_media_type(wanted.media_type)
        check_size(wanted.size, max_size=settings.max_size_bytes)
        room = Room(max_total=settings.max_total_bytes, keep_incomplete=settings.keep_incomplete_days * DAY_US)
        with self._context.database.relaxed() as connection:
            now = self._context.microseconds()
            return attachments.begin(connection, key, media_type=wanted.media_type, size=wanted.size, room=room, now=now)

    def _download(self, member: str, digest: bytes, offset: int, size: int) -> Iterator[bytes]:
        """The bytes as they come, bounded in time and size.

        Raises:
            AttachmentError: the neighbour sends what it mustn't.
            PullError: it kept silent.
            grpc.RpcError: it refused, or the line broke.
        """
        request = pb.DownloadAttachmentRequest(digest=digest, offset=offset)
        timeout = self._context.settings.sync.rpc_timeout_s + (size - offset) / LEAST_RATE
        stub = AttachmentServiceStub(self._peers.channel(member))
        stream = stub.DownloadAttachment(request, metadata=metadata(), timeout=timeout)
        try:
            for at, answer in enumerate(patient(stream, self._context.settings.sync.rpc_timeout_s)):
                if at == 0 and answer.size != size:
                    message = f"the neighbour has {answer.size} bytes under this digest; its record says {size}"
                    raise AttachmentError(error_pb2.ERROR_REASON_ATTACHMENT_DIGEST_MISMATCH, "size", message)
                if len(answer.chunk) > MAX_CHUNK or (at and not answer.chunk):
                    message = f"a message of {len(answer.chunk)} bytes; 1 to {MAX_CHUNK} are taken"
                    raise AttachmentError(error_pb2.ERROR_REASON_ATTACHMENT_DIGEST_MISMATCH, "chunk", message)
                if answer.chunk:
                    yield answer.chunk
        finally:
            stream.cancel()

    def _finish(self, member: str, key: Key) -> None:
        context = self._context
        with context.database.reading() as connection:
            found = attachments.digest_here(connection, key)
        with context.database.durable() as connection:
            now = context.microseconds()
            fits = attachments.finish(connection, key, found=found, now=now)
            if fits:
                connection.execute(delete(attachment_fetches).where(_of(key.digest, member)))
                event = job_event(context, AuditTag.ATTACHMENT_PULLED, detail=f"{key.digest.hex()} from {member}")
                audit.append(connection, context.member, [event], now=now)
        if not fits:
            message = f"the neighbour's bytes have the digest {found.hex()}; they were dropped"
            raise AttachmentError(error_pb2.ERROR_REASON_ATTACHMENT_DIGEST_MISMATCH, "digest", message)

    def _failed(self, member: str, wanted: Wanted, reason: int, detail: str, counts: FetchCounts) -> None:
        """Notes why, and when the next try is due; parks what another try can't change, or what was tried often enough."""
        context, attempts = self._context, wanted.attempts + 1
        counts.failed += 1
        parked = reason in HOPELESS or attempts >= context.settings.attachments.max_attempts
        name = reason_name(reason) if reason else "UNREACHABLE"
        now = context.microseconds()
        pause = min(FIRST_PAUSE_US << min(wanted.attempts, MAX_DOUBLINGS), MAX_PAUSE_US)
        said = detail.replace("\0", "")  # a neighbour's own words
        values = {"attempts": attempts, "next_attempt_at": now + pause, "parked": parked, "reason": name, "detail": said}
        with context.database.durable() as connection:
            connection.execute(delete(attachment_fetches).where(_of(wanted.digest, member)))
            connection.execute(insert(attachment_fetches).values(digest=wanted.digest, member=member, **values))
            if reason in HOPELESS:
                attachments.drop(connection, Key(digest=wanted.digest, holder=member))
            if parked or reason == error_pb2.ERROR_REASON_ATTACHMENT_DIGEST_MISMATCH:
                event = job_event(
                    context,
                    AuditTag.ATTACHMENT_PULLED,
                    result=audit_pb2.AUDIT_RESULT_REFUSED,
                    reason=name,
                    detail=f"{wanted.digest.hex()} from {member}: {detail}",
                )
                audit.append(connection, context.member, [event], now=now)


def due(connection: Connection, *, ledger: int, member: str, now: int) -> list[Wanted]:
    """Files that records of a ledger cite, that nobody has brought whole, and that may be asked for now; the oldest citation first."""
    cited, tried = attachment_citations, attachment_fetches
    inside = (cited.c.position >= position(ledger, 0)) & (cited.c.position < position(ledger + 1, 0))
    here = exists().where(files.c.digest == cited.c.digest, files.c.complete)
    mine = and_(tried.c.digest == cited.c.digest, tried.c.member == member)
    may_be_tried = tried.c.digest.is_(None) | (tried.c.parked.is_(False) & (tried.c.next_attempt_at <= now))
    statement = (
        select(cited, tried.c.attempts)
        .join(tried, mine, isouter=True)
        .where(inside, ~here, may_be_tried)
        .order_by(cited.c.position)
        .limit(FILES_AT_ONCE)
    )
    found: dict[bytes, Wanted] = {}
    for row in connection.execute(statement):
        one = Wanted(digest=bytes(row.digest), media_type=row.media_type, size=row.size, attempts=row.attempts or 0)
        found.setdefault(one.digest, one)
    return list(found.values())


def retry(context: NodeContext, *, digest: bytes = b"") -> int:
    """Makes files due at once that wait or were parked (all, or one); returns how many."""
    chosen = attachment_fetches.c.digest == digest if digest else attachment_fetches.c.attempts >= 0
    with context.database.durable() as connection:
        values = {"attempts": 0, "next_attempt_at": 0, "parked": False}
        return connection.execute(update(attachment_fetches).where(chosen).values(**values)).rowcount


def _of(digest: bytes, member: str) -> ColumnElement[bool]:
    return and_(attachment_fetches.c.digest == digest, attachment_fetches.c.member == member)
