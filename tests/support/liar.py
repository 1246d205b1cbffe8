"""A neighbour that can lie: a LedgerService over real mutual TLS that answers what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc

from exchange.ledger.checkpoints import Checkpoint, ledger_origin, sign_checkpoint
from exchange.ledger.proofs import consistency_proof
from exchange.node.services.fragments import join_batch, join_entries
from exchange.settings import NodeSettings
from exchange.storage import ledgers
from exchange.storage.ledgers import StoredNodes
from exchange.sync.context import NodeContext
from exchange.v1 import ledger_pb2 as pb
from exchange.v1.ledger_pb2_grpc import LedgerServiceServicer, add_LedgerServiceServicer_to_server

Answers = Sequence[pb.ReadEntriesResponse]


def checkpoint_of(context: NodeContext, size: int) -> bytes:
    """The own ledger's true checkpoint of a size, signed by its key."""
    origin = ledger_origin(context.member)
    with context.database.reading() as connection:
        root = StoredNodes(connection, ledgers.get(connection, origin).number).root(size)
    return sign_checkpoint(Checkpoint(origin=origin, size=size, root=root), context.ledger_signer)


def proof_of(context: NodeContext, first: int, second: int) -> list[bytes]:
    """The true consistency proof between two sizes of the own ledger."""
    with context.database.reading() as connection:
        number = ledgers.get(connection, ledger_origin(context.member)).number
        return list(consistency_proof(StoredNodes(connection, number), size1=first, size2=second))


def batch_of(context: NodeContext, first: int, end: int, *, size: int, reader: str) -> pb.ReadEntriesResponse:
    """A true batch with the entries [first, end), tied to the checkpoint of `size`, as `reader` may see them."""
    with context.database.reading() as connection:
        head = ledgers.get(connection, ledger_origin(context.member))
        parts, _end = join_entries(ledgers.read_fragments(connection, head.number, first=first, end=end), reader=reader, first=first)
    return pb.ReadEntriesResponse.FromString(join_batch(first, parts, proof_of(context, end, size)))


def truth(context: NodeContext, *, reader: str, first: int = 0, size: int = 0, batch: int = 4) -> list[pb.ReadEntriesResponse]:
    """What an honest node answers to ReadEntries: of the whole ledger, or as it was at `size`."""
    with context.database.reading() as connection:
        size = size or ledgers.get(connection, ledger_origin(context.member)).size
    ends = [min(start + batch, size) for start in range(first, size, batch)]
    batches = [batch_of(context, start, end, size=size, reader=reader) for start, end in zip(range(first, size, batch), ends, strict=True)]
    return [pb.ReadEntriesResponse(checkpoint=checkpoint_of(context, size)), *batches]


class Liar(LedgerServiceServicer):
    """Answers ReadEntries with `answers` (a list, or a function of the request), GetConsistencyProof with `proof`, Cosign with `lines`."""

    def __init__(self) -> None:
        self.answers: Answers | Callable[[Any], Iterable[Any]] = ()
        self.proof: Callable[[Any], Sequence[bytes]] | None = None
        self.checkpoints: dict[str, bytes] = {}
        self.lines: bytes = b""
        self.asked: list[str] = []

    def ReadEntries(self, request: Any, _context: Any) -> Iterator[Any]:  # noqa: N802  # gRPC names the methods
        """As told."""
        self.asked.append("ReadEntries")
        yield from self.answers(request) if callable(self.answers) else self.answers

    def GetConsistencyProof(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As told; unavailable where nothing was told."""
        self.asked.append("GetConsistencyProof")
        if self.proof is None:
            context.abort(grpc.StatusCode.UNAVAILABLE, "no proof")
        return pb.GetConsistencyProofResponse(proof=self.proof(request))

    def GetCheckpoint(self, request: Any, context: Any) -> Any:  # noqa: N802
        """From `checkpoints` by origin line; "" is its own."""
        self.asked.append("GetCheckpoint")
        if request.ledger not in self.checkpoints:
            context.abort(grpc.StatusCode.NOT_FOUND, "no checkpoint")
        return pb.GetCheckpointResponse(checkpoint=self.checkpoints[request.ledger])

    def Cosign(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        """As told."""
        self.asked.append("Cosign")
        return pb.CosignResponse(cosignatures=self.lines)


@contextmanager
def lying(settings: NodeSettings) -> Iterator[Liar]:
    """A liar at a node's address, with the node's own certificate."""
    liar = Liar()
    server = grpc.server(ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0), ("grpc.max_send_message_length", 64 << 20)])
    add_LedgerServiceServicer_to_server(liar, server)
    anchors = b"".join(path.read_bytes() for path in settings.home.parent.glob("*/certs/ca.pem"))
    pair = (settings.tls_key.read_bytes(), settings.tls_certificate.read_bytes())
    server.add_secure_port(settings.listen, grpc.ssl_server_credentials([pair], anchors, require_client_auth=True))
    server.start()
    try:
        yield liar
    finally:
        server.stop(0).wait()
