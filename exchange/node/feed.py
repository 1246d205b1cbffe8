"""New checkpoints, as they come: from this process's writer at once, from other processes on the same database within a second."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from exchange.ledger.checkpoints import ledger_origin
from exchange.storage import ledgers
from exchange.sync.context import NodeContext

POLL_S = 1.0  # how long another process's checkpoint may stay unseen


class CheckpointFeed:
    """One per server."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._changed = asyncio.Event()
        self._closed = False
        loop = asyncio.get_running_loop()
        context.writer.on_checkpoint(lambda _note: _wake(loop, self._changed))

    def close(self) -> None:
        """Ends every watch, so that a stopping server needn't wait for them."""
        self._closed = True
        self._changed.set()

    async def latest(self) -> bytes:
        """The own ledger's latest checkpoint, with the cosignatures it has."""

        def read() -> bytes:
            with self._context.database.reading() as connection:
                return ledgers.get(connection, ledger_origin(self._context.member)).checkpoint

        return await asyncio.to_thread(read)

    async def watch(self) -> AsyncIterator[bytes]:
        """The present checkpoint, then each later one; those that follow fast on one another may be left out but for the last."""
        size = b""
        while not self._closed:
            note = await self.latest()
            if note and (now := note.split(b"\n", 2)[1]) != size:
                size = now
                yield note
            if not self._closed:
                self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), POLL_S)
            except TimeoutError:
                continue


def _wake(loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
    """From the writer's thread; a loop that is closing needs no waking."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(changed.set)
