"""Waiting for a neighbour, but not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Timer
from typing import Any

import grpc

from exchange.sync.batches import PullError
from exchange.v1 import error_pb2


def patient(stream: Any, silence_s: float) -> Iterator[Any]:
    """The stream's messages, each waited for at most so long.

    Raises:
        PullError: the peer kept silent for longer.
        grpc.RpcError: the stream broke.
    """
    given_up = Event()

    def give_up() -> None:
        given_up.set()
        stream.cancel()

    while True:
        timer = Timer(silence_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            message = next(stream, None)
        except grpc.RpcError as error:
            if given_up.is_set():
                raise PullError(error_pb2.ERROR_REASON_UNSPECIFIED, f"nothing came for {silence_s} s; the pull was given up") from error
            raise
        finally:
            timer.cancel()
        if message is None:
            return
        yield message
