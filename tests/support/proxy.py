"""A TCP proxy before a node: it can let through, stand still (a partition: nothing goes, nothing is closed), or cut.

It runs in a thread of its own:

    with Proxy("127.0.0.1:7443") as proxy:
        connect_to(proxy.address)
        proxy.stall()
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from typing import Any, Self

CHUNK = 64 << 10  # bytes read at once


class Proxy:
    """Between a caller and `target` (host:port). With `tls` it speaks TLS to the target, and plain text to the caller."""

    def __init__(self, target: str, *, listen: str = "127.0.0.1:0", tls: ssl.SSLContext | None = None, name: str = "") -> None:
        self._target = target
        self._tls: dict[str, Any] = {"ssl": tls, "server_hostname": name} if tls else {}
        self._listen = listen
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self.bytes_through = 0
        self.address = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def stall(self) -> None:
        """From now on nothing passes, in either direction; connections stay open."""
        self._call(self._set(passing=False))

    def resume(self) -> None:
        """Passes on again, what waited too."""
        self._call(self._set(passing=True))

    def cut(self) -> None:
        """Breaks every connection; new ones are taken."""
        self._call(self._end())

    def _call(self, coroutine: Any) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _set(self, *, passing: bool) -> None:
        if passing:
            self._passing.set()
        else:
            self._passing.clear()

    async def _start(self) -> None:
        self._passing = asyncio.Event()
        self._passing.set()
        host, _, port = self._listen.rpartition(":")
        self._server = await asyncio.start_server(self._serve, host, int(port))
        self.address = "{}:{}".format(*self._server.sockets[0].getsockname()[:2])

    async def _stop(self) -> None:
        self._server.close()
        await self._end()

    async def _end(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        host, _, port = self._target.rpartition(":")
        other = None
        try:
            other_reader, other = await asyncio.open_connection(host, int(port), **self._tls)
            await asyncio.gather(self._pump(reader, other), self._pump(other_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            for one in (writer, other):
                if one is not None:
                    with contextlib.suppress(Exception):
                        one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._passing.wait()
            self.bytes_through += len(data)
            writer.write(data)
            await writer.drain()
        writer.close()
