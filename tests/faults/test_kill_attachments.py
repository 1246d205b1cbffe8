"""kill -9 in the middle of an upload and of a fetch: the bytes that are here stay, the rest follows, the digest holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import grpc
import pytest
from sqlalchemy import func, select

from exchange.settings import NodeSettings
from exchange.storage.engine import Database
from exchange.storage.tables import attachment_chunks, job_runs
from exchange.storage.tables import attachments as files
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import lead_service_pb2, lead_service_pb2_grpc
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from tests.support.attachments import LEAD_TRANSFER, MadeFile, download, made_file, parts, status, upload
from tests.support.exchanging import LAW
from tests.support.federation import ORGANS, SINK, SOURCE, NodeProcess, assert_verifies, channel_to, federate, request_id
from tests.support.leads import made_lead

FILE = made_file(24 << 20)
PATIENCE_S = 120.0  # on a loaded machine
POLL_S = 0.02


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, NodeSettings]]:
    with ExitStack() as stack:
        databases = {}
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            databases = {code: stack.enter_context(server.database()) for code in (SOURCE, SINK)}
        yield federate(tmp_path, databases=databases, sync={"pull_interval_s": 1.0})


def received(settings: NodeSettings) -> int:
    """Bytes of FILE that a node has."""
    database = Database(settings.database)
    try:
        with database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(files.c.received), 0))).scalar_one())
    finally:
        database.dispose()


def await_that(condition: Callable[[], bool]) -> None:
    """Until it holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(POLL_S)


def stored_bytes(settings: NodeSettings) -> bytes:
    database = Database(settings.database)
    try:
        with database.reading() as connection:
            rows = connection.execute(select(attachment_chunks.c.data).order_by(attachment_chunks.c.offset)).scalars()
            return b"".join(bytes(one) for one in rows)
    finally:
        database.dispose()


def slowly(file: MadeFile, node: NodeProcess, *, kill_at: int) -> Iterator[pb.UploadAttachmentRequest]:
    """An upload during which the node is killed, once it has so many bytes."""
    for at, one in enumerate(parts(file)):
        yield one
        if at == kill_at:
            await_that(lambda: received(node.settings) > 0)
            node.kill()


@pytest.mark.parametrize("kill_at", [1, 40, 120])
def test_an_upload_goes_on_after_the_node_was_killed(settings: dict[str, NodeSettings], kill_at: int) -> None:
    with NodeProcess(settings[SOURCE]) as node:
        with channel_to(settings[SOURCE]) as channel:
            call = AttachmentServiceStub(channel).UploadAttachment
            with pytest.raises(grpc.RpcError):
                call(slowly(FILE, node, kill_at=kill_at), metadata=LEAD_TRANSFER, timeout=PATIENCE_S)
        await_that(lambda: node._process is None)
        left = stored_bytes(settings[SOURCE])
        assert 0 < len(left) < len(FILE.data)
        assert FILE.data.startswith(left)
        node.start()
        with channel_to(settings[SOURCE]) as channel:
            here = status(channel, FILE.digest).received
            assert here == len(left)
            assert upload(channel, FILE, here).complete
            assert download(channel, FILE.digest) == FILE.data
    assert stored_bytes(settings[SOURCE]) == FILE.data


def send(settings: NodeSettings) -> None:
    lead = made_lead(attachments=[FILE.said])
    request = lead_service_pb2.SendLeadRequest(request_id=request_id("lead"), organ=ORGANS[SOURCE], basis_id=LAW, lead=lead)
    with channel_to(settings) as channel:
        upload(channel, FILE)
        lead_service_pb2_grpc.LeadServiceStub(channel).SendLead(request, metadata=LEAD_TRANSFER, timeout=PATIENCE_S)


def test_a_fetch_goes_on_after_either_node_was_killed(settings: dict[str, NodeSettings]) -> None:
    """The receiver's jobs are killed while bytes come, then the sender's node: the file comes whole all the same, every byte once."""
    with NodeProcess(settings[SOURCE]) as source, NodeProcess(settings[SINK], jobs=True) as sink:
        send(settings[SOURCE])
        await_that(lambda: received(settings[SINK]) > 0)
        sink.kill()
        first = received(settings[SINK])
        assert FILE.data.startswith(stored_bytes(settings[SINK]))
        sink.start()
        await_that(lambda: received(settings[SINK]) > first or first == len(FILE.data))
        source.kill()
        second = received(settings[SINK])
        assert second >= first
        source.start()
        with channel_to(settings[SINK]) as channel:
            stub = AttachmentServiceStub(channel)
            request = pb.GetAttachmentStatusRequest(digest=FILE.digest)
            await_that(lambda: stub.GetAttachmentStatus(request, metadata=LEAD_TRANSFER, timeout=PATIENCE_S).complete)
            assert download(channel, FILE.digest) == FILE.data
    assert stored_bytes(settings[SINK]) == FILE.data
    assert "attachments 310116" in runs(settings[SINK])
    assert_verifies(settings[SINK])


def runs(settings: NodeSettings) -> set[str]:
    database = Database(settings.database)
    try:
        with database.reading() as connection:
            return set(connection.execute(select(job_runs.c.job)).scalars())
    finally:
        database.dispose()
