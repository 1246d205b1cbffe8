"""The client certificate of a TLS connection, handed to the application.

uvicorn has no ASGI TLS extension yet; the connection's own protocol object knows the certificate, so it is put into each request's scope,
under the extension's name and key (ASGI TLS extension 0.2, `client_cert_chain`).
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class CertificateProtocol(H11Protocol):
    """HTTP/1.1 over TLS that tells the application who is at the other end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """A connection stands."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True) if tls is not None else None
        if der:
            self.app = _with_certificate(self.app, ssl.DER_cert_to_PEM_cert(der))


def _with_certificate(app: Any, pem: str) -> Any:
    async def told(scope: Any, receive: Any, send: Any) -> None:
        extensions = {**(scope.get("extensions") or {}), "tls": {"client_cert_chain": [pem]}}
        await app({**scope, "extensions": extensions}, receive, send)

    return told


def client_certificate(scope: Any) -> bytes | None:
    """The PEM of the certificate that the caller proved to hold; None without one."""
    chain = ((scope.get("extensions") or {}).get("tls") or {}).get("client_cert_chain") or ()
    return str(chain[0]).encode() if chain else None
