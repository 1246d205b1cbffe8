"""A console of a node in this process, and a browser's HTTP side with cookies, without its eyes."""

from __future__ import annotations

import asyncio
import http.client
import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from exchange.console.server import ConsoleServer
from exchange.settings import NodeSettings
from exchange.sync.context import NodeContext

TIMEOUT_S = 30.0
_TOKEN = re.compile(r'data-csrf="([0-9a-f]{64})"')


@contextmanager
def console_of(context: NodeContext) -> Iterator[str]:
    """Serves it; gives its address ("127.0.0.1:port")."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="console")
    thread.start()
    server = ConsoleServer(context)
    try:
        port = asyncio.run_coroutine_threadsafe(server.start(), loop).result(TIMEOUT_S)
        yield f"127.0.0.1:{port}"
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(TIMEOUT_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str


class Browser:
    """Keeps cookies, shows a client certificate ("auditor", "organ-…"; empty: none), follows no redirect."""

    def __init__(self, address: str, settings: NodeSettings, *, who: str, home: Path | None = None) -> None:
        self.cookies: dict[str, str] = {}
        self._address = address
        certs = settings.home / "certs"
        self._tls = ssl.create_default_context(cafile=str(certs / "ca.pem"))
        self._tls.check_hostname = False  # development certificates name nodes, not addresses
        if who:
            mine = (home or settings.home) / "certs"
            self._tls.load_cert_chain(mine / f"{who}.pem", mine / f"{who}.key")

    def send(self, method: str, path: str, body: str = "", *, headers: Mapping[str, str] | None = None) -> Answer:
        """One request."""
        connection = http.client.HTTPSConnection(self._address, context=self._tls, timeout=TIMEOUT_S)
        sent = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        if body:
            sent["content-type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body=body or None, headers={name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")  # a download may be no text
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Answer(status=answer.status, headers={name.lower(): value for name, value in answer.getheaders()}, text=text)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value

    def get(self, path: str) -> Answer:
        """A page."""
        return self.send("GET", path)

    def post(self, path: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> Answer:
        """A form of our own pages, with the session's token."""
        token = _TOKEN.search(self.get("/").text)
        return self.send("POST", path, urlencode({**form, "csrf": token[1] if token else ""}), headers=headers)

    def log_in(self) -> Answer:
        """With the certificate."""
        return self.send("POST", "/login/certificate", "go=1")
