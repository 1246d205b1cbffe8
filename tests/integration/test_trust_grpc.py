"""Membership over gRPC with mutual TLS: a node fetches what another accepted, and a lying server gets nowhere."""

import threading
from concurrent import futures
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError

from exchange.trust.certificates import node_target_name
from exchange.trust.client import TrustClient
from exchange.trust.development import make_development_certificates
from exchange.trust.errors import TrustPathError, TrustRefusedError, TrustUnavailableError
from exchange.trust.fetchers import CHUNK_SIZE, FolderFetcher, GrpcFetcher
from exchange.v1.trust_pb2 import GetTrustFileResponse
from exchange.v1.trust_pb2_grpc import TrustServiceServicer, add_TrustServiceServicer_to_server
from tests.support.trust import JINSHAN, NOW, PINGHU, jinshan, make_client_folder, make_repository, pinghu

TIMESTAMP = "metadata/timestamp.json"


class Server(TrustServiceServicer):
    """Serves a client's accepted files; `lie` may answer a path in its stead, as a generator of chunks."""

    def __init__(self, client):
        self.client = client
        self.lie = {}
        self.sent = 0

    def GetTrustFile(self, request, context):  # noqa: N802  # the name in trust.proto
        if request.path in self.lie:
            for chunk in self.lie[request.path](context):
                self.sent += len(chunk)
                yield GetTrustFileResponse(chunk=chunk)
            return
        try:
            data = self.client.serve_file(request.path)
        except TrustUnavailableError as error:
            context.abort(grpc.StatusCode.NOT_FOUND, str(error))
        except TrustPathError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        for start in range(0, len(data), CHUNK_SIZE):
            yield GetTrustFileResponse(chunk=data[start : start + CHUNK_SIZE])


@pytest.fixture
def kit(tmp_path):
    return make_repository(tmp_path, members=[jinshan().descriptor()])


@pytest.fixture
def server(tmp_path, kit):
    place = make_client_folder(tmp_path / "serving", kit)
    TrustClient(place, FolderFetcher(kit.folder)).refresh(NOW)
    return Server(TrustClient(place))


@pytest.fixture
def channel(tmp_path, server):
    made = make_development_certificates(tmp_path / "certs", member=JINSHAN, now=datetime.now(UTC))
    pair = (made.node.key.read_bytes(), made.node.certificate.read_bytes())
    roots = made.ca.certificate.read_bytes()
    running = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    add_TrustServiceServicer_to_server(server, running)
    credentials = grpc.ssl_server_credentials([pair], root_certificates=roots, require_client_auth=True)
    port = running.add_secure_port("127.0.0.1:0", credentials)
    running.start()
    options = [("grpc.ssl_target_name_override", node_target_name(JINSHAN))]
    with grpc.secure_channel(f"127.0.0.1:{port}", grpc.ssl_channel_credentials(roots, *pair), options=options) as opened:
        yield opened
    running.stop(None).wait()


@pytest.fixture
def place(tmp_path, kit):
    return make_client_folder(tmp_path / "fetching", kit)


def test_a_new_node_gets_the_membership_from_a_neighbour(channel, place, server):
    membership = TrustClient(place, GrpcFetcher(channel)).refresh(NOW)

    assert membership.members == server.client.load().members
    assert TrustClient(place).load().members == membership.members


def test_news_and_a_root_rotation_reach_it_through_the_neighbour(channel, place, server, kit, tmp_path):
    client = TrustClient(place, GrpcFetcher(channel))
    client.refresh(NOW)
    kit.repository.stage_root(now=NOW, renew=["timestamp", "snapshot", "targets"])
    for signer in kit.provinces[:2]:
        kit.repository.sign_root(signer)
    kit.repository.add_member(pinghu().descriptor())
    kit.repository.publish(NOW)
    TrustClient(tmp_path / "serving", FolderFetcher(kit.folder)).refresh(NOW)

    assert set(client.refresh(NOW).members) == {JINSHAN, PINGHU}
    assert client.status().root_version == 2


def test_a_file_that_the_peer_lacks_is_the_end_of_rotation_and_not_a_failure(channel):
    with pytest.raises(DownloadHTTPError) as caught:
        list(GrpcFetcher(channel).fetch("metadata/2.root.json"))
    assert caught.value.status_code == 404


def test_other_refusals_are_failures(channel, place, server):
    def refuse(context):
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "not you")
        yield b""

    server.lie["metadata/2.root.json"] = refuse

    with pytest.raises(TrustUnavailableError, match="PERMISSION_DENIED: not you"):
        TrustClient(place, GrpcFetcher(channel)).refresh(NOW)


def test_endless_file_is_cut_off(channel, place, server):
    def endless(context):
        while context.is_active():
            yield b" " * 1024

    server.lie[TIMESTAMP] = endless

    with pytest.raises(TrustRefusedError) as caught:
        TrustClient(place, GrpcFetcher(channel)).refresh(NOW)
    assert caught.value.reason == "OVERSIZE"


def test_endless_empty_chunks_and_oversize_chunks(channel, place, server):
    def empty(context):
        while context.is_active():
            yield b""

    def oversize(_context):
        yield b" " * (CHUNK_SIZE + 1)

    for lie in (empty, oversize):
        server.lie[TIMESTAMP] = lie
        with pytest.raises(TrustUnavailableError, match="at most 1024 of 65536"):
            TrustClient(place, GrpcFetcher(channel)).refresh(NOW)


def test_slow_retrieval_ends_at_the_deadline(channel, server):
    def trickle(context):
        while context.is_active():
            yield b" "
            threading.Event().wait(0.05)

    server.lie[TIMESTAMP] = trickle
    begin = datetime.now(UTC)

    with pytest.raises(DownloadError, match="DEADLINE_EXCEEDED"):
        list(GrpcFetcher(channel, timeout_s=0.5).fetch(TIMESTAMP))
    assert datetime.now(UTC) - begin < timedelta(seconds=10)


def test_changed_byte_on_the_way(channel, place, server):
    data = server.client.serve_file(TIMESTAMP)
    server.lie[TIMESTAMP] = lambda _context: [data.replace(b'"version": 1', b'"version": 7')]

    with pytest.raises(TrustRefusedError) as caught:
        TrustClient(place, GrpcFetcher(channel)).refresh(NOW)
    assert caught.value.reason == "UNSIGNED"


def test_paths_that_leave_the_repository_are_not_even_asked_for(channel, server):
    asked = []
    server.lie["metadata/../root.json"] = lambda _context: asked.append(1) or [b"x"]

    with pytest.raises(DownloadError, match="there are metadata/timestamp"):
        list(GrpcFetcher(channel).fetch("metadata/../root.json"))
    assert asked == []


def test_peer_that_is_gone(place):
    with grpc.insecure_channel("127.0.0.1:1") as nowhere, pytest.raises(TrustUnavailableError, match="UNAVAILABLE"):
        TrustClient(place, GrpcFetcher(nowhere, timeout_s=5)).refresh(NOW)
