"""What every answer carries, and what no request from another site gets past.

Headers (OWASP Secure Headers): scripts, styles, images and connections only from this node, no inline script or style, no framing,
no referrer, HTTPS only. A request that changes something must come from our own pages: `Sec-Fetch-Site` or `Origin` says so, and the
form or htmx carries the session's token.
"""

from __future__ import annotations

import hmac
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import MutableHeaders
from starlette.requests import Request

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LENGTH_REQUIRED, TOO_LARGE, UNSUPPORTED = 411, 413, 415
LARGEST_BODY, LOGIN_BODY = 4 << 20, 16 << 10  # bytes; a piece of an uploaded file is 1 MiB
FORM_TYPE = b"application/x-www-form-urlencoded"
SAFE_METHODS = frozenset({"GET", "HEAD"})
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"


class SecurityHeaders:
    """ASGI middleware: the headers, on every answer; pages aren't kept by any cache."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_guarded)


def unwanted(request: Request) -> tuple[int, str]:
    """(status, why) of a request whose body isn't read; (0, "") for one that may be.

    A body says its length and is bounded by it. What it says of its characters is UTF-8, or nothing: parsers take any codec that a form
    names, and some take time that grows with the square of the length.
    """
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return LENGTH_REQUIRED, "Content-Length"
    limit = LOGIN_BODY if request.url.path.startswith("/login") else LARGEST_BODY
    if int(length) > limit:
        return TOO_LARGE, f"{length} > {limit}"
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    charset = options.get(b"charset", b"utf-8").decode("ascii", "replace").lower()
    if charset not in {"utf-8", "utf8"}:
        return UNSUPPORTED, f"charset={charset[:20]}"
    if request.url.path.startswith("/login") and kind != FORM_TYPE:
        return UNSUPPORTED, kind.decode("ascii", "replace")[:40]
    return 0, ""


def is_same_site(request: Request) -> bool:
    """Whether a browser says that our own page sent it; without either header it is no browser's form."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.url.netloc}"


async def carries_token(request: Request, token: str) -> bool:
    """Whether the form, or htmx's header, has the session's token."""
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        form = await request.form()
        given = str(form.get(CSRF_FIELD, ""))
    return hmac.compare_digest(given.encode(), token.encode())
