"""Files with leads, between running nodes on both databases: uploaded, resumed, fetched, verified; given to those who take part only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from sqlalchemy import func, select

from exchange.settings import AttachmentSettings
from exchange.storage.tables import attachment_chunks, attachment_fetches
from exchange.storage.tables import attachments as files
from exchange.sync.attachments import FetchCounts, Fetcher, retry
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1 import lead_service_pb2, lead_service_pb2_grpc, record_pb2
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from tests.support.access import CALL_TIMEOUT_S, AuditLog, refused
from tests.support.attachments import MadeFile, download, made_file, parts, status, upload
from tests.support.exchanging import LAW, Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, request_id
from tests.support.leads import made_lead

LEAD_TRANSFER = (("exchange-purpose", "LEAD_TRANSFER"),)
_seeds = itertools.count(1000)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("attachments")) as running:
        yield running


def new_file(size: int = 700_000) -> MadeFile:
    return made_file(size, seed=next(_seeds))


def send(world: Exchanging, *cited: MadeFile, to: str = SINK, **lead: Any) -> str:
    """A lead of SOURCE; its record id."""
    content = made_lead(to_member=to, to_organ=ORGANS[to], attachments=[one.said for one in cited], **lead)
    request = lead_service_pb2.SendLeadRequest(request_id=request_id(next(_seeds)), organ=ORGANS[SOURCE], basis_id=LAW, lead=content)
    with world.channel(SOURCE) as channel:
        answer = lead_service_pb2_grpc.LeadServiceStub(channel).SendLead(request, metadata=LEAD_TRANSFER, timeout=CALL_TIMEOUT_S)
    return answer.published.record_id


def fetch(world: Exchanging, member: str = SINK, source: str = SOURCE) -> FetchCounts:
    """One run of the job."""
    peers = Peers(world.nodes[member])
    try:
        return Fetcher(world.nodes[member], peers).fetch(source)
    finally:
        peers.close()


def shown(world: Exchanging, member: str, lead: str) -> list[tuple[bool, int, str]]:
    """(complete, received, failure) of the lead's files, as the member's organ sees them."""
    stub = lead_service_pb2_grpc.LeadServiceStub
    thread = world.ask(member, stub, "GetLead", lead_service_pb2.GetLeadRequest(lead_record_id=lead), purpose="LEAD_TRANSFER").thread
    return [(one.complete, one.received, one.failure) for one in thread.attachments]


def stored_bytes(node: NodeContext, digest: bytes) -> int:
    with node.database.reading() as connection:
        statement = select(func.coalesce(func.sum(func.length(attachment_chunks.c.data)), 0)).where(attachment_chunks.c.digest == digest)
        return int(connection.execute(statement).scalar_one())


def due_now(world: Exchanging, member: str = SINK) -> None:
    retry(world.nodes[member])


def test_a_lead_goes_before_its_file_and_the_file_follows(world: Exchanging) -> None:
    file = new_file()
    lead = send(world, file)
    assert shown(world, SOURCE, lead) == [(False, 0, "")]
    world.pull(SINK, SOURCE)
    assert fetch(world) == FetchCounts(failed=1)
    assert shown(world, SINK, lead) == [(False, 0, "ATTACHMENT_MISSING")]
    with world.channel(SOURCE) as channel:
        assert upload(channel, file).complete
    assert fetch(world) == FetchCounts()  # the pause isn't over
    due_now(world)
    assert fetch(world) == FetchCounts(fetched=1, bytes=len(file.data))
    assert shown(world, SINK, lead) == [(True, len(file.data), "")]
    with world.channel(SINK) as channel:
        assert download(channel, file.digest) == file.data
        assert download(channel, file.digest, 300_001) == file.data[300_001:]
        assert download(channel, file.digest, len(file.data)) == b""
    assert fetch(world) == FetchCounts()


def test_an_upload_goes_on_where_it_broke_off(world: Exchanging) -> None:
    file = new_file()
    with world.channel(SOURCE) as channel:
        half = upload(channel, file, end=400_000)
        assert (half.received, half.complete) == (400_000, False)
        now = status(channel, file.digest)
        assert (now.received, now.size, now.complete, now.media_type) == (400_000, len(file.data), False, file.media_type)
        stub = AttachmentServiceStub(channel)
        for wrong in (0, 399_999, 400_001):
            refusal = refused(stub.UploadAttachment, parts(file, wrong), purpose="LEAD_TRANSFER")
            assert (refusal.reason, refusal.code) == ("OFFSET_MISMATCH", grpc.StatusCode.ABORTED)
            assert "400000" in refusal.text
        assert upload(channel, file, 400_000).complete
        again = upload(channel, file, len(file.data))
        assert (again.received, again.complete) == (len(file.data), True)
    assert stored_bytes(world.nodes[SOURCE], file.digest) == len(file.data)


def test_what_is_described_anew_begins_anew(world: Exchanging) -> None:
    file = new_file()
    with world.channel(SOURCE) as channel:
        upload(channel, file, end=100_000)
        stub = AttachmentServiceStub(channel)
        stub.UploadAttachment(parts(file, end=0, size=len(file.data) + 1), metadata=LEAD_TRANSFER, timeout=CALL_TIMEOUT_S)
        assert status(channel, file.digest).received == 0
        assert upload(channel, file).complete


def test_bytes_of_another_file_are_dropped(world: Exchanging) -> None:
    file = new_file()
    other = replace(file, data=file.data[:-1] + bytes([file.data[-1] ^ 1]))
    with world.channel(SOURCE) as channel:
        lying = parts(other, digest=file.digest)
        refusal = refused(AttachmentServiceStub(channel).UploadAttachment, lying, purpose="LEAD_TRANSFER")
        assert refusal.reason == "ATTACHMENT_DIGEST_MISMATCH"
        assert stored_bytes(world.nodes[SOURCE], file.digest) == 0
        assert upload(channel, file).complete


def _disguised(data: bytes) -> Iterator[pb.UploadAttachmentRequest]:
    return parts(MadeFile(data + bytes(1000)))


REFUSED: dict[str, tuple[Any, str]] = {
    "a program as a PDF": (lambda: _disguised(b"MZ\x90\x00" + bytes(60)), "MEDIA_TYPE_NOT_ALLOWED"),
    "a picture as a PDF": (lambda: _disguised(b"\x89PNG\r\n\x1a\n" + bytes(60)), "MEDIA_TYPE_NOT_ALLOWED"),
    "a type that isn't on the list": (lambda: parts(new_file(100), media_type="text/html"), "MEDIA_TYPE_NOT_ALLOWED"),
    "a name of another type": (lambda: parts(new_file(100), name="现场.exe"), "MEDIA_TYPE_NOT_ALLOWED"),
    "larger than allowed": (lambda: parts(new_file(100), size=1 << 40), "ATTACHMENT_TOO_LARGE"),
    "more than announced": (lambda: parts(new_file(300_000), size=150_000), "ATTACHMENT_TOO_LARGE"),
    "no beginning": (lambda: itertools.islice(parts(new_file(100)), 1, None), "FIELD_INVALID"),
    "two beginnings": (lambda: itertools.chain(parts(new_file(100)), parts(new_file(100))), "FIELD_INVALID"),
    "nothing": (lambda: iter([]), "FIELD_INVALID"),
    "an empty chunk": (lambda: itertools.chain(parts(new_file(100), end=0), [pb.UploadAttachmentRequest(chunk=b"")]), "FIELD_INVALID"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_upload_that_is_not_taken(world: Exchanging, case: str) -> None:
    make, reason = REFUSED[case]
    with world.channel(SOURCE) as channel:
        assert refused(AttachmentServiceStub(channel).UploadAttachment, make(), purpose="LEAD_TRANSFER").reason == reason


def test_first_bytes_that_come_one_by_one_are_looked_at_too(world: Exchanging) -> None:
    data = b"MZ" + bytes(100)
    start = next(parts(MadeFile(data)))
    drip = [start, *(pb.UploadAttachmentRequest(chunk=data[at : at + 1]) for at in range(len(data)))]
    with world.channel(SOURCE) as channel:
        assert (
            refused(AttachmentServiceStub(channel).UploadAttachment, iter(drip), purpose="LEAD_TRANSFER").reason == "MEDIA_TYPE_NOT_ALLOWED"
        )
    assert stored_bytes(world.nodes[SOURCE], MadeFile(data).digest) < 16


def test_a_file_is_for_those_who_take_part(world: Exchanging) -> None:
    file = new_file()
    with world.channel(SOURCE) as channel:
        upload(channel, file)
    send(world, file)
    world.pull_all()
    fetch(world)
    allowed = {
        "its uploader": (SOURCE, "", SOURCE),
        "the receiver's organ at its own node": (SINK, "", SINK),
        "the receiver's organ at ours": (SOURCE, "", SINK),
    }
    for node, who, asker in allowed.values():
        with world.channel(node, who, asker=asker) as channel:
            assert download(channel, file.digest) == file.data
            assert status(channel, file.digest).complete
    with world.channel(SOURCE, "node", asker=SINK) as channel:
        assert download(channel, file.digest, node=True) == file.data


@pytest.mark.parametrize(
    ("node", "who", "asker", "purpose"),
    [
        (SOURCE, "", THIRD, "LEAD_TRANSFER"),
        (SOURCE, "node", THIRD, "SYNCHRONISATION"),
        (SINK, "", THIRD, "LEAD_TRANSFER"),
        (SINK, "node", THIRD, "SYNCHRONISATION"),
        (SINK, "", SOURCE, "LEAD_TRANSFER"),
        (SINK, "node", SOURCE, "SYNCHRONISATION"),
        (THIRD, "", THIRD, "LEAD_TRANSFER"),
    ],
)
def test_to_others_a_file_is_not_here_whether_it_is_or_not(world: Exchanging, node: str, who: str, asker: str, purpose: str) -> None:
    """Outsiders, and the origin at the receiver's node: a node gives what its own records cite, no neighbour's files."""
    file, unknown = new_file(1000), new_file(1000)
    with world.channel(SOURCE) as channel:
        upload(channel, file)
    send(world, file)
    world.pull_all()
    fetch(world)
    with world.channel(node, who, asker=asker) as channel:
        stub = AttachmentServiceStub(channel)
        for method, kind in (
            (stub.DownloadAttachment, pb.DownloadAttachmentRequest),
            (stub.GetAttachmentStatus, pb.GetAttachmentStatusRequest),
        ):
            answers = [refused(method, kind(digest=one.digest), purpose=purpose) for one in (file, unknown)]
            assert [(one.reason, one.code) for one in answers] == [("NOT_FOUND", grpc.StatusCode.NOT_FOUND)] * 2
            assert answers[0].text.replace(file.digest.hex(), unknown.digest.hex()) == answers[1].text


def test_whoever_knows_a_digest_does_not_get_the_bytes_by_uploading(world: Exchanging) -> None:
    """SINK's organ begins to upload a file that isn't for it: it holds what it sent itself, nothing."""
    file = new_file(1000)
    with world.channel(SOURCE) as channel:
        upload(channel, file)
    send(world, file, to=THIRD)
    world.pull_all()
    fetch(world, THIRD)
    with world.channel(SINK) as channel:
        answer = AttachmentServiceStub(channel).UploadAttachment(parts(file, end=0), metadata=LEAD_TRANSFER, timeout=CALL_TIMEOUT_S)
        assert (answer.received, answer.complete) == (0, False)
        refusal = refused(
            AttachmentServiceStub(channel).DownloadAttachment, pb.DownloadAttachmentRequest(digest=file.digest), purpose="LEAD_TRANSFER"
        )
        assert refusal.reason == "ATTACHMENT_MISSING"


def test_a_neighbours_file_is_not_sent_on(world: Exchanging) -> None:
    file = new_file(1000)
    with world.channel(SOURCE) as channel:
        upload(channel, file)
    send(world, file)
    world.pull_all()
    fetch(world)
    onward = made_lead(to_member=THIRD, to_organ=ORGANS[THIRD], attachments=[file.said])
    onward.handlers[0].organ = onward.handlers[1].organ = onward.approver.organ = ORGANS[SINK]
    draft = said(SINK, audience=[THIRD], lead=onward, purpose=record_pb2.PURPOSE_LEAD_TRANSFER)
    assert world.refused(SINK, draft).reason == "ONWARD_TRANSFER"
    with world.channel(SINK) as channel:
        upload(channel, file)  # having the bytes doesn't make it one's own
    assert world.refused(SINK, draft).reason == "ONWARD_TRANSFER"
    own = new_file(1000)
    with world.channel(SINK) as channel:
        upload(channel, own)
    del onward.attachments[:]
    onward.attachments.append(own.said)
    draft.lead.CopyFrom(onward)
    assert world.publish(SINK, draft).record_id


def test_a_full_store_takes_no_more_and_forgets_what_was_given_up(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> None:
    node = world.nodes[SOURCE]
    with node.database.reading() as connection:
        used = int(connection.execute(select(func.coalesce(func.sum(files.c.size), 0))).scalar_one())
    limits = AttachmentSettings(max_size_bytes=1_000_000, max_total_bytes=used + 250_000)
    object.__setattr__(node.settings, "attachments", limits)
    begun, more = [new_file(100_000) for _ in range(2)], new_file(100_000)
    try:
        with world.channel(SOURCE) as channel:
            for one in begun:
                upload(channel, one, end=10)
            refusal = refused(AttachmentServiceStub(channel).UploadAttachment, parts(more), purpose="LEAD_TRANSFER")
            assert (refusal.reason, refusal.code) == ("OVERLOADED", grpc.StatusCode.RESOURCE_EXHAUSTED)
            with node.database.durable() as connection:
                connection.execute(files.update().where(files.c.digest == begun[0].digest).values(touched_at=0))
            assert upload(channel, more).complete
            assert status(channel, begun[1].digest).received == 10
            assert (
                refused(
                    AttachmentServiceStub(channel).GetAttachmentStatus,
                    pb.GetAttachmentStatusRequest(digest=begun[0].digest),
                    purpose="LEAD_TRANSFER",
                ).reason
                == "NOT_FOUND"
            )
    finally:
        object.__setattr__(node.settings, "attachments", AttachmentSettings())


def test_a_flood_of_beginnings_takes_no_more_than_the_limit(world: Exchanging) -> None:
    node = world.nodes[SOURCE]
    with node.database.reading() as connection:
        used = int(connection.execute(select(func.coalesce(func.sum(files.c.size), 0))).scalar_one())
    object.__setattr__(node.settings, "attachments", AttachmentSettings(max_size_bytes=1_000_000, max_total_bytes=used + 500_000))
    taken = 0
    try:
        with world.channel(SOURCE) as channel:
            stub = AttachmentServiceStub(channel)
            for _ in range(20):
                with suppress(grpc.RpcError):
                    stub.UploadAttachment(parts(new_file(100), end=0, size=100_000), metadata=LEAD_TRANSFER, timeout=CALL_TIMEOUT_S)
                    taken += 1
    finally:
        object.__setattr__(node.settings, "attachments", AttachmentSettings())
    assert taken == 5


def test_what_a_record_cites_beyond_the_limits_is_parked_with_its_reason(world: Exchanging) -> None:
    large, strange, fine = new_file(2000), new_file(2000), new_file(2000)
    huge = large.said
    huge.size = 1 << 40
    page = strange.said
    page.media_type = "text/html"
    content = made_lead(attachments=[huge, page, fine.said])
    request = lead_service_pb2.SendLeadRequest(request_id=request_id(next(_seeds)), organ=ORGANS[SOURCE], basis_id=LAW, lead=content)
    with world.channel(SOURCE) as channel:
        upload(channel, fine)
        lead = (
            lead_service_pb2_grpc.LeadServiceStub(channel)
            .SendLead(request, metadata=LEAD_TRANSFER, timeout=CALL_TIMEOUT_S)
            .published.record_id
        )
    world.pull(SINK, SOURCE)
    counts = fetch(world)
    assert (counts.fetched, counts.failed) == (1, 2)
    assert [failure for _complete, _received, failure in shown(world, SINK, lead)] == ["ATTACHMENT_TOO_LARGE", "MEDIA_TYPE_NOT_ALLOWED", ""]
    with world.nodes[SINK].database.reading() as connection:
        parked = connection.execute(select(attachment_fetches.c.digest).where(attachment_fetches.c.parked)).scalars().all()
    assert {bytes(one) for one in parked} == {large.digest, strange.digest}
    assert fetch(world) == FetchCounts()


def test_who_took_and_gave_files_stands_in_the_log(world: Exchanging) -> None:
    file = new_file(1000)
    with world.channel(SOURCE) as channel:
        upload(channel, file)
    send(world, file)
    world.pull_all()
    fetch(world)
    ours, theirs = AuditLog(world.settings[SOURCE]), AuditLog(world.settings[SINK])
    stored = [one for one in ours.find(tag="attachment:own:store") if file.digest.hex() in one.query]
    given = [one for one in ours.find(tag="attachment:any:show", member=SINK) if file.digest.hex() in one.query]
    taken = [one for one in theirs.find(tag="attachment:peer:pull") if file.digest.hex() in one.detail]
    ours.close()
    theirs.close()
    assert [one.actor for one in stored] == [f"exchange://{SOURCE}/organ/{ORGANS[SOURCE]}"]
    assert [one.role for one in given] == ["node"]
    assert len(taken) == 1


def test_memory_is_bounded_by_chunks(world: Exchanging, tmp_path: Path) -> None:
    """However it came, no row holds more than a chunk."""
    file = new_file(1_500_000)
    with world.channel(SOURCE) as channel:
        big = [next(parts(file)), *(pb.UploadAttachmentRequest(chunk=file.data[at : at + 1_000_000]) for at in (0, 1_000_000))]
        assert AttachmentServiceStub(channel).UploadAttachment(iter(big), metadata=LEAD_TRANSFER, timeout=CALL_TIMEOUT_S).complete
        assert download(channel, file.digest) == file.data
    with world.nodes[SOURCE].database.reading() as connection:
        assert connection.execute(select(func.max(func.length(attachment_chunks.c.data)))).scalar_one() <= 256 << 10
