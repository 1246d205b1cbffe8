"""The application: what is served, to whom, and what becomes of errors."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from exchange.console import login, login_oidc, pages
from exchange.console.accounts import Accounts
from exchange.console.faults import refusal_words
from exchange.console.guarding import SAFE_METHODS, SecurityHeaders, carries_token, is_same_site, unwanted
from exchange.console.refusing import SERVER_ERROR, http_code
from exchange.console.rendering import environment, render, see_other, static_folder
from exchange.console.visitors import COOKIE, Visitor, Visitors
from exchange.node.desk import Desk
from exchange.settings import OidcSettings
from exchange.sync.context import NodeContext
from exchange.texts import i18n
from exchange.v1 import error_pb2
from exchange.wire import RefusedError, reason_name

FORBIDDEN, NOT_FOUND = 403, 404
log = logging.getLogger(__name__)


def build_app(context: NodeContext) -> Starlette:
    """The console of an open node."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        app.state.desk = Desk(context)
        yield

    oidc = context.settings.console.oidc
    accounts = Accounts(context)
    app = Starlette(
        routes=[*login.ROUTES, *pages.routes(), Mount("/static", StaticFiles(directory=static_folder()))],
        middleware=[Middleware(SecurityHeaders), *_on_the_way(accounts, oidc), Middleware(_Doorkeeper)],
        exception_handlers={RefusedError: _refused, HTTPException: _http, Exception: _failed},
        lifespan=lifespan,
    )
    app.state.context = context
    app.state.visitors = Visitors(context)
    app.state.accounts = accounts
    app.state.oidc = login_oidc.make_client(oidc) if oidc else None
    app.state.templates = environment()
    app.state.menu = pages.menu
    return app


def _on_the_way(accounts: Accounts, oidc: OidcSettings | None) -> list[Middleware]:
    """What a browser carries to a log-in service and back."""
    if oidc is None:
        return []
    kept: dict[str, Any] = {"session_cookie": login_oidc.COOKIE, "max_age": login_oidc.LIFE_S, "same_site": "lax", "https_only": True}
    return [Middleware(SessionMiddleware, secret_key=accounts.key().hex(), **kept)]


class _Doorkeeper:
    """ASGI middleware: finds the visitor, sends strangers to log in, refuses what another site sends, sets the language."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        visitors: Visitors = scope["app"].state.visitors
        visitor = visitors.find(request.cookies[COOKIE]) if COOKIE in request.cookies else None
        scope.setdefault("state", {})["visitor"] = visitor
        with i18n.speaking(visitor.language if visitor else _preferred(request)):
            answer = await _stopped(request, visitor)
            if answer is not None:
                await answer(scope, receive, send)
                return
            await self._app(scope, request.receive if visitor is None else _replayed(request, receive), send)


def _replayed(request: Request, receive: Any) -> Any:
    """The body again, where checking its token has read it."""
    body: bytes | None = getattr(request, "_body", None)
    if body is None:
        return receive
    told = False

    async def again() -> Any:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _stopped(request: Request, visitor: Visitor | None) -> Response | None:
    """The answer to a request that goes no further; None lets it through."""
    is_open = any(request.url.path.startswith(path) for path in login.OPEN_PATHS)
    if visitor is None and not is_open:
        return see_other("/login")
    if request.method in SAFE_METHODS:
        return None
    code, why = unwanted(request)
    if code:
        return _error_page(request, code, "", i18n._("The request's body isn't taken: {why}").format(why=why))
    if not is_same_site(request):
        return _error_page(request, FORBIDDEN, "", i18n._("The request came from another site."))
    if visitor is not None:
        await request.body()
        if not await carries_token(request, visitor.csrf):
            return _error_page(
                request, FORBIDDEN, "", i18n._("The form is too old, or isn't ours. Go back, load the page again, and send it once more.")
            )
    return None


def _preferred(request: Request) -> str:
    """The language a stranger's browser asks for: English if it comes before Chinese, else Chinese."""
    wanted = request.headers.get("accept-language", "").lower()
    english, chinese = wanted.find("en"), wanted.find("zh")
    return i18n.ENGLISH if english >= 0 and (chinese < 0 or english < chinese) else i18n.CHINESE


async def _refused(request: Request, error: Exception) -> Response:
    """A service said no."""
    assert isinstance(error, RefusedError)
    return _error_page(request, http_code(error), reason_name(error.reason), refusal_words(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = i18n._("There is no such page.") if error.status_code == NOT_FOUND else error.detail
    return _error_page(request, error.status_code, "", text)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    reason = reason_name(error_pb2.ERROR_REASON_INTERNAL)
    return _error_page(request, SERVER_ERROR, reason, i18n._("An internal error; the node's log has it."))


def _error_page(request: Request, code: int, reason: str, text: str) -> Response:
    return render(request, "error.html", status=code, code=code, reason=reason, text=text)
