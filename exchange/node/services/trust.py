"""TrustService: hands on the membership files this node has accepted itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from exchange.node.services.base import Service
from exchange.trust.errors import TrustPathError, TrustUnavailableError
from exchange.v1 import error_pb2
from exchange.v1 import trust_pb2 as pb
from exchange.v1.trust_pb2_grpc import TrustServiceServicer
from exchange.wire import RefusedError

CHUNK_SIZE = 64 << 10  # bytes, trust.proto


class TrustService(Service, TrustServiceServicer):
    """For every caller with a certificate of the federation."""

    async def GetTrustFile(self, request: pb.GetTrustFileRequest, _context: Any) -> AsyncIterator[pb.GetTrustFileResponse]:
        """One file, in chunks."""
        try:
            data = await asyncio.to_thread(self.context.trust.client.serve_file, request.path)
        except (TrustPathError, TrustUnavailableError) as error:
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no file {request.path} in the membership") from error
        for first in range(0, max(len(data), 1), CHUNK_SIZE):
            yield pb.GetTrustFileResponse(chunk=data[first : first + CHUNK_SIZE])
