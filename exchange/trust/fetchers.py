"""Where membership files come from: a folder, or a neighbour's TrustService. Only the TUF client makes them trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import grpc
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface

from exchange.trust.errors import TrustPathError
from exchange.trust.paths import check_path
from exchange.v1.trust_pb2 import GetTrustFileRequest
from exchange.v1.trust_pb2_grpc import TrustServiceStub

CHUNK_SIZE = 64 * 1024  # bytes, trust.proto GetTrustFileResponse.chunk
MAX_CHUNKS = 1_024  # messages a file: 64 MiB, far above every limit of the TUF client; bounds a stream of empty chunks
TIMEOUT_S = 30.0  # for one file; against a peer that trickles bytes (TUF specification §1.5.2, slow retrieval)
_NOT_FOUND = 404  # what the TUF client takes as "there is no newer root"


class FolderFetcher(FetcherInterface):
    """Reads from a repository's folder (`metadata/`, `targets/`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._folder / _checked(url)
        try:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK_SIZE):
                    yield chunk
        except FileNotFoundError as error:
            raise DownloadHTTPError(f"{path}: no such file", _NOT_FOUND) from error
        except OSError as error:
            raise DownloadError(f"{path}: can't be read ({error.strerror})") from error


class GrpcFetcher(FetcherInterface):
    """Reads from a node, over a channel that the caller made and closes."""

    def __init__(self, channel: grpc.Channel, *, timeout_s: float = TIMEOUT_S, metadata: Sequence[tuple[str, str]] = ()) -> None:
        self._stub = TrustServiceStub(channel)
        self._timeout_s = timeout_s
        self._metadata = tuple(metadata)

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = _checked(url)
        call = self._stub.GetTrustFile(GetTrustFileRequest(path=path), timeout=self._timeout_s, metadata=self._metadata)
        try:
            for number, response in enumerate(call):
                if len(response.chunk) > CHUNK_SIZE or number >= MAX_CHUNKS:
                    raise DownloadError(f"{path}: chunk {number} has {len(response.chunk)} bytes; at most {MAX_CHUNKS} of {CHUNK_SIZE}")
                yield response.chunk
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                raise DownloadHTTPError(f"{path}: the peer has no such file", _NOT_FOUND) from error
            raise DownloadError(f"{path}: {error.code().name}: {error.details()}") from error
        finally:
            call.cancel()  # a reader that stops early must not leave the stream open


def _checked(url: str) -> str:
    try:
        return check_path(url)
    except TrustPathError as error:
        raise DownloadError(str(error)) from error
