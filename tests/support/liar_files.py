"""A node that serves files as a test tells it to, over real mutual TLS, with a member's own node certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc

from exchange.settings import NodeSettings
from exchange.v1 import attachment_service_pb2 as pb
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceServicer, add_AttachmentServiceServicer_to_server

Answer = Callable[[pb.DownloadAttachmentRequest, grpc.ServicerContext], Iterator[pb.DownloadAttachmentResponse]]


class _Liar(AttachmentServiceServicer):
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.offsets: list[int] = []

    def DownloadAttachment(  # noqa: N802  # gRPC names it
        self, request: pb.DownloadAttachmentRequest, context: Any
    ) -> Iterator[pb.DownloadAttachmentResponse]:
        self.offsets.append(request.offset)
        yield from self.answer(request, context)


@contextmanager
def lying(settings: NodeSettings, answer: Answer) -> Iterator[list[int]]:
    """Serves at the member's address; yields the offsets that were asked for."""
    certs = settings.home / "certs"
    pair = ((certs / "node.key").read_bytes(), (certs / "node.pem").read_bytes())
    credentials = grpc.ssl_server_credentials([pair])
    server = grpc.server(futures.ThreadPoolExecutor(4))
    liar = _Liar(answer)
    add_AttachmentServiceServicer_to_server(liar, server)
    assert server.add_secure_port(settings.listen, credentials)
    server.start()
    try:
        yield liar.offsets
    finally:
        server.stop(0).wait()
