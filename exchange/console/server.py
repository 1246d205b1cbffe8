"""Serves the console over TLS 1.3; a client certificate is asked for, and not needed: there are other ways to log in."""

from __future__ import annotations

import asyncio
import ssl

import uvicorn

from exchange.console.app import build_app
from exchange.console.certificates import CertificateProtocol
from exchange.sync.context import NodeContext

GRACE_S = 5  # how long requests may finish when the console stops
MAX_REQUEST_LINE = 64 << 10  # bytes of request line and headers


class ConsoleServer:
    """One console of one node."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context

    async def start(self) -> int:
        """Listens; returns the port.

        Raises:
            OSError: the address is taken, or a certificate can't be read.
        """
        settings = self._context.settings.console
        host, _colon, port = settings.listen.rpartition(":")
        config = uvicorn.Config(
            build_app(self._context),
            host=host,
            port=int(port),
            http=CertificateProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_S,
            h11_max_incomplete_event_size=MAX_REQUEST_LINE,
            ssl_context_factory=lambda _config, _default: self._tls(),
        )
        self._server = uvicorn.Server(config)
        config.load()
        self._task = asyncio.create_task(self._server._serve(), name="console")  # noqa: SLF001  # serve() takes the process's signals
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise OSError(f"the console can't listen on {settings.listen}")
            await asyncio.sleep(0.01)
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Lets requests finish, then stops."""
        self._server.should_exit = True
        await self._task

    def _tls(self) -> ssl.SSLContext:
        settings = self._context.settings
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(settings.console.certificate or settings.tls_certificate, settings.console.key or settings.tls_key)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(cadata=self._context.trust.membership.anchors_pem().decode())
        return context
