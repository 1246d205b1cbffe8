"""A neighbour that lies about files: other bytes, too many, an endless stream, silence, another type. Nothing of it is kept or shown."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from sqlalchemy import func, select

from exchange.settings import NodeSettings
from exchange.storage.tables import attachment_chunks, attachment_fetches
from exchange.sync.attachments import FetchCounts, Fetcher, retry
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import record_pb2
from tests.support.access import served
from tests.support.attachments import MadeFile, made_file
from tests.support.exchanging import said
from tests.support.federation import SINK, SOURCE, audited, federate, opened, publish
from tests.support.leads import made_lead
from tests.support.liar_files import Answer, lying

CHUNK = 64 << 10
FILE = made_file(300_000)
SIZE = len(FILE.data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """SINK has pulled a lead of SOURCE that cites FILE; SOURCE's own node is away, so that a liar may stand in its place."""

    source: NodeSettings
    sink: NodeContext


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        databases = {}
        if request.param == "postgresql":
            databases[SINK] = stack.enter_context(request.getfixturevalue("postgresql_server").database())
        settings = federate(tmp_path, databases=databases, sync={"rpc_timeout_s": 2.0})
        sink = stack.enter_context(opened(settings[SINK]))
        with opened(settings[SOURCE]) as source, served(source):
            lead = made_lead(attachments=[FILE.said])
            publish(source, [said(SOURCE, audience=[SINK], lead=lead, purpose=record_pb2.PURPOSE_LEAD_TRANSFER)])
            peers = Peers(sink)
            Puller(sink, peers).pull(SOURCE)
            peers.close()
        yield Scene(source=settings[SOURCE], sink=sink)


def fetch(scene: Scene, answer: Answer) -> tuple[FetchCounts, list[int]]:
    """One run against a liar; what it counted, and the offsets it asked for."""
    retry(scene.sink)
    with lying(scene.source, answer) as offsets:
        peers = Peers(scene.sink)
        try:
            return Fetcher(scene.sink, peers).fetch(SOURCE), offsets
        finally:
            peers.close()


def failure(scene: Scene) -> tuple[str, bool]:
    """The reason that was noted, and whether the file is parked."""
    with scene.sink.database.reading() as connection:
        row = connection.execute(select(attachment_fetches.c.reason, attachment_fetches.c.parked)).one()
    return row.reason, bool(row.parked)


def kept(scene: Scene) -> int:
    with scene.sink.database.reading() as connection:
        return int(connection.execute(select(func.coalesce(func.sum(func.length(attachment_chunks.c.data)), 0))).scalar_one())


def honest(request: pb.DownloadAttachmentRequest, _context: Any, file: MadeFile = FILE) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=len(file.data), media_type=file.media_type, chunk=file.data[request.offset :][:CHUNK])
    for at in range(request.offset + CHUNK, len(file.data), CHUNK):
        yield pb.DownloadAttachmentResponse(chunk=file.data[at : at + CHUNK])


def other_bytes(request: pb.DownloadAttachmentRequest, context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield from honest(request, context, replace(FILE, data=FILE.data[:-1] + b"!"))


def endless(_request: Any, _context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=SIZE, chunk=FILE.data[:CHUNK])
    yield from itertools.repeat(pb.DownloadAttachmentResponse(chunk=bytes(CHUNK)))


def another_size(_request: Any, _context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=1 << 50, chunk=FILE.data[:CHUNK])


def huge_message(_request: Any, _context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=SIZE, chunk=bytes(2 << 20))


def nothing_for_ever(_request: Any, context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=SIZE, chunk=FILE.data[:CHUNK])
    while context.is_active():
        yield pb.DownloadAttachmentResponse()


def program(_request: Any, _context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=SIZE, chunk=b"MZ\x90\x00" + bytes(CHUNK))


def short(_request: Any, _context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    yield pb.DownloadAttachmentResponse(size=SIZE, chunk=FILE.data[:CHUNK])


def refusing(_request: Any, context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
    context.abort(grpc.StatusCode.PERMISSION_DENIED, "no")
    yield pb.DownloadAttachmentResponse()


LIES: dict[str, tuple[Answer, str, bool, int]] = {
    "other bytes": (other_bytes, "ATTACHMENT_DIGEST_MISMATCH", False, 0),
    "an endless stream": (endless, "ATTACHMENT_TOO_LARGE", True, 0),
    "another size": (another_size, "ATTACHMENT_DIGEST_MISMATCH", False, 0),
    "a huge message": (huge_message, "ATTACHMENT_DIGEST_MISMATCH", False, 0),
    "empty messages for ever": (nothing_for_ever, "ATTACHMENT_DIGEST_MISMATCH", False, CHUNK),
    "a program": (program, "MEDIA_TYPE_NOT_ALLOWED", True, 0),
    "too little": (short, "OFFSET_MISMATCH", False, CHUNK),
    "a refusal": (refusing, "UNREACHABLE", False, 0),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_brings_nothing_and_is_noted(scene: Scene, lie: str) -> None:
    answer, reason, parked, left = LIES[lie]
    counts, _offsets = fetch(scene, answer)
    assert (counts.fetched, counts.failed) == (0, 1)
    assert failure(scene) == (reason, parked)
    assert kept(scene) == left
    if reason == "ATTACHMENT_DIGEST_MISMATCH" or parked:
        assert reason in audited(scene.sink, "attachment:peer:pull")
    counts, offsets = fetch(scene, honest)  # a person had it tried again, and the neighbour is honest now
    assert (counts.fetched, offsets) == (1, [left])
    assert kept(scene) == SIZE


def test_silence_is_given_up(scene: Scene) -> None:
    """After rpc_timeout_s, here 2 s; what came before is kept, and gone on from."""
    over = threading.Event()

    def silent(_request: Any, _context: Any) -> Iterator[pb.DownloadAttachmentResponse]:
        yield pb.DownloadAttachmentResponse(size=SIZE, chunk=FILE.data[:CHUNK])
        over.wait(20)

    counts, _offsets = fetch(scene, silent)
    over.set()
    assert counts == FetchCounts(bytes=CHUNK, failed=1)
    assert failure(scene) == ("UNREACHABLE", False)
    assert fetch(scene, honest)[1] == [CHUNK]


def test_attempts_are_bounded_and_pauses_grow(scene: Scene) -> None:
    limit = 4
    object.__setattr__(scene.sink.settings, "attachments", replace(scene.sink.settings.attachments, max_attempts=limit))
    pauses = []
    for attempt in range(limit):
        with scene.sink.database.durable() as connection:
            connection.execute(attachment_fetches.update().values(next_attempt_at=0))
        with lying(scene.source, short):
            peers = Peers(scene.sink)
            began = scene.sink.microseconds()
            assert Fetcher(scene.sink, peers).fetch(SOURCE).failed == 1, attempt
            peers.close()
        with scene.sink.database.reading() as connection:
            pauses.append((connection.execute(select(attachment_fetches.c.next_attempt_at)).scalar_one() - began) // 1_000_000)
    assert failure(scene) == ("OFFSET_MISMATCH", True)
    assert all(5 << at <= pause < (5 << at) + 60 for at, pause in enumerate(pauses))
